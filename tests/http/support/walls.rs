//! Walls: those who watch the stream of a contest's boards.

use ankao::domain::ContestId;
use serde_json::Value;

use super::Stage;

/// An open stream.
pub struct Wall {
    pub response: reqwest::Response,
    received: Vec<u8>,
}

/// An event of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub id: String,
    pub data: Value,
    /// As it was sent.
    pub text: String,
}

impl Stage {
    /// Watches the boards of a contest, as the public or with a token.
    pub async fn watch(&self, contest: ContestId, token: Option<&str>) -> Wall {
        let path = format!("{}/api/v1/contests/{contest}/leaderboards/stream", self.base);
        let request = self.client.get(path).header("accept", "text/event-stream");
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        Wall { response: request.send().await.expect("the server answers"), received: Vec::new() }
    }
}

impl Wall {
    /// The next snapshot; none where the stream ends.
    pub async fn next(&mut self) -> Option<Snapshot> {
        loop {
            while let Some(end) = self.received.windows(2).position(|two| two == b"\n\n") {
                let rest = self.received.split_off(end + 2);
                let event = String::from_utf8(std::mem::replace(&mut self.received, rest)).expect("UTF-8");
                if !event.starts_with(':') {
                    return Some(Snapshot::read(event));
                }
            }
            self.received.extend(self.response.chunk().await.expect("a stream")?);
        }
    }
}

impl Snapshot {
    fn read(text: String) -> Self {
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).expect("a field").to_owned();
        assert_eq!(field("event: "), "snapshot");
        let data = serde_json::from_str(&field("data: ")).expect("JSON");
        Self { id: field("id: "), data, text }
    }
}

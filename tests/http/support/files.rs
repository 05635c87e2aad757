//! Files that go up and come down, and who may send them.

use super::{Answer, Stage};

impl Stage {
    /// Sends a file, on a connection of its own: making a large one takes longer than the server keeps
    /// an idle one open.
    pub async fn upload(&self, path: &str, token: &str, kind: &str, file: impl Into<Vec<u8>>) -> Answer {
        let request = reqwest::Client::new().post(format!("{}{path}", self.base)).bearer_auth(token);
        let request = request.header("content-type", kind).body(file.into());
        Answer::take(request, None).await
    }

    /// Takes a file.
    pub async fn download(&self, path: &str, token: &str) -> Vec<u8> {
        let response = self.client.get(format!("{}{path}", self.base)).bearer_auth(token).send().await;
        let response = response.expect("the server answers").error_for_status().expect("a file");
        response.bytes().await.expect("a body").into()
    }
}

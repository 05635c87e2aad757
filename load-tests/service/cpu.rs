//! What the server computes for a start, a save and a hand-in, as multiples of a handler of the same
//! framework that only answers with the same body.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    Scale,
    client::{Asker, COMPRESSED, PLAIN, Request, each, text},
    scene::Scene,
    server::Server,
};

/// Saves of each paper.
const SAVES: usize = 4;

/// Requests of one kind.
struct Load<'a> {
    method: Method,
    paths: &'a [String],
    /// Whose they are, in turn.
    tokens: &'a [String],
    /// What is asked, round by round.
    bodies: &'a [Value],
    accepts: &'a str,
}

impl Load<'_> {
    /// Sends them all: the CPU time that the server took for each, and the answers.
    async fn send(&self, server: &Server) -> Result<(Duration, Vec<Vec<u8>>)> {
        let asker = Asker::of(&server.base)?;
        let before = server.cpu()?;
        let answers = each(self.paths.len(), |index| {
            let Self { method, paths, tokens, bodies, accepts } = self;
            let (asker, path, token) = (&asker, &paths[index], &tokens[index % tokens.len()]);
            let body = &bodies[index / tokens.len()];
            async move { asker.send(&Request { method, path, token: Some(token), body, accepts }).await }
        });
        let answers = answers.await?;
        let count = u32::try_from(answers.len().max(1))?;
        Ok((server.cpu()?.saturating_sub(before) / count, answers))
    }

    /// Sends them to the server, and to a handler that answers with the same body, and prints how they
    /// compare.
    async fn compare(&self, what: &str, limit: &str, server: &Server, folder: &Path) -> Result<Vec<Vec<u8>>> {
        let (took, answers) = self.send(server).await?;
        let last = answers.last().context("an answer")?;
        let body = folder.join("body");
        fs::write(&body, last)?;
        let (least, _) = self.send(&Server::still(&body)?).await?;
        let ratio = took.as_secs_f64() / least.as_secs_f64().max(f64::EPSILON);
        let bytes = last.len();
        println!("{what}: {took:?} of CPU, answering alone {least:?} for {bytes} bytes: {ratio:.1} × ({limit})");
        Ok(answers)
    }
}

/// Asks who one is, as a phone does when it opens the page: the server knows the session from then on.
async fn look_in(server: &Server, tokens: &[String]) -> Result<()> {
    let paths = vec!["/api/v1/me".to_owned(); tokens.len()];
    let load = Load { method: Method::GET, paths: &paths, tokens, bodies: &[Value::Null], accepts: PLAIN };
    load.send(server).await.map(drop)
}

pub async fn measure(scale: Scale) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let scene = Scene::set(&data, 3 * scale.papers).await?;
    let (contest, tokens) = (scene.contest, scene.tokens.clone());
    scene.leave().await;
    let server = Server::ankao(&data)?;
    let starts = vec![format!("/api/v1/contests/{contest}/attempts"); scale.papers];
    let (first, others) = tokens.split_at(scale.papers);
    let (second, third) = others.split_at(scale.papers);

    let bodies = [json!({ "start_id": "bench-start" })];
    let start = |tokens, accepts| Load { method: Method::POST, paths: &starts, tokens, bodies: &bodies, accepts };
    let unknown = "start, as the first that a session asks";
    start(third, PLAIN).compare(unknown, "no limit", &server, folder.path()).await?;
    look_in(&server, first).await?;
    let started = start(first, PLAIN).compare("start", "limit 5.5 ×", &server, folder.path()).await?;
    look_in(&server, second).await?;
    start(second, COMPRESSED).compare("start, compressed", "no limit", &server, folder.path()).await?;

    let attempts: Vec<String> = started.iter().map(|answer| text(answer, "attempt")).collect::<Result<_>>()?;
    let own: Vec<String> = started.iter().map(|answer| text(answer, "token")).collect::<Result<_>>()?;
    let of_each = |end: &str| attempts.iter().map(|it| format!("/api/v1/attempts/{it}/{end}")).collect::<Vec<_>>();
    // One paper after another, round by round: nobody saves twice at once.
    let saves: Vec<String> = (0..SAVES).flat_map(|_| of_each("answers")).collect();
    let answer = |question: usize| json!({ "question": question, "answer": "A", "n": 1 });
    let bodies: Vec<_> = (1..=SAVES).map(|question| json!({ "device": 1, "answers": [answer(question)] })).collect();
    let load = Load { method: Method::PUT, paths: &saves, tokens: &own, bodies: &bodies, accepts: PLAIN };
    load.compare("save", "limit 3 ×", &server, folder.path()).await?;

    let sheet = [json!({ "device": 1, "answers": (1..=70).map(answer).collect::<Vec<_>>() })];
    let hand_ins = of_each("submission");
    let load = Load { method: Method::POST, paths: &hand_ins, tokens: &own, bodies: &sheet, accepts: PLAIN };
    load.compare("hand-in", "limit 3 ×", &server, folder.path()).await?;
    Ok(())
}

//! Requests over loopback, so many at once.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use reqwest::{Client, Method};
use serde_json::Value;

/// Connections that a load is sent over.
pub const AT_ONCE: usize = 64;

/// Does `work` for each index below `count`, [`AT_ONCE`] at a time, and answers with what came of it in
/// the order of indexes.
pub async fn each<T, F>(count: usize, work: impl Fn(usize) -> F + Sync) -> Result<Vec<T>>
where
    F: Future<Output = Result<T>>,
{
    let next = AtomicUsize::new(0);
    let hands = (0..AT_ONCE.min(count)).map(|_| async {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return Ok::<_, anyhow::Error>(done);
            }
            done.push((index, work(index).await?));
        }
    });
    let mut done: Vec<(usize, T)> = try_join_all(hands).await?.into_iter().flatten().collect();
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, it)| it).collect())
}

/// What is asked.
pub struct Request<'a> {
    pub method: &'a Method,
    pub path: &'a str,
    /// Of whoever is signed in.
    pub token: Option<&'a str>,
    pub body: &'a Value,
    /// Encodings of the answer.
    pub accepts: &'a str,
}

/// Answers as they are.
pub const PLAIN: &str = "identity";
/// What browsers say that they take.
pub const COMPRESSED: &str = "gzip, deflate, br";

/// Asks one server.
#[derive(Clone)]
pub struct Asker {
    client: Client,
    base: Arc<str>,
}

impl Asker {
    pub fn of(base: &str) -> Result<Self> {
        let client = Client::builder().no_gzip().pool_max_idle_per_host(2_048).build()?;
        Ok(Self { client, base: base.into() })
    }

    /// Sends JSON and reads the whole answer, which has to be good.
    pub async fn send(&self, request: &Request<'_>) -> Result<Vec<u8>> {
        let Request { method, path, token, body, accepts } = request;
        let mut request = self.client.request((*method).clone(), format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        self.ask(request.header("accept-encoding", *accepts).json(body)).await
    }

    pub async fn upload(&self, path: &str, token: &str, csv: String) -> Result<Vec<u8>> {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(token);
        self.ask(request.header("content-type", "text/csv").body(csv)).await
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Vec<u8>> {
        let answer = request.send().await?;
        let (status, body) = (answer.status(), answer.bytes().await?);
        ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
        Ok(body.to_vec())
    }
}

/// Latencies of many requests.
#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    pub fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    pub fn percentile(&self, percent: usize) -> Duration {
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).copied().unwrap_or_default()
    }
}

impl std::fmt::Display for Latencies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |percent| self.percentile(percent).as_secs_f64() * 1_000.0;
        write!(f, "p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms of {} saves", ms(50), ms(99), ms(100), self.0.len())
    }
}

/// How long `work` takes.
pub async fn timed<T>(work: impl Future<Output = Result<T>>) -> Result<Duration> {
    let begun = Instant::now();
    work.await?;
    Ok(begun.elapsed())
}

/// A field of a JSON answer that is a text.
pub fn text(answer: &[u8], field: &str) -> Result<String> {
    let answer: Value = serde_json::from_slice(answer)?;
    Ok(answer[field].as_str().with_context(|| format!("no {field}"))?.to_owned())
}

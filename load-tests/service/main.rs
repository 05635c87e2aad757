//! The service under load, on this machine and over loopback: every figure with its limit beside it,
//! measured in the same run.
//!
//! `cargo bench --bench service` measures; with `-- --short` a few requests show that it still works.
#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

mod client;
mod commits;
mod cpu;
mod rush;
mod scene;
mod server;

use anyhow::Result;

/// How much is sent.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// People who start, save and hand in for the server's CPU time.
    pub papers: usize,
    /// Hand-ins for the rate of durable commits.
    pub commits: usize,
    /// People who answer while others sign in and a roster is imported.
    pub answering: usize,
    pub signing_in: usize,
    pub roster: usize,
    pub idle_seconds: u64,
}

const FULL: Scale =
    Scale { papers: 8_000, commits: 8_000, answering: 1_000, signing_in: 1_000, roster: 200_000, idle_seconds: 20 };
const SHORT: Scale = Scale { papers: 40, commits: 200, answering: 20, signing_in: 10, roster: 500, idle_seconds: 2 };

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some([role, body]) = arguments.first_chunk::<2>()
        && role == server::STILL
    {
        return server::answer_still(body.clone()).await;
    }
    let in_short = arguments.iter().any(|it| it == "--short");
    let scale = if in_short { SHORT } else { FULL };
    if in_short {
        println!("In short: this shows that it works, and the figures say nothing.");
    }
    cpu::measure(scale).await?;
    commits::measure(scale).await?;
    rush::measure(scale).await
}

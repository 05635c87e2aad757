//! Servers as processes of their own, so that their CPU time can be told from the client's.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::{Context, Result, bail};

use crate::scene::SECRET;

/// The argument that makes this program the handler which only answers.
pub const STILL: &str = "still";
const WORKERS: usize = 2;

/// A server that runs until this is dropped.
pub struct Server {
    process: Child,
    /// `http://127.0.0.1:…`
    pub base: String,
}

impl Server {
    /// `ankao serve` on a data folder, as a release runs.
    pub fn ankao(folder: &Path) -> Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(folder);
        command.env("ANKAO_JWT_SECRET", SECRET);
        Self::start(command)
    }

    /// A handler of the same framework that reads its body and answers with `body`.
    pub fn still(body: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(STILL).arg(body);
        Self::start(command)
    }

    fn start(mut command: Command) -> Result<Self> {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let out = process.stdout.take().context("its output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let Some(at) = line.find("http://") else { bail!("a server did not start: {line}") };
        Ok(Self { process, base: line[at..].trim().to_owned() })
    }

    /// CPU time since it started, in user and kernel mode.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // After the name in brackets: the state is field 3, user and system time are 14 and 15.
        let fields: Vec<&str> = stat.rsplit(") ").next().context("fields")?.split(' ').collect();
        let ticks = |field: usize| fields.get(field - 3).and_then(|it| it.parse::<u64>().ok()).context("ticks");
        let hundredths = ticks(14)? + ticks(15)?;
        Ok(Duration::from_millis(hundredths * 10))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.process.kill();
        let _status = self.process.wait();
    }
}

/// Answers every request with the file's content, and nothing else.
pub async fn answer_still(body: String) -> Result<()> {
    let body = web::Bytes::from(fs::read(body)?);
    let answer = move || {
        let body = body.clone();
        App::new().default_service(web::to(move |_: web::Bytes| {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type("application/json").body(body) }
        }))
    };
    let server = HttpServer::new(answer).workers(WORKERS).bind("127.0.0.1:0")?;
    let address = server.addrs().first().copied().context("an address")?;
    println!("http://{address}");
    Ok(server.run().await?)
}

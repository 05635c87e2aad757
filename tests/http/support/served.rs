//! The real binary, in a folder that a stage has left.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use reqwest::{Client, Method};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::SECRET;
use crate::location::database_url;

/// `ankao serve`, until it is killed or told to stop.
pub struct Served {
    process: Child,
    pub base: String,
}

impl Served {
    pub async fn in_folder(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
        command.envs(database_url(folder).await.map(|url| ("ANKAO_DATABASE_URL", url)));
        let mut process = command
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--jwt-secret", SECRET, "--data-dir"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut out = BufReader::new(process.stdout.take().expect("its output"));
        let mut line = String::new();
        while !line.contains("http://") {
            assert_ne!(out.read_line(&mut line).expect("a line"), 0, "it ended: {line}");
        }
        let base = line[line.find("http://").expect("an address")..].trim().to_owned();
        Self { process, base }
    }

    pub async fn ask(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Value {
        let mut request = Client::new().request(method, format!("{}/api/v1{path}", self.base)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.expect("answered");
        assert!(response.status().is_success(), "{}", response.text().await.expect("a body"));
        response.json().await.expect("a JSON body")
    }

    /// As an operator or the system stops it: SIGTERM.
    pub fn tell_to_stop(&self) {
        kill_process(Pid::from_child(&self.process), Signal::TERM).expect("told");
    }

    /// How it ended.
    pub fn ended(mut self) -> ExitStatus {
        self.process.wait().expect("gone")
    }

    /// As the power going off: SIGKILL.
    pub fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }
}

/// A server that a failed test leaves behind is ended with it.
impl Drop for Served {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
    }
}

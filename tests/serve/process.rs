//! The binary, started and watched.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    thread::JoinHandle,
};

/// `ankao` in a folder, with none of the settings that the tests themselves may run under.
pub fn ankao<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ANKAO_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments);
    command
}

/// Runs a command to its end, with a line on its standard input.
pub fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>, line: &str) -> Output {
    let mut command = ankao(folder, arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("ankao runs");
    writeln!(child.stdin.take().expect("piped"), "{line}").expect("written");
    child.wait_with_output().expect("ended")
}

/// The one sentence of a server that does not start.
#[track_caller]
pub fn refused(command: &mut Command) -> String {
    let output = command.output().expect("ankao runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let sentence = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    sentence.strip_prefix("ankao: ").expect("who says it").trim_end().to_owned()
}

/// A server that runs; killed when dropped.
pub struct Server {
    child: Child,
    /// What it printed until it served.
    pub greeting: String,
    /// `http://127.0.0.1:…`
    pub base: String,
    out: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts on a free port and waits until it serves.
    pub fn start(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let mut command = ankao(folder, serve.into_iter().chain(arguments.iter().copied()));
        command.envs(settings.iter().map(|(name, value)| (OsStr::new(name), OsStr::new(value))));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("ankao runs");
        let mut stderr = child.stderr.take().expect("piped");
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).expect("UTF-8");
            text
        });
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let mut server = Self { child, greeting: String::new(), base: String::new(), out, log: Some(log) };
        while server.base.is_empty() {
            let line = server.line();
            assert!(!line.is_empty(), "ended before it served: {}", server.end().1);
            if let Some(base) = line.trim_end().strip_prefix("安考已启动：") {
                base.clone_into(&mut server.base);
            }
        }
        server
    }

    /// The next line that it prints; empty when it has ended.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("UTF-8");
        self.greeting += &line;
        line
    }

    /// Asks it to stop, as an operator's supervisor does.
    pub fn ask_to_stop(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
    }

    /// Waits for its end: how it ended, and its log.
    pub fn end(&mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("ended");
        let log = self.log.take().expect("ends once").join().expect("read");
        (status, log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! A PostgreSQL server for tests that cannot do without: the one that `ANKAO_TEST_POSTGRES` names, or one of its
//! own.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdout, Command, Stdio},
};

pub struct Server {
    pub url: String,
    own: Option<Own>,
}

/// It ends when nothing more can come through its standard input.
struct Own {
    process: Child,
    said: BufReader<ChildStdout>,
    /// Where the certificate is that it shows.
    certificate: String,
}

#[allow(dead_code, reason = "not every test that shares this file does all this")]
impl Server {
    pub fn there() -> Self {
        match std::env::var("ANKAO_TEST_POSTGRES") {
            Ok(url) => Self { url, own: None },
            Err(_) => Self::own(),
        }
    }

    /// One that no other test uses.
    pub fn own() -> Self {
        let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/with-postgres.sh"));
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("bash");
        let said = BufReader::new(process.stdout.take().expect("piped"));
        let mut own = Own { process, said, certificate: String::new() };
        let url = own.line();
        own.certificate = own.line();
        Self { url, own: Some(own) }
    }

    /// Its address for a connection that nobody can read or take over.
    pub fn sealed_url(&self) -> String {
        let certificate = &self.own.as_ref().expect("its own").certificate;
        self.url.replace("sslmode=disable", &format!("sslmode=verify-full&sslrootcert={certificate}"))
    }

    /// Ends it as a machine does that loses its power, and answers when it is gone.
    pub fn kill(&mut self) {
        self.tell("kill");
    }

    /// Starts it anew, and answers when it takes connections.
    pub fn start(&mut self) {
        self.tell("start");
    }

    fn tell(&mut self, order: &str) {
        let own = self.own.as_mut().expect("its own");
        writeln!(own.process.stdin.as_mut().expect("piped"), "{order}").expect("it listens");
        assert_eq!(own.line(), "done");
    }
}

impl Own {
    fn line(&mut self) -> String {
        let mut line = String::new();
        let said = self.said.read_line(&mut line).expect("UTF-8");
        assert!(said > 0, "PostgreSQL does not run: see standard error");
        line.trim().to_owned()
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ended = self.process.wait();
    }
}

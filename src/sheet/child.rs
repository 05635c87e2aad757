//! The parent's side of parsing workbooks: a child process for each file, with limits of its own and
//! ended after [`PATIENCE`].

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{ChildStdin, ChildStdout, Command},
    time::timeout,
};

use super::{Lines, Sheet, Source, Spoken, Unreadable};
use crate::fault::{Code, Fault};

/// How long a child may take by the clock on the wall.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most bytes that are heard from a child.
const OUTPUT_LIMIT: u64 = 512 << 20;

/// The subcommand of the program that parses.
pub const SUBCOMMAND: &str = "parse-workbook";

/// Starts the children that parse workbooks.
#[derive(Clone, Debug)]
pub struct Parser {
    /// The program that has the subcommand [`SUBCOMMAND`]: this one, but for tests.
    pub program: PathBuf,
}

impl Parser {
    /// Parses by this same program.
    pub fn this_program() -> std::io::Result<Self> {
        Ok(Self { program: std::env::current_exe()? })
    }

    /// The first sheet of an xlsx or xls file.
    pub async fn parse(&self, file: &[u8]) -> Result<Sheet, Fault> {
        let mut child = Command::new(&self.program)
            .arg(SUBCOMMAND)
            // It knows no secret of ours.
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(Fault::internal)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Fault::internal("the child has no pipes"));
        };
        let heard = timeout(PATIENCE, async { tokio::join!(give(input, file), hear(output)).1 }).await;
        // Also when it has been heard to the end: a child that goes on is of no use.
        child.start_kill().ok();
        child.wait().await.map_err(Fault::internal)?;
        heard.unwrap_or(Err(Unreadable::Exhausting)).map_err(Fault::from)
    }
}

/// A child that has heard enough hangs up, which is its right.
async fn give(mut input: ChildStdin, file: &[u8]) {
    input.write_all(file).await.ok();
}

async fn hear(output: ChildStdout) -> Result<Sheet, Unreadable> {
    let mut words = BufReader::new(output.take(OUTPUT_LIMIT));
    let (mut lines, mut word) = (Lines::default(), Vec::new());
    loop {
        word.clear();
        words.read_until(b'\n', &mut word).await.map_err(|_| Unreadable::Exhausting)?;
        // Cut off in the middle: its limits have ended it.
        match serde_json::from_slice(&word).map_err(|_| Unreadable::Exhausting)? {
            Spoken::Line(line) => lines.gather(line)?,
            Spoken::Unreadable(why) => return Err(why),
            Spoken::End => return Ok(lines.of(Source::Workbook)),
        }
    }
}

impl From<Unreadable> for Fault {
    fn from(unreadable: Unreadable) -> Self {
        Self::new(Code::FileUnreadable).with_detail(unreadable.to_string())
    }
}

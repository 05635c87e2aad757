//! Imports of units and rosters (花名册) from xlsx, xls and CSV.
//!
//! A file becomes a [`sheet`] of typed cells ([`delimited`] here, [`workbook`] in a child process that
//! [`child`] starts), a [`form`] finds its columns and reads them, and [`units`] or [`roster`] says what
//! that means for the store. Every line is judged before anything is written; nothing is written
//! unless every line is sound. One more kind of file: a form, and a use case beside these two.

mod child;
mod delimited;
mod form;
mod report;
mod roster;
mod roster_rows;
pub mod sheet;
mod template;
mod text;
mod told;
mod unit_plan;
mod units;
pub mod workbook;

use tokio::sync::{Mutex, MutexGuard};

pub use child::{Parser, SUBCOMMAND};
pub use report::{Note, Report};
pub use roster::{abandon_unfinished, import_roster};
pub use template::{roster_template, units_template};
pub use told::{UnitLine, UnitsInput};
pub use units::import_units;

use self::{
    form::{Form, Row},
    report::Findings,
    sheet::Sheet,
};
use crate::{
    auth::Actor,
    domain::{ContestId, Span, Stamp},
    fault::{Code, Fault},
};

/// Bytes of a file.
pub const UPLOAD_LIMIT: usize = 32 << 20;

/// Whether an import only looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    DryRun,
    Apply,
}

/// What is to be imported.
#[derive(Debug)]
pub enum Content {
    File(Vec<u8>),
    /// Lines that were told without a file.
    Lines(Sheet),
}

/// An import that is asked for, beside what is to be imported.
#[derive(Clone, Debug)]
pub struct Request {
    pub contest: ContestId,
    pub actor: Actor,
    pub mode: Mode,
    pub now: Stamp,
}

/// What imports need beside the store: who parses workbooks, and that one runs at a time.
#[derive(Debug)]
pub struct Imports {
    pub parser: Parser,
    running: Mutex<()>,
}

impl Imports {
    #[must_use]
    pub fn new(parser: Parser) -> Self {
        Self { parser, running: Mutex::default() }
    }

    /// Memory and the store's time are for one at once.
    fn begin(&self) -> Result<MutexGuard<'_, ()>, Fault> {
        let busy = || Fault::new(Code::Conflict).with_detail("另一个导入正在进行，请稍后再试");
        self.running.try_lock().map_err(|_| busy().with_retry_after(Span::seconds(10)))
    }

    /// The rows of what was sent, away from the threads that serve.
    async fn read<const N: usize>(
        &self,
        content: Content,
        form: &'static Form<N>,
    ) -> Result<(Vec<Row<N>>, Findings), Fault> {
        let content = match content {
            Content::File(file) if workbook::is_xlsx(&file) || workbook::is_xls(&file) => {
                Content::Lines(self.parser.parse(&file).await?)
            }
            other => other,
        };
        aside(move || {
            let sheet = match content {
                Content::Lines(sheet) => sheet,
                Content::File(file) => delimited::parse(&file)?,
            };
            let mut findings = Findings::default();
            Ok((form.read(&sheet, &mut findings)?, findings))
        })
        .await
    }
}

/// Does what takes long on a thread of its own.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(Fault::internal)?
}

/// Finishes the work also where whoever asked has hung up: an import is done or undone, never left.
async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Fault>> + Send + 'static,
) -> Result<T, Fault> {
    tokio::spawn(work).await.map_err(Fault::internal)?
}

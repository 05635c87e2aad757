//! Imports of units and rosters (花名册) from xlsx, xls and CSV.
//!
//! A file becomes a [`Sheet`] of typed cells, a [`form`] finds its columns and reads them, and [`units`]
//! or [`roster`] says what that means for the store. Every line is judged before anything is written;
//! nothing is written unless every line is sound. One more kind of file: a form, and a use case beside
//! these two.

mod form;
mod report;
mod roster;
mod roster_rows;
mod template;
mod text;
mod told;
mod unit_plan;
mod units;

use serde_json::json;
use tokio::sync::MutexGuard;

pub use report::{Note, Report};
pub use roster::import_roster;
pub use template::{roster_template, units_template};
pub use told::{UnitLine, UnitsInput};
pub use units::import_units;

use self::{
    form::{Form, Row},
    report::{Changes, Findings},
};
use crate::{
    app::App,
    auth::Actor,
    domain::{ContestId, Span, Stamp},
    fault::{Code, Fault},
    sheet::{Parser, Sheet, delimited, workbook},
    store::audit::Deed,
};

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

/// One import runs at a time: memory and the store's time are for one at once.
fn begin(app: &App) -> Result<MutexGuard<'_, ()>, Fault> {
    let busy = || Fault::new(Code::Conflict).with_detail("另一个导入正在进行，请稍后再试");
    app.importing.try_lock().map_err(|_| busy().with_retry_after(Span::seconds(10)))
}

/// The rows of what was sent, read away from the threads that serve.
async fn read<const N: usize>(
    parser: &Parser,
    content: Content,
    form: &'static Form<N>,
) -> Result<(Vec<Row<N>>, Findings), Fault> {
    let content = match content {
        Content::File(file) if workbook::is_xlsx(&file) || workbook::is_xls(&file) => {
            Content::Lines(parser.parse(&file).await?)
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

/// What the audit says of an import.
fn deed(request: &Request, action: &'static str, changes: Changes) -> Deed<'static> {
    let Changes { rows, created, updated } = changes;
    Deed {
        actor: request.actor.person,
        action,
        contest: Some(request.contest),
        subject: request.contest.to_string(),
        reason: None,
        detail: json!({ "rows": rows, "created": created, "updated": updated }),
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

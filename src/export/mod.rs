//! Exports: the whole result of a contest, its individuals, its absentees, its activation codes, as files
//! that offices use.
//!
//! Each file is read from the store in one snapshot, batch by batch, on one of the few connections for long
//! reads, and written by a thread of its own into a temporary file: so that 200,000 people take no more
//! memory than a batch, and nobody else waits for it. [`layout`] is how
//! sheets look. One more file: a writer of batches here, and a route in `http::exports`.

mod absentee_book;
mod codes_csv;
mod individuals_csv;
mod layout;
mod result_book;

use std::{fs::File, io};

use futures_util::StreamExt;
use rust_xlsxwriter::XlsxError;
use sqlx::{AnyConnection, Connection};
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    task::JoinHandle,
};

pub use absentee_book::AbsenteeBook;
pub use codes_csv::CodesCsv;
use individuals_csv::IndividualsCsv;
use result_book::ResultBook;

use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        ContestId, Stamp, UnitId,
        contest::Contest,
        turnout::{Counting, Ledger},
        unit::{UnitKind, UnitTree},
    },
    fault::Fault,
    store::{self, results::Individual},
};

/// Rows handed over at once, and how many of these hands may wait.
const BATCH: usize = 1_000;
const WAITING: usize = 4;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Workbook(#[from] XlsxError),
    #[error(transparent)]
    File(#[from] io::Error),
    #[error(transparent)]
    Csv(#[from] csv::Error),
}

/// A file that is being written.
#[derive(Debug)]
pub struct Writing(JoinHandle<Result<File, WriteError>>);

impl Writing {
    /// The file, from its beginning, once all rows have been handed over.
    pub async fn file(self) -> Result<File, Fault> {
        self.0.await.map_err(Fault::internal)?.map_err(Fault::internal)
    }
}

/// Lets a thread write what it is handed.
pub fn begin<T: Send + 'static>(
    write: impl FnOnce(Receiver<T>) -> Result<File, WriteError> + Send + 'static,
) -> (Sender<T>, Writing) {
    let (rows, batches) = mpsc::channel(WAITING);
    (rows, Writing(tokio::task::spawn_blocking(move || write(batches))))
}

/// The whole result as an xlsx: summary, units, individuals, participation.
pub async fn result_file(app: &App, actor: &Actor, id: ContestId, now: Stamp) -> Result<File, Fault> {
    let mut connection = app.store.read_at_length().await?;
    let mut snapshot = connection.begin().await?;
    let contest = run_by(app, &mut snapshot, actor, id).await?;
    let tree = app.units_of(id);
    let of_nodes = store::turnout::of_nodes(&mut snapshot, id, Counting::of(&contest.rules)).await?;
    let expected = store::headcounts::of_contest(&mut snapshot, id).await?;
    let ledger = Ledger::new(&tree, &of_nodes);
    let (participation, total) = (ledger.by_node(), ledger.total(None));
    let book = ResultBook { contest, tree, participation, total, expected, now };
    hand_over(&mut snapshot, id, move |rows| book.write(rows)).await
}

/// The individuals as a CSV.
pub async fn individuals_file(app: &App, actor: &Actor, id: ContestId) -> Result<File, Fault> {
    let mut connection = app.store.read_at_length().await?;
    let mut snapshot = connection.begin().await?;
    run_by(app, &mut snapshot, actor, id).await?;
    let file = IndividualsCsv { tree: app.units_of(id) };
    hand_over(&mut snapshot, id, move |rows| file.write(rows)).await
}

async fn hand_over(
    snapshot: &mut AnyConnection,
    id: ContestId,
    write: impl FnOnce(Receiver<Vec<Individual>>) -> Result<File, WriteError> + Send + 'static,
) -> Result<File, Fault> {
    let (rows, written) = begin(write);
    let mut batches = store::results::individuals(snapshot, id).chunks(BATCH);
    while let Some(batch) = batches.next().await {
        let batch = batch.into_iter().collect::<store::Result<Vec<_>>>()?;
        // A writer that has stopped says why when it is asked for its file.
        if rows.send(batch).await.is_err() {
            break;
        }
    }
    drop((batches, rows));
    written.file().await
}

/// An instant as it is written in the contest's time zone.
fn written(stamp: Stamp, contest: &Contest) -> String {
    contest.rules.zone().to_datetime(stamp.timestamp()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The mark by which spreadsheets know a CSV for UTF-8.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Lines as spreadsheets end them.
fn csv_writer<W: io::Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}

/// The names of the city, the county and the unit of a node; below a unit the department after it.
fn place(tree: &UnitTree, unit: UnitId) -> [String; 3] {
    let mut place = [String::new(), String::new(), String::new()];
    for node in tree.path(unit).iter().filter_map(|id| tree.get(*id)) {
        match node.kind {
            UnitKind::Province => {}
            UnitKind::City => place[0].clone_from(&node.name),
            UnitKind::County => place[1].clone_from(&node.name),
            UnitKind::Unit => place[2].clone_from(&node.name),
            UnitKind::Department => {
                let department = format!("{} {}", place[2], node.name);
                department.trim().clone_into(&mut place[2]);
            }
        }
    }
    place
}

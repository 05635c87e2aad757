//! The store: the truth of Ankao.
//!
//! Statements come in two kinds. Shared SQL — integers, text and bytes, `$1` for parameters — stands
//! once, next to the function that uses it, and runs on any engine: in a file for each table (`contests`,
//! `people`, `units`, …) or for what is read of several (`turnout`, `results`, `headcounts`, `imports`). The hot path — start, save, submit, sweep — is gathered by [`committer`] into
//! batches, decided by [`desk`] in memory, and read and written natively by each engine ([`sqlite`],
//! [`postgres`]); [`engine`] says which it is.
//!
//! One more table: a migration in each folder of `migrations/` and a file here with its functions,
//! which take `&mut AnyConnection`, so that the caller says what is one transaction.

pub mod attempt_list;
pub mod attempts;
pub mod audit;
pub mod commendations;
mod committer;
pub mod contests;
pub mod deadlines;
pub mod desk;
pub mod disputes;
mod engine;
pub mod enrolments;
pub mod headcounts;
pub mod imports;
pub mod kept_trees;
pub mod known_as;
pub mod mastered;
pub mod members;
pub mod names;
pub mod order;
pub mod people;
mod postgres;
pub mod results;
pub mod roles;
mod rows;
pub mod sessions;
mod sources;
mod sqlite;
pub mod standings;
pub mod turnout;
pub mod unit_requests;
pub mod units;

use std::{fs::File, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use sqlx::{Any, AnyConnection, AnyPool, Transaction, pool::PoolConnection};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

use committer::Committer;
pub use committer::{Overloaded, PLACES};
use engine::Writer;
pub use engine::{Location, READERS, ServerUrl, migrate};
pub use sources::Sources;
pub use sqlite::{is_in, lock, make_folder, move_into};

use crate::{
    causes::{why, with_causes},
    clock::Clock,
    domain::ranking::Standing,
};

/// What the store could not do: in Chinese, since the shell shows it; the cause is for who knows more.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("数据库没有应答；请检查数据目录（ANKAO_DATA_DIR）所在的磁盘，或 ANKAO_DATABASE_URL 所指的服务器")]
    Engine(#[from] sqlx::Error),
    #[error("数据库没有应答；请检查数据目录（ANKAO_DATA_DIR）所在的磁盘")]
    Embedded(#[from] rusqlite::Error),
    #[error("数据库的结构无法更新，可能是由更新版本的程序建立的；请使用不低于原来版本的程序")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("数据库中的内容（{what}）无法读取：{why}")]
    Damaged { what: &'static str, why: String },
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// Nothing happened. The log says why.
    #[error("数据库暂时不能写入")]
    Unavailable,
    /// It may have happened or not: to be sent again, which is harmless.
    #[error("数据库在答复之前已停止，不能确定是否已经写入")]
    OutcomeUnknown,
    #[error("数据目录 {0} 正由另一个进程使用；请先停止它，或换一个目录（ANKAO_DATA_DIR）")]
    InUse(String),
    #[error(
        "数据库正由另一个安考服务使用，目前一个数据库只能由一个服务使用；请先停止它，或换一个数据库（ANKAO_DATABASE_URL）"
    )]
    Served,
    #[error("另一个安考服务已经接管了数据库，本服务不再写入；请停止其中一个，再重新启动另一个")]
    Succeeded,
    #[error("数据目录无法使用（{}）；请检查 ANKAO_DATA_DIR 及其权限", why(.0))]
    Folder(std::io::Error),
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Folder(error)
    }
}

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Told of every change of standings right after its commit, before anybody is answered.
pub type Projection = Arc<dyn Fn(Vec<Standing>) -> BoxFuture<'static, ()> + Send + Sync>;

/// The store, shared by all that serve requests.
pub struct Store {
    readers: AnyPool,
    long_readers: AnyPool,
    writer: Writer,
    gates: Gates,
    committer: Arc<Committer>,
    sources: Arc<Sources>,
    projection: Projection,
    /// Held as long as the store is open: a second process is refused the folder.
    _lock: Option<File>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// How long a write transaction waits for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// One writer at a time. A transaction takes its turn at `desk` first, so that at most one stands
/// before the committer at `pen`: answers never wait behind a row of imports.
#[derive(Clone, Default)]
struct Gates {
    desk: Arc<Mutex<()>>,
    pen: Arc<Mutex<()>>,
}

/// A write transaction. Dropped without [`Turn::commit`], nothing of it happened.
#[derive(Debug)]
pub struct Turn {
    transaction: Transaction<'static, Any>,
    standings: Vec<Standing>,
    // Released after the transaction, in the order of declaration.
    _pen: OwnedMutexGuard<()>,
    _desk: OwnedMutexGuard<()>,
}

impl Turn {
    #[must_use]
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Notes a standing that this transaction has written, for the boards to follow after the commit.
    pub fn changed(&mut self, standing: Standing) {
        self.standings.push(standing);
    }
}

impl Store {
    /// Opens the store at `location`, making it where there is none.
    ///
    /// # Errors
    /// The folder cannot be written or the server does not answer, another process has it, or its tables are of a
    /// newer binary.
    pub async fn open(location: &Location, clock: Clock, projection: Projection) -> Result<Self> {
        let engine::Opened { readers, long_readers, writer, hot, lock } = engine::open(location).await?;
        let sources = Arc::new(Sources::default());
        let gates = Gates::default();
        let committer = Committer::start(hot, gates.pen.clone(), clock, sources.clone(), projection.clone());
        // Where there is no thread left for it.
        let committer = Arc::new(committer.map_err(sqlx::Error::Io)?);
        Ok(Self { readers, long_readers, writer, gates, committer, sources, projection, _lock: lock })
    }

    /// A connection that only reads.
    pub async fn read(&self) -> Result<PoolConnection<Any>> {
        Ok(self.readers.acquire().await?)
    }

    /// A connection for what reads long, such as an export: there are few, and nobody who reads a row or two
    /// waits for them.
    pub async fn read_at_length(&self) -> Result<PoolConnection<Any>> {
        Ok(self.long_readers.acquire().await?)
    }

    /// Begins a write transaction, after those that wait already.
    pub async fn write(&self) -> Result<Turn> {
        // Where nothing can be written, each of those that wait finds out by itself.
        let desk = timeout(LONGEST_WAIT, self.gates.desk.clone().lock_owned()).await.map_err(|_| Overloaded)?;
        let pen = self.gates.pen.clone().lock_owned().await;
        let transaction = self.writer.begin().await?;
        Ok(Turn { transaction, standings: Vec::new(), _pen: pen, _desk: desk })
    }

    /// Commits, and shows changed standings to the boards: both or neither, also where whoever asked hangs
    /// up meanwhile and nobody waits for it any more.
    pub async fn commit(&self, turn: Turn) -> Result<()> {
        let (projection, committer) = (self.projection.clone(), self.committer.clone());
        let committing = tokio::spawn(async move {
            let Turn { transaction, standings, _pen, _desk } = turn;
            if let Err(error) = transaction.commit().await {
                if !engine::leaves_in_doubt(&error) {
                    return Err(error.into());
                }
                tracing::error!(error = with_causes(&error), "a commit was not answered");
                committer.doubt(standings.iter().map(|it| (it.contest, it.person)).collect());
                return Err(StoreError::OutcomeUnknown);
            }
            if !standings.is_empty() {
                projection(standings).await;
            }
            Ok(())
        });
        committing.await.map_err(|_| StoreError::OutcomeUnknown)?
    }

    /// Asks the store for next to nothing, to see whether it answers, and whether answers can be written.
    pub async fn ping(&self) -> Result<()> {
        if !self.committer.takes_orders() {
            return Err(StoreError::Unavailable);
        }
        let mut connection = self.read().await?;
        sqlx::query("SELECT 1 FROM contest LIMIT 1").execute(&mut *connection).await?;
        self.writer.check(&mut connection).await
    }

    /// Whether nothing was ever written: no unit, nobody, no contest, no deed.
    pub async fn is_blank(&self) -> Result<bool> {
        let row = sqlx::query(
            "SELECT id FROM unit
             UNION ALL
             SELECT id FROM person
             UNION ALL
             SELECT id FROM contest
             UNION ALL
             SELECT id FROM audit
             LIMIT 1",
        );
        Ok(row.fetch_optional(&mut *self.read().await?).await?.is_none())
    }

    /// The paper sources, kept in memory by hash.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The queue of the hot path.
    #[must_use]
    pub fn hot(&self) -> &Committer {
        &self.committer
    }

    /// Finishes what is queued and closes the files, whoever still holds the store. It takes nothing more.
    pub async fn close(&self) {
        self.committer.stop().await;
        self.readers.close().await;
        self.long_readers.close().await;
        self.writer.close().await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use parking_lot::Mutex;

    use super::*;
    use crate::domain::{ContestId, PersonId, ranking::Rev, unit::UnitKind};

    #[tokio::test]
    async fn a_commit_that_nobody_waits_for_any_more_is_shown_to_the_boards_all_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let told = Arc::new(Mutex::new(Vec::new()));
        let boards = told.clone();
        let projection: Projection = Arc::new(move |standings| {
            let boards = boards.clone();
            Box::pin(async move { boards.lock().extend(standings) })
        });
        let store = Store::open(&Location::folder(folder.path()), Clock::System, projection).await.expect("opened");
        let mut turn = store.write().await.expect("a turn");
        let unit = units::NewUnit { parent: None, kind: UnitKind::Unit, name: "甲单位", sector: None, code: None };
        let unit = units::insert(turn.connection(), unit).await.expect("written");
        let (contest, person) = (ContestId(1), PersonId(1));
        let standing = Standing { contest, person, unit, result: None, counted: true, rev: Rev(1) };
        turn.changed(standing);
        assert!(store.commit(turn).now_or_never().is_none(), "begun, and given up");
        // The next turn comes after it.
        let mut next = store.write().await.expect("a turn");
        let tree = units::tree(next.connection()).await.expect("read");
        assert_eq!(tree.nodes().map(|node| node.kind).collect::<Vec<_>>(), [UnitKind::Unit]);
        assert_eq!(*told.lock(), [standing]);
        drop(next);
        store.close().await;
    }

    #[tokio::test]
    async fn a_store_whose_writer_has_ended_does_not_say_that_it_is_ready() {
        let folder = tempfile::tempdir().expect("a folder");
        let projection: Projection = Arc::new(|_| Box::pin(async {}));
        let store = Store::open(&Location::folder(folder.path()), Clock::System, projection).await.expect("opened");
        store.ping().await.expect("ready");
        store.committer.stop().await;
        assert!(matches!(store.ping().await, Err(StoreError::Unavailable)));
        store.read().await.expect("reading goes on");
        store.close().await;
    }
}

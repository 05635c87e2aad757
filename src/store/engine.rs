//! Which engine a store runs on. It is chosen here and nowhere else: what is read and written takes
//! connections that are of either.

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::{Any, AnyConnection, AnyPool, Transaction, postgres::PgConnectOptions};

use super::{
    Result, Sources, StoreError,
    desk::Participant,
    order::{Answer, Order},
    postgres::{self, Term},
    sqlite,
};
use crate::domain::ranking::Standing;

/// Connections that read at once.
pub const READERS: u32 = 4;

/// Where a store is.
#[derive(Clone, Debug)]
pub enum Location {
    /// SQLite in a folder, which is this process's alone.
    Folder(PathBuf),
    /// A PostgreSQL server.
    Server(ServerUrl),
}

impl Location {
    #[must_use]
    pub fn folder(path: &Path) -> Self {
        Self::Folder(path.to_owned())
    }
}

/// `postgres://…`, with the password that may stand in it: never shown.
#[derive(Clone)]
pub struct ServerUrl(String);

impl ServerUrl {
    /// None where it is not the address of a PostgreSQL database.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let of_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        (of_postgres && PgConnectOptions::from_str(text).is_ok()).then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerUrl").finish_non_exhaustive()
    }
}

/// An engine with its tables up to date.
pub struct Opened {
    pub readers: AnyPool,
    pub long_readers: AnyPool,
    pub writer: Writer,
    pub hot: Hot,
    /// What keeps other processes out of a folder, as long as it is held.
    pub lock: Option<File>,
}

pub async fn open(location: &Location) -> Result<Opened> {
    match location {
        Location::Folder(folder) => {
            let sqlite::Opened { lock, readers, long_readers, writer, hot } = sqlite::open(folder).await?;
            let hot = Hot::Sqlite(hot);
            let writer = Writer { pool: writer, begin: sqlite::BEGIN, term: None };
            Ok(Opened { readers, long_readers, writer, hot, lock: Some(lock) })
        }
        Location::Server(url) => {
            let postgres::Opened { readers, long_readers, writer, term, hot } = postgres::open(url.as_str()).await?;
            let writer = Writer { pool: writer, begin: postgres::BEGIN, term: Some(term) };
            let hot = Hot::Postgres(Box::new(hot));
            Ok(Opened { readers, long_readers, writer, hot, lock: None })
        }
    }
}

/// Brings the tables up to date, and opens nothing.
pub async fn migrate(location: &Location) -> Result<()> {
    match location {
        Location::Folder(folder) => sqlite::open(folder).await.map(drop),
        Location::Server(url) => postgres::migrate(url.as_str()).await,
    }
}

/// What write transactions of shared SQL begin on.
pub struct Writer {
    pool: AnyPool,
    begin: &'static str,
    /// Where another process may have taken over: the term outside of which nothing is written.
    term: Option<Term>,
}

impl Writer {
    /// Begins a transaction that writes.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>> {
        let mut transaction = self.pool.begin_with(self.begin).await?;
        if let Some(term) = self.term {
            term.hold(&mut transaction).await?;
        }
        Ok(transaction)
    }

    /// Fails where nothing would be written, since another process has taken over.
    pub async fn check(&self, reader: &mut AnyConnection) -> Result<()> {
        match self.term {
            Some(term) => term.check(reader).await,
            None => Ok(()),
        }
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Whether an error at COMMIT leaves open what came of it: only a server can be lost on the way.
pub fn leaves_in_doubt(error: &sqlx::Error) -> bool {
    postgres::leaves_in_doubt(error)
}

/// The connection that batches of the hot path are written on.
pub enum Hot {
    Sqlite(sqlite::Hot),
    Postgres(Box<postgres::Hot>),
}

/// What a batch led to: the answers in the order of its orders, and the standings that have changed.
pub type Committed = (Vec<Answer>, Vec<Standing>);

/// Why a batch was not committed.
#[derive(Debug)]
pub enum Failure {
    /// Nothing of it happened: the engine does not begin or commit, whatever is in the batch.
    Engine(StoreError),
    /// Nothing of it happened: something of the batch cannot be read, decided or written.
    Content(StoreError),
    /// It was being committed when the connection was lost, and may have happened or not.
    InDoubt(StoreError),
}

impl Hot {
    /// Takes all orders in one transaction. It may wait for the engine, and is not for a task of a runtime.
    pub fn commit(&mut self, orders: &[&Order], sources: &Sources) -> Result<Committed, Failure> {
        match self {
            Self::Sqlite(hot) => hot.commit(orders, sources),
            Self::Postgres(hot) => hot.commit(orders, sources),
        }
    }

    /// Notes whose standings may have changed or not: how they are is told with the next batch.
    pub fn doubt(&mut self, participants: Vec<Participant>) {
        match self {
            // It answers every commit, in this process.
            Self::Sqlite(_) => {}
            Self::Postgres(hot) => hot.doubt(participants),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_postgresql_and_its_password_is_never_shown() {
        let url = ServerUrl::new("postgres://ankao:secret@db.example/ankao").expect("an address");
        assert_eq!(format!("{:?}", Location::Server(url)), "Server(ServerUrl { .. })");
        assert!(ServerUrl::new("postgresql://db.example").is_some());
        for wrong in ["", "mysql://db.example/ankao", "sqlite://ankao.sqlite", "postgres://db.example:port/ankao"] {
            assert!(ServerUrl::new(wrong).is_none(), "{wrong}");
        }
    }
}

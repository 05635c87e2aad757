//! SQLite, embedded: one process, one writer, many readers.
//!
//! WAL with `synchronous = FULL`: a commit is on the disk before anybody is answered.

mod changes;
mod hot;
mod layout;
#[cfg(test)]
mod plans;

use std::{
    fs::{self, File},
    path::Path,
    time::Duration,
};

use fs4::TryLockError;
use sqlx::{
    AnyPool, ConnectOptions, Connection, SqliteConnection,
    any::AnyPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

pub use hot::{Failure, Hot};

use super::{Result, StoreError};

/// The store's file in the data folder.
const FILE: &str = "ankao.sqlite";
const LOCK: &str = "ankao.lock";
/// Connections that read at once.
const READERS: u32 = 4;
/// How long a statement waits for the writer before it is an error: longer than any batch.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Opened {
    pub lock: File,
    pub readers: AnyPool,
    pub writer: AnyPool,
    pub hot: Hot,
}

pub fn is_in(folder: &Path) -> bool {
    folder.join(FILE).exists()
}

/// Locks the folder, brings the tables up to date and opens the connections.
pub async fn open(folder: &Path) -> Result<Opened> {
    sqlx::any::install_default_drivers();
    fs::create_dir_all(folder)?;
    let lock = File::create(folder.join(LOCK))?;
    match fs4::FileExt::try_lock(&lock) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(folder.display().to_string())),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    let path = folder.join(FILE);
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::migrate!("migrations/sqlite").run(&mut connection).await?;
    let url = options.to_url_lossy();
    let readers = pool(READERS, "PRAGMA query_only = ON").connect(url.as_str()).await?;
    let writer = pool(1, "PRAGMA synchronous = FULL").connect(url.as_str()).await?;
    Ok(Opened { lock, readers, writer, hot: Hot::new(connection) })
}

/// A pool of connections for shared SQL; `pragma` is what sets its connections apart.
fn pool(size: u32, pragma: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(size).min_connections(1).after_connect(move |connection, _| {
        Box::pin(async move {
            for statement in ["PRAGMA busy_timeout = 10000", "PRAGMA foreign_keys = ON", pragma] {
                sqlx::query(statement).execute(&mut *connection).await?;
            }
            Ok(())
        })
    })
}

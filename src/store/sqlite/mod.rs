//! SQLite, embedded: one process, one writer, many readers.
//!
//! WAL with `synchronous = FULL`: a commit is on the disk before anybody is answered.

mod changes;
mod folder;
mod hot;
mod layout;
#[cfg(test)]
mod plans;

use std::{fs::File, path::Path, time::Duration};

use sqlx::{
    AnyPool, ConnectOptions, Connection, SqliteConnection,
    any::AnyPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

pub use folder::{is_in, lock, make_folder, move_into};
pub use hot::Hot;

use super::{Result, engine::READERS};

/// How a transaction begins that writes: it waits for the pen at once.
pub const BEGIN: &str = "BEGIN IMMEDIATE";
/// Connections that read long, each for as long as a file is being written.
const LONG_READERS: u32 = 2;
/// How long a statement waits for the writer before it is an error: longer than any batch.
const PATIENCE: Duration = Duration::from_secs(10);

/// Statements of the hot path that are kept prepared: more than there are.
const STATEMENTS: usize = 32;

pub struct Opened {
    pub lock: File,
    pub readers: AnyPool,
    pub long_readers: AnyPool,
    pub writer: AnyPool,
    pub hot: Hot,
}

/// Locks the folder, brings the tables up to date and opens the connections.
pub async fn open(folder: &Path) -> Result<Opened> {
    let lock = lock(folder)?;
    let path = folder::file(folder)?;
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::migrate!("migrations/sqlite").run(&mut connection).await?;
    connection.close().await?;
    sqlx::any::install_default_drivers();
    let url = options.to_url_lossy();
    let readers = pool(READERS, "PRAGMA query_only = ON").connect(url.as_str()).await?;
    let long_readers = pool(LONG_READERS, "PRAGMA query_only = ON").connect(url.as_str()).await?;
    let writer = pool(1, "PRAGMA synchronous = FULL").connect(url.as_str()).await?;
    Ok(Opened { lock, readers, long_readers, writer, hot: Hot::new(hot_connection(&path)?) })
}

/// The connection of the hot path, without a thread between the clerk and the engine.
fn hot_connection(path: &Path) -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// A pool of connections for shared SQL; `pragma` is what sets its connections apart.
fn pool(size: u32, pragma: &'static str) -> AnyPoolOptions {
    // A file in this machine does not hang up: asking whether it is there would be a second question.
    let options = AnyPoolOptions::new().max_connections(size).min_connections(1).test_before_acquire(false);
    options.after_connect(move |connection, _| {
        Box::pin(async move {
            for statement in ["PRAGMA busy_timeout = 10000", "PRAGMA foreign_keys = ON", pragma] {
                sqlx::query(statement).execute(&mut *connection).await?;
            }
            Ok(())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_connection_that_writes_is_durable_and_the_files_are_the_owners_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let opened = open(&data).await.expect("opened");
        let pragmas = ["PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA foreign_keys"];
        let mut told = Vec::new();
        for pragma in pragmas {
            let value: rusqlite::types::Value =
                opened.hot.connection().query_row(pragma, [], |row| row.get(0)).expect("told");
            told.push(value);
        }
        // FULL is 2.
        assert_eq!(told, ["wal".to_owned().into(), 2.into(), 1.into()]);
        for pool in [&opened.writer, &opened.readers] {
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await.expect("told");
            let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(pool).await.expect("told");
            assert_eq!((mode.as_str(), foreign_keys), ("wal", 1));
        }
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&opened.writer).await.expect("told");
        assert_eq!(synchronous, 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |name: &str| std::fs::metadata(data.join(name)).expect("there").permissions().mode() & 0o777;
            assert_eq!([mode(""), mode("ankao.sqlite"), mode("ankao.sqlite-wal")], [0o700, 0o600, 0o600]);
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_that_anybody_could_read_is_closed_to_them() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ankao.sqlite");
        std::fs::write(&path, "").expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("opened to all");
        drop(open(folder.path()).await.expect("opened"));
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    }
}

//! PostgreSQL, on a server: 15 or later.
//!
//! One process serves at a time, and a second one is refused ([`office`]). Within it one transaction writes at a
//! time, as on SQLite; what it rests on is locked before it is read all the same, so that a hand at the database's
//! own shell does no harm.

mod changes;
mod errors;
mod hot;
mod layout;
mod office;

use std::{str::FromStr, time::Duration};

use sqlx::{
    AnyPool, ConnectOptions, Connection, PgConnection,
    any::{AnyConnectOptions, AnyPoolOptions},
    postgres::PgConnectOptions,
};
use tokio::{task::spawn_blocking, time::timeout};

pub use errors::leaves_in_doubt;
pub use hot::Hot;
pub use office::Term;

use super::{Result, StoreError, engine::READERS};

/// How a transaction begins that writes.
pub const BEGIN: &str = "BEGIN";
/// Connections that read long, each for as long as a file is being written.
const LONG_READERS: u32 = 2;
/// How long a batch waits for the server before that is an error: longer than a disk takes at its worst.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long anybody waits for a connection. A server that starts anew is back within it.
const CONNECTING: Duration = Duration::from_secs(3);
/// How long those who ask for a connection of a pool may wait for each other, too.
const ACQUIRING: Duration = Duration::from_secs(5);
/// How long another process may take to bring the tables up to date.
const MIGRATION_PATIENCE: Duration = Duration::from_mins(10);

/// A commit is on the disk of the server before anybody is answered, whatever its setting. One that waits for
/// standbys too stays as it is.
const DURABLE: &str = "
    SELECT CASE WHEN current_setting('synchronous_commit') = 'off'
                THEN set_config('synchronous_commit', 'on', false) END";
const READ_ONLY: &str = "SET default_transaction_read_only = on";
/// Statements here take less than compiling them would.
const UNCOMPILED: &str = "SET jit = off";

pub struct Opened {
    pub readers: AnyPool,
    pub long_readers: AnyPool,
    pub writer: AnyPool,
    pub term: Term,
    pub hot: Hot,
}

/// Keeps other processes out, brings the tables up to date and opens the connections.
pub async fn open(url: &str) -> Result<Opened> {
    let options = options_of(url)?;
    let mut hot = in_a_thread(move || Hot::connect(options)).await?;
    migrate(url).await?;
    let (hot, term) = in_a_thread(move || hot.begin_term().map(|term| (hot, term))).await?;
    sqlx::any::install_default_drivers();
    let readers = pool(url, READERS, READ_ONLY).await?;
    let long_readers = pool(url, LONG_READERS, READ_ONLY).await?;
    let writer = pool(url, 1, DURABLE).await?;
    Ok(Opened { readers, long_readers, writer, term, hot })
}

/// Does what waits for the server on a runtime of its own, which a task of this one must not.
async fn in_a_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    spawn_blocking(work).await.map_err(|_| StoreError::Unavailable)?
}

/// Brings the tables up to date, or waits until another has done it, on a connection of its own.
pub async fn migrate(url: &str) -> Result<()> {
    let mut connection = connect(&options_of(url)?).await?;
    if !office::take(&mut connection, office::MIGRATION, MIGRATION_PATIENCE).await? {
        return Err(StoreError::Unavailable);
    }
    let mut migrator = sqlx::migrate!("migrations/postgres");
    // By the lock above.
    migrator.set_locking(false);
    migrator.run(&mut connection).await?;
    // The lock goes with it.
    connection.close().await?;
    Ok(())
}

fn options_of(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(PgConnectOptions::from_str(url)?.application_name("ankao").disable_statement_logging())
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    within(CONNECTING, PgConnection::connect_with(options)).await
}

/// Waits for the server, but not for ever.
async fn within<T, E: From<sqlx::Error>>(
    patience: Duration,
    asked: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let late = |_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
    timeout(patience, asked).await.map_err(late)?
}

/// A pool of connections for shared SQL; `setting` is what sets its connections apart.
async fn pool(url: &str, size: u32, setting: &'static str) -> Result<AnyPool> {
    let options = AnyConnectOptions::from_str(url)?.disable_statement_logging();
    let pool =
        AnyPoolOptions::new().max_connections(size).acquire_timeout(ACQUIRING).after_connect(move |connection, _| {
            Box::pin(async move {
                for setting in [UNCOMPILED, setting] {
                    sqlx::query(setting).execute(&mut *connection).await?;
                }
                Ok(())
            })
        });
    Ok(pool.connect_with(options).await?)
}

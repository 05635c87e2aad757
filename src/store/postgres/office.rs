//! Who serves: one process at a time, and the server says which.
//!
//! The connection of the hot path holds a lock of the server for as long as it lives. Whoever has it begins a
//! *term*, a number that is counted up. Where that connection was lost and is made anew, and at the begin of each
//! write transaction, the number has to be the same still: what a process knows by heart holds only as long as
//! nobody else has written.

use std::time::Duration;

use sqlx::{AnyConnection, PgConnection};
use tokio::time::{Instant, sleep};

use crate::store::{Result, StoreError};

/// Held by the process that serves.
pub const SERVING: &str = "ankao serving";
/// Held by whoever brings the tables up to date.
pub const MIGRATION: &str = "ankao migration";

/// Between two questions for a lock.
const PAUSE: Duration = Duration::from_millis(100);

/// Takes a lock that goes with the connection, asking again until it is free: one that waits inside the server
/// would hold up what a migration does beside transactions. Answers whether it was in time.
pub async fn take(connection: &mut PgConnection, lock: &str, patience: Duration) -> Result<bool, sqlx::Error> {
    let end = Instant::now() + patience;
    loop {
        let taken = sqlx::query_scalar(TAKE).bind(lock).fetch_one(&mut *connection).await?;
        if taken || Instant::now() >= end {
            return Ok(taken);
        }
        sleep(PAUSE).await;
    }
}

/// The time for which one process serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term(i64);

impl Term {
    /// Begins one, after the last transaction of the one before.
    pub async fn begin(connection: &mut PgConnection) -> Result<Self> {
        Ok(Self(sqlx::query_scalar(BEGIN_TERM).fetch_one(connection).await?))
    }

    /// Fails where another process has begun a term since.
    pub async fn go_on(self, connection: &mut PgConnection) -> Result<()> {
        self.is(sqlx::query_scalar(TERM).fetch_one(connection).await?)
    }

    /// Fails where another process has begun a term since, and otherwise lets none begin before the end of the
    /// transaction.
    pub async fn hold(self, connection: &mut AnyConnection) -> Result<()> {
        self.is(sqlx::query_scalar(HOLD_TERM).fetch_one(connection).await?)
    }

    /// Fails where another process has begun a term since.
    pub async fn check(self, connection: &mut AnyConnection) -> Result<()> {
        self.is(sqlx::query_scalar(TERM).fetch_one(connection).await?)
    }

    fn is(self, number: i64) -> Result<()> {
        if number == self.0 { Ok(()) } else { Err(StoreError::Succeeded) }
    }
}

/// A database may hold several installations, each in a schema of its own.
const TAKE: &str = "
    SELECT pg_try_advisory_lock(hashtextextended(CAST($1 AS TEXT) || ' of ' || CAST(current_schema() AS TEXT), 0))";

const BEGIN_TERM: &str = "UPDATE term SET number = number + 1 RETURNING number";

const TERM: &str = "SELECT number FROM term";

const HOLD_TERM: &str = "SELECT number FROM term FOR SHARE";

//! Sessions, and failures to begin one.

use sqlx::AnyConnection;

use super::{Result, rows::PlainRow};
use crate::domain::{
    PersonId, Stamp,
    failures::{FORGOTTEN, Failures},
    seal::Seal,
    session::Session,
};

/// Whether a session of that person is there and has not ended.
pub async fn is_alive(connection: &mut AnyConnection, session: i64, person: PersonId) -> Result<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT id FROM session WHERE id = $1 AND person = $2 AND ended IS NULL")
            .bind(session)
            .bind(person.0)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// A session that has not ended.
pub async fn find(connection: &mut AnyConnection, session: i64) -> Result<Option<Session>> {
    let row = sqlx::query("SELECT id, person, generation, rotated FROM session WHERE id = $1 AND ended IS NULL")
        .bind(session)
        .fetch_optional(connection)
        .await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(Session {
            id: row.integer("id")?,
            person: PersonId(row.integer("person")?),
            generation: row.integer("generation")?,
            rotated: Stamp(row.integer("rotated")?),
        })
    };
    row.as_ref().map(read).transpose()
}

/// Begins a session, with the first generation of its refresh token.
pub async fn begin(connection: &mut AnyConnection, person: PersonId, now: Stamp) -> Result<Session> {
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO session (person, generation, rotated, created)
         VALUES ($1, 1, $2, $2)
         RETURNING id",
    )
    .bind(person.0)
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(Session { id, person, generation: 1, rotated: now })
}

/// Writes the generation of a session that was given the next refresh token.
pub async fn rotate(connection: &mut AnyConnection, session: &Session) -> Result<()> {
    sqlx::query("UPDATE session SET generation = $2, rotated = $3 WHERE id = $1")
        .bind(session.id)
        .bind(session.generation)
        .bind(session.rotated.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn end(connection: &mut AnyConnection, session: i64, now: Stamp) -> Result<()> {
    sqlx::query("UPDATE session SET ended = $2 WHERE id = $1 AND ended IS NULL")
        .bind(session)
        .bind(now.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a person's sessions, but for `kept`. Answers which.
pub async fn end_all(
    connection: &mut AnyConnection,
    person: PersonId,
    kept: Option<i64>,
    now: Stamp,
) -> Result<Vec<i64>> {
    let ended = sqlx::query_scalar(
        "UPDATE session
         SET ended = $3
         WHERE person = $1 AND ended IS NULL AND id <> $2
         RETURNING id",
    )
    .bind(person.0)
    // No session has the number 0.
    .bind(kept.unwrap_or(0))
    .bind(now.0)
    .fetch_all(connection)
    .await?;
    Ok(ended)
}

/// Failures to sign in to that account, one after the other.
pub async fn failures(connection: &mut AnyConnection, account: Seal) -> Result<Option<Failures>> {
    let row = sqlx::query("SELECT failures, last FROM failed_sign_in WHERE account = $1")
        .bind(account.bytes())
        .fetch_optional(connection)
        .await?;
    let read =
        |row: &sqlx::any::AnyRow| Ok(Failures { count: row.integer("failures")?, last: Stamp(row.integer("last")?) });
    row.as_ref().map(read).transpose()
}

/// Writes the failures of an account, and forgets the old ones of all.
pub async fn note_failures(connection: &mut AnyConnection, account: Seal, failures: Failures) -> Result<()> {
    sqlx::query("DELETE FROM failed_sign_in WHERE last < $1")
        .bind(failures.last.0 - FORGOTTEN.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO failed_sign_in (account, failures, last)
         VALUES ($1, $2, $3)
         ON CONFLICT (account) DO UPDATE SET failures = excluded.failures, last = excluded.last",
    )
    .bind(account.bytes())
    .bind(failures.count)
    .bind(failures.last.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the failures of an account, after a success.
pub async fn forget_failures(connection: &mut AnyConnection, account: Seal) -> Result<()> {
    sqlx::query("DELETE FROM failed_sign_in WHERE account = $1").bind(account.bytes()).execute(connection).await?;
    Ok(())
}

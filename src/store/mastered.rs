//! Mistakes (错题本) that somebody has mastered.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, any::AnyRow};

use super::{
    Result,
    rows::{PlainRow, narrow},
};
use crate::domain::{AttemptId, ContestId, PersonId, mistakes::Place};

/// All that a person has mastered in a contest.
pub async fn of_person(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
) -> Result<BTreeSet<Place>> {
    let rows = sqlx::query(
        "SELECT m.attempt, m.position
         FROM attempt a
         JOIN mastered m ON m.contest = a.contest AND m.attempt = a.number
         WHERE a.contest = $1 AND a.person = $2",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_all(connection)
    .await?;
    let place = |row: &AnyRow| -> Result<Place> {
        let attempt = AttemptId { contest, number: row.integer("attempt")? };
        Ok(Place { attempt, position: narrow("mastered mistake", row.integer("position")?)? })
    };
    rows.iter().map(place).collect()
}

/// Notes a mistake as mastered; noting it twice is noting it once.
pub async fn add(connection: &mut AnyConnection, place: Place) -> Result<()> {
    let Place { attempt, position } = place;
    sqlx::query(
        "INSERT INTO mastered (contest, attempt, position)
         VALUES ($1, $2, $3)
         ON CONFLICT (contest, attempt, position) DO NOTHING",
    )
    .bind(attempt.contest.0)
    .bind(attempt.number)
    .bind(i64::try_from(position).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts a mistake back; one that was not mastered stays where it is.
pub async fn remove(connection: &mut AnyConnection, place: Place) -> Result<()> {
    let Place { attempt, position } = place;
    sqlx::query("DELETE FROM mastered WHERE contest = $1 AND attempt = $2 AND position = $3")
        .bind(attempt.contest.0)
        .bind(attempt.number)
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .execute(connection)
        .await?;
    Ok(())
}

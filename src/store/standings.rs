//! Standings: one row a (contest, person), of which boards are a projection.

use sqlx::AnyConnection;

use super::{Result, rows};
use crate::domain::{ContestId, PersonId, ranking::Standing};

pub async fn of_contest(connection: &mut AnyConnection, contest: ContestId) -> Result<Vec<Standing>> {
    let rows = sqlx::query(
        "SELECT contest, person, unit, points, time_ms, counted, rev
         FROM standing
         WHERE contest = $1",
    )
    .bind(contest.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(rows::standing).collect()
}

pub async fn find(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<Standing>> {
    let row = sqlx::query(
        "SELECT contest, person, unit, points, time_ms, counted, rev
         FROM standing
         WHERE contest = $1 AND person = $2",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(rows::standing).transpose()
}

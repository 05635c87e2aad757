//! Standings: one row a (contest, person), of which boards are a projection.

use sqlx::AnyConnection;

use super::{Result, Sources, Turn, attempts, enrolments, rows};
use crate::domain::{ContestId, PersonId, contest::Contest, ranking::Standing};

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

/// Computes a person's standing anew, after this turn has changed what it is made of — an attempt, the
/// unit, the confirmation — and lets the boards follow. Who has answered nothing has none.
pub async fn recompute(
    turn: &mut Turn,
    sources: &Sources,
    contest: &Contest,
    person: PersonId,
) -> Result<Option<Standing>> {
    let connection = turn.connection();
    let Some(mut dossier) = enrolments::dossier(connection, contest.id, person).await? else { return Ok(None) };
    let loaded = attempts::of_person(connection, sources, contest.id, person).await?;
    let known = dossier.standing.is_some();
    let standing = dossier.rank(contest, person, loaded.iter().map(|it| &it.attempt));
    if !known && standing.result.is_none() {
        return Ok(None);
    }
    write(connection, standing).await?;
    turn.changed(standing);
    Ok(Some(standing))
}

async fn write(connection: &mut AnyConnection, standing: Standing) -> Result<()> {
    sqlx::query(
        "INSERT INTO standing (contest, person, unit, points, time_ms, counted, rev)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (contest, person) DO UPDATE
         SET unit    = excluded.unit,
             points  = excluded.points,
             time_ms = excluded.time_ms,
             counted = excluded.counted,
             rev     = excluded.rev",
    )
    .bind(standing.contest.0)
    .bind(standing.person.0)
    .bind(standing.unit.0)
    .bind(standing.result.map(|it| it.points().0))
    .bind(standing.result.map(|it| it.time().0))
    .bind(i64::from(standing.counted))
    .bind(standing.rev.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Grows with every change of any standing of the contest.
pub async fn revision(connection: &mut AnyConnection, contest: ContestId) -> Result<i64> {
    let sum = sqlx::query_scalar("SELECT CAST(COALESCE(SUM(rev), 0) AS BIGINT) FROM standing WHERE contest = $1");
    Ok(sum.bind(contest.0).fetch_one(connection).await?)
}

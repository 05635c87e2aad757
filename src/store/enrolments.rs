//! Membership of contests.

use sqlx::AnyConnection;

use super::{Result, desk::Dossier, rows};
use crate::domain::{ContestId, PersonId};

/// Fresh attempts that somebody enrolled has been granted and not used; none for others.
pub async fn fresh(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<u16>> {
    let fresh: Option<i64> = sqlx::query_scalar("SELECT fresh FROM enrolment WHERE contest = $1 AND person = $2")
        .bind(contest.0)
        .bind(person.0)
        .fetch_optional(connection)
        .await?;
    Ok(fresh.map(|fresh| u16::try_from(fresh).unwrap_or_default()))
}

/// What the store knows of somebody enrolled.
pub async fn dossier(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<Dossier>> {
    let row = sqlx::query(
        "SELECT e.contest, e.person, e.unit AS home, e.origin, e.confirmed, e.fresh,
                s.unit, s.points, s.time_ms, s.counted, s.rev
         FROM enrolment e
         LEFT JOIN standing s ON s.contest = e.contest AND s.person = e.person
         WHERE e.contest = $1 AND e.person = $2",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(rows::dossier).transpose()
}

/// Grants one fresh attempt beyond the limits.
pub async fn grant_fresh(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<()> {
    sqlx::query("UPDATE enrolment SET fresh = fresh + 1 WHERE contest = $1 AND person = $2")
        .bind(contest.0)
        .bind(person.0)
        .execute(connection)
        .await?;
    Ok(())
}

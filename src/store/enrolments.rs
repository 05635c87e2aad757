//! Membership of contests.

use sqlx::AnyConnection;

use super::Result;
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

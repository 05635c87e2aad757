//! Headcounts (应参加人数) of the units of a contest.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::{Result, rows::PlainRow};
use crate::domain::{ContestId, UnitId};

/// How many people each unit of a contest expects: declared, or counted from the roster.
pub async fn of_contest(connection: &mut AnyConnection, contest: ContestId) -> Result<HashMap<UnitId, i64>> {
    let rows = sqlx::query(
        "SELECT cu.unit, COALESCE(cu.headcount, (
                    SELECT COUNT(*) FROM enrolment e
                    WHERE e.contest = cu.contest AND e.unit = cu.unit AND e.origin = 'roster'
                )) AS headcount
         FROM contest_unit cu
         WHERE cu.contest = $1",
    )
    .bind(contest.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((UnitId(row.integer("unit")?), row.integer("headcount")?))).collect()
}

/// Lets a unit take part, with so many people expected.
pub async fn declare(connection: &mut AnyConnection, contest: ContestId, unit: UnitId, headcount: i64) -> Result<()> {
    sqlx::query("INSERT INTO contest_unit (contest, unit, headcount) VALUES ($1, $2, $3)")
        .bind(contest.0)
        .bind(unit.0)
        .bind(headcount)
        .execute(connection)
        .await?;
    Ok(())
}

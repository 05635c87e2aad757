//! Headcounts (应参加人数) of the units of a contest.

use sqlx::AnyConnection;

use super::{
    Result,
    imports::units::enlisted,
    rows::{PlainRow, damaged},
};
use crate::domain::{
    ContestId, UnitId,
    turnout::{Expected, OfNode},
};

/// Who is expected in a contest: declared, or counted from the rosters that are whole.
pub async fn of_contest(connection: &mut AnyConnection, contest: ContestId) -> Result<Expected> {
    let rows = sqlx::query(
        "SELECT m.unit, COUNT(*) AS roster
         FROM member m
         WHERE m.contest = $1 AND m.origin = 'roster'
         GROUP BY m.unit",
    )
    .bind(contest.0)
    .fetch_all(&mut *connection)
    .await?;
    let mut expected = Expected::default();
    for row in &rows {
        let roster = u32::try_from(row.integer("roster")?).map_err(|error| damaged("count")(&error))?;
        expected.of_nodes.insert(UnitId(row.integer("unit")?), OfNode { roster, ..OfNode::default() });
    }
    for (unit, headcount) in enlisted(connection, contest).await? {
        let declared = headcount.and_then(|people| u32::try_from(people).ok());
        expected.of_nodes.entry(unit).or_default().declared = declared;
        expected.listed.insert(unit);
    }
    Ok(expected)
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

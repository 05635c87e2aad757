//! Units in bulk.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe};

use super::places;
use crate::{
    domain::{ContestId, UnitId, seal::Seal, unit::UnitKind},
    store::{Result, rows::PlainRow, units::kind_text},
};

/// Which unit each of the organizer's codes names.
pub async fn codes(connection: &mut AnyConnection) -> Result<HashMap<String, UnitId>> {
    let rows = sqlx::query("SELECT id, code FROM unit WHERE code IS NOT NULL").fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.text("code")?, UnitId(row.integer("id")?)))).collect()
}

/// The units of a contest, and how many people each declared.
pub async fn enlisted(connection: &mut AnyConnection, contest: ContestId) -> Result<HashMap<UnitId, Option<i64>>> {
    let rows = sqlx::query("SELECT unit, headcount FROM contest_unit WHERE contest = $1")
        .bind(contest.0)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((UnitId(row.integer("unit")?), row.optional_integer("headcount")?))).collect()
}

/// A node to be added below one that is there.
#[derive(Clone, Debug)]
pub struct NodeRow<'a> {
    pub parent: Option<UnitId>,
    pub kind: UnitKind,
    pub name: &'a str,
    pub sector: Option<&'a str>,
    pub code: Option<&'a str>,
}

/// Adds nodes; says the id of each by parent and name.
pub async fn add(
    connection: &mut AnyConnection,
    nodes: &[NodeRow<'_>],
) -> Result<HashMap<(Option<UnitId>, String), UnitId>> {
    let statement = format!(
        "INSERT INTO unit (parent, kind, name, sector, code)
         VALUES {}
         RETURNING id, parent, name",
        places(nodes.len(), 5),
    );
    // Of constants and numbers only.
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for node in nodes {
        query = query
            .bind(node.parent.map(|unit| unit.0))
            .bind(kind_text(node.kind))
            .bind(node.name)
            .bind(node.sector)
            .bind(node.code);
    }
    let rows = query.fetch_all(connection).await?;
    let key = |row| -> Result<_> {
        Ok((PlainRow::optional_integer(row, "parent")?.map(UnitId), PlainRow::text(row, "name")?))
    };
    rows.iter().map(|row| Ok((key(row)?, UnitId(row.integer("id")?)))).collect()
}

/// A node that gets another place, name or sector, and another code where one is given.
#[derive(Clone, Debug)]
pub struct NodeChange<'a> {
    pub id: UnitId,
    pub parent: Option<UnitId>,
    pub name: &'a str,
    pub sector: Option<&'a str>,
    pub code: Option<&'a str>,
}

pub async fn change(connection: &mut AnyConnection, node: NodeChange<'_>) -> Result<()> {
    sqlx::query("UPDATE unit SET parent = $2, name = $3, sector = $4, code = COALESCE($5, code) WHERE id = $1")
        .bind(node.id.0)
        .bind(node.parent.map(|unit| unit.0))
        .bind(node.name)
        .bind(node.sector)
        .bind(node.code)
        .execute(connection)
        .await?;
    Ok(())
}

/// A unit of a contest.
#[derive(Clone, Copy, Debug)]
pub struct Enlisted {
    pub unit: UnitId,
    pub headcount: Option<i64>,
    /// The HMAC of its code. None: it keeps the one it has.
    pub code: Option<Seal>,
}

/// Lets units take part, or notes what they declare now.
pub async fn enlist(connection: &mut AnyConnection, contest: ContestId, units: &[Enlisted]) -> Result<()> {
    let statement = format!(
        "INSERT INTO contest_unit (contest, unit, headcount, unit_code)
         VALUES {}
         ON CONFLICT (contest, unit) DO UPDATE
         SET headcount = excluded.headcount, unit_code = COALESCE(excluded.unit_code, contest_unit.unit_code)",
        places(units.len(), 4),
    );
    // Of constants and numbers only.
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for Enlisted { unit, headcount, code } in units {
        query = query.bind(contest.0).bind(unit.0).bind(*headcount).bind(code.as_ref().map(Seal::bytes));
    }
    query.execute(connection).await?;
    Ok(())
}

//! The unit tree.

use sqlx::{AnyConnection, Row};

use super::{
    Result,
    rows::{PlainRow, damaged},
};
use crate::domain::{
    UnitId,
    unit::{UnitKind, UnitRecord, UnitTree},
};

/// The whole tree: a few thousand rows, kept in memory by [`crate::app::App`].
pub async fn tree(connection: &mut AnyConnection) -> Result<UnitTree> {
    let rows = sqlx::query("SELECT id, parent, kind, name, sector FROM unit ORDER BY id").fetch_all(connection).await?;
    let records = rows
        .iter()
        .map(|row| {
            Ok(UnitRecord {
                id: UnitId(row.integer("id")?),
                parent: row.optional_integer("parent")?.map(UnitId),
                kind: kind(&row.text("kind")?)?,
                name: row.text("name")?,
                sector: row.optional_text("sector")?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(UnitTree::of(records))
}

/// A node to be added.
#[derive(Clone, Debug)]
pub struct NewUnit<'a> {
    pub parent: Option<UnitId>,
    pub kind: UnitKind,
    pub name: &'a str,
    pub sector: Option<&'a str>,
    pub code: Option<&'a str>,
}

pub async fn insert(connection: &mut AnyConnection, unit: NewUnit<'_>) -> Result<UnitId> {
    let row = sqlx::query(
        "INSERT INTO unit (parent, kind, name, sector, code)
         VALUES ($1, $2, $3, $4, $5)
         RETURNING id",
    )
    .bind(unit.parent.map(|it| it.0))
    .bind(kind_text(unit.kind))
    .bind(unit.name)
    .bind(unit.sector)
    .bind(unit.code)
    .fetch_one(connection)
    .await?;
    Ok(UnitId(row.try_get(0)?))
}

pub(super) fn kind_text(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Province => "province",
        UnitKind::City => "city",
        UnitKind::County => "county",
        UnitKind::Unit => "unit",
        UnitKind::Department => "department",
    }
}

fn kind(text: &str) -> Result<UnitKind> {
    Ok(match text {
        "province" => UnitKind::Province,
        "city" => UnitKind::City,
        "county" => UnitKind::County,
        "unit" => UnitKind::Unit,
        "department" => UnitKind::Department,
        other => return Err(damaged("unit")(&format!("kind {other}"))),
    })
}

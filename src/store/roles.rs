//! Roles of people.

use sqlx::AnyConnection;

use super::{
    Result,
    rows::{PlainRow, damaged},
};
use crate::{
    auth::Roles,
    domain::{PersonId, UnitId},
};

/// A role that somebody has or is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Liaison(UnitId),
    Organizer(UnitId),
    OrganizerOfAll,
}

impl Role {
    fn columns(self) -> (&'static str, Option<i64>) {
        match self {
            Self::Liaison(unit) => ("liaison", Some(unit.0)),
            Self::Organizer(unit) => ("organizer", Some(unit.0)),
            Self::OrganizerOfAll => ("organizer", None),
        }
    }
}

pub async fn of(connection: &mut AnyConnection, person: PersonId) -> Result<Roles> {
    let rows =
        sqlx::query("SELECT role, unit FROM role WHERE person = $1").bind(person.0).fetch_all(connection).await?;
    let mut roles = Roles::default();
    for row in &rows {
        match (row.text("role")?.as_str(), row.optional_integer("unit")?.map(UnitId)) {
            ("liaison", Some(unit)) => roles.liaison.push(unit),
            ("organizer", Some(unit)) => roles.organizer.push(unit),
            ("organizer", None) => roles.organizer_of_all = true,
            (other, _) => return Err(damaged("role")(&other)),
        }
    }
    Ok(roles)
}

/// Grants a role; granting it twice is granting it once.
pub async fn grant(connection: &mut AnyConnection, person: PersonId, role: Role) -> Result<()> {
    let (role, unit) = role.columns();
    sqlx::query(
        "INSERT INTO role (person, role, unit)
         SELECT $1, $2, $3
         WHERE NOT EXISTS (
             SELECT 1 FROM role WHERE person = $1 AND role = $2 AND (unit = $3 OR (unit IS NULL AND $3 IS NULL))
         )",
    )
    .bind(person.0)
    .bind(role)
    .bind(unit)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a role away; whoever has none of it keeps none.
pub async fn revoke(connection: &mut AnyConnection, person: PersonId, role: Role) -> Result<()> {
    let (role, unit) = role.columns();
    sqlx::query("DELETE FROM role WHERE person = $1 AND role = $2 AND (unit = $3 OR (unit IS NULL AND $3 IS NULL))")
        .bind(person.0)
        .bind(role)
        .bind(unit)
        .execute(connection)
        .await?;
    Ok(())
}

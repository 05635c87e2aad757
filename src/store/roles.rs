//! Roles of people.

use sqlx::{AnyConnection, any::AnyRow};

use super::{
    Result, people,
    rows::{PlainRow, damaged},
};
use crate::domain::{PersonId, UnitId, roles::Roles};

/// A role that somebody has or is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Liaison(UnitId),
    Organizer(UnitId),
    OrganizerOfAll,
}

/// Somebody in a role.
#[derive(Clone, Debug)]
pub struct Appointed {
    pub id: i64,
    pub person: PersonId,
    pub name: String,
    pub login: Option<String>,
    pub employee_number: Option<String>,
    pub role: Role,
}

impl Role {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Liaison(_) => "liaison",
            Self::Organizer(_) | Self::OrganizerOfAll => "organizer",
        }
    }

    /// The node that it is of.
    #[must_use]
    pub fn unit(self) -> Option<UnitId> {
        match self {
            Self::Liaison(unit) | Self::Organizer(unit) => Some(unit),
            Self::OrganizerOfAll => None,
        }
    }

    fn read(name: &str, unit: Option<i64>) -> Result<Self> {
        match (name, unit.map(UnitId)) {
            ("liaison", Some(unit)) => Ok(Self::Liaison(unit)),
            ("organizer", Some(unit)) => Ok(Self::Organizer(unit)),
            ("organizer", None) => Ok(Self::OrganizerOfAll),
            (other, _) => Err(damaged("role")(&other)),
        }
    }
}

pub async fn of(connection: &mut AnyConnection, person: PersonId) -> Result<Roles> {
    let rows = sqlx::query("SELECT role, unit FROM role WHERE person = $1 ORDER BY id")
        .bind(person.0)
        .fetch_all(connection)
        .await?;
    let mut roles = Roles::default();
    for row in &rows {
        match Role::read(&row.text("role")?, row.optional_integer("unit")?)? {
            Role::Liaison(unit) => roles.liaison.push(unit),
            Role::Organizer(unit) => roles.organizer.push(unit),
            Role::OrganizerOfAll => roles.organizer_of_all = true,
        }
    }
    Ok(roles)
}

/// Whether anybody at all is organizer of anything.
pub async fn is_anybody_organizer(connection: &mut AnyConnection) -> Result<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT id FROM role WHERE role = 'organizer' LIMIT 1").fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Who has a role at this node or below it (none: any at all), so many of those after that id.
pub async fn list(
    connection: &mut AnyConnection,
    within: Option<UnitId>,
    after: i64,
    at_most: i64,
) -> Result<Vec<Appointed>> {
    let rows = sqlx::query(
        "WITH RECURSIVE below (id) AS (
             SELECT id FROM unit WHERE id = CAST($1 AS BIGINT)
             UNION ALL
             SELECT u.id FROM unit u JOIN below b ON u.parent = b.id
         )
         SELECT r.id, r.person, r.role, r.unit, p.name, p.login, p.employee_number
         FROM role r
         JOIN person p ON p.id = r.person
         WHERE r.id > $2
             AND (CAST($1 AS BIGINT) IS NULL OR r.unit IN (SELECT id FROM below))
         ORDER BY r.id
         LIMIT $3",
    )
    .bind(within.map(|unit| unit.0))
    .bind(after)
    .bind(at_most)
    .fetch_all(connection)
    .await?;
    rows.iter().map(appointed).collect()
}

pub async fn find(connection: &mut AnyConnection, id: i64) -> Result<Option<Appointed>> {
    let row = sqlx::query(
        "SELECT r.id, r.person, r.role, r.unit, p.name, p.login, p.employee_number
         FROM role r
         JOIN person p ON p.id = r.person
         WHERE r.id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(appointed).transpose()
}

fn appointed(row: &AnyRow) -> Result<Appointed> {
    Ok(Appointed {
        id: row.integer("id")?,
        person: PersonId(row.integer("person")?),
        name: row.text("name")?,
        login: row.optional_text("login")?,
        employee_number: row.optional_text("employee_number")?,
        role: Role::read(&row.text("role")?, row.optional_integer("unit")?)?,
    })
}

/// Grants a role; granting it twice is granting it once. A one-time code for the password was given to
/// somebody who stood above the person as they were: it is good no longer.
pub async fn grant(connection: &mut AnyConnection, person: PersonId, role: Role) -> Result<()> {
    sqlx::query(
        "INSERT INTO role (person, role, unit)
         SELECT $1, $2, $3
         WHERE NOT EXISTS (
             SELECT 1 FROM role WHERE person = $1 AND role = $2 AND (unit = $3 OR (unit IS NULL AND $3 IS NULL))
         )",
    )
    .bind(person.0)
    .bind(role.name())
    .bind(role.unit().map(|unit| unit.0))
    .execute(&mut *connection)
    .await?;
    people::revoke_reset(connection, person).await
}

/// Takes a role away; answers whether they had it.
pub async fn revoke(connection: &mut AnyConnection, person: PersonId, role: Role) -> Result<bool> {
    let statement = "DELETE FROM role
                     WHERE person = $1 AND role = $2 AND (unit = $3 OR (unit IS NULL AND $3 IS NULL))";
    let done = sqlx::query(statement)
        .bind(person.0)
        .bind(role.name())
        .bind(role.unit().map(|unit| unit.0))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

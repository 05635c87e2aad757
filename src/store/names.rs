//! Names for lists.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::{Result, rows::PlainRow};
use crate::domain::{ContestId, PersonId, UnitId};

/// Who stands on a line of a list.
#[derive(Clone, Debug)]
pub struct Named {
    pub name: String,
    /// Where they are enrolled.
    pub unit: UnitId,
}

/// Names and units of people in a contest.
pub async fn of(
    connection: &mut AnyConnection,
    contest: ContestId,
    people: impl Iterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Named>> {
    let mut named = HashMap::new();
    for person in people {
        let row = sqlx::query(
            "SELECT p.name, e.unit
             FROM enrolment e
             JOIN person p ON p.id = e.person
             WHERE e.contest = $1 AND e.person = $2",
        )
        .bind(contest.0)
        .bind(person.0)
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(row) = row {
            named.insert(person, Named { name: row.text("name")?, unit: UnitId(row.integer("unit")?) });
        }
    }
    Ok(named)
}

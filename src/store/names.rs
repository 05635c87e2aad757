//! Names for lists.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Result, rows::PlainRow};
use crate::domain::{ContestId, PersonId, UnitId};

/// People asked for by one statement.
const TOGETHER: usize = 500;

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
    let people: Vec<PersonId> = people.collect();
    let mut named = HashMap::with_capacity(people.len());
    for part in people.chunks(TOGETHER) {
        let places: Vec<String> = (2..).take(part.len()).map(|place| format!("${place}")).collect();
        // Of constants and numbers only.
        let statement = AssertSqlSafe(format!(
            "SELECT e.person, p.name, e.unit
             FROM member e
             JOIN person p ON p.id = e.person
             WHERE e.contest = $1 AND e.person IN ({})",
            places.join(", "),
        ));
        let query = part.iter().fold(sqlx::query(statement).bind(contest.0), |query, person| query.bind(person.0));
        for row in query.fetch_all(&mut *connection).await? {
            let line = Named { name: row.text("name")?, unit: UnitId(row.integer("unit")?) };
            named.insert(PersonId(row.integer("person")?), line);
        }
    }
    Ok(named)
}

//! The people of a contest, as those who look after them see them.

use sqlx::{AnyConnection, any::AnyRow};

use super::{
    Result,
    enrolments::{self, Enrolment},
    people::{self, Activation},
    rows::PlainRow,
};
use crate::domain::{ContestId, PersonId, Stamp, UnitId};

/// Somebody in a contest.
#[derive(Clone, Debug)]
pub struct Member {
    pub enrolment: Enrolment,
    pub name: String,
    pub employee_number: Option<String>,
    pub claimed: Option<Stamp>,
    pub activation: Activation,
}

/// How far somebody has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Stands in the roster, and has not signed in yet.
    Unclaimed,
    /// Registered by themselves, and nobody has said that they are of the unit.
    Unconfirmed,
    /// In the roster and signed in, or confirmed by the liaison.
    Confirmed,
}

impl Member {
    #[must_use]
    pub fn state(&self) -> MemberState {
        match self.claimed {
            None => MemberState::Unclaimed,
            Some(_) if self.enrolment.is_confirmed() => MemberState::Confirmed,
            Some(_) => MemberState::Unconfirmed,
        }
    }
}

/// Whom to list, by the order of their ids.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    pub contest: ContestId,
    /// Of this node and all below it; none: of the whole contest.
    pub within: Option<UnitId>,
    pub state: Option<MemberState>,
    /// A part of the name or of the employee number.
    pub typed: &'a str,
    pub after: Option<PersonId>,
    pub at_most: i64,
}

pub async fn list(connection: &mut AnyConnection, selection: Selection<'_>) -> Result<Vec<Member>> {
    let rows = sqlx::query(
        "WITH RECURSIVE below (id) AS (
             SELECT id FROM unit WHERE id = $2 OR ($2 IS NULL AND parent IS NULL)
             UNION ALL
             SELECT u.id FROM unit u JOIN below b ON u.parent = b.id
         )
         SELECT e.contest, e.person, e.unit, e.origin, e.confirmed, e.joined,
                p.name, p.employee_number, p.claimed, p.activation_generation, p.activation_failures
         FROM member e
         JOIN person p ON p.id = e.person
         WHERE e.contest = $1
             AND e.person > $3
             AND e.unit IN (SELECT id FROM below)
             AND ($4 = '' OR $4 = CASE
                     WHEN p.claimed IS NULL THEN 'unclaimed'
                     WHEN e.origin = 'roster' OR e.confirmed IS NOT NULL THEN 'confirmed'
                     ELSE 'unconfirmed'
                 END)
             AND (LOWER(p.name) LIKE LOWER($5) ESCAPE '\\' OR LOWER(p.employee_number) LIKE LOWER($5) ESCAPE '\\')
         ORDER BY e.person
         LIMIT $6",
    )
    .bind(selection.contest.0)
    .bind(selection.within.map(|unit| unit.0))
    .bind(selection.after.map_or(0, |person| person.0))
    .bind(match selection.state {
        None => "",
        Some(MemberState::Unclaimed) => "unclaimed",
        Some(MemberState::Unconfirmed) => "unconfirmed",
        Some(MemberState::Confirmed) => "confirmed",
    })
    .bind(containing(selection.typed))
    .bind(selection.at_most)
    .fetch_all(connection)
    .await?;
    rows.iter().map(member).collect()
}

pub async fn find(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<Member>> {
    let row = sqlx::query(
        "SELECT e.contest, e.person, e.unit, e.origin, e.confirmed, e.joined,
                p.name, p.employee_number, p.claimed, p.activation_generation, p.activation_failures
         FROM member e
         JOIN person p ON p.id = e.person
         WHERE e.contest = $1 AND e.person = $2",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(member).transpose()
}

fn member(row: &AnyRow) -> Result<Member> {
    Ok(Member {
        enrolment: enrolments::enrolment(row)?,
        name: row.text("name")?,
        employee_number: row.optional_text("employee_number")?,
        claimed: row.optional_integer("claimed")?.map(Stamp),
        activation: people::activation(row)?,
    })
}

/// A pattern for what contains the text, taken as it is.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern + "%"
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_that_mean_something_to_the_engine_are_taken_as_they_are() {
        assert_eq!(super::containing(r"a%b_c\d"), r"%a\%b\_c\\d%");
    }
}

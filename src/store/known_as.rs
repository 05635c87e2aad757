//! Units under which a contest knows somebody beside their home, by their employee number: those they
//! moved from while the roster has them there, and those they moved to without their home.

use sqlx::AnyConnection;

use super::Result;
use crate::domain::{ContestId, PersonId, UnitId, person::EmployeeNumber};

pub async fn remember(
    connection: &mut AnyConnection,
    contest: ContestId,
    unit: UnitId,
    number: &EmployeeNumber,
    person: PersonId,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO known_as (contest, unit, employee_number, person)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (contest, unit, employee_number) DO UPDATE SET person = excluded.person",
    )
    .bind(contest.0)
    .bind(unit.0)
    .bind(number.as_str())
    .bind(person.0)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn forget(
    connection: &mut AnyConnection,
    contest: ContestId,
    unit: UnitId,
    number: &EmployeeNumber,
) -> Result<()> {
    sqlx::query("DELETE FROM known_as WHERE contest = $1 AND unit = $2 AND employee_number = $3")
        .bind(contest.0)
        .bind(unit.0)
        .bind(number.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

//! Results of a contest from its standings, best first, row by row.

use futures_util::{Stream, StreamExt};
use sqlx::AnyConnection;

use super::{
    Result,
    rows::{self, PlainRow},
};
use crate::domain::{ContestId, ranking::Standing};

/// Somebody with a result.
#[derive(Clone, Debug)]
pub struct Individual {
    pub standing: Standing,
    pub name: String,
    pub employee_number: Option<String>,
    /// Submitted and valid.
    pub attempts: i64,
}

/// Everybody with a result: most points first, then the shorter time.
pub fn individuals(connection: &mut AnyConnection, contest: ContestId) -> impl Stream<Item = Result<Individual>> {
    sqlx::query(
        "SELECT s.contest, s.person, s.unit, s.points, s.time_ms, s.counted, s.rev, p.name, p.employee_number,
                (
                    SELECT COUNT(*) FROM attempt a
                    WHERE a.contest = s.contest AND a.person = s.person AND a.submitted IS NOT NULL
                        AND a.voided IS NULL
                ) AS attempts
         FROM standing s
         JOIN person p ON p.id = s.person
         WHERE s.contest = $1 AND s.points IS NOT NULL
         ORDER BY s.points DESC, s.time_ms, s.person",
    )
    .bind(contest.0)
    .fetch(connection)
    .map(|row| {
        let row = row?;
        Ok(Individual {
            standing: rows::standing(&row)?,
            name: row.text("name")?,
            employee_number: row.optional_text("employee_number")?,
            attempts: row.integer("attempts")?,
        })
    })
}

//! Attempts that are graded anew, in the order of people.

use sqlx::AnyConnection;

use super::{
    Result, Sources,
    attempts::{Loaded, load},
    rows,
};
use crate::domain::{
    ContestId, PersonId,
    attempt::{Attempt, State},
    paper::grade::GRADING_VERSION,
};

/// All attempts of the next so many people after `after` who have begun one.
pub async fn next(
    connection: &mut AnyConnection,
    sources: &Sources,
    contest: ContestId,
    after: PersonId,
    people: u16,
) -> Result<Vec<Loaded>> {
    let rows =
        sqlx::query(NEXT).bind(contest.0).bind(after.0).bind(i64::from(people)).fetch_all(&mut *connection).await?;
    let mut attempts = Vec::with_capacity(rows.len());
    for row in &rows {
        attempts.push(load(connection, sources, row).await?);
    }
    Ok(attempts)
}

pub(super) const NEXT: &str = "
    SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh, a.deadline,
           a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
    FROM attempt a
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
    WHERE a.contest = $1 AND a.person > $2 AND a.person <= (
        SELECT MAX(person) FROM (
            SELECT DISTINCT person FROM attempt WHERE contest = $1 AND person > $2 ORDER BY person LIMIT $3
        ) next
    )
    ORDER BY a.person, a.ordinal";

/// Writes the grade of an attempt that is handed in.
pub async fn write(connection: &mut AnyConnection, attempt: &Attempt) -> Result<()> {
    let State::Submitted(submission) = &attempt.state else { return Ok(()) };
    sqlx::query(
        "UPDATE attempt
         SET points = $3, correct = $4, sections = $5, grading = $6
         WHERE contest = $1 AND number = $2",
    )
    .bind(attempt.head.id.contest.0)
    .bind(attempt.head.id.number)
    .bind(submission.grade.points.0)
    .bind(i64::from(submission.grade.correct))
    .bind(rows::to_json(&submission.grade.sections))
    .bind(i64::from(GRADING_VERSION))
    .execute(connection)
    .await?;
    Ok(())
}

//! Attempts, read apart from the hot path.

use std::sync::Arc;

use sqlx::{AnyConnection, any::AnyRow};

use super::{
    Result, Sources,
    rows::{self, PlainRow},
};
use crate::domain::{
    AttemptId, ContestId, PersonId, Points, Stamp,
    attempt::{Attempt, SWEEP_AFTER, State},
    paper::{PaperSource, SourceHash, grade::GRADING_VERSION},
};

/// An attempt with the source that its paper is drawn from.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub attempt: Attempt,
    pub source: Arc<PaperSource>,
}

impl Loaded {
    /// As the domain takes them.
    #[must_use]
    pub fn parts(&self) -> (&Attempt, &PaperSource) {
        (&self.attempt, &self.source)
    }
}

pub async fn find(connection: &mut AnyConnection, sources: &Sources, id: AttemptId) -> Result<Option<Loaded>> {
    let row = sqlx::query(
        "SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh, a.deadline,
                a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
         FROM attempt a
         LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
         WHERE a.contest = $1 AND a.number = $2",
    )
    .bind(id.contest.0)
    .bind(id.number)
    .fetch_optional(&mut *connection)
    .await?;
    match row {
        Some(row) => Ok(Some(load(connection, sources, &row).await?)),
        None => Ok(None),
    }
}

/// All attempts of a person in a contest, in the order in which they were started.
pub async fn of_person(
    connection: &mut AnyConnection,
    sources: &Sources,
    contest: ContestId,
    person: PersonId,
) -> Result<Vec<Loaded>> {
    let rows = sqlx::query(
        "SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh, a.deadline,
                a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
         FROM attempt a
         LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
         WHERE a.contest = $1 AND a.person = $2
         ORDER BY a.ordinal",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_all(&mut *connection)
    .await?;
    let mut attempts = Vec::with_capacity(rows.len());
    for row in &rows {
        attempts.push(load(connection, sources, row).await?);
    }
    Ok(attempts)
}

/// The open attempts of a person, in whichever contest: one of each at most.
pub async fn open_of(connection: &mut AnyConnection, sources: &Sources, person: PersonId) -> Result<Vec<Loaded>> {
    let rows = sqlx::query(OPEN_OF_PERSON).bind(person.0).fetch_all(&mut *connection).await?;
    let mut attempts = Vec::with_capacity(rows.len());
    for row in &rows {
        attempts.push(load(connection, sources, row).await?);
    }
    Ok(attempts)
}

pub(super) const OPEN_OF_PERSON: &str = "
    SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh, a.deadline,
           a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
    FROM attempt a
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
    WHERE a.person = $1 AND a.submitted IS NULL";

/// All attempts of the next so many people after `after` who have begun one.
pub async fn of_next_people(
    connection: &mut AnyConnection,
    sources: &Sources,
    contest: ContestId,
    after: PersonId,
    people: u16,
) -> Result<Vec<Loaded>> {
    let rows = sqlx::query(OF_NEXT_PEOPLE)
        .bind(contest.0)
        .bind(after.0)
        .bind(i64::from(people))
        .fetch_all(&mut *connection)
        .await?;
    let mut attempts = Vec::with_capacity(rows.len());
    for row in &rows {
        attempts.push(load(connection, sources, row).await?);
    }
    Ok(attempts)
}

pub(super) const OF_NEXT_PEOPLE: &str = "
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

/// How many fresh attempts a person has started.
pub async fn count_fresh(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<usize> {
    let count: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM attempt WHERE contest = $1 AND person = $2 AND fresh <> 0")
            .bind(contest.0)
            .bind(person.0)
            .fetch_one(connection)
            .await?;
    rows::narrow("count of attempts", count)
}

/// Voids an attempt that is handed in.
pub async fn void(connection: &mut AnyConnection, id: AttemptId, now: Stamp) -> Result<()> {
    sqlx::query("UPDATE attempt SET voided = $3 WHERE contest = $1 AND number = $2")
        .bind(id.contest.0)
        .bind(id.number)
        .bind(now.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes the grade of an attempt that is handed in.
pub async fn write_grade(connection: &mut AnyConnection, attempt: &Attempt) -> Result<()> {
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

/// How many attempts that count reached how many points, the most points first.
pub async fn count_by_points(connection: &mut AnyConnection, contest: ContestId) -> Result<Vec<(Points, usize)>> {
    let rows = sqlx::query(
        "SELECT points, COUNT(*) AS attempts
         FROM attempt
         WHERE contest = $1 AND submitted IS NOT NULL AND voided IS NULL
         GROUP BY points
         ORDER BY points DESC",
    )
    .bind(contest.0)
    .fetch_all(connection)
    .await?;
    let count = |row: &AnyRow| {
        Ok((Points(row.integer("points")?), rows::narrow("count of attempts", row.integer("attempts")?)?))
    };
    rows.iter().map(count).collect()
}

/// An attempt that nobody has handed in, whose time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abandoned {
    pub deadline: Stamp,
    pub attempt: AttemptId,
    pub person: PersonId,
}

/// The abandoned attempts that may be swept at `now`, so many of those that follow `after`: by
/// deadline, then by id.
pub async fn abandoned(
    connection: &mut AnyConnection,
    now: Stamp,
    after: Option<Abandoned>,
    at_most: u16,
) -> Result<Vec<Abandoned>> {
    let (deadline, contest, number) = after.map_or((i64::MIN, 0, 0), |it| {
        let AttemptId { contest, number } = it.attempt;
        (it.deadline.0, contest.0, number)
    });
    let rows = sqlx::query(ABANDONED)
        .bind(now.0 - SWEEP_AFTER.0)
        .bind(deadline)
        .bind(contest)
        .bind(number)
        .bind(i64::from(at_most))
        .fetch_all(connection)
        .await?;
    let abandoned = |row| -> Result<Abandoned> {
        let row: &AnyRow = row;
        Ok(Abandoned {
            deadline: Stamp(row.integer("deadline")?),
            attempt: AttemptId { contest: ContestId(row.integer("contest")?), number: row.integer("number")? },
            person: PersonId(row.integer("person")?),
        })
    };
    rows.iter().map(abandoned).collect()
}

pub(super) const ABANDONED: &str = "
    SELECT deadline, contest, number, person
    FROM attempt
    WHERE submitted IS NULL AND deadline < $1 AND (deadline, contest, number) > ($2, $3, $4)
    ORDER BY deadline, contest, number
    LIMIT $5";

pub(super) async fn load(connection: &mut AnyConnection, sources: &Sources, row: &impl PlainRow) -> Result<Loaded> {
    let head = rows::head(row)?;
    let hash: SourceHash = head.source;
    let source = sources.get(connection, hash).await?;
    let attempt = rows::attempt(row, head, source.blueprint().question_count())?;
    Ok(Loaded { attempt, source })
}

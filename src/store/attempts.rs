//! Attempts, read apart from the hot path.

use std::sync::Arc;

use sqlx::AnyConnection;

use super::{
    Result, Sources,
    rows::{self, PlainRow},
};
use crate::domain::{
    AttemptId, ContestId, PersonId,
    attempt::Attempt,
    paper::{PaperSource, SourceHash},
};

/// An attempt with the source that its paper is drawn from.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub attempt: Attempt,
    pub source: Arc<PaperSource>,
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

async fn load(connection: &mut AnyConnection, sources: &Sources, row: &impl PlainRow) -> Result<Loaded> {
    let hash: SourceHash = rows::head(row)?.source;
    let source = sources.get(connection, hash).await?;
    let attempt = rows::attempt(row, source.blueprint().question_count())?;
    Ok(Loaded { attempt, source })
}

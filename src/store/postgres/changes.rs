//! Writing what a desk has changed: one statement a table, in the order of ids. Every value is one that the
//! column takes, so that nothing in a statement can fail for what one order brought.

use sqlx::PgConnection;

use crate::{
    domain::{
        attempt::{Attempt, State, Submission, SubmittedBy},
        paper::grade::GRADING_VERSION,
        ranking::Standing,
    },
    store::{Result, StoreError, desk::Desk, rows::to_json},
};

/// Writes what [`Desk::take`] has changed.
pub async fn write_changes(connection: &mut PgConnection, desk: &Desk) -> Result<()> {
    let changes = desk.changes();
    if !changes.attempts.is_empty() {
        let attempts: Vec<&Attempt> = changes.attempts.iter().filter_map(|id| desk.attempt(*id)).collect();
        write_attempts(connection, &attempts).await?;
    }
    if !changes.sheets.is_empty() {
        let attempts: Vec<&Attempt> = changes.sheets.iter().filter_map(|id| desk.attempt(*id)).collect();
        write_sheets(connection, &attempts).await?;
    }
    if !changes.starts.is_empty() {
        write_starts(connection, desk).await?;
    }
    let standings = desk.changed_standings();
    if !standings.is_empty() {
        write_standings(connection, &standings).await?;
    }
    if !changes.fresh.is_empty() {
        use_grants(connection, desk).await?;
    }
    if !changes.late.is_empty() {
        write_late(connection, desk).await?;
    }
    Ok(())
}

/// A column of many rows.
fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

fn submission(attempt: &Attempt) -> Option<&Submission> {
    match &attempt.state {
        State::Open => None,
        State::Submitted(submission) => Some(submission),
    }
}

async fn write_attempts(connection: &mut PgConnection, attempts: &[&Attempt]) -> Result<()> {
    let written = sqlx::query(UPSERT_ATTEMPTS)
        .bind(column(attempts, |it| it.head.id.contest.0))
        .bind(column(attempts, |it| it.head.id.number))
        .bind(column(attempts, |it| it.head.person.0))
        .bind(column(attempts, |it| i64::from(it.head.ordinal)))
        .bind(column(attempts, |it| &it.head.source.0[..]))
        .bind(column(attempts, |it| &it.head.seed.0[..]))
        .bind(column(attempts, |it| it.head.started.0))
        .bind(column(attempts, |it| i64::from(it.head.day.0)))
        .bind(column(attempts, |it| i64::from(it.head.fresh)))
        .bind(column(attempts, |it| it.deadline.0))
        .bind(column(attempts, |it| submission(it).map(|it| it.at.0)))
        .bind(column(attempts, |it| submission(it).map(|it| i64::from(it.by == SubmittedBy::Sweeper))))
        .bind(column(attempts, |it| submission(it).map(|it| it.time_used.0)))
        .bind(column(attempts, |it| submission(it).map(|it| it.grade.points.0)))
        .bind(column(attempts, |it| submission(it).map(|it| i64::from(it.grade.correct))))
        .bind(column(attempts, |it| submission(it).map(|it| to_json(&it.grade.sections))))
        .bind(column(attempts, |it| submission(it).map(|_| i64::from(GRADING_VERSION))))
        .execute(connection)
        .await?;
    if written.rows_affected() != attempts.len() as u64 {
        return Err(StoreError::Damaged { what: "attempt", why: "a number was given to somebody else".into() });
    }
    Ok(())
}

async fn write_sheets(connection: &mut PgConnection, attempts: &[&Attempt]) -> Result<()> {
    sqlx::query(UPSERT_SHEETS)
        .bind(column(attempts, |it| it.head.id.contest.0))
        .bind(column(attempts, |it| it.head.id.number))
        .bind(column(attempts, |it| it.sheet.pack()))
        .execute(connection)
        .await?;
    Ok(())
}

async fn write_starts(connection: &mut PgConnection, desk: &Desk) -> Result<()> {
    let starts: Vec<_> = desk.changes().starts.iter().collect();
    sqlx::query(INSERT_STARTS)
        .bind(column(&starts, |(((contest, _), _), _)| contest.0))
        .bind(column(&starts, |(((_, person), _), _)| person.0))
        .bind(column(&starts, |((_, start_id), _)| start_id.as_str()))
        .bind(column(&starts, |(_, attempt)| attempt.number))
        .execute(connection)
        .await?;
    Ok(())
}

async fn write_standings(connection: &mut PgConnection, standings: &[Standing]) -> Result<()> {
    sqlx::query(UPSERT_STANDINGS)
        .bind(column(standings, |it| it.contest.0))
        .bind(column(standings, |it| it.person.0))
        .bind(column(standings, |it| it.unit.0))
        .bind(column(standings, |it| it.result.map(|it| it.points().0)))
        .bind(column(standings, |it| it.result.map(|it| it.time().0)))
        .bind(column(standings, |it| i64::from(it.counted)))
        .bind(column(standings, |it| it.rev.0))
        .execute(connection)
        .await?;
    Ok(())
}

async fn use_grants(connection: &mut PgConnection, desk: &Desk) -> Result<()> {
    let fresh = |key| desk.dossiers.get(key).map_or(0, |dossier| i64::from(dossier.fresh));
    let grants: Vec<_> = desk.changes().fresh.iter().map(|key| (key.0.0, key.1.0, fresh(key))).collect();
    sqlx::query(USE_GRANTS)
        .bind(column(&grants, |grant| grant.0))
        .bind(column(&grants, |grant| grant.1))
        .bind(column(&grants, |grant| grant.2))
        .execute(connection)
        .await?;
    Ok(())
}

async fn write_late(connection: &mut PgConnection, desk: &Desk) -> Result<()> {
    let late: Vec<_> = desk.changes().late.iter().collect();
    sqlx::query(UPSERT_LATE)
        .bind(column(&late, |((id, _), _)| id.contest.0))
        .bind(column(&late, |((id, _), _)| id.number))
        .bind(column(&late, |((_, ordinal), _)| *ordinal))
        .bind(column(&late, |(_, sheet)| sheet.arrived.0))
        .bind(column(&late, |(_, sheet)| sheet.sheet.pack()))
        .execute(connection)
        .await?;
    Ok(())
}

const UPSERT_ATTEMPTS: &str = "
    INSERT INTO attempt (contest, number, person, ordinal, source, seed, started, day, fresh, deadline,
                         submitted, swept, time_used, points, correct, sections, grading)
    SELECT *
    FROM UNNEST($1::BIGINT[], $2::BIGINT[], $3::BIGINT[], $4::BIGINT[], $5::BYTEA[], $6::BYTEA[], $7::BIGINT[],
                $8::BIGINT[], $9::BIGINT[], $10::BIGINT[], $11::BIGINT[], $12::BIGINT[], $13::BIGINT[],
                $14::BIGINT[], $15::BIGINT[], $16::TEXT[], $17::BIGINT[])
    ON CONFLICT (contest, number) DO UPDATE
    SET submitted = excluded.submitted,
        swept     = excluded.swept,
        time_used = excluded.time_used,
        points    = excluded.points,
        correct   = excluded.correct,
        sections  = excluded.sections,
        grading   = excluded.grading
    WHERE attempt.person = excluded.person AND attempt.ordinal = excluded.ordinal";

const UPSERT_SHEETS: &str = "
    INSERT INTO saved_sheet (contest, attempt, marks)
    SELECT * FROM UNNEST($1::BIGINT[], $2::BIGINT[], $3::BYTEA[])
    ON CONFLICT (contest, attempt) DO UPDATE SET marks = excluded.marks";

const INSERT_STARTS: &str = "
    INSERT INTO attempt_start (contest, person, start_id, attempt)
    SELECT * FROM UNNEST($1::BIGINT[], $2::BIGINT[], $3::TEXT[], $4::BIGINT[])
    ON CONFLICT (contest, person, start_id) DO NOTHING";

const UPSERT_STANDINGS: &str = "
    INSERT INTO standing (contest, person, unit, points, time_ms, counted, rev)
    SELECT *
    FROM UNNEST($1::BIGINT[], $2::BIGINT[], $3::BIGINT[], $4::BIGINT[], $5::BIGINT[], $6::BIGINT[], $7::BIGINT[])
    ON CONFLICT (contest, person) DO UPDATE
    SET unit    = excluded.unit,
        points  = excluded.points,
        time_ms = excluded.time_ms,
        counted = excluded.counted,
        rev     = excluded.rev";

const USE_GRANTS: &str = "
    UPDATE enrolment e
    SET fresh = k.fresh
    FROM UNNEST($1::BIGINT[], $2::BIGINT[], $3::BIGINT[]) AS k (contest, person, fresh)
    WHERE e.contest = k.contest AND e.person = k.person";

const UPSERT_LATE: &str = "
    INSERT INTO late_sheet (contest, attempt, ordinal, arrived, marks)
    SELECT * FROM UNNEST($1::BIGINT[], $2::BIGINT[], $3::BIGINT[], $4::BIGINT[], $5::BYTEA[])
    ON CONFLICT (contest, attempt, ordinal) DO UPDATE
    SET arrived = excluded.arrived,
        marks   = excluded.marks";

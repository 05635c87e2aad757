//! Writing what a desk has changed: one statement a table, its rows as a JSON list.

use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::{
    domain::{
        attempt::{Attempt, State, SubmittedBy},
        paper::grade::GRADING_VERSION,
        ranking::{Outcome, Standing},
    },
    store::{Result, desk::Desk, rows::to_json},
};

/// Writes what [`Desk::take`] has changed, in the order of ids.
pub async fn write_changes(connection: &mut SqliteConnection, desk: &Desk) -> Result<()> {
    let changes = desk.changes();
    let attempts: Vec<Value> = changes.attempts.iter().filter_map(|id| desk.attempt(*id)).map(attempt_row).collect();
    write(connection, UPSERT_ATTEMPTS, &attempts).await?;
    let sheets: Vec<Value> = changes.sheets.iter().filter_map(|id| desk.attempt(*id)).map(sheet_row).collect();
    write(connection, UPSERT_SHEETS, &sheets).await?;
    let starts: Vec<Value> = changes
        .starts
        .iter()
        .map(|(((contest, person), start_id), attempt)| json!([contest, person, start_id.as_str(), attempt.number]))
        .collect();
    write(connection, INSERT_STARTS, &starts).await?;
    let standings: Vec<Value> = desk.changed_standings().iter().map(standing_row).collect();
    write(connection, UPSERT_STANDINGS, &standings).await?;
    let fresh: Vec<Value> =
        changes.fresh.iter().filter_map(|key| Some(json!([key.0, key.1, desk.dossiers.get(key)?.fresh]))).collect();
    write(connection, USE_GRANTS, &fresh).await?;
    let late: Vec<Value> = changes
        .late
        .iter()
        .map(|((id, ordinal), late)| {
            json!([id.contest, id.number, ordinal, late.arrived, hex::encode(late.sheet.pack())])
        })
        .collect();
    write(connection, UPSERT_LATE, &late).await
}

async fn write(connection: &mut SqliteConnection, statement: &'static str, rows: &[Value]) -> Result<()> {
    if !rows.is_empty() {
        sqlx::query(statement).bind(to_json(&rows)).execute(connection).await?;
    }
    Ok(())
}

fn attempt_row(attempt: &Attempt) -> Value {
    let head = &attempt.head;
    let submission = match &attempt.state {
        State::Open => None,
        State::Submitted(submission) => Some(submission),
    };
    json!([
        head.id.contest,
        head.id.number,
        head.person,
        head.ordinal,
        hex::encode(head.source.0),
        hex::encode(head.seed.0),
        head.started,
        head.day,
        u8::from(head.fresh),
        attempt.deadline,
        submission.map(|it| it.at),
        submission.map(|it| u8::from(it.by == SubmittedBy::Sweeper)),
        submission.map(|it| it.time_used),
        submission.map(|it| it.grade.points),
        submission.map(|it| it.grade.correct),
        submission.map(|it| to_json(&it.grade.sections)),
        submission.map(|_| GRADING_VERSION),
    ])
}

fn sheet_row(attempt: &Attempt) -> Value {
    let id = attempt.head.id;
    json!([id.contest, id.number, hex::encode(attempt.sheet.pack())])
}

fn standing_row(standing: &Standing) -> Value {
    json!([
        standing.contest,
        standing.person,
        standing.unit,
        standing.result.map(Outcome::points),
        standing.result.map(Outcome::time),
        u8::from(standing.counted),
        standing.rev,
    ])
}

pub(super) const UPSERT_ATTEMPTS: &str = "
    INSERT INTO attempt (contest, number, person, ordinal, source, seed, started, day, fresh, deadline,
                         submitted, swept, time_used, points, correct, sections, grading)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, unhex(r.value ->> 4), unhex(r.value ->> 5),
           r.value ->> 6, r.value ->> 7, r.value ->> 8, r.value ->> 9, r.value ->> 10, r.value ->> 11,
           r.value ->> 12, r.value ->> 13, r.value ->> 14, r.value ->> 15, r.value ->> 16
    FROM json_each($1) r
    WHERE TRUE
    ON CONFLICT (contest, number) DO UPDATE
    SET submitted = excluded.submitted,
        swept     = excluded.swept,
        time_used = excluded.time_used,
        points    = excluded.points,
        correct   = excluded.correct,
        sections  = excluded.sections,
        grading   = excluded.grading";

pub(super) const UPSERT_SHEETS: &str = "
    INSERT INTO saved_sheet (contest, attempt, marks)
    SELECT r.value ->> 0, r.value ->> 1, unhex(r.value ->> 2)
    FROM json_each($1) r
    WHERE TRUE
    ON CONFLICT (contest, attempt) DO UPDATE SET marks = excluded.marks";

pub(super) const INSERT_STARTS: &str = "
    INSERT INTO attempt_start (contest, person, start_id, attempt)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3
    FROM json_each($1) r
    WHERE TRUE
    ON CONFLICT (contest, person, start_id) DO NOTHING";

pub(super) const UPSERT_STANDINGS: &str = "
    INSERT INTO standing (contest, person, unit, points, time_ms, counted, rev)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value ->> 5, r.value ->> 6
    FROM json_each($1) r
    WHERE TRUE
    ON CONFLICT (contest, person) DO UPDATE
    SET unit    = excluded.unit,
        points  = excluded.points,
        time_ms = excluded.time_ms,
        counted = excluded.counted,
        rev     = excluded.rev";

pub(super) const USE_GRANTS: &str = "
    UPDATE enrolment
    SET fresh = r.value ->> 2
    FROM json_each($1) r
    WHERE enrolment.contest = r.value ->> 0 AND enrolment.person = r.value ->> 1";

pub(super) const UPSERT_LATE: &str = "
    INSERT INTO late_sheet (contest, attempt, ordinal, arrived, marks)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, unhex(r.value ->> 4)
    FROM json_each($1) r
    WHERE TRUE
    ON CONFLICT (contest, attempt, ordinal) DO UPDATE
    SET arrived = excluded.arrived,
        marks   = excluded.marks";

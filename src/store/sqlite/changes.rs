//! Writing what a desk has changed: row by row in the order of ids, with statements that are prepared once.

use rusqlite::{Connection, Params, params};

use crate::{
    domain::{
        attempt::{Attempt, State, SubmittedBy},
        paper::grade::GRADING_VERSION,
        ranking::Standing,
    },
    store::{Result, desk::Desk, rows::to_json},
};

/// Writes what [`Desk::take`] has changed, in the order of ids.
pub fn write_changes(connection: &Connection, desk: &Desk) -> Result<()> {
    let changes = desk.changes();
    for attempt in changes.attempts.iter().filter_map(|id| desk.attempt(*id)) {
        write_attempt(connection, attempt)?;
    }
    for attempt in changes.sheets.iter().filter_map(|id| desk.attempt(*id)) {
        let id = attempt.head.id;
        write(connection, UPSERT_SHEET, params![id.contest.0, id.number, attempt.sheet.pack()])?;
    }
    for (((contest, person), start_id), attempt) in &changes.starts {
        write(connection, INSERT_START, params![contest.0, person.0, start_id.as_str(), attempt.number])?;
    }
    for standing in &desk.changed_standings() {
        write_standing(connection, standing)?;
    }
    for (key, dossier) in changes.fresh.iter().filter_map(|key| Some((key, desk.dossiers.get(key)?))) {
        write(connection, USE_GRANT, params![key.0.0, key.1.0, dossier.fresh])?;
    }
    for ((id, ordinal), late) in &changes.late {
        let keys = params![id.contest.0, id.number, ordinal, late.arrived.0, late.sheet.pack()];
        write(connection, UPSERT_LATE, keys)?;
    }
    Ok(())
}

fn write(connection: &Connection, statement: &str, row: impl Params) -> Result<()> {
    connection.prepare_cached(statement)?.execute(row)?;
    Ok(())
}

fn write_attempt(connection: &Connection, attempt: &Attempt) -> Result<()> {
    let head = &attempt.head;
    let submission = match &attempt.state {
        State::Open => None,
        State::Submitted(submission) => Some(submission),
    };
    let row = params![
        head.id.contest.0,
        head.id.number,
        head.person.0,
        head.ordinal,
        head.source.0,
        head.seed.0,
        head.started.0,
        head.day.0,
        head.fresh,
        attempt.deadline.0,
        submission.map(|it| it.at.0),
        submission.map(|it| it.by == SubmittedBy::Sweeper),
        submission.map(|it| it.time_used.0),
        submission.map(|it| it.grade.points.0),
        submission.map(|it| it.grade.correct),
        submission.map(|it| to_json(&it.grade.sections)),
        submission.map(|_| GRADING_VERSION),
    ];
    write(connection, UPSERT_ATTEMPT, row)
}

fn write_standing(connection: &Connection, standing: &Standing) -> Result<()> {
    let row = params![
        standing.contest.0,
        standing.person.0,
        standing.unit.0,
        standing.result.map(|it| it.points().0),
        standing.result.map(|it| it.time().0),
        standing.counted,
        standing.rev.0,
    ];
    write(connection, UPSERT_STANDING, row)
}

pub(super) const UPSERT_ATTEMPT: &str = "
    INSERT INTO attempt (contest, number, person, ordinal, source, seed, started, day, fresh, deadline,
                         submitted, swept, time_used, points, correct, sections, grading)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
    ON CONFLICT (contest, number) DO UPDATE
    SET submitted = excluded.submitted,
        swept     = excluded.swept,
        time_used = excluded.time_used,
        points    = excluded.points,
        correct   = excluded.correct,
        sections  = excluded.sections,
        grading   = excluded.grading";

pub(super) const UPSERT_SHEET: &str = "
    INSERT INTO saved_sheet (contest, attempt, marks)
    VALUES (?1, ?2, ?3)
    ON CONFLICT (contest, attempt) DO UPDATE SET marks = excluded.marks";

pub(super) const INSERT_START: &str = "
    INSERT INTO attempt_start (contest, person, start_id, attempt)
    VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (contest, person, start_id) DO NOTHING";

pub(super) const UPSERT_STANDING: &str = "
    INSERT INTO standing (contest, person, unit, points, time_ms, counted, rev)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (contest, person) DO UPDATE
    SET unit    = excluded.unit,
        points  = excluded.points,
        time_ms = excluded.time_ms,
        counted = excluded.counted,
        rev     = excluded.rev";

pub(super) const USE_GRANT: &str = "
    UPDATE enrolment
    SET fresh = ?3
    WHERE contest = ?1 AND person = ?2";

pub(super) const UPSERT_LATE: &str = "
    INSERT INTO late_sheet (contest, attempt, ordinal, arrived, marks)
    VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (contest, attempt, ordinal) DO UPDATE
    SET arrived = excluded.arrived,
        marks   = excluded.marks";

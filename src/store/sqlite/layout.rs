//! Laying out a desk and writing its changes: one statement a table, its keys or rows as a JSON list,
//! so that a batch of 256 costs as many statements as a batch of one.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, SqliteConnection, sqlite::SqliteRow};

use crate::{
    domain::{
        AttemptId, ContestId, PersonId, Stamp, UnitId,
        attempt::{Attempt, SWEEP_AFTER, State, SubmittedBy},
        paper::{SourceHash, grade::GRADING_VERSION},
    },
    store::{
        Result, Sources,
        desk::{Desk, Participant},
        order::{Order, StartId, StartOrder},
        rows::{self, PlainRow},
    },
};

const ATTEMPT_COLUMNS: &str = "a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day,
    a.fresh, a.deadline, a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks";

/// Reads all that `orders` touch.
pub async fn lay_out(connection: &mut SqliteConnection, orders: &[Order], sources: &Sources) -> Result<Desk> {
    let mut desk = Desk::default();
    let mut whole = BTreeSet::<Participant>::new();
    let mut single = BTreeSet::<AttemptId>::new();
    let mut starts = Vec::<&StartOrder>::new();
    for order in orders {
        match order {
            Order::Start(order) => {
                whole.insert((order.contest, order.person));
                starts.push(order);
            }
            Order::Save(order) => {
                single.insert(order.head.id);
                desk.sources.insert(order.source.hash(), order.source.clone());
            }
            Order::Submit(order) => {
                whole.insert((order.head.id.contest, order.head.person));
                desk.sources.insert(order.source.hash(), order.source.clone());
            }
            Order::Sweep(order) => whole.extend(due(connection, order.now, order.at_most).await?),
        }
    }
    if !whole.is_empty() {
        read_contests(connection, &mut desk, whole.iter().map(|(contest, _)| *contest).collect()).await?;
        read_dossiers(connection, &mut desk, &whole).await?;
        let keys: Vec<_> = whole.iter().map(|(contest, person)| (contest.0, person.0)).collect();
        let of_person = "a.contest = key.value ->> 0 AND a.person = key.value ->> 1";
        read_attempts(connection, &mut desk, sources, &keys, of_person).await?;
    }
    if !single.is_empty() {
        let keys: Vec<_> = single.iter().map(|id| (id.contest.0, id.number)).collect();
        let by_number = "a.contest = key.value ->> 0 AND a.number = key.value ->> 1";
        read_attempts(connection, &mut desk, sources, &keys, by_number).await?;
    }
    if !starts.is_empty() {
        read_starts(connection, &mut desk, &starts).await?;
    }
    read_late_counts(connection, &mut desk, orders).await?;
    Ok(desk)
}

fn list(items: &impl Serialize) -> String {
    serde_json::to_string(items).expect("keys and rows are numbers and strings")
}

/// The participants with an attempt that may be swept.
async fn due(connection: &mut SqliteConnection, now: Stamp, at_most: u16) -> Result<Vec<Participant>> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT contest, person
         FROM attempt
         WHERE submitted IS NULL AND deadline < $1
         ORDER BY deadline
         LIMIT $2",
    )
    .bind(now.0 - SWEEP_AFTER.0)
    .bind(i64::from(at_most))
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(contest, person)| (ContestId(contest), PersonId(person))).collect())
}

async fn read_contests(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    contests: BTreeSet<ContestId>,
) -> Result<()> {
    let rows = sqlx::query(
        "SELECT id, owner, texts, rules, blueprint, opens, closes, last_deadline, life, source,
                (SELECT COALESCE(MAX(a.number), 0) FROM attempt a WHERE a.contest = contest.id) AS last_number
         FROM contest
         WHERE id IN (SELECT value FROM json_each($1))",
    )
    .bind(list(&contests))
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let contest = rows::contest(row)?;
        desk.last_numbers.insert(contest.id, row.integer("last_number")?);
        desk.contests.insert(contest.id, contest);
    }
    Ok(())
}

async fn read_dossiers(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    participants: &BTreeSet<Participant>,
) -> Result<()> {
    let rows = sqlx::query(
        "SELECT e.contest, e.person, e.unit AS home, e.origin, e.confirmed, e.fresh,
                s.unit, s.points, s.time_ms, s.counted, s.rev
         FROM json_each($1) key
         CROSS JOIN enrolment e ON e.contest = key.value ->> 0 AND e.person = key.value ->> 1
         LEFT JOIN standing s ON s.contest = e.contest AND s.person = e.person",
    )
    .bind(list(participants))
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let participant = (ContestId(row.integer("contest")?), PersonId(row.integer("person")?));
        desk.dossiers.insert(participant, rows::dossier(row)?);
    }
    Ok(())
}

/// Reads attempts by keys of two numbers; `matching` is one of the two conditions of [`lay_out`].
async fn read_attempts(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    sources: &Sources,
    keys: &[(i64, i64)],
    matching: &'static str,
) -> Result<()> {
    let statement = format!(
        "SELECT {ATTEMPT_COLUMNS}
         FROM json_each($1) key
         CROSS JOIN attempt a ON {matching}
         LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number"
    );
    // Made of constants of this file only.
    let rows = sqlx::query(AssertSqlSafe(statement)).bind(list(&keys)).fetch_all(&mut *connection).await?;
    for row in &rows {
        let head = rows::head(row)?;
        let source = match desk.sources.get(&head.source).cloned().or_else(|| sources.known(head.source)) {
            Some(source) => source,
            None => read_source(connection, sources, head.source).await?,
        };
        let attempt = rows::attempt(row, source.blueprint().question_count())?;
        desk.sources.insert(head.source, source);
        desk.attempts.insert(attempt.head.id, attempt);
    }
    Ok(())
}

async fn read_source(
    connection: &mut SqliteConnection,
    sources: &Sources,
    hash: SourceHash,
) -> Result<std::sync::Arc<crate::domain::paper::PaperSource>> {
    let row: SqliteRow = sqlx::query("SELECT record FROM paper_source WHERE hash = $1")
        .bind(hash.0.to_vec())
        .fetch_one(connection)
        .await?;
    sources.keep(hash, &row.bytes("record")?)
}

async fn read_starts(connection: &mut SqliteConnection, desk: &mut Desk, orders: &[&StartOrder]) -> Result<()> {
    let keys: Vec<_> = orders.iter().map(|order| (order.contest, order.person, order.start_id.as_str())).collect();
    let rows = sqlx::query(
        "SELECT t.contest, t.person, t.start_id, t.attempt
         FROM json_each($1) key
         CROSS JOIN attempt_start t
             ON t.contest = key.value ->> 0 AND t.person = key.value ->> 1 AND t.start_id = key.value ->> 2",
    )
    .bind(list(&keys))
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let contest = ContestId(row.integer("contest")?);
        let Some(start_id) = StartId::new(row.text("start_id")?) else { continue };
        let key = ((contest, PersonId(row.integer("person")?)), start_id);
        desk.starts.insert(key, AttemptId { contest, number: row.integer("attempt")? });
    }
    Ok(())
}

/// Counts the evidence kept of attempts whose marks may come too late: those no longer open, or past
/// their deadline. Saves in time, nearly all of them, ask nothing here.
async fn read_late_counts(connection: &mut SqliteConnection, desk: &mut Desk, orders: &[Order]) -> Result<()> {
    let late: BTreeSet<(ContestId, i64)> = orders
        .iter()
        .filter_map(|order| match order {
            Order::Save(order) | Order::Submit(order) => Some(order),
            Order::Start(_) | Order::Sweep(_) => None,
        })
        .filter(|order| {
            let attempt = desk.attempts.get(&order.head.id);
            attempt.is_some_and(|it| it.state != State::Open || order.stamp > it.accepts_until())
        })
        .map(|order| (order.head.id.contest, order.head.id.number))
        .collect();
    if late.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query(
        "SELECT l.contest, l.attempt, COUNT(*) AS kept
         FROM json_each($1) key
         CROSS JOIN late_sheet l ON l.contest = key.value ->> 0 AND l.attempt = key.value ->> 1
         GROUP BY l.contest, l.attempt",
    )
    .bind(list(&late))
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let id = AttemptId { contest: ContestId(row.integer("contest")?), number: row.integer("attempt")? };
        desk.late_counts.insert(id, u32::try_from(row.integer("kept")?).unwrap_or(u32::MAX));
    }
    Ok(())
}

/// Writes what [`Desk::take`] has changed, in the order of ids.
pub async fn write_changes(connection: &mut SqliteConnection, desk: &Desk) -> Result<()> {
    let changes = &desk.changes;
    let attempts: Vec<Value> =
        changes.attempts.iter().filter_map(|id| desk.attempts.get(id)).map(attempt_row).collect();
    write(connection, UPSERT_ATTEMPTS, &attempts).await?;
    let sheets: Vec<Value> = changes.sheets.iter().filter_map(|id| desk.attempts.get(id)).map(sheet_row).collect();
    write(connection, UPSERT_SHEETS, &sheets).await?;
    let starts: Vec<Value> = changes
        .starts
        .iter()
        .map(|((contest, person), start_id, attempt)| json!([contest, person, start_id.as_str(), attempt.number]))
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
        .map(|late| json!([late.attempt.contest, late.attempt.number, late.arrived, hex::encode(late.sheet.pack())]))
        .collect();
    write(connection, INSERT_LATE, &late).await
}

async fn write(connection: &mut SqliteConnection, statement: &'static str, rows: &[Value]) -> Result<()> {
    if !rows.is_empty() {
        sqlx::query(statement).bind(list(&rows)).execute(connection).await?;
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
        submission.map(|it| list(&it.grade.sections)),
        submission.map(|_| GRADING_VERSION),
    ])
}

fn sheet_row(attempt: &Attempt) -> Value {
    let id = attempt.head.id;
    json!([id.contest, id.number, hex::encode(attempt.sheet.pack())])
}

fn standing_row(standing: &crate::domain::ranking::Standing) -> Value {
    json!([
        standing.contest,
        standing.person,
        standing.unit,
        standing.result.map(crate::domain::ranking::standing::Outcome::points),
        standing.result.map(crate::domain::ranking::standing::Outcome::time),
        u8::from(standing.counted),
        standing.rev,
    ])
}

const UPSERT_ATTEMPTS: &str = "
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

const UPSERT_SHEETS: &str = "
    INSERT INTO saved_sheet (contest, attempt, marks)
    SELECT r.value ->> 0, r.value ->> 1, unhex(r.value ->> 2)
    FROM json_each($1) r
    WHERE TRUE
    ON CONFLICT (contest, attempt) DO UPDATE SET marks = excluded.marks";

const INSERT_STARTS: &str = "
    INSERT INTO attempt_start (contest, person, start_id, attempt)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3
    FROM json_each($1) r
    WHERE TRUE
    ON CONFLICT (contest, person, start_id) DO NOTHING";

const UPSERT_STANDINGS: &str = "
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

const USE_GRANTS: &str = "
    UPDATE enrolment
    SET fresh = r.value ->> 2
    FROM json_each($1) r
    WHERE enrolment.contest = r.value ->> 0 AND enrolment.person = r.value ->> 1";

const INSERT_LATE: &str = "
    INSERT INTO late_sheet (contest, attempt, arrived, marks)
    SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, unhex(r.value ->> 3)
    FROM json_each($1) r";

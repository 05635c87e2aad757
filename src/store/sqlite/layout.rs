//! Laying out a desk: one statement a table, its keys as a JSON list, so that a batch of 256 costs as
//! many statements as a batch of one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use crate::{
    domain::{
        AttemptId, ContestId, PersonId, Stamp,
        attempt::State,
        paper::{PaperSource, Sheet, SourceHash},
    },
    store::{
        Result, Sources,
        desk::{Desk, Evidence, Participant},
        order::{MarksOrder, Order, StartId},
        rows::{self, PlainRow, to_json},
    },
};

/// Reads all that `orders` touch.
pub async fn lay_out(connection: &mut SqliteConnection, orders: &[&Order], sources: &Sources) -> Result<Desk> {
    let mut desk = Desk::default();
    let mut whole = BTreeSet::<Participant>::new();
    let mut single = BTreeMap::<AttemptId, &MarksOrder>::new();
    let mut starting = BTreeSet::<Participant>::new();
    for order in orders {
        match order {
            Order::Start(order) => {
                whole.insert((order.contest, order.person));
                starting.insert((order.contest, order.person));
            }
            Order::Save(order) => {
                single.insert(order.head.id, order);
                desk.sources.insert(order.source.hash(), order.source.clone());
            }
            Order::Submit(order) => {
                whole.insert((order.head.id.contest, order.head.person));
                desk.sources.insert(order.source.hash(), order.source.clone());
            }
            Order::Sweep(order) => {
                whole.insert((order.attempt.contest, order.person));
            }
        }
    }
    if !whole.is_empty() {
        let contests: BTreeSet<ContestId> = whole.iter().map(|(contest, _)| *contest).collect();
        read_contests(connection, &mut desk, &contests).await?;
        read_dossiers(connection, &mut desk, &whole).await?;
        read_attempts(connection, &mut desk, sources, &whole).await?;
    }
    if !single.is_empty() {
        read_saved(connection, &mut desk, &single).await?;
    }
    if !starting.is_empty() {
        read_starts(connection, &mut desk, &starting).await?;
    }
    read_evidence(connection, &mut desk, orders).await?;
    Ok(desk)
}

async fn read_contests(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    contests: &BTreeSet<ContestId>,
) -> Result<()> {
    let rows = sqlx::query(CONTESTS).bind(to_json(contests)).fetch_all(connection).await?;
    for row in &rows {
        let contest = rows::contest(row)?;
        desk.last_numbers.insert(contest.id, row.integer("last_number")?);
        desk.contests.insert(contest.id, Arc::new(contest));
    }
    Ok(())
}

async fn read_dossiers(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    participants: &BTreeSet<Participant>,
) -> Result<()> {
    let rows = sqlx::query(DOSSIERS).bind(to_json(participants)).fetch_all(connection).await?;
    for row in &rows {
        let participant = (ContestId(row.integer("contest")?), PersonId(row.integer("person")?));
        desk.dossiers.insert(participant, rows::dossier(row)?);
    }
    Ok(())
}

/// Reads all attempts of participants with their sheets.
async fn read_attempts(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    sources: &Sources,
    participants: &BTreeSet<Participant>,
) -> Result<()> {
    let rows = sqlx::query(ATTEMPTS).bind(to_json(participants)).fetch_all(&mut *connection).await?;
    for row in &rows {
        let head = rows::head(row)?;
        let hash = head.source;
        let source = match desk.sources.get(&hash).cloned().or_else(|| sources.known(hash)) {
            Some(source) => source,
            None => read_source(connection, sources, hash).await?,
        };
        desk.lay(rows::attempt(row, head, source.blueprint().question_count())?);
        desk.sources.insert(hash, source);
    }
    Ok(())
}

/// Reads what may have changed of attempts whose heads and sources the orders bring along.
async fn read_saved(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    orders: &BTreeMap<AttemptId, &MarksOrder>,
) -> Result<()> {
    let keys: Vec<_> = orders.keys().map(|id| (id.contest, id.number)).collect();
    let rows = sqlx::query(SAVED).bind(to_json(&keys)).fetch_all(connection).await?;
    for row in &rows {
        let id = AttemptId { contest: ContestId(row.integer("contest")?), number: row.integer("number")? };
        if let Some(MarksOrder { head, source, .. }) = orders.get(&id) {
            desk.lay(rows::attempt(row, (**head).clone(), source.blueprint().question_count())?);
        }
    }
    Ok(())
}

async fn read_source(
    connection: &mut SqliteConnection,
    sources: &Sources,
    hash: SourceHash,
) -> Result<Arc<PaperSource>> {
    let row: SqliteRow = sqlx::query(SOURCE).bind(hash.0.to_vec()).fetch_one(connection).await?;
    sources.keep(hash, &row.bytes("record")?)
}

async fn read_starts(
    connection: &mut SqliteConnection,
    desk: &mut Desk,
    participants: &BTreeSet<Participant>,
) -> Result<()> {
    let rows = sqlx::query(STARTS).bind(to_json(participants)).fetch_all(connection).await?;
    for row in &rows {
        let contest = ContestId(row.integer("contest")?);
        let start_id = StartId::new(row.text("start_id")?);
        let start_id = start_id.ok_or_else(|| rows::damaged("start id")(&"not of its form"))?;
        let participant = (contest, PersonId(row.integer("person")?));
        desk.lay_start(participant, start_id, AttemptId { contest, number: row.integer("attempt")? });
    }
    Ok(())
}

/// Reads the evidence kept of attempts whose marks may come too late: those no longer open, past their
/// deadline, or named by several orders, of which one may end them. Saves in time, nearly all of them,
/// ask nothing here.
async fn read_evidence(connection: &mut SqliteConnection, desk: &mut Desk, orders: &[&Order]) -> Result<()> {
    let with_marks: Vec<(AttemptId, Stamp)> = orders
        .iter()
        .filter_map(|order| match order {
            Order::Save(order) | Order::Submit(order) => Some((order.head.id, order.stamp)),
            Order::Start(_) | Order::Sweep(_) => None,
        })
        .collect();
    let (mut once, mut late) = (BTreeSet::new(), BTreeMap::new());
    for (id, stamp) in with_marks {
        let Some(attempt) = desk.attempt(id) else { continue };
        if !once.insert(id) || attempt.state != State::Open || stamp > attempt.accepts_until() {
            late.insert(id, attempt.sheet.marks().len());
        }
    }
    if late.is_empty() {
        return Ok(());
    }
    let keys: Vec<_> = late.keys().map(|id| (id.contest, id.number)).collect();
    let rows = sqlx::query(LATE_SHEETS).bind(to_json(&keys)).fetch_all(connection).await?;
    for row in &rows {
        let id = AttemptId { contest: ContestId(row.integer("contest")?), number: row.integer("attempt")? };
        let questions = late.get(&id).copied().unwrap_or_default();
        let sheet = Sheet::unpack(&row.bytes("marks")?, questions);
        let sheet = sheet.map_err(|error| rows::damaged("late sheet")(&error))?;
        let kept = desk.evidence.entry(id).or_insert_with(|| Evidence::none(questions));
        kept.add(row.integer("ordinal")?, sheet);
    }
    Ok(())
}

pub(super) const CONTESTS: &str = "
    SELECT id, owner, texts, rules, blueprint, opens, closes, last_deadline, life, source,
           (SELECT COALESCE(MAX(a.number), 0) FROM attempt a WHERE a.contest = contest.id) AS last_number
    FROM contest
    WHERE id IN (SELECT value FROM json_each($1))";

pub(super) const DOSSIERS: &str = "
    SELECT e.contest, e.person, e.unit AS home, e.origin, e.confirmed, e.fresh,
           s.unit, s.points, s.time_ms, s.counted, s.rev
    FROM json_each($1) key
    CROSS JOIN member e ON e.contest = key.value ->> 0 AND e.person = key.value ->> 1
    LEFT JOIN standing s ON s.contest = e.contest AND s.person = e.person";

pub(super) const ATTEMPTS: &str = "
    SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh, a.deadline,
           a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
    FROM json_each($1) key
    CROSS JOIN attempt a ON a.contest = key.value ->> 0 AND a.person = key.value ->> 1
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number";

pub(super) const SAVED: &str = "
    SELECT a.contest, a.number, a.deadline,
           a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
    FROM json_each($1) key
    CROSS JOIN attempt a ON a.contest = key.value ->> 0 AND a.number = key.value ->> 1
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number";

pub(super) const SOURCE: &str = "SELECT record FROM paper_source WHERE hash = $1";

pub(super) const STARTS: &str = "
    SELECT t.contest, t.person, t.start_id, t.attempt
    FROM json_each($1) key
    CROSS JOIN attempt_start t
        ON t.contest = key.value ->> 0 AND t.person = key.value ->> 1";

pub(super) const LATE_SHEETS: &str = "
    SELECT l.contest, l.attempt, l.ordinal, l.marks
    FROM json_each($1) key
    CROSS JOIN late_sheet l ON l.contest = key.value ->> 0 AND l.attempt = key.value ->> 1";

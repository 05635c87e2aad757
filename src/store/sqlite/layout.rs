//! Laying out a desk: all that a batch touches, by the keys of each table, with statements that are
//! prepared once.

use std::sync::Arc;

use rusqlite::{Connection, Params, Row, params};

use crate::{
    domain::{
        AttemptId, ContestId, PersonId,
        paper::{PaperSource, Sheet, SourceHash},
    },
    store::{
        Result, Sources,
        desk::{Desk, Evidence, Participant, Touched},
        order::{MarksOrder, Order, StartId},
        rows::{self, PlainRow},
    },
};

/// Reads all that `orders` touch.
pub fn lay_out(connection: &Connection, orders: &[&Order], sources: &Sources) -> Result<Desk> {
    let (touched, mut desk) = (Touched::by(orders), Desk::with_sources_of(orders));
    for contest in touched.contests() {
        read_contest(connection, &mut desk, contest)?;
    }
    for participant in touched.whole {
        read_dossier(connection, &mut desk, participant)?;
        read_attempts(connection, &mut desk, sources, participant)?;
    }
    for order in touched.saved.into_values() {
        read_saved(connection, &mut desk, order)?;
    }
    for participant in touched.starting {
        read_starts(connection, &mut desk, participant)?;
    }
    for (id, questions) in desk.may_be_late(orders) {
        read_evidence(connection, &mut desk, id, questions)?;
    }
    Ok(desk)
}

/// Takes each row that a statement answers with.
fn each(
    connection: &Connection,
    statement: &str,
    keys: impl Params,
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(statement)?;
    let mut rows = statement.query(keys)?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

fn read_contest(connection: &Connection, desk: &mut Desk, id: ContestId) -> Result<()> {
    each(connection, CONTEST, params![id.0], |row| {
        desk.last_numbers.insert(id, row.integer("last_number")?);
        desk.contests.insert(id, Arc::new(rows::contest(row)?));
        Ok(())
    })
}

fn read_dossier(connection: &Connection, desk: &mut Desk, participant: Participant) -> Result<()> {
    let (contest, person) = participant;
    each(connection, DOSSIER, params![contest.0, person.0], |row| {
        desk.dossiers.insert(participant, rows::dossier(row)?);
        Ok(())
    })
}

/// Reads all attempts of a participant with their sheets.
fn read_attempts(
    connection: &Connection,
    desk: &mut Desk,
    sources: &Sources,
    (contest, person): Participant,
) -> Result<()> {
    each(connection, ATTEMPTS, params![contest.0, person.0], |row| {
        let head = rows::head(row)?;
        let hash = head.source;
        let source = match desk.sources.get(&hash).cloned().or_else(|| sources.known(hash)) {
            Some(source) => source,
            None => read_source(connection, sources, hash)?,
        };
        desk.lay(rows::attempt(row, head, source.blueprint().question_count())?);
        desk.sources.insert(hash, source);
        Ok(())
    })
}

/// Reads what may have changed of an attempt whose head and source the order brings along.
fn read_saved(connection: &Connection, desk: &mut Desk, order: &MarksOrder) -> Result<()> {
    let (head, id) = (&order.head, order.head.id);
    each(connection, SAVED, params![id.contest.0, id.number], |row| {
        desk.lay(rows::attempt(row, (**head).clone(), order.source.blueprint().question_count())?);
        Ok(())
    })
}

fn read_source(connection: &Connection, sources: &Sources, hash: SourceHash) -> Result<Arc<PaperSource>> {
    let record: Vec<u8> = connection.query_row(SOURCE, params![hash.0], |row| row.get(0))?;
    sources.keep(hash, &record)
}

fn read_starts(connection: &Connection, desk: &mut Desk, participant: Participant) -> Result<()> {
    let (contest, PersonId(person)) = participant;
    each(connection, STARTS, params![contest.0, person], |row| {
        let start_id = StartId::new(row.text("start_id")?);
        let start_id = start_id.ok_or_else(|| rows::damaged("start id")(&"not of its form"))?;
        desk.lay_start(participant, start_id, AttemptId { contest, number: row.integer("attempt")? });
        Ok(())
    })
}

fn read_evidence(connection: &Connection, desk: &mut Desk, id: AttemptId, questions: usize) -> Result<()> {
    each(connection, LATE_SHEETS, params![id.contest.0, id.number], |row| {
        let sheet = Sheet::unpack(&row.bytes("marks")?, questions);
        let sheet = sheet.map_err(|error| rows::damaged("late sheet")(&error))?;
        let kept = desk.evidence.entry(id).or_insert_with(|| Evidence::none(questions));
        kept.add(row.integer("ordinal")?, sheet);
        Ok(())
    })
}

// `?1` and not `$1`, which is a name here and counted by where it stands first.

pub(super) const CONTEST: &str = "
    SELECT id, owner, texts, rules, blueprint, opens, closes, last_deadline, life, source, withdrawn,
           (SELECT COALESCE(MAX(a.number), 0) FROM attempt a WHERE a.contest = contest.id) AS last_number
    FROM contest
    WHERE id = ?1";

pub(super) const DOSSIER: &str = "
    SELECT e.contest, e.person, e.unit AS home, e.origin, e.confirmed, e.fresh,
           s.unit, s.points, s.time_ms, s.counted, s.rev
    FROM member e
    LEFT JOIN standing s ON s.contest = e.contest AND s.person = e.person
    WHERE e.contest = ?1 AND e.person = ?2";

pub(super) const ATTEMPTS: &str = "
    SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh, a.deadline,
           a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
    FROM attempt a
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
    WHERE a.contest = ?1 AND a.person = ?2";

pub(super) const SAVED: &str = "
    SELECT a.deadline, a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
    FROM attempt a
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
    WHERE a.contest = ?1 AND a.number = ?2";

pub(super) const SOURCE: &str = "SELECT record FROM paper_source WHERE hash = ?1";

pub(super) const STARTS: &str = "SELECT start_id, attempt FROM attempt_start WHERE contest = ?1 AND person = ?2";

pub(super) const LATE_SHEETS: &str = "SELECT ordinal, marks FROM late_sheet WHERE contest = ?1 AND attempt = ?2";

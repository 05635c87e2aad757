//! Laying out a desk: one statement a table, for all that a batch touches, by the keys of the table.
//!
//! What the orders rest on is locked before it is read, everywhere in the same order: the contests in which
//! somebody starts, so that no number is given twice and none starts after an end; then members; then attempts,
//! each by their ids. Only then is it read, by statements that see whatever was committed before the locks were
//! had.

use std::{collections::BTreeSet, sync::Arc};

use sqlx::{PgConnection, Postgres, Row, postgres::PgArguments, query::Query};

use crate::{
    domain::{
        AttemptId, ContestId, PersonId,
        paper::{PaperSource, Sheet, SourceHash},
        ranking::Standing,
    },
    store::{
        Result, Sources,
        desk::{Desk, Evidence, Participant, Touched},
        order::{Order, StartId},
        rows::{self, PlainRow},
    },
};

/// Reads all that `orders` touch.
pub async fn lay_out(connection: &mut PgConnection, orders: &[&Order], sources: &Sources) -> Result<Desk> {
    let (touched, mut desk) = (Touched::by(orders), Desk::with_sources_of(orders));
    lock(connection, &touched).await?;
    if !touched.whole.is_empty() {
        read_contests(connection, &mut desk, &touched).await?;
        read_dossiers(connection, &mut desk, &touched).await?;
        read_attempts(connection, &mut desk, sources, &touched).await?;
    }
    if !touched.saved.is_empty() {
        read_saved(connection, &mut desk, &touched).await?;
    }
    if !touched.starting.is_empty() {
        read_starts(connection, &mut desk, &touched).await?;
    }
    read_evidence(connection, &mut desk, orders).await?;
    Ok(desk)
}

/// Keys of two columns.
struct Keys(Vec<i64>, Vec<i64>);

impl Keys {
    fn of_participants<'a>(participants: impl IntoIterator<Item = &'a Participant>) -> Self {
        let (contests, people) = participants.into_iter().map(|(contest, person)| (contest.0, person.0)).unzip();
        Self(contests, people)
    }

    fn of_attempts<'a>(attempts: impl IntoIterator<Item = &'a AttemptId>) -> Self {
        let (contests, numbers) = attempts.into_iter().map(|it| (it.contest.0, it.number)).unzip();
        Self(contests, numbers)
    }

    fn bind(self, statement: &'static str) -> Query<'static, Postgres, PgArguments> {
        sqlx::query(statement).bind(self.0).bind(self.1)
    }
}

async fn lock(connection: &mut PgConnection, touched: &Touched<'_>) -> Result<()> {
    if !touched.starting.is_empty() {
        let contests: BTreeSet<i64> = touched.starting.iter().map(|(contest, _)| contest.0).collect();
        let contests = Vec::from_iter(contests);
        sqlx::query(LOCK_CONTESTS).bind(contests).execute(&mut *connection).await?;
    }
    if !touched.whole.is_empty() {
        Keys::of_participants(&touched.whole).bind(LOCK_MEMBERS).execute(&mut *connection).await?;
    }
    let named: BTreeSet<AttemptId> = touched.ended.iter().chain(touched.saved.keys()).copied().collect();
    let Keys(contests, people) = Keys::of_participants(&touched.starting);
    Keys::of_attempts(&named).bind(LOCK_ATTEMPTS).bind(contests).bind(people).execute(connection).await?;
    Ok(())
}

async fn read_contests(connection: &mut PgConnection, desk: &mut Desk, touched: &Touched<'_>) -> Result<()> {
    let ids: Vec<i64> = touched.contests().iter().map(|it| it.0).collect();
    for row in sqlx::query(CONTESTS).bind(ids).fetch_all(connection).await? {
        let id = ContestId(row.integer("id")?);
        desk.last_numbers.insert(id, row.integer("last_number")?);
        desk.contests.insert(id, Arc::new(rows::contest(&row)?));
    }
    Ok(())
}

async fn read_dossiers(connection: &mut PgConnection, desk: &mut Desk, touched: &Touched<'_>) -> Result<()> {
    for row in Keys::of_participants(&touched.whole).bind(DOSSIERS).fetch_all(connection).await? {
        let participant = (ContestId(row.integer("contest")?), PersonId(row.integer("person")?));
        desk.dossiers.insert(participant, rows::dossier(&row)?);
    }
    Ok(())
}

/// Reads all attempts of participants with their sheets.
async fn read_attempts(
    connection: &mut PgConnection,
    desk: &mut Desk,
    sources: &Sources,
    touched: &Touched<'_>,
) -> Result<()> {
    let rows = Keys::of_participants(&touched.whole).bind(ATTEMPTS).fetch_all(&mut *connection).await?;
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
async fn read_saved(connection: &mut PgConnection, desk: &mut Desk, touched: &Touched<'_>) -> Result<()> {
    for row in Keys::of_attempts(touched.saved.keys()).bind(SAVED).fetch_all(connection).await? {
        let id = AttemptId { contest: ContestId(row.integer("contest")?), number: row.integer("number")? };
        let Some(order) = touched.saved.get(&id) else { continue };
        desk.lay(rows::attempt(&row, (*order.head).clone(), order.source.blueprint().question_count())?);
    }
    Ok(())
}

async fn read_source(connection: &mut PgConnection, sources: &Sources, hash: SourceHash) -> Result<Arc<PaperSource>> {
    let row = sqlx::query(SOURCE).bind(&hash.0[..]).fetch_one(connection).await?;
    sources.keep(hash, row.try_get("record")?)
}

async fn read_starts(connection: &mut PgConnection, desk: &mut Desk, touched: &Touched<'_>) -> Result<()> {
    for row in Keys::of_participants(&touched.starting).bind(STARTS).fetch_all(connection).await? {
        let (contest, person) = (ContestId(row.integer("contest")?), PersonId(row.integer("person")?));
        let start_id = StartId::new(row.text("start_id")?);
        let start_id = start_id.ok_or_else(|| rows::damaged("start id")(&"not of its form"))?;
        desk.lay_start((contest, person), start_id, AttemptId { contest, number: row.integer("attempt")? });
    }
    Ok(())
}

async fn read_evidence(connection: &mut PgConnection, desk: &mut Desk, orders: &[&Order]) -> Result<()> {
    let late = desk.may_be_late(orders);
    if late.is_empty() {
        return Ok(());
    }
    for row in Keys::of_attempts(late.keys()).bind(LATE_SHEETS).fetch_all(connection).await? {
        let id = AttemptId { contest: ContestId(row.integer("contest")?), number: row.integer("attempt")? };
        let Some(&questions) = late.get(&id) else { continue };
        let sheet = Sheet::unpack(&row.bytes("marks")?, questions);
        let sheet = sheet.map_err(|error| rows::damaged("late sheet")(&error))?;
        let kept = desk.evidence.entry(id).or_insert_with(|| Evidence::none(questions));
        kept.add(row.integer("ordinal")?, sheet);
    }
    Ok(())
}

/// The standings of participants, as they are.
pub async fn standings_of(
    connection: &mut PgConnection,
    participants: &BTreeSet<Participant>,
) -> Result<Vec<Standing>> {
    let rows = Keys::of_participants(participants).bind(STANDINGS).fetch_all(connection).await?;
    rows.iter().map(rows::standing).collect()
}

const LOCK_CONTESTS: &str = "SELECT 1 FROM contest WHERE id = ANY($1::BIGINT[]) ORDER BY id FOR NO KEY UPDATE";

const LOCK_MEMBERS: &str = "
    SELECT 1
    FROM enrolment e
    JOIN UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, person) ON k.contest = e.contest AND k.person = e.person
    ORDER BY e.contest, e.person
    FOR NO KEY UPDATE OF e";

const LOCK_ATTEMPTS: &str = "
    SELECT 1
    FROM attempt a
    JOIN (
        SELECT k.contest, k.number
        FROM UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, number)
        UNION
        SELECT o.contest, o.number
        FROM UNNEST($3::BIGINT[], $4::BIGINT[]) AS k (contest, person)
        JOIN attempt o ON o.contest = k.contest AND o.person = k.person AND o.submitted IS NULL
    ) named ON named.contest = a.contest AND named.number = a.number
    ORDER BY a.contest, a.number
    FOR NO KEY UPDATE OF a";

const CONTESTS: &str = "
    SELECT id, owner, texts, rules, blueprint, opens, closes, last_deadline, life, source, withdrawn,
           (SELECT COALESCE(MAX(a.number), 0) FROM attempt a WHERE a.contest = contest.id) AS last_number
    FROM contest
    WHERE id = ANY($1::BIGINT[])";

const DOSSIERS: &str = "
    SELECT e.contest, e.person, e.unit AS home, e.origin, e.confirmed, e.fresh,
           s.unit, s.points, s.time_ms, s.counted, s.rev
    FROM UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, person)
    JOIN member e ON e.contest = k.contest AND e.person = k.person
    LEFT JOIN standing s ON s.contest = e.contest AND s.person = e.person";

const ATTEMPTS: &str = "
    SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh, a.deadline,
           a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided, s.marks
    FROM UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, person)
    JOIN attempt a ON a.contest = k.contest AND a.person = k.person
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number";

const SAVED: &str = "
    SELECT a.contest, a.number, a.deadline, a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections,
           a.voided, s.marks
    FROM UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, number)
    JOIN attempt a ON a.contest = k.contest AND a.number = k.number
    LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number";

const SOURCE: &str = "SELECT record FROM paper_source WHERE hash = $1";

const STARTS: &str = "
    SELECT s.contest, s.person, s.start_id, s.attempt
    FROM UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, person)
    JOIN attempt_start s ON s.contest = k.contest AND s.person = k.person";

const LATE_SHEETS: &str = "
    SELECT l.contest, l.attempt, l.ordinal, l.marks
    FROM UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, attempt)
    JOIN late_sheet l ON l.contest = k.contest AND l.attempt = k.attempt";

const STANDINGS: &str = "
    SELECT s.contest, s.person, s.unit, s.points, s.time_ms, s.counted, s.rev
    FROM UNNEST($1::BIGINT[], $2::BIGINT[]) AS k (contest, person)
    JOIN standing s ON s.contest = k.contest AND s.person = k.person";

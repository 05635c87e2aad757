//! Requests for another unit, and for units that are not listed.

use sqlx::{AnyConnection, any::AnyRow};

use super::{Result, rows::PlainRow};
use crate::domain::{ContestId, PersonId, Stamp, UnitId};

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitWish {
    /// The unit wished for, or the node below which one is missing.
    pub unit: UnitId,
    /// The name of the unit that is not listed.
    pub missing: Option<String>,
}

/// A request as it is stored.
#[derive(Clone, Debug)]
pub struct UnitRequest {
    pub id: i64,
    pub contest: ContestId,
    /// None: somebody without an account.
    pub person: Option<PersonId>,
    pub wish: UnitWish,
    pub created: Stamp,
    pub decision: Option<Decided>,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    pub at: Stamp,
    pub accepted: bool,
}

fn request(row: &AnyRow) -> Result<UnitRequest> {
    let decision = row.optional_integer("decided")?.zip(row.optional_integer("accepted")?);
    Ok(UnitRequest {
        id: row.integer("id")?,
        contest: ContestId(row.integer("contest")?),
        person: row.optional_integer("person")?.map(PersonId),
        wish: UnitWish { unit: UnitId(row.integer("unit")?), missing: row.optional_text("missing")? },
        created: Stamp(row.integer("created")?),
        decision: decision.map(|(at, accepted)| Decided { at: Stamp(at), accepted: accepted != 0 }),
    })
}

pub async fn find(connection: &mut AnyConnection, contest: ContestId, id: i64) -> Result<Option<UnitRequest>> {
    let row = sqlx::query(
        "SELECT id, contest, person, unit, missing, created, decided, accepted
         FROM unit_request
         WHERE id = $1 AND contest = $2",
    )
    .bind(id)
    .bind(contest.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(request).transpose()
}

/// The last request of somebody in a contest.
pub async fn last_of(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
) -> Result<Option<UnitRequest>> {
    let row = sqlx::query(
        "SELECT id, contest, person, unit, missing, created, decided, accepted
         FROM unit_request
         WHERE contest = $1 AND person = $2
         ORDER BY id DESC
         LIMIT 1",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(request).transpose()
}

/// Requests not decided yet that are for a node or something below it, the oldest first; for no node,
/// all of the contest.
pub async fn open(
    connection: &mut AnyConnection,
    contest: ContestId,
    within: Option<UnitId>,
    at_most: i64,
) -> Result<Vec<UnitRequest>> {
    let rows = sqlx::query(
        "WITH RECURSIVE below (id) AS (
             SELECT id FROM unit WHERE id = $2 OR ($2 IS NULL AND parent IS NULL)
             UNION ALL
             SELECT u.id FROM unit u JOIN below b ON u.parent = b.id
         )
         SELECT id, contest, person, unit, missing, created, decided, accepted
         FROM unit_request
         WHERE contest = $1 AND decided IS NULL AND unit IN (SELECT id FROM below)
         ORDER BY id
         LIMIT $3",
    )
    .bind(contest.0)
    .bind(within.map(|unit| unit.0))
    .bind(at_most)
    .fetch_all(connection)
    .await?;
    rows.iter().map(request).collect()
}

/// Asks on behalf of somebody; a request of theirs that is still open is replaced.
pub async fn ask(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
    wish: &UnitWish,
    now: Stamp,
) -> Result<()> {
    let replaced = sqlx::query(
        "UPDATE unit_request
         SET unit = $3, missing = $4, created = $5
         WHERE contest = $1 AND person = $2 AND decided IS NULL",
    )
    .bind(contest.0)
    .bind(person.0)
    .bind(wish.unit.0)
    .bind(wish.missing.as_deref())
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    if replaced.rows_affected() == 0 {
        insert(connection, contest, Some(person), wish, now).await?;
    }
    Ok(())
}

/// Asks for a missing unit on behalf of somebody without an account, once for each name. Answers
/// whether it could be: not where more than `at_most` such wait at that node already.
pub async fn ask_unsigned(
    connection: &mut AnyConnection,
    contest: ContestId,
    wish: &UnitWish,
    at_most: i64,
    now: Stamp,
) -> Result<bool> {
    let counts = sqlx::query(
        "SELECT COUNT(*) AS waiting, COUNT(CASE WHEN missing = $3 THEN 1 END) AS equal
         FROM unit_request
         WHERE contest = $1 AND unit = $2 AND person IS NULL AND decided IS NULL",
    )
    .bind(contest.0)
    .bind(wish.unit.0)
    .bind(wish.missing.as_deref())
    .fetch_one(&mut *connection)
    .await?;
    if counts.integer("equal")? > 0 {
        return Ok(true);
    }
    if counts.integer("waiting")? >= at_most {
        return Ok(false);
    }
    insert(connection, contest, None, wish, now).await?;
    Ok(true)
}

async fn insert(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: Option<PersonId>,
    wish: &UnitWish,
    now: Stamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO unit_request (contest, person, unit, missing, created)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(contest.0)
    .bind(person.map(|person| person.0))
    .bind(wish.unit.0)
    .bind(wish.missing.as_deref())
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn decide(
    connection: &mut AnyConnection,
    id: i64,
    decision: Decided,
    decider: Option<PersonId>,
) -> Result<()> {
    sqlx::query("UPDATE unit_request SET decided = $2, accepted = $3, decider = $4 WHERE id = $1")
        .bind(id)
        .bind(decision.at.0)
        .bind(i64::from(decision.accepted))
        .bind(decider.map(|person| person.0))
        .execute(connection)
        .await?;
    Ok(())
}

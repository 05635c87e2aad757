//! Rosters in bulk: staged, matched, moved in slices, and there at once.
//!
//! While an import stands in `import`, memberships of a roster that carry its id are not there for
//! anybody who reads `member`, as all do but this; its last turn takes it out, and they are. Whoever
//! comes by themselves meanwhile is there at once.

use std::ops::RangeInclusive;

use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::places;
use crate::{
    domain::{ContestId, PersonId, Stamp, UnitId, ranking::Standing, seal::Seal},
    store::{
        Result,
        rows::{self, PlainRow},
    },
};

/// Rows of one turn: some milliseconds.
pub const SLICE: usize = 500;

/// A roster that is being imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportId(pub i64);

/// A line of a roster.
#[derive(Clone, Debug)]
pub struct RosterRow {
    pub line: i64,
    pub unit: UnitId,
    pub number: String,
    pub name: String,
    /// HMAC of the secret column.
    pub secret: Option<Seal>,
}

/// A line of a roster whose person is known already.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four independent answers of one query")]
pub struct Match {
    pub line: i64,
    pub unit: UnitId,
    /// As the store has it.
    pub name: String,
    pub name_differs: bool,
    pub secret_differs: bool,
    pub claimed: bool,
    /// The unit of their membership in the contest.
    pub enrolled_in: Option<UnitId>,
    /// They registered themselves.
    pub enrolled_themselves: bool,
}

impl Match {
    /// Whether the store is to change for it, beside a new membership.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.enrolled_themselves || (!self.claimed && (self.name_differs || self.secret_differs))
    }
}

pub async fn begin(connection: &mut AnyConnection, contest: ContestId, now: Stamp) -> Result<ImportId> {
    let row = sqlx::query("INSERT INTO import (contest, started) VALUES ($1, $2) RETURNING id")
        .bind(contest.0)
        .bind(now.0)
        .fetch_one(connection)
        .await?;
    Ok(ImportId(row.try_get(0)?))
}

/// Imports that were begun and not ended.
pub async fn unfinished(connection: &mut AnyConnection) -> Result<Vec<(ImportId, ContestId)>> {
    let rows = sqlx::query("SELECT id, contest FROM import ORDER BY id").fetch_all(connection).await?;
    rows.iter().map(|row| Ok((ImportId(row.integer("id")?), ContestId(row.integer("contest")?)))).collect()
}

/// Lets rows wait.
pub async fn stage(connection: &mut AnyConnection, import: ImportId, slice: &[RosterRow]) -> Result<()> {
    let statement = format!(
        "INSERT INTO import_row (import, line, unit, employee_number, name, secret) VALUES {}",
        places(slice.len(), 6),
    );
    // Of constants and numbers only.
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for row in slice {
        query = query
            .bind(import.0)
            .bind(row.line)
            .bind(row.unit.0)
            .bind(&row.number)
            .bind(&row.name)
            .bind(row.secret.map(|secret| secret.bytes().to_vec()));
    }
    query.execute(connection).await?;
    Ok(())
}

/// The waiting rows whose person is known.
pub async fn matches(connection: &mut AnyConnection, import: ImportId) -> Result<Vec<Match>> {
    let rows = sqlx::query(
        "SELECT r.line, r.unit, p.name,
                CASE WHEN p.name <> r.name THEN 1 ELSE 0 END AS name_differs,
                CASE WHEN r.secret IS NULL THEN 0
                     WHEN p.roster_secret IS NULL OR p.roster_secret <> r.secret THEN 1
                     ELSE 0 END AS secret_differs,
                CASE WHEN p.claimed IS NULL THEN 0 ELSE 1 END AS claimed,
                e.unit AS enrolled_in, e.origin
         FROM meant_row r
         JOIN person p ON p.id = r.person
         LEFT JOIN enrolment e ON e.contest = r.contest AND e.person = p.id
         WHERE r.import = $1
         ORDER BY r.line",
    )
    .bind(import.0)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Match {
                line: row.integer("line")?,
                unit: UnitId(row.integer("unit")?),
                name: row.text("name")?,
                name_differs: row.integer("name_differs")? != 0,
                secret_differs: row.integer("secret_differs")? != 0,
                claimed: row.integer("claimed")? != 0,
                enrolled_in: row.optional_integer("enrolled_in")?.map(UnitId),
                enrolled_themselves: row.optional_text("origin")?.is_some_and(|origin| origin != "roster"),
            })
        })
        .collect()
}

/// Keeps these lines waiting for [`settle`].
pub async fn mark_for_settling(connection: &mut AnyConnection, import: ImportId, lines: &[i64]) -> Result<()> {
    for line in lines {
        sqlx::query("UPDATE import_row SET settles = 1 WHERE import = $1 AND line = $2")
            .bind(import.0)
            .bind(line)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Writes the people and memberships of these lines. Lines that [`settle`] has to look at go on
/// waiting: those marked, and those whose person has registered meanwhile.
pub async fn admit(
    connection: &mut AnyConnection,
    import: ImportId,
    contest: ContestId,
    lines: RangeInclusive<i64>,
) -> Result<()> {
    let statements = [
        "INSERT INTO person (unit, employee_number, name, roster_secret, created)
         SELECT unit, employee_number, name, secret, started
         FROM meant_row
         WHERE import = $1 AND contest = $2 AND line BETWEEN $3 AND $4 AND person IS NULL
         ON CONFLICT (unit, employee_number) DO NOTHING",
        "INSERT INTO enrolment (contest, person, unit, origin, joined, import)
         SELECT contest, person, unit, 'roster', started, import
         FROM meant_row
         WHERE import = $1 AND contest = $2 AND line BETWEEN $3 AND $4
         ON CONFLICT (contest, person) DO NOTHING",
        "DELETE FROM import_row
         WHERE import = $1 AND line BETWEEN $3 AND $4 AND settles = 0
             AND EXISTS (
                 SELECT 1
                 FROM meant_row r
                 JOIN enrolment e ON e.contest = $2 AND e.person = r.person
                 WHERE r.import = import_row.import AND r.line = import_row.line AND e.origin = 'roster'
             )",
    ];
    for statement in statements {
        sqlx::query(statement)
            .bind(import.0)
            .bind(contest.0)
            .bind(*lines.start())
            .bind(*lines.end())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Carries out the waiting lines: names and secrets of people who have not come yet, and that those who
/// registered themselves, before it began or since, stand in the roster.
pub async fn settle(connection: &mut AnyConnection, import: ImportId, contest: ContestId) -> Result<()> {
    sqlx::query(
        "UPDATE person
         SET name = r.name,
             roster_secret = COALESCE(r.secret, roster_secret),
             activation_failures = CASE WHEN r.secret IS NULL THEN activation_failures ELSE 0 END
         FROM meant_row r
         WHERE r.import = $1 AND person.id = r.person AND person.claimed IS NULL",
    )
    .bind(import.0)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE enrolment
         SET origin = 'roster'
         WHERE contest = $2 AND origin <> 'roster' AND person IN (
             SELECT person FROM meant_row WHERE import = $1 AND person IS NOT NULL
         )",
    )
    .bind(import.0)
    .bind(contest.0)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE enrolment SET origin = 'roster' WHERE import = $1 AND origin = 'self'")
        .bind(import.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Lets the standings of those count who registered themselves and are about to be [settled](settle);
/// says those that did not before.
pub async fn count_standings(
    connection: &mut AnyConnection,
    import: ImportId,
    contest: ContestId,
) -> Result<Vec<Standing>> {
    let rows = sqlx::query(
        "UPDATE standing
         SET counted = 1, rev = rev + 1
         WHERE contest = $2 AND counted = 0 AND person IN (
             SELECT person FROM meant_row WHERE import = $1 AND person IS NOT NULL
             UNION ALL
             SELECT person FROM enrolment WHERE import = $1 AND origin = 'self'
         )
         RETURNING contest, person, unit, points, time_ms, counted, rev",
    )
    .bind(import.0)
    .bind(contest.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(rows::standing).collect()
}

/// From here on, what it wrote is there.
pub async fn end(connection: &mut AnyConnection, import: ImportId) -> Result<()> {
    sqlx::query("DELETE FROM import WHERE id = $1").bind(import.0).execute(connection).await?;
    Ok(())
}

/// Removes some of the waiting rows; says how many.
pub async fn clear(connection: &mut AnyConnection, import: ImportId) -> Result<u64> {
    let done = sqlx::query(
        "DELETE FROM import_row
         WHERE import = $1 AND line IN (
             SELECT line FROM import_row WHERE import = $1 ORDER BY line LIMIT 1000
         )",
    )
    .bind(import.0)
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Some of the people whose membership an import wrote, those after `after`.
pub async fn admitted(
    connection: &mut AnyConnection,
    import: ImportId,
    contest: ContestId,
    after: Option<PersonId>,
) -> Result<Vec<PersonId>> {
    let rows = sqlx::query(
        "SELECT person
         FROM enrolment
         WHERE contest = $1 AND import = $2 AND person > $3
         ORDER BY person
         LIMIT 500",
    )
    .bind(contest.0)
    .bind(import.0)
    .bind(after.map_or(0, |person| person.0))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(PersonId(row.integer("person")?))).collect()
}

/// Takes back the memberships that an unfinished import wrote for these people. Whoever has come by
/// themselves meanwhile stays, as that; nobody else can have begun, for they were not there. People
/// without a membership are nobody's, until a file names them again.
pub async fn expel(
    connection: &mut AnyConnection,
    import: ImportId,
    contest: ContestId,
    people: RangeInclusive<PersonId>,
) -> Result<()> {
    let statements = [
        "DELETE FROM enrolment
         WHERE contest = $2 AND import = $1 AND person BETWEEN $3 AND $4 AND origin = 'roster'",
        "UPDATE enrolment
         SET import = NULL
         WHERE contest = $2 AND import = $1 AND person BETWEEN $3 AND $4",
    ];
    for statement in statements {
        sqlx::query(statement)
            .bind(import.0)
            .bind(contest.0)
            .bind(people.start().0)
            .bind(people.end().0)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

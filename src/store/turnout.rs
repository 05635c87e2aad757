//! Participation, counted from memberships, attempts and standings.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::{
    Result,
    rows::{PlainRow, damaged},
};
use crate::domain::{
    ContestId, LocalDay, PersonId, UnitId,
    turnout::{Came, OfNode},
};

/// Whom a contest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    Everybody,
    /// Of the roster, or confirmed by a liaison.
    Confirmed,
}

impl Counting {
    fn only_confirmed(self) -> i64 {
        i64::from(self == Self::Confirmed)
    }
}

/// Each node of a contest by itself.
pub async fn of_nodes(
    connection: &mut AnyConnection,
    contest: ContestId,
    counting: Counting,
) -> Result<HashMap<UnitId, OfNode>> {
    let rows = sqlx::query(
        "SELECT m.unit,
                CAST(SUM(CASE WHEN m.origin = 'roster' THEN 1 ELSE 0 END) AS BIGINT) AS roster,
                CAST(SUM(CASE WHEN ($2 = 0 OR m.origin = 'roster' OR m.confirmed IS NOT NULL) AND EXISTS (
                    SELECT 1 FROM attempt a
                    WHERE a.contest = m.contest AND a.person = m.person AND a.voided IS NULL
                ) THEN 1 ELSE 0 END) AS BIGINT) AS started,
                CAST(SUM(CASE WHEN ($2 = 0 OR m.origin = 'roster' OR m.confirmed IS NOT NULL) AND EXISTS (
                    SELECT 1 FROM attempt a
                    WHERE a.contest = m.contest AND a.person = m.person AND a.voided IS NULL
                        AND a.submitted IS NOT NULL
                ) THEN 1 ELSE 0 END) AS BIGINT) AS submitted
         FROM member m
         WHERE m.contest = $1
         GROUP BY m.unit",
    )
    .bind(contest.0)
    .bind(counting.only_confirmed())
    .fetch_all(&mut *connection)
    .await?;
    let mut of_nodes = HashMap::<UnitId, OfNode>::new();
    for row in &rows {
        let came = Came { started: people(row, "started")?, submitted: people(row, "submitted")? };
        let node = OfNode { roster: people(row, "roster")?, declared: None, came };
        of_nodes.insert(UnitId(row.integer("unit")?), node);
    }
    for (unit, headcount) in super::imports::units::enlisted(connection, contest).await? {
        let declared = headcount.and_then(|people| u32::try_from(people).ok());
        of_nodes.entry(unit).or_default().declared = declared;
    }
    Ok(of_nodes)
}

/// How many of a node came on a day for the first time.
#[derive(Clone, Copy, Debug)]
pub struct FirstOfDay {
    pub unit: UnitId,
    pub day: LocalDay,
    pub came: Came,
}

/// By node and day. A day has one line for those who started first on it, and one for those who
/// submitted a paper first that they had started on it.
pub async fn by_day(connection: &mut AnyConnection, contest: ContestId, counting: Counting) -> Result<Vec<FirstOfDay>> {
    let rows = sqlx::query(
        "SELECT m.unit, f.day, f.submitted, COUNT(*) AS people
         FROM (
             SELECT a.person, 0 AS submitted, MIN(a.day) AS day
             FROM attempt a
             WHERE a.contest = $1 AND a.voided IS NULL
             GROUP BY a.person
             UNION ALL
             SELECT a.person, 1 AS submitted, MIN(a.day) AS day
             FROM attempt a
             WHERE a.contest = $1 AND a.voided IS NULL AND a.submitted IS NOT NULL
             GROUP BY a.person
         ) f
         JOIN member m ON m.contest = $1 AND m.person = f.person
         WHERE $2 = 0 OR m.origin = 'roster' OR m.confirmed IS NOT NULL
         GROUP BY m.unit, f.day, f.submitted
         ORDER BY f.day, m.unit",
    )
    .bind(contest.0)
    .bind(counting.only_confirmed())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let day = i32::try_from(row.integer("day")?).map_err(|error| damaged("attempt")(&error))?;
            let people = people(row, "people")?;
            let came = match row.integer("submitted")? {
                0 => Came { started: people, submitted: 0 },
                _ => Came { started: 0, submitted: people },
            };
            Ok(FirstOfDay { unit: UnitId(row.integer("unit")?), day: LocalDay(day), came })
        })
        .collect()
}

/// Somebody of the roster without a submitted attempt that is valid.
#[derive(Clone, Debug)]
pub struct Absentee {
    pub person: PersonId,
    pub name: String,
    pub employee_number: Option<String>,
    pub unit: UnitId,
    /// They have begun, and not handed in.
    pub started: bool,
}

/// A stretch of a list that is ordered by unit and person: after whom it begins, and its length.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub after: (UnitId, PersonId),
    pub limit: i64,
}

/// Absentees (未参加人员) of a node with all below it, or of the contest.
pub async fn absentees(
    connection: &mut AnyConnection,
    contest: ContestId,
    within: Option<UnitId>,
    stretch: Stretch,
) -> Result<Vec<Absentee>> {
    let rows = sqlx::query(
        "WITH RECURSIVE below (id) AS (
             SELECT u.id FROM unit u WHERE u.id = $2 OR ($2 = 0 AND u.parent IS NULL)
             UNION ALL
             SELECT u.id FROM unit u JOIN below b ON u.parent = b.id
         )
         SELECT m.person, p.name, p.employee_number, m.unit,
                CASE WHEN EXISTS (
                    SELECT 1 FROM attempt a
                    WHERE a.contest = m.contest AND a.person = m.person AND a.submitted IS NULL AND a.voided IS NULL
                ) THEN 1 ELSE 0 END AS started
         FROM member m
         JOIN person p ON p.id = m.person
         WHERE m.contest = $1 AND m.unit IN (SELECT id FROM below) AND m.origin = 'roster'
             AND (m.unit > $3 OR (m.unit = $3 AND m.person > $4))
             AND NOT EXISTS (
                 SELECT 1 FROM attempt a
                 WHERE a.contest = m.contest AND a.person = m.person AND a.submitted IS NOT NULL
                     AND a.voided IS NULL
             )
         ORDER BY m.unit, m.person
         LIMIT $5",
    )
    .bind(contest.0)
    .bind(within.map_or(0, |unit| unit.0))
    .bind(stretch.after.0.0)
    .bind(stretch.after.1.0)
    .bind(stretch.limit)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Absentee {
                person: PersonId(row.integer("person")?),
                name: row.text("name")?,
                employee_number: row.optional_text("employee_number")?,
                unit: UnitId(row.integer("unit")?),
                started: row.integer("started")? != 0,
            })
        })
        .collect()
}

fn people(row: &impl PlainRow, column: &'static str) -> Result<u32> {
    u32::try_from(row.integer(column)?).map_err(|error| damaged("count")(&error))
}

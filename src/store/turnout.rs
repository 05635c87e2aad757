//! Participation, counted from memberships, attempts and standings.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    Result, headcounts,
    rows::{PlainRow, damaged},
};
use crate::domain::{
    ContestId, LocalDay, PersonId, UnitId,
    turnout::{Came, Counting, OfNode},
};

/// Units asked for by one statement.
const TOGETHER: usize = 500;

/// Each node of a contest by itself: who is expected, and who came.
pub async fn of_nodes(
    connection: &mut AnyConnection,
    contest: ContestId,
    counting: Counting,
) -> Result<HashMap<UnitId, OfNode>> {
    let mut of_nodes = headcounts::of_contest(connection, contest).await?.of_nodes;
    let rows = sqlx::query(
        "SELECT m.unit,
                CAST(SUM(CASE WHEN EXISTS (
                    SELECT 1 FROM attempt a
                    WHERE a.contest = m.contest AND a.person = m.person AND a.voided IS NULL
                ) THEN 1 ELSE 0 END) AS BIGINT) AS started,
                CAST(SUM(CASE WHEN EXISTS (
                    SELECT 1 FROM attempt a
                    WHERE a.contest = m.contest AND a.person = m.person AND a.voided IS NULL
                        AND a.submitted IS NOT NULL
                ) THEN 1 ELSE 0 END) AS BIGINT) AS submitted
         FROM member m
         WHERE m.contest = $1 AND ($2 = 0 OR m.origin = 'roster' OR m.confirmed IS NOT NULL)
         GROUP BY m.unit",
    )
    .bind(contest.0)
    .bind(i64::from(counting == Counting::Confirmed))
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let came = Came { started: people(row, "started")?, submitted: people(row, "submitted")? };
        of_nodes.entry(UnitId(row.integer("unit")?)).or_default().came = came;
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
    .bind(i64::from(counting == Counting::Confirmed))
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

/// Absentees (未参加人员) of `units`, which are in the order of their ids; without, of the whole contest.
pub async fn absentees(
    connection: &mut AnyConnection,
    contest: ContestId,
    units: Option<&[UnitId]>,
    stretch: Stretch,
) -> Result<Vec<Absentee>> {
    let Some(units) = units else { return absentees_among(connection, contest, None, stretch).await };
    let Stretch { after, limit } = stretch;
    let mut absentees = Vec::new();
    for part in units[units.partition_point(|unit| *unit < after.0)..].chunks(TOGETHER) {
        let left = limit - i64::try_from(absentees.len()).unwrap_or(i64::MAX);
        if left <= 0 {
            break;
        }
        absentees.extend(absentees_among(connection, contest, Some(part), Stretch { after, limit: left }).await?);
    }
    Ok(absentees)
}

async fn absentees_among(
    connection: &mut AnyConnection,
    contest: ContestId,
    units: Option<&[UnitId]>,
    stretch: Stretch,
) -> Result<Vec<Absentee>> {
    let among = units.map_or_else(String::new, |units| {
        let places: Vec<String> = (5..).take(units.len()).map(|place| format!("${place}")).collect();
        format!("AND m.unit IN ({})", places.join(", "))
    });
    // Of constants and numbers only.
    let statement = AssertSqlSafe(format!(
        "SELECT m.person, p.name, p.employee_number, m.unit,
                CASE WHEN EXISTS (
                    SELECT 1 FROM attempt a
                    WHERE a.contest = m.contest AND a.person = m.person AND a.submitted IS NULL AND a.voided IS NULL
                ) THEN 1 ELSE 0 END AS started
         FROM member m
         JOIN person p ON p.id = m.person
         WHERE m.contest = $1 AND m.origin = 'roster' {among}
             AND (m.unit > $2 OR (m.unit = $2 AND m.person > $3))
             AND NOT EXISTS (
                 SELECT 1 FROM attempt a
                 WHERE a.contest = m.contest AND a.person = m.person AND a.submitted IS NOT NULL
                     AND a.voided IS NULL
             )
         ORDER BY m.unit, m.person
         LIMIT $4",
    ));
    let query =
        sqlx::query(statement).bind(contest.0).bind(stretch.after.0.0).bind(stretch.after.1.0).bind(stretch.limit);
    let query = units.into_iter().flatten().fold(query, |query, unit| query.bind(unit.0));
    let rows = query.fetch_all(connection).await?;
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

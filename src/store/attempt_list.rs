//! Attempts as organizers list them.

use serde::Deserialize;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    Result, Sources,
    attempts::{Loaded, load},
    desk::LateSheet,
    rows::{PlainRow, damaged},
};
use crate::domain::{ContestId, PersonId, Stamp, UnitId, attempt::Attempt, paper::Sheet};

/// What is asked of an attempt to be listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    pub person: Option<PersonId>,
    /// Of people of these units. Which stand below a node is said by the tree that the contest goes by.
    pub units: Option<&'a [UnitId]>,
    pub which: Option<Which>,
    /// With a number below this one.
    pub before: Option<i64>,
}

/// Attempts by their state, or by what speaks against them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    Open,
    /// Handed in, by the person or the sweeper, and not voided.
    Submitted,
    Voided,
    /// With answers that arrived too late.
    Late,
    /// Of an account that somebody else wanted too, as long as no organizer has settled it.
    Disputed,
}

impl Which {
    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Submitted => "submitted",
            Self::Voided => "voided",
            Self::Late => "late",
            Self::Disputed => "disputed",
        }
    }
}

/// An attempt with whose it is.
#[derive(Clone, Debug)]
pub struct Listed {
    pub loaded: Loaded,
    pub name: String,
    /// Where the person is enrolled.
    pub unit: UnitId,
    pub voided: Option<Stamp>,
    pub disputed: bool,
}

/// The attempts of a contest that are wanted, the latest first.
pub async fn of_contest(
    connection: &mut AnyConnection,
    sources: &Sources,
    contest: ContestId,
    wanted: Wanted<'_>,
    limit: u16,
) -> Result<Vec<Listed>> {
    if wanted.units.is_some_and(<[UnitId]>::is_empty) {
        return Ok(Vec::new());
    }
    // Of constants and numbers only.
    let rows = sqlx::query(AssertSqlSafe(list_of(wanted.units)))
        // There are as many texts as nodes, and they are long.
        .persistent(wanted.units.is_none())
        .bind(contest.0)
        .bind(wanted.person.map(|it| it.0))
        .bind(wanted.which.map_or("any", Which::as_str))
        .bind(wanted.before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in &rows {
        listed.push(Listed {
            loaded: load(connection, sources, row).await?,
            name: row.text("name")?,
            unit: UnitId(row.integer("home")?),
            voided: row.optional_integer("voided")?.map(Stamp),
            disputed: row.integer("disputed")? != 0,
        });
    }
    Ok(listed)
}

/// A claim is disputed when somebody else registered as the person in this contest, and no organizer has
/// settled it: until then no attempt is known to be of the one whom the roster means.
///
/// Joined crosswise, which keeps the order: SQLite would begin with who is enrolled, and sort all attempts
/// of the contest for the one that an organizer has just changed, while others wait to write.
fn list_of(units: Option<&[UnitId]>) -> String {
    let among = units.map_or_else(String::new, |units| {
        let units: Vec<String> = units.iter().map(ToString::to_string).collect();
        format!("AND e.unit IN ({})", units.join(", "))
    });
    format!(
        "SELECT * FROM (
             SELECT a.contest, a.number, a.person, a.ordinal, a.source, a.seed, a.started, a.day, a.fresh,
                    a.deadline, a.submitted, a.swept, a.time_used, a.points, a.correct, a.sections, a.voided,
                    s.marks, p.name, e.unit AS home,
                    CASE WHEN EXISTS (
                             SELECT 1
                             FROM dispute d
                             WHERE d.contest = a.contest AND d.person = a.person AND d.settled IS NULL
                         ) THEN 1 ELSE 0 END AS disputed
             FROM attempt a
             CROSS JOIN person p
             CROSS JOIN enrolment e
             LEFT JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
             WHERE a.contest = $1 AND (CAST($2 AS BIGINT) IS NULL OR a.person = $2) AND a.number < $4
               AND p.id = a.person AND e.contest = a.contest AND e.person = a.person {among}
         ) listed
         WHERE CASE $3
                   WHEN 'open' THEN submitted IS NULL
                   WHEN 'submitted' THEN submitted IS NOT NULL AND voided IS NULL
                   WHEN 'voided' THEN voided IS NOT NULL
                   WHEN 'late' THEN EXISTS (
                       SELECT 1 FROM late_sheet l WHERE l.contest = listed.contest AND l.attempt = listed.number
                   )
                   WHEN 'disputed' THEN disputed = 1
                   ELSE TRUE
               END
         ORDER BY number DESC
         LIMIT $5",
    )
}

/// What arrived too late for an attempt, in the order of arrival.
pub async fn late_sheets(connection: &mut AnyConnection, attempt: &Attempt) -> Result<Vec<LateSheet>> {
    let id = attempt.head.id;
    let rows = sqlx::query(
        "SELECT arrived, marks
         FROM late_sheet
         WHERE contest = $1 AND attempt = $2
         ORDER BY ordinal",
    )
    .bind(id.contest.0)
    .bind(id.number)
    .fetch_all(connection)
    .await?;
    let questions = attempt.sheet.marks().len();
    let sheet = |row| -> Result<LateSheet> {
        let row: &sqlx::any::AnyRow = row;
        let sheet = Sheet::unpack(&row.bytes("marks")?, questions).map_err(|error| damaged("late sheet")(&error))?;
        Ok(LateSheet { arrived: Stamp(row.integer("arrived")?), sheet })
    };
    rows.iter().map(sheet).collect()
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;
    use crate::store::sqlite;

    #[tokio::test]
    async fn attempts_are_read_from_the_latest_on_and_never_sorted() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = sqlite::open(folder.path()).await.expect("opened");
        for units in [None, Some(&[UnitId(1), UnitId(2)][..])] {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", list_of(units)));
            let rows = sqlx::query(explain).fetch_all(&opened.readers).await.expect("explained");
            let plan: Vec<String> = rows.iter().map(|row| row.try_get("detail").expect("a step")).collect();
            assert_eq!(plan[0], "SEARCH a USING PRIMARY KEY (contest=? AND number<?)");
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}

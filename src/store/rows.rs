//! Rows of the tables that both the shared SQL and the hot paths read, as types of the domain.

use sqlx::{Row, any::AnyRow, postgres::PgRow};

use super::{Result, StoreError, desk::Dossier};
use crate::domain::{
    AttemptId, ContestId, LocalDay, PersonId, Points, Span, Stamp, StandingPoints, UnitId,
    attempt::{Attempt, Head, State, Submission, SubmittedBy},
    contest::{Contest, Life, Window},
    paper::{Grade, Seed, Sheet, SourceHash},
    ranking::{Outcome, Rev, Standing},
};

/// A row whose columns are integers, text and bytes, of whichever engine.
pub trait PlainRow {
    fn integer(&self, column: &'static str) -> Result<i64>;
    fn optional_integer(&self, column: &'static str) -> Result<Option<i64>>;
    fn text(&self, column: &'static str) -> Result<String>;
    fn optional_text(&self, column: &'static str) -> Result<Option<String>>;
    fn bytes(&self, column: &'static str) -> Result<Vec<u8>>;
    fn optional_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>>;
}

impl PlainRow for AnyRow {
    fn integer(&self, column: &'static str) -> Result<i64> {
        Ok(self.try_get(column)?)
    }
    fn optional_integer(&self, column: &'static str) -> Result<Option<i64>> {
        Ok(self.try_get(column)?)
    }
    fn text(&self, column: &'static str) -> Result<String> {
        Ok(self.try_get(column)?)
    }
    fn optional_text(&self, column: &'static str) -> Result<Option<String>> {
        Ok(self.try_get(column)?)
    }
    fn bytes(&self, column: &'static str) -> Result<Vec<u8>> {
        Ok(self.try_get(column)?)
    }
    fn optional_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>> {
        Ok(self.try_get(column)?)
    }
}

impl PlainRow for PgRow {
    fn integer(&self, column: &'static str) -> Result<i64> {
        Ok(self.try_get(column)?)
    }
    fn optional_integer(&self, column: &'static str) -> Result<Option<i64>> {
        Ok(self.try_get(column)?)
    }
    fn text(&self, column: &'static str) -> Result<String> {
        Ok(self.try_get(column)?)
    }
    fn optional_text(&self, column: &'static str) -> Result<Option<String>> {
        Ok(self.try_get(column)?)
    }
    fn bytes(&self, column: &'static str) -> Result<Vec<u8>> {
        Ok(self.try_get(column)?)
    }
    fn optional_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>> {
        Ok(self.try_get(column)?)
    }
}

impl PlainRow for rusqlite::Row<'_> {
    fn integer(&self, column: &'static str) -> Result<i64> {
        Ok(self.get(column)?)
    }
    fn optional_integer(&self, column: &'static str) -> Result<Option<i64>> {
        Ok(self.get(column)?)
    }
    fn text(&self, column: &'static str) -> Result<String> {
        Ok(self.get(column)?)
    }
    fn optional_text(&self, column: &'static str) -> Result<Option<String>> {
        Ok(self.get(column)?)
    }
    fn bytes(&self, column: &'static str) -> Result<Vec<u8>> {
        Ok(self.get(column)?)
    }
    fn optional_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>> {
        Ok(self.get(column)?)
    }
}

/// Says that a stored value is not what this binary writes.
pub fn damaged(what: &'static str) -> impl Fn(&dyn std::fmt::Display) -> StoreError {
    move |why| StoreError::Damaged { what, why: why.to_string() }
}

fn fixed<const N: usize>(what: &'static str, bytes: Vec<u8>) -> Result<[u8; N]> {
    bytes.try_into().map_err(|bytes: Vec<u8>| damaged(what)(&format!("{} bytes", bytes.len())))
}

/// Reads a number that a column holds with room to spare.
pub fn narrow<T: TryFrom<i64>>(what: &'static str, value: i64) -> Result<T> {
    T::try_from(value).map_err(|_| damaged(what)(&format!("{value} out of range")))
}

/// Reads what [`to_json`] wrote.
pub fn from_json<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| damaged(what)(&error))
}

/// The JSON of a value whose fields are plain data.
pub fn to_json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data has a JSON form")
}

pub fn contest(row: &impl PlainRow) -> Result<Contest> {
    let source = row.optional_bytes("source")?.map(|it| fixed("source hash", it).map(SourceHash)).transpose()?;
    let life = match (row.text("life")?.as_str(), source) {
        ("draft", None) => Life::Draft,
        ("published", Some(source)) => Life::Published(source),
        ("closed", Some(source)) => Life::Closed(source),
        (other, _) => return Err(damaged("contest")(&format!("life {other}"))),
    };
    Ok(Contest {
        id: ContestId(row.integer("id")?),
        owner: row.optional_integer("owner")?.map(UnitId),
        texts: from_json("contest", &row.text("texts")?)?,
        window: Window { opens: Stamp(row.integer("opens")?), closes: Stamp(row.integer("closes")?) },
        last_deadline: Stamp(row.integer("last_deadline")?),
        rules: from_json("contest", &row.text("rules")?)?,
        blueprint: from_json("contest", &row.text("blueprint")?)?,
        life,
        withdrawn: from_json("contest", &row.text("withdrawn")?)?,
    })
}

/// Reads an attempt and its sheet, joined as `marks`, but for its head, which never changes. The number of
/// questions is that of its source.
pub fn attempt(row: &impl PlainRow, head: Head, questions: usize) -> Result<Attempt> {
    let what = "attempt";
    let sheet = match row.optional_bytes("marks")? {
        Some(marks) => Sheet::unpack(&marks, questions).map_err(|error| damaged(what)(&error))?,
        None => Sheet::blank(questions),
    };
    Ok(Attempt { head, deadline: Stamp(row.integer("deadline")?), sheet, state: state(row)? })
}

pub fn head(row: &impl PlainRow) -> Result<Head> {
    Ok(Head {
        id: AttemptId { contest: ContestId(row.integer("contest")?), number: row.integer("number")? },
        person: PersonId(row.integer("person")?),
        ordinal: narrow("attempt", row.integer("ordinal")?)?,
        source: SourceHash(fixed("source hash", row.bytes("source")?)?),
        seed: Seed(fixed("seed", row.bytes("seed")?)?),
        started: Stamp(row.integer("started")?),
        day: LocalDay(narrow("attempt", row.integer("day")?)?),
        fresh: row.integer("fresh")? != 0,
    })
}

fn state(row: &impl PlainRow) -> Result<State> {
    let Some(submitted) = row.optional_integer("submitted")? else {
        return Ok(State::Open);
    };
    let needed = |column| -> Result<i64> {
        row.optional_integer(column)?.ok_or_else(|| damaged("attempt")(&format!("{column} is missing")))
    };
    Ok(State::Submitted(Submission {
        at: Stamp(submitted),
        by: if needed("swept")? == 0 { SubmittedBy::Person } else { SubmittedBy::Sweeper },
        time_used: Span(needed("time_used")?),
        grade: Grade {
            points: Points(needed("points")?),
            correct: narrow("attempt", needed("correct")?)?,
            sections: from_json("attempt", &row.optional_text("sections")?.unwrap_or_default())?,
        },
        voided: row.optional_integer("voided")?.is_some(),
    }))
}

pub fn standing(row: &impl PlainRow) -> Result<Standing> {
    let result = match (row.optional_integer("points")?, row.optional_integer("time_ms")?) {
        (Some(points), Some(time)) => {
            let outcome = Outcome::new(StandingPoints(points), Span(time));
            Some(outcome.map_err(|error| damaged("standing")(&error))?)
        }
        _ => None,
    };
    Ok(Standing {
        contest: ContestId(row.integer("contest")?),
        person: PersonId(row.integer("person")?),
        unit: UnitId(row.integer("unit")?),
        result,
        counted: row.integer("counted")? != 0,
        rev: Rev(row.integer("rev")?),
    })
}

/// An enrolment, its unit as `home`, and the standing beside it where there is one.
pub fn dossier(row: &impl PlainRow) -> Result<Dossier> {
    Ok(Dossier {
        unit: UnitId(row.integer("home")?),
        confirmed: row.text("origin")? == "roster" || row.optional_integer("confirmed")?.is_some(),
        fresh: u16::try_from(row.integer("fresh")?).unwrap_or_default(),
        standing: row.optional_integer("rev")?.map(|_| standing(row)).transpose()?,
    })
}

//! Disputed claims, as the audit has them.

use sqlx::AnyConnection;

use super::{
    Result,
    audit::{self, Deed},
    rows::{PlainRow, damaged},
};
use crate::domain::{ContestId, PersonId, Stamp};

/// Statements have it in their text, for the index is of it alone.
const ACTION: &str = "claim_disputed";

/// A person whom somebody else says to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub person: PersonId,
    /// How often, and when last.
    pub times: i64,
    pub last: Stamp,
}

/// Notes that somebody registers as a person who has an account already.
pub async fn note(connection: &mut AnyConnection, contest: ContestId, person: PersonId, now: Stamp) -> Result<()> {
    let deed = Deed {
        actor: None,
        action: ACTION,
        contest: Some(contest),
        subject: person.to_string(),
        reason: None,
        detail: serde_json::json!({}),
    };
    audit::append(connection, deed, now).await
}

/// The disputes of a contest, the latest first.
pub async fn of_contest(connection: &mut AnyConnection, contest: ContestId, at_most: i64) -> Result<Vec<Dispute>> {
    let rows = sqlx::query(
        "SELECT subject, COUNT(*) AS times, MAX(at) AS last
         FROM audit
         WHERE contest = $1 AND action = 'claim_disputed'
         GROUP BY subject
         ORDER BY MAX(at) DESC, subject
         LIMIT $2",
    )
    .bind(contest.0)
    .bind(at_most)
    .fetch_all(connection)
    .await?;
    let dispute = |row: &sqlx::any::AnyRow| {
        let subject = row.text("subject")?.parse().map_err(|error| damaged("audit")(&error))?;
        Ok(Dispute { person: PersonId(subject), times: row.integer("times")?, last: Stamp(row.integer("last")?) })
    };
    rows.iter().map(dispute).collect()
}

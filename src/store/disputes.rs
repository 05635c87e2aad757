//! Disputed claims: whose accounts somebody else wanted too, until an organizer has looked into it. One
//! row a (contest, person), however often it is tried.

use sqlx::{AnyConnection, any::AnyRow};

use super::{Result, rows::PlainRow};
use crate::domain::{ContestId, PersonId, Stamp};

/// A person whom somebody else says to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub person: PersonId,
    /// How often since it was settled last, and when last.
    pub times: i64,
    pub last: Stamp,
}

/// Notes that somebody registers as a person who has an account already.
pub async fn note(connection: &mut AnyConnection, contest: ContestId, person: PersonId, now: Stamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO dispute (contest, person, times, last)
         VALUES ($1, $2, 1, $3)
         ON CONFLICT (contest, person) DO UPDATE
         SET times = CASE WHEN dispute.settled IS NULL THEN dispute.times + 1 ELSE 1 END,
             last = excluded.last,
             settled = NULL",
    )
    .bind(contest.0)
    .bind(person.0)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Disputes of people in a contest that nobody has settled, the latest first, those before `before`.
/// Whoever was never let in has nothing to be looked into.
pub async fn open(
    connection: &mut AnyConnection,
    contest: ContestId,
    before: Option<(Stamp, PersonId)>,
    at_most: i64,
) -> Result<Vec<Dispute>> {
    let (last, person) = before.unwrap_or((Stamp(i64::MAX), PersonId(i64::MAX)));
    let rows = sqlx::query(
        "SELECT d.person, d.times, d.last
         FROM dispute d
         JOIN member m ON m.contest = d.contest AND m.person = d.person
         WHERE d.contest = $1 AND d.settled IS NULL AND (d.last < $2 OR (d.last = $2 AND d.person < $3))
         ORDER BY d.last DESC, d.person DESC
         LIMIT $4",
    )
    .bind(contest.0)
    .bind(last.0)
    .bind(person.0)
    .bind(at_most)
    .fetch_all(connection)
    .await?;
    let dispute = |row: &AnyRow| {
        Ok(Dispute {
            person: PersonId(row.integer("person")?),
            times: row.integer("times")?,
            last: Stamp(row.integer("last")?),
        })
    };
    rows.iter().map(dispute).collect()
}

/// Settles a dispute; answers whether there was one.
pub async fn settle(connection: &mut AnyConnection, contest: ContestId, person: PersonId, now: Stamp) -> Result<bool> {
    let done = sqlx::query("UPDATE dispute SET settled = $3 WHERE contest = $1 AND person = $2 AND settled IS NULL")
        .bind(contest.0)
        .bind(person.0)
        .bind(now.0)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

//! Commendations (通报表扬), whole as they were published.

use sqlx::{AnyConnection, any::AnyRow};

use super::{
    Result,
    rows::{PlainRow, from_json, to_json},
};
use crate::domain::{ContestId, PersonId, Stamp, commendation::Commendation};

#[derive(Clone, Debug)]
pub struct Stored {
    pub id: i64,
    pub published: Stamp,
    pub body: Commendation,
}

/// A commendation to be published.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    pub contest: ContestId,
    pub body: &'a Commendation,
    /// None at the shell.
    pub publisher: Option<PersonId>,
    /// The id of the request, if its client chose one.
    pub request: Option<&'a str>,
}

pub async fn insert(connection: &mut AnyConnection, new: New<'_>, now: Stamp) -> Result<i64> {
    let id = sqlx::query_scalar(
        "INSERT INTO commendation (contest, body, published, publisher, request)
         VALUES ($1, $2, $3, $4, $5)
         RETURNING id",
    )
    .bind(new.contest.0)
    .bind(to_json(new.body))
    .bind(now.0)
    .bind(new.publisher.map(|person| person.0))
    .bind(new.request)
    .fetch_one(connection)
    .await?;
    Ok(id)
}

/// What a request published.
pub async fn by_request(connection: &mut AnyConnection, contest: ContestId, request: &str) -> Result<Option<Stored>> {
    let row = sqlx::query("SELECT id, published, body FROM commendation WHERE contest = $1 AND request = $2")
        .bind(contest.0)
        .bind(request)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(stored).transpose()
}

/// The id of the latest.
pub async fn latest(connection: &mut AnyConnection, contest: ContestId) -> Result<Option<i64>> {
    let latest = sqlx::query_scalar("SELECT MAX(id) FROM commendation WHERE contest = $1").bind(contest.0);
    Ok(latest.fetch_one(connection).await?)
}

/// The latest first.
pub async fn of_contest(connection: &mut AnyConnection, contest: ContestId) -> Result<Vec<Stored>> {
    let rows = sqlx::query("SELECT id, published, body FROM commendation WHERE contest = $1 ORDER BY id DESC")
        .bind(contest.0)
        .fetch_all(connection)
        .await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &AnyRow) -> Result<Stored> {
    Ok(Stored {
        id: row.integer("id")?,
        published: Stamp(row.integer("published")?),
        body: from_json("commendation", &row.text("body")?)?,
    })
}

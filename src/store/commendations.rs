//! Commendations (通报表扬), whole as they were published.

use sqlx::AnyConnection;

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

/// Without a publisher it was published from the shell.
pub async fn insert(
    connection: &mut AnyConnection,
    contest: ContestId,
    body: &Commendation,
    publisher: Option<PersonId>,
    now: Stamp,
) -> Result<i64> {
    let id = sqlx::query_scalar(
        "INSERT INTO commendation (contest, body, published, publisher)
         VALUES ($1, $2, $3, $4)
         RETURNING id",
    )
    .bind(contest.0)
    .bind(to_json(body))
    .bind(now.0)
    .bind(publisher.map(|person| person.0))
    .fetch_one(connection)
    .await?;
    Ok(id)
}

/// The latest first.
pub async fn of_contest(connection: &mut AnyConnection, contest: ContestId) -> Result<Vec<Stored>> {
    let rows = sqlx::query("SELECT id, published, body FROM commendation WHERE contest = $1 ORDER BY id DESC")
        .bind(contest.0)
        .fetch_all(connection)
        .await?;
    let stored = |row| -> Result<Stored> {
        let row: &sqlx::any::AnyRow = row;
        Ok(Stored {
            id: row.integer("id")?,
            published: Stamp(row.integer("published")?),
            body: from_json("commendation", &row.text("body")?)?,
        })
    };
    rows.iter().map(stored).collect()
}

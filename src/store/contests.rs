//! Contests.

use sqlx::AnyConnection;

use super::{Result, rows};
use crate::domain::{
    ContestId, Stamp, UnitId,
    contest::{Contest, Life, Rules, Texts, Window},
    paper::Blueprint,
};

/// A contest to be created, as a draft.
#[derive(Clone, Debug)]
pub struct NewContest {
    pub owner: Option<UnitId>,
    pub texts: Texts,
    pub window: Window,
    pub rules: Rules,
    pub blueprint: Blueprint,
}

pub async fn find(connection: &mut AnyConnection, id: ContestId) -> Result<Option<Contest>> {
    let row = sqlx::query(
        "SELECT id, owner, texts, rules, blueprint, opens, closes, last_deadline, life, source, withdrawn
         FROM contest
         WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(rows::contest).transpose()
}

/// All contests, the latest first.
pub async fn list(connection: &mut AnyConnection) -> Result<Vec<Contest>> {
    let rows = sqlx::query(
        "SELECT id, owner, texts, rules, blueprint, opens, closes, last_deadline, life, source, withdrawn
         FROM contest
         ORDER BY opens DESC, id DESC",
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(rows::contest).collect()
}

/// Creates a draft.
pub async fn insert(connection: &mut AnyConnection, contest: &NewContest, now: Stamp) -> Result<ContestId> {
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO contest (owner, texts, rules, blueprint, opens, closes, last_deadline, life, created)
         VALUES ($1, $2, $3, $4, $5, $6, $6, 'draft', $7)
         RETURNING id",
    )
    .bind(contest.owner.map(|unit| unit.0))
    .bind(rows::to_json(&contest.texts))
    .bind(rows::to_json(&contest.rules))
    .bind(rows::to_json(&contest.blueprint))
    .bind(contest.window.opens.0)
    .bind(contest.window.closes.0)
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(ContestId(id))
}

/// Writes all that may change of a contest.
pub async fn update(connection: &mut AnyConnection, contest: &Contest) -> Result<()> {
    let (life, source) = match contest.life {
        Life::Draft => ("draft", None),
        Life::Published(source) => ("published", Some(source)),
        Life::Closed(source) => ("closed", Some(source)),
    };
    sqlx::query(
        "UPDATE contest
         SET owner = $2, texts = $3, rules = $4, blueprint = $5, opens = $6, closes = $7, last_deadline = $8,
             life = $9, source = $10, withdrawn = $11
         WHERE id = $1",
    )
    .bind(contest.id.0)
    .bind(contest.owner.map(|unit| unit.0))
    .bind(rows::to_json(&contest.texts))
    .bind(rows::to_json(&contest.rules))
    .bind(rows::to_json(&contest.blueprint))
    .bind(contest.window.opens.0)
    .bind(contest.window.closes.0)
    .bind(contest.last_deadline.0)
    .bind(life)
    .bind(source.map(|hash| hash.0.to_vec()))
    .bind(rows::to_json(&contest.withdrawn))
    .execute(connection)
    .await?;
    Ok(())
}

/// How many units take part.
pub async fn count_units(connection: &mut AnyConnection, id: ContestId) -> Result<i64> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM contest_unit WHERE contest = $1").bind(id.0);
    Ok(count.fetch_one(connection).await?)
}

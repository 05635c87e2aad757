//! The audit: who did what to whom, and why. Append-only.

use sqlx::AnyConnection;

use super::{
    Result,
    rows::{PlainRow, from_json},
};
use crate::domain::{ContestId, PersonId, Stamp, UnitId};

/// One deed. Subjects are ids, never names.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// None for what an operator did from the shell.
    pub actor: Option<PersonId>,
    pub action: &'static str,
    pub contest: Option<ContestId>,
    pub subject: String,
    pub reason: Option<&'a str>,
    pub detail: serde_json::Value,
}

pub async fn append(connection: &mut AnyConnection, deed: Deed<'_>, now: Stamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO audit (at, actor, action, contest, subject, reason, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(now.0)
    .bind(deed.actor.map(|person| person.0))
    .bind(deed.action)
    .bind(deed.contest.map(|contest| contest.0))
    .bind(deed.subject)
    .bind(deed.reason)
    .bind(deed.detail.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose deeds are listed.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    All,
    Contest(ContestId),
    /// Those of contests that a node of this one's subtree owns.
    Below(UnitId),
}

/// A deed as it stands in the audit.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: i64,
    pub at: Stamp,
    /// With the name; none for the operator.
    pub actor: Option<(PersonId, String)>,
    pub action: String,
    pub contest: Option<ContestId>,
    pub subject: String,
    pub reason: Option<String>,
    pub detail: serde_json::Value,
}

/// The deeds of a scope that are older than `before`, the latest first.
pub async fn list(connection: &mut AnyConnection, scope: Scope, before: Option<i64>, limit: u16) -> Result<Vec<Entry>> {
    let (contest, node) = match scope {
        Scope::All => (None, None),
        Scope::Contest(contest) => (Some(contest.0), None),
        Scope::Below(node) => (None, Some(node.0)),
    };
    let rows = sqlx::query(
        "WITH RECURSIVE below (id) AS (
             SELECT id FROM unit WHERE id = CAST($2 AS BIGINT)
             UNION ALL
             SELECT u.id FROM unit u JOIN below b ON u.parent = b.id
         )
         SELECT d.id, d.at, d.actor, p.name, d.action, d.contest, d.subject, d.reason, d.detail
         FROM audit d
         LEFT JOIN person p ON p.id = d.actor
         WHERE (CAST($1 AS BIGINT) IS NULL OR d.contest = $1)
           AND (CAST($2 AS BIGINT) IS NULL
                OR d.contest IN (SELECT c.id FROM contest c JOIN below b ON c.owner = b.id))
           AND d.id < $3
         ORDER BY d.id DESC
         LIMIT $4",
    )
    .bind(contest)
    .bind(node)
    .bind(before.unwrap_or(i64::MAX))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Entry {
                id: row.integer("id")?,
                at: Stamp(row.integer("at")?),
                actor: row.optional_integer("actor")?.map(PersonId).zip(row.optional_text("name")?),
                action: row.text("action")?,
                contest: row.optional_integer("contest")?.map(ContestId),
                subject: row.text("subject")?,
                reason: row.optional_text("reason")?,
                detail: from_json("audit", &row.text("detail")?)?,
            })
        })
        .collect()
}

/// Whether such a deed was ever done.
pub async fn happened(connection: &mut AnyConnection, action: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("SELECT id FROM audit WHERE action = $1 LIMIT 1")
        .bind(action)
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

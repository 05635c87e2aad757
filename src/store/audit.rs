//! The audit: who did what to whom, and why. Append-only.

use sqlx::AnyConnection;

use super::Result;
use crate::domain::{ContestId, PersonId, Stamp};

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

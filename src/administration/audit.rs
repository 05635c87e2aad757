//! The audit, as far as one's scope reaches.

use serde::Deserialize;

use super::view::{AuditEntry, AuditView};
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::ContestId,
    fault::{Code, Fault},
    store::audit::{self, Entry, Scope},
};

/// Which deeds.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only this contest's; without, those of all contests that one runs. Deeds that are of no contest
    /// are for organizers of the whole installation.
    pub contest: Option<ContestId>,
    /// Entries a page, at most 100.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u16>,
    /// From the page before.
    #[param(example = json!(null))]
    pub cursor: Option<String>,
}

pub async fn audit(app: &App, actor: &Actor, query: &AuditQuery) -> Result<AuditView, Fault> {
    let limit = query.limit.unwrap_or(50).clamp(1, 100);
    let before = query.cursor.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| Fault::new(Code::MalformedQuery).with_detail("cursor 应当取自上一页"))?;
    let mut connection = app.store.read().await?;
    let scopes: Vec<Scope> = match query.contest {
        Some(contest) => vec![Scope::Contest(run_by(app, &mut connection, actor, contest).await?.id)],
        None if actor.roles.organizer_of_all => vec![Scope::All],
        None => actor.roles.organizer.iter().map(|&node| Scope::Below(node)).collect(),
    };
    // One more than is shown says whether there is a next page.
    let mut entries = Vec::new();
    for scope in scopes {
        entries.extend(audit::list(&mut connection, scope, before, limit + 1).await?);
    }
    // Somebody may organize a node and one below it.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
    entries.dedup_by_key(|entry| entry.id);
    let more = entries.len() > usize::from(limit);
    entries.truncate(limit.into());
    let cursor = entries.last().filter(|_| more).map(|entry| entry.id.to_string());
    Ok(AuditView { entries: entries.into_iter().map(view).collect(), cursor })
}

fn view(entry: Entry) -> AuditEntry {
    let Entry { id, at, actor, action, contest, subject, reason, detail } = entry;
    let (actor, actor_name) = actor.unzip();
    AuditEntry { entry: id, at: at.into(), actor, actor_name, action, contest, subject, reason, detail }
}

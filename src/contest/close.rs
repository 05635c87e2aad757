//! Closing early: no more starts; papers begun may run to their deadline, or are cut.

use serde::Deserialize;
use serde_json::json;

use super::{run_by, view::ManagedView};
use crate::{
    app::App,
    auth::Actor,
    domain::{
        ContestId, Moment, Reason, Stamp,
        contest::{Contest, Life, Phase},
    },
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
    },
};

/// Why a contest is closed, and what becomes of open papers.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseInput {
    #[schema(example = "主办方决定提前结束")]
    pub reason: String,
    /// Open papers end now, and what was saved counts; otherwise they run to their deadline.
    #[serde(default)]
    pub cut: bool,
}

/// Closes a contest before its end. One that was closed and whose papers still run can be cut.
pub async fn close(
    app: &App,
    actor: &Actor,
    id: ContestId,
    input: CloseInput,
    stamp: Stamp,
) -> Result<ManagedView, Fault> {
    let reason = Reason::new(&input.reason).ok_or_else(Fault::no_reason)?;
    let mut turn = app.store.write().await?;
    let mut contest = run_by(app, turn.connection(), actor, id).await?;
    // Read within the turn: no paper was begun later, so none ends before it begins.
    let now = app.clock.now();
    contest.life = closed(&contest, input.cut, now)?;
    let cut = if input.cut { store::deadlines::cut(turn.connection(), id, now).await? } else { 0 };
    let latest = store::deadlines::latest_open(turn.connection(), id).await?;
    contest.last_deadline = latest.map_or(now, |latest| latest.max(now));
    store::contests::update(turn.connection(), &contest).await?;
    let deed = Deed {
        actor: actor.person,
        action: "contest.close",
        contest: Some(id),
        subject: id.to_string(),
        reason: Some(reason.as_str()),
        detail: json!({ "last_deadline": Moment(contest.last_deadline), "cut": cut }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    let view = ManagedView::read(turn.connection(), &contest, now).await?;
    app.store.commit(turn).await?;
    Ok(view)
}

fn closed(contest: &Contest, cut: bool, now: Stamp) -> Result<Life, Fault> {
    let refused = |detail: &str| Err(Fault::new(Code::WrongPhase).with_detail(detail));
    match contest.life {
        Life::Draft => refused("竞赛尚未发布"),
        _ if contest.phase(now) == Phase::Closed => refused("竞赛已经结束"),
        Life::Closed(_) if !cut => refused("竞赛已经提前结束"),
        Life::Published(source) | Life::Closed(source) => Ok(Life::Closed(source)),
    }
}

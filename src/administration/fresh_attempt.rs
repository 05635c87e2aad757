//! A fresh attempt for somebody who was disrupted: beyond the limits, and it can only raise the standing.

use super::{ReasonInput, view::GrantView};
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{ContestId, PersonId, Reason, Stamp, contest::Phase},
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
    },
};

/// Grants one fresh attempt to somebody enrolled.
pub async fn grant_fresh_attempt(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    input: ReasonInput,
    stamp: Stamp,
) -> Result<GrantView, Fault> {
    let reason = Reason::new(&input.reason).ok_or_else(Fault::no_reason)?;
    let mut turn = app.store.write().await?;
    let contest = run_by(app, turn.connection(), actor, contest).await?;
    if !matches!(contest.phase(app.clock.now()), Phase::Upcoming | Phase::Open) {
        return Err(Fault::new(Code::WrongPhase).with_detail("只有尚可开始作答的竞赛才能批准重答"));
    }
    let left = store::enrolments::fresh(turn.connection(), contest.id, person).await?.ok_or(Code::NotFound)?;
    store::enrolments::grant_fresh(turn.connection(), contest.id, person).await?;
    let deed = Deed {
        actor: actor.person,
        action: "person.fresh_attempt",
        contest: Some(contest.id),
        subject: person.to_string(),
        reason: Some(reason.as_str()),
        detail: serde_json::json!({ "fresh_attempts": left + 1 }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    app.store.commit(turn).await?;
    Ok(GrantView { person, fresh_attempts: left + 1 })
}

//! A fresh attempt for somebody who was disrupted: beyond the limits, and it can only raise the standing.

use serde::Deserialize;
use sqlx::AnyConnection;

use super::view::GrantView;
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

/// One more than how many, and why.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreshAttemptInput {
    /// How many had been granted in all, as the list of the person's attempts told. Where there are more by
    /// now — perhaps by this same request, whose answer was lost — none is granted.
    #[schema(example = 0)]
    pub granted: usize,
    /// 1 to 500 characters, for the audit.
    #[schema(example = "现场断电，监考人员已核实")]
    pub reason: String,
}

/// Grants one fresh attempt to somebody enrolled.
pub async fn grant_fresh_attempt(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    input: FreshAttemptInput,
    stamp: Stamp,
) -> Result<GrantView, Fault> {
    let reason = Reason::new(&input.reason).ok_or_else(Fault::no_reason)?;
    let mut turn = app.store.write().await?;
    let contest = run_by(app, turn.connection(), actor, contest).await?;
    if !matches!(contest.phase(app.clock.now()), Phase::Upcoming | Phase::Open) {
        return Err(Fault::new(Code::WrongPhase).with_detail("只有尚可开始作答的竞赛才能批准重答"));
    }
    let left = store::enrolments::fresh(turn.connection(), contest.id, person).await?.ok_or(Code::NotFound)?;
    let granted = granted(turn.connection(), contest.id, person).await?;
    if granted != input.granted {
        return Err(Fault::new(Code::Conflict).with_detail("重答机会已有变动，可能已经批准过"));
    }
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
    Ok(GrantView { person, fresh_attempts: left + 1, granted: granted + 1 })
}

/// How many fresh attempts somebody has been granted, used or not; none of who is not enrolled.
pub(super) async fn granted(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
) -> Result<usize, Fault> {
    let left = store::enrolments::fresh(connection, contest, person).await?.unwrap_or_default();
    Ok(store::attempts::count_fresh(connection, contest, person).await? + usize::from(left))
}

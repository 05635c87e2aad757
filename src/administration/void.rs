//! Voiding (作废): the attempt stays, and counts for nothing.

use super::{ReasonInput, attempt_of, attempts::line, view::AttemptLine};
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        AttemptId, ContestId, Reason, Stamp,
        attempt::{State, Submission},
    },
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
    },
};

/// Voids an attempt that is handed in. The person's standing is computed anew without it, and it does
/// not count towards the limits.
pub async fn void(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    id: AttemptId,
    input: ReasonInput,
    stamp: Stamp,
) -> Result<AttemptLine, Fault> {
    let reason = Reason::new(&input.reason).ok_or_else(Fault::no_reason)?;
    let mut turn = app.store.write().await?;
    let contest = run_by(app, turn.connection(), actor, contest).await?;
    let attempt = attempt_of(app, turn.connection(), contest.id, id).await?.attempt;
    match attempt.state {
        State::Open => return Err(Code::AttemptOpen.into()),
        State::Submitted(Submission { voided: true, .. }) => return Err(Code::AttemptVoided.into()),
        State::Submitted(_) => {}
    }
    store::attempts::void(turn.connection(), id, stamp).await?;
    let standing = store::standings::recompute(&mut turn, app.store.sources(), &contest, attempt.head.person).await?;
    let points = standing.and_then(|standing| standing.result).map(crate::domain::ranking::Outcome::points);
    let deed = Deed {
        actor: actor.person,
        action: "attempt.void",
        contest: Some(contest.id),
        subject: id.to_string(),
        reason: Some(reason.as_str()),
        detail: serde_json::json!({ "person": attempt.head.person, "standing_points": points }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    let line = line(app, turn.connection(), id).await?;
    app.store.commit(turn).await?;
    Ok(line)
}

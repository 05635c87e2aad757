//! More time for somebody who was disrupted, while the attempt is open.

use serde::Deserialize;

use super::{attempt_of, attempts::line, view::AttemptLine};
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{AttemptId, ContestId, Moment, Reason, Span, Stamp, attempt::State, contest::Phase},
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
    },
};

/// How much more time than until which deadline, and why.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraTimeInput {
    #[schema(example = 10, minimum = 1, maximum = 240)]
    pub minutes: u16,
    /// The deadline that was seen. Where it is another by now — more time was given already, perhaps by this
    /// same request, whose answer was lost — nothing is given.
    pub deadline: Moment,
    /// 1 to 500 characters, for the audit.
    #[schema(example = "现场断电 10 分钟，监考人员已核实")]
    pub reason: String,
}

/// Puts an open attempt's deadline off, also beyond the end of the contest, which then stays in
/// `closing` for as long.
pub async fn give_extra_time(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    id: AttemptId,
    input: ExtraTimeInput,
    stamp: Stamp,
) -> Result<AttemptLine, Fault> {
    if !(1..=240).contains(&input.minutes) {
        return Err(Fault::field("/minutes", "应当是 1 至 240 分钟"));
    }
    let reason = Reason::new(&input.reason).ok_or_else(Fault::no_reason)?;
    let mut turn = app.store.write().await?;
    let mut contest = run_by(app, turn.connection(), actor, contest).await?;
    let attempt = attempt_of(app, turn.connection(), contest.id, id).await?.attempt;
    let now = app.clock.now();
    // A closed contest's ranks are final, though the sweeper be late.
    if attempt.state != State::Open || contest.phase(now) == Phase::Closed {
        return Err(Code::AttemptSubmitted.into());
    }
    if Moment(attempt.deadline) != input.deadline {
        return Err(Fault::new(Code::Conflict).with_detail("截止时间已有变动，可能已经延长过"));
    }
    let deadline = attempt.deadline + Span::minutes(input.minutes.into());
    store::deadlines::set(turn.connection(), id, deadline).await?;
    if deadline > contest.last_deadline {
        contest.last_deadline = deadline;
        store::contests::update(turn.connection(), &contest).await?;
    }
    let deed = Deed {
        actor: actor.person,
        action: "attempt.extra_time",
        contest: Some(contest.id),
        subject: id.to_string(),
        reason: Some(reason.as_str()),
        detail: serde_json::json!({
            "person": attempt.head.person,
            "from": Moment(attempt.deadline),
            "to": Moment(deadline),
        }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    let line = line(app, turn.connection(), id).await?;
    app.store.commit(turn).await?;
    Ok(line)
}

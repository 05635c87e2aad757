//! Confirming: the liaison says that somebody who registered by themselves is of the unit.

use serde_json::json;

use super::look_after::{MemberView, looked_after, note};
use crate::{
    app::App,
    auth::Actor,
    contest,
    domain::{ContestId, PersonId, Stamp, Statement},
    fault::{Code, Fault},
    store::{self, enrolments::Origin},
};

/// Confirms somebody, or withdraws it. Their standing counts, or no longer counts, from now on; once
/// the contest has closed, nothing moves any more. Saying what is said already changes nothing.
pub async fn confirm(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    confirmation: Statement,
    stamp: Stamp,
) -> Result<MemberView, Fault> {
    let mut turn = app.store.write().await?;
    let contest = store::contests::find(turn.connection(), contest).await?.ok_or(Code::NotFound)?;
    let mut member = looked_after(app, turn.connection(), actor, contest.id, person).await?;
    if member.enrolment.origin == Origin::Roster {
        return Err(Fault::new(Code::Conflict).with_detail("花名册中的人员不需要确认"));
    }
    let (confirmed, action) = match confirmation {
        Statement::Given => (Some(stamp), "person.confirm"),
        Statement::Withdrawn => (None, "person.unconfirm"),
    };
    if confirmed.is_some() != member.enrolment.confirmed.is_some() {
        contest::check_not_closed(&contest, app.clock.now())?;
        store::enrolments::set_confirmed(turn.connection(), contest.id, person, confirmed).await?;
        note(turn.connection(), actor, action, (contest.id, person.to_string()), json!({}), stamp).await?;
        store::standings::recompute(&mut turn, app.store.sources(), &contest, person).await?;
        app.store.commit(turn).await?;
        member.enrolment.confirmed = confirmed;
    }
    Ok(MemberView::of(&app.units(), member))
}

//! The use cases of a contest's life: create, edit, publish, extend, close, look.
//!
//! Each change takes the [`Actor`] who stands behind it, checks that the contest is theirs to run, and
//! writes the audit in the same turn. One more is a file here and a route in `http`.

mod close;
mod create;
mod edit;
mod input;
mod look;
mod publish;
pub mod view;

pub use close::{CloseInput, close};
pub use create::create;
pub use edit::{Patch, edit};
pub use input::ContestInput;
pub use look::{list, look, settings};
pub use publish::publish;

use sqlx::AnyConnection;

use crate::{
    app::App,
    auth::Actor,
    domain::{
        ContestId, Stamp,
        contest::{Contest, Life, Phase},
        roles::Roles,
    },
    fault::{Code, Fault},
    store,
};

/// A contest that those with these roles may know of: another's draft is not found, as one that never was.
pub(crate) async fn known_to(
    app: &App,
    connection: &mut AnyConnection,
    roles: &Roles,
    id: ContestId,
) -> Result<Contest, Fault> {
    let contest = store::contests::find(connection, id).await?;
    contest.filter(|it| may_know(app, Some(roles), it)).ok_or_else(|| Code::NotFound.into())
}

fn may_know(app: &App, roles: Option<&Roles>, contest: &Contest) -> bool {
    contest.life != Life::Draft || roles.is_some_and(|roles| roles.may_organize(&app.units(), contest.owner))
}

/// Refuses a contest that has closed: its ranks are final, its units and people as they were.
pub(crate) fn check_not_closed(contest: &Contest, now: Stamp) -> Result<(), Fault> {
    match contest.phase(now) {
        Phase::Closed => Err(Fault::new(Code::WrongPhase).with_detail("竞赛已经结束，单位、人员和排名不再变动")),
        Phase::Draft | Phase::Upcoming | Phase::Open | Phase::Closing => Ok(()),
    }
}

/// A contest that is `actor`'s to run. Another's draft is not found, as one that never was.
pub(crate) async fn run_by(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    id: ContestId,
) -> Result<Contest, Fault> {
    let contest = known_to(app, connection, &actor.roles, id).await?;
    let theirs = actor.roles.may_organize(&app.units(), contest.owner);
    if theirs { Ok(contest) } else { Err(Code::NotAllowed.into()) }
}

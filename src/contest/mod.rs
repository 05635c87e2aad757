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
        ContestId,
        contest::{Contest, Life},
    },
    fault::{Code, Fault},
    store,
};

/// A contest that is `actor`'s to run. Another's draft is not found, as one that never was.
pub(crate) async fn run_by(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    id: ContestId,
) -> Result<Contest, Fault> {
    let contest = store::contests::find(connection, id).await?.ok_or(Code::NotFound)?;
    if actor.roles.may_organize(&app.units(), contest.owner) {
        return Ok(contest);
    }
    Err(if contest.life == Life::Draft { Code::NotFound.into() } else { Code::NotAllowed.into() })
}

//! Leaderboards (排行榜) as people see them: who may see one, whose names it tells, and how.
//!
//! The order comes from the [`Board`](crate::board::Board); this room adds names, headcounts and the
//! contest's rules of privacy. [`stream`] makes the snapshots for walls.

mod individuals;
mod mine;
mod stream;
mod units;
pub mod view;

pub use individuals::{IndividualsQuery, individuals};
pub use mine::mine;
pub use stream::watch;
pub use units::{UnitsQuery, unit_line, units};

use crate::{
    app::App,
    auth::Asker,
    board::Away,
    domain::{
        ContestId,
        contest::{Boards, Contest, Life},
        roles::Roles,
    },
    fault::{Code, Fault},
    store,
};

/// Individuals of a node are listed in public from so many on: fewer would tell who they are.
pub const FEWEST_LISTED: usize = 20;

/// Who looks at a board; none of both for the public.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    pub asker: Option<Asker>,
    pub roles: Option<std::sync::Arc<Roles>>,
}

impl Viewer {
    fn organizes(&self, app: &App, contest: &Contest) -> bool {
        self.roles.as_ref().is_some_and(|roles| roles.may_organize(&app.units(), contest.owner))
    }
}

/// The contest, if its boards may be seen by `viewer` now.
async fn visible(app: &App, viewer: &Viewer, id: ContestId) -> Result<Contest, Fault> {
    let contest = store::contests::find(&mut *app.store.read().await?, id).await?.ok_or(Code::NotFound)?;
    if viewer.organizes(app, &contest) {
        return Ok(contest);
    }
    match contest.rules.boards {
        _ if contest.life == Life::Draft => Err(Code::NotFound.into()),
        _ if !contest.tells_places(app.clock.now()) => Err(Code::BoardHidden.into()),
        Boards::SignedIn if viewer.asker.is_none() => Err(Code::NotSignedIn.into()),
        Boards::Public | Boards::SignedIn | Boards::AfterClose => Ok(contest),
    }
}

impl From<Away> for Fault {
    fn from(_: Away) -> Self {
        Code::Busy.into()
    }
}

//! Looking at contests.

use super::{
    may_know, run_by,
    view::{ContestLine, ContestView, ContestsView, ManagedView},
};
use crate::{
    app::App,
    auth::Actor,
    domain::{ContestId, roles::Roles},
    fault::{Code, Fault},
    store,
};

/// The published contests, and the drafts of one's own.
pub async fn list(app: &App, roles: Option<&Roles>) -> Result<ContestsView, Fault> {
    let contests = store::contests::list(&mut *app.store.read().await?).await?;
    let now = app.clock.now();
    let lines = contests.iter().filter(|contest| may_know(app, roles, contest)).map(|it| ContestLine::of(it, now));
    Ok(ContestsView { server_time: now.into(), contests: lines.collect() })
}

/// A contest as everybody sees it.
pub async fn look(app: &App, roles: Option<&Roles>, id: ContestId) -> Result<ContestView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = store::contests::find(&mut connection, id).await?;
    let contest = contest.filter(|it| may_know(app, roles, it)).ok_or(Code::NotFound)?;
    Ok(ContestView::read(&mut connection, &contest, app.clock.now()).await?)
}

/// A contest as its organizers see it.
pub async fn settings(app: &App, actor: &Actor, id: ContestId) -> Result<ManagedView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = run_by(app, &mut connection, actor, id).await?;
    Ok(ManagedView::read(&mut connection, &contest, app.clock.now()).await?)
}

//! Looking at commendations.

use super::view::{CommendationView, CommendationsView};
use crate::{
    app::App,
    auth::Roles,
    domain::ContestId,
    fault::{Code, Fault},
    store,
};

/// The commendations of a contest, the latest first; in full for its organizers. A draft has none, so
/// it needs no hiding but that it is there.
pub async fn list(app: &App, roles: Option<&Roles>, id: ContestId) -> Result<CommendationsView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = store::contests::find(&mut connection, id).await?;
    let contest = contest.filter(|it| it.source().is_some()).ok_or(Code::NotFound)?;
    let organizes = roles.is_some_and(|roles| roles.may_organize(&app.units(), contest.owner));
    let stored = store::commendations::of_contest(&mut connection, id).await?;
    let view = |it: store::commendations::Stored| CommendationView {
        commendation: Some(it.id),
        published_at: Some(it.published.into()),
        body: if organizes { it.body } else { it.body.for_the_public(contest.rules.names) },
    };
    Ok(CommendationsView { commendations: stored.into_iter().map(view).collect() })
}

//! Looking at commendations.

use super::view::{CommendationView, CommendationsView};
use crate::{
    app::App,
    domain::{ContestId, contest::Names, roles::Roles},
    fault::{Code, Fault},
    store::{self, commendations::Stored},
};

/// Which commendations of a contest somebody sees, and how: a list of the same edition is the same list, for
/// none is changed once it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edition {
    contest: ContestId,
    latest: Option<i64>,
    /// None for organizers, who see names in full.
    names: Option<Names>,
}

/// The edition that somebody would see now. A draft has no commendations, so it needs no hiding but that it
/// is there.
pub async fn edition(app: &App, roles: Option<&Roles>, id: ContestId) -> Result<Edition, Fault> {
    let mut connection = app.store.read().await?;
    let contest = store::contests::find(&mut connection, id).await?;
    let contest = contest.filter(|it| it.source().is_some()).ok_or(Code::NotFound)?;
    let organizes = roles.is_some_and(|roles| roles.may_organize(&app.units(), contest.owner));
    let latest = store::commendations::latest(&mut connection, id).await?;
    Ok(Edition { contest: id, latest, names: (!organizes).then_some(contest.rules.names) })
}

/// The commendations of an edition, the latest first.
pub async fn list(app: &App, edition: Edition) -> Result<CommendationsView, Fault> {
    let stored = store::commendations::of_contest(&mut *app.store.read().await?, edition.contest).await?;
    let seen = |it: Stored| Stored {
        body: match edition.names {
            Some(names) => it.body.for_the_public(names),
            None => it.body,
        },
        ..it
    };
    Ok(CommendationsView { commendations: stored.into_iter().map(seen).map(CommendationView::published).collect() })
}

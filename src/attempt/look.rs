//! Looking at one's attempt: the open paper with what is saved, or the reviewed one.

use sqlx::AnyConnection;

use super::view::AttemptView;
use crate::{
    app::App,
    domain::{
        AttemptId, PersonId,
        attempt::{Head, State},
        keys::Keys,
    },
    fault::{Code, Fault},
    store::{self, attempts::Loaded},
};

/// Somebody's own attempt. The key comes along once it may be seen.
pub async fn look(app: &App, person: PersonId, id: AttemptId) -> Result<AttemptView, Fault> {
    let mut connection = app.store.read().await?;
    let loaded = store::attempts::find(&mut connection, app.store.sources(), id).await?;
    let loaded = loaded.filter(|it| it.attempt.head.person == person).ok_or(Code::NotFound)?;
    seen(app, &mut connection, &loaded).await
}

/// An attempt as its owner sees it now.
pub(super) async fn seen(app: &App, connection: &mut AnyConnection, loaded: &Loaded) -> Result<AttemptView, Fault> {
    let Head { id, person, .. } = loaded.attempt.head;
    if loaded.attempt.state == State::Open {
        return Ok(AttemptView::of(app, loaded, None));
    }
    let contest = store::contests::find(connection, id.contest).await?.ok_or(Code::NotFound)?;
    let open = store::attempts::open_of(connection, app.store.sources(), person).await?;
    let keys = Keys::of(&contest, open.iter().map(Loaded::parts));
    Ok(AttemptView::of(app, loaded, Some(&keys)))
}

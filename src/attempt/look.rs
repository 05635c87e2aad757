//! Looking at one's attempt: the open paper with what is saved, or the reviewed one.

use super::view::AttemptView;
use crate::{
    app::App,
    domain::{AttemptId, PersonId},
    fault::{Code, Fault},
    store,
};

/// Somebody's own attempt. The key comes along once the contest lets it be seen.
pub async fn look(app: &App, person: PersonId, id: AttemptId) -> Result<AttemptView, Fault> {
    let mut connection = app.store.read().await?;
    let loaded = store::attempts::find(&mut connection, app.store.sources(), id).await?;
    let loaded = loaded.filter(|it| it.attempt.head.person == person).ok_or(Code::NotFound)?;
    let contest = store::contests::find(&mut connection, id.contest).await?;
    Ok(AttemptView::of(app, &loaded, contest.as_ref()))
}

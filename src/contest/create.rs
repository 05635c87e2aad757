//! Creating: a contest begins as a draft.

use super::{ContestInput, view::ManagedView};
use crate::{
    app::App,
    auth::Actor,
    domain::Stamp,
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
        contests::NewContest,
    },
};

/// Creates a draft, owned by a node of the actor's.
pub async fn create(app: &App, actor: &Actor, input: ContestInput, stamp: Stamp) -> Result<ManagedView, Fault> {
    input.check()?;
    may_own(app, actor, &input)?;
    let window = input.window();
    let ContestInput { owner, texts, rules, blueprint, .. } = input;
    let mut turn = app.store.write().await?;
    let new = NewContest { owner, texts, window, rules, blueprint };
    let id = store::contests::insert(turn.connection(), &new, stamp).await?;
    let deed = Deed {
        actor: actor.person,
        action: "contest.create",
        contest: Some(id),
        subject: id.to_string(),
        reason: None,
        detail: serde_json::json!({ "owner": owner }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    let contest = store::contests::find(turn.connection(), id).await?.ok_or(Code::NotFound)?;
    let view = ManagedView::read(turn.connection(), &contest, app.clock.now()).await?;
    app.store.commit(turn).await?;
    Ok(view)
}

/// Whether the node that shall own the contest is there, and the actor's.
pub(super) fn may_own(app: &App, actor: &Actor, input: &ContestInput) -> Result<(), Fault> {
    let tree = app.units();
    if input.owner.is_some_and(|owner| tree.get(owner).is_none()) {
        return Err(Fault::field("/owner", "没有这个单位"));
    }
    if actor.roles.may_organize(&tree, input.owner) { Ok(()) } else { Err(Code::NotAllowed.into()) }
}

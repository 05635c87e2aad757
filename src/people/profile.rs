//! Oneself: who one is, what one may do, where one takes part.

use serde::Serialize;

use super::view::{PersonView, RolesView, UnitRef};
use crate::{
    app::App,
    domain::{ContestId, Moment, PersonId},
    fault::{Code, Fault},
    store::{self, enrolments::Origin},
};

/// Oneself.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProfileView {
    pub person: PersonView,
    pub roles: RolesView,
    /// The latest joined first.
    pub enrolments: Vec<EnrolmentView>,
}

/// Membership of a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct EnrolmentView {
    #[schema(example = 1)]
    pub contest: ContestId,
    #[schema(example = "辽宁省安全生产知识网络竞赛")]
    pub contest_name: String,
    pub unit: UnitRef,
    pub origin: Origin,
    /// In the roster, or confirmed by the liaison.
    pub confirmed: bool,
    pub joined_at: Moment,
}

/// Who one is, from the store.
pub async fn profile(app: &App, person: PersonId) -> Result<ProfileView, Fault> {
    let mut connection = app.store.read().await?;
    let account = store::people::find(&mut connection, person).await?.ok_or(Code::NotFound)?;
    let roles = store::roles::of(&mut connection, person).await?;
    let tree = app.units();
    let mut enrolments = Vec::new();
    for enrolment in store::enrolments::of_person(&mut connection, person).await? {
        let Some(contest) = store::contests::find(&mut connection, enrolment.contest).await? else { continue };
        enrolments.push(EnrolmentView {
            contest: contest.id,
            contest_name: contest.texts.name,
            unit: UnitRef::of(&tree, enrolment.unit),
            origin: enrolment.origin,
            confirmed: enrolment.is_confirmed(),
            joined_at: enrolment.joined.into(),
        });
    }
    Ok(ProfileView { person: PersonView::of(&tree, account), roles: RolesView::of(&tree, &roles), enrolments })
}

//! Looking after people: the liaison of their unit, or an organizer of a node above it. Whoever else
//! asks is told that there is nobody.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::AnyConnection;

use super::view::UnitRef;
use crate::{
    app::App,
    auth::Actor,
    contest,
    domain::{ContestId, Moment, PersonId, Stamp, UnitId, roles::Roles, unit::UnitTree},
    fault::{Code, Fault},
    store::{
        self,
        audit::Deed,
        enrolments::Origin,
        members::{Member, MemberState, Selection},
    },
};

/// People given at once where nothing else is asked for, and at most.
const USUAL: u16 = 50;
const MOST: u16 = 500;
/// Characters of a part of a name or an employee number.
const LONGEST_TYPED: usize = 64;

/// Which people of a contest.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MembersQuery {
    /// 单位或地区，含其下各级；只管一个单位时可以不写
    #[param(example = 12)]
    pub unit: Option<UnitId>,
    pub state: Option<MemberState>,
    /// 姓名或工号的一部分
    #[param(example = "张")]
    pub q: Option<String>,
    #[param(example = 50, minimum = 1, maximum = 500)]
    pub limit: Option<u16>,
    /// 上一页的 next
    #[param(example = json!(null))]
    pub cursor: Option<PersonId>,
}

/// People of a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MembersView {
    pub people: Vec<MemberView>,
    /// The cursor of the next page; null on the last.
    #[schema(example = 1024)]
    pub next: Option<PersonId>,
}

/// Somebody in a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MemberView {
    #[schema(example = 1024)]
    pub person: PersonId,
    #[schema(example = "张三")]
    pub name: String,
    #[schema(example = "AB-0012")]
    pub employee_number: Option<String>,
    pub unit: UnitRef,
    pub origin: Origin,
    pub state: MemberState,
    pub joined_at: Moment,
    /// When the line was claimed or the account made.
    pub claimed_at: Option<Moment>,
    pub confirmed_at: Option<Moment>,
    /// Five wrong activation codes or secrets: to be unlocked, or given a new code.
    pub activation_locked: bool,
}

impl MemberView {
    pub(super) fn of(tree: &UnitTree, member: Member) -> Self {
        let state = member.state();
        let Member { enrolment, name, employee_number, claimed, activation } = member;
        Self {
            person: enrolment.person,
            name,
            employee_number,
            unit: UnitRef::of(tree, enrolment.unit),
            origin: enrolment.origin,
            state,
            joined_at: enrolment.joined.into(),
            claimed_at: claimed.map(Moment),
            confirmed_at: enrolment.confirmed.map(Moment),
            activation_locked: claimed.is_none() && activation.is_locked(),
        }
    }
}

/// Somebody in a contest, looked at alone.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PersonInContestView {
    #[serde(flatten)]
    pub member: MemberView,
    /// Liaison (联络员) of the unit they are in.
    pub liaison: bool,
}

/// Somebody whom the actor looks after.
pub async fn member(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
) -> Result<PersonInContestView, Fault> {
    let mut connection = app.store.read().await?;
    let member = looked_after(app, &mut connection, actor, contest, person).await?;
    let roles = store::roles::of(&mut connection, person).await?;
    let liaison = roles.liaison.contains(&member.enrolment.unit);
    Ok(PersonInContestView { member: MemberView::of(&app.units(), member), liaison })
}

/// The people of a contest whom the actor looks after.
pub async fn members(app: &App, actor: &Actor, contest: ContestId, query: &MembersQuery) -> Result<MembersView, Fault> {
    let (members, next) = select(app, actor, contest, query).await?;
    let tree = app.units();
    Ok(MembersView { people: members.into_iter().map(|member| MemberView::of(&tree, member)).collect(), next })
}

/// A page of members and the cursor of the next.
pub(super) async fn select(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    query: &MembersQuery,
) -> Result<(Vec<Member>, Option<PersonId>), Fault> {
    let typed = query.q.as_deref().unwrap_or_default().trim();
    if typed.chars().count() > LONGEST_TYPED {
        return Err(Fault::field("/q", format!("不超过 {LONGEST_TYPED} 个字")));
    }
    let mut connection = app.store.read().await?;
    let contest = contest::known_to(app, &mut connection, &actor.roles, contest).await?.id;
    let within = scope(&app.units(), &actor.roles, query.unit)?;
    let page = i64::from(query.limit.unwrap_or(USUAL).clamp(1, MOST));
    let selection = Selection {
        contest,
        within,
        state: query.state,
        typed,
        after: query.cursor,
        // One more tells whether there is another page.
        at_most: page + 1,
    };
    let mut members = store::members::list(&mut connection, selection).await?;
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let more = members.len() > page;
    members.truncate(page);
    let next = members.last().filter(|_| more).map(|last| last.enrolment.person);
    Ok((members, next))
}

/// The node that is asked for, or the one that holds all that somebody with these roles looks after.
pub(super) fn scope(tree: &UnitTree, roles: &Roles, asked: Option<UnitId>) -> Result<Option<UnitId>, Fault> {
    match asked {
        Some(unit) if roles.may_look_after(tree, unit) => Ok(Some(unit)),
        Some(_) => Err(Code::NotFound.into()),
        None if roles.organizer_of_all => Ok(None),
        None => {
            let nodes: Vec<UnitId> = roles.liaison.iter().chain(&roles.organizer).copied().collect();
            let holds_all = |top: &UnitId| nodes.iter().all(|&node| tree.is_within(node, *top));
            let top = nodes.iter().copied().find(holds_all);
            top.map(Some).ok_or_else(|| Fault::new(Code::MalformedQuery).with_detail("请写明单位 unit"))
        }
    }
}

/// Somebody whom the actor looks after in that contest.
pub(super) async fn looked_after(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
) -> Result<Member, Fault> {
    let contest = contest::known_to(app, connection, &actor.roles, contest).await?.id;
    let member = store::members::find(connection, contest, person).await?;
    let mine = |member: &Member| actor.roles.may_look_after(&app.units(), member.enrolment.unit);
    member.filter(mine).ok_or_else(|| Code::NotFound.into())
}

/// Writes to the audit what the actor did to somebody.
pub(super) async fn note(
    connection: &mut AnyConnection,
    actor: &Actor,
    action: &'static str,
    (contest, subject): (ContestId, String),
    detail: Value,
    now: Stamp,
) -> Result<(), Fault> {
    let deed = Deed { actor: actor.person, action, contest: Some(contest), subject, reason: None, detail };
    Ok(store::audit::append(connection, deed, now).await?)
}

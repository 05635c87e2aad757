//! Requests for another unit after the first attempt, and for units that are not listed. Whoever looks
//! after the unit wished for decides.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    entry,
    look_after::{note, scope},
    own_unit::{enrolled, move_to},
    view::UnitRef,
};
use crate::{
    app::App,
    auth::{Actor, Asker},
    contest,
    domain::{ContestId, Moment, PersonId, Stamp, UnitId, unit::UnitTree},
    fault::{Code, Fault},
    store::{
        self, Turn,
        unit_requests::{Decided, UnitRequest, UnitWish},
    },
};

/// Requests given at once; decide some to see more.
const MOST: i64 = 200;
/// Units asked for by people without an account that wait at one node: beyond, it is noise.
const MOST_UNSIGNED: i64 = 100;
/// The longest name of a missing unit, in characters.
const LONGEST_NAME: usize = 60;

/// A wish for another unit.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitRequestInput {
    /// The unit wished for, or with `missing` the region or unit below which one is not listed.
    #[schema(example = 12)]
    pub unit: UnitId,
    /// The name of the unit that is not listed.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub missing: Option<String>,
}

/// Which requests.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitRequestsQuery {
    /// 单位或地区，含其下各级；只管一个单位时可以不写
    #[param(example = 12)]
    pub unit: Option<UnitId>,
}

/// Requests that wait for a decision.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnitRequestsView {
    /// The oldest first.
    pub requests: Vec<UnitRequestView>,
}

/// A request.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnitRequestView {
    #[schema(example = 7)]
    pub id: i64,
    /// Who asks; null in one's own, and where somebody without an account asks.
    pub from: Option<Requester>,
    pub unit: UnitRef,
    /// The name of the unit that is not listed below `unit`.
    #[schema(example = json!(null))]
    pub missing: Option<String>,
    pub created_at: Moment,
    pub decided_at: Option<Moment>,
    pub accepted: Option<bool>,
}

/// Who asks for another unit.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Requester {
    #[schema(example = 1024)]
    pub person: PersonId,
    #[schema(example = "张三")]
    pub name: String,
    #[schema(example = "AB-0012")]
    pub employee_number: Option<String>,
    /// Where they are now.
    pub unit: UnitRef,
}

/// What the official decides.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    pub decision: Decision,
    /// Where a unit was missing: the one that is listed by now.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub unit: Option<UnitId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Accept,
    Refuse,
}

impl UnitRequestView {
    pub(super) fn of(tree: &UnitTree, request: UnitRequest, from: Option<Requester>) -> Self {
        Self {
            id: request.id,
            from,
            unit: UnitRef::of(tree, request.wish.unit),
            missing: request.wish.missing,
            created_at: request.created.into(),
            decided_at: request.decision.map(|it| it.at.into()),
            accepted: request.decision.map(|it| it.accepted),
        }
    }
}

/// Asks for another unit, or for one that is not listed; the latter also without an account.
pub async fn ask_for_unit(
    app: &App,
    asker: Option<Asker>,
    contest: ContestId,
    input: UnitRequestInput,
    peer: IpAddr,
    stamp: Stamp,
) -> Result<(), Fault> {
    let missing = input.missing.map(|name| name.split_whitespace().collect::<String>());
    if missing.as_ref().is_some_and(|name| !(1..=LONGEST_NAME).contains(&name.chars().count())) {
        return Err(Fault::field("/missing", "应当是 1 至 60 个字"));
    }
    let wish = UnitWish { unit: input.unit, missing };
    let _inside = if asker.is_none() { Some(app.doors.enter(peer).await?) } else { None };
    let mut turn = app.store.write().await?;
    let contest = entry::takes_people(turn.connection(), contest, stamp).await?;
    if wish.missing.is_none() {
        entry::may_join(app, turn.connection(), &contest, wish.unit).await?;
    } else if !app.taking_part(turn.connection(), &contest).await?.leads_to_some(wish.unit) {
        return Err(Fault::field("/unit", "本次竞赛没有这个单位或地区"));
    }
    match asker {
        Some(Asker { person, .. }) => {
            enrolled(turn.connection(), contest.id, person).await?;
            store::unit_requests::ask(turn.connection(), contest.id, person, &wish, stamp).await?;
        }
        None if wish.missing.is_none() => return Err(Code::NotSignedIn.into()),
        None => {
            let connection = turn.connection();
            if !store::unit_requests::ask_unsigned(connection, contest.id, &wish, MOST_UNSIGNED, stamp).await? {
                return Err(Code::TooManyRequests.into());
            }
        }
    }
    Ok(app.store.commit(turn).await?)
}

/// The requests that wait for the actor.
pub async fn unit_requests(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    query: &UnitRequestsQuery,
) -> Result<UnitRequestsView, Fault> {
    let tree = app.units();
    let mut connection = app.store.read().await?;
    let contest = contest::known_to(app, &mut connection, &actor.roles, contest).await?.id;
    let within = scope(&tree, &actor.roles, query.unit)?;
    let mut requests = Vec::new();
    for request in store::unit_requests::open(&mut connection, contest, within, MOST).await? {
        let member = match request.person {
            Some(person) => store::members::find(&mut connection, contest, person).await?,
            None => None,
        };
        let from = member.map(|member| Requester {
            person: member.enrolment.person,
            name: member.name,
            employee_number: member.employee_number,
            unit: UnitRef::of(&tree, member.enrolment.unit),
        });
        requests.push(UnitRequestView::of(&tree, request, from));
    }
    Ok(UnitRequestsView { requests })
}

/// Decides a request. Accepting moves the person with all that counts of them; once the contest has
/// closed, it can only be refused.
pub async fn decide_unit_request(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    id: i64,
    input: DecisionInput,
    stamp: Stamp,
) -> Result<(), Fault> {
    let mut turn = app.store.write().await?;
    let request = store::unit_requests::find(turn.connection(), contest, id).await?;
    let mine = |request: &UnitRequest| actor.roles.may_look_after(&app.units(), request.wish.unit);
    let request = request.filter(mine).ok_or(Code::NotFound)?;
    if request.decision.is_some() {
        return Err(Fault::new(Code::Conflict).with_detail("该申请已经处理"));
    }
    let (accepted, action) = match input.decision {
        Decision::Accept => (true, "unit_request.accept"),
        Decision::Refuse => (false, "unit_request.refuse"),
    };
    let unit = match request.wish.missing {
        None => request.wish.unit,
        Some(_) if !accepted => request.wish.unit,
        Some(_) => listed_by_now(app, &request, input.unit)?,
    };
    if let Some(person) = request.person.filter(|_| accepted) {
        accept(app, &mut turn, &request, person, unit, stamp).await?;
    }
    let decided = Decided { at: stamp, accepted };
    store::unit_requests::decide(turn.connection(), id, decided, actor.person).await?;
    let detail = json!({ "person": request.person, "unit": unit });
    note(turn.connection(), actor, action, (contest, id.to_string()), detail, stamp).await?;
    Ok(app.store.commit(turn).await?)
}

/// The unit that stands where one was missing.
fn listed_by_now(app: &App, request: &UnitRequest, unit: Option<UnitId>) -> Result<UnitId, Fault> {
    let below = |unit: &UnitId| app.units().is_within(*unit, request.wish.unit);
    unit.filter(below).ok_or_else(|| Fault::field("/unit", "请先添加该单位，再选择它"))
}

/// The official of the new unit wants them, so they are confirmed there.
async fn accept(
    app: &App,
    turn: &mut Turn,
    request: &UnitRequest,
    person: PersonId,
    unit: UnitId,
    stamp: Stamp,
) -> Result<(), Fault> {
    let contest = store::contests::find(turn.connection(), request.contest).await?.ok_or(Code::NotFound)?;
    contest::check_not_closed(&contest, app.clock.now())?;
    entry::may_join(app, turn.connection(), &contest, unit).await?;
    let enrolment = enrolled(turn.connection(), contest.id, person).await?;
    move_to(turn.connection(), &enrolment, unit, Some(stamp), stamp).await?;
    store::standings::recompute(turn, app.store.sources(), &contest, person).await?;
    Ok(())
}

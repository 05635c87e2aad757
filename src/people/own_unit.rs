//! One's own way into a contest and one's unit in it: joining with the account one has, and changing
//! the unit by oneself before the first attempt.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;

use super::{
    entry::{self, ComparedCode},
    form::Form,
    look_after::note,
    unit_requests::UnitRequestView,
    view::UnitRef,
};
use crate::{
    app::App,
    auth::{Actor, Asker, Inside},
    domain::{
        ContestId, PersonId, Stamp, UnitId,
        contest::{Contest, Entry, Phase},
        person::EmployeeNumber,
    },
    fault::{Code, Fault},
    store::{
        self,
        enrolments::{Enrolment, Origin},
        people::Account,
    },
};

/// Joining a further contest.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinInput {
    /// For contests by unit code.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub unit_code: Option<String>,
}

/// Another unit.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnUnitInput {
    #[schema(example = 12)]
    pub unit: UnitId,
    /// For contests by unit code: that of the new unit.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub unit_code: Option<String>,
}

/// One's unit in a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OwnUnitView {
    pub unit: UnitRef,
    /// The unit by which one signs in. It is another where one has moved in this contest and is still in
    /// that one in another contest.
    pub sign_in_unit: Option<UnitRef>,
    pub origin: Origin,
    /// In the roster, or confirmed by the liaison.
    pub confirmed: bool,
    /// Whether one can change it oneself: before the first attempt, and not in a roster. Otherwise ask.
    pub may_change: bool,
    /// The last request for another, and what came of it.
    pub request: Option<UnitRequestView>,
}

/// Joins a contest with the account and the unit one has. Whoever is in already stays as they are.
pub async fn join(
    app: &App,
    asker: Asker,
    contest: ContestId,
    input: JoinInput,
    peer: IpAddr,
    stamp: Stamp,
) -> Result<(), Fault> {
    let shown = Shown::at_the_door(app, input.unit_code, peer).await?;
    let mut connection = app.store.read().await?;
    let contest = entry::takes_people(&mut connection, contest, stamp).await?;
    if store::enrolments::find(&mut connection, contest.id, asker.person).await?.is_some() {
        return Ok(());
    }
    let account = store::people::find(&mut connection, asker.person).await?.ok_or(Code::NotFound)?;
    let unit = account.unit.ok_or(Code::NotEnrolled)?;
    let code = may_enter(app, &mut connection, &contest, unit, &shown).await?;
    drop(connection);
    shown.admit(app, code).await?;
    let mut turn = app.store.write().await?;
    store::enrolments::join(turn.connection(), contest.id, asker.person, unit, stamp).await?;
    Ok(app.store.commit(turn).await?)
}

/// The unit code that somebody shows, who stands inside the door of their address to have it compared.
struct Shown {
    code: Option<String>,
    peer: IpAddr,
    _inside: Option<Inside>,
}

impl Shown {
    async fn at_the_door(app: &App, code: Option<String>, peer: IpAddr) -> Result<Self, Fault> {
        let Some(code) = code else { return Ok(Self { code: None, peer, _inside: None }) };
        let mut form = Form::default();
        let code = form.typed("/unit_code", NO_CODE, Some(code)).ok_or_else(|| form.refused())?;
        Ok(Self { code: Some(code), peer, _inside: Some(app.doors.enter(peer).await?) })
    }

    async fn admit(&self, app: &App, code: ComparedCode) -> Result<(), Fault> {
        let admitted = code.admit(app).await;
        if admitted.as_ref().is_err_and(|fault| fault.code == Code::UnitCodeRefused) {
            app.doors.failed(self.peer);
        }
        admitted
    }
}

const NO_CODE: &str = "请填写单位口令";

/// Whether one can come in by that unit, once the code is admitted.
async fn may_enter(
    app: &App,
    connection: &mut AnyConnection,
    contest: &Contest,
    unit: UnitId,
    shown: &Shown,
) -> Result<ComparedCode, Fault> {
    entry::may_join(app, connection, contest, unit).await?;
    match (contest.rules.entry, &shown.code) {
        (Entry::Open, _) => Ok(ComparedCode::Right),
        (Entry::UnitCode, Some(code)) => entry::compare_unit_code(app, connection, contest, unit, code).await,
        (Entry::UnitCode, None) => Err(Fault::field("/unit_code", NO_CODE)),
        (Entry::Roster | Entry::RosterSecret, _) => Err(Code::NotEnrolled.into()),
    }
}

/// One's unit in a contest, and whether one can change it.
pub async fn own_unit(app: &App, person: PersonId, contest: ContestId) -> Result<OwnUnitView, Fault> {
    let mut connection = app.store.read().await?;
    let enrolment = enrolled(&mut connection, contest, person).await?;
    let account = store::people::find(&mut connection, person).await?.ok_or(Code::NotFound)?;
    let request = store::unit_requests::last_of(&mut connection, contest, person).await?;
    let tree = app.units();
    Ok(OwnUnitView {
        unit: UnitRef::of(&tree, enrolment.unit),
        sign_in_unit: account.unit.map(|unit| UnitRef::of(&tree, unit)),
        origin: enrolment.origin,
        confirmed: enrolment.is_confirmed(),
        may_change: may_change(&mut connection, &enrolment).await?,
        request: request.map(|request| UnitRequestView::of(&tree, request, None)),
    })
}

/// Changes one's unit. The liaison of the new one has to confirm anew.
pub async fn change_own_unit(
    app: &App,
    person: PersonId,
    contest: ContestId,
    input: OwnUnitInput,
    peer: IpAddr,
    stamp: Stamp,
) -> Result<OwnUnitView, Fault> {
    let shown = Shown::at_the_door(app, input.unit_code, peer).await?;
    let mut connection = app.store.read().await?;
    let contest = entry::takes_people(&mut connection, contest, stamp).await?;
    enrolled(&mut connection, contest.id, person).await?;
    let code = may_enter(app, &mut connection, &contest, input.unit, &shown).await?;
    drop(connection);
    shown.admit(app, code).await?;

    let mut turn = app.store.write().await?;
    let before = enrolled(turn.connection(), contest.id, person).await?;
    if !may_change(turn.connection(), &before).await? {
        return Err(Code::UnitIsFixed.into());
    }
    if before.unit != input.unit {
        move_to(turn.connection(), &before, input.unit, None, stamp).await?;
        let myself = Actor { person: Some(person), roles: std::sync::Arc::default() };
        let detail = json!({ "from": before.unit, "to": input.unit });
        note(turn.connection(), &myself, "unit.change", (contest.id, person.to_string()), detail, stamp).await?;
    }
    app.store.commit(turn).await?;
    own_unit(app, person, contest.id).await
}

/// Moves a membership. The home unit, by which the person signs in, goes along, unless another contest
/// that is not over has them there: nobody who knows them by it is to lose them.
pub(super) async fn move_to(
    connection: &mut AnyConnection,
    enrolment: &Enrolment,
    unit: UnitId,
    confirmed: Option<Stamp>,
    now: Stamp,
) -> Result<(), Fault> {
    let Enrolment { contest, person, unit: before, origin, .. } = *enrolment;
    let account = store::people::find(connection, person).await?.ok_or(Code::NotFound)?;
    let number = account.employee_number.as_deref().and_then(EmployeeNumber::parse);
    if let Some(number) = &number {
        let theirs = store::people::find_in_contest(connection, contest, unit, number).await?;
        if theirs.is_some_and(|other| other.id != person) {
            return Err(Fault::new(Code::Conflict).with_detail("该单位已有相同的工号"));
        }
    }
    let stays = account.unit != Some(unit) && is_at_home_elsewhere(connection, contest, &account, now).await?;
    if !stays {
        store::people::move_home(connection, person, unit).await?;
    }
    if let Some(number) = &number {
        match origin {
            Origin::Roster => store::known_as::remember(connection, contest, before, number, person).await?,
            Origin::Own => store::known_as::forget(connection, contest, before, number).await?,
        }
        if stays {
            store::known_as::remember(connection, contest, unit, number, person).await?;
        }
    }
    Ok(store::enrolments::set_unit(connection, contest, person, unit, confirmed).await?)
}

/// Whether another contest that is not over has somebody in their home unit.
async fn is_at_home_elsewhere(
    connection: &mut AnyConnection,
    here: ContestId,
    account: &Account,
    now: Stamp,
) -> Result<bool, Fault> {
    let enrolments = store::enrolments::of_person(connection, account.id).await?;
    for elsewhere in enrolments.into_iter().filter(|it| it.contest != here && Some(it.unit) == account.unit) {
        let contest = store::contests::find(connection, elsewhere.contest).await?;
        if contest.is_some_and(|contest| contest.phase(now) != Phase::Closed) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn enrolled(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
) -> Result<Enrolment, Fault> {
    store::enrolments::find(connection, contest, person).await?.ok_or_else(|| Code::NotEnrolled.into())
}

async fn may_change(connection: &mut AnyConnection, enrolment: &Enrolment) -> Result<bool, Fault> {
    let Enrolment { contest, person, origin, .. } = *enrolment;
    Ok(origin == Origin::Own && !store::enrolments::has_started(connection, contest, person).await?)
}

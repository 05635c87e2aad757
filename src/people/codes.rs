//! Codes that a liaison hands out: activation codes (激活码) for the roster, one-time codes
//! (一次性验证码) for a forgotten password.

use serde::Serialize;
use serde_json::json;
use sqlx::AnyConnection;

use super::{
    look_after::{MembersQuery, looked_after, note, select},
    view::UnitRef,
};
use crate::{
    app::App,
    auth::Actor,
    contest,
    domain::{ContestId, Moment, PersonId, Span, Stamp, contest::Entry, short_code::ShortCode},
    fault::{Code, Fault},
    store::{
        self,
        members::{Member, MemberState},
    },
};

/// How long a one-time code is good.
const ONE_DAY: Span = Span::minutes(24 * 60);

/// Activation codes to be handed out.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ActivationCodesView {
    pub codes: Vec<ActivationCodeView>,
    /// The cursor of the next page; null on the last.
    #[schema(example = 1024)]
    pub next: Option<PersonId>,
}

/// The activation code of somebody who has not signed in yet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ActivationCodeView {
    #[schema(example = 1024)]
    pub person: PersonId,
    #[schema(example = "张三")]
    pub name: String,
    #[schema(example = "AB-0012")]
    pub employee_number: Option<String>,
    pub unit: UnitRef,
    #[schema(example = "7K3M-Q0ZD")]
    pub code: String,
    /// After five wrong ones it is good no longer: issue it anew, or unlock it.
    pub locked: bool,
}

/// A code just issued.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IssuedCode {
    #[schema(example = "7K3M-Q0ZD")]
    pub code: String,
    /// Until when it is good; null where it does not end by itself.
    pub until: Option<Moment>,
}

/// The codes of those who have not signed in yet, to be printed. Looking is audited.
pub async fn activation_codes(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    query: MembersQuery,
    stamp: Stamp,
) -> Result<ActivationCodesView, Fault> {
    goes_by_codes(app, &mut *app.store.read().await?, actor, contest).await?;
    let query = MembersQuery { state: Some(MemberState::Unclaimed), ..query };
    let (members, next) = select(app, actor, contest, &query).await?;
    let tree = app.units();
    let codes: Vec<ActivationCodeView> = members
        .into_iter()
        .map(|member| ActivationCodeView {
            person: member.enrolment.person,
            unit: UnitRef::of(&tree, member.enrolment.unit),
            code: app.keys.activation_code(member.enrolment.person, member.activation.generation).to_string(),
            locked: member.activation.is_locked(),
            name: member.name,
            employee_number: member.employee_number,
        })
        .collect();
    let people: Vec<PersonId> = codes.iter().map(|code| code.person).collect();
    let mut turn = app.store.write().await?;
    let subject = (contest, contest.to_string());
    note(turn.connection(), actor, "activation.show", subject, json!({ "people": people }), stamp).await?;
    app.store.commit(turn).await?;
    Ok(ActivationCodesView { codes, next })
}

/// Revokes somebody's activation code and issues another; the five tries begin again.
pub async fn issue_activation_code(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    stamp: Stamp,
) -> Result<IssuedCode, Fault> {
    let mut turn = app.store.write().await?;
    goes_by_codes(app, turn.connection(), actor, contest).await?;
    unclaimed(app, turn.connection(), actor, contest, person).await?;
    let generation = store::people::renew_activation(turn.connection(), person).await?;
    let subject = (contest, person.to_string());
    note(turn.connection(), actor, "activation.issue", subject, json!({ "generation": generation }), stamp).await?;
    app.store.commit(turn).await?;
    Ok(IssuedCode { code: app.keys.activation_code(person, generation).to_string(), until: None })
}

/// Opens a line that is locked: the five tries begin again, at the code or the secret that it has.
pub async fn unlock(app: &App, actor: &Actor, contest: ContestId, person: PersonId, stamp: Stamp) -> Result<(), Fault> {
    let mut turn = app.store.write().await?;
    unclaimed(app, turn.connection(), actor, contest, person).await?;
    if store::people::forget_activation_failures(turn.connection(), person).await? {
        let subject = (contest, person.to_string());
        note(turn.connection(), actor, "activation.unlock", subject, json!({}), stamp).await?;
    }
    Ok(app.store.commit(turn).await?)
}

/// Refuses whoever has come in already.
async fn unclaimed(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
) -> Result<(), Fault> {
    match looked_after(app, connection, actor, contest, person).await?.state() {
        MemberState::Unclaimed => Ok(()),
        MemberState::Unconfirmed | MemberState::Confirmed => {
            Err(Fault::new(Code::Conflict).with_detail("已经激活；忘记密码请发放一次性验证码"))
        }
    }
}

/// Issues a one-time code for a forgotten password, in place of any before. It is shown this once.
pub async fn issue_reset_code(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    stamp: Stamp,
) -> Result<IssuedCode, Fault> {
    let mut turn = app.store.write().await?;
    let member = whose_account(app, turn.connection(), actor, contest, person).await?;
    if member.state() == MemberState::Unclaimed {
        return Err(Fault::new(Code::Conflict).with_detail("尚未激活，还没有密码"));
    }
    // Whoever can set a password can sign in by it: nobody reaches a greater role that way.
    let theirs = store::roles::of(turn.connection(), person).await?;
    if !actor.roles.stand_above(&app.units(), &theirs) {
        return Err(Fault::new(Code::NotAllowed).with_detail("该账号有管理职责，请由上级主办方处理"));
    }
    let code = ShortCode::of(app.randomness.bytes());
    let until = stamp + ONE_DAY;
    store::people::set_reset(turn.connection(), person, app.keys.reset_code(person, code), until).await?;
    note(turn.connection(), actor, "reset_code.issue", (contest, person.to_string()), json!({}), stamp).await?;
    app.store.commit(turn).await?;
    Ok(IssuedCode { code: code.to_string(), until: Some(until.into()) })
}

/// Somebody of that contest whose account the actor looks after. The account is of the home unit, also
/// where a contest has the person in another: whoever looked after them in some contest once is not to
/// have their password.
async fn whose_account(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
) -> Result<Member, Fault> {
    let contest = contest::known_to(app, connection, &actor.roles, contest).await?.id;
    let member = store::members::find(connection, contest, person).await?.ok_or(Code::NotFound)?;
    let home = store::people::find(connection, person).await?.and_then(|account| account.unit);
    let tree = app.units();
    if actor.roles.organizer_of_all || home.is_some_and(|home| actor.roles.may_look_after(&tree, home)) {
        return Ok(member);
    }
    if actor.roles.may_look_after(&tree, member.enrolment.unit) {
        let detail = "该账号用另一个单位登录，请由那个单位的联络员或上级主办方处理";
        return Err(Fault::new(Code::NotAllowed).with_detail(detail));
    }
    Err(Code::NotFound.into())
}

async fn goes_by_codes(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    contest: ContestId,
) -> Result<(), Fault> {
    let contest = contest::known_to(app, connection, &actor.roles, contest).await?;
    if contest.rules.entry == Entry::Roster {
        return Ok(());
    }
    Err(Fault::new(Code::Conflict).with_detail("本次竞赛不使用激活码"))
}

//! Organizers and liaisons: made by an organizer above them or at the shell, appointed out of those who
//! take part, given one more office at the shell, listed and dismissed.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;

use super::{
    form::Form,
    look_after::{looked_after, note, scope},
    view::UnitRef,
};
use crate::{
    app::App,
    auth::{Actor, Password},
    domain::{
        ContestId, PersonId, Stamp, Statement, UnitId,
        person::{AccountKey, Login, PersonName},
        unit::UnitTree,
    },
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
        members::MemberState,
        roles::{Appointed, Role},
    },
};

/// Officials given at once where nothing else is asked for, and at most.
const USUAL: u16 = 50;
const MOST: u16 = 500;

/// An official to be made.
#[derive(Clone, Debug)]
pub struct NewOfficial {
    pub login: String,
    pub name: String,
    pub password: Password,
    pub role: Role,
}

/// An official to be made, all of which makes sense.
#[derive(Clone, Debug)]
pub(super) struct SoundOfficial {
    login: Login,
    name: PersonName,
    pub(super) password: Password,
    role: Role,
}

/// How the shell names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    Login(String),
    /// For liaisons appointed among the participants: they sign in by unit and employee number.
    Person(PersonId),
}

const NO_SUCH_NODE: &str = "没有这个单位或地区";

/// What officials are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// 联络员 of a unit
    Liaison,
    /// 主办方 of a node, or of the whole installation
    Organizer,
}

/// An account to be made for an official.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficialInput {
    /// 2 to 32 Latin letters, digits and `-_.`
    #[schema(example = "heping-01")]
    pub login: String,
    #[schema(example = "李四")]
    pub name: String,
    pub office: Office,
    /// The unit or region; without, an organizer is one of the whole installation.
    #[serde(default)]
    #[schema(example = 12)]
    pub unit: Option<UnitId>,
}

/// A password that was generated.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IssuedPassword {
    #[schema(example = 1024)]
    pub person: PersonId,
    /// Shown this once.
    #[schema(example = "7K3M-Q0ZD-4T9X-B2WA")]
    pub password: String,
}

/// Which officials.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfficialsQuery {
    /// 单位或地区，含其下各级；只管一个地区时可以不写
    #[param(example = 12)]
    pub unit: Option<UnitId>,
    #[param(example = 50, minimum = 1, maximum = 500)]
    pub limit: Option<u16>,
    /// 上一页的 next
    #[param(example = json!(null))]
    pub cursor: Option<i64>,
}

/// Organizers and liaisons.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OfficialsView {
    /// Somebody with several offices stands there several times.
    pub officials: Vec<OfficialView>,
    /// The cursor of the next page; null on the last.
    #[schema(example = json!(null))]
    pub next: Option<i64>,
}

/// Somebody in an office.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OfficialView {
    /// Of this person in this office.
    #[schema(example = 7)]
    pub id: i64,
    #[schema(example = 1024)]
    pub person: PersonId,
    #[schema(example = "李四")]
    pub name: String,
    /// Null where they sign in by unit and employee number.
    #[schema(example = "heping-01")]
    pub login: Option<String>,
    #[schema(example = json!(null))]
    pub employee_number: Option<String>,
    pub office: Office,
    /// Null for an organizer of the whole installation.
    pub unit: Option<UnitRef>,
}

impl OfficialView {
    fn of(tree: &UnitTree, appointed: Appointed) -> Self {
        let Appointed { id, person, name, login, employee_number, role } = appointed;
        let (office, unit) = match role {
            Role::Liaison(unit) => (Office::Liaison, Some(unit)),
            Role::Organizer(unit) => (Office::Organizer, Some(unit)),
            Role::OrganizerOfAll => (Office::Organizer, None),
        };
        Self { id, person, name, login, employee_number, office, unit: unit.map(|unit| UnitRef::of(tree, unit)) }
    }
}

impl OfficialInput {
    fn role(&self) -> Result<Role, Fault> {
        match (self.office, self.unit) {
            (Office::Liaison, Some(unit)) => Ok(Role::Liaison(unit)),
            (Office::Liaison, None) => Err(Fault::field("/unit", "联络员应当属于一个单位")),
            (Office::Organizer, Some(unit)) => Ok(Role::Organizer(unit)),
            (Office::Organizer, None) => Ok(Role::OrganizerOfAll),
        }
    }
}

impl NewOfficial {
    pub(super) fn read(self, app: &App, form: &mut Form) -> Option<SoundOfficial> {
        let Self { login, name, password, role } = self;
        let login = form.login(&login);
        let name = form.name(&name);
        let password = form.new_password("/password", password);
        let role = form.need("/unit", NO_SUCH_NODE, is_known(app, role).then_some(role));
        Some(SoundOfficial { login: login?, name: name?, password: password?, role: role? })
    }
}

/// Makes an account that signs in by login, with a role that the actor may give.
pub async fn create_official(app: &App, actor: &Actor, new: NewOfficial, now: Stamp) -> Result<PersonId, Fault> {
    let mut form = Form::default();
    let Some(new) = new.read(app, &mut form) else { return Err(form.refused()) };
    if !actor.roles.may_organize(&app.units(), new.role.unit()) {
        return Err(Code::NotAllowed.into());
    }
    let hash = app.passwords.hash(&new.password).await?;
    let mut turn = app.store.write().await?;
    let person = enter(turn.connection(), actor, &new, &hash, now).await?;
    app.store.commit(turn).await?;
    Ok(person)
}

/// Makes an official with a password that is generated.
pub async fn add_official(
    app: &App,
    actor: &Actor,
    input: OfficialInput,
    stamp: Stamp,
) -> Result<IssuedPassword, Fault> {
    let role = input.role()?;
    let password = app.passwords.generate();
    let OfficialInput { login, name, .. } = input;
    let new = NewOfficial { login, name, password: Password::new(password.clone()), role };
    Ok(IssuedPassword { person: create_official(app, actor, new, stamp).await?, password })
}

/// Writes a new official, and that the actor made them.
pub(super) async fn enter(
    connection: &mut AnyConnection,
    actor: &Actor,
    new: &SoundOfficial,
    hash: &str,
    now: Stamp,
) -> Result<PersonId, Fault> {
    let person = store::people::insert_official(connection, &new.login, &new.name, hash, now).await?;
    let person = person.ok_or_else(|| Fault::new(Code::Conflict).with_detail("登录名已被使用"))?;
    store::roles::grant(connection, person, new.role).await?;
    audit::append(connection, deed(actor, "official.create", person, new.role), now).await?;
    Ok(person)
}

/// Gives somebody who can sign in one more office, at the shell.
pub async fn grant_office(app: &App, whom: Whom, role: Role, now: Stamp) -> Result<PersonId, Fault> {
    if !is_known(app, role) {
        return Err(Fault::field("/unit", NO_SUCH_NODE));
    }
    let mut turn = app.store.write().await?;
    let account = match whom {
        Whom::Person(person) => store::people::find(turn.connection(), person).await?,
        Whom::Login(login) => {
            let mut form = Form::default();
            let Some(login) = form.login(&login) else { return Err(form.refused()) };
            store::people::find_by_key(turn.connection(), &AccountKey::Login(login)).await?
        }
    };
    let account = account.ok_or_else(|| Fault::new(Code::NotFound).with_detail("没有这个账号"))?;
    // Whoever has a code that was printed could claim the line, and the role with it.
    if !account.is_claimed() {
        return Err(Fault::new(Code::Conflict).with_detail("该账号尚未激活"));
    }
    store::roles::grant(turn.connection(), account.id, role).await?;
    audit::append(turn.connection(), deed(&Actor::operator(), "official.grant", account.id, role), now).await?;
    app.store.commit(turn).await?;
    Ok(account.id)
}

/// The officials of the nodes that the actor organizes.
pub async fn list_officials(app: &App, actor: &Actor, query: OfficialsQuery) -> Result<OfficialsView, Fault> {
    let tree = app.units();
    let within = scope(&tree, &actor.roles.as_organizer(), query.unit)?;
    let page = query.limit.unwrap_or(USUAL).clamp(1, MOST);
    let mut connection = app.store.read().await?;
    // One more tells whether there is another page.
    let at_most = i64::from(page) + 1;
    let mut found = store::roles::list(&mut connection, within, query.cursor.unwrap_or(0), at_most).await?;
    let page = usize::from(page);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok(OfficialsView { officials: found.into_iter().map(|it| OfficialView::of(&tree, it)).collect(), next })
}

/// Takes an office away from somebody. Nobody can leave their own, so that the last organizer stays.
pub async fn dismiss_official(app: &App, actor: &Actor, id: i64, stamp: Stamp) -> Result<(), Fault> {
    let mut turn = app.store.write().await?;
    let official = theirs(app, turn.connection(), actor, id).await?;
    if actor.person == Some(official.person) {
        return Err(Fault::new(Code::Conflict).with_detail("不能取消自己的职责，请由其他主办方操作"));
    }
    store::roles::revoke(turn.connection(), official.person, official.role).await?;
    audit::append(turn.connection(), deed(actor, "official.dismiss", official.person, official.role), stamp).await?;
    Ok(app.store.commit(turn).await?)
}

/// An office that the actor may give and take.
pub(super) async fn theirs(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    id: i64,
) -> Result<Appointed, Fault> {
    let official = store::roles::find(connection, id).await?;
    official
        .filter(|it| actor.roles.may_organize(&app.units(), it.role.unit()))
        .ok_or_else(|| Fault::new(Code::NotFound).with_detail("没有这项职责"))
}

/// Whether the node that a role is of is there.
fn is_known(app: &App, role: Role) -> bool {
    role.unit().is_none_or(|unit| app.units().get(unit).is_some())
}

fn deed(actor: &Actor, action: &'static str, person: PersonId, role: Role) -> Deed<'static> {
    let detail = json!({ "role": role.name(), "unit": role.unit() });
    Deed { actor: actor.person, action, contest: None, subject: person.to_string(), reason: None, detail }
}

/// Makes somebody who takes part in a contest the liaison of their unit, or takes it back.
pub async fn appoint_liaison(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    appointment: Statement,
    stamp: Stamp,
) -> Result<(), Fault> {
    let mut turn = app.store.write().await?;
    let member = looked_after(app, turn.connection(), actor, contest, person).await?;
    let unit: UnitId = member.enrolment.unit;
    if !actor.roles.may_organize(&app.units(), Some(unit)) {
        return Err(Code::NotAllowed.into());
    }
    // Whoever has a code that was printed could claim the line, and the role with it.
    if member.state() == MemberState::Unclaimed {
        return Err(Fault::new(Code::Conflict).with_detail("尚未激活；激活后再设为联络员"));
    }
    let role = Role::Liaison(unit);
    let action = match appointment {
        Statement::Given => {
            store::roles::grant(turn.connection(), person, role).await?;
            "liaison.appoint"
        }
        Statement::Withdrawn => {
            store::roles::revoke(turn.connection(), person, role).await?;
            "liaison.dismiss"
        }
    };
    note(turn.connection(), actor, action, (contest, person.to_string()), json!({ "unit": unit }), stamp).await?;
    Ok(app.store.commit(turn).await?)
}

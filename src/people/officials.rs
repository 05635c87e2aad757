//! Organizers and liaisons: made at the shell, appointed by an organizer above.

use serde_json::json;

use super::{
    form::Form,
    look_after::{looked_after, note},
};
use crate::{
    app::App,
    auth::{AccountKey, Actor, Password},
    domain::{ContestId, PersonId, Stamp, UnitId},
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
        members::MemberState,
        roles::Role,
    },
};

/// An official to be made.
#[derive(Clone, Debug)]
pub struct NewOfficial {
    pub login: String,
    pub name: String,
    pub password: Password,
    pub role: Role,
}

/// Whether somebody is to be liaison (联络员) of their unit or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appointment {
    Given,
    Withdrawn,
}

pub(super) const NO_SUCH_NODE: &str = "没有这个单位或地区";

/// Makes an account that signs in by login, with a role.
pub async fn create_official(app: &App, new: NewOfficial, now: Stamp) -> Result<PersonId, Fault> {
    let mut form = Form::default();
    let login = form.login(&new.login);
    let name = form.name(&new.name);
    let password = form.new_password("/password", new.password);
    let known = form.need("/unit", NO_SUCH_NODE, is_known(app, new.role).then_some(()));
    let (Some(login), Some(name), Some(password), Some(())) = (login, name, password, known) else {
        return Err(form.refused());
    };
    let hash = app.passwords.hash(&password).await?;
    let mut turn = app.store.write().await?;
    let person = store::people::insert_official(turn.connection(), &login, &name, &hash, now).await?;
    let person = person.ok_or_else(|| Fault::new(Code::Conflict).with_detail("登录名已被使用"))?;
    store::roles::grant(turn.connection(), person, new.role).await?;
    audit::append(turn.connection(), by_operator("official.create", person), now).await?;
    app.store.commit(turn).await?;
    Ok(person)
}

/// Sets the password of whoever signs in by that login, and ends their sessions.
pub async fn set_password_of(app: &App, login: &str, password: Password, now: Stamp) -> Result<PersonId, Fault> {
    let mut form = Form::default();
    let login = form.login(login);
    let password = form.new_password("/password", password);
    let (Some(login), Some(password)) = (login, password) else { return Err(form.refused()) };
    let hash = app.passwords.hash(&password).await?;
    let mut turn = app.store.write().await?;
    let account = store::people::find_by_key(turn.connection(), &AccountKey::Login(login)).await?;
    let person = account.ok_or_else(|| Fault::new(Code::NotFound).with_detail("没有这个登录名"))?.id;
    store::people::set_password(turn.connection(), person, &hash).await?;
    store::sessions::end_all(turn.connection(), person, None, now).await?;
    audit::append(turn.connection(), by_operator("official.password", person), now).await?;
    app.store.commit(turn).await?;
    Ok(person)
}

/// Whether the node that a role is of is there.
pub(super) fn is_known(app: &App, role: Role) -> bool {
    role.unit().is_none_or(|unit| app.units().get(unit).is_some())
}

fn by_operator(action: &'static str, person: PersonId) -> Deed<'static> {
    Deed { actor: None, action, contest: None, subject: person.to_string(), reason: None, detail: json!({}) }
}

/// Makes somebody who takes part in a contest the liaison of their unit, or takes it back.
pub async fn appoint_liaison(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    appointment: Appointment,
    stamp: Stamp,
) -> Result<(), Fault> {
    let mut turn = app.store.write().await?;
    let member = looked_after(app, turn.connection(), actor, contest, person).await?;
    let unit: UnitId = member.enrolment.unit;
    if !actor.roles.may_appoint(&app.units(), unit) {
        return Err(Code::NotAllowed.into());
    }
    // Whoever has a code that was printed could claim the line, and the role with it.
    if member.state() == MemberState::Unclaimed {
        return Err(Fault::new(Code::Conflict).with_detail("尚未激活；激活后再设为联络员"));
    }
    let role = Role::Liaison(unit);
    let action = match appointment {
        Appointment::Given => {
            store::roles::grant(turn.connection(), person, role).await?;
            "liaison.appoint"
        }
        Appointment::Withdrawn => {
            store::roles::revoke(turn.connection(), person, role).await?;
            "liaison.dismiss"
        }
    };
    note(turn.connection(), actor, action, (contest, person.to_string()), json!({ "unit": unit }), stamp).await?;
    Ok(app.store.commit(turn).await?)
}

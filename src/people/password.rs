//! Another password: by the old one, by a one-time code (一次性验证码) from the liaison, or one that an
//! organizer or the operator gives an official.

use std::net::IpAddr;

use serde::Deserialize;
use serde_json::json;

use super::{
    form::Form,
    officials::{IssuedPassword, theirs},
    sign_in::key_of,
    tries,
};
use crate::{
    app::App,
    auth::{Actor, Asker, Password},
    domain::{PersonId, Stamp, UnitId, person::AccountKey, short_code::ShortCode},
    fault::{Code, Fault},
    store::{
        self, Turn,
        audit::{self, Deed},
    },
};

/// A forgotten password, the liaison's code, and a new one.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetInput {
    #[schema(example = 12)]
    pub unit: UnitId,
    #[schema(example = "AB-0012")]
    pub employee_number: String,
    #[schema(example = "7K3M-Q0ZD")]
    pub code: String,
    pub new_password: Password,
}

/// One's password, and a new one.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeInput {
    pub password: Password,
    pub new_password: Password,
}

/// Sets a new password by the one-time code and ends every session. Wrong codes are failures to sign in.
pub async fn reset_password(app: &App, input: ResetInput, peer: IpAddr) -> Result<(), Fault> {
    let mut form = Form::default();
    let number = form.employee_number(&input.employee_number);
    let code = form.need("/code", "应当是 8 位字母和数字", ShortCode::parse(&input.code));
    let password = form.new_password("/new_password", input.new_password);
    let (Some(number), Some(code), Some(password)) = (number, code, password) else {
        return Err(form.refused());
    };
    let _inside = app.doors.enter(peer).await?;
    let key = AccountKey::Employee { unit: input.unit, number };
    let seal = app.keys.account(&key);
    tries::admit(&mut *app.store.read().await?, seal, app.clock.now()).await?;
    // Before the code is looked at, so that guessing costs as much as signing in.
    let hash = app.passwords.hash(&password).await?;

    let mut turn = app.store.write().await?;
    let now = app.clock.now();
    let failures = tries::admit(turn.connection(), seal, now).await?;
    let account = store::people::find_by_key(turn.connection(), &key).await?;
    let fits =
        |person, (stored, until): &(Vec<u8>, Stamp)| now < *until && app.keys.reset_code(person, code).is(stored);
    let Some(account) = account.filter(|it| it.reset.as_ref().is_some_and(|reset| fits(it.id, reset))) else {
        app.doors.failed(peer);
        return Err(tries::fail(app, turn, seal, failures, Code::ResetRefused, now).await?);
    };
    store::sessions::forget_failures(turn.connection(), seal).await?;
    replace(app, turn, account.id, &hash, None, now).await
}

/// Sets a new password by the old one and ends every other session.
pub async fn change_password(app: &App, asker: Asker, input: ChangeInput, peer: IpAddr) -> Result<(), Fault> {
    let mut form = Form::default();
    let before = form.password(input.password);
    let password = form.new_password("/new_password", input.new_password);
    let (Some(before), Some(password)) = (before, password) else { return Err(form.refused()) };
    let _inside = app.doors.enter(peer).await?;
    let account = store::people::find(&mut *app.store.read().await?, asker.person).await?.ok_or(Code::NotFound)?;
    let key = key_of(&account).ok_or(Code::NotFound)?;
    let seal = app.keys.account(&key);
    tries::admit(&mut *app.store.read().await?, seal, app.clock.now()).await?;
    let right = app.passwords.verify(&before, account.password.as_deref()).await?;
    let hash = app.passwords.hash(&password).await?;

    let mut turn = app.store.write().await?;
    let now = app.clock.now();
    let failures = tries::admit(turn.connection(), seal, now).await?;
    let unchanged = store::people::find(turn.connection(), asker.person).await?.map(|it| it.password);
    if !right || unchanged != Some(account.password) {
        app.doors.failed(peer);
        let fault = Fault::field("/password", "原密码不正确");
        return Err(tries::fail(app, turn, seal, failures, fault, now).await?);
    }
    store::sessions::forget_failures(turn.connection(), seal).await?;
    replace(app, turn, asker.person, &hash, Some(asker.session), now).await
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
    audit::append(turn.connection(), deed(&Actor::operator(), person), now).await?;
    replace(app, turn, person, &hash, None, now).await?;
    Ok(person)
}

/// Gives an official whom the actor stands above a password that is generated, and ends their sessions.
pub async fn reset_official_password(
    app: &App,
    actor: &Actor,
    official: i64,
    stamp: Stamp,
) -> Result<IssuedPassword, Fault> {
    let password = app.passwords.generate();
    let hash = app.passwords.hash(&Password::new(password.clone())).await?;
    let mut turn = app.store.write().await?;
    let official = theirs(app, turn.connection(), actor, official).await?;
    let person = official.person;
    let roles = store::roles::of(turn.connection(), person).await?;
    if !actor.roles.stand_above(&app.units(), &roles) {
        return Err(Fault::new(Code::NotAllowed).with_detail("该账号另有职责，请由上级主办方处理"));
    }
    if official.login.is_none() {
        return Err(Fault::new(Code::Conflict).with_detail("该账号以工号登录，请发放一次性验证码"));
    }
    audit::append(turn.connection(), deed(actor, person), stamp).await?;
    replace(app, turn, person, &hash, None, stamp).await?;
    Ok(IssuedPassword { person, password })
}

fn deed(actor: &Actor, person: PersonId) -> Deed<'static> {
    let subject = person.to_string();
    Deed { actor: actor.person, action: "official.password", contest: None, subject, reason: None, detail: json!({}) }
}

async fn replace(
    app: &App,
    mut turn: Turn,
    person: PersonId,
    hash: &str,
    kept: Option<i64>,
    now: Stamp,
) -> Result<(), Fault> {
    store::people::set_password(turn.connection(), person, hash).await?;
    let ended = store::sessions::end_all(turn.connection(), person, kept, now).await?;
    app.store.commit(turn).await?;
    for session in ended {
        app.forget_session(session, person);
    }
    Ok(())
}

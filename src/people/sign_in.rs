//! Signing in, staying signed in, signing out.

use std::net::IpAddr;

use serde::Deserialize;

use super::{
    form::Form,
    tries,
    view::{PersonView, RolesView, SignedInView, TokensView},
};
use crate::{
    app::App,
    auth::{Asker, Password, RefreshBearer, token::ACCESS},
    domain::{
        Stamp, UnitId,
        person::{AccountKey, EmployeeNumber, Login},
        session::{Presented, Session},
    },
    fault::{Code, Fault},
    store::{self, people::Account},
};

/// Who signs in, and the password.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(untagged, try_from = "LoginFields")]
pub enum LoginInput {
    Employee(EmployeeLogin),
    Login(NamedLogin),
}

/// A participant: by unit and employee number.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmployeeLogin {
    #[schema(example = 12)]
    pub unit: UnitId,
    #[schema(example = "AB-0012")]
    pub employee_number: String,
    pub password: Password,
}

/// An organizer or liaison: by login.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedLogin {
    #[schema(example = "liaoning")]
    pub login: String,
    pub password: Password,
}

/// A refresh token.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshInput {
    #[schema(example = "17.1.vJ0o2Yb3H0mFJ2vTzq0dS5gqfB3Sg1Rb0oL2r0v8c5M")]
    pub refresh_token: String,
}

/// A [`LoginInput`] as it was sent: what is missing is told better than by trying one kind, then another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginFields {
    login: Option<String>,
    unit: Option<UnitId>,
    employee_number: Option<String>,
    password: Password,
}

impl TryFrom<LoginFields> for LoginInput {
    type Error = &'static str;

    fn try_from(fields: LoginFields) -> Result<Self, Self::Error> {
        let LoginFields { login, unit, employee_number, password } = fields;
        match (login, unit, employee_number) {
            (Some(login), None, None) => Ok(Self::Login(NamedLogin { login, password })),
            (None, Some(unit), Some(employee_number)) => {
                Ok(Self::Employee(EmployeeLogin { unit, employee_number, password }))
            }
            _ => Err("应当填写 login，或者 unit 和 employee_number"),
        }
    }
}

impl LoginInput {
    fn read(self) -> Result<(AccountKey, Password), Fault> {
        let mut form = Form::default();
        let (key, password) = match self {
            Self::Employee(EmployeeLogin { unit, employee_number, password }) => {
                let number = form.employee_number(&employee_number);
                (number.map(|number| AccountKey::Employee { unit, number }), password)
            }
            Self::Login(NamedLogin { login, password }) => (form.login(&login).map(AccountKey::Login), password),
        };
        let password = form.password(password);
        key.zip(password).ok_or_else(|| form.refused())
    }
}

/// Begins a session. An account that does not exist and a wrong password look and take the same.
pub async fn sign_in(app: &App, input: LoginInput, peer: IpAddr) -> Result<SignedInView, Fault> {
    let (key, password) = input.read()?;
    let _inside = app.doors.enter(peer).await?;
    let seal = app.keys.account(&key);
    let known = {
        let mut connection = app.store.read().await?;
        tries::admit(&mut connection, seal, app.clock.now()).await?;
        store::people::find_by_key(&mut connection, &key).await?
    };
    let hash = known.and_then(|account| account.password);
    let right = app.passwords.verify(&password, hash.as_deref()).await?;

    let mut turn = app.store.write().await?;
    let now = app.clock.now();
    let failures = tries::admit(turn.connection(), seal, now).await?;
    let account = store::people::find_by_key(turn.connection(), &key).await?;
    // Read again: a password that was changed meanwhile is the old one by now.
    let Some(account) = account.filter(|account| right && account.password == hash) else {
        app.doors.failed(peer);
        return Err(tries::fail(app, turn, seal, failures, Code::SignInRefused, now).await?);
    };
    store::sessions::forget_failures(turn.connection(), seal).await?;
    let session = store::sessions::begin(turn.connection(), account.id, now).await?;
    let roles = store::roles::of(turn.connection(), account.id).await?;
    app.store.commit(turn).await?;
    let tree = app.units();
    Ok(SignedInView {
        tokens: tokens(app, &session, now),
        roles: RolesView::of(&tree, &roles),
        person: PersonView::of(&tree, account),
    })
}

/// Gives the next tokens of a session. The same token presented again within ten minutes, its successor
/// unused, is answered with the same successor; any older one ends the session.
pub async fn refresh(app: &App, input: &RefreshInput) -> Result<TokensView, Fault> {
    let bearer = app.keys.read_refresh(&input.refresh_token).map_err(|_| Code::SessionEnded)?;
    app.refreshing.check(bearer.session)?;
    let mut turn = app.store.write().await?;
    let now = app.clock.now();
    let session = store::sessions::find(turn.connection(), bearer.session).await?.ok_or(Code::SessionEnded)?;
    let session = match session.present(bearer.generation, now) {
        Presented::Current => {
            let next = Session { generation: session.generation + 1, rotated: now, ..session };
            store::sessions::rotate(turn.connection(), &next).await?;
            next
        }
        Presented::LostReply => session,
        Presented::Stale => {
            store::sessions::end(turn.connection(), session.id, now).await?;
            app.store.commit(turn).await?;
            app.forget_session(session.id, session.person);
            return Err(Code::SessionEnded.into());
        }
    };
    app.store.commit(turn).await?;
    Ok(tokens(app, &session, now))
}

/// Ends the session of a refresh token, of whichever generation. Ending it twice is ending it once.
pub async fn sign_out(app: &App, input: &RefreshInput) -> Result<(), Fault> {
    let Ok(bearer) = app.keys.read_refresh(&input.refresh_token) else { return Ok(()) };
    if store::sessions::find(&mut *app.store.read().await?, bearer.session).await?.is_none() {
        return Ok(());
    }
    let mut turn = app.store.write().await?;
    let Some(session) = store::sessions::find(turn.connection(), bearer.session).await? else { return Ok(()) };
    store::sessions::end(turn.connection(), session.id, app.clock.now()).await?;
    app.store.commit(turn).await?;
    app.forget_session(session.id, session.person);
    Ok(())
}

fn tokens(app: &App, session: &Session, now: Stamp) -> TokensView {
    let Session { id, person, generation, .. } = *session;
    TokensView {
        access_token: app.keys.sign_access(Asker { person, session: id }, now),
        refresh_token: app.keys.refresh_token(RefreshBearer { session: id, generation }),
        expires_in: ACCESS.0 / 1_000,
    }
}

/// Whom an account signs in as: what its failures are counted under.
pub(super) fn key_of(account: &Account) -> Option<AccountKey> {
    let by_number = || {
        let number = EmployeeNumber::parse(account.employee_number.as_deref()?)?;
        Some(AccountKey::Employee { unit: account.unit?, number })
    };
    by_number().or_else(|| Login::parse(account.login.as_deref()?).map(AccountKey::Login))
}

//! Who has which duty (职责), and giving and taking one away: at the shell, for the whole installation.

use serde_json::json;

use super::{
    form::Form,
    officials::{Appointment, NO_SUCH_NODE, is_known},
    view::UnitRef,
};
use crate::{
    app::App,
    auth::AccountKey,
    domain::{PersonId, Stamp},
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
        people::Account,
        roles::{Official, Role},
    },
};

/// Somebody with a duty, or with a login and none.
#[derive(Clone, Debug)]
pub struct OfficialLine {
    pub person: PersonId,
    pub name: String,
    /// None for liaisons appointed among the participants: they sign in by unit and employee number.
    pub login: Option<String>,
    pub employee_number: Option<String>,
    pub role: Option<Role>,
    /// The node that the role is of.
    pub unit: Option<UnitRef>,
}

/// How the shell names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    Login(String),
    Person(PersonId),
}

/// All officials, a line for each of their duties.
pub async fn officials(app: &App) -> Result<Vec<OfficialLine>, Fault> {
    let tree = app.units();
    let line = |official: Official| {
        let Official { person, name, login, employee_number, role } = official;
        let unit = role.and_then(Role::unit).map(|unit| UnitRef::of(&tree, unit));
        OfficialLine { person, name, login, employee_number, role, unit }
    };
    Ok(store::roles::officials(&mut *app.store.read().await?).await?.into_iter().map(line).collect())
}

/// Gives somebody a duty, or takes it away.
pub async fn change_duty(
    app: &App,
    whom: Whom,
    role: Role,
    appointment: Appointment,
    now: Stamp,
) -> Result<PersonId, Fault> {
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
    let action = match appointment {
        // Whoever has a code that was printed could claim the line, and the role with it.
        Appointment::Given if !account.is_claimed() => {
            return Err(Fault::new(Code::Conflict).with_detail("该账号尚未激活"));
        }
        Appointment::Given => {
            store::roles::grant(turn.connection(), account.id, role).await?;
            "official.grant"
        }
        Appointment::Withdrawn => {
            if !store::roles::revoke(turn.connection(), account.id, role).await? {
                return Err(Fault::new(Code::NotFound).with_detail("该账号没有这项职责"));
            }
            "official.revoke"
        }
    };
    audit::append(turn.connection(), deed(action, &account, role), now).await?;
    app.store.commit(turn).await?;
    Ok(account.id)
}

fn deed(action: &'static str, account: &Account, role: Role) -> Deed<'static> {
    let detail = json!({ "role": role.name(), "unit": role.unit() });
    Deed { actor: None, action, contest: None, subject: account.id.to_string(), reason: None, detail }
}

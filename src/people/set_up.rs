//! The first organizer, of an installation that has none: let in by the code that the server showed when
//! it was started. From then on organizers make each other.

use serde::{Deserialize, Serialize};

use super::{
    form::Form,
    officials::{NewOfficial, enter},
};
use crate::{
    app::App,
    auth::{Actor, Password},
    domain::{Stamp, short_code::ShortCode},
    fault::{Code, Fault},
    store::{self, roles::Role},
};

/// Whether the installation waits for its first organizer.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct SetUpView {
    #[schema(example = true)]
    pub needed: bool,
}

/// The code, and who the first organizer is to be.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUpInput {
    /// As the server showed it when it was started.
    #[schema(example = "7K3M-Q0ZD")]
    pub code: String,
    #[schema(example = "liaoning")]
    pub login: String,
    #[schema(example = "张三")]
    pub name: String,
    pub password: Password,
}

/// The code of this run, to be shown where the server was started; none where there is an organizer.
pub async fn issue_set_up_code(app: &App) -> store::Result<Option<ShortCode>> {
    let done = store::roles::is_anybody_organizer(&mut *app.store.read().await?).await?;
    Ok((!done).then(|| app.set_up_code.issue(&app.randomness)))
}

/// Whether there is no organizer yet.
pub async fn set_up_needed(app: &App) -> Result<SetUpView, Fault> {
    let done = store::roles::is_anybody_organizer(&mut *app.store.read().await?).await?;
    Ok(SetUpView { needed: !done })
}

/// Makes the first organizer, of the whole installation.
pub async fn set_up(app: &App, input: SetUpInput, stamp: Stamp) -> Result<(), Fault> {
    if !set_up_needed(app).await?.needed {
        return Err(Code::SetUpDone.into());
    }
    let SetUpInput { code, login, name, password } = input;
    let mut form = Form::default();
    let code = form.need("/code", "应当是 8 位字母和数字", ShortCode::parse(&code));
    let new = NewOfficial { login, name, password, role: Role::OrganizerOfAll }.read(app, &mut form);
    let (Some(code), Some(new)) = (code, new) else { return Err(form.refused()) };
    if !app.set_up_code.is(code) {
        return Err(Code::SetUpRefused.into());
    }
    let hash = app.passwords.hash(&new.password).await?;
    let mut turn = app.store.write().await?;
    // Two who have the code may ask at once.
    if store::roles::is_anybody_organizer(turn.connection()).await? {
        return Err(Code::SetUpDone.into());
    }
    enter(turn.connection(), &Actor::operator(), &new, &hash, stamp).await?;
    app.store.commit(turn).await?;
    app.set_up_code.end();
    Ok(())
}

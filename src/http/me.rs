//! Oneself.

use actix_web::{HttpResponse, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::extract::SignedIn;
use crate::{
    app::App,
    fault::Fault,
    people::{self, ChangeInput, ProfileView},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(me).service(change_password);
}

/// Oneself: profile, unit, roles, contests
#[utoipa::path(tag = "账号", responses((status = 200, description = "本人", body = ProfileView)))]
#[get("/me")]
async fn me(app: web::Data<App>, SignedIn(asker): SignedIn) -> Result<web::Json<ProfileView>, Fault> {
    Ok(web::Json(people::profile(&app, asker.person).await?))
}

/// Change one's password
///
/// Ends every other session.
#[utoipa::path(tag = "账号", responses((status = 204, description = "密码已修改")))]
#[post("/me/password")]
async fn change_password(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    input: web::Json<ChangeInput>,
) -> Result<HttpResponse, Fault> {
    people::change_password(&app, asker, input.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

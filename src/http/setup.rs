//! The first organizer of an installation.

use actix_web::{HttpResponse, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{body::Json, extract::Arrival};
use crate::{
    app::App,
    fault::Fault,
    people::{self, SetUpInput, SetUpView},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(set_up_state).service(set_up);
}

/// Whether the first organizer is still to be made
#[utoipa::path(tag = "账号", responses((status = 200, description = "是否需要设置", body = SetUpView)), security(()))]
#[get("/setup")]
async fn set_up_state(app: web::Data<App>) -> Result<web::Json<SetUpView>, Fault> {
    Ok(web::Json(people::set_up_needed(&app).await?))
}

/// Make the first organizer
///
/// Of the whole installation, by the code that the server showed when it was started. Five wrong codes
/// void it until the server is started again; where there is an organizer it is refused.
#[utoipa::path(tag = "账号", responses((status = 201, description = "已创建主办方账号，请登录")), security(()))]
#[post("/setup")]
async fn set_up(app: web::Data<App>, arrival: Arrival, input: Json<SetUpInput>) -> Result<HttpResponse, Fault> {
    people::set_up(&app, input.into_inner(), arrival.0).await?;
    Ok(HttpResponse::Created().finish())
}

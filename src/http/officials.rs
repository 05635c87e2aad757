//! Organizers and liaisons, for the organizers above them.

use actix_web::{HttpResponse, delete, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Organizer},
    people::secret,
    query::Query,
};
use crate::{
    app::App,
    fault::Fault,
    people::{self, IssuedPassword, OfficialInput, OfficialsQuery, OfficialsView},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_officials).service(add_official).service(dismiss_official).service(reset_password);
}

/// Organizers and liaisons
///
/// Of the nodes that one organizes and all below them, page by page.
#[utoipa::path(
    tag = "人员管理",
    params(OfficialsQuery),
    responses((status = 200, description = "主办方与联络员", body = OfficialsView)),
)]
#[get("/officials")]
async fn list_officials(
    app: web::Data<App>,
    organizer: Organizer,
    query: Query<OfficialsQuery>,
) -> Result<web::Json<OfficialsView>, Fault> {
    Ok(web::Json(people::list_officials(&app, &organizer.into(), query.into_inner()).await?))
}

/// Make an organizer or a liaison
///
/// Somebody who signs in by login, with a password that is generated and shown this once; for a node
/// that one organizes, or one below it. Who takes part in a contest is appointed there.
#[utoipa::path(
    tag = "人员管理",
    responses((status = 201, description = "已创建账号", body = IssuedPassword)),
)]
#[post("/officials")]
async fn add_official(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    input: Json<OfficialInput>,
) -> Result<HttpResponse, Fault> {
    let issued = people::add_official(&app, &organizer.into(), input.into_inner(), arrival.0).await?;
    Ok(secret(HttpResponse::Created(), &issued))
}

/// Take an office away
///
/// The account stays, without it. Nobody can leave their own office.
#[utoipa::path(
    tag = "人员管理",
    params(("official" = i64, Path, description = "任职编号", example = 7)),
    responses((status = 204, description = "已取消职责")),
)]
#[delete("/officials/{official}")]
async fn dismiss_official(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    official: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    people::dismiss_official(&app, &organizer.into(), official.into_inner(), arrival.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A new password for an organizer or a liaison
///
/// For those who sign in by login. It is generated and shown this once; every session of the account
/// ends.
#[utoipa::path(
    tag = "人员管理",
    params(("official" = i64, Path, description = "任职编号", example = 7)),
    responses((status = 200, description = "新的密码", body = IssuedPassword)),
)]
#[post("/officials/{official}/password")]
async fn reset_password(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    official: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let official = official.into_inner();
    let issued = people::reset_official_password(&app, &organizer.into(), official, arrival.0).await?;
    Ok(secret(HttpResponse::Ok(), &issued))
}

//! Oneself.

use actix_web::{HttpResponse, get, post, put, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Peer, SignedIn},
};
use crate::{
    app::App,
    domain::ContestId,
    fault::Fault,
    people::{self, ChangeInput, JoinInput, OwnUnitInput, OwnUnitView, ProfileView},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(me).service(change_password).service(join).service(own_unit).service(change_own_unit);
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
    peer: Peer,
    input: Json<ChangeInput>,
) -> Result<HttpResponse, Fault> {
    people::change_password(&app, asker, input.into_inner(), peer.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Join a contest with the account one has
///
/// For contests that anybody may join, or by unit code, with one's home unit.
#[utoipa::path(
    tag = "账号",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 204, description = "已报名")),
)]
#[post("/contests/{contest}/enrolment")]
async fn join(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    peer: Peer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    input: Json<JoinInput>,
) -> Result<HttpResponse, Fault> {
    people::join(&app, asker, contest.into_inner(), input.into_inner(), peer.0, arrival.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// One's unit in a contest
#[utoipa::path(
    tag = "账号",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "本人的单位", body = OwnUnitView)),
)]
#[get("/contests/{contest}/me/unit")]
async fn own_unit(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    contest: web::Path<ContestId>,
) -> Result<web::Json<OwnUnitView>, Fault> {
    Ok(web::Json(people::own_unit(&app, asker.person, contest.into_inner()).await?))
}

/// Change one's unit
///
/// Before the first attempt, and only where one came without a roster. From then on one signs in by the
/// new unit, unless another contest still has one in the old one. Later, ask for it.
#[utoipa::path(
    tag = "账号",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "已更改", body = OwnUnitView)),
)]
#[put("/contests/{contest}/me/unit")]
async fn change_own_unit(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    peer: Peer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    input: Json<OwnUnitInput>,
) -> Result<web::Json<OwnUnitView>, Fault> {
    let (contest, input) = (contest.into_inner(), input.into_inner());
    Ok(web::Json(people::change_own_unit(&app, asker.person, contest, input, peer.0, arrival.0).await?))
}

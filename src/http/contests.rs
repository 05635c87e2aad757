//! Contests: what runs and by which rules; create, edit, publish, extend, close.

use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Organizer, Watching},
    tagged::tagged_by_content,
};
use crate::{
    app::App,
    contest::{
        self, CloseInput, ContestInput, Patch,
        view::{ContestView, ContestsView, ManagedView, PublishedView},
    },
    domain::ContestId,
    fault::Fault,
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_contests)
        .service(get_contest)
        .service(get_settings)
        .service(create_contest)
        .service(edit_contest)
        .service(publish_contest)
        .service(close_contest);
}

/// The contests
///
/// The published ones, the latest first; organizers see the drafts of theirs too.
#[utoipa::path(
    tag = "竞赛",
    responses((status = 200, description = "竞赛列表", body = ContestsView), (status = 304, description = "未变化")),
    security((), ("bearer" = [])),
)]
#[get("/contests")]
async fn list_contests(
    app: web::Data<App>,
    Watching(viewer): Watching,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let view = contest::list(&app, viewer.roles.as_deref()).await?;
    tagged_by_content(&request, view.server_time, &view)
}

/// A contest
///
/// Its texts, window, phase and rules, and what its papers are made of. After a 304 the header
/// `Server-Time` says what time it is.
#[utoipa::path(
    tag = "竞赛",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "竞赛", body = ContestView), (status = 304, description = "未变化")),
    security((), ("bearer" = [])),
)]
#[get("/contests/{contest}")]
async fn get_contest(
    app: web::Data<App>,
    Watching(viewer): Watching,
    contest: web::Path<ContestId>,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let view = contest::look(&app, viewer.roles.as_deref(), contest.into_inner()).await?;
    tagged_by_content(&request, view.server_time, &view)
}

/// A contest with its settings
#[utoipa::path(
    tag = "竞赛管理",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "竞赛及其设置", body = ManagedView)),
)]
#[get("/contests/{contest}/settings")]
async fn get_settings(
    app: web::Data<App>,
    organizer: Organizer,
    contest: web::Path<ContestId>,
) -> Result<web::Json<ManagedView>, Fault> {
    Ok(web::Json(contest::settings(&app, &organizer.into(), contest.into_inner()).await?))
}

/// Create a contest
///
/// As a draft, owned by a node of the organizer's.
#[utoipa::path(
    tag = "竞赛管理",
    responses((status = 201, description = "新的竞赛（草稿）", body = ManagedView)),
)]
#[post("/contests")]
async fn create_contest(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    input: Json<ContestInput>,
) -> Result<HttpResponse, Fault> {
    let view = contest::create(&app, &organizer.into(), input.into_inner(), arrival.0).await?;
    Ok(HttpResponse::Created().json(view))
}

/// Edit a contest
///
/// A JSON merge patch (RFC 7396) of its settings. A draft may change in all. A published one only in
/// its texts, in `rules.boards` and `rules.names`, and in `closes`, which can only be put off: open
/// papers then get as much of their own limit as the new end leaves.
#[utoipa::path(
    tag = "竞赛管理",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "已修改", body = ManagedView)),
)]
#[patch("/contests/{contest}")]
async fn edit_contest(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    patch: Json<Patch>,
) -> Result<web::Json<ManagedView>, Fault> {
    let view = contest::edit(&app, &organizer.into(), contest.into_inner(), patch.into_inner(), arrival.0).await?;
    Ok(web::Json(view))
}

/// Publish a contest
///
/// Freezes what papers are drawn from: a later change of the bank never changes this contest. Refused
/// where the bank cannot fill the blueprint, saying which stratum is short and by how much.
#[utoipa::path(
    tag = "竞赛管理",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "已发布", body = PublishedView)),
)]
#[post("/contests/{contest}/publish")]
async fn publish_contest(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
) -> Result<web::Json<PublishedView>, Fault> {
    Ok(web::Json(contest::publish(&app, &organizer.into(), contest.into_inner(), arrival.0).await?))
}

/// Close a contest early
///
/// Stops starts. Papers begun run to their deadline, unless `cut`.
#[utoipa::path(
    tag = "竞赛管理",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "已提前结束", body = ManagedView)),
)]
#[post("/contests/{contest}/close")]
async fn close_contest(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    input: Json<CloseInput>,
) -> Result<web::Json<ManagedView>, Fault> {
    let view = contest::close(&app, &organizer.into(), contest.into_inner(), input.into_inner(), arrival.0).await?;
    Ok(web::Json(view))
}

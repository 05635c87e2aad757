//! Commendations (通报表扬): the first units of each class and the first individuals.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Organizer, Watching},
    tagged::tagged_by_edition,
};
use crate::{
    app::App,
    award::{
        self, CommendationInput, Commended,
        view::{CommendationView, CommendationsView},
    },
    domain::ContestId,
    fault::Fault,
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_commendations).service(commend);
}

/// The commendations of a contest
///
/// As they were published, the latest first. Names are written as the contest's `names` says now: to
/// publish winners in full, set it to `full`. The ETag changes when another is published or names are written
/// otherwise.
#[utoipa::path(
    tag = "表扬",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "通报表扬", body = CommendationsView), (status = 304, description = "未变化")),
    security((), ("bearer" = [])),
)]
#[get("/contests/{contest}/commendations")]
async fn list_commendations(
    app: web::Data<App>,
    Watching(viewer): Watching,
    contest: web::Path<ContestId>,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let edition = award::edition(&app, viewer.roles.as_deref(), contest.into_inner()).await?;
    tagged_by_edition(&request, &edition, async || award::list(&app, edition).await).await
}

/// Commend
///
/// The first N units of each class by index, and the first M individuals; all who share the last rank
/// are in. Only once the contest has closed and every paper is graded. With `preview` nothing is published;
/// with the preview's `digest` nothing but what it showed, and with an `id` once, however often it is sent.
#[utoipa::path(
    tag = "表扬",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses(
        (status = 201, description = "已公布", body = CommendationView),
        (status = 200, description = "预览", body = CommendationView),
    ),
)]
#[post("/contests/{contest}/commendations")]
async fn commend(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    input: Json<CommendationInput>,
) -> Result<HttpResponse, Fault> {
    Ok(match award::commend(&app, &organizer.into(), contest.into_inner(), input.into_inner(), arrival.0).await? {
        Commended::Published(view) => HttpResponse::Created().json(view),
        Commended::Preview(view) => HttpResponse::Ok().json(view),
    })
}

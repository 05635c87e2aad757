//! The unit tree: finding one's unit, asking for another or for one that is missing.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Official, Peer, Watching},
    query::Query,
    tagged::tagged_for_a_minute,
};
use crate::{
    app::App,
    domain::ContestId,
    fault::Fault,
    people::{self, DecisionInput, UnitRequestInput, UnitRequestsQuery, UnitRequestsView, UnitsFound, UnitsQuery},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(find_units).service(ask_for_unit).service(unit_requests).service(decide);
}

/// Find one's unit
///
/// By a part of the name or the initials of its pinyin, the best fit first, at most 20; without `q` the
/// level below `parent`.
#[utoipa::path(
    tag = "单位",
    params(UnitsQuery),
    responses((status = 200, description = "单位", body = UnitsFound), (status = 304, description = "未变化")),
    security(()),
)]
#[get("/units")]
async fn find_units(
    app: web::Data<App>,
    query: Query<UnitsQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let found = people::find_units(&app, &query).await?;
    // A rush of people asks for the same first letters.
    tagged_for_a_minute(&request, &found)
}

/// Ask for another unit
///
/// After the first attempt, or for a unit that is not listed: the latter also without an account. A
/// request of one's own that waits is replaced.
#[utoipa::path(
    tag = "单位",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 202, description = "已提交")),
    security((), ("bearer" = [])),
)]
#[post("/contests/{contest}/unit-requests")]
async fn ask_for_unit(
    app: web::Data<App>,
    Watching(viewer): Watching,
    peer: Peer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    input: Json<UnitRequestInput>,
) -> Result<HttpResponse, Fault> {
    people::ask_for_unit(&app, viewer.asker, contest.into_inner(), input.into_inner(), peer.0, arrival.0).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Requests for units that one looks after
///
/// Those that wait, the oldest first.
#[utoipa::path(
    tag = "人员管理",
    params(("contest" = i64, Path, description = "竞赛编号"), UnitRequestsQuery),
    responses((status = 200, description = "待处理的单位申请", body = UnitRequestsView)),
)]
#[get("/contests/{contest}/unit-requests")]
async fn unit_requests(
    app: web::Data<App>,
    official: Official,
    contest: web::Path<ContestId>,
    query: Query<UnitRequestsQuery>,
) -> Result<web::Json<UnitRequestsView>, Fault> {
    Ok(web::Json(people::unit_requests(&app, &official.into(), contest.into_inner(), &query).await?))
}

/// Decide a request
///
/// Accepting moves the person, with all that counts of them, to the unit.
#[utoipa::path(
    tag = "人员管理",
    params(
        ("contest" = i64, Path, description = "竞赛编号"),
        ("request" = i64, Path, description = "申请编号"),
    ),
    responses((status = 204, description = "已处理")),
)]
#[post("/contests/{contest}/unit-requests/{request}/decision")]
async fn decide(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    path: web::Path<(ContestId, i64)>,
    input: Json<DecisionInput>,
) -> Result<HttpResponse, Fault> {
    let (contest, request) = path.into_inner();
    let input = input.into_inner();
    people::decide_unit_request(&app, &official.into(), contest, request, input, arrival.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

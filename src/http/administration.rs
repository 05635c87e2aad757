//! Attempts as organizers handle them: list, void, more time, a fresh one.

use actix_web::{get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Organizer},
    query::Query,
};
use crate::{
    administration::{
        self, AttemptsQuery, ExtraTimeInput, FreshAttemptInput, ReasonInput,
        view::{AttemptLine, AttemptsView, GrantView},
    },
    app::App,
    domain::{AttemptId, ContestId, PersonId},
    fault::Fault,
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_attempts).service(void_attempt).service(give_extra_time).service(grant_fresh_attempt);
}

/// The attempts of a contest
///
/// The latest first, with late sheets kept as evidence; `state=disputed` lists those begun under a
/// claim of the account that was revoked or replaced since.
#[utoipa::path(
    tag = "作答管理",
    params(("contest" = i64, Path, description = "竞赛编号"), AttemptsQuery),
    responses((status = 200, description = "作答列表", body = AttemptsView)),
)]
#[get("/contests/{contest}/attempts")]
async fn list_attempts(
    app: web::Data<App>,
    organizer: Organizer,
    contest: web::Path<ContestId>,
    query: Query<AttemptsQuery>,
) -> Result<web::Json<AttemptsView>, Fault> {
    Ok(web::Json(administration::attempts(&app, &organizer.into(), contest.into_inner(), &query).await?))
}

/// Void an attempt
///
/// It stays, and counts for nothing: the standing is computed anew, and the limits do not count it. Only
/// one that is handed in can be voided; it can also be after the contest has closed.
#[utoipa::path(
    tag = "作答管理",
    params(("contest" = i64, Path, description = "竞赛编号"), ("attempt" = String, Path, description = "作答编号", example = "1-42")),
    responses((status = 200, description = "已作废", body = AttemptLine)),
)]
#[post("/contests/{contest}/attempts/{attempt}/void")]
async fn void_attempt(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    path: web::Path<(ContestId, AttemptId)>,
    input: Json<ReasonInput>,
) -> Result<web::Json<AttemptLine>, Fault> {
    let (contest, attempt) = path.into_inner();
    let line = administration::void(&app, &organizer.into(), contest, attempt, input.into_inner(), arrival.0).await?;
    Ok(web::Json(line))
}

/// Give more time
///
/// To an open attempt, also beyond the contest's end, once for each deadline that was seen. The person's token of that attempt may end before:
/// looking at the attempt gives a new one.
#[utoipa::path(
    tag = "作答管理",
    params(("contest" = i64, Path, description = "竞赛编号"), ("attempt" = String, Path, description = "作答编号", example = "1-42")),
    responses((status = 200, description = "已延时", body = AttemptLine)),
)]
#[post("/contests/{contest}/attempts/{attempt}/extra-time")]
async fn give_extra_time(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    path: web::Path<(ContestId, AttemptId)>,
    input: Json<ExtraTimeInput>,
) -> Result<web::Json<AttemptLine>, Fault> {
    let (contest, attempt) = path.into_inner();
    let input = input.into_inner();
    let line = administration::give_extra_time(&app, &organizer.into(), contest, attempt, input, arrival.0).await?;
    Ok(web::Json(line))
}

/// Grant a fresh attempt
///
/// Beyond the limits, to somebody who was disrupted. Whatever the scoring, it counts only where it raises
/// the standing.
#[utoipa::path(
    tag = "作答管理",
    params(("contest" = i64, Path, description = "竞赛编号"), ("person" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "已批准重答", body = GrantView)),
)]
#[post("/contests/{contest}/people/{person}/fresh-attempt")]
async fn grant_fresh_attempt(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    path: web::Path<(ContestId, PersonId)>,
    input: Json<FreshAttemptInput>,
) -> Result<web::Json<GrantView>, Fault> {
    let (contest, person) = path.into_inner();
    let input = input.into_inner();
    let grant = administration::grant_fresh_attempt(&app, &organizer.into(), contest, person, input, arrival.0).await?;
    Ok(web::Json(grant))
}

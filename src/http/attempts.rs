//! Attempts: start, look, save, hand in.

use actix_web::{HttpRequest, HttpResponse, get, http::StatusCode, post, put, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    extract::{Answerer, Arrived, SignedIn},
    packed::packed,
};
use crate::{
    app::App,
    attempt::{
        self, SaveInput, Saved, Start, StartInput,
        view::{AttemptView, ResultView},
    },
    domain::ContestId,
    fault::Fault,
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(start_attempt).service(get_attempt).service(save_answers).service(submit_attempt);
}

/// Start an attempt, or resume it
///
/// The same `start_id` always answers with the attempt that it made, in whatever state; while an
/// attempt is open, any start answers with it.
#[utoipa::path(
    tag = "作答",
    params(("contest" = i64, Path, description = "竞赛编号")),
    request_body = StartInput,
    responses(
        (status = 201, description = "新的试卷", body = AttemptView),
        (status = 200, description = "已有的试卷", body = AttemptView),
    ),
)]
#[post("/contests/{contest}/attempts")]
async fn start_attempt(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    contest: web::Path<ContestId>,
    arrived: Arrived<StartInput>,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let Arrived { input, stamp } = arrived;
    let started = attempt::start(&app, asker.person, contest.into_inner(), input, stamp).await?;
    match started {
        Start::New(view) => packed(&request, StatusCode::CREATED, json(view)?),
        Start::Existing(view) => packed(&request, StatusCode::OK, json(view)?),
    }
}

fn json(view: AttemptView) -> Result<Vec<u8>, Fault> {
    view.into_json().map_err(Fault::internal)
}

/// One's own attempt
///
/// The open paper with what is saved; once handed in, the grade, and the review when the contest lets
/// it be seen.
#[utoipa::path(
    tag = "作答",
    params(("attempt" = String, Path, description = "作答编号", example = "1-42")),
    responses((status = 200, description = "本人的试卷", body = AttemptView)),
)]
#[get("/attempts/{attempt}")]
async fn get_attempt(app: web::Data<App>, answerer: Answerer, request: HttpRequest) -> Result<HttpResponse, Fault> {
    packed(&request, StatusCode::OK, json(attempt::look(&app, answerer.person, answerer.attempt).await?)?)
}

/// Save answers
///
/// Merged question by question: the higher `n` stays. When this answers, they are on the disk.
#[utoipa::path(
    tag = "作答",
    params(("attempt" = String, Path, description = "作答编号", example = "1-42")),
    request_body = SaveInput,
    responses((status = 200, description = "已保存", body = Saved)),
)]
#[put("/attempts/{attempt}/answers")]
async fn save_answers(
    app: web::Data<App>,
    answerer: Answerer,
    arrived: Arrived<SaveInput>,
) -> Result<web::Json<Saved>, Fault> {
    let (Answerer { person, attempt }, Arrived { input, stamp }) = (answerer, arrived);
    Ok(web::Json(attempt::save(&app, person, attempt, input, stamp).await?))
}

/// Hand in
///
/// Carries the whole sheet as the phone holds it. Handing in twice answers with the same grade.
#[utoipa::path(
    tag = "作答",
    params(("attempt" = String, Path, description = "作答编号", example = "1-42")),
    request_body = SaveInput,
    responses((status = 200, description = "成绩", body = ResultView)),
)]
#[post("/attempts/{attempt}/submission")]
async fn submit_attempt(
    app: web::Data<App>,
    answerer: Answerer,
    arrived: Arrived<SaveInput>,
) -> Result<web::Json<ResultView>, Fault> {
    let (Answerer { person, attempt }, Arrived { input, stamp }) = (answerer, arrived);
    Ok(web::Json(attempt::submit(&app, person, attempt, input, stamp).await?))
}

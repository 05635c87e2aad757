//! Questions of a contest as organizers handle them: look, see what a withdrawal would change, withdraw.

use actix_web::{get, put, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Organizer},
    query::Query,
};
use crate::{
    app::App,
    domain::ContestId,
    fault::Fault,
    withdrawal::{
        self, PreviewQuery, QuestionsQuery, WithdrawalInput,
        view::{PreviewView, QuestionsView, WithdrawnView},
    },
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_questions).service(preview_withdrawal).service(withdraw_question);
}

/// The questions of a contest
///
/// What its papers ask or asked, in the order of the bank. Keys and citations come along once the contest has
/// closed.
#[utoipa::path(
    tag = "试题",
    params(("contest" = i64, Path, description = "竞赛编号"), QuestionsQuery),
    responses((status = 200, description = "试题", body = QuestionsView)),
)]
#[get("/contests/{contest}/questions")]
async fn list_questions(
    app: web::Data<App>,
    organizer: Organizer,
    contest: web::Path<ContestId>,
    query: Query<QuestionsQuery>,
) -> Result<web::Json<QuestionsView>, Fault> {
    Ok(web::Json(withdrawal::questions(&app, &organizer.into(), contest.into_inner(), &query).await?))
}

/// What a withdrawal would change
///
/// Whose points and ranks would be others if the question counted so, as of now. Nothing is changed; that somebody
/// looked is audited.
#[utoipa::path(
    tag = "试题",
    params(
        ("contest" = i64, Path, description = "竞赛编号"),
        ("question" = String, Path, description = "试题编号", example = "wsl-024-01"),
        PreviewQuery,
    ),
    responses((status = 200, description = "试算", body = PreviewView)),
)]
#[get("/contests/{contest}/questions/{question}/withdrawal")]
async fn preview_withdrawal(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    path: web::Path<(ContestId, String)>,
    query: Query<PreviewQuery>,
) -> Result<web::Json<PreviewView>, Fault> {
    let (contest, question) = path.into_inner();
    let query = query.into_inner();
    Ok(web::Json(withdrawal::preview(&app, &organizer.into(), contest, &question, query, arrival.0).await?))
}

/// Withdraw a question, or let it count again
///
/// Everybody who was asked it has its points, or it is left out and the rest of its section is worth the whole.
/// What was handed in is graded anew, and standings follow; papers that are begun later do not ask it, where
/// enough others are left, also once it counts again. Asked again with the same `counting`, nothing more changes.
#[utoipa::path(
    tag = "试题",
    params(
        ("contest" = i64, Path, description = "竞赛编号"),
        ("question" = String, Path, description = "试题编号", example = "wsl-024-01"),
    ),
    responses((status = 200, description = "已处理", body = WithdrawnView)),
)]
#[put("/contests/{contest}/questions/{question}/withdrawal")]
async fn withdraw_question(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    path: web::Path<(ContestId, String)>,
    input: Json<WithdrawalInput>,
) -> Result<web::Json<WithdrawnView>, Fault> {
    let ((contest, question), input) = (path.into_inner(), input.into_inner());
    let app = app.into_inner();
    Ok(web::Json(withdrawal::withdraw(app, organizer.into(), contest, question, input, arrival.0).await?))
}

//! The mistakes book (错题本).

use actix_web::{HttpResponse, delete, get, put, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{extract::SignedIn, query::Query};
use crate::{
    app::App,
    domain::{AttemptId, Statement},
    fault::Fault,
    practice::{self, MistakesQuery, view::MistakesView},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_mistakes).service(mark_mastered).service(put_back);
}

/// A question that was missed.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Missed {
    /// 作答编号
    #[param(value_type = String, example = "1-42")]
    attempt: AttemptId,
    /// 题号
    #[param(example = 12)]
    question: usize,
}

/// One's mistakes
///
/// What one missed in papers handed in, the latest first, each question once as it was missed last. Empty
/// until the contest lets keys be seen: `from` says when.
#[utoipa::path(
    tag = "练习与错题",
    params(MistakesQuery),
    responses((status = 200, description = "错题本", body = MistakesView)),
)]
#[get("/me/mistakes")]
async fn list_mistakes(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    query: Query<MistakesQuery>,
) -> Result<web::Json<MistakesView>, Fault> {
    Ok(web::Json(practice::mistakes(&app, asker.person, query.into_inner()).await?))
}

/// Mark a mistake as mastered
///
/// It leaves the book; missed again later, it stands there again.
#[utoipa::path(
    tag = "练习与错题",
    params(Missed),
    responses((status = 204, description = "已掌握，移出错题本")),
)]
#[delete("/me/mistakes/{attempt}/{question}")]
async fn mark_mastered(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    missed: web::Path<Missed>,
) -> Result<HttpResponse, Fault> {
    practice::master(&app, asker.person, missed.attempt, missed.question, Statement::Given).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Put a mistake back
#[utoipa::path(
    tag = "练习与错题",
    params(Missed),
    responses((status = 204, description = "已放回错题本")),
)]
#[put("/me/mistakes/{attempt}/{question}")]
async fn put_back(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    missed: web::Path<Missed>,
) -> Result<HttpResponse, Fault> {
    practice::master(&app, asker.person, missed.attempt, missed.question, Statement::Withdrawn).await?;
    Ok(HttpResponse::NoContent().finish())
}

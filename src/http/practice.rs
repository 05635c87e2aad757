//! Practice: questions that come with their key.

use actix_web::{post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::extract::SignedIn;
use crate::{
    app::App,
    domain::ContestId,
    fault::Fault,
    practice::{self, view::PracticeView},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(practise);
}

/// Practise
///
/// A set of at most 20 questions with keys, reasons and citations, so that the phone marks them by
/// itself. Nothing is kept of it. What papers may ask is in it only once its key may be shown, and never
/// while an open paper of one's own asks it.
#[utoipa::path(
    tag = "练习与错题",
    params(("contest" = i64, Path, description = "竞赛编号", example = 1)),
    responses((status = 200, description = "一组练习题", body = PracticeView)),
)]
#[post("/contests/{contest}/practice")]
async fn practise(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    contest: web::Path<ContestId>,
) -> Result<web::Json<PracticeView>, Fault> {
    Ok(web::Json(practice::practise(&app, asker.person, contest.into_inner()).await?))
}

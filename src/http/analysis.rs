//! What the answers of a contest say of its questions.

use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::extract::Organizer;
use crate::{
    analysis::{self, view::ItemsView},
    app::App,
    domain::ContestId,
    fault::Fault,
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(item_statistics);
}

/// Item statistics
///
/// Facility, discrimination and doubts of every question that was asked, those in doubt first, and the reliability
/// of the papers, once the contest has closed.
#[utoipa::path(
    tag = "试题",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "试题分析", body = ItemsView)),
)]
#[get("/contests/{contest}/items")]
async fn item_statistics(
    app: web::Data<App>,
    organizer: Organizer,
    contest: web::Path<ContestId>,
) -> Result<web::Json<ItemsView>, Fault> {
    Ok(web::Json(analysis::items(&app, &organizer.into(), contest.into_inner()).await?))
}

//! The audit: who did what, and why.

use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{extract::Organizer, query::Query};
use crate::{
    administration::{self, AuditQuery, view::AuditView},
    app::App,
    fault::Fault,
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_audit);
}

/// The audit
///
/// What was done in the contests that one runs, the latest first; organizers of the whole installation
/// see all.
#[utoipa::path(
    tag = "审计",
    params(AuditQuery),
    responses((status = 200, description = "操作记录", body = AuditView)),
)]
#[get("/audit")]
async fn list_audit(
    app: web::Data<App>,
    organizer: Organizer,
    query: Query<AuditQuery>,
) -> Result<web::Json<AuditView>, Fault> {
    Ok(web::Json(administration::audit(&app, &organizer.into(), &query).await?))
}

//! What operators watch: liveness, readiness.

use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{app::App, fault::Fault};

pub fn routes(config: &mut ServiceConfig) {
    config.service(healthz).service(readyz);
}

/// Liveness
#[utoipa::path(tag = "运行", responses((status = 204, description = "进程在运行")), security(()))]
#[get("/healthz")]
async fn healthz() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Readiness: the store answers, and answers can be written
#[utoipa::path(tag = "运行", responses((status = 204, description = "可以提供服务")), security(()))]
#[get("/readyz")]
async fn readyz(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    app.store.ping().await?;
    Ok(HttpResponse::NoContent().finish())
}

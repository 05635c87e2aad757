//! Prometheus metrics: what routes are asked, how they answer and how long it takes.
//!
//! Labels are routes, methods and statuses: never an id, a name or an address.

use std::{sync::OnceLock, time::Instant};

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    get,
    http::{Method, header},
    middleware::Next,
    web,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::App;

/// Seconds.
const BUCKETS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

pub fn routes(config: &mut ServiceConfig) {
    config.service(render);
}

/// Prometheus metrics
#[utoipa::path(
    tag = "运行",
    responses((status = 200, description = "指标", body = String, content_type = "text/plain",
        example = "ankao_http_requests_total{method=\"GET\",route=\"/api/v1/contests\",status=\"200\"} 1")),
    security(()),
)]
#[get("/metrics")]
async fn render(app: web::Data<App>) -> HttpResponse {
    recorder();
    metrics::counter!("ankao_password_hashes_total").absolute(app.passwords.begun());
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4")).body(text)
}

/// The recorder of this process, installed when it is first asked for. None where another was before.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let install = || {
        let matcher = Matcher::Full("ankao_http_request_seconds".into());
        PrometheusBuilder::new().set_buckets_for_metric(matcher, &BUCKETS).ok()?.install_recorder().ok()
    };
    RECORDER.get_or_init(install).as_ref()
}

/// Counts and times a request.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    recorder();
    let began = Instant::now();
    let method = known(request.method());
    let answer = next.call(request).await;
    let (status, route) = match &answer {
        // The route was found on the way here; asked before, it would be looked for twice.
        Ok(response) => (response.status(), response.request().match_pattern()),
        Err(error) => (error.as_response_error().status_code(), None),
    };
    let (status, route) = (status.as_str().to_owned(), route.unwrap_or_else(|| "other".into()));
    metrics::histogram!("ankao_http_request_seconds", "route" => route.clone(), "method" => method)
        .record(began.elapsed().as_secs_f64());
    metrics::counter!("ankao_http_requests_total", "route" => route, "method" => method, "status" => status)
        .increment(1);
    answer
}

/// Methods that anybody may invent would make labels without end.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

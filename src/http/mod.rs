//! HTTP: routes, extractors, problem+json, the OpenAPI document.
//!
//! A handler reads top to bottom: extract → call one use case → answer. The types of its extractors
//! say who may call it. One file a resource, each with a `routes` function; one more resource is a file
//! and a line in [`api`].

mod attempts;
mod extract;
mod fallback;
mod health;
mod imports;
pub mod openapi;
mod problem;
mod request_id;

use std::{net::TcpListener, sync::Arc};

use actix_web::{
    App as ActixApp, HttpServer,
    dev::Server,
    middleware::{Compress, DefaultHeaders, from_fn},
    web,
};
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

use crate::app::App;

/// Most bytes of a JSON body: a whole sheet of 100 answers is under 8 KB.
const JSON_LIMIT: usize = 256 * 1024;

/// All routes of the API, below `/api/v1`.
fn api(config: &mut ServiceConfig) {
    config.service(scope::scope("/api/v1").configure(attempts::routes).configure(imports::routes));
}

/// Serves on `listener` until the server is stopped; what is in flight is finished first.
pub fn serve(app: Arc<App>, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let app = web::Data::from(app);
    let known_paths = web::Data::new(fallback::KnownPaths::of(&openapi::document()));
    let server = HttpServer::new(move || {
        let (service, _) = ActixApp::new()
            .into_utoipa_app()
            .app_data(app.clone())
            .app_data(known_paths.clone())
            .configure(extract::limits)
            .configure(api)
            .configure(health::routes)
            .default_service(web::to(fallback::nothing_here))
            .split_for_parts();
        service
            .wrap(Compress::default())
            .wrap(security_headers())
            .wrap(from_fn(request_id::carry))
            .wrap(TracingLogger::default())
    });
    Ok(server.workers(workers).shutdown_timeout(30).listen(listener)?.run())
}

fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), microphone=(), geolocation=()"))
        .add((
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; \
             form-action 'self'; frame-ancestors 'none'",
        ))
}

//! HTTP: routes, extractors, problem+json, the OpenAPI document.
//!
//! A handler reads top to bottom: extract → call one use case → answer. The types of its extractors
//! say who may call it. One file a resource, each with a `routes` function; one more resource is a file
//! and a line in [`api`].

mod administration;
mod attempts;
mod audit;
mod auth;
mod commendations;
mod contests;
mod errors_page;
mod exports;
mod extract;
mod fallback;
mod health;
mod imports;
mod leaderboards;
mod limits;
mod me;
mod metrics;
mod mistakes;
mod officials;
pub mod openapi;
mod people;
mod practice;
mod problem;
mod request_id;
mod request_log;
mod setup;
mod tagged;
mod turnout;
mod units;
mod web;

use std::{net::TcpListener, sync::Arc};

use actix_web::{
    App as ActixApp, HttpServer,
    dev::Server,
    middleware::{Compress, DefaultHeaders, from_fn},
    web::{Data, to},
};
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};
use utoipa_swagger_ui::SwaggerUi;

use self::request_log::RequestLog;
use crate::{app::App, auth::TrustedProxies};

/// Most bytes of a JSON body: a whole sheet of 100 answers is under 8 KB.
const JSON_LIMIT: usize = 256 * 1024;

/// All routes of the API, below `/api/v1`.
fn api(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/api/v1")
            .configure(auth::routes)
            .configure(me::routes)
            .configure(setup::routes)
            .configure(people::routes)
            .configure(officials::routes)
            .configure(units::routes)
            .configure(contests::routes)
            .configure(attempts::routes)
            .configure(practice::routes)
            .configure(mistakes::routes)
            .configure(imports::routes)
            .configure(turnout::routes)
            .configure(exports::routes)
            .configure(leaderboards::routes)
            .configure(administration::routes)
            .configure(commendations::routes)
            .configure(audit::routes),
    );
}

/// Serves on `listener`, behind `proxies`, until the server is stopped; what is in flight is finished
/// first.
pub fn serve(app: Arc<App>, proxies: TrustedProxies, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let app = Data::from(app);
    let proxies = Data::new(proxies);
    let document = openapi::document();
    let known_paths = Data::new(fallback::KnownPaths::of(&document));
    let pace = Data::new(limits::Pace::default());
    let server = HttpServer::new(move || {
        let (service, _) = ActixApp::new()
            .into_utoipa_app()
            .app_data(app.clone())
            .app_data(proxies.clone())
            .app_data(known_paths.clone())
            .app_data(pace.clone())
            .configure(extract::limits)
            .configure(api)
            .configure(health::routes)
            .configure(metrics::routes)
            .configure(errors_page::routes)
            .default_service(to(fallback::nothing_here))
            .split_for_parts();
        service
            .service(SwaggerUi::new("/docs/{_:.*}").url("/docs/openapi.json", document.clone()))
            .wrap(from_fn(limits::pace))
            .wrap(Compress::default())
            .wrap(from_fn(metrics::observe))
            .wrap(security_headers())
            .wrap(from_fn(request_id::carry))
            .wrap(TracingLogger::<RequestLog>::new())
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

//! HTTP: routes, extractors, problem+json, the OpenAPI document.
//!
//! A handler reads top to bottom: extract → call one use case → answer. The types of its extractors
//! say who may call it. One file a resource, each with a `routes` function; one more resource is a file
//! and a line in [`api`].

mod administration;
mod analysis;
mod attempts;
mod audit;
mod auth;
mod body;
mod commendations;
mod contests;
mod docs;
mod errors_page;
mod exports;
mod extract;
mod fallback;
mod head;
mod health;
mod imports;
mod leaderboards;
mod limits;
mod me;
mod metrics;
mod mistakes;
mod officials;
pub mod openapi;
mod packed;
mod people;
mod practice;
mod problem;
mod query;
mod request_id;
mod request_log;
mod setup;
mod tagged;
mod turnout;
mod units;
mod web;
mod withdrawal;

use std::{net::TcpListener, sync::Arc};

use actix_web::{
    App as ActixApp, HttpServer,
    dev::Server,
    middleware::{Compress, DefaultHeaders, from_fn},
    web::{Data, to},
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

use self::request_log::RequestLog;
use crate::{app::App, auth::TrustedProxies};

/// All routes of the API, below `/api/v1`.
fn api(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/api/v1")
            // Routes are tried in this order: first what a whole province asks at once.
            .configure(attempts::routes)
            .configure(leaderboards::routes)
            .configure(auth::routes)
            .configure(me::routes)
            .configure(setup::routes)
            .configure(people::routes)
            .configure(officials::routes)
            .configure(units::routes)
            .configure(contests::routes)
            .configure(practice::routes)
            .configure(mistakes::routes)
            .configure(imports::routes)
            .configure(turnout::routes)
            .configure(exports::routes)
            .configure(administration::routes)
            .configure(withdrawal::routes)
            .configure(analysis::routes)
            .configure(commendations::routes)
            .configure(audit::routes),
    );
}

/// Serves on `listener`, behind `proxies`, until the server is stopped, by a signal or its handle; what is
/// in flight is finished first.
pub fn serve(app: Arc<App>, proxies: TrustedProxies, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let stopped = stopped(app.clone())?;
    let app = Data::from(app);
    let proxies = Data::new(proxies);
    let document = openapi::document();
    let known_paths = Data::new(fallback::KnownPaths::of(&document, &docs::PATHS));
    let document = Data::new(document);
    let pace = Data::new(limits::Pace::default());
    let server = HttpServer::new(move || {
        let (service, _) = ActixApp::new()
            .into_utoipa_app()
            .app_data(app.clone())
            .app_data(proxies.clone())
            .app_data(known_paths.clone())
            .app_data(pace.clone())
            .configure(extract::faults)
            .configure(api)
            .configure(health::routes)
            .configure(metrics::routes)
            .configure(errors_page::routes)
            .default_service(to(fallback::nothing_here))
            .split_for_parts();
        service
            .configure(|config| docs::routes(config, document.clone()))
            .wrap(from_fn(limits::pace))
            .wrap(Compress::default())
            .wrap(from_fn(head::answer))
            .wrap(from_fn(metrics::observe))
            .wrap(security_headers())
            .wrap(from_fn(request_id::carry))
            .wrap(TracingLogger::<RequestLog>::new())
    });
    Ok(server.workers(workers).shutdown_timeout(30).shutdown_signal(stopped).listen(listener)?.run())
}

/// Waits for a signal to stop, and ends the streams, which would never end by themselves.
fn stopped(app: Arc<App>) -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        app.walls.end();
    })
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

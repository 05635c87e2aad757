//! Extractors: what a handler needs of a request, checked by the time it runs.

use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr},
    str::FromStr,
    sync::Arc,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use utoipa_actix_web::service_config::ServiceConfig;

use super::body::Json;
use crate::{
    app::App,
    auth::{Actor, Asker, AttemptBearer, TrustedProxies},
    domain::{AttemptId, PersonId, Stamp, roles::Roles},
    fault::{Code, Fault},
    leaderboard::Viewer,
};

/// When the request arrived, in store time: a parameter of what is done, so that queueing makes
/// nobody late.
#[derive(Clone, Copy, Debug)]
pub struct Arrival(pub Stamp);

impl FromRequest for Arrival {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(app(request).map(|app| Self(app.clock.now())))
    }
}

/// Where the request came from: the client, not the proxies that are trusted to tell.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl FromRequest for Peer {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let peer = request.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip());
        let proxies = part::<TrustedProxies>(request);
        // What is not even text is no address either.
        let forwarded =
            request.headers().get_all(header::X_FORWARDED_FOR).map(|value| value.to_str().unwrap_or_default());
        ready(proxies.map(|proxies| Self(proxies.client(peer, forwarded))))
    }
}

/// A JSON body with the stamp at which the last of it had arrived: whoever sends the head of a request
/// in time and thinks on before the body gains nothing, and waiting for anything else costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<T> {
    pub input: T,
    pub stamp: Stamp,
}

impl<T: DeserializeOwned + 'static> FromRequest for Arrived<T> {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), Json::<T>::from_request(request, payload));
        Box::pin(async move {
            let input = body.await?.into_inner();
            Ok(Self { input, stamp: app(&request)?.clock.now() })
        })
    }
}

/// Somebody signed in, by an access token of a session that has not ended.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(pub Asker);

impl FromRequest for SignedIn {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { signed_in(&request).await.map(Self) })
    }
}

/// Who answers an attempt: its own token, or the access token of the person.
#[derive(Clone, Copy, Debug)]
pub struct Answerer {
    pub person: PersonId,
    pub attempt: AttemptId,
}

impl FromRequest for Answerer {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { answerer(&request).await })
    }
}

/// Somebody with a role: a liaison or an organizer. Which units and contests are theirs is for the
/// use case to ask of the roles.
#[derive(Clone, Debug)]
pub struct Official {
    pub asker: Asker,
    pub roles: Arc<Roles>,
}

/// An organizer of some node.
#[derive(Clone, Debug)]
pub struct Organizer(pub Official);

impl From<Official> for Actor {
    fn from(official: Official) -> Self {
        Self { person: Some(official.asker.person), roles: official.roles }
    }
}

impl From<Organizer> for Actor {
    fn from(Organizer(official): Organizer) -> Self {
        official.into()
    }
}

/// Anybody who looks at a board: signed in or not. A token that is there must be good.
#[derive(Clone, Debug)]
pub struct Watching(pub Viewer);

impl FromRequest for Watching {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            if !request.headers().contains_key(header::AUTHORIZATION) {
                return Ok(Self(Viewer::default()));
            }
            let asker = signed_in(&request).await?;
            let roles = app(&request)?.recent_roles(asker.person).await?;
            Ok(Self(Viewer { asker: Some(asker), roles: Some(roles) }))
        })
    }
}

impl FromRequest for Official {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { official(&request).await })
    }
}

impl FromRequest for Organizer {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let official = official(&request).await?;
            if official.roles.is_organizer() { Ok(Self(official)) } else { Err(Code::NotAllowed.into()) }
        })
    }
}

async fn official(request: &HttpRequest) -> Result<Official, Fault> {
    let asker = signed_in(request).await?;
    let app = app(request)?;
    let roles = if request.method().is_safe() {
        app.recent_roles(asker.person).await?
    } else {
        app.roles(asker.person).await?
    };
    if *roles == Roles::default() { Err(Code::NotAllowed.into()) } else { Ok(Official { asker, roles }) }
}

async fn answerer(request: &HttpRequest) -> Result<Answerer, Fault> {
    let attempt = AttemptId::from_str(request.match_info().get("attempt").unwrap_or_default());
    let attempt = attempt.map_err(|_| Code::NotFound)?;
    let app = app(request)?;
    if let Ok(AttemptBearer { person, attempt: of }) = app.keys.read_attempt(bearer(request)?, app.clock.now()) {
        return if of == attempt { Ok(Answerer { person, attempt }) } else { Err(Code::NotFound.into()) };
    }
    signed_in(request).await.map(|asker| Answerer { person: asker.person, attempt })
}

async fn signed_in(request: &HttpRequest) -> Result<Asker, Fault> {
    let app = app(request)?;
    let asker = app.keys.read_access(bearer(request)?, app.clock.now()).map_err(|_| Code::NotSignedIn)?;
    if app.is_alive(asker.session, asker.person).await? { Ok(asker) } else { Err(Code::SessionEnded.into()) }
}

fn bearer(request: &HttpRequest) -> Result<&str, Fault> {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(|| Code::NotSignedIn.into())
}

fn app(request: &HttpRequest) -> Result<&App, Fault> {
    part(request)
}

fn part<T: 'static>(request: &HttpRequest) -> Result<&T, Fault> {
    let part = request.app_data::<web::Data<T>>();
    part.map(web::Data::get_ref).ok_or_else(|| Fault::internal("the server was started without its parts"))
}

/// Faults instead of the framework's own answers.
pub fn faults(config: &mut ServiceConfig) {
    config.app_data(web::PathConfig::default().error_handler(|_, _| Fault::from(Code::NotFound).into()));
}

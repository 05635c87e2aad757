//! Accounts and tokens: register, sign in, refresh, sign out, forgotten passwords.

use actix_web::{HttpResponse, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Peer},
};
use crate::{
    app::App,
    fault::Fault,
    people::{
        self, LoginInput, RefreshInput, RegisterInput, ResetInput,
        view::{SignedInView, TokensView},
    },
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(register).service(login).service(refresh).service(logout).service(reset);
}

/// Register
///
/// Answers alike whether the account was made, is there already, or belongs to somebody else: sign in
/// next. Contests by roster answer `activation_refused` for whatever does not fit.
#[utoipa::path(tag = "账号", responses((status = 202, description = "已受理，请登录")), security(()))]
#[post("/auth/register")]
async fn register(
    app: web::Data<App>,
    peer: Peer,
    arrival: Arrival,
    input: Json<RegisterInput>,
) -> Result<HttpResponse, Fault> {
    people::register(&app, input.into_inner(), peer.0, arrival.0).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Sign in
///
/// Participants by unit and employee number, organizers and liaisons by login.
#[utoipa::path(tag = "账号", responses((status = 200, description = "已登录", body = SignedInView)), security(()))]
#[post("/auth/login")]
async fn login(app: web::Data<App>, peer: Peer, input: Json<LoginInput>) -> Result<web::Json<SignedInView>, Fault> {
    Ok(web::Json(people::sign_in(&app, input.into_inner(), peer.0).await?))
}

/// The next tokens
///
/// A refresh token is good once. Presented again within ten minutes, while its successor is unused, it
/// answers with the same successor; later it ends the session.
#[utoipa::path(tag = "账号", responses((status = 200, description = "新的令牌", body = TokensView)), security(()))]
#[post("/auth/refresh")]
async fn refresh(app: web::Data<App>, input: Json<RefreshInput>) -> Result<web::Json<TokensView>, Fault> {
    Ok(web::Json(people::refresh(&app, &input).await?))
}

/// Sign out
#[utoipa::path(tag = "账号", responses((status = 204, description = "已退出")), security(()))]
#[post("/auth/logout")]
async fn logout(app: web::Data<App>, input: Json<RefreshInput>) -> Result<HttpResponse, Fault> {
    people::sign_out(&app, &input).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A new password by one-time code
///
/// The liaison issues the code. Every session of the account ends.
#[utoipa::path(tag = "账号", responses((status = 204, description = "密码已重设，请登录")), security(()))]
#[post("/auth/reset")]
async fn reset(app: web::Data<App>, peer: Peer, input: Json<ResetInput>) -> Result<HttpResponse, Fault> {
    people::reset_password(&app, input.into_inner(), peer.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

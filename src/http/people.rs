//! The people of a contest, for those who look after them.

use actix_web::{HttpResponse, HttpResponseBuilder, delete, get, post, put, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::Json,
    extract::{Arrival, Official, Organizer},
    query::Query,
};
use crate::{
    app::App,
    domain::{ContestId, PersonId, Statement},
    fault::Fault,
    people::{
        self, ActivationCodesView, DisputesQuery, DisputesView, IssuedCode, MemberView, MembersQuery, MembersView,
        PersonInContestView, SettlementInput,
    },
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_people)
        .service(activation_codes)
        .service(get_person)
        .service(issue_activation_code)
        .service(unlock)
        .service(issue_reset_code)
        .service(confirm)
        .service(withdraw_confirmation)
        .service(appoint)
        .service(dismiss)
        .service(disputes)
        .service(settle_dispute);
}

/// Somebody in a contest.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Somebody {
    /// 竞赛编号
    #[param(value_type = i64)]
    contest: ContestId,
    /// 人员编号
    #[param(value_type = i64)]
    person: PersonId,
}

/// People of a contest
///
/// Of a unit or region that one looks after, page by page, with how far each has come in.
#[utoipa::path(
    tag = "人员管理",
    params(("contest" = i64, Path, description = "竞赛编号"), MembersQuery),
    responses((status = 200, description = "参赛人员", body = MembersView)),
)]
#[get("/contests/{contest}/people")]
async fn list_people(
    app: web::Data<App>,
    official: Official,
    contest: web::Path<ContestId>,
    query: Query<MembersQuery>,
) -> Result<web::Json<MembersView>, Fault> {
    Ok(web::Json(people::members(&app, &official.into(), contest.into_inner(), &query).await?))
}

/// Activation codes
///
/// Of those who have not signed in yet, to be printed or shown one by one. Looking is audited.
#[utoipa::path(
    tag = "人员管理",
    params(("contest" = i64, Path, description = "竞赛编号"), MembersQuery),
    responses((status = 200, description = "激活码", body = ActivationCodesView)),
)]
#[post("/contests/{contest}/people/activation-codes")]
async fn activation_codes(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    query: Query<MembersQuery>,
) -> Result<HttpResponse, Fault> {
    let contest = contest.into_inner();
    let codes = people::activation_codes(&app, &official.into(), contest, query.into_inner(), arrival.0).await?;
    Ok(secret(HttpResponse::Ok(), &codes))
}

/// Somebody in a contest
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 200, description = "参赛人员", body = PersonInContestView)),
)]
#[get("/contests/{contest}/people/{person}")]
async fn get_person(
    app: web::Data<App>,
    official: Official,
    of: web::Path<Somebody>,
) -> Result<web::Json<PersonInContestView>, Fault> {
    Ok(web::Json(people::member(&app, &official.into(), of.contest, of.person).await?))
}

/// A new activation code
///
/// Revokes the one before; the five tries begin again.
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 200, description = "新的激活码", body = IssuedCode)),
)]
#[post("/contests/{contest}/people/{person}/activation-code")]
async fn issue_activation_code(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    of: web::Path<Somebody>,
) -> Result<HttpResponse, Fault> {
    let code = people::issue_activation_code(&app, &official.into(), of.contest, of.person, arrival.0).await?;
    Ok(secret(HttpResponse::Ok(), &code))
}

/// Unlock a line of the roster
///
/// After five wrong codes or secrets: the five tries begin again, at the same code or secret.
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 204, description = "已解除锁定")),
)]
#[delete("/contests/{contest}/people/{person}/activation-lock")]
async fn unlock(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    of: web::Path<Somebody>,
) -> Result<HttpResponse, Fault> {
    people::unlock(&app, &official.into(), of.contest, of.person, arrival.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A one-time code for a forgotten password
///
/// Shown this once, good for a day, in place of any before. For whoever looks after the unit by which the
/// person signs in.
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 200, description = "一次性验证码", body = IssuedCode)),
)]
#[post("/contests/{contest}/people/{person}/reset-code")]
async fn issue_reset_code(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    of: web::Path<Somebody>,
) -> Result<HttpResponse, Fault> {
    let code = people::issue_reset_code(&app, &official.into(), of.contest, of.person, arrival.0).await?;
    Ok(secret(HttpResponse::Ok(), &code))
}

/// Confirm somebody
///
/// Says that who registered by themselves is of the unit; what they answer counts for it.
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 200, description = "已确认", body = MemberView)),
)]
#[post("/contests/{contest}/people/{person}/confirmation")]
async fn confirm(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    of: web::Path<Somebody>,
) -> Result<web::Json<MemberView>, Fault> {
    Ok(web::Json(people::confirm(&app, &official.into(), of.contest, of.person, Statement::Given, arrival.0).await?))
}

/// Withdraw a confirmation
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 200, description = "已撤回确认", body = MemberView)),
)]
#[delete("/contests/{contest}/people/{person}/confirmation")]
async fn withdraw_confirmation(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    of: web::Path<Somebody>,
) -> Result<web::Json<MemberView>, Fault> {
    Ok(web::Json(
        people::confirm(&app, &official.into(), of.contest, of.person, Statement::Withdrawn, arrival.0).await?,
    ))
}

/// Appoint a liaison
///
/// Makes somebody the liaison of their unit; for organizers of it or of a node above it.
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 204, description = "已设为联络员")),
)]
#[put("/contests/{contest}/people/{person}/liaison")]
async fn appoint(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    of: web::Path<Somebody>,
) -> Result<HttpResponse, Fault> {
    people::appoint_liaison(&app, &organizer.into(), of.contest, of.person, Statement::Given, arrival.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Dismiss a liaison
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 204, description = "已取消联络员")),
)]
#[delete("/contests/{contest}/people/{person}/liaison")]
async fn dismiss(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    of: web::Path<Somebody>,
) -> Result<HttpResponse, Fault> {
    people::appoint_liaison(&app, &organizer.into(), of.contest, of.person, Statement::Withdrawn, arrival.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Disputed claims
///
/// Accounts as which somebody else registered too, with what was answered under them, until they are
/// settled. The latest first, page by page.
#[utoipa::path(
    tag = "人员管理",
    params(("contest" = i64, Path, description = "竞赛编号"), DisputesQuery),
    responses((status = 200, description = "有争议的账号", body = DisputesView)),
)]
#[get("/contests/{contest}/disputes")]
async fn disputes(
    app: web::Data<App>,
    organizer: Organizer,
    contest: web::Path<ContestId>,
    query: Query<DisputesQuery>,
) -> Result<web::Json<DisputesView>, Fault> {
    Ok(web::Json(people::disputes(&app, &organizer.into(), contest.into_inner(), &query).await?))
}

/// Settle a dispute
///
/// Once it is known whose the account is. It is listed no longer, nor are its attempts as disputed, until
/// somebody else registers as that person again.
#[utoipa::path(
    tag = "人员管理",
    params(Somebody),
    responses((status = 204, description = "已处理")),
)]
#[post("/contests/{contest}/disputes/{person}/settlement")]
async fn settle_dispute(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    of: web::Path<Somebody>,
    input: Json<SettlementInput>,
) -> Result<HttpResponse, Fault> {
    people::settle_dispute(&app, &organizer.into(), of.contest, of.person, input.into_inner(), arrival.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Codes are kept by nobody on the way.
pub(super) fn secret(mut response: HttpResponseBuilder, view: &impl serde::Serialize) -> HttpResponse {
    response.insert_header(("Cache-Control", "no-store")).json(view)
}

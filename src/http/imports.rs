//! Imports of units and rosters, and the templates of their files.

use std::{sync::Arc, time::Duration};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, get, post, web};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    body::{self, Json, Unread},
    exports::{XLSX, attachment},
    extract::{Arrival, Official, Organizer},
    query::Query,
};
use crate::{
    app::App,
    domain::ContestId,
    fault::{Code, Fault},
    import::{self, Content, Mode, Report, Request, UnitsInput},
    sheet::UPLOAD_LIMIT,
};

/// What files are sent as. Which they are is told by their content.
const ACCEPTED: [&str; 5] = ["text/csv", "text/plain", XLSX, "application/vnd.ms-excel", "application/octet-stream"];

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(import_units)
        .service(tell_units)
        .service(units_template)
        .service(import_roster)
        .service(roster_template);
}

/// How long a file may be on its way: 32 MiB at one megabit a second.
const PATIENCE: Duration = Duration::from_mins(5);

#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ImportQuery {
    /// 只检查，不导入
    #[serde(default)]
    dry_run: bool,
}

/// The body of a file, of an accepted type and at most 32 MiB.
struct FileBody(Content);

impl FromRequest for FileBody {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, payload) = (body::kind(request), payload.take());
        Box::pin(async move {
            if !ACCEPTED.contains(&kind.as_str()) {
                return Err(Code::UnsupportedMediaType.into());
            }
            let file = body::read(payload, UPLOAD_LIMIT, PATIENCE).await.map_err(|error| match error {
                Unread::TooLarge => Fault::new(Code::PayloadTooLarge).with_detail("文件超过 32 MiB"),
                Unread::TooSlow => Code::BodyTooSlow.into(),
                Unread::Cut => Code::FileUnreadable.into(),
            })?;
            Ok(Self(Content::File(file.into())))
        })
    }
}

fn request(contest: ContestId, official: Official, query: ImportQuery, arrival: Arrival) -> Request {
    let mode = if query.dry_run { Mode::DryRun } else { Mode::Apply };
    Request { contest, actor: official.into(), mode, now: arrival.0 }
}

/// Import units
///
/// xlsx, xls or CSV. All or nothing: with an error in any line nothing is imported, and the answer is
/// the problem `file_rows_refused` with the errors. A dry run answers with the report in any case. Whoever
/// runs the contest begins the list of its units; organizers below then add their own.
#[utoipa::path(
    tag = "单位",
    params(("contest" = i64, Path, description = "竞赛编号"), ImportQuery),
    request_body(
        description = "文件内容",
        content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Vec<u8> = "application/vnd.ms-excel"),
            (String = "text/csv", example = "省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,第一建筑公司,120\n"),
            (Vec<u8> = "application/octet-stream"),
        ),
    ),
    responses((status = 200, description = "导入结果", body = Report)),
)]
#[post("/contests/{contest}/units/imports")]
async fn import_units(
    app: web::Data<App>,
    Organizer(official): Organizer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    query: Query<ImportQuery>,
    FileBody(content): FileBody,
) -> Result<web::Json<Report>, Fault> {
    let request = request(contest.into_inner(), official, query.into_inner(), arrival);
    Ok(web::Json(import::import_units(Arc::clone(&app), request, content).await?))
}

/// Let units take part, without a file
///
/// What the file of units says, line by line and under the same rules: makes what is missing of the tree,
/// and notes the headcounts. All or nothing; errors number the units from 1.
#[utoipa::path(
    tag = "单位",
    params(("contest" = i64, Path, description = "竞赛编号", example = 1)),
    responses((status = 200, description = "结果", body = Report)),
)]
#[post("/contests/{contest}/units")]
async fn tell_units(
    app: web::Data<App>,
    Organizer(official): Organizer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    input: Json<UnitsInput>,
) -> Result<web::Json<Report>, Fault> {
    let content = Content::Lines(input.into_inner().into());
    let request = request(contest.into_inner(), official, ImportQuery::default(), arrival);
    Ok(web::Json(import::import_units(Arc::clone(&app), request, content).await?))
}

/// Import a roster
///
/// As units are. People who registered themselves are matched by unit and employee number and then
/// count as of the roster. The secret column is kept as an HMAC only.
#[utoipa::path(
    tag = "人员",
    params(("contest" = i64, Path, description = "竞赛编号"), ImportQuery),
    request_body(
        description = "文件内容",
        content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Vec<u8> = "application/vnd.ms-excel"),
            (String = "text/csv", example = "单位名称,姓名,工号\n第一建筑公司,张三,000123\n"),
            (Vec<u8> = "application/octet-stream"),
        ),
    ),
    responses((status = 200, description = "导入结果", body = Report)),
)]
#[post("/contests/{contest}/participants/imports")]
async fn import_roster(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    query: Query<ImportQuery>,
    FileBody(content): FileBody,
) -> Result<web::Json<Report>, Fault> {
    let request = request(contest.into_inner(), official, query.into_inner(), arrival);
    Ok(web::Json(import::import_roster(Arc::clone(&app), request, content).await?))
}

/// The template of a file of units
#[utoipa::path(
    tag = "单位",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "xlsx 模板", body = Vec<u8>, content_type = XLSX)),
)]
#[get("/contests/{contest}/units/template")]
async fn units_template(_: Official) -> Result<HttpResponse, Fault> {
    Ok(attachment(XLSX, "单位导入模板.xlsx").body(import::units_template()?))
}

/// The template of a roster
#[utoipa::path(
    tag = "人员",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "xlsx 模板", body = Vec<u8>, content_type = XLSX)),
)]
#[get("/contests/{contest}/participants/template")]
async fn roster_template(_: Official) -> Result<HttpResponse, Fault> {
    Ok(attachment(XLSX, "花名册导入模板.xlsx").body(import::roster_template()?))
}

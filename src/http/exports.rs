//! Files of the result.

use std::{fs::File, io};

use actix_web::{
    HttpResponse, get,
    http::header::{self, ContentDisposition, DispositionParam, DispositionType},
    web::{self, Bytes, BytesMut},
};
use futures_util::{Stream, stream};
use tokio::io::AsyncReadExt;
use utoipa_actix_web::service_config::ServiceConfig;

use super::extract::{Arrival, Organizer};
use crate::{app::App, domain::ContestId, export, fault::Fault};

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Bytes of a file that are read at once.
const BLOCK: usize = 64 * 1024;

pub fn routes(config: &mut ServiceConfig) {
    config.service(export_result).service(export_individuals);
}

/// The whole result as an xlsx
///
/// Sheets 汇总, 单位, 个人, 参与情况, from the store as it is now. What people wrote is text, never a
/// formula.
#[utoipa::path(
    tag = "导出",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "xlsx 文件", body = Vec<u8>, content_type = XLSX)),
)]
#[get("/contests/{contest}/export")]
async fn export_result(
    app: web::Data<App>,
    organizer: Organizer,
    arrival: Arrival,
    contest: web::Path<ContestId>,
) -> Result<HttpResponse, Fault> {
    let file = export::result_file(&app, &organizer.into(), contest.into_inner(), arrival.0).await?;
    Ok(attachment(XLSX, "竞赛成绩.xlsx").streaming(blocks(file)))
}

/// The individuals as a CSV
///
/// UTF-8 with a byte order mark. A text that a spreadsheet would take for a formula (it begins with
/// `=`, `+`, `-`, `@` or an apostrophe) has an apostrophe in front: programs take one off.
#[utoipa::path(
    tag = "导出",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((
        status = 200, description = "CSV 文件", body = String, content_type = "text/csv; charset=utf-8",
        example = "名次,姓名,工号,市,县（市、区）,单位名称,成绩,用时（毫秒）,作答次数,计入单位成绩\r\n1,张三,000123,沈阳市,和平区,第一建筑公司,98.5,754321,2,是\r\n"
    )),
)]
#[get("/contests/{contest}/export/individuals")]
async fn export_individuals(
    app: web::Data<App>,
    organizer: Organizer,
    contest: web::Path<ContestId>,
) -> Result<HttpResponse, Fault> {
    let file = export::individuals_file(&app, &organizer.into(), contest.into_inner()).await?;
    Ok(attachment("text/csv; charset=utf-8", "个人成绩.csv").streaming(blocks(file)))
}

/// An answer that is a file to be kept under that name. Sent as it is: an xlsx is compressed already.
pub fn attachment(kind: &'static str, name: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    let name = header::ExtendedValue {
        charset: header::Charset::Ext("UTF-8".into()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    response
        .content_type(kind)
        .insert_header(header::ContentEncoding::Identity)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::FilenameExt(name)],
        });
    response
}

/// A file block by block.
pub fn blocks(file: File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async {
        let mut block = BytesMut::with_capacity(BLOCK);
        let read = file.read_buf(&mut block).await?;
        Ok((read > 0).then(|| (block.freeze(), file)))
    })
}

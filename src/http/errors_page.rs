//! `/docs/errors`: what each code means and what to do, for whoever reads one off a phone.

use std::fmt::Write;

use actix_web::{HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::fault::Code;

pub fn routes(config: &mut ServiceConfig) {
    config.service(errors_page);
}

/// What the codes of errors mean
#[utoipa::path(
    tag = "运行",
    responses((status = 200, description = "错误代码一览", body = String, content_type = "text/html",
        example = "<h1>错误代码</h1>")),
    security(()),
)]
#[get("/docs/errors")]
async fn errors_page() -> HttpResponse {
    let mut rows = String::new();
    for code in Code::ALL {
        let (id, status, title, cure) = (code.as_str(), code.status(), code.title(), code.cure());
        // Writing to a string cannot fail.
        let _ = write!(rows, "<tr id=\"{id}\"><td><code>{id}</code><td>{status}<td>{title}<td>{cure}</tr>");
    }
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>安考：错误代码</title><h1>错误代码</h1>\
         <table><tr><th>代码<th>状态<th>含义<th>怎么办</tr>{rows}</table></html>"
    ))
}

//! `/docs/`: the interactive documentation.
//!
//! Swagger UI's own page draws a bar with a style inside it, which the policy of every answer forbids.
//! This one loads the same files without that bar.

use std::sync::Arc;

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{self, Data, Path, Redirect},
};
use utoipa::openapi::OpenApi;

use crate::fault::{Code, Fault};

/// What is here to be got, for whoever asks otherwise.
pub const PATHS: [&str; 3] = ["/docs", "/docs/", "/docs/{file}"];

const PAGE: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>安考：接口文档</title>\
    <link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" href=\"swagger-ui.css\">\
    <div id=\"swagger-ui\"></div>\
    <script src=\"swagger-ui-bundle.js\"></script><script src=\"start.js\"></script></html>";

const START: &str = "SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n";

/// The page, what it loads, and the document itself.
pub fn routes(config: &mut web::ServiceConfig, document: Data<OpenApi>) {
    let services = (without_slash, page, start, told, file);
    config.app_data(document).service(services);
}

#[get("/docs")]
async fn without_slash() -> Redirect {
    Redirect::to("/docs/").permanent()
}

#[get("/docs/")]
async fn page() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(PAGE)
}

#[get("/docs/start.js")]
async fn start() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/javascript; charset=utf-8")).body(START)
}

#[get("/docs/openapi.json")]
async fn told(document: Data<OpenApi>) -> web::Json<Data<OpenApi>> {
    web::Json(document)
}

/// Swagger UI's own.
#[get("/docs/{file}")]
async fn file(file: Path<String>) -> Result<HttpResponse, Fault> {
    let found = utoipa_swagger_ui::serve(&file, Arc::default()).ok().flatten().ok_or(Code::NotFound)?;
    let bytes = found.bytes.into_owned();
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, found.content_type)).body(bytes))
}

//! `/docs/`: the interactive documentation.
//!
//! Swagger UI's own page draws a bar with a style inside it, which the policy of every answer forbids.
//! This one loads the same files without that bar.

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{self, Redirect},
};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

const PAGE: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>安考：接口文档</title>\
    <link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" href=\"swagger-ui.css\">\
    <div id=\"swagger-ui\"></div>\
    <script src=\"swagger-ui-bundle.js\"></script><script src=\"start.js\"></script></html>";

const START: &str = "SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n";

/// The page, what it loads, and the document itself.
pub fn routes(config: &mut web::ServiceConfig, document: OpenApi) {
    let files = SwaggerUi::new("/docs/{_:.*}").url("/docs/openapi.json", document);
    config.service(without_slash).service(page).service(start).service(files);
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

//! The OpenAPI document, collected from the routes.

use actix_web::App;
use utoipa::openapi::{ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi};
use utoipa_actix_web::AppExt;

use super::{api, health};

/// The document of all routes, as it is checked in at `openapi/openapi.json`.
#[must_use]
pub fn document() -> OpenApi {
    let (_, mut document) = App::new().into_utoipa_app().configure(api).configure(health::routes).split_for_parts();
    document.info = InfoBuilder::new()
        .title("安考 Ankao")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("安全生产知识网络竞赛接口"))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .contact(Some(ContactBuilder::new().name(Some("主办方")).build()))
        .build();
    document
}

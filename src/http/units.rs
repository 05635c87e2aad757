//! The unit tree, for finding one's unit.

use actix_web::{HttpRequest, HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::tagged::tagged_for_a_minute;
use crate::{
    app::App,
    fault::Fault,
    people::{self, UnitsFound, UnitsQuery},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(find_units);
}

/// Find one's unit
///
/// By a part of the name or the initials of its pinyin, the best fit first, at most 20; without `q` the
/// level below `parent`.
#[utoipa::path(
    tag = "单位",
    params(UnitsQuery),
    responses((status = 200, description = "单位", body = UnitsFound), (status = 304, description = "未变化")),
    security(()),
)]
#[get("/units")]
async fn find_units(
    app: web::Data<App>,
    query: web::Query<UnitsQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let found = people::find_units(&app, &query).await?;
    // A rush of people asks for the same first letters.
    tagged_for_a_minute(&request, &found)
}

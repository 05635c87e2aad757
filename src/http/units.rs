//! The unit tree, for finding one's unit.

use actix_web::{HttpRequest, HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::tagged;
use crate::{
    app::App,
    fault::Fault,
    people::{self, UnitsFound, UnitsQuery},
};

/// Anybody's answer, for a minute: a rush of people asks for the same first letters.
const FOR_A_MINUTE: &str = "public, max-age=60";

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
    Ok(tagged::answer(&request, tagged::digest(&found), FOR_A_MINUTE, &found))
}

//! Turnout: how many came, and who has not.

use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    exports::{XLSX, attachment, blocks},
    extract::{Arrival, Official},
    query::Query,
};
use crate::{
    app::App,
    domain::ContestId,
    fault::Fault,
    turnout::{
        self, AbsenteesQuery, ListFormat, TurnoutQuery,
        view::{AbsenteesView, TurnoutView},
    },
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(get_turnout).service(list_absentees);
}

/// Turnout
///
/// Of the contest or of a node with all below it, by unit, region, sector or day. Counted are people
/// with a valid attempt, by the contest's rule those of the roster or confirmed only; the rate is capped
/// at 1 and flagged above. Liaisons see their units, organizers their nodes.
#[utoipa::path(
    tag = "参与情况",
    params(("contest" = i64, Path, description = "竞赛编号"), TurnoutQuery),
    responses((status = 200, description = "参与情况", body = TurnoutView)),
)]
#[get("/contests/{contest}/turnout")]
async fn get_turnout(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    query: Query<TurnoutQuery>,
) -> Result<web::Json<TurnoutView>, Fault> {
    let view = turnout::turnout(&app, &official.roles, contest.into_inner(), query.into_inner(), arrival.0).await?;
    Ok(web::Json(view))
}

/// Absentees
///
/// People of the roster who have not handed in a valid attempt, by unit: a page as JSON, or all as an
/// xlsx.
#[utoipa::path(
    tag = "参与情况",
    params(("contest" = i64, Path, description = "竞赛编号"), AbsenteesQuery),
    responses((status = 200, description = "未参加人员", content((AbsenteesView = "application/json"), (Vec<u8> = XLSX)))),
)]
#[get("/contests/{contest}/turnout/absentees")]
async fn list_absentees(
    app: web::Data<App>,
    official: Official,
    arrival: Arrival,
    contest: web::Path<ContestId>,
    query: Query<AbsenteesQuery>,
) -> Result<HttpResponse, Fault> {
    let (contest, roles) = (contest.into_inner(), &official.roles);
    match query.format {
        ListFormat::Json => Ok(HttpResponse::Ok().json(turnout::absentees(&app, roles, contest, &query).await?)),
        ListFormat::Xlsx => {
            let file = turnout::absentees_file(&app, roles, contest, query.unit, arrival.0).await?;
            Ok(attachment(XLSX, "未参加人员.xlsx").streaming(blocks(file)))
        }
    }
}

//! Leaderboards: individuals, units, one's own place, the stream for walls.

use std::{future::ready, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{self, Bytes},
};
use futures_util::{Stream, StreamExt, stream};
use tokio_stream::wrappers::{IntervalStream, WatchStream};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    extract::{SignedIn, Watching},
    query::Query,
    tagged::tagged,
};
use crate::{
    app::App,
    board::Version,
    domain::ContestId,
    fault::Fault,
    leaderboard::{
        self, IndividualsQuery, UnitsQuery, Walls,
        view::{IndividualsView, MineView, UnitsView, WallView},
    },
};

/// So often a wall hears that the line is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub fn routes(config: &mut ServiceConfig) {
    config.service(individuals).service(units).service(stream_walls).service(mine);
}

/// The board of individuals
///
/// Of the contest, or of a node's subtree. Names are masked unless the contest publishes them; a node
/// with fewer than 20 participants is not listed. The ETag changes when the board does.
#[utoipa::path(
    tag = "排行榜",
    params(("contest" = i64, Path, description = "竞赛编号"), IndividualsQuery),
    responses((status = 200, description = "个人排行榜", body = IndividualsView), (status = 304, description = "未变化")),
    security((), ("bearer" = [])),
)]
#[get("/contests/{contest}/leaderboards/individuals")]
async fn individuals(
    app: web::Data<App>,
    Watching(viewer): Watching,
    contest: web::Path<ContestId>,
    query: Query<IndividualsQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let view = leaderboard::individuals(&app, &viewer, contest.into_inner(), &query).await?;
    let whose = viewer.asker.map_or(0, |asker| asker.person.0);
    Ok(tagged(&request, tag(view.version, whose), &view))
}

/// The table of units
///
/// By index, within a node, a sector or a class; ranks are among the units asked for.
#[utoipa::path(
    tag = "排行榜",
    params(("contest" = i64, Path, description = "竞赛编号"), UnitsQuery),
    responses((status = 200, description = "单位排行榜", body = UnitsView), (status = 304, description = "未变化")),
    security((), ("bearer" = [])),
)]
#[get("/contests/{contest}/leaderboards/units")]
async fn units(
    app: web::Data<App>,
    Watching(viewer): Watching,
    contest: web::Path<ContestId>,
    query: Query<UnitsQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let view = leaderboard::units(&app, &viewer, contest.into_inner(), &query).await?;
    Ok(tagged(&request, tag(view.version, 0), &view))
}

/// One's own place
///
/// What counts, the ranks in unit, county, city and province, attempts left, and the history.
#[utoipa::path(
    tag = "排行榜",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "我的成绩", body = MineView)),
)]
#[get("/contests/{contest}/me")]
async fn mine(
    app: web::Data<App>,
    SignedIn(asker): SignedIn,
    contest: web::Path<ContestId>,
) -> Result<web::Json<MineView>, Fault> {
    Ok(web::Json(leaderboard::mine(&app, asker.person, contest.into_inner()).await?))
}

/// Snapshots for walls
///
/// Server-sent events `snapshot`, at most one a second, each whole, with the board's version as id;
/// a comment every 15 seconds while nothing changes.
#[utoipa::path(
    tag = "排行榜",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "大屏快照", body = WallView, content_type = "text/event-stream")),
    security((), ("bearer" = [])),
)]
#[get("/contests/{contest}/leaderboards/stream")]
async fn stream_walls(
    app: web::Data<App>,
    Watching(viewer): Watching,
    contest: web::Path<ContestId>,
) -> Result<HttpResponse, Fault> {
    let snapshots = Walls::watch(&app.into_inner(), &viewer, contest.into_inner()).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Compressing would hold events back, and so would a proxy that buffers.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events(WatchStream::new(snapshots))))
}

fn events(snapshots: WatchStream<leaderboard::Snapshot>) -> impl Stream<Item = Result<Bytes, Fault>> {
    let event = |snapshot: leaderboard::Snapshot| {
        Some(format!("id: {}\nevent: snapshot\ndata: {}\n\n", snapshot.0, snapshot.1))
    };
    // The heart stops with the snapshots, when the server does.
    let snapshots = snapshots.map(event).chain(stream::iter([None]));
    let heartbeats = IntervalStream::new(tokio::time::interval(HEARTBEAT)).map(|_| Some(": 心跳\n\n".to_owned()));
    let events = stream::select(snapshots, heartbeats).take_while(|event| ready(event.is_some()));
    events.filter_map(ready).map(|event| Ok(Bytes::from(event)))
}

/// A board's version and whom its lines are marked for say all.
fn tag(version: Version, whose: i64) -> String {
    format!("{}-{whose}", version.0)
}

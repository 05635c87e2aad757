//! Leaderboards: individuals, units, one's own place, the stream for walls.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{self, Bytes},
};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::timeout;
use tokio_stream::wrappers::WatchStream;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    extract::{SignedIn, Watching},
    query::Query,
    tagged::tagged_by_content,
};
use crate::{
    app::App,
    domain::ContestId,
    fault::Fault,
    kept::Snapshot,
    leaderboard::{
        self, IndividualsQuery, UnitsQuery,
        view::{IndividualsView, MineView, UnitsView, WallView},
    },
};

/// After so long a silence a wall hears that the line is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub fn routes(config: &mut ServiceConfig) {
    config.service(individuals).service(units).service(stream_walls).service(mine);
}

/// The board of individuals
///
/// Of the contest, or of a node's subtree. Names are masked unless the contest publishes them; a node
/// with fewer than 20 participants is not listed. The ETag changes with what is told; after a 304 the
/// header `Server-Time` says what time it is. A cursor is good for a minute from the first page, and
/// turns the pages of the board as it was then. `around=me` answers with oneself and those nearest, under
/// the same rules.
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
    tagged_by_content(&request, view.server_time, &view)
}

/// The table of units
///
/// By index, within a node, a sector or a class; ranks are among the units asked for. Made anew at most
/// once a second. ETag and cursor are as for individuals.
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
    tagged_by_content(&request, view.server_time, &view)
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
/// a comment every 15 seconds while nothing changes. The stream ends when the contest changes who may
/// see its boards: whoever may, comes back.
#[utoipa::path(
    tag = "排行榜",
    params(("contest" = i64, Path, description = "竞赛编号")),
    responses((status = 200, description = "大屏快照", body = WallView, content_type = "text/event-stream",
        example = "id: 42\nevent: snapshot\ndata: {\"version\":42}\n\n")),
    security((), ("bearer" = [])),
)]
#[get("/contests/{contest}/leaderboards/stream")]
async fn stream_walls(
    app: web::Data<App>,
    Watching(viewer): Watching,
    contest: web::Path<ContestId>,
) -> Result<HttpResponse, Fault> {
    let snapshots = leaderboard::watch(&app.into_inner(), &viewer, contest.into_inner()).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Compressing would hold events back, and so would a proxy that buffers.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events(WatchStream::new(snapshots), HEARTBEAT)))
}

/// Each snapshot as it comes, and a comment after each `heartbeat` of silence. Ends with the snapshots.
fn events(
    snapshots: impl Stream<Item = Snapshot> + Unpin,
    heartbeat: Duration,
) -> impl Stream<Item = Result<Bytes, Fault>> {
    stream::unfold(snapshots, move |mut snapshots| async move {
        let event = match timeout(heartbeat, snapshots.next()).await {
            Ok(snapshot) => {
                let wall = snapshot?;
                format!("id: {}\nevent: snapshot\ndata: {}\n\n", wall.version.0, wall.json)
            }
            Err(_) => ": 心跳\n\n".to_owned(),
        };
        Some((Ok(Bytes::from(event)), snapshots))
    })
}

#[cfg(test)]
mod tests {
    use std::{pin::pin, sync::Arc};

    use tokio::sync::mpsc;
    use tokio_stream::wrappers::UnboundedReceiverStream;

    use super::*;
    use crate::{board::Version, kept::Wall};

    fn wall(version: u64) -> Snapshot {
        Arc::new(Wall { version: Version(version), json: format!("{{\"version\":{version},\"units\":[]}}") })
    }

    #[tokio::test]
    async fn a_silence_is_filled_with_heartbeats_and_nothing_else() {
        let (sender, snapshots) = mpsc::unbounded_channel();
        let mut events = pin!(events(UnboundedReceiverStream::new(snapshots), Duration::ZERO));
        let mut next = async || events.next().await.map(|event| event.expect("an event"));
        sender.send(wall(7)).expect("there");
        let first = next().await.expect("a snapshot");
        assert!(first.starts_with(b"id: 7\nevent: snapshot\ndata: {\"version\":7,"), "{first:?}");
        assert!(first.ends_with(b"}\n\n") && first.split(|it| *it == b'\n').count() == 5, "{first:?}");
        for _ in 0..3 {
            assert_eq!(next().await.as_deref(), Some(": 心跳\n\n".as_bytes()));
        }
        sender.send(wall(8)).expect("there");
        assert!(next().await.expect("a snapshot").starts_with(b"id: 8\n"));
        drop(sender);
        assert_eq!(next().await, None, "a wall that is not made any more is not kept alive");
    }

    #[tokio::test]
    async fn a_snapshot_in_time_is_not_preceded_by_a_heartbeat() {
        let snapshots = stream::iter([1, 2, 3].map(wall));
        let events: Vec<_> = events(snapshots, HEARTBEAT).collect().await;
        let begins = |event: &Result<Bytes, Fault>| event.as_ref().is_ok_and(|event| event.starts_with(b"id: "));
        assert!(events.len() == 3 && events.iter().all(begins));
    }
}

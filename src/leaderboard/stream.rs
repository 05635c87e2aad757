//! Snapshots for walls: made once for all who watch a contest, at most one a second.

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::sync::watch;

use super::{
    FEWEST_LISTED, Viewer, individuals,
    units::{self, UnitsQuery},
    view::WallView,
    visible,
};
use crate::{
    app::App,
    board::{Node, Page},
    domain::{ContestId, contest::Contest},
    fault::Fault,
};

const PAUSE: Duration = Duration::from_secs(1);
/// Lines of each list on a wall.
const LINES: usize = 20;

/// The latest snapshot, as JSON, with the version it shows.
pub type Snapshot = Arc<(u64, String)>;

/// The contests that walls watch. A contest is followed by one task as long as anybody watches it.
#[derive(Debug, Default)]
pub struct Walls(Mutex<Watched>);

#[derive(Debug, Default)]
struct Watched {
    contests: HashMap<ContestId, watch::Sender<Snapshot>>,
    /// The server stops: nobody is shown anything any more.
    ended: bool,
}

impl Walls {
    /// Follows a contest's boards: the snapshot as it is now, and each later one.
    pub async fn watch(app: &Arc<App>, viewer: &Viewer, id: ContestId) -> Result<watch::Receiver<Snapshot>, Fault> {
        let contest = visible(app, viewer, id).await?;
        let known = app.walls.0.lock().contests.get(&id).map(watch::Sender::subscribe);
        if let Some(receiver) = known {
            return Ok(receiver);
        }
        let first = snapshot(app, &contest).await?;
        let mut walls = app.walls.0.lock();
        // Another may have come meanwhile: then one task is enough.
        if let Some(sender) = walls.contests.get(&id) {
            return Ok(sender.subscribe());
        }
        let (sender, receiver) = watch::channel(first);
        if !walls.ended {
            walls.contests.insert(id, sender);
            tokio::spawn(follow(app.clone(), contest));
        }
        Ok(receiver)
    }

    /// Ends all streams, for the server waits for them when it stops. Whoever comes now sees one snapshot.
    pub fn end(&self) {
        let mut walls = self.0.lock();
        walls.ended = true;
        walls.contests.clear();
    }

    /// Shows a snapshot to all who watch; false when nobody does any more.
    fn show(&self, contest: ContestId, snapshot: Option<Snapshot>) -> bool {
        let mut walls = self.0.lock();
        let Some(sender) = walls.contests.get(&contest) else { return false };
        if sender.receiver_count() == 0 {
            walls.contests.remove(&contest);
            return false;
        }
        if let Some(snapshot) = snapshot {
            sender.send_replace(snapshot);
        }
        true
    }
}

async fn follow(app: Arc<App>, contest: Contest) {
    let mut shown = None;
    loop {
        let version = app.board.version(contest.id).await.ok();
        let mut latest = None;
        if version != shown {
            match snapshot(&app, &contest).await {
                Ok(snapshot) => (shown, latest) = (version, Some(snapshot)),
                Err(fault) => tracing::warn!(%fault, "a wall keeps its last snapshot"),
            }
        }
        if !app.walls.show(contest.id, latest) {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn snapshot(app: &App, contest: &Contest) -> Result<Snapshot, Fault> {
    let listing = app.board.top(contest.id, Node::Contest, Page { offset: 0, limit: LINES }).await?;
    let rows = if listing.of < FEWEST_LISTED { &[] } else { listing.rows.as_slice() };
    let individuals = individuals::named(app, contest, rows, None).await?;
    let (_, table) = units::table(app, contest, &UnitsQuery::default()).await?;
    let tree = app.units_of(contest.id);
    let view = WallView {
        version: listing.version,
        server_time: app.clock.now().into(),
        participants: listing.of,
        individuals,
        units: table.iter().take(LINES).map(|row| units::unit_line(&tree, row)).collect(),
    };
    let json = serde_json::to_string(&view).map_err(Fault::internal)?;
    Ok(Arc::new((listing.version.0, json)))
}

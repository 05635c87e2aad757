//! Snapshots for walls: made once for all who watch a contest, at most one a second.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
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
    domain::{
        ContestId,
        contest::{Boards, Contest},
    },
    fault::{Code, Fault},
    kept::{Snapshot, Wall, Walls},
    store,
};

const PAUSE: Duration = Duration::from_secs(1);
/// Lines of each list on a wall.
const LINES: usize = 20;

/// What became of a watched contest.
enum Latest {
    Wall(WallView),
    /// Others may watch it than before, or the server has ended.
    Over,
}

/// Follows a contest's boards: the snapshot as it is now, and each later one that tells something
/// else. It ends when the contest says anew who may see its boards: then one has to ask again.
pub async fn watch(app: &Arc<App>, viewer: &Viewer, id: ContestId) -> Result<watch::Receiver<Snapshot>, Fault> {
    let contest = visible(app, viewer, id).await?;
    let audience = contest.rules.boards;
    if let Some(receiver) = app.walls.join(id) {
        return Ok(receiver);
    }
    let first = wall(app, &contest).await?;
    let (receiver, is_first) = app.walls.open(id, snapshot(&first)?);
    if is_first {
        // A pause must not keep a server open that has ended.
        let (walls, app) = (app.walls.clone(), Arc::downgrade(app));
        let latest = move || latest(app.upgrade(), id, audience).boxed();
        tokio::spawn(async move { follow(&walls, id, first, PAUSE, latest).await });
    }
    Ok(receiver)
}

/// After each pause makes a wall, and shows it if it tells something else than the one before, until
/// nobody watches any more.
async fn follow(
    walls: &Walls,
    id: ContestId,
    mut shown: WallView,
    pause: Duration,
    latest: impl Fn() -> BoxFuture<'static, Result<Latest, Fault>>,
) {
    loop {
        tokio::time::sleep(pause).await;
        if !walls.is_watched(id) {
            return;
        }
        let made = match latest().await {
            Ok(Latest::Over) => return walls.end_of(id),
            Ok(Latest::Wall(view)) if shown.tells_the_same(&view) => continue,
            Ok(Latest::Wall(view)) => snapshot(&view).map(|snapshot| (view, snapshot)),
            Err(fault) => Err(fault),
        };
        match made {
            Ok((view, snapshot)) => {
                walls.show(id, snapshot);
                shown = view;
            }
            Err(fault) => tracing::warn!(%fault, "a wall keeps its last snapshot"),
        }
    }
}

fn snapshot(view: &WallView) -> Result<Snapshot, Fault> {
    let json = serde_json::to_string(view).map_err(Fault::internal)?;
    Ok(Arc::new(Wall { version: view.version, json }))
}

/// The contest is read again each time: it may have changed how it writes names, and who may look.
async fn latest(app: Option<Arc<App>>, id: ContestId, audience: Boards) -> Result<Latest, Fault> {
    let Some(app) = app else { return Ok(Latest::Over) };
    let contest = store::contests::find(&mut *app.store.read().await?, id).await?.ok_or(Code::NotFound)?;
    if contest.rules.boards != audience {
        return Ok(Latest::Over);
    }
    Ok(Latest::Wall(wall(&app, &contest).await?))
}

async fn wall(app: &App, contest: &Contest) -> Result<WallView, Fault> {
    let listing = app.board.top(contest.id, Node::Contest, Page { offset: 0, limit: LINES }).await?;
    let rows = if listing.of < FEWEST_LISTED { &[] } else { listing.rows.as_slice() };
    let individuals = individuals::named(app, contest, rows, None).await?;
    let table = units::table(app, contest, &UnitsQuery::default().topic(contest)).await?;
    let tree = app.units_of(contest.id);
    Ok(WallView {
        version: listing.version,
        server_time: app.clock.now().into(),
        participants: listing.of,
        individuals,
        units: table.rows.iter().take(LINES).map(|row| units::unit_line(&tree, row)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use futures_util::future::{join, ready};
    use parking_lot::Mutex;

    use super::*;
    use crate::{board::Version, domain::Stamp};

    const CONTEST: ContestId = ContestId(1);

    fn view(version: u64, server_time: i64) -> WallView {
        WallView {
            version: Version(version),
            server_time: Stamp(server_time).into(),
            participants: 0,
            individuals: vec![],
            units: vec![],
        }
    }

    fn opened(walls: &Walls) -> (watch::Receiver<Snapshot>, bool) {
        walls.open(CONTEST, snapshot(&view(1, 0)).expect("JSON"))
    }

    #[tokio::test]
    async fn one_task_makes_the_snapshots_for_all_who_watch() {
        let walls = Walls::default();
        let (mut watching, firsts): (Vec<_>, Vec<_>) = (0..50).map(|_| opened(&walls)).unzip();
        assert_eq!(firsts.iter().filter(|first| **first).count(), 1);
        watching.extend(walls.join(CONTEST));
        let (made, shown) = (AtomicU64::new(0), AtomicU64::new(0));
        let following = follow(&walls, CONTEST, view(1, 0), Duration::ZERO, || {
            let made = made.fetch_add(1, Ordering::Relaxed) + 1;
            ready(Ok(Latest::Wall(view(made, 0)))).boxed()
        });
        let look = async {
            for version in 2..=4 {
                let before = made.load(Ordering::Relaxed);
                let mut walls = Vec::new();
                for receiver in &mut watching {
                    receiver.changed().await.expect("followed");
                    walls.push(receiver.borrow_and_update().clone());
                }
                assert!(walls.iter().all(|wall| Arc::ptr_eq(wall, &walls[0])));
                assert_eq!(walls[0].version, Version(version));
                shown.fetch_add(1, Ordering::Relaxed);
                assert!(made.load(Ordering::Relaxed) <= before + 2);
            }
            watching.clear();
        };
        join(following, look).await;
        assert_eq!(shown.into_inner(), 3);
        assert!(opened(&walls).1, "the task has ended: who comes now is the first again");
    }

    #[tokio::test]
    async fn a_wall_that_tells_the_same_at_another_time_is_not_shown_again() {
        let walls = Walls::default();
        let (mut watching, _) = opened(&walls);
        let (sender, made) = tokio::sync::oneshot::channel();
        let (rounds, sender) = (AtomicU64::new(0), Mutex::new(Some(sender)));
        let following = follow(&walls, CONTEST, view(1, 0), Duration::ZERO, || {
            let round = rounds.fetch_add(1, Ordering::Relaxed);
            if round == 5 {
                sender.lock().take().map(|sender| sender.send(()));
            }
            ready(Ok(Latest::Wall(view(1, 1_000 * round.cast_signed())))).boxed()
        });
        let look = async {
            made.await.expect("made");
            assert!(!watching.has_changed().expect("followed"));
            assert_eq!(watching.borrow_and_update().json, snapshot(&view(1, 0)).expect("JSON").json);
            drop(watching);
        };
        join(following, look).await;
    }

    #[tokio::test]
    async fn all_walls_end_when_others_may_watch_than_before_and_a_failure_ends_none() {
        let walls = Walls::default();
        let (mut watching, _) = opened(&walls);
        let rounds = AtomicU64::new(0);
        let following = follow(&walls, CONTEST, view(1, 0), Duration::ZERO, || {
            let latest = match rounds.fetch_add(1, Ordering::Relaxed) {
                0 => Err(Code::StoreUnavailable.into()),
                1 => Ok(Latest::Wall(view(2, 0))),
                _ => Ok(Latest::Over),
            };
            ready(latest).boxed()
        });
        let look = async {
            watching.changed().await.expect("followed");
            assert_eq!(watching.borrow_and_update().version, Version(2));
            assert!(watching.changed().await.is_err(), "ended");
        };
        join(following, look).await;
        assert!(opened(&walls).1);
    }
}

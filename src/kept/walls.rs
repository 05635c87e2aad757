//! Walls that are being watched, and what each shows: the same snapshot for all who watch a contest.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{board::Version, domain::ContestId};

/// A wall as it was at one time.
#[derive(Debug)]
pub struct Wall {
    pub version: Version,
    pub json: String,
}

/// The latest snapshot, shared by all who watch.
pub type Snapshot = Arc<Wall>;

/// The contests that walls watch. A contest is followed by one task as long as anybody watches it.
#[derive(Clone, Debug, Default)]
pub struct Walls(Arc<Mutex<Watched>>);

#[derive(Debug, Default)]
struct Watched {
    contests: HashMap<ContestId, watch::Sender<Snapshot>>,
    /// The server stops: nobody is shown anything any more.
    ended: bool,
}

impl Walls {
    /// Joins those who watch a contest, if anybody does.
    #[must_use]
    pub fn join(&self, id: ContestId) -> Option<watch::Receiver<Snapshot>> {
        self.0.lock().contests.get(&id).map(watch::Sender::subscribe)
    }

    /// Joins those who watch, or is the first of them, who has to follow the contest.
    #[must_use]
    pub fn open(&self, id: ContestId, first: Snapshot) -> (watch::Receiver<Snapshot>, bool) {
        let mut walls = self.0.lock();
        if let Some(sender) = walls.contests.get(&id) {
            return (sender.subscribe(), false);
        }
        let (sender, receiver) = watch::channel(first);
        if walls.ended {
            return (receiver, false);
        }
        walls.contests.insert(id, sender);
        (receiver, true)
    }

    /// Whether anybody watches; who comes after that is the first again.
    #[must_use]
    pub fn is_watched(&self, id: ContestId) -> bool {
        let mut walls = self.0.lock();
        let watched = walls.contests.get(&id).is_some_and(|sender| sender.receiver_count() > 0);
        if !watched {
            walls.contests.remove(&id);
        }
        watched
    }

    /// Shows a snapshot to all who watch the contest.
    pub fn show(&self, id: ContestId, snapshot: Snapshot) {
        if let Some(sender) = self.0.lock().contests.get(&id) {
            sender.send_replace(snapshot);
        }
    }

    /// Ends the streams of a contest: whoever watches has to ask again.
    pub fn end_of(&self, id: ContestId) {
        self.0.lock().contests.remove(&id);
    }

    /// Ends all streams, for the server waits for them when it stops. Whoever comes now sees one snapshot.
    pub fn end(&self) {
        let mut walls = self.0.lock();
        walls.ended = true;
        walls.contests.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_stops_ends_all_walls_and_begins_no_other() {
        let opened =
            |walls: &Walls| walls.open(ContestId(1), Arc::new(Wall { version: Version(1), json: "{}".to_owned() }));
        let walls = Walls::default();
        let (mut watching, is_first) = opened(&walls);
        assert!(is_first);
        walls.end();
        assert!(watching.changed().await.is_err());
        let (mut late, is_first) = opened(&walls);
        assert!(!is_first && late.changed().await.is_err());
    }
}

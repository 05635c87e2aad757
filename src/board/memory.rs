//! The board in this process: a lock a contest, held for one step and never across an await.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::RwLock;

use super::{Away, Board, Listing, Node, Page, Placed, Ranks, Reply, Tallies, Version, contest::ContestBoard};
use crate::domain::{ContestId, PersonId, Stamp};

/// Leaderboards of all contests in the memory of one process. It is [`Away`] only if a rebuild is cut off
/// by the end of the process.
#[derive(Debug)]
pub struct MemoryBoard {
    began: Version,
    latest: AtomicU64,
    contests: RwLock<HashMap<ContestId, Arc<RwLock<ContestBoard>>>>,
}

impl MemoryBoard {
    /// An empty board of a process that starts at `now`.
    ///
    /// Versions count on from there, so that none is used again after a restart: there is room for
    /// 4,096 changes a millisecond, and they stay exact in JavaScript till the year 2039.
    #[must_use]
    pub fn new(now: Stamp) -> Self {
        let began = u64::try_from(now.0).unwrap_or(0) << 12;
        Self { began: Version(began), latest: AtomicU64::new(began), contests: RwLock::default() }
    }

    fn contest(&self, contest: ContestId) -> Option<Arc<RwLock<ContestBoard>>> {
        self.contests.read().get(&contest).cloned()
    }

    fn contest_or_new(&self, contest: ContestId) -> Arc<RwLock<ContestBoard>> {
        self.contest(contest).unwrap_or_else(|| {
            let new = || Arc::new(RwLock::new(ContestBoard::new(self.began)));
            Arc::clone(self.contests.write().entry(contest).or_insert_with(new))
        })
    }

    /// Answers from a contest; one that nobody has answered in yet is empty.
    fn read<'a, T: Send + 'a>(
        &'a self,
        contest: ContestId,
        answer: impl FnOnce(&ContestBoard) -> T + Send + 'a,
    ) -> Reply<'a, T> {
        Box::pin(async move {
            Ok(match self.contest(contest) {
                Some(board) => answer(&board.read()),
                None => answer(&ContestBoard::new(self.began)),
            })
        })
    }

    /// To be taken while the lock of the changed contest is held: whoever sees it and then reads that
    /// contest, sees the change.
    fn next_version(&self) -> Version {
        Version(self.latest.fetch_add(1, Ordering::AcqRel) + 1)
    }
}

impl Board for MemoryBoard {
    fn apply(&self, standings: Vec<Placed>) -> Reply<'_, ()> {
        Box::pin(async move {
            for placed in standings {
                let board = self.contest_or_new(placed.standing.contest);
                let mut board = board.write();
                if board.apply(placed) {
                    board.set_version(self.next_version());
                }
            }
            Ok::<_, Away>(())
        })
    }

    fn rebuild(&self, contest: ContestId, standings: Vec<Placed>) -> Reply<'_, ()> {
        Box::pin(async move {
            // Seconds for a million people: aside, so that the old board and everybody else go on meanwhile.
            let mut anew = ContestBoard::new(self.began);
            let making = tokio::task::spawn_blocking(move || {
                for placed in standings {
                    anew.apply(placed);
                }
                anew
            });
            let mut anew = making.await.map_err(|_| Away)?;
            let board = self.contest_or_new(contest);
            let mut board = board.write();
            anew.catch_up(&board);
            anew.set_version(self.next_version());
            *board = anew;
            Ok(())
        })
    }

    fn top(&self, contest: ContestId, node: Node, page: Page) -> Reply<'_, Listing> {
        self.read(contest, move |board| board.top(node, page))
    }

    fn ranks_of(&self, contest: ContestId, person: PersonId) -> Reply<'_, Option<Ranks>> {
        self.read(contest, move |board| board.ranks_of(person))
    }

    fn neighbourhood(
        &self,
        contest: ContestId,
        node: Node,
        person: PersonId,
        each_side: usize,
    ) -> Reply<'_, Option<Listing>> {
        self.read(contest, move |board| board.neighbourhood(node, person, each_side))
    }

    fn unit_tallies(&self, contest: ContestId) -> Reply<'_, Tallies> {
        self.read(contest, ContestBoard::unit_tallies)
    }
}

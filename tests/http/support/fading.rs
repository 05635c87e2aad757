//! A board that comes and goes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ankao::{
    board::{Away, Board, Listing, Node, Page, Placed, Ranks, Reply, Tallies},
    domain::{ContestId, PersonId},
};

use super::Stage;

/// Another board, as long as it is not away.
#[derive(Debug)]
pub struct FadingBoard {
    board: Arc<dyn Board>,
    away: Arc<AtomicBool>,
}

impl Stage {
    /// With a board that is away as long as that says so. The store's changes go to it all the while.
    pub async fn with_fading_board() -> (Self, Arc<AtomicBool>) {
        let away = Arc::new(AtomicBool::new(false));
        let fading = away.clone();
        let stage = Self::with(move |app| {
            app.board = Arc::new(FadingBoard { board: app.board.clone(), away: fading });
        });
        (stage.await, away)
    }
}

impl FadingBoard {
    fn unless_away<'a, T: Send + 'a>(&self, reply: Reply<'a, T>) -> Reply<'a, T> {
        if self.away.load(Ordering::SeqCst) { Box::pin(async { Err(Away) }) } else { reply }
    }
}

impl Board for FadingBoard {
    fn apply(&self, standings: Vec<Placed>) -> Reply<'_, ()> {
        self.unless_away(self.board.apply(standings))
    }

    fn rebuild(&self, contest: ContestId, standings: Vec<Placed>) -> Reply<'_, ()> {
        self.unless_away(self.board.rebuild(contest, standings))
    }

    fn top(&self, contest: ContestId, node: Node, page: Page) -> Reply<'_, Listing> {
        self.unless_away(self.board.top(contest, node, page))
    }

    fn ranks_of(&self, contest: ContestId, person: PersonId) -> Reply<'_, Option<Ranks>> {
        self.unless_away(self.board.ranks_of(contest, person))
    }

    fn neighbourhood(
        &self,
        contest: ContestId,
        node: Node,
        person: PersonId,
        each_side: usize,
    ) -> Reply<'_, Option<Listing>> {
        self.unless_away(self.board.neighbourhood(contest, node, person, each_side))
    }

    fn unit_tallies(&self, contest: ContestId) -> Reply<'_, Tallies> {
        self.unless_away(self.board.unit_tallies(contest))
    }
}

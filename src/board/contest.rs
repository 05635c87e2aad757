//! The board of one contest: plain data, without a lock or a clock.

use std::{
    cmp::Reverse,
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use super::{Listing, Node, Page, Place, Placed, Ranks, Row, Tallies, Version, ranked_set::RankedSet};
use crate::domain::{
    PersonId, UnitId,
    ranking::{Outcome, Rev, Tally},
};

/// What is known of a contest's people, and the boards made of it.
#[derive(Clone, Debug)]
pub struct ContestBoard {
    version: Version,
    people: HashMap<PersonId, Held>,
    whole: NodeBoard,
    units: HashMap<UnitId, NodeBoard>,
}

/// A standing as the board holds it. It is kept without a result too, for the sake of its `rev`.
#[derive(Clone, Debug)]
struct Held {
    rev: Rev,
    result: Option<Outcome>,
    counted: bool,
    path: Arc<[UnitId]>,
}

#[derive(Clone, Debug, Default)]
struct NodeBoard {
    individuals: RankedSet<Individual>,
    /// Of the counted ones only.
    tally: Tally,
}

/// Best first; equals by their ids, so that a list has one order.
type Individual = (Reverse<Outcome>, PersonId);

impl ContestBoard {
    #[must_use]
    pub fn new(version: Version) -> Self {
        Self { version, people: HashMap::new(), whole: NodeBoard::default(), units: HashMap::new() }
    }

    /// From now on this is `version`.
    pub fn set_version(&mut self, version: Version) {
        self.version = version;
    }

    /// Takes in a standing, unless it is known at this `rev` or a greater one. Says whether it was new.
    pub fn apply(&mut self, placed: Placed) -> bool {
        let Placed { standing, path } = placed;
        let new = Held { rev: standing.rev, result: standing.result, counted: standing.counted, path };
        self.hold(standing.person, new)
    }

    /// Takes in what `older` knows at a greater `rev`.
    pub fn catch_up(&mut self, older: &Self) {
        for (person, held) in &older.people {
            self.hold(*person, held.clone());
        }
    }

    fn hold(&mut self, person: PersonId, new: Held) -> bool {
        let old = match self.people.entry(person) {
            Entry::Vacant(entry) => {
                entry.insert(new.clone());
                None
            }
            Entry::Occupied(entry) if entry.get().rev >= new.rev => return false,
            Entry::Occupied(mut entry) => Some(entry.insert(new.clone())),
        };
        if let Some(Held { result: Some(outcome), counted, path, .. }) = old {
            self.whole.leave(person, outcome, counted);
            for unit in path.iter() {
                self.leave_unit(*unit, person, outcome, counted);
            }
        }
        if let Held { result: Some(outcome), counted, path, .. } = new {
            self.whole.join(person, outcome, counted);
            for unit in path.iter() {
                self.units.entry(*unit).or_default().join(person, outcome, counted);
            }
        }
        true
    }

    fn leave_unit(&mut self, unit: UnitId, person: PersonId, outcome: Outcome, counted: bool) {
        if let Entry::Occupied(mut board) = self.units.entry(unit) {
            board.get_mut().leave(person, outcome, counted);
            if board.get().individuals.is_empty() {
                board.remove();
            }
        }
    }

    fn node(&self, node: Node) -> Option<&NodeBoard> {
        match node {
            Node::Contest => Some(&self.whole),
            Node::Unit(unit) => self.units.get(&unit),
        }
    }

    #[must_use]
    pub fn top(&self, node: Node, page: Page) -> Listing {
        let Some(board) = self.node(node) else {
            return Listing { version: self.version, of: 0, rows: Vec::new() };
        };
        Listing { version: self.version, of: board.individuals.len(), rows: board.rows(page) }
    }

    fn place(&self, node: Node, outcome: Outcome) -> Place {
        self.node(node).map_or(Place { rank: 1, of: 0 }, |board| board.place(outcome))
    }

    #[must_use]
    pub fn ranks_of(&self, person: PersonId) -> Option<Ranks> {
        let held = self.people.get(&person)?;
        let outcome = held.result?;
        Some(Ranks {
            version: self.version,
            outcome,
            contest: self.whole.place(outcome),
            units: held.path.iter().map(|unit| (*unit, self.place(Node::Unit(*unit), outcome))).collect(),
        })
    }

    #[must_use]
    pub fn neighbourhood(&self, node: Node, person: PersonId, each_side: usize) -> Option<Listing> {
        let held = self.people.get(&person)?;
        let outcome = held.result?;
        if let Node::Unit(unit) = node
            && !held.path.contains(&unit)
        {
            return None;
        }
        let individuals = &self.node(node)?.individuals;
        let position = individuals.count_below(|other| *other < (Reverse(outcome), person));
        let offset = position.saturating_sub(each_side);
        let limit = (position - offset).saturating_add(each_side).saturating_add(1);
        Some(self.top(node, Page { offset, limit }))
    }

    #[must_use]
    pub fn unit_tallies(&self) -> Tallies {
        let units = self.units.iter().map(|(unit, board)| (*unit, board.tally)).collect();
        Tallies { version: self.version, whole: self.whole.tally, units }
    }
}

impl NodeBoard {
    fn join(&mut self, person: PersonId, outcome: Outcome, counted: bool) {
        self.individuals.insert((Reverse(outcome), person));
        if counted {
            self.tally.add(outcome);
        }
    }

    fn leave(&mut self, person: PersonId, outcome: Outcome, counted: bool) {
        self.individuals.remove(&(Reverse(outcome), person));
        if counted {
            self.tally.remove(outcome);
        }
    }

    /// One more than are better: those equal to it are not.
    fn place(&self, outcome: Outcome) -> Place {
        let better = self.individuals.count_below(|(Reverse(other), _)| *other > outcome);
        Place { rank: better + 1, of: self.individuals.len() }
    }

    fn rows(&self, page: Page) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::with_capacity(page.limit.min(self.individuals.len()));
        for (position, (Reverse(outcome), person)) in
            (page.offset..).zip(self.individuals.iter_from(page.offset).take(page.limit))
        {
            let rank = match rows.last() {
                Some(above) if above.outcome == *outcome => above.rank,
                Some(_) => position + 1,
                None => self.place(*outcome).rank,
            };
            rows.push(Row { rank, person: *person, outcome: *outcome });
        }
        rows
    }
}

//! Leaderboards (排行榜): a projection of the store's standings, kept in order while they change.
//!
//! [`Board`] is what use cases ask; [`memory`] keeps it in this process, [`contest`] is what it keeps of one
//! contest. It may use the domain and nothing else, and may be lost at any moment: the store rebuilds it.
//! Another board implements [`Board`] and passes the tests of `model`.
//!
//! A standing that has a result is on the board of its contest and of every node above its unit; only
//! *counted* ones (matched to the roster or confirmed) are in the tallies of units. People compare
//! themselves at once, units are compared by those who are known to be theirs.
//!
//! Any standing may come twice, late or in another order than it was written: the greater `rev` stays,
//! and a person moves from the old nodes and tallies to the new ones in one step. So a board is the same
//! whatever way it came about.

use std::{collections::HashMap, fmt::Debug, sync::Arc};

use futures_util::future::BoxFuture;

use crate::domain::{
    ContestId, PersonId, UnitId,
    ranking::{Outcome, Standing, Tally},
};

pub mod contest;
pub mod memory;
#[cfg(test)]
mod model;
mod ranked_set;

pub use memory::MemoryBoard;

/// What a board answers, or that it is away.
pub type Reply<'a, T> = BoxFuture<'a, Result<T, Away>>;

/// The board cannot be reached. Nothing is lost: ranks are shown as unknown until it is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the leaderboard cannot be reached")]
pub struct Away;

/// Leaderboards of all contests.
///
/// Which one serves is known at start only, so use cases hold an `Arc<dyn Board>`. A boxed future an
/// answer is a small part of what an answer costs.
pub trait Board: Debug + Send + Sync {
    /// Takes in standings that the store has committed.
    fn apply(&self, standings: Vec<Placed>) -> Reply<'_, ()>;

    /// Makes a contest's board anew of all its standings: at start, or when the unit tree has changed.
    /// What has been applied meanwhile at a greater `rev` stays.
    fn rebuild(&self, contest: ContestId, standings: Vec<Placed>) -> Reply<'_, ()>;

    /// Individuals of a node, best first.
    fn top(&self, contest: ContestId, node: Node, page: Page) -> Reply<'_, Listing>;

    /// A person's places; None without a result.
    fn ranks_of(&self, contest: ContestId, person: PersonId) -> Reply<'_, Option<Ranks>>;

    /// A person with those around them, `each_side` above and below; None if they are not in that node.
    fn neighbourhood(
        &self,
        contest: ContestId,
        node: Node,
        person: PersonId,
        each_side: usize,
    ) -> Reply<'_, Option<Listing>>;

    /// What every node has done together, for the tables of units.
    fn unit_tallies(&self, contest: ContestId) -> Reply<'_, Tallies>;
}

/// A standing with the way to its unit.
#[derive(Clone, Debug)]
pub struct Placed {
    pub standing: Standing,
    /// From the root of the unit tree to the standing's unit, both included; shared by all its people.
    pub path: Arc<[UnitId]>,
}

/// Whose individuals: the whole contest's or those of a unit's subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Contest,
    Unit(UnitId),
}

/// A stretch of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many to leave out at the top.
    pub offset: usize,
    pub limit: usize,
}

/// The state of a board; greater is later, also across restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = u64)]
pub struct Version(pub u64);

/// Individuals in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The contest's version that this shows.
    pub version: Version,
    /// How many there are in all.
    pub of: usize,
    pub rows: Vec<Row>,
}

/// An individual on a board. People of equal rank follow each other by their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub rank: usize,
    pub person: PersonId,
    pub outcome: Outcome,
}

/// Rank of how many: one more than are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub rank: usize,
    pub of: usize,
}

/// Where a person stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranks {
    /// The contest's version that this shows.
    pub version: Version,
    pub outcome: Outcome,
    pub contest: Place,
    /// In each node from the root of the tree to the person's unit.
    pub units: Vec<(UnitId, Place)>,
}

/// What the counted people of a contest and of each node have done together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tallies {
    /// The contest's version that this shows.
    pub version: Version,
    pub whole: Tally,
    /// A node that is missing here has an empty tally.
    pub units: HashMap<UnitId, Tally>,
}

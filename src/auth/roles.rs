//! Roles: liaison of a unit, organizer of a node of the tree. Read from the store, never from a token.

use crate::domain::{UnitId, unit::UnitTree};

/// What a person may do beside answering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Units whose liaison (联络员) they are.
    pub liaison: Vec<UnitId>,
    /// Nodes whose organizer (主办方) they are.
    pub organizer: Vec<UnitId>,
    /// Organizer of the whole installation.
    pub organizer_of_all: bool,
}

impl Roles {
    #[must_use]
    pub fn is_organizer(&self) -> bool {
        self.organizer_of_all || !self.organizer.is_empty()
    }

    /// Whether they may run a contest that `owner` owns: their node is the owner or above it.
    #[must_use]
    pub fn may_organize(&self, tree: &UnitTree, owner: Option<UnitId>) -> bool {
        let above = |owner| self.organizer.iter().any(|&node| tree.is_within(owner, node));
        self.organizer_of_all || owner.is_some_and(above)
    }

    /// Whether the people of `unit` are theirs to look after: as liaison or organizer of it or of a
    /// node above it.
    #[must_use]
    pub fn may_look_after(&self, tree: &UnitTree, unit: UnitId) -> bool {
        let mut nodes = self.liaison.iter().chain(&self.organizer);
        self.organizer_of_all || nodes.any(|&node| tree.is_within(unit, node))
    }
}

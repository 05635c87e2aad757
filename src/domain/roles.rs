//! Roles: liaison of a unit, organizer of a node of the tree. Read from the store, never from a token.

use super::{UnitId, unit::UnitTree};

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

    /// What of it they may do as organizer.
    #[must_use]
    pub fn as_organizer(&self) -> Self {
        Self { liaison: Vec::new(), ..self.clone() }
    }

    /// Whether they may run a contest that `owner` owns, and give and take the offices of that node: theirs
    /// is the owner or above it.
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

    /// Whether somebody with these roles may let `other` choose a new password: never for more than they
    /// may do themselves.
    #[must_use]
    pub fn stand_above(&self, tree: &UnitTree, other: &Self) -> bool {
        let mine = |unit: &UnitId| self.organizer.iter().any(|&node| tree.is_within(*unit, node));
        let all_mine = !other.organizer_of_all && other.organizer.iter().chain(&other.liaison).all(mine);
        self.organizer_of_all || all_mine
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::{UnitKind, UnitRecord};

    #[test]
    fn nobody_stands_above_more_than_they_may_do_themselves() {
        let node = |id, parent| UnitRecord {
            id: UnitId(id),
            parent,
            kind: UnitKind::Unit,
            name: id.to_string(),
            sector: None,
        };
        let tree = UnitTree::of(vec![node(1, None), node(2, Some(UnitId(1))), node(3, Some(UnitId(1)))]);
        let liaison = |unit| Roles { liaison: vec![UnitId(unit)], ..Roles::default() };
        let organizer = |unit| Roles { organizer: vec![UnitId(unit)], ..Roles::default() };
        let of_all = Roles { organizer_of_all: true, ..Roles::default() };
        assert!(liaison(2).stand_above(&tree, &Roles::default()), "somebody without roles");
        assert!(!liaison(2).stand_above(&tree, &liaison(2)), "another liaison");
        assert!(!liaison(1).stand_above(&tree, &organizer(2)));
        assert!(organizer(1).stand_above(&tree, &liaison(2)) && organizer(1).stand_above(&tree, &organizer(2)));
        assert!(!organizer(2).stand_above(&tree, &organizer(3)) && !organizer(2).stand_above(&tree, &organizer(1)));
        assert!(!organizer(1).stand_above(&tree, &of_all) && of_all.stand_above(&tree, &of_all));
    }
}

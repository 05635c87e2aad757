//! Which units take part in a contest.

use std::{collections::HashSet, sync::Arc};

use super::{
    UnitId,
    contest::{Contest, Life},
    unit::{UnitKind, UnitTree},
};

/// The units of a contest: those that it lists, each with all below it; where it lists none, all below
/// its owner.
#[derive(Debug)]
pub struct TakingPart {
    tree: Arc<UnitTree>,
    nodes: Nodes,
    is_draft: bool,
}

#[derive(Debug)]
enum Nodes {
    All,
    /// These with all below them, and the way to them.
    Below {
        listed: HashSet<UnitId>,
        above: HashSet<UnitId>,
    },
}

impl TakingPart {
    /// `listed` are the units that the contest lists.
    #[must_use]
    pub fn of(contest: &Contest, tree: Arc<UnitTree>, listed: impl IntoIterator<Item = UnitId>) -> Self {
        let mut listed: HashSet<UnitId> = listed.into_iter().collect();
        if listed.is_empty() {
            listed.extend(contest.owner);
        }
        let above = listed.iter().flat_map(|&unit| tree.path(unit).to_vec()).collect();
        let nodes = if listed.is_empty() { Nodes::All } else { Nodes::Below { listed, above } };
        Self { tree, nodes, is_draft: contest.life == Life::Draft }
    }

    /// A draft is nobody's business yet.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.is_draft
    }

    /// Whether people can belong to it: it takes part, and is a unit or a department.
    #[must_use]
    pub fn may_be_joined(&self, unit: UnitId) -> bool {
        let kind = self.tree.get(unit).map(|node| node.kind);
        matches!(kind, Some(UnitKind::Unit | UnitKind::Department)) && self.includes(unit)
    }

    /// Whether it takes part, or something below it does.
    #[must_use]
    pub fn leads_to_some(&self, unit: UnitId) -> bool {
        let above = match &self.nodes {
            Nodes::All => false,
            Nodes::Below { above, .. } => above.contains(&unit),
        };
        above || self.includes(unit)
    }

    /// Whether it takes part.
    #[must_use]
    pub fn includes(&self, unit: UnitId) -> bool {
        let node = self.tree.get(unit);
        node.is_some_and(|node| match &self.nodes {
            Nodes::All => true,
            Nodes::Below { listed, .. } => node.path.iter().any(|it| listed.contains(it)),
        })
    }
}

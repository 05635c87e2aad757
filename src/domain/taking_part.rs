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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        contest::{Review, samples::contest},
        unit::UnitRecord,
    };

    /// A province (1) of two cities (2, 3), a unit in each (4, 5), and a department (6) of the first.
    fn tree() -> Arc<UnitTree> {
        let node = |id, parent: Option<i64>, kind| UnitRecord {
            id: UnitId(id),
            parent: parent.map(UnitId),
            kind,
            name: id.to_string(),
            sector: None,
        };
        Arc::new(UnitTree::of(vec![
            node(1, None, UnitKind::Province),
            node(2, Some(1), UnitKind::City),
            node(3, Some(1), UnitKind::City),
            node(4, Some(2), UnitKind::Unit),
            node(5, Some(3), UnitKind::Unit),
            node(6, Some(4), UnitKind::Department),
        ]))
    }

    fn which(contest: &Contest, listed: &[i64], is: impl Fn(&TakingPart, UnitId) -> bool) -> Vec<i64> {
        let taking_part = TakingPart::of(contest, tree(), listed.iter().copied().map(UnitId));
        (1..=7).filter(|&id| is(&taking_part, UnitId(id))).collect()
    }

    #[test]
    fn units_take_part_that_are_listed_and_without_a_list_all_below_the_owner_or_all() {
        let of_nobody = contest(Review::AtOnce);
        let of_a_city = Contest { owner: Some(UnitId(3)), ..of_nobody.clone() };
        assert_eq!(which(&of_a_city, &[4], TakingPart::includes), [4, 6]);
        assert_eq!(which(&of_a_city, &[], TakingPart::includes), [3, 5]);
        assert_eq!(which(&of_nobody, &[], TakingPart::includes), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn people_join_units_and_departments_and_find_them_by_the_regions_above() {
        let contest = contest(Review::AtOnce);
        assert_eq!(which(&contest, &[2], TakingPart::may_be_joined), [4, 6]);
        assert_eq!(which(&contest, &[4], TakingPart::leads_to_some), [1, 2, 4, 6]);
    }
}

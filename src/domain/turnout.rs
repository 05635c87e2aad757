//! Participation (参与情况) rolled up along the tree and along sectors: pure, of counts a node.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    UnitId,
    contest::Rules,
    ranking::{Tally, Turnout, UnitTally},
    unit::{UnitKind, UnitNode, UnitTree},
};

/// Whom a contest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    Everybody,
    /// Of the roster, or confirmed by a liaison.
    Confirmed,
}

impl Counting {
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        if rules.counts_confirmed_only { Self::Confirmed } else { Self::Everybody }
    }
}

/// How many people have come so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    pub started: u32,
    pub submitted: u32,
}

impl std::ops::AddAssign for Came {
    fn add_assign(&mut self, other: Self) {
        self.started += other.started;
        self.submitted += other.submitted;
    }
}

/// What is known of a node itself, without those below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfNode {
    /// People who stand in the roster as of this node.
    pub roster: u32,
    /// What it declared for itself and all below it.
    pub declared: Option<u32>,
    pub came: Came,
}

/// How many were to come, and how many came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Participation {
    /// None where neither a declaration nor a roster says.
    pub headcount: Option<u32>,
    pub came: Came,
}

impl Participation {
    /// The turnout, where there is a headcount.
    #[must_use]
    pub fn turnout(self) -> Option<Turnout> {
        Turnout::new(self.came.submitted, self.headcount.map(i64::from))
    }
}

/// The counts of a contest, and the tree they are rolled up along.
#[derive(Debug)]
pub struct Ledger<'a> {
    tree: &'a UnitTree,
    of_nodes: &'a HashMap<UnitId, OfNode>,
}

impl<'a> Ledger<'a> {
    #[must_use]
    pub fn new(tree: &'a UnitTree, of_nodes: &'a HashMap<UnitId, OfNode>) -> Self {
        Self { tree, of_nodes }
    }

    /// Each node with all below it. What a node declares stands for all below it; otherwise its
    /// headcount is its own roster and what is said below. A node of which nothing is known is missing.
    #[must_use]
    pub fn by_node(&self) -> HashMap<UnitId, Participation> {
        let mut nodes: Vec<&UnitNode> = self.tree.nodes().collect();
        nodes.sort_by_key(|node| std::cmp::Reverse(node.path.len()));
        let mut rolled = HashMap::<UnitId, Participation>::new();
        for node in nodes {
            let own = self.of(node.id);
            let below = rolled.get(&node.id).copied().unwrap_or_default();
            let mut sum = below;
            sum.came += own.came;
            sum.headcount = own.declared.or_else(|| add(below.headcount, own.roster));
            if sum == Participation::default() {
                continue;
            }
            rolled.insert(node.id, sum);
            if let Some(parent) = node.parent {
                let parent = rolled.entry(parent).or_default();
                parent.came += sum.came;
                parent.headcount = sum.headcount.map_or(parent.headcount, |people| add(parent.headcount, people));
            }
        }
        rolled
    }

    /// All that stand in `within`, or all there are.
    #[must_use]
    pub fn total(&self, within: Option<UnitId>) -> Participation {
        let mut total = Participation::default();
        for participation in self.by_sector(within).into_values() {
            total.came += participation.came;
            total.headcount = participation.headcount.map_or(total.headcount, |people| add(total.headcount, people));
        }
        total
    }

    /// The sectors within a node, or all: a node without a sector is of the one above it. The last
    /// line, without a name, is of those in none.
    #[must_use]
    pub fn by_sector(&self, within: Option<UnitId>) -> BTreeMap<Option<&'a str>, Participation> {
        let mut sectors = BTreeMap::<_, Participation>::new();
        let nodes = self.tree.nodes().filter(|node| within.is_none_or(|within| node.path.contains(&within)));
        for node in nodes {
            let own = self.of(node.id);
            // Declared by a node above it that is looked at, too.
            let from = node.path.iter().position(|id| Some(*id) == within).unwrap_or(0);
            let spoken_for = node.path[from..].iter().any(|id| *id != node.id && self.of(*id).declared.is_some());
            let headcount = if spoken_for { None } else { own.declared.or_else(|| add(None, own.roster)) };
            if own.came == Came::default() && headcount.is_none() {
                continue;
            }
            let line = sectors.entry(self.tree.sector(node.id)).or_default();
            line.came += own.came;
            line.headcount = headcount.map_or(line.headcount, |people| add(line.headcount, people));
        }
        sectors
    }

    fn of(&self, node: UnitId) -> OfNode {
        self.of_nodes.get(&node).copied().unwrap_or_default()
    }
}

/// What a contest knows of who is to come.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// What each node declares, and how many stand in the roster as of it. Nobody has come yet.
    pub of_nodes: HashMap<UnitId, OfNode>,
    /// The nodes that the contest lists.
    pub listed: BTreeSet<UnitId>,
}

impl Expected {
    /// The units that are compared, by id, each with whom it expects and with what `tally_of` knows of its
    /// people: those that the contest lists, without the departments among them, which are part of their
    /// units. Where it lists none, every unit that is known by its roster or its results.
    #[must_use]
    pub fn compared(&self, tree: &UnitTree, tally_of: impl Fn(UnitId) -> Option<Tally>) -> Vec<UnitTally> {
        let expected = Ledger::new(tree, &self.of_nodes).by_node();
        let nodes = tree.nodes().filter(|node| match node.kind {
            UnitKind::Department => false,
            _ if !self.listed.is_empty() => self.listed.contains(&node.id),
            UnitKind::Unit => expected.contains_key(&node.id) || tally_of(node.id).is_some(),
            UnitKind::Province | UnitKind::City | UnitKind::County => false,
        });
        let tally = |node: &UnitNode| UnitTally {
            unit: node.id,
            headcount: expected.get(&node.id).and_then(|it| it.headcount).map(i64::from),
            tally: tally_of(node.id).unwrap_or_default(),
        };
        nodes.map(tally).collect()
    }
}

fn add(headcount: Option<u32>, people: u32) -> Option<u32> {
    match (headcount, people) {
        (known, 0) => known,
        (known, people) => Some(known.unwrap_or(0).saturating_add(people)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::UnitRecord;

    /// 1 province › 2, 3 cities › 4, 5 units of 2, 6 unit of 3 › 7 department of 4
    fn tree() -> UnitTree {
        let node = |id, parent: Option<i64>, kind, sector: Option<&str>| UnitRecord {
            id: UnitId(id),
            parent: parent.map(UnitId),
            kind,
            name: format!("单位{id}"),
            sector: sector.map(str::to_owned),
        };
        UnitTree::of(vec![
            node(1, None, UnitKind::Province, None),
            node(2, Some(1), UnitKind::City, None),
            node(3, Some(1), UnitKind::City, None),
            node(4, Some(2), UnitKind::Unit, Some("住建")),
            node(5, Some(2), UnitKind::Unit, None),
            node(6, Some(3), UnitKind::Unit, Some("应急")),
            node(7, Some(4), UnitKind::Department, None),
        ])
    }

    fn of(roster: u32, declared: Option<u32>, started: u32, submitted: u32) -> OfNode {
        OfNode { roster, declared, came: Came { started, submitted } }
    }

    fn counts() -> HashMap<UnitId, OfNode> {
        HashMap::from([
            (UnitId(4), of(3, Some(100), 10, 8)),
            (UnitId(7), of(20, None, 5, 5)),
            (UnitId(5), of(30, None, 1, 0)),
            (UnitId(6), of(0, Some(2), 3, 3)),
        ])
    }

    fn line(participation: Participation) -> (Option<u32>, u32, u32) {
        (participation.headcount, participation.came.started, participation.came.submitted)
    }

    #[test]
    fn what_a_node_declares_stands_for_all_below_it() {
        let (tree, counts) = (tree(), counts());
        let rolled = Ledger::new(&tree, &counts).by_node();
        let of = |id| line(rolled[&UnitId(id)]);
        assert_eq!(of(7), (Some(20), 5, 5));
        assert_eq!(of(4), (Some(100), 15, 13));
        assert_eq!(of(5), (Some(30), 1, 0));
        assert_eq!(of(2), (Some(130), 16, 13));
        assert_eq!(of(1), (Some(132), 19, 16));
    }

    #[test]
    fn sectors_reach_down_and_sum_up_to_the_whole() {
        let (tree, counts) = (tree(), counts());
        let ledger = Ledger::new(&tree, &counts);
        let sectors: Vec<_> = ledger.by_sector(None).into_iter().map(|(name, it)| (name, line(it))).collect();
        assert_eq!(
            sectors,
            [(None, (Some(30), 1, 0)), (Some("住建"), (Some(100), 15, 13)), (Some("应急"), (Some(2), 3, 3)),]
        );
        for within in [None, Some(UnitId(1)), Some(UnitId(2)), Some(UnitId(4)), Some(UnitId(7))] {
            let node = within.unwrap_or(UnitId(1));
            assert_eq!(ledger.total(within), ledger.by_node()[&node]);
        }
    }

    #[test]
    fn the_listed_units_are_compared_or_all_that_are_known_but_never_departments() {
        let tree = tree();
        let units = |listed: &[i64], known: &[i64]| -> Vec<i64> {
            let of_nodes = known.iter().map(|unit| (UnitId(*unit), of(1, None, 0, 0))).collect();
            let expected = Expected { of_nodes, listed: listed.iter().copied().map(UnitId).collect() };
            expected.compared(&tree, |_| None).iter().map(|it| it.unit.0).collect()
        };
        assert_eq!(units(&[4, 6, 7], &[5]), [4, 6]);
        assert_eq!(units(&[3], &[5]), [3], "a region that is listed stands for itself");
        assert_eq!(units(&[], &[1, 2, 4, 5, 7]), [4, 5]);
        let has_result = |unit: UnitId| (unit.0 == 6).then(Tally::default);
        let compared: Vec<_> = Expected::default().compared(&tree, has_result).iter().map(|it| it.unit.0).collect();
        assert_eq!(compared, [6]);
    }

    #[test]
    fn turnout_is_capped_at_the_headcount_and_flagged_above_it() {
        let (tree, counts) = (tree(), counts());
        let rolled = Ledger::new(&tree, &counts).by_node();
        let turnout = rolled[&UnitId(6)].turnout().expect("a headcount");
        assert!(turnout.is_above_full());
        assert_eq!(turnout.for_showing().to_bits(), 1.0_f64.to_bits());
        assert_eq!(rolled.get(&UnitId(5)).and_then(|it| it.turnout()).map(Turnout::is_above_full), Some(false));
    }
}

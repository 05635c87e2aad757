//! Who is commended (通报表扬): the first of each class of units, and the first individuals. Plain sorts
//! and sums of standings: what the boards keep up step by step, computed once more from nothing.

use std::{cmp::Reverse, collections::HashMap};

use super::{Outcome, Standing, Tally, UnitRow, UnitRules, UnitTally, unit_table};
use crate::domain::{
    UnitId,
    unit::{UnitClass, UnitTree},
};

/// What a contest's people have done together, and those of every node's subtree. Only counted
/// standings with a result are in.
#[derive(Clone, Debug, Default)]
pub struct RolledUp {
    pub whole: Tally,
    pub nodes: HashMap<UnitId, Tally>,
}

impl RolledUp {
    #[must_use]
    pub fn of<'a>(standings: impl IntoIterator<Item = &'a Standing>, tree: &UnitTree) -> Self {
        let mut rolled_up = Self::default();
        standings.into_iter().for_each(|standing| rolled_up.add(standing, tree));
        rolled_up
    }

    pub fn add(&mut self, standing: &Standing, tree: &UnitTree) {
        let Some(outcome) = standing.result.filter(|_| standing.counted) else { return };
        self.whole.add(outcome);
        for &node in tree.path(standing.unit).iter() {
            self.nodes.entry(node).or_default().add(outcome);
        }
    }
}

/// Ranks of individuals that come best first: 1, 2, 2, 4.
#[derive(Debug, Default)]
pub struct Ranks {
    position: u64,
    rank: u64,
    last: Option<Outcome>,
}

impl Ranks {
    /// The rank of whoever comes next.
    pub fn next(&mut self, standing: &Standing) -> u64 {
        self.position += 1;
        if self.last != standing.result {
            (self.rank, self.last) = (self.position, standing.result);
        }
        self.rank
    }
}

/// Of each class the units whose rank within it is at most `last`, best first: more than `last` where
/// several share that rank.
#[must_use]
pub fn first_units(rules: UnitRules, whole: Tally, units: &[UnitTally], last: u32) -> Vec<(UnitClass, Vec<UnitRow>)> {
    let of_class = |class: UnitClass| {
        let units: Vec<UnitTally> = units.iter().filter(|it| it.class() == Some(class)).copied().collect();
        let rows = unit_table(rules, whole, &units).into_iter();
        (class, rows.take_while(|row| row.rank.is_ok_and(|rank| rank <= last.into())).collect())
    };
    [UnitClass::Large, UnitClass::Medium, UnitClass::Small].map(of_class).into()
}

/// The counted individuals whose rank among them is at most `last`, best first: more than `last` where
/// several share that rank.
#[must_use]
pub fn first_individuals(standings: &[Standing], last: u32) -> Vec<(u64, Standing)> {
    let mut counted: Vec<&Standing> = standings.iter().filter(|it| it.counted && it.result.is_some()).collect();
    counted.sort_by_key(|standing| (Reverse(standing.result), standing.person));
    let mut ranks = Ranks::default();
    let ranked = counted.into_iter().map(|standing| (ranks.next(standing), *standing));
    ranked.take_while(|(rank, _)| *rank <= last.into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ContestId, PersonId, Points, Span,
        ranking::Rev,
        unit::{UnitKind, UnitRecord},
    };

    fn standing(person: i64, unit: i64, points: Option<i64>, counted: bool) -> Standing {
        let result = points.map(|points| Outcome::of_attempt(Points(points * 100), Span(1_000)).expect("valid"));
        Standing { contest: ContestId(1), person: PersonId(person), unit: UnitId(unit), result, counted, rev: Rev(1) }
    }

    fn people(ranked: &[(u64, Standing)]) -> Vec<(u64, i64)> {
        ranked.iter().map(|(rank, standing)| (*rank, standing.person.0)).collect()
    }

    #[test]
    fn all_who_share_the_last_rank_are_commended() {
        let points = [(1, 90), (2, 100), (3, 90), (4, 80), (5, 90), (6, 0)];
        let standings = points.map(|(person, points)| standing(person, 1, Some(points), true));
        assert_eq!(people(&first_individuals(&standings, 2)), [(1, 2), (2, 1), (2, 3), (2, 5)]);
        assert_eq!(people(&first_individuals(&standings, 1)), [(1, 2)]);
        assert_eq!(people(&first_individuals(&standings, 4)), [(1, 2), (2, 1), (2, 3), (2, 5)], "the next is fifth");
        assert_eq!(people(&first_individuals(&standings, 0)), []);
        assert_eq!(first_individuals(&standings, 100).len(), 6, "zero is a result");
    }

    #[test]
    fn who_does_not_count_or_has_nothing_left_is_not_commended() {
        let standings = [standing(1, 1, Some(100), false), standing(2, 1, None, true), standing(3, 1, Some(1), true)];
        assert_eq!(people(&first_individuals(&standings, 9)), [(1, 3)]);
        let RolledUp { whole, nodes } = RolledUp::of(&standings, &UnitTree::default());
        assert_eq!((whole.participants(), nodes[&UnitId(1)].participants()), (1, 1));
    }

    #[test]
    fn units_are_compared_within_their_class_with_all_their_departments() {
        let record = |id, parent: Option<i64>, kind| UnitRecord {
            id: UnitId(id),
            parent: parent.map(UnitId),
            kind,
            name: id.to_string(),
            sector: None,
        };
        let tree = UnitTree::of(vec![
            record(1, None, UnitKind::Unit),
            record(2, Some(1), UnitKind::Department),
            record(3, None, UnitKind::Unit),
            record(4, None, UnitKind::Unit),
        ]);
        let standings = [
            standing(1, 1, Some(10), true),
            standing(2, 2, Some(50), true),
            standing(3, 3, Some(20), true),
            standing(4, 4, Some(100), true),
        ];
        let RolledUp { whole, nodes } = RolledUp::of(&standings, &tree);
        let unit =
            |id: i64, headcount| UnitTally { unit: UnitId(id), headcount: Some(headcount), tally: nodes[&UnitId(id)] };
        let units = [unit(1, 2), unit(3, 1), unit(4, 300)];
        let first: Vec<_> = first_units(UnitRules::default(), whole, &units, 1)
            .into_iter()
            .map(|(class, rows)| (class, rows.iter().map(|row| row.unit.0).collect::<Vec<_>>()))
            .collect();
        assert_eq!(first, [(UnitClass::Large, vec![4]), (UnitClass::Medium, vec![]), (UnitClass::Small, vec![1])]);
    }
}

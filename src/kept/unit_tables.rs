//! The tables of units, ranked by index: each made at most once a second.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use parking_lot::Mutex;

use super::{
    once_a_second::OnceASecond,
    pins::{List, Pins},
};
use crate::{
    board::Version,
    domain::{
        ContestId, Stamp, UnitId,
        contest::Contest,
        ranking::{Formula, Tally, UnitRow, UnitRules, UnitTally, unit_table},
        unit::{UnitClass, UnitTree},
    },
};

/// Which units are ranked among themselves, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    pub within: Option<UnitId>,
    pub sector: Option<String>,
    pub class: Option<UnitClass>,
    pub formula: Formula,
}

/// The units of a topic, best first.
pub type Table = List<UnitRow>;

/// The tables of all contests, each made at most once a second however many look, and those whose
/// pages are being turned.
#[derive(Debug, Default)]
pub struct UnitTables {
    latest: Mutex<HashMap<ContestId, Arc<OnceASecond<Compared>>>>,
    pub pinned: Pins<(ContestId, Topic), UnitRow>,
}

/// The units of a contest with what their people have done, and the tables made of it so far.
#[derive(Debug)]
pub struct Compared {
    version: Version,
    whole: Tally,
    units: Vec<UnitTally>,
    tree: Arc<UnitTree>,
    tables: Mutex<HashMap<Topic, Arc<OnceLock<Arc<Table>>>>>,
}

impl UnitTables {
    /// The units of a topic, ranked among themselves, as they were less than a second ago, or as `gather`
    /// finds them at `now`.
    pub async fn table<E>(
        &self,
        contest: &Contest,
        topic: &Topic,
        now: Stamp,
        gather: impl AsyncFnOnce() -> Result<Compared, E>,
    ) -> Result<Arc<Table>, E> {
        let latest = self.latest.lock().entry(contest.id).or_default().clone();
        Ok(latest.get(now, gather).await?.table(contest.rules.units, topic))
    }
}

impl Topic {
    fn takes_in(&self, tree: &UnitTree, unit: &UnitTally) -> bool {
        self.within.is_none_or(|within| tree.is_within(unit.unit, within))
            && self.sector.as_deref().is_none_or(|sector| tree.sector(unit.unit) == Some(sector))
            && self.class.is_none_or(|class| unit.class() == Some(class))
    }
}

impl Compared {
    #[must_use]
    pub fn new(tree: Arc<UnitTree>, version: Version, whole: Tally, units: Vec<UnitTally>) -> Self {
        Self { version, whole, units, tree, tables: Mutex::default() }
    }

    fn table(&self, rules: UnitRules, topic: &Topic) -> Arc<Table> {
        let known = self.tables.lock().get(topic).cloned();
        let table = match known {
            Some(table) => table,
            // A sector is any text: of those that nobody is in, there is no end.
            None if !self.units.iter().any(|unit| topic.takes_in(&self.tree, unit)) => return self.make(rules, topic),
            None => self.tables.lock().entry(topic.clone()).or_default().clone(),
        };
        // Those who ask for the same meanwhile wait for it.
        table.get_or_init(|| self.make(rules, topic)).clone()
    }

    fn make(&self, rules: UnitRules, topic: &Topic) -> Arc<Table> {
        let units: Vec<_> = self.units.iter().filter(|unit| topic.takes_in(&self.tree, unit)).copied().collect();
        let rules = UnitRules { formula: topic.formula, ..rules };
        Arc::new(Table { version: self.version, of: units.len(), rows: unit_table(rules, self.whole, &units) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::{UnitKind, UnitRecord};

    #[test]
    fn a_topic_that_takes_in_no_unit_is_answered_and_not_kept() {
        let (name, sector) = ("甲公司".to_owned(), Some("住建".to_owned()));
        let record = UnitRecord { id: UnitId(1), parent: None, kind: UnitKind::Unit, name, sector };
        let unit = UnitTally { unit: UnitId(1), headcount: Some(3), tally: Tally::default() };
        let tree = Arc::new(UnitTree::of(vec![record]));
        let compared = Compared::new(tree, Version(1), Tally::default(), vec![unit]);
        let topic = |sector: &str, within| Topic {
            within,
            sector: Some(sector.to_owned()),
            class: None,
            formula: Formula::default(),
        };
        for number in 0..100 {
            assert_eq!(compared.table(UnitRules::default(), &topic(&format!("行业{number}"), None)).of, 0);
            assert_eq!(compared.table(UnitRules::default(), &topic("住建", Some(UnitId(2 + number)))).of, 0);
        }
        assert_eq!(compared.tables.lock().len(), 0);
        let first = compared.table(UnitRules::default(), &topic("住建", None));
        assert!(Arc::ptr_eq(&first, &compared.table(UnitRules::default(), &topic("住建", None))));
        assert_eq!((first.of, compared.tables.lock().len()), (1, 1));
    }
}

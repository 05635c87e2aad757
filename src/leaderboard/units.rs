//! The table of units: by index, by the contest's formula or another, within a node, a sector, a class.

use std::{
    collections::HashMap,
    slice,
    str::FromStr,
    sync::{Arc, OnceLock},
};

use parking_lot::Mutex;
use serde::Deserialize;

use super::{
    Viewer,
    once_a_second::OnceASecond,
    pins::{Cursor, List, Pins},
    view::{UnitRowView, UnitsView},
    visible,
};
use crate::{
    app::App,
    board::Version,
    domain::{
        ContestId, UnitId,
        contest::Contest,
        ranking::{ExactPoints, Formula, Tally, Turnout, UnitRow, UnitRules, UnitTally, unit_table},
        unit::{UnitClass, UnitKind, UnitTree},
    },
    fault::Fault,
    store,
};

/// Which units.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// Only units in this node's subtree.
    pub within: Option<UnitId>,
    /// Only units of this sector (行业部门).
    #[param(example = "住房城乡建设")]
    pub sector: Option<String>,
    /// Only units of this class by headcount.
    pub class: Option<UnitClass>,
    /// Another formula than the contest's.
    pub formula: Option<Formula>,
    /// Only this unit's line, with its rank among those asked for.
    pub unit: Option<UnitId>,
    /// Lines a page, at most 1,000.
    #[param(minimum = 1, maximum = 1000, default = 50)]
    pub limit: Option<usize>,
    /// From the page before.
    #[param(example = json!(null))]
    pub cursor: Option<String>,
}

/// Which units are ranked among themselves, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    within: Option<UnitId>,
    sector: Option<String>,
    class: Option<UnitClass>,
    formula: Formula,
}

/// The units of a topic, best first.
pub type Table = List<UnitRow>;

/// The tables of all contests, each made at most once a second however many look, and those whose
/// pages are being turned.
#[derive(Debug, Default)]
pub struct UnitTables {
    latest: Mutex<HashMap<ContestId, Arc<OnceASecond<Compared>>>>,
    pinned: Pins<(ContestId, Topic), UnitRow>,
}

/// The units of a contest with what their people have done, and the tables made of it so far.
#[derive(Debug)]
struct Compared {
    version: Version,
    whole: Tally,
    units: Vec<UnitTally>,
    tree: Arc<UnitTree>,
    tables: Mutex<HashMap<Topic, Arc<OnceLock<Arc<Table>>>>>,
}

pub async fn units(app: &App, viewer: &Viewer, id: ContestId, query: &UnitsQuery) -> Result<UnitsView, Fault> {
    let contest = visible(app, viewer, id).await?;
    let (topic, now) = (Topic::of(query, &contest), app.clock.now());
    let (pins, limit) = (&app.unit_tables.pinned, query.limit.unwrap_or(50).clamp(1, 1_000));
    let cursor = query.cursor.as_deref().map(Cursor::from_str).transpose()?;
    let table = match cursor {
        Some(cursor) => pins.get((id, topic.clone()), cursor, now)?,
        None => table(app, &contest, &topic).await?,
    };
    let tree = app.units_of(id);
    let (rows, next) = match (query.unit, cursor) {
        (Some(unit), _) => (table.rows.iter().find(|row| row.unit == unit).map_or(&[][..], slice::from_ref), None),
        (None, Some(cursor)) => cursor.page(&table.rows, limit),
        (None, None) => pins.begin((id, topic), &table, limit, now),
    };
    Ok(UnitsView {
        version: table.version,
        server_time: now.into(),
        of: table.of,
        rows: rows.iter().map(|row| unit_line(&tree, row)).collect(),
        cursor: next.map(|next| next.to_string()),
    })
}

impl Topic {
    pub(super) fn of(query: &UnitsQuery, contest: &Contest) -> Self {
        let formula = query.formula.unwrap_or(contest.rules.units.formula);
        Self { within: query.within, sector: query.sector.clone(), class: query.class, formula }
    }

    fn takes_in(&self, tree: &UnitTree, unit: &UnitTally) -> bool {
        self.within.is_none_or(|within| tree.is_within(unit.unit, within))
            && self.sector.as_deref().is_none_or(|sector| tree.sector(unit.unit) == Some(sector))
            && self.class.is_none_or(|class| unit.class() == Some(class))
    }
}

/// The units of a topic, ranked among themselves, as they were less than a second ago.
pub(super) async fn table(app: &App, contest: &Contest, topic: &Topic) -> Result<Arc<Table>, Fault> {
    let latest = app.unit_tables.latest.lock().entry(contest.id).or_default().clone();
    let compared = latest.get(app.clock.now(), async || gather(app, contest.id).await).await?;
    Ok(compared.table(contest.rules.units, topic))
}

async fn gather(app: &App, contest: ContestId) -> Result<Compared, Fault> {
    let (tree, tallies) = (app.units_of(contest), app.board.unit_tallies(contest).await?);
    let expected = store::headcounts::of_contest(&mut *app.store.read().await?, contest).await?;
    let units = expected.compared(&tree, |unit| tallies.units.get(&unit).copied());
    Ok(Compared { version: tallies.version, whole: tallies.whole, units, tree, tables: Mutex::default() })
}

impl Compared {
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

/// A line of the table, with what the tree says of its unit.
#[must_use]
pub fn unit_line(tree: &UnitTree, row: &UnitRow) -> UnitRowView {
    let node = tree.get(row.unit);
    UnitRowView {
        rank: row.rank.ok(),
        barred: row.rank.err(),
        unit: row.unit,
        name: node.map_or_else(String::new, |node| node.name.clone()),
        region: region(tree, row.unit),
        sector: tree.sector(row.unit).map(str::to_owned),
        class: row.class,
        participants: row.tally.participants(),
        headcount: row.turnout.map(|turnout| turnout.headcount().get()),
        participation_rate: row.turnout.map(Turnout::for_showing),
        above_headcount: row.turnout.is_some_and(Turnout::is_above_full),
        mean: row.tally.mean().map(ExactPoints::for_showing),
        index: row.index.map(ExactPoints::for_showing),
    }
}

/// The city and county above a unit.
fn region(tree: &UnitTree, unit: UnitId) -> String {
    let path = tree.path(unit);
    let regions = path.iter().filter_map(|&id| tree.get(id));
    let named = regions.filter(|node| matches!(node.kind, UnitKind::City | UnitKind::County) && node.id != unit);
    named.map(|node| node.name.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::UnitRecord;

    #[test]
    fn a_topic_that_takes_in_no_unit_is_answered_and_not_kept() {
        let (name, sector) = ("甲公司".to_owned(), Some("住建".to_owned()));
        let record = UnitRecord { id: UnitId(1), parent: None, kind: UnitKind::Unit, name, sector };
        let compared = Compared {
            version: Version(1),
            whole: Tally::default(),
            units: vec![UnitTally { unit: UnitId(1), headcount: Some(3), tally: Tally::default() }],
            tree: Arc::new(UnitTree::of(vec![record])),
            tables: Mutex::default(),
        };
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

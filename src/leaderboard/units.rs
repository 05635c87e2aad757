//! The table of units: by index, by the contest's formula or another, within a node, a sector, a class.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use serde::Deserialize;

use super::{
    Viewer,
    view::{UnitRowView, UnitsView},
    visible,
};
use crate::{
    app::App,
    board::{OnceASecond, Tallies, Version},
    domain::{
        ContestId, UnitId,
        contest::Contest,
        ranking::{Formula, UnitRow, UnitRules, UnitTally, unit_table},
        unit::{UnitClass, UnitKind, UnitTree},
    },
    fault::{Code, Fault},
    store,
};

/// Which units.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// Only units in this node's subtree.
    pub within: Option<UnitId>,
    /// Only units of this sector (行业部门).
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
    pub cursor: Option<String>,
}

/// What the tables of a contest are made of, gathered at most once a second however many look.
#[derive(Debug, Default)]
pub struct UnitTables(Mutex<HashMap<ContestId, Arc<OnceASecond<Compared>>>>);

/// The units of a contest with what their people have done.
#[derive(Debug)]
struct Compared {
    tallies: Tallies,
    units: Vec<UnitTally>,
}

pub async fn units(app: &App, viewer: &Viewer, id: ContestId, query: &UnitsQuery) -> Result<UnitsView, Fault> {
    let contest = visible(app, viewer, id).await?;
    let limit = query.limit.unwrap_or(50).clamp(1, 1_000);
    let offset: usize = match &query.cursor {
        None => 0,
        Some(cursor) => {
            cursor.parse().map_err(|_| Fault::new(Code::MalformedQuery).with_detail("cursor 应当取自上一页"))?
        }
    };
    let (version, rows) = table(app, &contest, query).await?;
    let tree = app.units_of(id);
    let wanted: Vec<&UnitRow> = rows.iter().filter(|row| query.unit.is_none_or(|unit| unit == row.unit)).collect();
    let page = wanted.iter().skip(offset).take(limit).map(|row| unit_line(&tree, row)).collect();
    let next = offset + limit;
    Ok(UnitsView {
        version,
        server_time: app.clock.now().into(),
        of: rows.len(),
        rows: page,
        cursor: (next < wanted.len()).then(|| next.to_string()),
    })
}

/// The units that `query` asks for, ranked among themselves.
pub(super) async fn table(app: &App, contest: &Contest, query: &UnitsQuery) -> Result<(Version, Vec<UnitRow>), Fault> {
    let compared = app.unit_tables.of(contest.id).get(app.clock.now(), async || gather(app, contest.id).await).await?;
    let tree = app.units_of(contest.id);
    let asked = |unit: &&UnitTally| {
        let node = tree.get(unit.unit);
        let of_sector =
            query.sector.as_ref().is_none_or(|sector| node.is_some_and(|it| it.sector.as_ref() == Some(sector)));
        let of_class = query.class.is_none_or(|class| unit.headcount.map(UnitClass::of) == Some(class));
        of_sector && of_class && query.within.is_none_or(|within| tree.is_within(unit.unit, within))
    };
    let units: Vec<UnitTally> = compared.units.iter().filter(asked).copied().collect();
    let rules = UnitRules { formula: query.formula.unwrap_or(contest.rules.units.formula), ..contest.rules.units };
    Ok((compared.tallies.version, unit_table(rules, compared.tallies.whole, &units)))
}

impl UnitTables {
    fn of(&self, contest: ContestId) -> Arc<OnceASecond<Compared>> {
        self.0.lock().entry(contest).or_default().clone()
    }
}

async fn gather(app: &App, contest: ContestId) -> Result<Compared, Fault> {
    let tallies = app.board.unit_tallies(contest).await?;
    let headcounts = store::headcounts::of_contest(&mut *app.store.read().await?, contest).await?;
    let mut units: Vec<UnitTally> = headcounts
        .into_iter()
        .map(|(unit, headcount)| UnitTally {
            unit,
            headcount: Some(headcount),
            tally: tallies.units.get(&unit).copied().unwrap_or_default(),
        })
        .collect();
    units.sort_by_key(|unit| unit.unit);
    Ok(Compared { tallies, units })
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
        sector: node.and_then(|node| node.sector.clone()),
        class: row.class,
        participants: row.tally.participants(),
        headcount: row.turnout.map(|turnout| turnout.headcount().get()),
        participation_rate: row.turnout.map(super::super::domain::ranking::unit_index::Turnout::for_showing),
        above_headcount: row.turnout.is_some_and(super::super::domain::ranking::unit_index::Turnout::is_above_full),
        mean: row.tally.mean().map(super::super::domain::ranking::unit_index::ExactPoints::for_showing),
        index: row.index.map(super::super::domain::ranking::unit_index::ExactPoints::for_showing),
    }
}

/// The city and county above a unit.
fn region(tree: &UnitTree, unit: UnitId) -> String {
    let path = tree.path(unit);
    let regions = path.iter().filter_map(|&id| tree.get(id));
    let named = regions.filter(|node| matches!(node.kind, UnitKind::City | UnitKind::County) && node.id != unit);
    named.map(|node| node.name.as_str()).collect::<Vec<_>>().join(" ")
}

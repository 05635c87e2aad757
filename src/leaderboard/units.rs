//! The table of units: by index, by the contest's formula or another, within a node, a sector, a class.

use std::{slice, str::FromStr, sync::Arc};

use serde::Deserialize;

use super::{
    Viewer,
    view::{UnitRowView, UnitsView},
    visible,
};
use crate::{
    app::App,
    domain::{
        ContestId, UnitId,
        contest::Contest,
        ranking::{ExactPoints, Formula, Turnout, UnitRow},
        unit::{UnitClass, UnitKind, UnitTree},
    },
    fault::Fault,
    kept::{Compared, Cursor, Table, Topic},
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

impl UnitsQuery {
    pub(super) fn topic(&self, contest: &Contest) -> Topic {
        let formula = self.formula.unwrap_or(contest.rules.units.formula);
        Topic { within: self.within, sector: self.sector.clone(), class: self.class, formula }
    }
}

pub async fn units(app: &App, viewer: &Viewer, id: ContestId, query: &UnitsQuery) -> Result<UnitsView, Fault> {
    let contest = visible(app, viewer, id).await?;
    let (topic, now) = (query.topic(&contest), app.clock.now());
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

/// The units of a topic, ranked among themselves, as they were less than a second ago.
pub(super) async fn table(app: &App, contest: &Contest, topic: &Topic) -> Result<Arc<Table>, Fault> {
    app.unit_tables.table(contest, topic, app.clock.now(), async || gather(app, contest.id).await).await
}

async fn gather(app: &App, contest: ContestId) -> Result<Compared, Fault> {
    let (tree, tallies) = (app.units_of(contest), app.board.unit_tallies(contest).await?);
    let expected = store::headcounts::of_contest(&mut *app.store.read().await?, contest).await?;
    let units = expected.compared(&tree, |unit| tallies.units.get(&unit).copied());
    Ok(Compared::new(tree, tallies.version, tallies.whole, units))
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

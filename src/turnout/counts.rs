//! Turnout by unit, region, sector and day.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::date};
use serde::Deserialize;

use super::{
    scope,
    view::{Figures, TurnoutLine, TurnoutView, path, unit_name},
};
use crate::{
    app::App,
    contest,
    domain::{
        ContestId, LocalDay, Stamp, UnitId,
        roles::Roles,
        turnout::{Came, Counting, Ledger, Participation},
        unit::{UnitKind, UnitTree},
    },
    fault::Fault,
    store::{self, turnout::FirstOfDay},
};

/// By what turnout is told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Units, wherever they stand.
    #[default]
    Unit,
    /// What stands right below the node: cities of a province, counties of a city, units of a county.
    Region,
    Sector,
    /// Days of the contest's time zone. Each counts those who came on it for the first time; its rate
    /// is of all that came up to it.
    Day,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TurnoutQuery {
    /// 只统计该地区或单位
    pub within: Option<UnitId>,
    /// 统计口径
    #[serde(default)]
    #[param(inline)]
    pub by: By,
}

/// Turnout as the store has it now.
pub async fn turnout(
    app: &App,
    roles: &Roles,
    id: ContestId,
    query: TurnoutQuery,
    now: Stamp,
) -> Result<TurnoutView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = contest::known_to(app, &mut connection, roles, id).await?;
    let tree = app.units_of(id);
    let within = scope(app, roles, &contest, query.within)?;
    let of_nodes = store::turnout::of_nodes(&mut connection, id, Counting::of(&contest.rules)).await?;
    let ledger = Ledger::new(&tree, &of_nodes);
    let lines = match query.by {
        By::Unit => by_unit(&tree, &ledger, within),
        By::Region => by_region(&tree, &ledger, within),
        By::Sector => {
            ledger.by_sector(within).into_iter().map(|(name, it)| plain(name.unwrap_or("未分行业"), it)).collect()
        }
        By::Day => {
            let days = store::turnout::by_day(&mut connection, id, Counting::of(&contest.rules)).await?;
            by_day(&tree, within, ledger.total(within), &days)
        }
    };
    let path = within.map(|within| path(&tree, within)).unwrap_or_default();
    Ok(TurnoutView { contest: id, within, path, server_time: now.into(), total: ledger.total(within).into(), lines })
}

fn plain(name: impl Into<String>, participation: Participation) -> TurnoutLine {
    TurnoutLine { unit: None, kind: None, name: name.into(), figures: participation.into() }
}

fn of_node(tree: &UnitTree, unit: UnitId, participation: Participation) -> TurnoutLine {
    let kind = tree.get(unit).map(|node| node.kind);
    TurnoutLine { unit: Some(unit), kind, name: unit_name(tree, unit), figures: participation.into() }
}

/// Units that something is known of; the node itself, if it is a department.
fn by_unit(tree: &UnitTree, ledger: &Ledger<'_>, within: Option<UnitId>) -> Vec<TurnoutLine> {
    let rolled = ledger.by_node();
    let nodes = tree.nodes().filter(|node| match within {
        Some(within) if within == node.id => matches!(node.kind, UnitKind::Unit | UnitKind::Department),
        Some(within) => node.kind == UnitKind::Unit && node.path.contains(&within),
        None => node.kind == UnitKind::Unit,
    });
    let mut nodes: Vec<_> = nodes.collect();
    // Cities together, and counties within them.
    nodes.sort_by(|one, other| one.path.cmp(&other.path));
    nodes.into_iter().filter_map(|node| Some(of_node(tree, node.id, *rolled.get(&node.id)?))).collect()
}

/// The nodes right below, and a line for what the node itself has beside them.
fn by_region(tree: &UnitTree, ledger: &Ledger<'_>, within: Option<UnitId>) -> Vec<TurnoutLine> {
    let rolled = ledger.by_node();
    // The whole of a contest in one province is told by its cities.
    let roots: Vec<_> = tree.children(None).filter(|root| rolled.contains_key(&root.id)).collect();
    let parent = within.or_else(|| match roots[..] {
        [root] => Some(root.id),
        _ => None,
    });
    let mut lines: Vec<_> =
        tree.children(parent).filter_map(|node| Some(of_node(tree, node.id, *rolled.get(&node.id)?))).collect();
    if let Some(parent) = parent {
        let whole = rolled.get(&parent).copied().unwrap_or_default();
        let sum = |figure: fn(&Figures) -> u32| lines.iter().map(|line| figure(&line.figures)).sum::<u32>();
        let came = Came {
            started: whole.came.started - sum(|it| it.started),
            submitted: whole.came.submitted - sum(|it| it.submitted),
        };
        if came != Came::default() {
            let name = format!("{}本级", unit_name(tree, parent));
            lines.push(plain(name, Participation { headcount: None, came }));
        }
    }
    lines
}

fn by_day(tree: &UnitTree, within: Option<UnitId>, total: Participation, firsts: &[FirstOfDay]) -> Vec<TurnoutLine> {
    let mut days = BTreeMap::<LocalDay, Came>::new();
    let here = |unit| within.is_none_or(|within| tree.is_within(unit, within));
    for first in firsts.iter().filter(|first| here(first.unit)) {
        *days.entry(first.day).or_default() += first.came;
    }
    let mut so_far = Came::default();
    days.into_iter()
        .map(|(day, came)| {
            so_far += came;
            let up_to_it = Figures::from(Participation { headcount: total.headcount, came: so_far });
            let figures = Figures { started: came.started, submitted: came.submitted, ..up_to_it };
            TurnoutLine { unit: None, kind: None, name: written(day), figures }
        })
        .collect()
}

fn written(LocalDay(day): LocalDay) -> String {
    let date = date(1970, 1, 1).checked_add(day.days());
    date.map_or_else(|_| day.to_string(), |date| date.to_string())
}

//! Finding one's unit: by typing, or down the tree.

use serde::{Deserialize, Serialize};

use super::view::UnitRef;
use crate::{
    app::App,
    domain::{
        ContestId, UnitId,
        unit::{UnitKind, UnitNode, UnitTree},
    },
    fault::{Code, Fault},
};

/// Units given to whoever types.
const FOUND: usize = 20;
/// Units given of one level of the tree; where there are more, typing finds them.
const LEVEL: usize = 500;

/// Which units.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// 竞赛编号：只列参加该竞赛的单位，以及通向它们的地区
    #[param(example = 1)]
    pub contest: Option<ContestId>,
    /// 上级：不搜索时列出其下一级，搜索时只在其下查找
    #[param(example = 3)]
    pub parent: Option<UnitId>,
    /// 名称的一部分，或拼音首字母
    #[param(example = "sydyjz")]
    pub q: Option<String>,
}

/// Units found.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnitsFound {
    pub units: Vec<UnitFound>,
}

/// A unit found.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnitFound {
    #[serde(flatten)]
    pub unit: UnitRef,
    pub kind: UnitKind,
    /// Whether one can register for it: false for regions, through which one goes on.
    pub may_join: bool,
    /// Whether there is something below it.
    pub has_children: bool,
}

/// Finds units: the best fit first, or the level below `parent`.
pub async fn find_units(app: &App, query: &UnitsQuery) -> Result<UnitsFound, Fault> {
    let taking_part = match query.contest {
        Some(contest) => Some(app.recently_taking_part(contest).await?.ok_or(Code::NotFound)?),
        None => None,
    };
    if taking_part.as_ref().is_some_and(|contest| contest.is_draft()) {
        return Err(Code::NotFound.into());
    }
    let tree = app.units();
    let leads = |unit| taking_part.as_ref().is_none_or(|contest| contest.leads_to_some(unit));
    let view = |node: &UnitNode| {
        let by_kind = matches!(node.kind, UnitKind::Unit | UnitKind::Department);
        UnitFound {
            unit: UnitRef::of(&tree, node.id),
            kind: node.kind,
            may_join: taking_part.as_ref().map_or(by_kind, |contest| contest.may_be_joined(node.id)),
            has_children: tree.children(Some(node.id)).next().is_some(),
        }
    };
    let units = match query.q.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        Some(typed) => {
            let within = |unit| query.parent.is_none_or(|parent| is_below(&tree, unit, parent));
            let found = app.unit_finder().find(typed, FOUND, |unit| within(unit) && leads(unit));
            found.into_iter().filter_map(|unit| tree.get(unit)).map(view).collect()
        }
        None => tree.children(query.parent).filter(|node| leads(node.id)).take(LEVEL).map(view).collect(),
    };
    Ok(UnitsFound { units })
}

fn is_below(tree: &UnitTree, unit: UnitId, parent: UnitId) -> bool {
    unit != parent && tree.is_within(unit, parent)
}

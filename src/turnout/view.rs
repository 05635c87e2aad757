//! What people see of turnout.

use serde::Serialize;

use crate::domain::{
    ContestId, Moment, PersonId, UnitId,
    ranking::Turnout,
    turnout::Participation,
    unit::{UnitKind, UnitTree},
};

/// How many came, of how many.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// People who have started an attempt that is valid.
    #[schema(example = 96)]
    pub started: u32,
    /// People who have handed one in.
    #[schema(example = 90)]
    pub submitted: u32,
    /// 应参加人数: declared, or counted from the roster; null where neither says.
    #[schema(example = 120)]
    pub headcount: Option<u32>,
    /// 参与率, from 0 to 1; null without a headcount.
    #[schema(example = 0.75)]
    pub rate: Option<f64>,
    /// More have submitted than there should be: the headcount wants a look.
    pub above_headcount: bool,
}

impl From<Participation> for Figures {
    fn from(participation: Participation) -> Self {
        let turnout = participation.turnout();
        Self {
            started: participation.came.started,
            submitted: participation.came.submitted,
            headcount: participation.headcount,
            rate: turnout.map(Turnout::for_showing),
            above_headcount: turnout.is_some_and(Turnout::is_above_full),
        }
    }
}

/// A line of turnout.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct TurnoutLine {
    /// The unit or region, where the line is of one.
    pub unit: Option<UnitId>,
    pub kind: Option<UnitKind>,
    /// Of the unit, the region, the sector; the day as 2026-06-10.
    #[schema(example = "沈阳市")]
    pub name: String,
    #[serde(flatten)]
    pub figures: Figures,
}

/// A node on the way down the tree.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Step {
    pub unit: UnitId,
    #[schema(example = "沈阳市")]
    pub name: String,
}

/// Turnout of a contest, or of one node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct TurnoutView {
    pub contest: ContestId,
    pub within: Option<UnitId>,
    /// From the root to `within`, both included; empty for the whole contest.
    pub path: Vec<Step>,
    pub server_time: Moment,
    pub total: Figures,
    pub lines: Vec<TurnoutLine>,
}

/// Somebody of the roster who has not submitted.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AbsenteeLine {
    pub person: PersonId,
    #[schema(example = "张三")]
    pub name: String,
    #[schema(example = "000123")]
    pub employee_number: Option<String>,
    pub unit: UnitId,
    #[schema(example = "沈阳市第一建筑有限公司")]
    pub unit_name: String,
    /// Has begun, and not handed in.
    pub started: bool,
}

/// A page of absentees (未参加人员).
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AbsenteesView {
    pub contest: ContestId,
    pub within: Option<UnitId>,
    pub lines: Vec<AbsenteeLine>,
    /// For the next page; null on the last.
    pub cursor: Option<String>,
}

/// The way from the root to a node.
#[must_use]
pub fn path(tree: &UnitTree, node: UnitId) -> Vec<Step> {
    let path = tree.path(node);
    let nodes = path.iter().filter_map(|&id| tree.get(id));
    nodes.map(|node| Step { unit: node.id, name: node.name.clone() }).collect()
}

/// A node's own name, and below a unit the unit's before it.
#[must_use]
pub fn unit_name(tree: &UnitTree, unit: UnitId) -> String {
    let path = tree.path(unit);
    let below_regions = |id: &UnitId| {
        let node = tree.get(*id)?;
        let shown = matches!(node.kind, UnitKind::Unit | UnitKind::Department) || *id == unit;
        shown.then_some(node.name.as_str())
    };
    path.iter().filter_map(below_regions).collect::<Vec<_>>().join(" ")
}

//! The unit tree: province → city → county → unit → department.

use serde::{Deserialize, Serialize};

use super::UnitId;

/// What kind of node stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 省
    Province,
    /// 市
    City,
    /// 县（市、区）
    County,
    /// 单位
    Unit,
    /// 部门
    Department,
}

/// A node with its way up, from the root to itself: every roll-up follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitNode {
    pub id: UnitId,
    pub kind: UnitKind,
    pub name: String,
    /// The sector (行业部门), if it has one.
    pub sector: Option<String>,
    /// From the root to this node, both included.
    pub path: Vec<UnitId>,
}

/// Classes of units by headcount (应参加人数), compared apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitClass {
    /// 300 and more
    Large,
    /// 100 to 299
    Medium,
    /// under 100
    Small,
}

impl UnitClass {
    #[must_use]
    pub fn of(headcount: i64) -> Self {
        match headcount {
            300.. => Self::Large,
            100..300 => Self::Medium,
            _ => Self::Small,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_change_at_100_and_300() {
        let classes = [99, 100, 299, 300].map(UnitClass::of);
        assert_eq!(classes, [UnitClass::Small, UnitClass::Medium, UnitClass::Medium, UnitClass::Large]);
    }
}

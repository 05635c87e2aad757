//! The unit tree: province → city → county → unit → department.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{ContestId, UnitId};

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

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitNode {
    pub id: UnitId,
    pub parent: Option<UnitId>,
    pub kind: UnitKind,
    pub name: String,
    /// The sector (行业部门), if it has one.
    pub sector: Option<String>,
    /// From the root to this node, both included: every roll-up follows it.
    pub path: Arc<[UnitId]>,
}

/// The whole tree as it was at one time.
#[derive(Clone, Debug, Default)]
pub struct UnitTree {
    nodes: BTreeMap<UnitId, UnitNode>,
    children: BTreeMap<Option<UnitId>, Vec<UnitId>>,
}

/// The tree as it is, and as it was for the contests that had closed before it was changed: their ranks
/// are final, and a unit that moves takes nothing of them along.
#[derive(Clone, Debug, Default)]
pub struct UnitTrees {
    pub now: Arc<UnitTree>,
    pub kept: HashMap<ContestId, Arc<UnitTree>>,
}

/// A row of the tree: a node that does not know its path yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRecord {
    pub id: UnitId,
    pub parent: Option<UnitId>,
    pub kind: UnitKind,
    pub name: String,
    pub sector: Option<String>,
}

impl UnitTrees {
    /// The tree that a contest's ranks go by.
    #[must_use]
    pub fn of(&self, contest: ContestId) -> &Arc<UnitTree> {
        self.kept.get(&contest).unwrap_or(&self.now)
    }
}

impl UnitTree {
    /// Makes the tree of its rows, in any order. A row whose parent is not there is left out.
    #[must_use]
    pub fn of(records: Vec<UnitRecord>) -> Self {
        let mut by_parent = BTreeMap::<Option<UnitId>, Vec<UnitRecord>>::new();
        for record in records {
            by_parent.entry(record.parent).or_default().push(record);
        }
        let mut tree = Self::default();
        let mut open: Vec<(Vec<UnitId>, UnitRecord)> =
            by_parent.remove(&None).unwrap_or_default().into_iter().map(|root| (Vec::new(), root)).collect();
        while let Some((mut path, record)) = open.pop() {
            path.push(record.id);
            let children = by_parent.remove(&Some(record.id)).unwrap_or_default();
            open.extend(children.into_iter().map(|child| (path.clone(), child)));
            let UnitRecord { id, parent, kind, name, sector } = record;
            tree.children.entry(parent).or_default().push(id);
            tree.nodes.insert(id, UnitNode { id, parent, kind, name, sector, path: path.into() });
        }
        tree.children.values_mut().for_each(|children| children.sort());
        tree
    }

    #[must_use]
    pub fn get(&self, id: UnitId) -> Option<&UnitNode> {
        self.nodes.get(&id)
    }

    /// The rows it can be made of again.
    #[must_use]
    pub fn records(&self) -> Vec<UnitRecord> {
        let record = |node: &UnitNode| {
            let UnitNode { id, parent, kind, name, sector, .. } = node.clone();
            UnitRecord { id, parent, kind, name, sector }
        };
        self.nodes().map(record).collect()
    }

    /// All nodes, by id.
    pub fn nodes(&self) -> impl Iterator<Item = &UnitNode> {
        self.nodes.values()
    }

    /// The nodes right below `parent`; the roots below none.
    pub fn children(&self, parent: Option<UnitId>) -> impl Iterator<Item = &UnitNode> {
        self.children.get(&parent).into_iter().flatten().filter_map(|id| self.nodes.get(id))
    }

    /// A node with all below it, in the order of their ids; nothing where the tree does not know it.
    #[must_use]
    pub fn subtree(&self, top: UnitId) -> Vec<UnitId> {
        self.nodes().filter(|node| node.path.contains(&top)).map(|node| node.id).collect()
    }

    /// Whether `node` is `ancestor` or stands below it.
    #[must_use]
    pub fn is_within(&self, node: UnitId, ancestor: UnitId) -> bool {
        self.get(node).is_some_and(|node| node.path.contains(&ancestor))
    }

    /// The sector of a node: its own, or the nearest above it.
    #[must_use]
    pub fn sector(&self, node: UnitId) -> Option<&str> {
        let path = self.get(node).map(|node| &node.path)?;
        path.iter().rev().find_map(|id| self.get(*id)?.sector.as_deref())
    }

    /// The way from the root to `node`; only itself where the tree does not know it.
    #[must_use]
    pub fn path(&self, node: UnitId) -> Arc<[UnitId]> {
        self.get(node).map_or_else(|| Arc::from([node]), |node| node.path.clone())
    }

    /// The names on the way from the root to `node`.
    #[must_use]
    pub fn path_names(&self, node: UnitId) -> Vec<String> {
        self.path(node).iter().filter_map(|&it| self.get(it)).map(|node| node.name.clone()).collect()
    }
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

    /// As lists and notices write it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Large => "大型",
            Self::Medium => "中型",
            Self::Small => "小型",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_knows_the_way_to_every_node() {
        let row = |id, parent: Option<i64>, kind| UnitRecord {
            id: UnitId(id),
            parent: parent.map(UnitId),
            kind,
            name: format!("单位{id}"),
            sector: None,
        };
        let tree = UnitTree::of(vec![
            row(3, Some(2), UnitKind::County),
            row(2, Some(1), UnitKind::City),
            row(1, None, UnitKind::Province),
            row(4, Some(2), UnitKind::County),
            row(9, Some(8), UnitKind::Unit),
        ]);
        assert_eq!(*tree.path(UnitId(3)), [UnitId(1), UnitId(2), UnitId(3)]);
        assert!(tree.is_within(UnitId(4), UnitId(1)) && !tree.is_within(UnitId(4), UnitId(3)));
        let below: Vec<_> = tree.children(Some(UnitId(2))).map(|node| node.id).collect();
        assert_eq!(below, [UnitId(3), UnitId(4)]);
        assert_eq!(tree.subtree(UnitId(2)), [UnitId(2), UnitId(3), UnitId(4)]);
        assert_eq!(tree.subtree(UnitId(9)), []);
        assert!(tree.get(UnitId(9)).is_none());
        let again = UnitTree::of(tree.records());
        assert!(again.nodes().eq(tree.nodes()));
    }

    #[test]
    fn classes_change_at_100_and_300() {
        let classes = [99, 100, 299, 300].map(UnitClass::of);
        assert_eq!(classes, [UnitClass::Small, UnitClass::Medium, UnitClass::Medium, UnitClass::Large]);
    }
}

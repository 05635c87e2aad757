//! Which units take part in a contest.

use std::{collections::HashSet, sync::Arc};

use sqlx::AnyConnection;

use crate::{
    app::App,
    domain::{
        UnitId,
        contest::Contest,
        unit::{UnitKind, UnitTree},
    },
    store::{self, Result},
};

/// The units of a contest: those that it lists, each with all below it; where it lists none, all below
/// its owner.
#[derive(Debug)]
pub struct TakingPart {
    tree: Arc<UnitTree>,
    roots: Roots,
}

#[derive(Debug)]
enum Roots {
    All,
    Listed(HashSet<UnitId>),
}

impl TakingPart {
    pub(super) async fn of(app: &App, connection: &mut AnyConnection, contest: &Contest) -> Result<Self> {
        let listed = store::enrolments::listed_units(connection, contest.id).await?;
        let roots = match (listed.is_empty(), contest.owner) {
            (false, _) => Roots::Listed(listed.into_iter().collect()),
            (true, Some(owner)) => Roots::Listed([owner].into()),
            (true, None) => Roots::All,
        };
        Ok(Self { tree: app.units(), roots })
    }

    /// Whether the node or one above it takes part.
    pub fn includes(&self, unit: UnitId) -> bool {
        match &self.roots {
            Roots::All => self.tree.get(unit).is_some(),
            Roots::Listed(roots) => {
                self.tree.get(unit).is_some_and(|node| node.path.iter().any(|it| roots.contains(it)))
            }
        }
    }

    /// Whether people can belong to it: it takes part, and is a unit or a department.
    pub fn may_be_joined(&self, unit: UnitId) -> bool {
        let kind = self.tree.get(unit).map(|node| node.kind);
        matches!(kind, Some(UnitKind::Unit | UnitKind::Department)) && self.includes(unit)
    }
}

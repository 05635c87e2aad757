//! The units that are compared, each with whom it expects and what its people have done.

use sqlx::AnyConnection;

use crate::{
    domain::{
        ContestId, UnitId,
        ranking::{Tally, UnitTally},
        turnout::{self, Ledger},
        unit::UnitTree,
    },
    store::{self, headcounts::Expected},
};

/// The units of a contest by id, with what `tally_of` knows of the people of each node.
pub async fn compared(
    connection: &mut AnyConnection,
    contest: ContestId,
    tree: &UnitTree,
    tally_of: impl Fn(UnitId) -> Option<Tally>,
) -> store::Result<Vec<UnitTally>> {
    let Expected { of_nodes, listed } = store::headcounts::of_contest(connection, contest).await?;
    let expected = Ledger::new(tree, &of_nodes).by_node();
    let units = turnout::compared(tree, &listed, |unit| expected.contains_key(&unit) || tally_of(unit).is_some());
    let tally = |unit: UnitId| UnitTally {
        unit,
        headcount: expected.get(&unit).and_then(|it| it.headcount).map(i64::from),
        tally: tally_of(unit).unwrap_or_default(),
    };
    Ok(units.map(tally).collect())
}

//! A batch of the hot path on SQLite: lay out the desk, take the orders, write the changes, commit.

use rusqlite::{Connection, TransactionBehavior};

use super::{changes::write_changes, layout::lay_out};
use crate::store::{
    Result, Sources,
    engine::{Committed, Failure},
    order::Order,
};

/// The connection that batches are written on.
#[derive(Debug)]
pub struct Hot {
    connection: Connection,
}

impl Hot {
    pub fn new(connection: Connection) -> Self {
        Self { connection }
    }

    #[cfg(test)]
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Takes all orders in one transaction.
    ///
    /// # Errors
    /// Nothing of it happened. That is so at COMMIT too: SQLite answers it in this process, and where
    /// it refuses, the transaction is rolled back. Only an engine behind a network leaves in doubt
    /// what came of it.
    pub fn commit(&mut self, orders: &[&Order], sources: &Sources) -> Result<Committed, Failure> {
        let engine = |error: rusqlite::Error| Failure::Engine(error.into());
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = transaction.map_err(engine)?;
        let outcome = take(&transaction, orders, sources).map_err(Failure::Content)?;
        transaction.commit().map_err(engine)?;
        Ok(outcome)
    }
}

fn take(connection: &Connection, orders: &[&Order], sources: &Sources) -> Result<Committed> {
    let mut desk = lay_out(connection, orders, sources)?;
    let answers = orders.iter().map(|order| desk.take(order)).collect::<Result<_>>()?;
    write_changes(connection, &desk)?;
    Ok((answers, desk.changed_standings()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        domain::{AttemptId, ContestId, PersonId, Stamp},
        store::{StoreError, order::SweepOrder, sqlite},
    };

    const SWEEP: Order = Order::Sweep(SweepOrder {
        attempt: AttemptId { contest: ContestId(1), number: 1 },
        person: PersonId(1),
        now: Stamp(0),
    });

    #[tokio::test]
    async fn an_engine_that_does_not_begin_is_told_from_an_order_that_cannot_be_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut opened = sqlite::open(folder.path()).await.expect("opened");
        let content = opened.hot.commit(&[&SWEEP], &Sources::default());
        assert!(matches!(content, Err(Failure::Content(StoreError::Damaged { what: "attempt", .. }))), "{content:?}");

        let path = folder.path().join("ankao.sqlite");
        let elsewhere = Connection::open(&path).expect("connected");
        elsewhere.execute_batch("BEGIN IMMEDIATE").expect("begun");
        let impatient = Connection::open(&path).expect("connected");
        impatient.busy_timeout(Duration::ZERO).expect("set");
        let mut hot = Hot::new(impatient);
        let engine = hot.commit(&[&SWEEP], &Sources::default());
        assert!(matches!(engine, Err(Failure::Engine(_))), "{engine:?}");
    }
}

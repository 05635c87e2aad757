//! A batch of the hot path on SQLite: lay out the desk, take the orders, write the changes, commit.

use sqlx::{Connection, SqliteConnection};

use super::layout::{lay_out, write_changes};
use crate::{
    domain::ranking::Standing,
    store::{
        Result, Sources,
        order::{Answer, Order},
    },
};

/// The connection that batches are written on.
#[derive(Debug)]
pub struct Hot {
    connection: SqliteConnection,
}

impl Hot {
    pub fn new(connection: SqliteConnection) -> Self {
        Self { connection }
    }

    /// Takes all orders in one transaction. On an error nothing of it happened.
    pub async fn commit(&mut self, orders: &[Order], sources: &Sources) -> Result<(Vec<Answer>, Vec<Standing>)> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut desk = lay_out(&mut transaction, orders, sources).await?;
        let answers = orders.iter().map(|order| desk.take(order)).collect();
        write_changes(&mut transaction, &desk).await?;
        transaction.commit().await?;
        Ok((answers, desk.changed_standings()))
    }
}

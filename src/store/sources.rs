//! Paper sources in memory. They never change, so a source once loaded is kept.

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;
use sqlx::{AnyConnection, Row};

use super::{Result, StoreError};
use crate::domain::{
    Stamp,
    paper::{PaperSource, SourceHash},
};

#[derive(Debug, Default)]
pub struct Sources(RwLock<HashMap<SourceHash, Arc<PaperSource>>>);

impl Sources {
    #[must_use]
    pub fn known(&self, hash: SourceHash) -> Option<Arc<PaperSource>> {
        self.0.read().get(&hash).cloned()
    }

    /// The source of that hash, from memory or the store.
    pub async fn get(&self, connection: &mut AnyConnection, hash: SourceHash) -> Result<Arc<PaperSource>> {
        if let Some(source) = self.known(hash) {
            return Ok(source);
        }
        let row = sqlx::query("SELECT record FROM paper_source WHERE hash = $1")
            .bind(hash.0.to_vec())
            .fetch_one(connection)
            .await?;
        self.keep(hash, &row.try_get::<Vec<u8>, _>(0)?)
    }

    /// Stores a source, where it is not there yet.
    pub async fn put(&self, connection: &mut AnyConnection, source: PaperSource, now: Stamp) -> Result<()> {
        sqlx::query("INSERT INTO paper_source (hash, record, made) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING")
            .bind(source.hash().0.to_vec())
            .bind(source.record())
            .bind(now.0)
            .execute(connection)
            .await?;
        Ok(())
    }

    pub(super) fn keep(&self, hash: SourceHash, record: &[u8]) -> Result<Arc<PaperSource>> {
        let damaged = |why: String| StoreError::Damaged { what: "paper source", why };
        let source = Arc::new(PaperSource::load(hash, record).map_err(|error| damaged(error.to_string()))?);
        self.0.write().insert(hash, source.clone());
        Ok(source)
    }
}

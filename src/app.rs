//! What every use case works with: the store, the board, the clock, the keys.

use std::{path::Path, sync::Arc};

use moka::sync::Cache;
use parking_lot::RwLock;

use crate::{
    auth::Keys,
    board::{Board, MemoryBoard, Placed},
    chance::Randomness,
    clock::Clock,
    domain::{AttemptId, UnitId, attempt::Head, ranking::Standing, unit::UnitTree},
    store::{self, Projection, Store, StoreError},
};

/// Heads of attempts kept at hand, so that a save asks the store for nothing that never changes.
const HEADS: u64 = 100_000;

/// One replica's parts. Cheap to share behind an [`Arc`].
#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub board: Arc<dyn Board>,
    pub clock: Clock,
    pub randomness: Randomness,
    pub keys: Keys,
    pub(crate) heads: Cache<AttemptId, Arc<Head>>,
    units: Arc<RwLock<Arc<UnitTree>>>,
}

impl App {
    /// Opens the embedded store and board in `folder`.
    pub async fn open(folder: &Path, clock: Clock, randomness: Randomness, keys: Keys) -> Result<Arc<Self>, StoreError> {
        let board: Arc<dyn Board> = Arc::new(MemoryBoard::default());
        let units = Arc::new(RwLock::new(Arc::new(UnitTree::default())));
        let projection = projection(board.clone(), units.clone());
        let store = Store::open(folder, clock.clone(), projection).await?;
        let app = Self { store, board, clock, randomness, keys, heads: Cache::new(HEADS), units };
        app.reload_units().await?;
        app.rebuild_boards().await?;
        Ok(Arc::new(app))
    }

    /// The unit tree as it is now.
    #[must_use]
    pub fn units(&self) -> Arc<UnitTree> {
        self.units.read().clone()
    }

    /// Reads the unit tree again, after it was changed.
    pub async fn reload_units(&self) -> Result<(), StoreError> {
        let tree = store::units::tree(&mut *self.store.read().await?).await?;
        *self.units.write() = Arc::new(tree);
        Ok(())
    }

    /// Makes every board anew from the store's standings.
    pub async fn rebuild_boards(&self) -> Result<(), StoreError> {
        let mut connection = self.store.read().await?;
        for contest in store::contests::list(&mut connection).await? {
            let standings = store::standings::of_contest(&mut connection, contest.id).await?;
            let placed = place(&self.units(), standings);
            // A board in this process is never away; another is rebuilt when it is back.
            if let Err(away) = self.board.rebuild(contest.id, placed).await {
                tracing::warn!(contest = contest.id.0, %away, "a board could not be rebuilt");
            }
        }
        Ok(())
    }
}

fn projection(board: Arc<dyn Board>, units: Arc<RwLock<Arc<UnitTree>>>) -> Projection {
    Arc::new(move |standings| {
        let (board, placed) = (board.clone(), place(&units.read().clone(), standings));
        Box::pin(async move {
            if let Err(away) = board.apply(placed).await {
                tracing::warn!(%away, "the board does not follow");
            }
        })
    })
}

fn place(units: &UnitTree, standings: Vec<Standing>) -> Vec<Placed> {
    let path = |unit: UnitId| units.path(unit);
    standings.into_iter().map(|standing| Placed { path: path(standing.unit), standing }).collect()
}

//! Taking back a roster that is not to stand: slice by slice, each a turn of its own, as it was written.

use super::roster::{self, ImportId};
use crate::{
    domain::ContestId,
    store::{Result, Store},
};

/// Undoes what an earlier process left unfinished.
pub async fn abandon_unfinished(store: &Store) -> Result<()> {
    let unfinished = roster::unfinished(&mut *store.read().await?).await?;
    for (import, contest) in unfinished {
        undo(store, import, contest).await?;
    }
    Ok(())
}

/// Takes back what an import has written.
pub async fn undo(store: &Store, import: ImportId, contest: ContestId) -> Result<()> {
    let mut after = None;
    loop {
        let slice = roster::admitted(&mut *store.read().await?, import, contest, after).await?;
        let (Some(first), Some(last)) = (slice.first(), slice.last()) else { break };
        let mut turn = store.write().await?;
        roster::expel(turn.connection(), import, contest, *first..=*last).await?;
        store.commit(turn).await?;
        after = Some(*last);
    }
    clear(store, import).await?;
    let mut turn = store.write().await?;
    roster::end(turn.connection(), import).await?;
    store.commit(turn).await
}

/// Removes what an import had staged.
pub async fn clear(store: &Store, import: ImportId) -> Result<()> {
    loop {
        let mut turn = store.write().await?;
        let removed = roster::clear(turn.connection(), import).await?;
        store.commit(turn).await?;
        if removed == 0 {
            return Ok(());
        }
    }
}

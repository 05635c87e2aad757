//! Sweeping: abandoned attempts are graded with what was saved in time.

use std::{sync::Arc, time::Duration};

use crate::{
    app::App,
    store::{Result, order::SweepOrder},
};

/// Attempts taken in one transaction, so that saves go on between.
const AT_MOST: u16 = 128;
const PAUSE: Duration = Duration::from_secs(1);

/// Takes every attempt whose time is over, batch by batch. Answers how many.
pub async fn sweep(app: &App) -> Result<usize> {
    let mut taken = 0;
    loop {
        let batch = app.store.hot().sweep(SweepOrder { now: app.clock.now(), at_most: AT_MOST }).await?;
        taken += batch;
        if batch < usize::from(AT_MOST) {
            return Ok(taken);
        }
    }
}

/// Sweeps once a second for as long as the server runs.
pub async fn sweep_forever(app: Arc<App>) {
    loop {
        match sweep(&app).await {
            Ok(0) => {}
            Ok(taken) => tracing::info!(taken, "abandoned attempts graded"),
            Err(error) => tracing::warn!(%error, "the sweeper will try again"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

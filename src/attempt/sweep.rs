//! Sweeping: abandoned attempts are graded with what was saved in time.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use tokio::{sync::oneshot, time::timeout};

use crate::{
    app::App,
    causes::with_causes,
    store::{Result, attempts, order::SweepOrder},
};

/// Attempts asked for at once: they share a transaction or two, and saves go on between.
const AT_ONCE: u16 = 128;
const PAUSE: Duration = Duration::from_secs(1);

/// What a round of the sweeper came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub taken: usize,
    /// Attempts that could not be graded now. They are tried again in the next round.
    pub failed: usize,
}

/// Takes every attempt that is abandoned by now, so many at a time, each at most once.
pub async fn sweep(app: &App) -> Result<Swept> {
    let now = app.clock.now();
    let mut swept = Swept::default();
    let mut last = None;
    loop {
        let due = attempts::abandoned(&mut *app.store.read().await?, now, last, AT_ONCE).await?;
        if due.is_empty() {
            metrics::counter!("ankao_attempts_swept_total").increment(swept.taken as u64);
            return Ok(swept);
        }
        last = due.last().copied();
        let orders = due.into_iter().map(|it| SweepOrder { attempt: it.attempt, person: it.person, now });
        for outcome in join_all(orders.map(|order| app.store.hot().sweep(order))).await {
            match outcome {
                Ok(taken) => swept.taken += usize::from(taken),
                Err(_) => swept.failed += 1,
            }
        }
    }
}

/// Sweeps once a second until `stopped` says so or is dropped; a round that has begun is ended first.
pub async fn sweep_until(app: Arc<App>, mut stopped: oneshot::Receiver<()>) {
    loop {
        match sweep(&app).await {
            Ok(Swept { taken: 0, failed: 0 }) => {}
            Ok(Swept { taken, failed: 0 }) => tracing::info!(taken, "abandoned attempts graded"),
            Ok(Swept { taken, failed }) => tracing::warn!(taken, failed, "some abandoned attempts could not be graded"),
            Err(error) => tracing::warn!(error = with_causes(&error), "the sweeper will try again"),
        }
        if timeout(PAUSE, &mut stopped).await.is_ok() {
            return;
        }
    }
}

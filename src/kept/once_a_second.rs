//! What many look at and few moments change: made at most once a second.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::domain::{Span, Stamp};

/// What the tables of units are made from, one for each contest.
///
/// Those who ask while it is being made wait for it, so that a crowd makes it once.
#[derive(Debug)]
pub struct OnceASecond<T> {
    latest: Mutex<Option<(Stamp, Arc<T>)>>,
}

impl<T> Default for OnceASecond<T> {
    fn default() -> Self {
        Self { latest: Mutex::new(None) }
    }
}

impl<T> OnceASecond<T> {
    const KEPT: Span = Span::seconds(1);

    /// What was made less than a second before `now`, or else what `make` makes. A failure is not kept.
    pub async fn get<E>(&self, now: Stamp, make: impl AsyncFnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let mut latest = self.latest.lock().await;
        // One that waited while another made it is a little early, not late: hence the range both ways.
        if let Some((when, kept)) = &*latest
            && (now - *when).0.abs() < Self::KEPT.0
        {
            return Ok(Arc::clone(kept));
        }
        let anew = Arc::new(make().await?);
        *latest = Some((now, Arc::clone(&anew)));
        Ok(anew)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn it_is_made_anew_after_a_second_and_not_before() {
        let (table, count) = (OnceASecond::default(), Cell::new(0));
        let at = async |now| {
            let make = async || {
                count.set(count.get() + 1);
                Ok::<_, ()>(count.get())
            };
            *table.get(Stamp(now), make).await.expect("made")
        };
        assert_eq!([at(5_000).await, at(5_999).await, at(6_000).await, at(6_999).await], [1, 1, 2, 2]);
        assert_eq!([at(5_990).await, at(3_000).await], [2, 3], "one that waited, and a clock set back");
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let table = OnceASecond::default();
        assert_eq!(table.get(Stamp(0), async || Err::<u8, _>("away")).await, Err("away"));
        assert_eq!(table.get(Stamp(1), async || Ok::<_, &str>(7)).await.as_deref(), Ok(&7));
    }

    #[tokio::test]
    async fn a_crowd_makes_it_once() {
        let (table, count) = (OnceASecond::default(), Cell::new(0));
        let ask = || {
            table.get(Stamp(0), async || {
                tokio::task::yield_now().await;
                count.set(count.get() + 1);
                Ok::<_, ()>(())
            })
        };
        futures_util::future::join_all((0..50).map(|_| ask())).await;
        assert_eq!(count.get(), 1);
    }
}

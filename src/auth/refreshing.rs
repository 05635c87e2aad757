//! How fast a session takes new tokens: each is limited by itself, so whoever could have as many as they
//! like would have no limit.

use std::{num::NonZeroU32, time::Duration};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::{
    domain::Span,
    fault::{Code, Fault},
};

/// New tokens at once: of several windows, or asked for again on a weak network.
const BURST: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// One more after so long. Nobody needs one before the last is spent, in a quarter of an hour.
const EVERY: Duration = Duration::from_secs(30);
/// Sessions held before those that have recovered are forgotten.
const FULL: usize = 200_000;

/// How fast each session takes new tokens.
#[derive(Debug)]
pub struct Refreshing(DefaultKeyedRateLimiter<i64>);

impl Default for Refreshing {
    fn default() -> Self {
        let quota = Quota::with_period(EVERY).expect("not zero").allow_burst(BURST);
        Self(RateLimiter::keyed(quota))
    }
}

impl Refreshing {
    /// Refuses a session that takes new tokens too fast.
    pub fn check(&self, session: i64) -> Result<(), Fault> {
        if self.0.len() > FULL {
            self.0.retain_recent();
        }
        self.0.check_key(&session).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.0.clock().now()).as_millis();
            Fault::new(Code::TooManyRequests).with_retry_after(Span(i64::try_from(wait).unwrap_or(i64::MAX)))
        })
    }
}

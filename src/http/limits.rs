//! Limits of rate: by the token that asks, never by address, since a factory shares one.
//!
//! Nobody who answers a paper comes near them; a program that turns pages or tries answers does. What is
//! written without a token queues at the door of its address, in `auth::doors`.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    num::NonZeroU32,
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::{
    domain::Span,
    fault::{Code, Fault},
};

/// Requests a second that a token may make for long, and at once.
const STEADY: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
const BURST: NonZeroU32 = NonZeroU32::new(100).expect("not zero");
/// Keys held before those that have recovered are forgotten.
const FULL: usize = 200_000;

/// How fast each token asks. A token is kept as a hash only.
#[derive(Debug)]
pub struct Pace(DefaultKeyedRateLimiter<u64>);

impl Default for Pace {
    fn default() -> Self {
        Self(RateLimiter::keyed(Quota::per_second(STEADY).allow_burst(BURST)))
    }
}

impl Pace {
    fn check(&self, token: &[u8]) -> Result<(), Fault> {
        let mut hasher = DefaultHasher::new();
        token.hash(&mut hasher);
        if self.0.len() > FULL {
            self.0.retain_recent();
        }
        self.0.check_key(&hasher.finish()).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.0.clock().now());
            let wait = Span(i64::try_from(wait.as_millis()).unwrap_or(1_000));
            Fault::new(Code::TooManyRequests).with_retry_after(wait)
        })
    }
}

/// Refuses a token that asks too fast.
pub async fn pace(
    pace: web::Data<Pace>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let token = request.headers().get(header::AUTHORIZATION);
    match token.map_or(Ok(()), |token| pace.check(token.as_bytes())) {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        // An answer and no error: whatever is wrapped around this puts its headers on it.
        Err(fault) => Ok(request.error_response(fault).map_into_right_body()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_asks_too_fast_is_told_when_to_come_back_and_others_are_not() {
        let pace = Pace::default();
        let refused = (0..=2 * BURST.get()).find_map(|_| pace.check(b"one").err());
        let refused = refused.expect("refused in the end");
        assert_eq!(refused.code, Code::TooManyRequests);
        assert!(refused.retry_after.is_some_and(|span| span <= Span::seconds(1)));
        assert!(pace.check(b"another").is_ok());
    }
}

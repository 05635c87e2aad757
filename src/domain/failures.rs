//! Failures to sign in: an account waits longer with each, whether it exists or not.

use super::{Span, Stamp};

/// Failures in a row before an account has to wait.
const FREE: i64 = 5;
const FIRST_WAIT: Span = Span::seconds(15);
const LONGEST_WAIT: Span = Span::minutes(15);

/// After so long without a failure they are forgotten: longer than any wait.
pub const FORGOTTEN: Span = Span::minutes(60);

/// Failures in a row, and when the last one was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    pub count: i64,
    pub last: Stamp,
}

impl Failures {
    /// How long the account still has to wait at `now`; none when it need not.
    #[must_use]
    pub fn wait(&self, now: Stamp) -> Option<Span> {
        let left = self.last + wait_after(self.count) - now;
        (left > Span::ZERO).then_some(left)
    }

    /// After one more failure at `now`.
    #[must_use]
    pub fn and_one(before: Option<Self>, now: Stamp) -> Self {
        let remembered = before.filter(|it| now - it.last < FORGOTTEN);
        Self { count: remembered.map_or(0, |it| it.count) + 1, last: now }
    }
}

/// Nothing after the first few, then doubling.
fn wait_after(count: i64) -> Span {
    match u32::try_from(count - FREE) {
        Ok(beyond) if beyond < 8 => Span(FIRST_WAIT.0 << beyond).min(LONGEST_WAIT),
        Ok(_) => LONGEST_WAIT,
        Err(_) => Span::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Stamp = Stamp(1_780_000_000_000);

    #[test]
    fn waits_double_from_the_fifth_failure_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (1..=14).map(|count| wait_after(count).0 / 1_000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
    }

    #[test]
    fn a_wait_ends_to_the_millisecond() {
        let failures = Failures { count: 5, last: NOW };
        assert_eq!(failures.wait(NOW + Span(14_999)), Some(Span(1)));
        assert_eq!(failures.wait(NOW + Span(15_000)), None);
    }

    #[test]
    fn failures_are_forgotten_after_an_hour_without_one() {
        let before = Failures { count: 9, last: NOW };
        assert_eq!(Failures::and_one(Some(before), NOW + FORGOTTEN).count, 1);
        assert_eq!(Failures::and_one(Some(before), NOW + FORGOTTEN + Span(-1)).count, 10);
        assert_eq!(Failures::and_one(None, NOW).count, 1);
    }
}

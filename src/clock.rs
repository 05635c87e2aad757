//! The clock of the store, as a parameter: tests set it, a server measures its offset to it.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use parking_lot::Mutex;
use rustix::time::{ClockId, clock_gettime};

use crate::domain::{Span, Stamp};

/// Answers what time it is in the store.
#[derive(Clone, Debug)]
pub enum Clock {
    /// This machine's clock, as it is: for commands that are over in a moment.
    System,
    /// Runs evenly, whatever is done to the machine's clock meanwhile: for whoever serves.
    Steady(Arc<SteadyClock>),
    /// Stands still until it is moved.
    Manual(ManualClock),
}

impl Clock {
    /// A steady clock that begins with this machine's, which is the store's where the store is embedded.
    #[must_use]
    pub fn steady() -> Self {
        Self::Steady(Arc::new(SteadyClock::new(Machine)))
    }

    #[must_use]
    pub fn now(&self) -> Stamp {
        match self {
            Self::System => jiff::Timestamp::now().into(),
            Self::Steady(clock) => clock.now(),
            Self::Manual(clock) => Stamp(clock.0.load(Ordering::SeqCst)),
        }
    }
}

/// What a [`SteadyClock`] is made of.
pub trait Readings: Debug + Send + Sync {
    /// Time since any moment: it runs evenly, also while the machine sleeps, and nobody sets it.
    fn even(&self) -> Span;

    /// What the store's clock says, which may be set at any time.
    fn store(&self) -> Stamp;
}

/// Even time plus an offset to the store's clock, which is measured every few seconds. The offset moves
/// slowly to what was measured: so a clock that is set ends nobody's paper and gives nobody an hour, and
/// time never runs backwards.
#[derive(Debug)]
pub struct SteadyClock {
    readings: Box<dyn Readings>,
    offset: Mutex<Offset>,
}

/// The offset is measured so often.
const MEASURED_EVERY: Span = Span::seconds(5);
/// The offset moves by at most one part in so many: 5 ms a second, 13.5 s in a paper of 45 minutes.
const SLOWNESS: i64 = 200;
/// A step of the store's clock that the log tells of.
const WORTH_TELLING: Span = Span::seconds(1);

/// How far the store's time is from even time.
#[derive(Clone, Copy, Debug)]
struct Offset {
    /// When it was measured, in even time.
    measured_at: Span,
    /// What was applied at that time.
    applied: i64,
    /// What was measured.
    measured: i64,
}

impl Offset {
    fn at(self, even: Span) -> i64 {
        let most = (even.0 - self.measured_at.0) / SLOWNESS;
        self.applied + (self.measured - self.applied).clamp(-most, most)
    }

    fn measured_again(self, even: Span, store: Stamp) -> Self {
        let measured = store.0 - even.0;
        let step = measured - self.measured;
        if step.abs() >= WORTH_TELLING.0 {
            tracing::warn!(step_ms = step, "the store's clock was set; time follows it by 5 ms a second");
        }
        Self { measured_at: even, applied: self.at(even), measured }
    }
}

impl SteadyClock {
    #[must_use]
    pub fn new(readings: impl Readings + 'static) -> Self {
        let (measured_at, store) = (readings.even(), readings.store());
        let offset = store.0 - measured_at.0;
        let offset = Mutex::new(Offset { measured_at, applied: offset, measured: offset });
        Self { readings: Box::new(readings), offset }
    }

    #[must_use]
    pub fn now(&self) -> Stamp {
        let mut offset = self.offset.lock();
        // Read with the lock held: whoever comes later reads a later time.
        let even = self.readings.even();
        if even.0 - offset.measured_at.0 >= MEASURED_EVERY.0 {
            *offset = offset.measured_again(even, self.readings.store());
        }
        Stamp(even.0 + offset.at(even))
    }
}

/// This machine, whose clock is the store's.
#[derive(Debug)]
struct Machine;

/// Goes on while the machine sleeps.
#[cfg(target_os = "linux")]
const EVEN: ClockId = ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const EVEN: ClockId = ClockId::Monotonic;

impl Readings for Machine {
    fn even(&self) -> Span {
        let time = clock_gettime(EVEN);
        Span(time.tv_sec * 1_000 + time.tv_nsec / 1_000_000)
    }

    fn store(&self) -> Stamp {
        jiff::Timestamp::now().into()
    }
}

/// A clock that stands still until it is moved. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    #[must_use]
    pub fn at(stamp: Stamp) -> Self {
        Self(Arc::new(AtomicI64::new(stamp.0)))
    }

    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
    }

    pub fn set(&self, stamp: Stamp) {
        self.0.store(stamp.0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_781_064_000_000;

    /// A machine whose clock somebody sets.
    #[derive(Clone, Debug, Default)]
    struct Fake {
        even: Arc<AtomicI64>,
        /// The store's clock, from even time.
        ahead: Arc<AtomicI64>,
        measured: Arc<AtomicI64>,
    }

    impl Fake {
        fn clock() -> (Self, SteadyClock) {
            let fake = Self::default();
            fake.even.store(77_000, Ordering::SeqCst);
            fake.ahead.store(NOON - 77_000, Ordering::SeqCst);
            (fake.clone(), SteadyClock::new(fake))
        }

        fn passes(&self, span: Span) {
            self.even.fetch_add(span.0, Ordering::SeqCst);
        }

        fn is_set_by(&self, span: Span) {
            self.ahead.fetch_add(span.0, Ordering::SeqCst);
        }
    }

    impl Readings for Fake {
        fn even(&self) -> Span {
            Span(self.even.load(Ordering::SeqCst))
        }

        fn store(&self) -> Stamp {
            self.measured.fetch_add(1, Ordering::SeqCst);
            Stamp(self.even().0 + self.ahead.load(Ordering::SeqCst))
        }
    }

    #[test]
    fn it_shows_the_stores_time_and_measures_it_every_five_seconds() {
        let (fake, clock) = Fake::clock();
        for second in 0..=60 {
            assert_eq!(clock.now(), Stamp(NOON + second * 1_000));
            fake.passes(Span::seconds(1));
        }
        assert_eq!(fake.measured.load(Ordering::SeqCst), 1 + 12);
    }

    #[test]
    fn a_clock_that_is_set_moves_no_deadline_by_more_than_a_moment() {
        for step in [Span::minutes(600), Span::minutes(-600)] {
            let (fake, clock) = Fake::clock();
            fake.passes(Span::minutes(10));
            let (began, paper) = (clock.now(), Span::minutes(45));
            fake.is_set_by(step);
            for _ in 0..45 * 60 {
                fake.passes(Span::seconds(1));
                let _looked_at = clock.now();
            }
            let off = (clock.now() - began).0 - paper.0;
            assert!(off.abs() <= paper.0 / 200 && off.signum() == step.0.signum(), "{off} ms");
        }
    }

    #[test]
    fn a_small_step_is_caught_up_with() {
        for step in [Span(2_000), Span(-2_000)] {
            let (fake, clock) = Fake::clock();
            fake.is_set_by(step);
            for _ in 0..500 {
                fake.passes(Span::seconds(1));
                let _looked_at = clock.now();
            }
            assert_eq!(clock.now(), Stamp(NOON + 500_000 + step.0));
        }
    }

    #[test]
    fn time_never_runs_backwards_however_often_the_clock_is_set() {
        let (fake, clock) = Fake::clock();
        let mut last = clock.now();
        for turn in 0..200_000_i64 {
            fake.passes(Span(turn % 3));
            if turn % 4_999 == 0 {
                fake.is_set_by(Span((turn % 7 - 3) * 3_600_000));
            }
            let now = clock.now();
            assert!(now >= last, "{turn}: {now:?} after {last:?}");
            last = now;
        }
        assert!(last > Stamp(NOON + 150_000));
    }

    #[test]
    fn after_a_long_silence_it_has_followed_what_was_measured_last_and_measures_anew() {
        let (fake, clock) = Fake::clock();
        fake.passes(Span::minutes(600));
        fake.is_set_by(Span(300));
        assert_eq!(clock.now(), Stamp(NOON + Span::minutes(600).0), "not at once");
        fake.passes(Span::minutes(600));
        assert_eq!(clock.now(), Stamp(NOON + Span::minutes(1_200).0 + 300));
    }

    #[test]
    fn the_machines_own_clock_is_the_one_it_begins_with() {
        let (before, steady, after) = (Clock::System.now(), Clock::steady().now(), Clock::System.now());
        // Both are read to the millisecond, one after the other.
        assert!(before.0 - 2 <= steady.0 && steady.0 <= after.0 + 2, "{before:?} {steady:?} {after:?}");
    }
}

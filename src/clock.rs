//! The clock of the store, as a parameter: tests set it, replicas measure their offset to it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::domain::{Span, Stamp};

/// Answers what time it is in the store.
#[derive(Clone, Debug)]
pub enum Clock {
    /// This machine's own clock: the store is in this process.
    System,
    /// Stands still until it is moved.
    Manual(ManualClock),
}

impl Clock {
    #[must_use]
    pub fn now(&self) -> Stamp {
        match self {
            Self::System => jiff::Timestamp::now().into(),
            Self::Manual(clock) => Stamp(clock.0.load(Ordering::SeqCst)),
        }
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

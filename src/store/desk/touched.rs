//! What a batch touches, for engines to lay out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Desk, Participant};
use crate::{
    domain::{AttemptId, ContestId, attempt::State},
    store::order::{MarksOrder, Order},
};

/// The keys that the orders of a batch name, each once and in order.
#[derive(Debug, Default)]
pub struct Touched<'a> {
    /// Who starts, hands in or is swept: all of them is read.
    pub whole: BTreeSet<Participant>,
    /// Who starts: with the start requests that are remembered.
    pub starting: BTreeSet<Participant>,
    /// Attempts that are saved. Their heads and sources come with the orders.
    pub saved: BTreeMap<AttemptId, &'a MarksOrder>,
    /// Attempts that are handed in or swept.
    pub ended: BTreeSet<AttemptId>,
}

impl<'a> Touched<'a> {
    #[must_use]
    pub fn by(orders: &[&'a Order]) -> Self {
        let mut touched = Self::default();
        for order in orders {
            match order {
                Order::Start(order) => {
                    touched.whole.insert((order.contest, order.person));
                    touched.starting.insert((order.contest, order.person));
                }
                Order::Save(order) => {
                    touched.saved.insert(order.head.id, order);
                }
                Order::Submit(order) => {
                    touched.whole.insert((order.head.id.contest, order.head.person));
                    touched.ended.insert(order.head.id);
                }
                Order::Sweep(order) => {
                    touched.whole.insert((order.attempt.contest, order.person));
                    touched.ended.insert(order.attempt);
                }
            }
        }
        touched
    }

    #[must_use]
    pub fn contests(&self) -> BTreeSet<ContestId> {
        self.whole.iter().map(|(contest, _)| *contest).collect()
    }
}

impl Desk {
    /// A desk with the sources that orders bring along.
    #[must_use]
    pub fn with_sources_of(orders: &[&Order]) -> Self {
        let mut desk = Self::default();
        for order in orders {
            if let Order::Save(order) | Order::Submit(order) = order {
                desk.sources.insert(order.source.hash(), order.source.clone());
            }
        }
        desk
    }

    /// Attempts whose marks may come too late, with how many questions each has: those no longer open, past
    /// their deadline, or named by several orders, of which one may end them. What was kept of them before
    /// is read; saves in time, nearly all of them, ask nothing for it.
    #[must_use]
    pub fn may_be_late(&self, orders: &[&Order]) -> BTreeMap<AttemptId, usize> {
        let (mut once, mut late) = (BTreeSet::new(), BTreeMap::new());
        for order in orders {
            let (Order::Save(order) | Order::Submit(order)) = order else { continue };
            let id = order.head.id;
            let Some(attempt) = self.attempt(id) else { continue };
            if !once.insert(id) || attempt.state != State::Open || order.stamp > attempt.accepts_until() {
                late.insert(id, attempt.sheet.marks().len());
            }
        }
        late
    }
}

//! Group commit: orders of the hot path are gathered while the batch before them is being written,
//! and committed together. A failed batch is halved down to the order that fails.

use std::sync::Arc;

use tokio::{
    sync::{Mutex, mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    Projection, Result, Sources, StoreError,
    order::{Answer, HandedIn, MarksOrder, Order, StartOrder, Started, SweepOrder},
    sqlite::Hot,
};
use crate::{
    clock::Clock,
    domain::{
        Stamp,
        admission::StartRefusal,
        attempt::{LONGEST_QUEUE, Newer, Refusal},
    },
};

/// Orders that may wait. With more, a newcomer is told at once to come back.
const QUEUE: usize = 4_096;
/// Orders committed together at the most.
const BATCH: usize = 256;

/// The queue is full, or an order waited in it too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store's queue is full")]
pub struct Overloaded;

struct Slip {
    order: Order,
    reply: oneshot::Sender<Result<Answer>>,
}

/// The queue of the hot path.
#[derive(Debug)]
pub struct Committer {
    queue: mpsc::Sender<Slip>,
    task: JoinHandle<()>,
}

impl Committer {
    pub(super) fn start(
        hot: Hot,
        pen: Arc<Mutex<()>>,
        clock: Clock,
        sources: Arc<Sources>,
        projection: Projection,
    ) -> Self {
        let (queue, slips) = mpsc::channel(QUEUE);
        let clerk = Clerk { hot, pen, clock, sources, projection };
        Self { queue, task: tokio::spawn(clerk.work(slips)) }
    }

    /// Starts, or answers with the attempt that is there.
    pub async fn start_attempt(&self, order: StartOrder) -> Result<Result<Started, StartRefusal>> {
        match self.ask(Order::Start(order)).await? {
            Answer::Started(answer) => Ok(answer),
            other => Err(mismatch(&other)),
        }
    }

    pub async fn save(&self, order: MarksOrder) -> Result<Result<Newer, Refusal>> {
        match self.ask(Order::Save(order)).await? {
            Answer::Saved(answer) => Ok(answer),
            other => Err(mismatch(&other)),
        }
    }

    pub async fn submit(&self, order: MarksOrder) -> Result<Result<HandedIn, Refusal>> {
        match self.ask(Order::Submit(order)).await? {
            Answer::Submitted(answer) => Ok(answer),
            other => Err(mismatch(&other)),
        }
    }

    /// How many attempts were taken.
    pub async fn sweep(&self, order: SweepOrder) -> Result<usize> {
        match self.ask(Order::Sweep(order)).await? {
            Answer::Swept(count) => Ok(count),
            other => Err(mismatch(&other)),
        }
    }

    async fn ask(&self, order: Order) -> Result<Answer> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Slip { order, reply }).map_err(|_| Overloaded)?;
        answer.await.map_err(|_| Overloaded)?
    }

    pub(super) async fn stop(self) {
        drop(self.queue);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the committer ended badly");
        }
    }
}

fn mismatch(answer: &Answer) -> StoreError {
    StoreError::Damaged { what: "answer", why: format!("{answer:?} is not of the order's kind") }
}

struct Clerk {
    hot: Hot,
    pen: Arc<Mutex<()>>,
    clock: Clock,
    sources: Arc<Sources>,
    projection: Projection,
}

impl Clerk {
    async fn work(mut self, mut slips: mpsc::Receiver<Slip>) {
        let mut batch = Vec::with_capacity(BATCH);
        while slips.recv_many(&mut batch, BATCH).await > 0 {
            let now = self.clock.now();
            let (live, stale): (Vec<Slip>, Vec<Slip>) =
                batch.drain(..).partition(|slip| stamp(&slip.order).is_none_or(|it| now - it <= LONGEST_QUEUE));
            for slip in stale {
                answer(slip.reply, Err(Overloaded.into()));
            }
            self.commit_or_halve(live).await;
        }
    }

    /// Commits a batch; on an error each half by itself, so that one bad order fails alone.
    async fn commit_or_halve(&mut self, batch: Vec<Slip>) {
        let mut rest = vec![batch];
        while let Some(mut slips) = rest.pop() {
            if slips.is_empty() {
                continue;
            }
            let (orders, mut replies): (Vec<Order>, Vec<_>) =
                slips.drain(..).map(|slip| (slip.order, slip.reply)).unzip();
            match self.commit(&orders).await {
                Ok(answers) => {
                    for (reply, it) in replies.into_iter().zip(answers) {
                        answer(reply, Ok(it));
                    }
                }
                Err(error) if replies.len() == 1 => {
                    tracing::error!(%error, "an order could not be committed");
                    if let Some(reply) = replies.pop() {
                        answer(reply, Err(error));
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, orders = orders.len(), "a batch failed and is halved");
                    let mut slips: Vec<Slip> =
                        orders.into_iter().zip(replies).map(|(order, reply)| Slip { order, reply }).collect();
                    let second = slips.split_off(slips.len() / 2);
                    rest.push(second);
                    rest.push(slips);
                }
            }
        }
    }

    async fn commit(&mut self, orders: &[Order]) -> Result<Vec<Answer>> {
        let _pen = self.pen.lock().await;
        let (answers, standings) = self.hot.commit(orders, &self.sources).await?;
        if !standings.is_empty() {
            (self.projection)(standings).await;
        }
        Ok(answers)
    }
}

fn stamp(order: &Order) -> Option<Stamp> {
    match order {
        Order::Start(order) => Some(order.stamp),
        Order::Save(order) | Order::Submit(order) => Some(order.stamp),
        Order::Sweep(_) => None,
    }
}

/// Whoever asked may have hung up: what is committed stays, and the resend finds it.
fn answer(reply: oneshot::Sender<Result<Answer>>, answer: Result<Answer>) {
    let _gone = reply.send(answer);
}

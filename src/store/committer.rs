//! Group commit: orders of the hot path are gathered while the batch before them is being written,
//! and committed together. A failed batch is halved down to the order that fails.

use std::{
    sync::Arc,
    thread::{self, JoinHandle},
};

use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    task::spawn_blocking,
};

use super::{
    Projection, Result, Sources, StoreError,
    desk::Participant,
    engine::{Failure, Hot},
    order::{Answer, HandedIn, MarksOrder, Order, Refused, StartOrder, Started, SweepOrder},
};
use crate::{
    causes::with_causes,
    clock::Clock,
    domain::{
        Stamp,
        admission::StartRefusal,
        attempt::{LONGEST_QUEUE, Newer},
    },
};

/// Orders that may wait for their answer. With more, a newcomer is told at once to come back.
pub const PLACES: usize = 4_096;
/// Orders committed together at the most.
const BATCH: usize = 256;

/// The queue is full, or an order waited in it too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("等待写入的请求过多")]
pub struct Overloaded;

struct Slip {
    order: Order,
    reply: oneshot::Sender<Result<Answer>>,
    /// Given back when the order is answered, whether or not anybody still listens.
    _place: OwnedSemaphorePermit,
}

/// What the clerk finds in the queue.
enum Note {
    Slip(Slip),
    /// Whose standings were written elsewhere, or not: the boards are to be told how they are.
    InDoubt(Vec<Participant>),
    /// Nothing is taken that comes after this.
    Stop,
}

/// The queue of the hot path.
#[derive(Debug)]
pub struct Committer {
    queue: mpsc::UnboundedSender<Note>,
    places: Arc<Semaphore>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Committer {
    /// Starts the clerk, in a thread of its own: the engine runs in it, and its disk makes it wait.
    ///
    /// # Panics
    /// Outside of a runtime, which the projection needs.
    pub(super) fn start(
        hot: Hot,
        pen: Arc<Mutex<()>>,
        clock: Clock,
        sources: Arc<Sources>,
        projection: Projection,
    ) -> std::io::Result<Self> {
        let (queue, notes) = mpsc::unbounded_channel();
        let clerk = Clerk { hot, clock, sources, projection, runtime: Handle::current() };
        let work = move || clerk.work(notes, &pen);
        let thread = thread::Builder::new().name("committer".into()).spawn(work)?;
        Ok(Self { queue, places: Arc::new(Semaphore::new(PLACES)), thread: Mutex::new(Some(thread)) })
    }

    /// How many orders wait for their answer, of at most [`PLACES`].
    #[must_use]
    pub fn waiting(&self) -> usize {
        PLACES - self.places.available_permits()
    }

    /// Whether anybody still writes what is queued: not after a stop, nor after an end that nobody meant.
    #[must_use]
    pub fn takes_orders(&self) -> bool {
        !self.queue.is_closed()
    }

    /// Starts, or answers with the attempt that is there.
    pub async fn start_attempt(&self, order: StartOrder) -> Result<Result<Started, StartRefusal>> {
        match self.ask(Order::Start(order)).await? {
            Answer::Started(answer) => Ok(answer),
            other => Err(mismatch(&other)),
        }
    }

    pub async fn save(&self, order: MarksOrder) -> Result<Result<Newer, Refused>> {
        match self.ask(Order::Save(order)).await? {
            Answer::Saved(answer) => Ok(answer),
            other => Err(mismatch(&other)),
        }
    }

    pub async fn submit(&self, order: MarksOrder) -> Result<Result<HandedIn, Refused>> {
        match self.ask(Order::Submit(order)).await? {
            Answer::Submitted(answer) => Ok(answer),
            other => Err(mismatch(&other)),
        }
    }

    /// Whether the attempt was taken.
    pub async fn sweep(&self, order: SweepOrder) -> Result<bool> {
        match self.ask(Order::Sweep(order)).await? {
            Answer::Swept(taken) => Ok(taken),
            other => Err(mismatch(&other)),
        }
    }

    async fn ask(&self, order: Order) -> Result<Answer> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Overloaded)?;
        let (reply, answer) = oneshot::channel();
        self.queue.send(Note::Slip(Slip { order, reply, _place: place })).map_err(|_| StoreError::Unavailable)?;
        // A clerk that ended without a word may have committed before.
        answer.await.map_err(|_| StoreError::OutcomeUnknown)?
    }

    /// Has the boards told, with the next batch, how the standings of these participants are: the commit of a
    /// change of theirs was not answered.
    pub(super) fn doubt(&self, participants: Vec<Participant>) {
        let _stopped_before = self.queue.send(Note::InDoubt(participants));
    }

    /// Waits until all that is queued is answered. What comes later is refused.
    pub(super) async fn stop(&self) {
        let _stopped_before = self.queue.send(Note::Stop);
        if let Some(thread) = self.thread.lock().await.take()
            && !matches!(spawn_blocking(|| thread.join()).await, Ok(Ok(())))
        {
            tracing::error!("the committer ended badly");
        }
    }
}

fn mismatch(answer: &Answer) -> StoreError {
    StoreError::Damaged { what: "answer", why: format!("{answer:?} is not of the order's kind") }
}

struct Clerk {
    hot: Hot,
    clock: Clock,
    sources: Arc<Sources>,
    projection: Projection,
    runtime: Handle,
}

impl Clerk {
    fn work(mut self, mut notes: mpsc::UnboundedReceiver<Note>, pen: &Mutex<()>) {
        while let Some(first) = notes.blocking_recv() {
            let _pen = pen.blocking_lock();
            // What came while the pen was away goes along.
            let (mut next, mut batch) = (Some(first), Vec::new());
            while let Some(note) = next {
                match note {
                    Note::Slip(slip) => batch.push(slip),
                    Note::InDoubt(participants) => self.hot.doubt(participants),
                    // What is queued already is still read.
                    Note::Stop => notes.close(),
                }
                next = if batch.len() < BATCH { notes.try_recv().ok() } else { None };
            }
            let batch = self.refuse_stale(batch);
            self.commit_or_halve(batch);
            metrics::gauge!("ankao_orders_waiting").set(u32::try_from(notes.len()).unwrap_or(u32::MAX));
        }
    }

    /// Refuses what has waited too long. The sweeper relies on it: it takes an attempt only when any
    /// request that came in time and is still queued must be refused here.
    fn refuse_stale(&self, batch: Vec<Slip>) -> Vec<Slip> {
        let now = self.clock.now();
        let (live, stale): (Vec<Slip>, Vec<Slip>) =
            batch.into_iter().partition(|slip| stamp(&slip.order).is_none_or(|it| now - it <= LONGEST_QUEUE));
        metrics::counter!("ankao_orders_refused_stale_total").increment(stale.len() as u64);
        for slip in stale {
            answer(slip, Err(Overloaded.into()));
        }
        live
    }

    /// Commits a batch; where something in it fails, each half by itself, so that one bad order fails
    /// alone. Where the engine itself takes nothing, no half would fare better: all fail at once.
    fn commit_or_halve(&mut self, batch: Vec<Slip>) {
        let mut rest = vec![batch];
        while let Some(mut slips) = rest.pop() {
            if slips.is_empty() {
                continue;
            }
            match self.commit(&slips) {
                Ok(answers) => {
                    for (slip, it) in slips.into_iter().zip(answers) {
                        answer(slip, Ok(it));
                    }
                }
                Err(Failure::Engine(error)) => {
                    tracing::error!(error = with_causes(&error), orders = slips.len(), "the engine took nothing");
                    for slip in slips.into_iter().chain(rest.drain(..).flatten()) {
                        answer(slip, Err(StoreError::Unavailable));
                    }
                }
                Err(Failure::InDoubt(error)) => {
                    tracing::error!(error = with_causes(&error), orders = slips.len(), "a commit was not answered");
                    for slip in slips {
                        answer(slip, Err(StoreError::OutcomeUnknown));
                    }
                }
                Err(Failure::Content(error)) if slips.len() == 1 => {
                    tracing::error!(error = with_causes(&error), "an order could not be committed");
                    if let Some(slip) = slips.pop() {
                        answer(slip, Err(error));
                    }
                }
                Err(Failure::Content(error)) => {
                    tracing::warn!(error = with_causes(&error), orders = slips.len(), "a batch failed and is halved");
                    let second = slips.split_off(slips.len() / 2);
                    rest.push(second);
                    rest.push(slips);
                }
            }
        }
    }

    fn commit(&mut self, slips: &[Slip]) -> Result<Vec<Answer>, Failure> {
        let orders: Vec<&Order> = slips.iter().map(|slip| &slip.order).collect();
        let (answers, standings) = self.hot.commit(&orders, &self.sources)?;
        if !standings.is_empty() {
            self.runtime.block_on((self.projection)(standings));
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
fn answer(slip: Slip, answer: Result<Answer>) {
    let _gone = slip.reply.send(answer);
}

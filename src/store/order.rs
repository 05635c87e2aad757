//! What the hot path asks of the store, and what it answers.

use std::sync::Arc;

use crate::domain::{
    AttemptId, ContestId, PersonId, Stamp,
    admission::StartRefusal,
    attempt::{Attempt, Head, Newer, Refusal, Submission},
    contest::Contest,
    ids,
    paper::{Mark, PaperSource, Seed},
    ranking::{Outcome, Standing},
};

/// Chosen by the client: the same id answers with the attempt that it made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StartId(String);

impl StartId {
    /// 8 to 64 letters, digits, `-` or `_`.
    #[must_use]
    pub fn new(text: String) -> Option<Self> {
        ids::may_be_chosen(&text).then_some(Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug)]
pub struct StartOrder {
    pub contest: ContestId,
    pub person: PersonId,
    pub start_id: StartId,
    /// The seed of the paper, should a new one be made.
    pub seed: Seed,
    pub stamp: Stamp,
}

/// The attempt that a start led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    New(Attempt),
    /// Made by the same `start_id`, in whatever state; or the one that is open.
    Existing(Attempt),
}

/// Marks for an attempt that arrived together.
#[derive(Clone, Debug)]
pub struct MarksOrder {
    pub head: Arc<Head>,
    /// The source of its paper.
    pub source: Arc<PaperSource>,
    pub marks: Vec<(usize, Mark)>,
    pub stamp: Stamp,
}

/// What a hand-in led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    pub contest: Arc<Contest>,
    pub attempt: AttemptId,
    pub submission: Submission,
    pub standing: Standing,
    /// What counts without this attempt, if anything does.
    pub before: Option<Outcome>,
    /// The positions of the questions whose marks came after the hand-in and did not count.
    pub uncounted: Vec<usize>,
}

/// Marks that did not count: why, and at which positions the sheet does not hold them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub refusal: Refusal,
    pub uncounted: Vec<usize>,
}

/// Takes an attempt if it is abandoned by then.
#[derive(Clone, Copy, Debug)]
pub struct SweepOrder {
    pub attempt: AttemptId,
    pub person: PersonId,
    pub now: Stamp,
}

#[derive(Clone, Debug)]
pub enum Order {
    Start(StartOrder),
    Save(MarksOrder),
    Submit(MarksOrder),
    Sweep(SweepOrder),
}

/// The answer to an order, of its kind.
#[derive(Clone, Debug)]
pub enum Answer {
    Started(Result<Started, StartRefusal>),
    Saved(Result<Newer, Refused>),
    Submitted(Result<HandedIn, Refused>),
    /// Whether it was taken.
    Swept(bool),
}

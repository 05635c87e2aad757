//! An attempt (一次作答): `open → submitted`, or voided by an organizer with a reason.
//!
//! The state is an enum with the data of each state, and the functions here are the only ones that
//! take one state and give another. Stamps are arrival times in store time; nothing asks a clock.

use super::{
    AttemptId, LocalDay, PersonId, Span, Stamp,
    paper::{Grade, Mark, Paper, PaperSource, Seed, Sheet, SourceHash, Withdrawn, draw, grade},
    ranking::{Outcome, Scored},
};

/// How long after the deadline a request that arrives still counts, for the way it travelled.
pub const GRACE: Span = Span::seconds(5);
/// How long no request waits in a queue.
pub const LONGEST_QUEUE: Span = Span::seconds(30);
/// When the sweeper may take an attempt: no request that arrived in time can still be queued.
pub const SWEEP_AFTER: Span = Span(GRACE.0 + LONGEST_QUEUE.0);

/// What never changes of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub id: AttemptId,
    pub person: PersonId,
    /// 1 for a person's first attempt in the contest.
    pub ordinal: u32,
    pub source: SourceHash,
    pub seed: Seed,
    pub started: Stamp,
    /// The local day on which it started, to which it belongs.
    pub day: LocalDay,
    /// Granted by an organizer beyond the limits: counts only where it raises the standing.
    pub fresh: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub head: Head,
    /// The earlier of start + limit and the contest's end; an organizer may move it while open.
    pub deadline: Stamp,
    pub sheet: Sheet,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Submitted(Submission),
}

/// A graded hand-in (交卷).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// When it arrived; the deadline, where the sweeper took it.
    pub at: Stamp,
    pub by: SubmittedBy,
    pub time_used: Span,
    pub grade: Grade,
    pub voided: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmittedBy {
    Person,
    Sweeper,
}

/// Marks that arrived together: a save, or the whole sheet with a submission.
pub type Marks = [(usize, Mark)];

/// What stood against some of the marks that were sent.
pub type Newer = Vec<(usize, Mark)>;

/// Why marks did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It arrived after deadline and grace. To be kept as evidence.
    #[error("arrived after the deadline and its grace")]
    TooLate,
    /// The attempt has been handed in. To be kept as evidence.
    #[error("already submitted")]
    Submitted,
    /// An organizer has voided it. To be kept as evidence.
    #[error("voided")]
    Voided,
}

impl Attempt {
    /// The last instant at which a request that arrives counts.
    #[must_use]
    pub fn accepts_until(&self) -> Stamp {
        self.deadline + GRACE
    }

    /// Merges a save that arrived at `stamp`.
    pub fn save(&mut self, marks: &Marks, stamp: Stamp) -> Result<Newer, Refusal> {
        match &self.state {
            State::Submitted(submission) if submission.voided => Err(Refusal::Voided),
            State::Submitted(_) => Err(Refusal::Submitted),
            State::Open if stamp > self.accepts_until() => Err(Refusal::TooLate),
            State::Open => Ok(merge(&mut self.sheet, marks)),
        }
    }

    /// Hands in, with the whole sheet as the person's phone holds it. Handing in twice answers with
    /// the same submission; marks that come with the second and were not there do not count.
    pub fn submit(
        &mut self,
        marks: &Marks,
        stamp: Stamp,
        source: &PaperSource,
        withdrawn: &Withdrawn,
    ) -> Result<&Submission, Refusal> {
        if self.state == State::Open {
            if stamp > self.accepts_until() {
                return Err(Refusal::TooLate);
            }
            merge(&mut self.sheet, marks);
            self.state = State::Submitted(self.graded(SubmittedBy::Person, stamp, source, withdrawn));
        }
        match &self.state {
            State::Submitted(submission) => Ok(submission),
            State::Open => unreachable!("it was submitted above"),
        }
    }

    /// Grades what was saved of an abandoned attempt, where [`Self::may_sweep`] allows it.
    pub fn sweep(&mut self, now: Stamp, source: &PaperSource, withdrawn: &Withdrawn) {
        if self.may_sweep(now) {
            self.state = State::Submitted(self.graded(SubmittedBy::Sweeper, self.deadline, source, withdrawn));
        }
    }

    /// Whether it is abandoned: open, and no request that arrived in time can still be on its way.
    #[must_use]
    pub fn may_sweep(&self, now: Stamp) -> bool {
        self.state == State::Open && now > self.deadline + SWEEP_AFTER
    }

    /// What it counts for, if it is handed in and not voided.
    #[must_use]
    pub fn scored(&self) -> Option<Scored> {
        let State::Submitted(submission) = &self.state else { return None };
        // A blueprint's limits keep points and time within what a standing can hold.
        let outcome = Outcome::of_attempt(submission.grade.points, submission.time_used).ok()?;
        let Head { ordinal, day, fresh, .. } = self.head;
        (!submission.voided).then_some(Scored { ordinal, day, outcome, fresh })
    }

    /// Grades what was handed in anew, where it asks a question of which what was decided is not done yet. Says
    /// whether the grade is another.
    pub fn regrade(&mut self, source: &PaperSource, withdrawn: &Withdrawn) -> bool {
        let paper = self.paper(source);
        let State::Submitted(submission) = &mut self.state else { return false };
        if !withdrawn.concerns(source, &paper) {
            return false;
        }
        let grade = grade(source, &paper, &self.sheet, withdrawn);
        let differs = submission.grade != grade;
        submission.grade = grade;
        differs
    }

    #[must_use]
    pub fn is_voided(&self) -> bool {
        matches!(&self.state, State::Submitted(submission) if submission.voided)
    }

    /// The paper, drawn again.
    #[must_use]
    pub fn paper(&self, source: &PaperSource) -> Paper {
        draw(source, self.head.seed)
    }

    fn graded(&self, by: SubmittedBy, at: Stamp, source: &PaperSource, withdrawn: &Withdrawn) -> Submission {
        // Never over the limit, so that a standing can hold it however far an organizer has moved the
        // deadline, and that a disruption costs nobody a rank; never below zero, should the clock be set
        // back meanwhile.
        let time_used = at.min(self.deadline) - self.head.started;
        let time_used = time_used.clamp(Span::ZERO, source.blueprint().limit_ms);
        let grade = grade(source, &self.paper(source), &self.sheet, withdrawn);
        Submission { at, by, time_used, grade, voided: false }
    }
}

fn merge(sheet: &mut Sheet, marks: &Marks) -> Newer {
    marks.iter().filter_map(|&(question, mark)| Some((question, sheet.merge(question, mark)?))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        ContestId,
        bank::{
            question::{Kind, OptionSet},
            samples::lamp_bank,
        },
        paper::{Blueprint, sheet::Device, source::Days},
    };

    const START: Stamp = Stamp(1_000_000);
    const LIMIT: Span = Span::minutes(2);

    fn source() -> PaperSource {
        let blueprint = Blueprint::plain(LIMIT, &[(Kind::Single, 1, 100)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        PaperSource::freeze(&lamp_bank(), &blueprint, days).expect("the bank suffices")
    }

    fn open(source: &PaperSource) -> Attempt {
        let head = Head {
            id: AttemptId { contest: ContestId(1), number: 1 },
            person: PersonId(1),
            ordinal: 1,
            source: source.hash(),
            seed: Seed([0; 16]),
            started: START,
            day: LocalDay(0),
            fresh: false,
        };
        Attempt { head, deadline: START + LIMIT, sheet: Sheet::blank(1), state: State::Open }
    }

    fn mark(letters: &str) -> (usize, Mark) {
        let device = Device::new(0).expect("under 16");
        (0, Mark::new(1, device, OptionSet::from_letters(letters).expect("letters")).expect("in range"))
    }

    #[test]
    fn a_save_counts_to_the_last_instant_of_grace_and_not_after() {
        let source = source();
        let mut attempt = open(&source);
        let last = START + LIMIT + GRACE;
        assert_eq!(attempt.save(&[mark("B")], last + Span(1)), Err(Refusal::TooLate));
        assert_eq!(attempt.sheet, Sheet::blank(1));
        assert_eq!(attempt.save(&[mark("B")], last), Ok(vec![]));
        assert_eq!(attempt.submit(&[], last + Span(1), &source, &Withdrawn::default()), Err(Refusal::TooLate));
        assert!(attempt.submit(&[], last, &source, &Withdrawn::default()).is_ok());
        assert_eq!(attempt.save(&[mark("C")], last), Err(Refusal::Submitted));
    }

    #[test]
    fn time_used_is_what_passed_within_the_limit() {
        let source = source();
        let used = |deadline: Span, submitted: Span| {
            let mut attempt = Attempt { deadline: START + deadline, ..open(&source) };
            attempt.submit(&[], START + submitted, &source, &Withdrawn::default()).expect("in time").time_used
        };
        assert_eq!(used(LIMIT, Span(12_345)), Span(12_345));
        assert_eq!(used(LIMIT, Span(LIMIT.0 + 3_000)), LIMIT);
        assert_eq!(used(Span::seconds(20), Span::seconds(22)), Span::seconds(20), "the contest ended");
        assert_eq!(used(Span::minutes(4_000), Span::minutes(3_000)), LIMIT, "more time was given");
        assert_eq!(used(LIMIT, Span(-5)), Span::ZERO, "the clock was set back");
    }

    #[test]
    fn a_voided_attempt_takes_nothing() {
        let source = source();
        let mut attempt = open(&source);
        attempt.submit(&[], START, &source, &Withdrawn::default()).expect("in time");
        let State::Submitted(submission) = &mut attempt.state else { panic!("it was handed in") };
        submission.voided = true;
        assert_eq!(attempt.save(&[mark("A")], START), Err(Refusal::Voided));
        assert!(attempt.submit(&[mark("A")], START, &source, &Withdrawn::default()).is_ok_and(|it| it.voided));
        assert_eq!(attempt.sheet, Sheet::blank(1));
    }

    proptest! {
        #[test]
        fn whatever_arrived_in_time_is_either_heard_before_the_sweeper_or_refused_as_stale(
            arrived in -10_000_i64..10_000, waited in 0_i64..60_000
        ) {
            let attempt = open(&source());
            let arrived = attempt.accepts_until() + Span(arrived);
            let now = arrived + Span(waited);
            if arrived <= attempt.accepts_until() && now - arrived <= LONGEST_QUEUE {
                prop_assert!(!attempt.may_sweep(now));
            }
            if now - attempt.deadline > SWEEP_AFTER {
                prop_assert!(attempt.may_sweep(now));
            }
        }
    }
}

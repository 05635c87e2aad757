//! The desk: what a batch of orders touches, in memory. An engine lays it out, [`Desk::take`] decides
//! order by order with the domain's functions, and the engine writes back what has changed.

mod evidence;
#[cfg(test)]
mod model;
mod touched;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

pub use evidence::{Evidence, LateSheet};
pub use touched::Touched;

use super::{
    Result, StoreError,
    order::{Answer, HandedIn, MarksOrder, Order, Refused, StartId, StartOrder, Started, SweepOrder},
};
use crate::domain::{
    AttemptId, ContestId, PersonId, Stamp, UnitId,
    admission::{self, Record, StartRefusal},
    attempt::{Attempt, Head, Newer, State},
    contest::Contest,
    paper::{PaperSource, Sheet, SourceHash},
    ranking::{Outcome, Rev, Standing},
};

/// Start requests remembered of one attempt: the one that made it and those that found it open. A phone
/// asks again with the same id, so that more come only of somebody who tries.
const STARTS: usize = 8;

/// A person in a contest.
pub type Participant = (ContestId, PersonId);

/// What the store knows of a participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    pub unit: UnitId,
    /// Matched to the roster or confirmed: counts where the contest counts only those.
    pub confirmed: bool,
    pub fresh: u16,
    pub standing: Option<Standing>,
}

impl Dossier {
    /// Computes the standing anew from all of the person's attempts. It is a new one, also where
    /// nothing of it differs.
    pub fn rank<'a>(
        &mut self,
        contest: &Contest,
        person: PersonId,
        attempts: impl Iterator<Item = &'a Attempt>,
    ) -> Standing {
        let standing = Standing {
            contest: contest.id,
            person,
            unit: self.unit,
            result: contest.result(attempts),
            counted: self.confirmed || !contest.rules.counts_confirmed_only,
            rev: self.standing.map_or(Rev(1), |standing| Rev(standing.rev.0 + 1)),
        };
        self.standing = Some(standing);
        standing
    }
}

/// Laid out by the engine for a batch; only what its orders name needs to be there.
#[derive(Debug, Default)]
pub struct Desk {
    pub contests: HashMap<ContestId, Arc<Contest>>,
    pub sources: HashMap<SourceHash, Arc<PaperSource>>,
    pub dossiers: HashMap<Participant, Dossier>,
    starts: HashMap<(Participant, StartId), AttemptId>,
    /// How many of them led to an attempt.
    starts_of: HashMap<AttemptId, usize>,
    /// The highest number given in a contest.
    pub last_numbers: HashMap<ContestId, i64>,
    pub evidence: HashMap<AttemptId, Evidence>,
    attempts: HashMap<AttemptId, Attempt>,
    /// The attempts of each participant, in the order in which they were started.
    by_participant: HashMap<Participant, BTreeSet<AttemptId>>,
    changes: Changes,
}

/// What [`Desk::take`] has changed, to be written in the order of ids.
#[derive(Debug, Default)]
pub struct Changes {
    /// New, or of another state than before.
    pub attempts: BTreeSet<AttemptId>,
    pub sheets: BTreeSet<AttemptId>,
    pub standings: BTreeSet<Participant>,
    /// Participants who used a grant.
    pub fresh: BTreeSet<Participant>,
    pub starts: BTreeMap<(Participant, StartId), AttemptId>,
    /// New late sheets, and last ones that took in more, by their ordinals.
    pub late: BTreeMap<(AttemptId, i64), LateSheet>,
}

/// Why an order changed nothing.
enum Stop<R> {
    Refused(R),
    /// The store lacks what the order rests on: it fails, and nobody is told that it was refused.
    Damaged(StoreError),
}

impl<R> From<StoreError> for Stop<R> {
    fn from(error: StoreError) -> Self {
        Self::Damaged(error)
    }
}

impl From<StartRefusal> for Stop<StartRefusal> {
    fn from(refusal: StartRefusal) -> Self {
        Self::Refused(refusal)
    }
}

fn settle<T, R>(outcome: Result<T, Stop<R>>) -> Result<Result<T, R>> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
        Err(Stop::Damaged(error)) => Err(error),
    }
}

impl Desk {
    /// Lays an attempt out: of a participant who starts, hands in or is swept every one, of one who
    /// saves that one.
    pub fn lay(&mut self, attempt: Attempt) {
        let Head { id, person, .. } = attempt.head;
        self.by_participant.entry((id.contest, person)).or_default().insert(id);
        self.attempts.insert(id, attempt);
    }

    /// Lays out a start request: of a participant who starts every one that is remembered.
    pub fn lay_start(&mut self, participant: Participant, start_id: StartId, attempt: AttemptId) {
        if self.starts.insert((participant, start_id), attempt).is_none() {
            *self.starts_of.entry(attempt).or_default() += 1;
        }
    }

    /// Takes one order. Every order of a batch sees what the ones before it did.
    ///
    /// # Errors
    /// The store lacks what the order rests on. The whole batch is void then.
    pub fn take(&mut self, order: &Order) -> Result<Answer> {
        Ok(match order {
            Order::Start(order) => Answer::Started(settle(self.start(order))?),
            Order::Save(order) => Answer::Saved(settle(self.save(order))?),
            Order::Submit(order) => Answer::Submitted(settle(self.submit(order))?),
            Order::Sweep(order) => Answer::Swept(self.sweep(*order)?),
        })
    }

    #[must_use]
    pub fn attempt(&self, id: AttemptId) -> Option<&Attempt> {
        self.attempts.get(&id)
    }

    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The standings that have changed, for the boards.
    #[must_use]
    pub fn changed_standings(&self) -> Vec<Standing> {
        self.changes.standings.iter().filter_map(|key| self.dossiers.get(key)?.standing).collect()
    }

    fn start(&mut self, order: &StartOrder) -> Result<Started, Stop<StartRefusal>> {
        let participant = (order.contest, order.person);
        let key = (participant, order.start_id.clone());
        let contest = self.contests.get(&order.contest).cloned().ok_or(StartRefusal::NoSuchContest)?;
        let source = contest.source().ok_or(StartRefusal::NoSuchContest)?;
        let fresh = self.dossiers.get(&participant).ok_or(StartRefusal::NotEnrolled)?.fresh;
        let mut open = self.of(participant).find(|it| it.state == State::Open).map(|it| it.head.id);
        if let Some(id) = open
            && self.sweep_one(id, order.stamp)?
        {
            open = None;
        }
        if let Some(attempt) = self.starts.get(&key).and_then(|id| self.attempts.get(id)) {
            return Ok(Started::Existing(attempt.clone()));
        }
        if let Some(id) = open {
            let attempt = self.laid_out(id)?;
            if order.stamp > attempt.accepts_until() {
                return Err(StartRefusal::Settling.into());
            }
            let attempt = attempt.clone();
            self.note_start(key, id);
            return Ok(Started::Existing(attempt));
        }
        let attempts: Vec<&Attempt> = self.of(participant).collect();
        let admission = admission::admit(&contest, Record { attempts: &attempts, fresh }, order.stamp)?;
        if admission.fresh {
            self.dossiers.entry(participant).and_modify(|dossier| dossier.fresh -= 1);
            self.changes.fresh.insert(participant);
        }
        let number = self.last_numbers.entry(order.contest).or_default();
        *number += 1;
        let id = AttemptId { contest: order.contest, number: *number };
        let attempt = Attempt {
            head: Head {
                id,
                person: order.person,
                ordinal: admission.ordinal,
                source,
                seed: order.seed,
                started: order.stamp,
                day: admission.day,
                fresh: admission.fresh,
            },
            deadline: admission.deadline,
            sheet: Sheet::blank(contest.blueprint.question_count()),
            state: State::Open,
        };
        self.lay(attempt.clone());
        self.changes.attempts.insert(id);
        self.note_start(key, id);
        Ok(Started::New(attempt))
    }

    fn note_start(&mut self, (participant, start_id): (Participant, StartId), attempt: AttemptId) {
        if self.starts_of.get(&attempt).is_some_and(|starts| *starts >= STARTS) {
            return;
        }
        self.changes.starts.insert((participant, start_id.clone()), attempt);
        self.lay_start(participant, start_id, attempt);
    }

    fn save(&mut self, order: &MarksOrder) -> Result<Newer, Stop<Refused>> {
        let id = order.head.id;
        let attempt = self.attempts.get_mut(&id).ok_or_else(|| missing(id))?;
        match attempt.save(&order.marks, order.stamp) {
            Ok(newer) => {
                self.changes.sheets.insert(id);
                Ok(newer)
            }
            Err(refusal) => {
                let uncounted = self.keep_evidence(order)?;
                Err(Stop::Refused(Refused { refusal, uncounted }))
            }
        }
    }

    fn submit(&mut self, order: &MarksOrder) -> Result<HandedIn, Stop<Refused>> {
        let id = order.head.id;
        let participant = (id.contest, order.head.person);
        let contest = self.contests.get(&id.contest).cloned().ok_or_else(|| no_contest(id.contest))?;
        let attempt = self.attempts.get_mut(&id).ok_or_else(|| missing(id))?;
        let was_open = attempt.state == State::Open;
        let submission = attempt.submit(&order.marks, order.stamp, &order.source, &contest.withdrawn).cloned();
        if was_open && submission.is_ok() {
            self.changes.attempts.insert(id);
            self.changes.sheets.insert(id);
            self.rank(participant)?;
        }
        // Nothing that came in time: then all of it is on the sheet.
        let uncounted = self.keep_evidence(order)?;
        let submission = match submission {
            Ok(submission) => submission,
            Err(refusal) => return Err(Stop::Refused(Refused { refusal, uncounted })),
        };
        let standing = self.dossiers.get(&participant).and_then(|it| it.standing);
        // Whoever has handed in has a standing, since both are written together.
        let standing = standing.ok_or_else(|| damaged(id, "is handed in and has no standing"))?;
        let before = self.result(participant, |attempt| attempt.head.id != id)?;
        Ok(HandedIn { contest, attempt: id, submission, standing, before, uncounted })
    }

    fn sweep(&mut self, order: SweepOrder) -> Result<bool> {
        self.sweep_one(order.attempt, order.now)
    }

    /// Grades an abandoned attempt; says whether it was one.
    fn sweep_one(&mut self, id: AttemptId, now: Stamp) -> Result<bool> {
        let attempt = self.attempts.get_mut(&id).ok_or_else(|| missing(id))?;
        if !attempt.may_sweep(now) {
            return Ok(false);
        }
        let source = self.sources.get(&attempt.head.source).ok_or_else(|| damaged(id, "has no source"))?;
        let contest = self.contests.get(&id.contest).ok_or_else(|| no_contest(id.contest))?;
        attempt.sweep(now, source, &contest.withdrawn);
        let participant = (id.contest, attempt.head.person);
        self.changes.attempts.insert(id);
        self.rank(participant)?;
        Ok(true)
    }

    /// Computes the participant's standing anew from all attempts.
    fn rank(&mut self, participant: Participant) -> Result<()> {
        let (contest, person) = participant;
        let known = self.contests.get(&contest).cloned();
        let known = known.ok_or_else(|| no_contest(contest))?;
        let dossier = self.dossiers.get_mut(&participant).ok_or_else(|| StoreError::Damaged {
            what: "enrolment",
            why: format!("person {person} answers in contest {contest} and is not enrolled"),
        })?;
        let mine = self.by_participant.get(&participant).into_iter().flatten();
        dossier.rank(&known, person, mine.filter_map(|id| self.attempts.get(id)));
        self.changes.standings.insert(participant);
        Ok(())
    }

    /// What the participant's attempts that `counts` lets through come to.
    fn result(&self, participant: Participant, counts: impl Fn(&Attempt) -> bool) -> Result<Option<Outcome>> {
        let contest = self.contests.get(&participant.0).ok_or_else(|| no_contest(participant.0))?;
        Ok(contest.result(self.of(participant).filter(|it| counts(it))))
    }

    fn of(&self, participant: Participant) -> impl Iterator<Item = &Attempt> {
        self.by_participant.get(&participant).into_iter().flatten().filter_map(|id| self.attempts.get(id))
    }

    fn laid_out(&self, id: AttemptId) -> Result<&Attempt> {
        self.attempts.get(&id).ok_or_else(|| missing(id))
    }

    /// Keeps marks that the sheet does not hold, once. Answers at which positions they are.
    fn keep_evidence(&mut self, order: &MarksOrder) -> Result<Vec<usize>> {
        let id = order.head.id;
        let sheet = &self.laid_out(id)?.sheet;
        let (uncounted, questions) = (sheet.lacking(&order.marks), sheet.marks().len());
        if uncounted.is_empty() {
            return Ok(uncounted);
        }
        let kept = self.evidence.entry(id).or_insert_with(|| Evidence::none(questions));
        if let Some((ordinal, sheet)) = kept.keep(&order.marks) {
            self.changes.late.insert((id, ordinal), LateSheet { arrived: order.stamp, sheet });
        }
        Ok(uncounted)
    }
}

fn no_contest(id: ContestId) -> StoreError {
    StoreError::Damaged { what: "contest", why: format!("{id} is not there") }
}

fn missing(id: AttemptId) -> StoreError {
    damaged(id, "is not there any more")
}

fn damaged(id: AttemptId, why: &str) -> StoreError {
    StoreError::Damaged { what: "attempt", why: format!("{id} {why}") }
}

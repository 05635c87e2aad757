//! The desk: what a batch of orders touches, in memory. An engine lays it out, [`Desk::take`] decides
//! order by order with the domain's functions, and the engine writes back what has changed.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::order::{Answer, HandedIn, MarksOrder, Order, StartId, StartOrder, Started, SweepOrder};
use crate::domain::{
    AttemptId, ContestId, PersonId, Stamp, UnitId,
    admission::{self, Record, StartRefusal},
    attempt::{Attempt, Head, Marks, Newer, Refusal, State},
    contest::Contest,
    paper::{PaperSource, Sheet, SourceHash},
    ranking::{self, Outcome, Rev, Scored, Standing},
};

/// Late sheets kept of one attempt: evidence, not a place to store things.
const LATE_SHEETS: u32 = 8;

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
        let scored: Vec<Scored> = attempts.filter_map(scored).collect();
        let standing = Standing {
            contest: contest.id,
            person,
            unit: self.unit,
            result: ranking::standing::result(contest.rules.scoring, &scored),
            counted: self.confirmed || !contest.rules.counts_confirmed_only,
            rev: self.standing.map_or(Rev(1), |standing| Rev(standing.rev.0 + 1)),
        };
        self.standing = Some(standing);
        standing
    }
}

/// Marks kept as evidence.
#[derive(Clone, Debug)]
pub struct LateSheet {
    pub attempt: AttemptId,
    pub arrived: Stamp,
    pub sheet: Sheet,
}

/// Laid out by the engine for a batch; only what its orders name needs to be there.
#[derive(Debug, Default)]
pub struct Desk {
    pub contests: HashMap<ContestId, Contest>,
    pub sources: HashMap<SourceHash, Arc<PaperSource>>,
    pub dossiers: HashMap<Participant, Dossier>,
    /// Of a participant who starts or hands in all attempts; of one who saves that one.
    pub attempts: BTreeMap<AttemptId, Attempt>,
    pub starts: HashMap<(Participant, StartId), AttemptId>,
    /// The highest number given in a contest.
    pub last_numbers: HashMap<ContestId, i64>,
    /// How many late sheets are kept already.
    pub late_counts: HashMap<AttemptId, u32>,
    pub changes: Changes,
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
    pub starts: Vec<(Participant, StartId, AttemptId)>,
    pub late: Vec<LateSheet>,
}

impl Desk {
    /// Takes one order. Every order of a batch sees what the ones before it did.
    pub fn take(&mut self, order: &Order) -> Answer {
        match order {
            Order::Start(order) => Answer::Started(self.start(order)),
            Order::Save(order) => Answer::Saved(self.save(order)),
            Order::Submit(order) => Answer::Submitted(self.submit(order)),
            Order::Sweep(order) => Answer::Swept(self.sweep(*order)),
        }
    }

    /// The standings that have changed, for the boards.
    #[must_use]
    pub fn changed_standings(&self) -> Vec<Standing> {
        self.changes.standings.iter().filter_map(|key| self.dossiers.get(key)?.standing).collect()
    }

    fn start(&mut self, order: &StartOrder) -> Result<Started, StartRefusal> {
        let participant = (order.contest, order.person);
        let key = (participant, order.start_id.clone());
        if let Some(attempt) = self.starts.get(&key).and_then(|id| self.attempts.get(id)) {
            return Ok(Started::Existing(attempt.clone()));
        }
        let contest = self.contests.get(&order.contest).ok_or(StartRefusal::NoSuchContest)?.clone();
        let source = contest.source().ok_or(StartRefusal::NoSuchContest)?;
        let dossier = self.dossiers.get(&participant).ok_or(StartRefusal::NotEnrolled)?;
        let (fresh_left, mine) = (dossier.fresh, self.of(participant));
        if let Some(open) = mine.iter().copied().find(|id| self.attempts[id].state == State::Open) {
            let attempt = &self.attempts[&open];
            if order.stamp <= attempt.accepts_until() {
                let attempt = attempt.clone();
                self.note_start(key, open);
                return Ok(Started::Existing(attempt));
            }
            if !attempt.may_sweep(order.stamp) {
                return Err(StartRefusal::Settling);
            }
            self.sweep_one(open, order.stamp);
        }
        let attempts: Vec<&Attempt> = mine.iter().map(|id| &self.attempts[id]).collect();
        let admission = admission::admit(&contest, Record { attempts: &attempts, fresh: fresh_left }, order.stamp)?;
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
        self.attempts.insert(id, attempt.clone());
        self.changes.attempts.insert(id);
        self.note_start(key, id);
        Ok(Started::New(attempt))
    }

    fn note_start(&mut self, key: (Participant, StartId), attempt: AttemptId) {
        self.changes.starts.push((key.0, key.1.clone(), attempt));
        self.starts.insert(key, attempt);
    }

    fn save(&mut self, order: &MarksOrder) -> Result<Newer, Refusal> {
        let id = order.head.id;
        let Some(attempt) = self.attempts.get_mut(&id) else {
            return Err(Refusal::Submitted);
        };
        let newer = attempt.save(&order.marks, order.stamp);
        match newer {
            Ok(_) => {
                self.changes.sheets.insert(id);
            }
            Err(_) => self.keep_evidence(order),
        }
        newer
    }

    fn submit(&mut self, order: &MarksOrder) -> Result<HandedIn, Refusal> {
        let id = order.head.id;
        let participant = (id.contest, order.head.person);
        let before = self.dossiers.get(&participant).and_then(|dossier| dossier.standing);
        let Some(attempt) = self.attempts.get_mut(&id) else {
            return Err(Refusal::Submitted);
        };
        let was_open = attempt.state == State::Open;
        let uncounted = !was_open && attempt.lacks(&order.marks);
        let submission = match attempt.submit(&order.marks, order.stamp, &order.source) {
            Ok(submission) => submission.clone(),
            Err(refusal) => {
                self.keep_evidence(order);
                return Err(refusal);
            }
        };
        if was_open {
            self.changes.attempts.insert(id);
            self.changes.sheets.insert(id);
            self.rank(participant);
        } else if uncounted {
            self.keep_evidence(order);
        }
        let standing = self.dossiers.get(&participant).and_then(|dossier| dossier.standing);
        // Whoever has handed in has a standing, since both are written together.
        let standing = standing.ok_or(Refusal::Submitted)?;
        let before = before.and_then(|standing| standing.result);
        Ok(HandedIn { attempt: id, submission, standing, before, uncounted })
    }

    fn sweep(&mut self, order: SweepOrder) -> usize {
        let due: Vec<AttemptId> = self
            .attempts
            .values()
            .filter(|attempt| attempt.state == State::Open && attempt.may_sweep(order.now))
            .map(|attempt| attempt.head.id)
            .take(order.at_most.into())
            .collect();
        for &id in &due {
            self.sweep_one(id, order.now);
        }
        due.len()
    }

    fn sweep_one(&mut self, id: AttemptId, now: Stamp) {
        let Some(attempt) = self.attempts.get_mut(&id) else { return };
        let Some(source) = self.sources.get(&attempt.head.source) else { return };
        attempt.sweep(now, source);
        let participant = (id.contest, attempt.head.person);
        self.changes.attempts.insert(id);
        self.rank(participant);
    }

    /// Computes the participant's standing anew from all attempts.
    fn rank(&mut self, participant: Participant) {
        let mine = self.of(participant);
        let attempts = mine.iter().filter_map(|id| self.attempts.get(id));
        let (contest, person) = participant;
        let (Some(contest), Some(dossier)) = (self.contests.get(&contest), self.dossiers.get_mut(&participant)) else {
            return;
        };
        dossier.rank(contest, person, attempts);
        self.changes.standings.insert(participant);
    }

    fn of(&self, (contest, person): Participant) -> Vec<AttemptId> {
        let mine = self.attempts.values().filter(|it| it.head.id.contest == contest && it.head.person == person);
        mine.map(|attempt| attempt.head.id).collect()
    }

    /// Keeps marks that did not count, where the sheet does not hold them anyway.
    fn keep_evidence(&mut self, order: &MarksOrder) {
        let id = order.head.id;
        let Some(attempt) = self.attempts.get(&id) else { return };
        let kept = self.late_counts.entry(id).or_default();
        if *kept >= LATE_SHEETS || !attempt.lacks(&order.marks) {
            return;
        }
        *kept += 1;
        let sheet = sheet_of(&order.marks, attempt.sheet.marks().len());
        self.changes.late.push(LateSheet { attempt: id, arrived: order.stamp, sheet });
    }
}

fn sheet_of(marks: &Marks, questions: usize) -> Sheet {
    let mut sheet = Sheet::blank(questions);
    for &(question, mark) in marks {
        sheet.merge(question, mark);
    }
    sheet
}

/// What an attempt counts for, if it is handed in and not voided.
fn scored(attempt: &Attempt) -> Option<Scored> {
    let State::Submitted(submission) = &attempt.state else { return None };
    let outcome = Outcome::of_attempt(submission.grade.points, submission.time_used).ok()?;
    let Head { ordinal, day, fresh, .. } = attempt.head;
    (!submission.voided).then_some(Scored { ordinal, day, outcome, fresh })
}

//! The rules of an attempt, once more and plainly: one list of attempts, one loop a question.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::domain::{
    Stamp,
    admission::StartRefusal,
    attempt::{Refusal, SubmittedBy},
    paper::{PaperSource, Seed, draw},
};

pub const PEOPLE: usize = 3;
pub const LIMIT: i64 = 60_000;
const GRACE: i64 = 5_000;
const SWEEP_AFTER: i64 = 35_000;
const PER_DAY: usize = 2;
const IN_ALL: usize = 4;
const LATE_SHEETS: usize = 8;
/// 2026-06-10, two minutes to midnight in Shanghai.
pub const BEGIN: i64 = 1_781_107_080_000;
pub const OPENS: i64 = BEGIN + 30_000;
pub const CLOSES: i64 = OPENS + 26 * 3_600_000;

/// An answer: question, then what decides between two, in that order.
pub type Tap = (usize, (u16, u8, u8));

#[derive(Debug, Default)]
pub struct ModelAttempt {
    pub person: usize,
    pub started: i64,
    pub deadline: i64,
    pub fresh: bool,
    /// The right answers, as bits.
    pub right: Vec<u8>,
    pub held: BTreeMap<usize, (u16, u8, u8)>,
    /// Points and time used, and who handed in.
    pub result: Option<(i64, i64, SubmittedBy)>,
    pub voided: bool,
    pub late: BTreeMap<usize, (u16, u8, u8)>,
    pub late_sheets: usize,
}

/// What was answered, as far as it can be told by the rules.
#[derive(Debug, PartialEq)]
pub enum Said {
    New(usize),
    Existing { attempt: usize, handed_in: bool },
    NotStarted(StartRefusal),
    Saved(Vec<(usize, u16)>),
    Refused(Refusal, Vec<usize>),
    Graded { result: (i64, i64, SubmittedBy), standing: Best, before: Best, uncounted: Vec<usize> },
    Swept(bool),
}

/// Points and time of the best attempt.
pub type Best = Option<(i64, i64)>;

#[derive(Debug)]
pub struct Model {
    pub now: i64,
    pub source: Arc<PaperSource>,
    pub attempts: Vec<ModelAttempt>,
    pub starts: HashMap<(usize, u8), usize>,
    pub grants: [usize; PEOPLE],
    pub revs: [i64; PEOPLE],
}

impl Model {
    pub fn new(source: Arc<PaperSource>) -> Self {
        let (attempts, starts) = (Vec::new(), HashMap::new());
        Self { now: BEGIN, source, attempts, starts, grants: [0; PEOPLE], revs: [0; PEOPLE] }
    }

    pub fn start(&mut self, person: usize, start_id: u8, seed: Seed) -> Said {
        if let Some(open) = self.open(person) {
            self.sweep(open);
        }
        let existing = self.starts.get(&(person, start_id)).copied();
        if let Some(attempt) = existing.or(self.open(person)) {
            let handed_in = self.attempts[attempt].result.is_some();
            if existing.is_none() && self.now > self.attempts[attempt].deadline + GRACE {
                return Said::NotStarted(StartRefusal::Settling);
            }
            self.starts.insert((person, start_id), attempt);
            return Said::Existing { attempt, handed_in };
        }
        let day = |at: i64| (at + 8 * 3_600_000).div_euclid(24 * 3_600_000);
        let counted: Vec<_> =
            self.attempts.iter().filter(|it| it.person == person && !it.fresh && !it.voided).collect();
        let today = counted.iter().filter(|it| day(it.started) == day(self.now)).count();
        let fresh = self.grants[person] > 0;
        let refusal = match () {
            () if self.now < OPENS => Some(StartRefusal::Upcoming { opens: Stamp(OPENS) }),
            () if self.now >= CLOSES => Some(StartRefusal::Ended),
            () if !fresh && counted.len() >= IN_ALL => Some(StartRefusal::TotalLimit(4)),
            () if !fresh && today >= PER_DAY => Some(StartRefusal::DailyLimit(2)),
            () => None,
        };
        if let Some(refusal) = refusal {
            return Said::NotStarted(refusal);
        }
        self.grants[person] -= usize::from(fresh);
        let paper = draw(&self.source, seed);
        let key = |question: u16| self.source.questions()[usize::from(question)].key;
        let right = paper.questions.iter().map(|it| it.letters_of(key(it.question)).bits()).collect();
        let deadline = CLOSES.min(self.now + LIMIT);
        let new = ModelAttempt { person, started: self.now, deadline, fresh, right, ..ModelAttempt::default() };
        self.attempts.push(new);
        self.starts.insert((person, start_id), self.attempts.len() - 1);
        Said::New(self.attempts.len() - 1)
    }

    pub fn save(&mut self, attempt: usize, taps: &[Tap], at: i64) -> Said {
        let it = &mut self.attempts[attempt];
        let refusal = match it.result {
            Some(_) if it.voided => Refusal::Voided,
            Some(_) => Refusal::Submitted,
            None if at > it.deadline + GRACE => Refusal::TooLate,
            None => return Said::Saved(it.merge(taps)),
        };
        Said::Refused(refusal, it.keep(taps))
    }

    pub fn submit(&mut self, attempt: usize, taps: &[Tap], at: i64) -> Said {
        let it = &mut self.attempts[attempt];
        if it.result.is_none() {
            if at > it.deadline + GRACE {
                return Said::Refused(Refusal::TooLate, it.keep(taps));
            }
            it.merge(taps);
            it.grade(at, SubmittedBy::Person);
            self.revs[it.person] += 1;
        }
        let uncounted = it.keep(taps);
        let (person, result) = (it.person, it.result.expect("graded above"));
        let (standing, before) = (self.best(person, None), self.best(person, Some(attempt)));
        Said::Graded { result, standing, before, uncounted }
    }

    pub fn sweep(&mut self, attempt: usize) -> Said {
        let it = &mut self.attempts[attempt];
        let due = it.result.is_none() && self.now > it.deadline + SWEEP_AFTER;
        if due {
            it.grade(it.deadline, SubmittedBy::Sweeper);
            self.revs[it.person] += 1;
        }
        Said::Swept(due)
    }

    fn open(&self, person: usize) -> Option<usize> {
        self.attempts.iter().position(|it| it.person == person && it.result.is_none())
    }

    /// The most points, in the least time, of all but one; fresh ones can only raise it anyway.
    pub fn best(&self, person: usize, but: Option<usize>) -> Best {
        let counted = self.attempts.iter().enumerate().filter(|(number, it)| Some(*number) != but && !it.voided);
        let mine = counted.filter(|(_, it)| it.person == person).filter_map(|(_, it)| it.result);
        mine.map(|(points, used, _)| (points, used)).max_by_key(|(points, used)| (*points, -used))
    }
}

impl ModelAttempt {
    fn merge(&mut self, taps: &[Tap]) -> Vec<(usize, u16)> {
        let mut newer = Vec::new();
        for (question, tap) in taps {
            let held = self.held.entry(*question).or_insert(*tap);
            if *held > *tap {
                newer.push((*question, held.0));
            }
            *held = *tap.max(held);
        }
        newer
    }

    /// Which of the taps are not held; they are kept as evidence once.
    fn keep(&mut self, taps: &[Tap]) -> Vec<usize> {
        let lacking = |held: &BTreeMap<usize, (u16, u8, u8)>| -> Vec<usize> {
            taps.iter()
                .filter(|(question, tap)| held.get(question) < Some(tap))
                .map(|(question, _)| *question)
                .collect()
        };
        let uncounted = lacking(&self.held);
        if !uncounted.is_empty() && !lacking(&self.late).is_empty() {
            self.late_sheets = LATE_SHEETS.min(self.late_sheets + 1);
            for (question, tap) in taps {
                let late = self.late.entry(*question).or_insert(*tap);
                *late = *tap.max(late);
            }
        }
        uncounted
    }

    fn grade(&mut self, at: i64, by: SubmittedBy) {
        let is_right = |(question, right): (usize, &u8)| self.held.get(&question).is_some_and(|held| held.2 == *right);
        let right = self.right.iter().enumerate().filter(|it| is_right(*it)).count();
        let points = 100 * i64::try_from(right).expect("two at most");
        let used = (at.min(self.deadline) - self.started).clamp(0, LIMIT);
        self.result = Some((points, used, by));
    }
}

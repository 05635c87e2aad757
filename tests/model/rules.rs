//! What was done, and what it is worth: plain lists and loops, none of the engine's own code.

use std::collections::{BTreeMap, HashMap};

use ankao::domain::{paper::Counting, ranking::Scoring};

pub const PEOPLE: usize = 10;
pub const UNITS: usize = 5;
pub const LIMIT: i64 = 5 * 60_000;
const GRACE: i64 = 5_000;
const SWEEP_AFTER: i64 = 35_000;
const HOUR: i64 = 3_600_000;
/// Start requests remembered of an attempt.
const STARTS: usize = 8;

/// An answer: how often it was changed, by which device, and its options as bits. The greater stays.
pub type Mark = (u16, u8, u8);
/// Points and time in ms.
pub type Result = (i64, i64);

/// What somebody does. People, units and attempts are places in the lists of [`Rules`].
#[derive(Clone, Debug)]
pub enum Deed {
    Start {
        person: usize,
        start_id: u16,
    },
    Save {
        attempt: usize,
        marks: BTreeMap<usize, Mark>,
        at: i64,
    },
    HandIn {
        attempt: usize,
        marks: BTreeMap<usize, Mark>,
        at: i64,
    },
    Sweep,
    Void {
        attempt: usize,
    },
    MoreTime {
        attempt: usize,
        minutes: i64,
    },
    Fresh {
        person: usize,
    },
    /// The question at a position of a paper.
    WithdrawQuestion {
        attempt: usize,
        position: usize,
        counting: Counting,
    },
    /// Points are hundredths.
    Regrade {
        attempt: usize,
        points: i64,
    },
    Confirm {
        person: usize,
    },
    Withdraw {
        person: usize,
    },
    Move {
        person: usize,
        unit: usize,
    },
    RefuseToMove {
        person: usize,
        unit: usize,
    },
}

/// What is answered, by the rules.
#[derive(Debug, PartialEq)]
pub enum Said {
    New,
    Existing(usize),
    Done,
    Graded { result: Result, standing: Option<Result>, raised: bool, voided: bool },
    Swept(usize),
    Refused(&'static str),
}

/// A question of a paper. Those of one section are worth the same, and no two sections are.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: String,
    /// The right options.
    pub right: u8,
    pub worth: i64,
}

#[derive(Debug)]
pub struct Attempt {
    pub person: usize,
    started: i64,
    pub deadline: i64,
    fresh: bool,
    pub asked: Vec<Asked>,
    held: BTreeMap<usize, Mark>,
    result: Option<Result>,
    voided: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub of_roster: bool,
    pub confirmed: bool,
    pub unit: usize,
    grants: usize,
}

#[derive(Debug)]
pub struct Rules {
    pub scoring: Scoring,
    pub now: i64,
    pub people: Vec<Person>,
    pub attempts: Vec<Attempt>,
    /// How questions count that were withdrawn.
    counting: HashMap<String, Counting>,
    starts: HashMap<(usize, u16), usize>,
}

impl Rules {
    pub fn new(scoring: Scoring, now: i64) -> Self {
        let person = |number| Person { of_roster: number % 2 == 0, confirmed: false, unit: number % UNITS, grants: 0 };
        let people = (0..PEOPLE).map(person).collect();
        Self { scoring, now, people, attempts: Vec::new(), counting: HashMap::new(), starts: HashMap::new() }
    }

    /// Does it, and says what is to be answered.
    pub fn take(&mut self, deed: &Deed) -> Said {
        match deed {
            Deed::Start { person, start_id } => self.start(*person, *start_id),
            Deed::Save { attempt, marks, at } => self.save(*attempt, marks, *at),
            Deed::HandIn { attempt, marks, at } => self.hand_in(*attempt, marks, *at),
            Deed::Sweep => Said::Swept((0..self.attempts.len()).filter(|it| self.sweep(*it)).count()),
            Deed::Void { attempt } => {
                let it = &mut self.attempts[*attempt];
                match it.result {
                    None => Said::Refused("attempt_open"),
                    Some(_) if it.voided => Said::Refused("attempt_voided"),
                    Some(_) => {
                        it.voided = true;
                        Said::Done
                    }
                }
            }
            Deed::MoreTime { attempt, minutes } => {
                let it = &mut self.attempts[*attempt];
                if it.result.is_some() {
                    return Said::Refused("attempt_submitted");
                }
                it.deadline += minutes * 60_000;
                Said::Done
            }
            Deed::Fresh { person } => {
                self.people[*person].grants += 1;
                Said::Done
            }
            Deed::WithdrawQuestion { attempt, position, counting } => {
                let question = self.attempts[*attempt].asked[*position].id.clone();
                if self.counting.insert(question.clone(), *counting).unwrap_or_default() != *counting {
                    for it in self.attempts.iter_mut().filter(|it| it.asked.iter().any(|it| it.id == question)) {
                        let points = it.points(&self.counting);
                        if let Some(result) = &mut it.result {
                            result.0 = points;
                        }
                    }
                }
                Said::Done
            }
            Deed::Regrade { attempt, points } => {
                if let Some(result) = &mut self.attempts[*attempt].result {
                    result.0 = *points;
                }
                Said::Done
            }
            Deed::Confirm { person } | Deed::Withdraw { person } if self.people[*person].of_roster => {
                Said::Refused("conflict")
            }
            Deed::Confirm { person } => {
                self.people[*person].confirmed = true;
                Said::Done
            }
            Deed::Withdraw { person } => {
                self.people[*person].confirmed = false;
                Said::Done
            }
            Deed::Move { person, unit } => {
                (self.people[*person].unit, self.people[*person].confirmed) = (*unit, true);
                Said::Done
            }
            Deed::RefuseToMove { .. } => Said::Done,
        }
    }

    fn start(&mut self, person: usize, start_id: u16) -> Said {
        if let Some(open) = self.open(person) {
            self.sweep(open);
        }
        let known = self.starts.get(&(person, start_id)).copied();
        if let Some(attempt) = known {
            return Said::Existing(attempt);
        }
        if let Some(open) = self.open(person) {
            if self.now > self.attempts[open].deadline + GRACE {
                return Said::Refused("attempt_settling");
            }
            if self.starts.values().filter(|attempt| **attempt == open).count() < STARTS {
                self.starts.insert((person, start_id), open);
            }
            return Said::Existing(open);
        }
        let fresh = self.people[person].grants > 0;
        self.people[person].grants -= usize::from(fresh);
        self.attempts.push(Attempt {
            person,
            started: self.now,
            deadline: self.now + LIMIT,
            fresh,
            asked: Vec::new(),
            held: BTreeMap::new(),
            result: None,
            voided: false,
        });
        self.starts.insert((person, start_id), self.attempts.len() - 1);
        Said::New
    }

    fn save(&mut self, attempt: usize, marks: &BTreeMap<usize, Mark>, at: i64) -> Said {
        let it = &mut self.attempts[attempt];
        match it.result {
            Some(_) if it.voided => Said::Refused("attempt_voided"),
            Some(_) => Said::Refused("attempt_submitted"),
            None if at > it.deadline + GRACE => Said::Refused("attempt_too_late"),
            None => {
                it.merge(marks);
                Said::Done
            }
        }
    }

    fn hand_in(&mut self, attempt: usize, marks: &BTreeMap<usize, Mark>, at: i64) -> Said {
        let it = &mut self.attempts[attempt];
        if it.result.is_none() {
            if at > it.deadline + GRACE {
                return Said::Refused("attempt_too_late");
            }
            it.merge(marks);
            it.grade(at, &self.counting);
        }
        let (person, voided, result) = (it.person, it.voided, it.result.expect("graded above"));
        let (standing, before) = (self.standing(person), self.standing_without(person, Some(attempt)));
        Said::Graded { result, standing, raised: better(standing, before), voided }
    }

    /// Whether it was abandoned, and is graded now.
    fn sweep(&mut self, attempt: usize) -> bool {
        let it = &mut self.attempts[attempt];
        let due = it.result.is_none() && self.now > it.deadline + SWEEP_AFTER;
        if due {
            it.grade(it.deadline, &self.counting);
        }
        due
    }

    pub fn open(&self, person: usize) -> Option<usize> {
        self.attempts.iter().position(|it| it.person == person && it.result.is_none())
    }

    pub fn started(&self, attempt: usize) -> i64 {
        self.attempts[attempt].started
    }

    /// Fresh attempts granted to somebody, used or not.
    pub fn granted(&self, person: usize) -> usize {
        let used = self.attempts.iter().filter(|it| it.person == person && it.fresh).count();
        used + self.people[person].grants
    }

    /// Whether a standing was ever written of somebody.
    pub fn has_answered(&self, person: usize) -> bool {
        self.attempts.iter().any(|it| it.person == person && it.result.is_some())
    }

    pub fn counts(&self, person: usize) -> bool {
        self.people[person].of_roster || self.people[person].confirmed
    }

    pub fn standing(&self, person: usize) -> Option<Result> {
        self.standing_without(person, None)
    }

    /// Points are ten-thousandths here. A fresh attempt is taken in, one after the other, only where the
    /// result is better with it.
    fn standing_without(&self, person: usize, without: Option<usize>) -> Option<Result> {
        let (mut kept, mut fresh) = (Vec::new(), Vec::new());
        for (number, it) in self.attempts.iter().enumerate() {
            if it.person == person && it.result.is_some() && !it.voided && Some(number) != without {
                if it.fresh { fresh.push(number) } else { kept.push(number) }
            }
        }
        for number in fresh {
            let mut with_it = kept.clone();
            with_it.push(number);
            with_it.sort_unstable();
            if better(self.of(&with_it), self.of(&kept)) {
                kept = with_it;
            }
        }
        self.of(&kept)
    }

    /// What attempts in the order of their starts come to.
    fn of(&self, numbers: &[usize]) -> Option<Result> {
        let attempts = numbers.iter().map(|number| &self.attempts[*number]);
        let mut results = attempts.clone().filter_map(|it| it.result.map(|(points, time)| (points * 100, time)));
        match self.scoring {
            Scoring::Best => results.fold(None, |best, it| if better(Some(it), best) { Some(it) } else { best }),
            Scoring::Last => results.next_back(),
            Scoring::MeanOfDailyBest => {
                let mut days = BTreeMap::<i64, Option<Result>>::new();
                for (attempt, it) in attempts.zip(results) {
                    let best = days.entry((attempt.started + 8 * HOUR).div_euclid(24 * HOUR)).or_default();
                    if better(Some(it), *best) {
                        *best = Some(it);
                    }
                }
                let count = i64::try_from(days.len()).expect("few");
                let (points, time) = days.into_values().flatten().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
                let half_up = |sum: i64| sum / count + i64::from(2 * (sum % count) >= count);
                let up = |sum: i64| sum / count + i64::from(sum % count > 0);
                (count > 0).then(|| (half_up(points), up(time)))
            }
        }
    }
}

impl Attempt {
    fn merge(&mut self, marks: &BTreeMap<usize, Mark>) {
        for (question, mark) in marks {
            let held = self.held.entry(*question).or_insert(*mark);
            if *mark > *held {
                *held = *mark;
            }
        }
    }

    fn grade(&mut self, at: i64, counting: &HashMap<String, Counting>) {
        let used = at.min(self.deadline) - self.started;
        self.result = Some((self.points(counting), used.clamp(0, LIMIT)));
    }

    fn points(&self, counting: &HashMap<String, Counting>) -> i64 {
        // Of each section, which its worth tells: what was reached, of how many that count, and how many there are.
        let mut sections = BTreeMap::<i64, (i64, i64, i64)>::new();
        for (question, it) in self.asked.iter().enumerate() {
            let (reached, count, all) = sections.entry(it.worth).or_default();
            *all += 1;
            let is_right = match counting.get(&it.id).copied().unwrap_or_default() {
                Counting::LeftOut => continue,
                Counting::FullPoints => true,
                Counting::ByKey => self.held.get(&question).is_some_and(|held| held.2 == it.right),
            };
            *count += 1;
            *reached += i64::from(is_right);
        }
        let points = sections.into_iter().map(|(worth, (reached, count, all))| match count {
            0 => worth * all,
            // Of two questions one at the most counts for both, so nothing is to be rounded.
            _ => worth * reached * all / count,
        });
        points.sum()
    }
}

/// More points, or as many in less time; anything is better than nothing.
fn better(one: Option<Result>, than: Option<Result>) -> bool {
    match (one, than) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(one), Some(than)) => one.0 > than.0 || (one.0 == than.0 && one.1 < than.1),
    }
}

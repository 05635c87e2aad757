//! Invented people who have answered: plainly invented by their names, believable in what they do.

use std::sync::Arc;

use futures_util::future::join_all;
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::Planted;
use crate::{
    app::App,
    clock::{Clock, ManualClock},
    domain::{
        ContestId, PersonId, Span, Stamp,
        attempt::Attempt,
        bank::question::OptionSet,
        paper::{Mark, PaperSource, Seed, sheet::Device},
        person::{EmployeeNumber, PersonName},
    },
    fault::Fault,
    store::{
        self,
        order::{MarksOrder, StartId, StartOrder, Started},
        people::Claim,
    },
};

/// The employee number of somebody who has not answered yet: for whoever tries the demo.
pub const NEWCOMER: &str = "0001";
/// The consent text that the invented people agreed to.
const CONSENT: &str = "demo";
/// One unit in so many takes part from the first days on.
const ACTIVE: usize = 4;
/// Most people of a unit who answer.
const MOST: i64 = 24;

/// The hours over which a day's papers are started.
const WORKING_DAY: Span = Span::minutes(8 * 60);
/// Nobody answers a whole paper faster.
const QUICKEST: Span = Span::minutes(8);

const SURNAMES: [&str; 16] =
    ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "欧阳", "沈", "韩", "杨"];
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// A unit's name: the county's, and what the unit is.
pub fn unit_name(county: &str, unit: &str) -> String {
    format!("{county}{unit}")
}

pub struct Player {
    id: PersonId,
    /// The unit, by its place among those planted.
    pub unit: usize,
    pub name: PersonName,
    pub number: EmployeeNumber,
    /// The share of questions that they know.
    skill: f64,
    /// The chance that they answer on a day.
    zeal: f64,
}

pub struct Players {
    contest: ContestId,
    people: Vec<Player>,
    /// The same demo every time.
    chance: ChaCha8Rng,
}

impl Players {
    /// Enters the units with their headcounts, and the people of the active ones.
    pub async fn enrol(app: &App, contest: ContestId, units: &[Planted], password: &str) -> Result<Self, Fault> {
        let mut chance = ChaCha8Rng::seed_from_u64(2026);
        let mut people = Vec::new();
        let now = app.clock.now();
        let mut turn = app.store.write().await?;
        for (index, unit) in units.iter().enumerate() {
            store::headcounts::declare(turn.connection(), contest, unit.id, unit.headcount).await?;
            if index % ACTIVE != 0 {
                continue;
            }
            let how_many = chance.random_range(3..=MOST.min(unit.headcount));
            let unit_skill: f64 = chance.random_range(0.55..0.95);
            for number in 1..=how_many {
                let name = invented_name(&mut chance);
                let number = format!("{number:04}");
                let newcomer = index == 0 && number == NEWCOMER;
                let (Some(number), Some(name)) = (EmployeeNumber::parse(&number), PersonName::parse(&name)) else {
                    continue;
                };
                let claim = Claim { password, consent: CONSENT, now };
                let id = store::people::insert_claimed(turn.connection(), unit.id, &number, &name, &claim).await?;
                store::enrolments::join(turn.connection(), contest, id, unit.id, now).await?;
                let skill = (unit_skill + chance.random_range(-0.2..0.2)).clamp(0.3, 0.99);
                let zeal = if newcomer { 0.0 } else { chance.random_range(0.2..0.9) };
                people.push(Player { id, unit: index, name, number, skill, zeal });
            }
        }
        app.store.commit(turn).await?;
        Ok(Self { contest, people, chance })
    }

    /// Everybody who has registered.
    pub fn all(&self) -> &[Player] {
        &self.people
    }

    /// A day: those who feel like it answer a paper, all at once, so that the store writes few batches.
    pub async fn play(&mut self, app: &App, clock: &ManualClock) -> Result<(), Fault> {
        let now = Clock::Manual(clock.clone()).now();
        let mut starts = Vec::new();
        for index in 0..self.people.len() {
            let Player { id, skill, zeal, .. } = self.people[index];
            if self.chance.random_bool(zeal) {
                let stamp = Stamp(now.0 + self.chance.random_range(0..WORKING_DAY.0));
                starts.push((skill, self.start(id, stamp)?));
            }
        }
        let started =
            starts.into_iter().map(|(skill, order)| async move { (skill, app.store.hot().start_attempt(order).await) });
        let mut hand_ins = Vec::new();
        for (skill, started) in join_all(started).await {
            let Ok(Started::New(attempt)) = started? else { continue };
            hand_ins.push(self.hand_in(app, attempt, skill).await?);
        }
        for handed_in in join_all(hand_ins.into_iter().map(|order| app.store.hot().submit(order))).await {
            // Refused only if it were too late, and it is not.
            let _counted = handed_in?;
        }
        Ok(())
    }

    fn start(&mut self, person: PersonId, stamp: Stamp) -> Result<StartOrder, Fault> {
        let start_id = StartId::new(format!("demo-{}-{}", person.0, stamp.0));
        let start_id = start_id.ok_or_else(|| Fault::internal("a start id of letters and digits"))?;
        Ok(StartOrder { contest: self.contest, person, start_id, seed: Seed(self.chance.random()), stamp })
    }

    async fn hand_in(&mut self, app: &App, attempt: Attempt, skill: f64) -> Result<MarksOrder, Fault> {
        let source = app.source(attempt.head.source).await?;
        let marks = self.marks(&attempt, &source, skill);
        let limit = attempt.deadline - attempt.head.started;
        let took = Span(self.chance.random_range(QUICKEST.0..limit.0));
        let stamp = attempt.head.started + took;
        Ok(MarksOrder { head: Arc::new(attempt.head), source, marks, stamp })
    }

    /// The key where they know it, another option where they do not.
    fn marks(&mut self, attempt: &Attempt, source: &PaperSource, skill: f64) -> Vec<(usize, Mark)> {
        let device = Device::new(1).expect("under 16");
        let paper = attempt.paper(source);
        let answers = paper.questions.iter().enumerate().filter_map(|(question, drawn)| {
            let key = drawn.letters_of(source.questions()[usize::from(drawn.question)].key);
            let answer = if self.chance.random_bool(skill) {
                key
            } else {
                let position = self.chance.random_range(0..drawn.lettering.options);
                OptionSet::from_bits(1 << position)?
            };
            Some((question, Mark::new(1, device, answer)?))
        });
        answers.collect()
    }
}

/// Of somebody invented, plainly so.
pub fn invented_name(chance: &mut ChaCha8Rng) -> String {
    format!("{}{}", pick(chance, &SURNAMES), pick(chance, &STEMS))
}

fn pick(chance: &mut ChaCha8Rng, from: &[&'static str]) -> &'static str {
    from[chance.random_range(0..from.len())]
}

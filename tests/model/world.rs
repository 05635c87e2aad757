//! An installation in which the deeds are done.

use std::{collections::BTreeMap, fmt::Write, net::Ipv4Addr, path::Path, sync::Arc};

use ankao::{
    administration::{self, ExtraTimeInput, FreshAttemptInput, ReasonInput},
    app::App,
    attempt::{self, AnswerInput, Letters, SaveInput, Start, StartInput},
    auth::{Actor, Asker, Keys},
    board::{Board, MemoryBoard, Placed},
    chance::Randomness,
    clock::{Clock, ManualClock},
    domain::{
        AttemptId, ContestId, PersonId, Stamp, Statement, UnitId,
        bank::question::OptionSet,
        paper::{Counting, draw},
        ranking::Scoring,
    },
    fault::Fault,
    people::{self, Decision, DecisionInput, UnitRequestInput, UnitRequestsQuery},
    store,
    withdrawal::{self, WithdrawalInput},
};
use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::{
    ground::{NOON, enrol, plant, publish},
    location::location,
    rules::{Asked, Deed, LIMIT, Mark, PEOPLE, Rules, Said, UNITS},
    sorted::{Paths, Rows, assert_same, read, told},
};

const QUESTIONS: usize = 4;

pub struct World {
    app: Arc<App>,
    clock: ManualClock,
    contest: ContestId,
    people: Vec<PersonId>,
    units: Vec<UnitId>,
    paths: Paths,
    rules: Rules,
    /// By the places that the rules give them.
    ids: BTreeMap<usize, AttemptId>,
    chance: ChaCha8Rng,
    rows: Rows,
    /// All that boards were told, and what the other board has not been told yet.
    history: Vec<Placed>,
    waiting: Vec<Placed>,
    /// Is told of everything late, twice and in another order.
    other_board: MemoryBoard,
    happened: BTreeMap<String, usize>,
}

impl World {
    pub async fn in_folder(folder: &Path, scoring: Scoring, seed: u64) -> Self {
        let location = location(folder).await;
        let clock = ManualClock::at(Stamp(NOON));
        let keys = Keys::of(b"a secret for tests, 32 bytes long");
        let app = App::open(&location, Clock::Manual(clock.clone()), Randomness::seeded(seed), keys, None);
        let app = app.await.expect("the store opens");
        let (units, paths) = plant(&app).await;
        let contest = publish(&app, scoring).await;
        let rules = Rules::new(scoring, NOON);
        let mut people = Vec::new();
        for person in &rules.people {
            let origin = if person.of_roster { "roster" } else { "self" };
            people.push(enrol(&app, contest, units[person.unit], origin).await);
        }
        Self {
            app,
            clock,
            contest,
            people,
            units,
            paths,
            rules,
            ids: BTreeMap::new(),
            chance: ChaCha8Rng::seed_from_u64(seed),
            rows: Rows::new(),
            history: Vec::new(),
            waiting: Vec::new(),
            other_board: MemoryBoard::new(Stamp(NOON)),
            happened: BTreeMap::new(),
        }
    }

    /// Some time passes, something is done — or several things at once — and everything is compared.
    pub async fn step(&mut self, step: usize) {
        let pauses: &[i64] = if self.chance.random_bool(0.08) {
            &[LIMIT, LIMIT + 6_000, LIMIT + 20_000, LIMIT + 60_000, 12 * 3_600_000]
        } else {
            &[0, 0, 0, 500, 1_000, 3_000, 10_000]
        };
        self.rules.now += pauses[self.chance.random_range(0..pauses.len())];
        self.clock.set(Stamp(self.rules.now));
        let deeds = if self.chance.random_bool(0.2) { self.deeds_at_once() } else { vec![self.deed()] };
        let expected: Vec<Said> = deeds.iter().map(|deed| self.rules.take(deed)).collect();
        let answers = join_all(deeds.iter().map(|deed| self.act(deed))).await;
        for ((deed, expected), (said, attempt)) in deeds.iter().zip(expected).zip(answers) {
            assert_eq!(said, expected, "step {step}: {deed:?}");
            *self.happened.entry(kind(deed, &said)).or_default() += 1;
            if let (Deed::Start { person, .. }, Said::New, Some(id)) = (deed, said, attempt) {
                let newest = self.rules.attempts.iter().rposition(|it| it.person == *person).expect("just begun");
                self.rules.attempts[newest].asked = self.asked(id).await;
                self.ids.insert(newest, id);
            }
        }
        self.compare(step).await;
    }

    /// Something that one person or the organizer does.
    fn deed(&mut self) -> Deed {
        let (person, unit) = (self.chance.random_range(0..PEOPLE), self.chance.random_range(0..UNITS));
        let any_attempt = self.chance.random_range(0..self.rules.attempts.len().max(1));
        match self.chance.random_range(0..28) {
            _ if self.rules.attempts.is_empty() => Deed::Start { person, start_id: 0 },
            0..12 => self.deed_of(person),
            12 | 13 => Deed::Sweep,
            14 => Deed::Void { attempt: any_attempt },
            15 => Deed::Void { attempt: self.rules.open(person).unwrap_or(any_attempt) },
            16 => Deed::MoreTime {
                attempt: self.rules.open(person).unwrap_or(any_attempt),
                minutes: self.chance.random_range(1..10),
            },
            17 => Deed::Fresh { person },
            18 | 19 => Deed::Confirm { person },
            20 => Deed::Withdraw { person },
            21 | 22 => Deed::Move { person, unit },
            26 | 27 => Deed::WithdrawQuestion {
                attempt: any_attempt,
                position: self.chance.random_range(0..QUESTIONS),
                counting: [Counting::ByKey, Counting::FullPoints, Counting::LeftOut][self.chance.random_range(0..3)],
            },
            23 | 24 => Deed::Regrade { attempt: any_attempt, points: self.chance.random_range(0..=6) * 100 },
            _ => Deed::RefuseToMove { person, unit },
        }
    }

    /// Something that a person does to a paper.
    fn deed_of(&mut self, person: usize) -> Deed {
        let mine: Vec<usize> =
            (0..self.rules.attempts.len()).filter(|it| self.rules.attempts[*it].person == person).collect();
        let open = self.rules.open(person).filter(|_| self.chance.random_bool(0.9));
        let attempt = open.or_else(|| (!mine.is_empty()).then(|| mine[self.chance.random_range(0..mine.len())]));
        let what = self.chance.random_range(0..10);
        let (Some(attempt), true) = (attempt, what < if open.is_some() { 8 } else { 3 }) else {
            return Deed::Start { person, start_id: self.chance.random_range(0..400) };
        };
        let marks = self.marks(attempt);
        // It may have waited in the queue.
        let waited = [0, 0, 4_000, 29_000][self.chance.random_range(0..4)];
        let at = (self.rules.now - waited).max(self.rules.started(attempt));
        if what % 2 == 0 { Deed::HandIn { attempt, marks, at } } else { Deed::Save { attempt, marks, at } }
    }

    /// What several people do in the same moment: whatever comes first, it comes to the same.
    fn deeds_at_once(&mut self) -> Vec<Deed> {
        let mut people: Vec<usize> = (0..PEOPLE).collect();
        people.shuffle(&mut self.chance);
        people.truncate(self.chance.random_range(2..5));
        people.into_iter().map(|person| self.deed_of(person)).collect()
    }

    fn marks(&mut self, attempt: usize) -> BTreeMap<usize, Mark> {
        let (device, mut marks) = (self.chance.random_range(0..3), BTreeMap::new());
        for question in 0..QUESTIONS {
            if self.chance.random_bool(0.6) {
                let right = self.rules.attempts[attempt].asked[question].right;
                let other = 1 << self.chance.random_range(0..2);
                let options = [right, right, right, other, 0][self.chance.random_range(0..5)];
                marks.insert(question, (self.chance.random_range(1..6), device, options));
            }
        }
        marks
    }

    async fn act(&self, deed: &Deed) -> (Said, Option<AttemptId>) {
        match self.done(deed).await {
            Ok(done) => done,
            Err(fault) => (Said::Refused(fault.code.as_str()), None),
        }
    }

    async fn done(&self, deed: &Deed) -> Result<(Said, Option<AttemptId>), Fault> {
        let (app, contest, now, operator) = (&self.app, self.contest, Stamp(self.rules.now), Actor::operator());
        let reason = || ReasonInput { reason: "现场断电".into() };
        let owner = |attempt: &usize| self.people[self.rules.attempts[*attempt].person];
        match deed {
            Deed::Start { person, start_id } => {
                let input = StartInput { start_id: format!("start-{start_id:05}") };
                return Ok(match attempt::start(app, self.people[*person], contest, input, now).await? {
                    Start::New(view) => (Said::New, Some(view.attempt)),
                    Start::Existing(view) => {
                        let known = self.ids.iter().find(|(_, id)| **id == view.attempt);
                        (Said::Existing(*known.expect("begun before").0), None)
                    }
                });
            }
            Deed::Save { attempt, marks, at } => {
                attempt::save(app, owner(attempt), self.ids[attempt], sheet(marks), Stamp(*at)).await?;
            }
            Deed::HandIn { attempt, marks, at } => {
                let view = attempt::submit(app, owner(attempt), self.ids[attempt], sheet(marks), Stamp(*at)).await?;
                let graded = Said::Graded {
                    result: (view.grade.points.0, view.grade.time_used_ms.0),
                    standing: view.standing.map(|it| (it.points.0, it.time_ms.0)),
                    raised: view.new_best,
                    voided: view.grade.voided,
                };
                return Ok((graded, None));
            }
            Deed::Sweep => return Ok((Said::Swept(attempt::sweep(app).await?.taken), None)),
            Deed::Void { attempt } => {
                administration::void(app, &operator, contest, self.ids[attempt], reason(), now).await?;
            }
            Deed::MoreTime { attempt, minutes } => {
                let minutes = u16::try_from(*minutes).expect("a few");
                // The rules have it already.
                let seen = Stamp(self.rules.attempts[*attempt].deadline - i64::from(minutes) * 60_000);
                let input = ExtraTimeInput { minutes, deadline: seen.into(), reason: reason().reason };
                administration::give_extra_time(app, &operator, contest, self.ids[attempt], input, now).await?;
            }
            Deed::Fresh { person } => {
                let (person, granted) = (self.people[*person], self.rules.granted(*person) - 1);
                let input = FreshAttemptInput { granted, reason: reason().reason };
                administration::grant_fresh_attempt(app, &operator, contest, person, input, now).await?;
            }
            Deed::WithdrawQuestion { attempt, position, counting } => {
                let question = self.rules.attempts[*attempt].asked[*position].id.clone();
                let input = WithdrawalInput { counting: *counting, reason: reason().reason };
                withdrawal::withdraw(app.clone(), operator, contest, question, input, now).await?;
            }
            Deed::Regrade { attempt, points } => self.regrade(self.ids[attempt], *points).await?,
            Deed::Confirm { person } => {
                people::confirm(app, &operator, contest, self.people[*person], Statement::Given, now).await?;
            }
            Deed::Withdraw { person } => {
                people::confirm(app, &operator, contest, self.people[*person], Statement::Withdrawn, now).await?;
            }
            Deed::Move { person, unit } => self.decide(*person, *unit, Decision::Accept).await?,
            Deed::RefuseToMove { person, unit } => self.decide(*person, *unit, Decision::Refuse).await?,
        }
        Ok((Said::Done, None))
    }

    /// A hand in the database gives another grade, and standings are computed anew.
    async fn regrade(&self, attempt: AttemptId, points: i64) -> Result<(), Fault> {
        let mut turn = self.app.store.write().await?;
        sqlx::query("UPDATE attempt SET points = $3 WHERE contest = $1 AND number = $2 AND submitted IS NOT NULL")
            .bind(attempt.contest.0)
            .bind(attempt.number)
            .bind(points)
            .execute(turn.connection())
            .await?;
        self.app.store.commit(turn).await?;
        let now = Stamp(self.rules.now);
        administration::rebuild(&self.app, &Actor::operator(), self.contest, now).await.map(|_| ())
    }

    /// Somebody asks for another unit, and its liaison decides.
    async fn decide(&self, person: usize, unit: usize, decision: Decision) -> Result<(), Fault> {
        let (app, contest, now) = (&self.app, self.contest, Stamp(self.rules.now));
        let asker = Asker { person: self.people[person], session: 0 };
        let input = UnitRequestInput { unit: self.units[unit], missing: None };
        people::ask_for_unit(app, Some(asker), contest, input, Ipv4Addr::LOCALHOST.into(), now).await?;
        let operator = Actor::operator();
        let asked = people::unit_requests(app, &operator, contest, &UnitRequestsQuery { unit: None }).await?;
        let of_asker = |it: &&people::UnitRequestView| it.from.as_ref().is_some_and(|from| from.person == asker.person);
        let request = asked.requests.iter().find(of_asker).expect("asked just now").id;
        let input = DecisionInput { decision, unit: None };
        people::decide_unit_request(app, &operator, contest, request, input, now).await
    }

    /// What a paper asks.
    async fn asked(&self, id: AttemptId) -> Vec<Asked> {
        let mut connection = self.app.store.read().await.expect("a connection");
        let loaded = store::attempts::find(&mut connection, self.app.store.sources(), id).await;
        let loaded = loaded.expect("read").expect("there");
        let worth = |section: u8| loaded.source.blueprint().sections[usize::from(section)].points.0;
        let paper = draw(&loaded.source, loaded.attempt.head.seed);
        let asked = paper.questions.iter().map(|drawn| {
            let question = &loaded.source.questions()[usize::from(drawn.question)];
            let right = drawn.letters_of(question.key).bits();
            Asked { id: question.id.clone(), right, worth: worth(drawn.section) }
        });
        asked.collect()
    }

    async fn compare(&mut self, step: usize) {
        let rows = read(&self.app.store, self.contest).await;
        let answered: Vec<usize> = (0..PEOPLE).filter(|person| self.rules.has_answered(*person)).collect();
        assert_eq!(rows.len(), answered.len(), "step {step}");
        for person in answered {
            let row = rows[&self.people[person].0];
            let unit = self.units[self.rules.people[person].unit].0;
            let expected = (unit, self.rules.standing(person), self.rules.counts(person));
            assert_eq!((row.unit, row.result, row.counted), expected, "step {step}, person {person}");
        }
        for (person, row) in &rows {
            let before = self.rows.get(person).copied();
            if before == Some(*row) {
                continue;
            }
            assert_eq!(row.rev, before.map_or(0, |it| it.rev) + 1, "step {step}: each writing has its own number");
            let told = told(self.contest, *person, *row, &self.paths);
            self.history.push(told.clone());
            self.waiting.push(told);
        }
        self.rows = rows;
        if step % 100 == 99 {
            self.app.rebuild_boards().await.expect("rebuilt");
        }
        if self.chance.random_bool(0.5) && !self.history.is_empty() {
            let again = self.history[self.chance.random_range(0..self.history.len())].clone();
            self.app.board.apply(vec![again]).await.expect("there");
        }
        assert_same(&*self.app.board, self.contest, &self.rows, &self.paths).await;
        self.tell_the_other_board(step).await;
    }

    /// Late, twice, in another order; from time to time it has been told everything.
    async fn tell_the_other_board(&mut self, step: usize) {
        let everything = step % 10 == 9;
        self.waiting.shuffle(&mut self.chance);
        let some = self.chance.random_range(0..=self.waiting.len());
        let mut told = self.waiting.split_off(if everything { 0 } else { some });
        for _ in 0..5.min(self.history.len()) {
            // What is told again has been told before, or comes to be told first this way.
            told.push(self.history[self.chance.random_range(0..self.history.len())].clone());
        }
        told.shuffle(&mut self.chance);
        self.other_board.apply(told).await.expect("there");
        if everything {
            assert_same(&self.other_board, self.contest, &self.rows, &self.paths).await;
        }
    }

    /// A test of nothing would be passed as well.
    pub fn assert_much_has_happened(&self) {
        let deeds = [
            "start new",
            "start existing",
            "start attempt_settling",
            "save done",
            "save attempt_submitted",
            "save attempt_too_late",
            "hand in graded",
            "hand in attempt_too_late",
            "sweep swept",
            "void done",
            "void attempt_voided",
            "void attempt_open",
            "more time done",
            "fresh done",
            "withdraw question done",
            "regrade done",
            "confirm done",
            "confirm conflict",
            "withdraw done",
            "move done",
            "refuse to move done",
        ];
        let seldom: Vec<_> = deeds.iter().filter(|deed| self.happened.get(**deed).is_none_or(|it| *it < 4)).collect();
        let mut counts = String::new();
        for (deed, count) in &self.happened {
            write!(counts, "{deed}: {count}; ").expect("written");
        }
        assert!(seldom.is_empty(), "{seldom:?} of {counts}");
    }
}

fn kind(deed: &Deed, said: &Said) -> String {
    let deed = match deed {
        Deed::Start { .. } => "start",
        Deed::Save { .. } => "save",
        Deed::HandIn { .. } => "hand in",
        Deed::Sweep => "sweep",
        Deed::Void { .. } => "void",
        Deed::MoreTime { .. } => "more time",
        Deed::Fresh { .. } => "fresh",
        Deed::WithdrawQuestion { .. } => "withdraw question",
        Deed::Regrade { .. } => "regrade",
        Deed::Confirm { .. } => "confirm",
        Deed::Withdraw { .. } => "withdraw",
        Deed::Move { .. } => "move",
        Deed::RefuseToMove { .. } => "refuse to move",
    };
    let said = match said {
        Said::New => "new",
        Said::Existing(_) => "existing",
        Said::Done => "done",
        Said::Graded { .. } => "graded",
        Said::Swept(0) => "nothing",
        Said::Swept(_) => "swept",
        Said::Refused(code) => code,
    };
    format!("{deed} {said}")
}

fn sheet(marks: &BTreeMap<usize, Mark>) -> SaveInput {
    let device = marks.values().next().map_or(0, |mark| mark.1);
    let answer = |(question, (n, _, options)): (&usize, &Mark)| AnswerInput {
        question: u16::try_from(question + 1).expect("few"),
        answer: OptionSet::from_bits(*options).filter(|it| !it.is_empty()).map(Letters::Options),
        n: *n,
    };
    SaveInput { device, answers: marks.iter().map(answer).collect() }
}

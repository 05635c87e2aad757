//! The desk against a model that knows the rules and nothing of desks: random orders of several people,
//! batch by batch, on a real store.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::civil::date;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sqlx::AnyPool;

use crate::{
    domain::{
        AttemptId, ContestId, PersonId, Span, Stamp,
        admission::StartRefusal,
        attempt::{Head, Refusal, State, SubmittedBy},
        bank::{
            question::{Kind, OptionSet},
            samples::lamp_bank,
        },
        contest::{Life, Rules, Texts, Window},
        paper::{Blueprint, Mark, PaperSource, Seed, draw, sheet::Device, source::Days},
        ranking::Standing,
    },
    store::{
        Sources, attempts,
        contests::{self, NewContest},
        order::{Answer, MarksOrder, Order, StartId, StartOrder, Started, SweepOrder},
        sqlite::{self, Hot},
        standings,
    },
};

const PEOPLE: usize = 3;
const LIMIT: i64 = 60_000;
const GRACE: i64 = 5_000;
const SWEEP_AFTER: i64 = 35_000;
const PER_DAY: usize = 2;
const IN_ALL: usize = 4;
const LATE_SHEETS: usize = 8;
/// 2026-06-10, two minutes to midnight in Shanghai.
const BEGIN: i64 = 1_781_107_080_000;
const OPENS: i64 = BEGIN + 30_000;
const CLOSES: i64 = OPENS + 26 * 3_600_000;

/// An answer: question, then what decides between two, in that order.
type Tap = (usize, (u16, u8, u8));

#[derive(Clone, Debug)]
enum Wish {
    Start { person: usize, start_id: u8 },
    Save { attempt: usize, taps: Vec<Tap>, waited: i64 },
    Submit { attempt: usize, taps: Vec<Tap>, waited: i64 },
    Sweep { attempt: usize },
}

/// What happens before some wishes are taken together.
#[derive(Clone, Debug)]
struct Batch {
    pause: i64,
    grant: Option<usize>,
    void: Option<usize>,
    wishes: Vec<Wish>,
}

fn wishes() -> impl Strategy<Value = Wish> {
    let tap = (0_usize..2, (1_u16..4, 0_u8..2, 0_u8..3));
    let taps = prop::collection::vec(tap, 0..3);
    let marks = || (any::<prop::sample::Index>(), taps.clone(), prop::sample::select(vec![0, 4_000, 29_000]));
    prop_oneof![
        4 => (0..PEOPLE, 0_u8..6).prop_map(|(person, start_id)| Wish::Start { person, start_id }),
        4 => marks().prop_map(|(at, taps, waited)| Wish::Save { attempt: at.index(64), taps, waited }),
        3 => marks().prop_map(|(at, taps, waited)| Wish::Submit { attempt: at.index(64), taps, waited }),
        2 => (0_usize..64).prop_map(|attempt| Wish::Sweep { attempt }),
    ]
}

fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let pause = prop::sample::select(vec![0, 1, 5_000, 20_000, 61_000, 66_000, 96_000, 12 * 3_600_000]);
    let grant = prop::option::weighted(0.2, 0..PEOPLE);
    let void = prop::option::weighted(0.2, 0_usize..64);
    let batch = (pause, grant, void, prop::collection::vec(wishes(), 1..8))
        .prop_map(|(pause, grant, void, wishes)| Batch { pause, grant, void, wishes });
    prop::collection::vec(batch, 1..14)
}

#[derive(Debug, Default)]
struct ModelAttempt {
    person: usize,
    started: i64,
    deadline: i64,
    fresh: bool,
    /// The right answers, as bits.
    right: Vec<u8>,
    held: BTreeMap<usize, (u16, u8, u8)>,
    /// Points and time used, and who handed in.
    result: Option<(i64, i64, SubmittedBy)>,
    voided: bool,
    late: BTreeMap<usize, (u16, u8, u8)>,
    late_sheets: usize,
}

/// What was answered, as far as it can be told by the rules.
#[derive(Debug, PartialEq)]
enum Said {
    New(usize),
    Existing { attempt: usize, handed_in: bool },
    NotStarted(StartRefusal),
    Saved(Vec<(usize, u16)>),
    Refused(Refusal, Vec<usize>),
    Graded { result: (i64, i64, SubmittedBy), standing: Best, before: Best, uncounted: Vec<usize> },
    Swept(bool),
}

/// Points and time of the best attempt.
type Best = Option<(i64, i64)>;

#[derive(Debug)]
struct Model {
    now: i64,
    source: Arc<PaperSource>,
    attempts: Vec<ModelAttempt>,
    starts: HashMap<(usize, u8), usize>,
    grants: [usize; PEOPLE],
    revs: [i64; PEOPLE],
}

impl Model {
    fn start(&mut self, person: usize, start_id: u8, seed: Seed) -> Said {
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

    fn save(&mut self, attempt: usize, taps: &[Tap], at: i64) -> Said {
        let it = &mut self.attempts[attempt];
        let refusal = match it.result {
            Some(_) if it.voided => Refusal::Voided,
            Some(_) => Refusal::Submitted,
            None if at > it.deadline + GRACE => Refusal::TooLate,
            None => return Said::Saved(it.merge(taps)),
        };
        Said::Refused(refusal, it.keep(taps))
    }

    fn submit(&mut self, attempt: usize, taps: &[Tap], at: i64) -> Said {
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

    fn sweep(&mut self, attempt: usize) -> Said {
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
    fn best(&self, person: usize, but: Option<usize>) -> Best {
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
        if !uncounted.is_empty() && !lacking(&self.late).is_empty() && self.late_sheets < LATE_SHEETS {
            self.late_sheets += 1;
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

/// A store with contests of its own for each run.
struct World {
    writer: AnyPool,
    readers: AnyPool,
    hot: Hot,
    sources: Sources,
    source: Arc<PaperSource>,
}

impl World {
    async fn run(&mut self, batches: &[Batch]) {
        let (contest, people) = self.contest().await;
        let mut heads: Vec<Arc<Head>> = Vec::new();
        let mut seeds = 0_u8;
        let mut model = Model {
            now: BEGIN,
            source: self.source.clone(),
            attempts: Vec::new(),
            starts: HashMap::new(),
            grants: [0; PEOPLE],
            revs: [0; PEOPLE],
        };
        for batch in batches {
            model.now += batch.pause;
            self.intervene(&mut model, batch, contest, &people).await;
            let (mut orders, mut expected) = (Vec::new(), Vec::new());
            let marks_order = |attempt: usize, taps: &[Tap], at: i64| MarksOrder {
                head: heads[attempt].clone(),
                source: self.source.clone(),
                marks: taps.iter().copied().map(mark).collect(),
                stamp: Stamp(at),
            };
            for wish in &batch.wishes {
                let known = |attempt: &usize| (!heads.is_empty()).then(|| attempt % heads.len());
                match wish {
                    Wish::Start { person, start_id } => {
                        seeds += 1;
                        let seed = Seed([seeds; 16]);
                        expected.push(model.start(*person, *start_id, seed));
                        let (person, start_id) = (people[*person], StartId::new(format!("start-000{start_id}")));
                        let start_id = start_id.expect("of its form");
                        orders.push(Order::Start(StartOrder {
                            contest,
                            person,
                            start_id,
                            seed,
                            stamp: Stamp(model.now),
                        }));
                    }
                    Wish::Save { attempt, taps, waited } => {
                        let Some(attempt) = known(attempt) else { continue };
                        let at = model.now - waited;
                        expected.push(model.save(attempt, taps, at));
                        orders.push(Order::Save(marks_order(attempt, taps, at)));
                    }
                    Wish::Submit { attempt, taps, waited } => {
                        let Some(attempt) = known(attempt) else { continue };
                        let at = model.now - waited;
                        expected.push(model.submit(attempt, taps, at));
                        orders.push(Order::Submit(marks_order(attempt, taps, at)));
                    }
                    Wish::Sweep { attempt } => {
                        let Some(attempt) = known(attempt) else { continue };
                        expected.push(model.sweep(attempt));
                        let Head { id, person, .. } = *heads[attempt];
                        orders.push(Order::Sweep(SweepOrder { attempt: id, person, now: Stamp(model.now) }));
                    }
                }
            }
            let orders: Vec<&Order> = orders.iter().collect();
            let (answers, _) = self.hot.commit(&orders, &self.sources).await.expect("committed");
            for answer in &answers {
                if let Answer::Started(Ok(Started::New(attempt))) = answer {
                    heads.push(Arc::new(attempt.head.clone()));
                }
            }
            assert_eq!(answers.iter().map(said).collect::<Vec<_>>(), expected);
            self.compare(&model, contest, &people).await;
        }
    }

    /// What organizers do meanwhile, each in a transaction of its own.
    async fn intervene(&self, model: &mut Model, batch: &Batch, contest: ContestId, people: &[PersonId]) {
        if let Some(person) = batch.grant {
            model.grants[person] += 1;
            self.write(
                "UPDATE enrolment SET fresh = fresh + 1 WHERE contest = $1 AND person = $2",
                &[contest.0, people[person].0],
            )
            .await;
        }
        let handed_in: Vec<usize> =
            (0..model.attempts.len()).filter(|it| model.attempts[*it].result.is_some()).collect();
        if let Some(at) = batch.void.filter(|_| !handed_in.is_empty()).map(|it| handed_in[it % handed_in.len()]) {
            let number = i64::try_from(at + 1).expect("few");
            self.write("UPDATE attempt SET voided = 1 WHERE contest = $1 AND number = $2", &[contest.0, number]).await;
            model.attempts[at].voided = true;
            let person = model.attempts[at].person;
            model.revs[person] += 1;
            let key = [contest.0, people[person].0];
            if let Some((points, used)) = model.best(person, None) {
                let statement = "UPDATE standing SET rev = rev + 1, points = $3, time_ms = $4
                                 WHERE contest = $1 AND person = $2";
                self.write(statement, &[key[0], key[1], points * 100, used]).await;
            } else {
                let statement = "UPDATE standing SET rev = rev + 1, points = NULL, time_ms = NULL
                                 WHERE contest = $1 AND person = $2";
                self.write(statement, &key).await;
            }
        }
    }

    /// Compares all that is stored with what the model holds.
    async fn compare(&self, model: &Model, contest: ContestId, people: &[PersonId]) {
        let mut connection = self.readers.acquire().await.expect("a connection");
        let mut stored = BTreeMap::new();
        for (person, id) in people.iter().enumerate() {
            for it in attempts::of_person(&mut connection, &self.sources, contest, *id).await.expect("read") {
                stored.insert(it.attempt.head.id, it.attempt);
            }
            let standing = standings::find(&mut connection, contest, *id).await.expect("read");
            assert_eq!(standing.map_or(0, |it| it.rev.0), model.revs[person]);
            assert_eq!(standing.and_then(best), model.best(person, None));
        }
        assert_eq!(stored.len(), model.attempts.len());
        for (attempt, expected) in stored.values().zip(&model.attempts) {
            let held: Vec<u32> = expected_marks(&expected.held);
            let kept: Vec<u32> = attempt.sheet.marks().iter().map(|mark| bits(*mark)).collect();
            assert_eq!((attempt.head.fresh, kept), (expected.fresh, held));
            let result = match &attempt.state {
                State::Open => None,
                State::Submitted(it) => {
                    assert_eq!(it.voided, expected.voided);
                    Some((it.grade.points.0, it.time_used.0, it.by))
                }
            };
            assert_eq!(result, expected.result);
            let AttemptId { contest, number } = attempt.head.id;
            let late: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM late_sheet WHERE contest = $1 AND attempt = $2")
                .bind(contest.0)
                .bind(number)
                .fetch_one(&mut *connection)
                .await
                .expect("a count");
            assert_eq!(usize::try_from(late), Ok(expected.late_sheets));
        }
    }

    async fn write(&self, statement: &'static str, values: &[i64]) {
        let query = values.iter().fold(sqlx::query(statement), |query, value| query.bind(*value));
        query.execute(&self.writer).await.expect("written");
    }

    async fn contest(&self) -> (ContestId, Vec<PersonId>) {
        let rules = Rules { attempts_per_day: 2, attempts_total: 4, ..Rules::default() };
        let texts =
            Texts { name: String::new(), host: String::new(), introduction: String::new(), hotline: None, icp: None };
        let window = Window { opens: Stamp(OPENS), closes: Stamp(CLOSES) };
        let blueprint = self.source.blueprint().clone();
        let new = NewContest { owner: None, texts, window, rules, blueprint };
        let mut connection = self.writer.acquire().await.expect("a connection");
        let id = contests::insert(&mut connection, &new, Stamp(BEGIN)).await.expect("inserted");
        let mut contest = contests::find(&mut connection, id).await.expect("read").expect("there");
        contest.life = Life::Published(self.source.hash());
        contests::update(&mut connection, &contest).await.expect("published");
        let mut people = Vec::new();
        for _ in 0..PEOPLE {
            let person = sqlx::query_scalar("INSERT INTO person (name, created) VALUES ('某人', 0) RETURNING id");
            people.push(PersonId(person.fetch_one(&mut *connection).await.expect("a person")));
        }
        drop(connection);
        let enrol = "INSERT INTO enrolment (contest, person, unit, origin, joined) VALUES ($1, $2, 1, 'roster', 0)";
        for person in &people {
            self.write(enrol, &[id.0, person.0]).await;
        }
        (id, people)
    }
}

fn mark((question, (n, device, answer)): Tap) -> (usize, Mark) {
    let answer = OptionSet::from_bits(answer).expect("two bits");
    (question, Mark::new(n, Device::new(device).expect("under 16"), answer).expect("in range"))
}

fn bits(mark: Mark) -> u32 {
    u32::from(mark.n()) << 8 | u32::from(mark.answer().bits())
}

fn expected_marks(held: &BTreeMap<usize, (u16, u8, u8)>) -> Vec<u32> {
    let of = |question: usize| held.get(&question).map_or(0, |held| u32::from(held.0) << 8 | u32::from(held.2));
    vec![of(0), of(1)]
}

fn best(standing: Standing) -> Best {
    standing.result.map(|it| (it.points().0 / 100, it.time().0))
}

fn said(answer: &Answer) -> Said {
    let place = |id: AttemptId| usize::try_from(id.number - 1).expect("numbers begin with 1");
    match answer {
        Answer::Started(Ok(Started::New(it))) => Said::New(place(it.head.id)),
        Answer::Started(Ok(Started::Existing(it))) => {
            Said::Existing { attempt: place(it.head.id), handed_in: it.state != State::Open }
        }
        Answer::Started(Err(refusal)) => Said::NotStarted(*refusal),
        Answer::Saved(Ok(newer)) => Said::Saved(newer.iter().map(|(question, mark)| (*question, mark.n())).collect()),
        Answer::Saved(Err(it)) | Answer::Submitted(Err(it)) => Said::Refused(it.refusal, it.uncounted.clone()),
        Answer::Submitted(Ok(it)) => Said::Graded {
            result: (it.submission.grade.points.0, it.submission.time_used.0, it.submission.by),
            standing: best(it.standing),
            before: it.before.map(|it| (it.points().0 / 100, it.time().0)),
            uncounted: it.uncounted.clone(),
        },
        Answer::Swept(taken) => Said::Swept(*taken),
    }
}

#[test]
fn whatever_people_do_in_whatever_batches_the_store_holds_what_the_rules_say() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut world = runtime.block_on(async {
        let sqlite::Opened { readers, writer, hot, .. } = sqlite::open(folder.path()).await.expect("opened");
        let sections = [(Kind::Single, 1, 100), (Kind::Judgment, 1, 100)];
        let days = Days { first: date(2026, 6, 10), last: date(2026, 6, 12) };
        let source = PaperSource::freeze(&lamp_bank(), &Blueprint::plain(Span(LIMIT), &sections), days);
        let source = source.expect("the bank suffices");
        let sources = Sources::default();
        let mut connection = writer.acquire().await.expect("a connection");
        sqlx::query("INSERT INTO unit (kind, name) VALUES ('unit', '甲单位')")
            .execute(&mut *connection)
            .await
            .expect("a unit");
        sources.put(&mut connection, source.clone(), Stamp(BEGIN)).await.expect("a source");
        drop(connection);
        World { writer, readers, hot, sources, source: Arc::new(source) }
    });
    let mut runner = TestRunner::new(Config { cases: 192, failure_persistence: None, ..Config::default() });
    let world = std::cell::RefCell::new(&mut world);
    runner
        .run(&batches(), |batches| {
            runtime.block_on(world.borrow_mut().run(&batches));
            Ok(())
        })
        .expect("the store holds what the rules say");
}

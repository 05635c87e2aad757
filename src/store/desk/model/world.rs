//! A store on which the orders are taken in batches, and compared with the model.

use std::{collections::BTreeMap, path::Path, sync::Arc, thread};

use jiff::civil::date;
use sqlx::AnyPool;

use super::{
    Batch, Wish,
    location::location,
    rules::{BEGIN, Best, CLOSES, LIMIT, Model, OPENS, PEOPLE, Said, Tap},
};
use crate::{
    domain::{
        AttemptId, ContestId, PersonId, Span, Stamp,
        attempt::{Head, State},
        bank::{
            question::{Kind, OptionSet},
            samples::lamp_bank,
        },
        contest::{Life, Rules, Texts, Window},
        paper::{Blueprint, Mark, PaperSource, Seed, Sheet, sheet::Device, source::Days},
        ranking::Standing,
    },
    store::{
        Sources,
        attempt_list::late_sheets,
        attempts,
        contests::{self, NewContest},
        engine::{self, Committed, Hot, Writer},
        order::{Answer, MarksOrder, Order, StartId, StartOrder, Started, SweepOrder},
        standings,
    },
};

/// A store with contests of its own for each run.
pub struct World {
    writer: Writer,
    readers: AnyPool,
    hot: Hot,
    sources: Sources,
    source: Arc<PaperSource>,
}

impl World {
    pub async fn in_folder(folder: &Path) -> Self {
        let engine::Opened { readers, writer, hot, .. } = engine::open(&location(folder).await).await.expect("opened");
        let sections = [(Kind::Single, 1, 100), (Kind::Judgment, 1, 100)];
        let days = Days { first: date(2026, 6, 10), last: date(2026, 6, 12) };
        let source = PaperSource::freeze(&lamp_bank(), &Blueprint::plain(Span(LIMIT), &sections), days);
        let source = source.expect("the bank suffices");
        let sources = Sources::default();
        let mut turn = writer.begin().await.expect("a transaction");
        let unit = sqlx::query("INSERT INTO unit (kind, name) VALUES ('unit', '甲单位')");
        unit.execute(&mut *turn).await.expect("a unit");
        sources.put(&mut turn, source.clone(), Stamp(BEGIN)).await.expect("a source");
        turn.commit().await.expect("committed");
        Self { writer, readers, hot, sources, source: Arc::new(source) }
    }

    pub async fn run(&mut self, batches: &[Batch]) {
        let (contest, people) = self.contest().await;
        let mut heads: Vec<Arc<Head>> = Vec::new();
        let mut seeds = 0_u8;
        let mut model = Model::new(self.source.clone());
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
            let (answers, _) = self.commit(&orders);
            for answer in &answers {
                if let Answer::Started(Ok(Started::New(attempt))) = answer {
                    heads.push(Arc::new(attempt.head.clone()));
                }
            }
            assert_eq!(answers.iter().map(said).collect::<Vec<_>>(), expected);
            self.compare(&model, contest, &people).await;
        }
    }

    /// In a thread of its own, as the clerk does it: an engine may wait there.
    fn commit(&mut self, orders: &[&Order]) -> Committed {
        let Self { hot, sources, .. } = self;
        let committing = || hot.commit(orders, sources).expect("committed");
        thread::scope(|scope| scope.spawn(committing).join().expect("no panic"))
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
            let late = late_sheets(&mut connection, attempt).await.expect("read");
            assert_eq!(late.len(), expected.late_sheets);
            let mut together = Sheet::blank(2);
            for (question, mark) in late.iter().flat_map(|it| it.sheet.marks().iter().enumerate()) {
                together.merge(question, *mark);
            }
            let together: Vec<u32> = together.marks().iter().map(|mark| bits(*mark)).collect();
            assert_eq!(together, expected_marks(&expected.late));
        }
    }

    async fn write(&self, statement: &'static str, values: &[i64]) {
        let query = values.iter().fold(sqlx::query(statement), |query, value| query.bind(*value));
        let mut turn = self.writer.begin().await.expect("a transaction");
        query.execute(&mut *turn).await.expect("written");
        turn.commit().await.expect("committed");
    }

    async fn contest(&self) -> (ContestId, Vec<PersonId>) {
        let rules = Rules { attempts_per_day: 2, attempts_total: 4, ..Rules::default() };
        let texts =
            Texts { name: String::new(), host: String::new(), introduction: String::new(), hotline: None, icp: None };
        let window = Window { opens: Stamp(OPENS), closes: Stamp(CLOSES) };
        let blueprint = self.source.blueprint().clone();
        let new = NewContest { owner: None, texts, window, rules, blueprint };
        let mut turn = self.writer.begin().await.expect("a transaction");
        let id = contests::insert(&mut turn, &new, Stamp(BEGIN)).await.expect("inserted");
        let mut contest = contests::find(&mut turn, id).await.expect("read").expect("there");
        contest.life = Life::Published(self.source.hash());
        contests::update(&mut turn, &contest).await.expect("published");
        let mut people = Vec::new();
        for _ in 0..PEOPLE {
            let person = sqlx::query_scalar("INSERT INTO person (name, created) VALUES ('某人', 0) RETURNING id");
            people.push(PersonId(person.fetch_one(&mut *turn).await.expect("a person")));
        }
        turn.commit().await.expect("committed");
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

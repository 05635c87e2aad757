//! `src/http/attempts.rs`: start, look, save, hand in. One file a theme; what they share is a [`Room`].

mod in_time;
mod killed;
mod limits;
mod ranks;
mod saving;
mod secrecy;
mod starting;
mod submitting;
mod sweeping;

use ankao::{
    attempt::{Swept, sweep},
    domain::{
        AttemptId, ContestId, Span, Stamp, UnitId,
        bank::question::{Kind, OptionSet},
        contest::Rules,
        paper::{Blueprint, draw},
        unit::UnitKind,
    },
    store::{Turn, attempts::find},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Person, Stage};

/// Five questions at two points in five minutes: three singles, a multiple, a judgment.
fn five() -> Blueprint {
    Blueprint::plain(Span::minutes(5), &[(Kind::Single, 3, 200), (Kind::Multiple, 1, 200), (Kind::Judgment, 1, 200)])
}

/// A contest with a unit, in which people answer [`five`].
struct Room {
    stage: Stage,
    contest: ContestId,
    unit: UnitId,
}

/// An attempt as a phone holds it.
#[derive(Clone, Debug)]
struct Sitting {
    id: String,
    token: String,
}

/// An answer as a phone sends it: question, letters (none: cleared), `n`.
type Tap<'a> = (usize, &'a str, u16);

impl Room {
    /// With as many attempts as anybody wants.
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Rules)) -> Self {
        Self::on(Stage::new().await, change).await
    }

    async fn on(stage: Stage, change: impl FnOnce(&mut Rules)) -> Self {
        let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
        let contest = stage
            .contest(five(), |rules| {
                (rules.attempts_per_day, rules.attempts_total) = (100, 100);
                change(rules);
            })
            .await;
        Self { stage, contest, unit }
    }

    async fn person(&self, name: &str) -> Person {
        self.stage.person(self.contest, self.unit, name).await
    }

    /// A token that the person has had refreshed just now.
    fn token(&self, person: &Person) -> String {
        self.stage.token(person.id, person.session).token
    }

    async fn start(&self, person: &Person, start_id: &str) -> Answer {
        let path = format!("/api/v1/contests/{}/attempts", self.contest);
        self.stage.post(&path, &self.token(person), json!({ "start_id": start_id })).await
    }

    /// Starts a new attempt.
    async fn begin(&self, person: &Person, start_id: &str) -> Sitting {
        Sitting::of(&self.start(person, start_id).await.expect(201))
    }

    async fn save(&self, sitting: &Sitting, device: u8, taps: &[Tap<'_>]) -> Answer {
        let path = format!("/api/v1/attempts/{}/answers", sitting.id);
        self.stage.put(&path, &sitting.token, sheet(device, taps)).await
    }

    async fn submit(&self, sitting: &Sitting, device: u8, taps: &[Tap<'_>]) -> Answer {
        let path = format!("/api/v1/attempts/{}/submission", sitting.id);
        self.stage.post(&path, &sitting.token, sheet(device, taps)).await
    }

    async fn look(&self, person: &Person, sitting: &Sitting) -> Answer {
        let path = format!("/api/v1/attempts/{}", sitting.id);
        self.stage.send(Method::GET, &path, Some(&self.token(person)), None).await
    }

    async fn sweep(&self) -> Swept {
        sweep(&self.stage.app).await.expect("the store answers")
    }

    /// The right answers, in the letters of that paper.
    async fn key(&self, sitting: &Sitting) -> Vec<String> {
        let id: AttemptId = sitting.id.parse().expect("an id");
        let app = &self.stage.app;
        let mut connection = app.store.read().await.expect("a connection");
        let loaded = find(&mut connection, app.store.sources(), id).await.expect("read").expect("there");
        let paper = draw(&loaded.source, loaded.attempt.head.seed);
        let key = |question: u16| loaded.source.questions()[usize::from(question)].key;
        paper.questions.iter().map(|drawn| drawn.letters_of(key(drawn.question)).letters()).collect()
    }

    /// Takes the store's writer: nothing is committed until it is dropped.
    async fn hold_the_writer(&self) -> Turn {
        self.stage.app.store.write().await.expect("a turn")
    }

    /// Waits until so many requests wait for the writer.
    async fn queued(&self, requests: usize) {
        while self.stage.app.store.hot().waiting() < requests {
            tokio::task::yield_now().await;
        }
    }

    fn now(&self) -> Stamp {
        self.stage.app.clock.now()
    }

    /// Runs a statement with two parameters, as an organizer's own transaction would.
    async fn write(&self, statement: &'static str, first: i64, second: i64) {
        let mut turn = self.hold_the_writer().await;
        let query = sqlx::query(statement).bind(first).bind(second);
        assert_eq!(query.execute(turn.connection()).await.expect("a statement").rows_affected(), 1);
        self.stage.app.store.commit(turn).await.expect("committed");
    }

    /// How many late sheets are kept of an attempt.
    async fn evidence(&self, sitting: &Sitting) -> i64 {
        let id: AttemptId = sitting.id.parse().expect("an id");
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        sqlx::query_scalar("SELECT COUNT(*) FROM late_sheet WHERE contest = $1 AND attempt = $2")
            .bind(id.contest.0)
            .bind(id.number)
            .fetch_one(&mut *connection)
            .await
            .expect("a count")
    }
}

impl Sitting {
    fn of(view: &Value) -> Self {
        let text = |field: &str| view[field].as_str().expect("a text").to_owned();
        Self { id: text("attempt"), token: text("token") }
    }

    fn number(&self) -> i64 {
        self.id.parse::<AttemptId>().expect("an id").number
    }
}

fn sheet(device: u8, taps: &[Tap<'_>]) -> Value {
    let answer = |&(question, letters, n): &Tap<'_>| json!({ "question": question, "answer": (!letters.is_empty()).then_some(letters), "n": n });
    json!({ "device": device, "answers": taps.iter().map(answer).collect::<Vec<_>>() })
}

/// The whole sheet with these answers, each given once.
fn whole(letters: &[String]) -> Vec<Tap<'_>> {
    letters.iter().enumerate().map(|(position, letters)| (position + 1, letters.as_str(), 1)).collect()
}

/// An answer that is wrong: another letter.
fn other_than(letters: &str) -> String {
    let wrong = if letters == "A" { "B" } else { "A" };
    OptionSet::from_letters(wrong).map(OptionSet::letters).expect("a letter")
}

fn answers(view: &Value) -> Value {
    view["answers"].clone()
}

#[actix_web::test]
async fn a_paper_is_started_saved_and_handed_in() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let started = room.start(&person, "start-0001").await.expect(201);
    assert_eq!(started["paper"]["questions"].as_array().map(Vec::len), Some(5));
    let sitting = Sitting::of(&started);

    room.save(&sitting, 1, &[(1, "A", 1)]).await.expect(200);
    let again = room.start(&person, "start-0001").await.expect(200);
    assert_eq!(answers(&again), json!([{"question": 1, "answer": "A", "n": 1}]));

    let result = room.submit(&sitting, 1, &[(5, "B", 1)]).await.expect(200);
    assert_eq!(result["ranks"]["contest"], json!({"rank": 1, "of": 1}));

    let reviewed = room.look(&person, &sitting).await.expect(200);
    assert_eq!(reviewed["state"], "submitted");
    assert_eq!(reviewed["review"]["questions"].as_array().map(Vec::len), Some(5));
    room.stage.stop().await;
}

//! Papers, answered as well as a test needs.

use ankao::{
    domain::{
        AttemptId, ContestId,
        paper::draw::{Drawn, draw},
    },
    store,
};
use serde_json::{Value, json};

use super::{Answer, Person, Stage};

impl Stage {
    /// An attempt that somebody starts: the answer, and its id.
    pub async fn start(&self, contest: ContestId, person: &Person, start_id: &str) -> AttemptId {
        let path = format!("/api/v1/contests/{contest}/attempts");
        let started = self.post(&path, &person.token, json!({ "start_id": start_id })).await;
        assert!(started.status.is_success(), "{}", started.text);
        let started: Value = serde_json::from_str(&started.text).expect("JSON");
        started["attempt"].as_str().expect("an id").parse().expect("an id")
    }

    /// A sheet with the first `right` questions answered right.
    pub async fn sheet(&self, attempt: AttemptId, right: usize) -> Value {
        let mut connection = self.app.store.read().await.expect("a connection");
        let loaded = store::attempts::find(&mut connection, self.app.store.sources(), attempt).await;
        let loaded = loaded.expect("read").expect("there");
        let paper = draw(&loaded.source, loaded.attempt.head.seed);
        let key = |(index, drawn): (usize, &Drawn)| {
            let key = loaded.source.questions()[usize::from(drawn.question)].key;
            json!({ "question": index + 1, "answer": drawn.letters_of(key).letters(), "n": 1 })
        };
        let answers: Vec<Value> = paper.questions.iter().enumerate().take(right).map(key).collect();
        json!({ "device": 1, "answers": answers })
    }

    /// Hands in with the first `right` questions answered right.
    pub async fn submit(&self, attempt: AttemptId, person: &Person, right: usize) -> Answer {
        let sheet = self.sheet(attempt, right).await;
        self.post(&format!("/api/v1/attempts/{attempt}/submission"), &person.token, sheet).await
    }

    /// Starts and hands in.
    pub async fn answered(&self, contest: ContestId, person: &Person, start_id: &str, right: usize) -> AttemptId {
        let attempt = self.start(contest, person, start_id).await;
        self.submit(attempt, person, right).await.expect(200);
        attempt
    }
}

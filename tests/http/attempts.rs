//! `src/http/attempts.rs`: start, look, save, hand in.

use ankao::domain::{Span, bank::question::Kind, paper::Blueprint, unit::UnitKind};
use serde_json::json;

use crate::support::Stage;

fn five() -> Blueprint {
    Blueprint::plain(Span::minutes(5), &[(Kind::Single, 3, 200), (Kind::Multiple, 1, 200), (Kind::Judgment, 1, 200)])
}

#[actix_web::test]
async fn a_paper_is_started_saved_and_handed_in() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(five(), |_| {}).await;
    let person = stage.person(contest, unit, "甲").await;

    let start = json!({"start_id": "start-0001"});
    let path = format!("/api/v1/contests/{contest}/attempts");
    let started = stage.post(&path, &person.token, start.clone()).await.expect(201);
    assert_eq!(started["paper"]["questions"].as_array().map(Vec::len), Some(5));
    let attempt = started["attempt"].as_str().expect("an id");
    let token = started["token"].as_str().expect("a token");

    let save = json!({"device": 1, "answers": [{"question": 1, "answer": "A", "n": 1}]});
    stage.put(&format!("/api/v1/attempts/{attempt}/answers"), token, save).await.expect(200);
    let again = stage.post(&path, &person.token, start.clone()).await.expect(200);
    assert_eq!(again["answers"], json!([{"question": 1, "answer": "A", "n": 1}]));

    let sheet = json!({"device": 1, "answers": [{"question": 5, "answer": "B", "n": 1}]});
    let result = stage.post(&format!("/api/v1/attempts/{attempt}/submission"), token, sheet).await.expect(200);
    assert_eq!(result["ranks"]["contest"], json!({"rank": 1, "of": 1}));

    let reviewed = stage.get(&format!("/api/v1/attempts/{attempt}"), &person.token).await.expect(200);
    assert_eq!(reviewed["state"], "submitted");
    assert_eq!(reviewed["review"]["questions"].as_array().map(Vec::len), Some(5));
    stage.stop().await;
}

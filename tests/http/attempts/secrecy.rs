//! Nobody sees another's attempt, and nobody the key before its time.

use std::collections::BTreeSet;

use ankao::domain::{
    Span,
    bank::{
        Bank,
        question::{Citation, OptionSet},
    },
    contest::{Review, Window},
    unit::UnitKind,
};
use reqwest::Method;
use serde_json::json;

use super::{Room, five, sheet};
use crate::{
    bank::bank,
    support::{Answer, NOON, Stage},
};

#[actix_web::test]
async fn nobody_reads_or_changes_anothers_attempt() {
    let room = Room::new().await;
    let (owner, other) = (room.person("甲").await, room.person("乙").await);
    let sitting = room.begin(&owner, "start-0001").await;
    let others = room.begin(&other, "start-0001").await;
    let organizer = room.stage.organizer(None).await;
    let path = |rest: &str| format!("/api/v1/attempts/{}{rest}", sitting.id);
    for token in [&other.token, &others.token, &organizer.token] {
        let answers = [
            room.stage.get(&path(""), token).await,
            room.stage.put(&path("/answers"), token, sheet(1, &[(1, "A", 1)])).await,
            room.stage.post(&path("/submission"), token, sheet(1, &[])).await,
        ];
        for answer in answers {
            assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (404, "not_found"));
        }
    }
    // As one that never was.
    for absent in ["/api/v1/attempts/1-999", "/api/v1/attempts/99-1", "/api/v1/attempts/abc"] {
        assert_eq!(room.stage.get(absent, &owner.token).await.problem(), "not_found");
    }
    assert_eq!(room.look(&owner, &sitting).await.expect(200)["answers"], json!([]));
    room.stage.stop().await;
}

#[actix_web::test]
async fn the_token_of_an_attempt_serves_to_its_deadline_and_grace() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let path = format!("/api/v1/attempts/{}", sitting.id);
    room.stage.clock.advance(Span::seconds(305));
    room.stage.get(&path, &sitting.token).await.expect(200);
    room.stage.clock.advance(Span::seconds(3));
    assert_eq!(room.stage.get(&path, &sitting.token).await.problem(), "not_signed_in");
    assert_eq!(room.stage.get("/api/v1/attempts/1-1", "nonsense").await.problem(), "not_signed_in");
    room.stage.stop().await;
}

/// The same bank for one who sees papers only: other keys, ids, citations and explanations.
fn with_other_secrets(mut bank: Bank) -> Bank {
    for question in &mut bank.questions {
        let (count, key) = (question.option_count(), question.key.bits());
        let turned = (key << 1 | key >> (count - 1)) & ((1 << count) - 1);
        question.key = OptionSet::from_bits(turned).expect("six bits");
        question.id.insert_str(0, "other-");
        question.explanation = "另一种解析标记".into();
        question.cites =
            vec![Citation { article: 1, paragraph: None, item: Some(3), phrase: "别的条文标记".into() }];
    }
    bank
}

/// All that a person is answered before the contest lets the key be seen.
async fn answers_before_its_time(bank: Bank) -> Vec<Answer> {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let window = Window { opens: NOON + Span::minutes(-60), closes: NOON + Span::minutes(60) };
    let contest = stage.publish(&bank, five(), window, |rules| rules.review = Review::AfterClose).await;
    let person = stage.person(contest, unit, "甲").await;
    let (starts, attempt) = (format!("/api/v1/contests/{contest}/attempts"), format!("/api/v1/attempts/{contest}-1"));
    let start = json!({"start_id": "start-0001"});
    let (practice, book) =
        (format!("/api/v1/contests/{contest}/practice"), format!("/api/v1/me/mistakes?contest={contest}"));
    let mistake = format!("/api/v1/me/mistakes/{contest}-1/1");
    let mut seen = vec![
        stage.post(&starts, &person.token, start.clone()).await,
        stage.put(&format!("{attempt}/answers"), &person.token, sheet(1, &[(1, "A", 1), (2, "B", 1)])).await,
        // What is cleared again is worth nothing under either key, so the grades are equal.
        stage.put(&format!("{attempt}/answers"), &person.token, sheet(2, &[(1, "", 2), (2, "", 2), (9, "A", 1)])).await,
        stage.put(&format!("{attempt}/answers"), &person.token, sheet(2, &[(1, "", 2), (2, "", 2)])).await,
        stage.put(&format!("{attempt}/answers"), &person.token, sheet(1, &[(1, "A", 1)])).await,
        stage.get(&attempt, &person.token).await,
        stage.post(&starts, &person.token, start.clone()).await,
        stage.post(&format!("{attempt}/submission"), &person.token, sheet(1, &[])).await,
        stage.post(&format!("{attempt}/submission"), &person.token, sheet(1, &[(3, "A", 1)])).await,
        stage.put(&format!("{attempt}/answers"), &person.token, sheet(1, &[(3, "A", 1)])).await,
        stage.get(&attempt, &person.token).await,
        stage.post(&starts, &person.token, start).await,
        stage.post(&practice, &person.token, json!({})).await,
        stage.get(&book, &person.token).await,
        stage.send(Method::DELETE, &mistake, Some(&person.token), None).await,
    ];
    // So many that individuals are listed.
    for number in 1..20 {
        let other = stage.person(contest, unit, &format!("第{number}人")).await;
        stage.hand_in(contest, &other).await;
    }
    stage.takes_part(contest, unit, 30).await;
    let contests = format!("/api/v1/contests/{contest}");
    for path in ["", "/me", "/leaderboards/individuals", "/leaderboards/units"] {
        let answer = stage.get(&format!("{contests}{path}"), &person.token).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        seen.push(answer);
    }
    seen.push(stage.get("/api/v1/contests", &person.token).await);
    seen.push(stage.get(&format!("{contests}/leaderboards/individuals?unit={unit}"), &person.token).await);
    seen.push(first_snapshot(&format!("{}{contests}/leaderboards/stream", stage.base)).await);
    // The last instant of the contest's closing.
    stage.clock.set(window.closes + Span::seconds(35));
    let person = stage.token(person.id, person.session);
    seen.push(stage.get(&attempt, &person.token).await);
    seen.push(stage.post(&practice, &person.token, json!({})).await);
    seen.push(stage.get(&book, &person.token).await);
    stage.clock.advance(Span(1));
    for answer in [
        stage.get(&attempt, &person.token).await,
        stage.post(&practice, &person.token, json!({})).await,
        stage.get(&book, &person.token).await,
    ] {
        assert!(answer.text.contains("解析标记") && answer.text.contains("\"key\":"), "now it may be seen");
    }
    stage.stop().await;
    seen
}

/// The first snapshot that a wall gets.
async fn first_snapshot(url: &str) -> Answer {
    let mut response = reqwest::get(url).await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let mut text = String::new();
    loop {
        let piece = response.chunk().await.expect("read").expect("a stream does not end");
        text.push_str(std::str::from_utf8(&piece).expect("whole characters"));
        let (whole, _) = text.rsplit_once("\n\n").unwrap_or_default();
        // Heartbeats come between.
        if let Some(event) = whole.split("\n\n").find(|event| event.contains("event: snapshot")) {
            assert!(event.contains("\"individuals\":[{"), "{event}");
            return Answer { status, headers, text: event.to_owned() };
        }
    }
}

#[actix_web::test]
async fn no_answer_before_its_time_differs_by_a_byte_where_only_the_key_differs() {
    let (one, other) =
        (answers_before_its_time(bank(280)).await, answers_before_its_time(with_other_secrets(bank(280))).await);
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        let (one, other) = (without_request_id(one), without_request_id(other));
        assert_eq!(one, other);
        for secret in ["id-mark", "条文标记", "解析标记", "法规标记", "7777"] {
            assert!(!one.2.contains(secret), "{secret} in {}", one.2);
        }
    }
}

/// Status, headers and body without what tells any two requests apart: their ids and their dates.
fn without_request_id(answer: &Answer) -> (u16, BTreeSet<String>, String) {
    let id = answer.headers["x-request-id"].to_str().expect("text");
    // Whether the connection is kept depends on when the last of the request came.
    let apart = ["x-request-id", "date", "connection"];
    let headers = answer.headers.iter().filter(|(name, _)| !apart.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| format!("{name}: {value:?}"));
    (answer.status.as_u16(), headers.collect(), answer.text.replace(id, "…"))
}

//! `src/http/audit.rs`: who did what, and why.

use ankao::domain::unit::UnitKind;
use serde_json::{Value, json};

use crate::support::Stage;

fn actions(page: &Value) -> Vec<(String, i64)> {
    let entries = page["entries"].as_array().expect("entries").iter();
    entries
        .map(|it| (it["action"].as_str().expect("text").to_owned(), it["contest"].as_i64().expect("a contest")))
        .collect()
}

#[actix_web::test]
async fn every_deed_is_written_down_with_its_reason_and_seen_in_scope_only() {
    let stage = Stage::new().await;
    let city = stage.unit(None, UnitKind::City, "甲市").await;
    let unit = stage.unit(Some(city), UnitKind::Unit, "甲单位").await;
    let (all, of_city) = (stage.organizer(None).await, stage.organizer(Some(city)).await);
    let ours = stage.published(&of_city, |input| input["owner"] = json!(city)).await;
    let theirs = stage.published(&all, |_| {}).await;
    let person = stage.person(ours, unit, "张三").await;
    let attempt = stage.answered(ours, &person, "start-0001", 5).await;
    let path = format!("/api/v1/contests/{ours}");
    stage
        .post(&format!("{path}/attempts/{attempt}/void"), &of_city.token, json!({ "reason": " 他人代答 " }))
        .await
        .expect(200);
    stage.patch(&path, &of_city.token, json!({ "texts": { "name": "改名" } })).await.expect(200);
    stage.patch(&path, &of_city.token, json!({ "closes": "2026-07-01T00:00:00+08:00" })).await.expect(200);
    stage.post(&format!("{path}/close"), &of_city.token, json!({ "reason": "提前结束" })).await.expect(200);

    let seen = stage.get("/api/v1/audit", &of_city.token).await.expect(200);
    let expected = [
        "contest.close",
        "contest.extend",
        "contest.edit",
        "contest.edit",
        "attempt.void",
        "contest.publish",
        "contest.create",
    ];
    assert_eq!(actions(&seen), expected.map(|action| (action.to_owned(), ours.0)));
    let void = &seen["entries"][4];
    assert_eq!(void["reason"], "他人代答");
    assert_eq!((&void["subject"], &void["detail"]["person"]), (&json!(attempt.to_string()), &json!(person.id)));
    assert_eq!((&void["actor"], &void["actor_name"]), (&json!(of_city.id), &json!("主办")));
    assert_eq!(seen["entries"][3]["detail"]["changed"], json!(["/texts/name"]));
    assert_eq!(seen["entries"][1]["detail"]["attempts"], 0);

    let whole = stage.get("/api/v1/audit", &all.token).await.expect(200);
    assert_eq!(actions(&whole).len(), expected.len() + 2);
    let other = stage.get(&format!("/api/v1/audit?contest={theirs}"), &of_city.token).await;
    assert_eq!(other.problem(), "not_allowed");
    let first = stage.get("/api/v1/audit?limit=3", &of_city.token).await.expect(200);
    let cursor = first["cursor"].as_str().expect("a next page");
    let second = stage.get(&format!("/api/v1/audit?limit=3&cursor={cursor}"), &of_city.token).await.expect(200);
    assert_eq!(actions(&second)[0].0, expected[3]);
    assert_eq!(stage.get("/api/v1/audit", &person.token).await.problem(), "not_allowed");
    stage.stop().await;
}

#[actix_web::test]
async fn more_time_and_a_fresh_attempt_are_written_down_with_their_reasons() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.published(&organizer, |_| {}).await;
    let person = stage.person(contest, unit, "张三").await;
    let attempt = stage.start(contest, &person, "start-0001").await;
    let path = format!("/api/v1/contests/{contest}");
    let more = json!({ "minutes": 10, "deadline": "2026-06-10T12:05:00+08:00", "reason": " 断电 " });
    stage.post(&format!("{path}/attempts/{attempt}/extra-time"), &organizer.token, more).await.expect(200);
    let fresh = json!({ "granted": 0, "reason": "断网" });
    stage.post(&format!("{path}/people/{}/fresh-attempt", person.id), &organizer.token, fresh).await.expect(200);

    let seen = stage.get(&format!("/api/v1/audit?contest={contest}&limit=2"), &organizer.token).await.expect(200);
    let deed = |action: &str, subject: String, reason: &str, detail: Value| {
        json!({
            "at": "2026-06-10T12:00:00+08:00", "actor": organizer.id, "actor_name": "主办", "contest": contest,
            "action": action, "subject": subject, "reason": reason, "detail": detail,
        })
    };
    let moved = json!({
        "person": person.id, "from": "2026-06-10T12:05:00+08:00", "to": "2026-06-10T12:15:00+08:00",
    });
    let expected = [
        deed("person.fresh_attempt", person.id.to_string(), "断网", json!({ "fresh_attempts": 1 })),
        deed("attempt.extra_time", attempt.to_string(), "断电", moved),
    ];
    let entries = seen["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), expected.len());
    for (entry, mut expected) in entries.iter().zip(expected) {
        expected["entry"] = entry["entry"].clone();
        assert_eq!(*entry, expected);
    }
    stage.stop().await;
}

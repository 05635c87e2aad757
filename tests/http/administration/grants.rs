//! What a disrupted person is given: more time, and fresh attempts.

use ankao::domain::Span;
use serde_json::{Value, json};

use super::Scene;
use crate::support::NOON;

#[actix_web::test]
async fn more_time_moves_the_deadline_and_looking_gives_a_token_for_it() {
    let scene = Scene::new(|input| input["closes"] = json!("2026-06-10T12:05:00+08:00")).await;
    let attempt = scene.stage.start(scene.contest, &scene.person, "start-0001").await;
    scene.stage.clock.advance(Span::minutes(4));
    let line = scene.extra_time(attempt, 30).await.expect(200);
    assert_eq!(line["deadline"], "2026-06-10T12:35:00+08:00");
    assert_eq!(scene.last_deadline().await, NOON + Span::minutes(35), "the contest waits for it");

    let path = format!("/api/v1/attempts/{attempt}");
    let open = scene.stage.get(&path, &scene.person.token).await.expect(200);
    scene.stage.clock.advance(Span::minutes(26));
    let token = open["token"].as_str().expect("a token");
    let sheet = scene.stage.sheet(attempt, 5).await;
    let view = scene.stage.look(&format!("/api/v1/contests/{}", scene.contest)).await.expect(200);
    assert_eq!(view["phase"], "closing");
    let result = scene.stage.post(&format!("{path}/submission"), token, sheet).await.expect(200);
    assert_eq!(result["grade"]["points"], 1_000);
    assert_eq!(result["grade"]["time_used_ms"], 300_000, "no more than the limit");
    assert_eq!(scene.extra_time(attempt, 5).await.problem(), "not_signed_in", "the organizer's token is over");
    let organizer = scene.stage.renewed(&scene.organizer);
    let scene = Scene { organizer, ..scene };
    assert_eq!(scene.extra_time(attempt, 5).await.problem(), "attempt_submitted");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_later_end_does_not_shorten_what_was_given() {
    let scene = Scene::new(|_| {}).await;
    let attempt = scene.stage.start(scene.contest, &scene.person, "start-0001").await;
    scene.extra_time(attempt, 60).await.expect(200);
    let path = format!("/api/v1/contests/{}", scene.contest);
    let later = json!({ "closes": "2026-06-25T11:00:00+08:00" });
    scene.stage.patch(&path, &scene.organizer.token, later).await.expect(200);
    let open = scene.stage.get(&format!("/api/v1/attempts/{attempt}"), &scene.person.token).await.expect(200);
    assert_eq!(open["deadline"], "2026-06-10T13:05:00+08:00");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_fresh_attempt_goes_beyond_the_limits_and_can_only_raise_the_standing() {
    let scene = Scene::new(|input| input["rules"]["scoring"] = json!("last")).await;
    scene.stage.answered(scene.contest, &scene.person, "start-0001", 4).await;
    let start = json!({ "start_id": "start-0002" });
    let refused = scene.stage.post(&scene.path("attempts"), &scene.person.token, start).await;
    assert_eq!(refused.problem(), "daily_limit");
    let grant = scene.path(&format!("people/{}/fresh-attempt", scene.person.id));
    let input = |granted: usize| json!({ "granted": granted, "reason": "断网" });
    let granted = scene.stage.post(&grant, &scene.organizer.token, input(0)).await.expect(200);
    assert_eq!(granted, json!({ "person": scene.person.id, "fresh_attempts": 1, "granted": 1 }));
    assert_eq!(scene.mine().await["fresh_attempts"], 1);

    scene.stage.answered(scene.contest, &scene.person, "start-0002", 1).await;
    assert_eq!(scene.standing().await.0, Some(80_000), "worse: kept out, though the last one counts");
    scene.stage.post(&grant, &scene.organizer.token, input(1)).await.expect(200);
    scene.stage.answered(scene.contest, &scene.person, "start-0003", 5).await;
    assert_eq!(scene.standing().await.0, Some(100_000));
    let nobody = scene.path("people/404/fresh-attempt");
    assert_eq!(scene.stage.post(&nobody, &scene.organizer.token, input(0)).await.problem(), "not_found");
    scene.stage.stop().await;
}

/// The answer was lost, and the button pressed again.
#[actix_web::test]
async fn more_time_or_a_fresh_attempt_asked_for_twice_is_given_once() {
    let scene = Scene::new(|_| {}).await;
    let attempt = scene.stage.start(scene.contest, &scene.person, "start-0001").await;
    let seen = scene.deadline(attempt).await;
    scene.extra_time_after(seen, attempt, 10).await.expect(200);
    assert_eq!(scene.extra_time_after(seen, attempt, 10).await.problem(), "conflict");
    assert_eq!(scene.deadline(attempt).await, seen + Span::minutes(10));
    scene.extra_time_after(seen + Span::minutes(10), attempt, 5).await.expect(200);
    scene.stage.submit(attempt, &scene.person, 1).await.expect(200);

    let grant = scene.path(&format!("people/{}/fresh-attempt", scene.person.id));
    let granted = async || {
        let path = scene.path(&format!("attempts?person={}", scene.person.id));
        scene.stage.get(&path, &scene.organizer.token).await.expect(200)["granted"].clone()
    };
    let input = json!({ "granted": granted().await, "reason": "断网" });
    scene.stage.post(&grant, &scene.organizer.token, input.clone()).await.expect(200);
    assert_eq!(scene.stage.post(&grant, &scene.organizer.token, input.clone()).await.problem(), "conflict");
    scene.stage.answered(scene.contest, &scene.person, "start-0002", 1).await;
    let again = scene.stage.post(&grant, &scene.organizer.token, input).await;
    assert_eq!(again.problem(), "conflict", "also where the person was quicker");
    assert_eq!((scene.mine().await["fresh_attempts"].clone(), granted().await), (json!(0), json!(1)));
    let anybody = scene.stage.get(&scene.path("attempts"), &scene.organizer.token).await.expect(200);
    assert_eq!(anybody["granted"], Value::Null);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn grants_among_starts_are_neither_lost_nor_used_twice() {
    let scene = Scene::new(|_| {}).await;
    scene.stage.answered(scene.contest, &scene.person, "start-0000", 1).await;
    let grant = scene.path(&format!("people/{}/fresh-attempt", scene.person.id));
    let grants = async {
        for granted in 0..10 {
            let input = json!({ "granted": granted, "reason": "断网" });
            scene.stage.post(&grant, &scene.organizer.token, input).await.expect(200);
        }
    };
    let answers = async {
        let mut used = 0;
        for index in 0..10 {
            let start = json!({ "start_id": format!("start-1{index:03}") });
            let started = scene.stage.post(&scene.path("attempts"), &scene.person.token, start).await;
            if started.status == 201 {
                let attempt: Value = serde_json::from_str(&started.text).expect("JSON");
                let attempt = attempt["attempt"].as_str().expect("an id").parse().expect("an id");
                scene.stage.submit(attempt, &scene.person, 1).await.expect(200);
                used += 1;
            }
        }
        used
    };
    let ((), used) = futures_util::future::join(grants, answers).await;
    assert_eq!(scene.mine().await["fresh_attempts"], 10 - used);
    scene.stage.stop().await;
}

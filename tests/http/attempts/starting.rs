//! Starting is idempotent, and shows nothing before its time.

use ankao::domain::{Span, UnitId, contest::Window, unit::UnitKind};
use futures_util::future::join_all;
use serde_json::json;

use super::{Room, Sitting, answers, five};
use crate::{
    bank::bank,
    support::{NOON, Stage},
};

#[actix_web::test]
async fn a_hundred_starts_at_once_at_the_last_permitted_attempt_give_one() {
    let room = Room::with(|rules| rules.attempts_per_day = 2).await;
    let person = room.person("甲").await;
    let first = room.begin(&person, "the-first-one").await;
    room.submit(&first, 1, &[]).await.expect(200);
    room.stage.clock.advance(Span::seconds(1));

    let ids: Vec<String> = (0..100).map(|tap| format!("impatient-{tap}")).collect();
    let started = join_all(ids.iter().map(|id| room.start(&person, id))).await;
    let new = started.iter().filter(|answer| answer.status == 201).count();
    let attempts: Vec<String> = started.iter().map(|answer| Sitting::of(&read(answer)).id).collect();
    assert_eq!(new, 1);
    assert!(started.iter().all(|answer| answer.status == 201 || answer.status == 200));
    assert!(attempts.iter().all(|id| *id == attempts[0] && *id != first.id));

    room.submit(&Sitting::of(&read(&started[0])), 1, &[]).await.expect(200);
    room.stage.clock.advance(Span::seconds(1));
    assert_eq!(room.start(&person, "one-too-many").await.problem(), "daily_limit");
    room.stage.stop().await;
}

fn read(answer: &crate::support::Answer) -> serde_json::Value {
    serde_json::from_str(&answer.text).expect("a JSON body")
}

#[actix_web::test]
async fn a_start_sent_a_hundred_times_makes_one_attempt() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let started = join_all((0..100).map(|_| room.start(&person, "the-same-tap"))).await;
    assert_eq!(started.iter().filter(|answer| answer.status == 201).count(), 1);
    let seen = started.iter().map(|answer| (read(answer)["attempt"].clone(), read(answer)["ordinal"].clone()));
    assert!(seen.into_iter().all(|it| it == (json!(format!("{}-1", room.contest)), json!(1))));
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_retried_start_after_the_hand_in_returns_the_old_attempt_and_burns_none() {
    let room = Room::with(|rules| rules.attempts_per_day = 2).await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    // Another tap found the open one: its id leads there for good as well.
    room.start(&person, "start-0002").await.expect(200);
    let result = room.submit(&sitting, 1, &[(1, "A", 1)]).await.expect(200);

    for late in ["start-0001", "start-0002"] {
        let again = room.start(&person, late).await.expect(200);
        assert_eq!(again["attempt"], sitting.id.as_str());
        assert_eq!(again["state"], "submitted");
        assert_eq!(again["grade"], result["grade"]);
    }
    let second = room.start(&person, "start-0003").await.expect(201);
    assert_eq!(second["ordinal"], 2);
    room.stage.stop().await;
}

#[actix_web::test]
async fn the_start_id_of_another_person_or_contest_means_nothing_here() {
    let room = Room::new().await;
    let (one, other) = (room.person("甲").await, room.person("乙").await);
    let elsewhere = room.stage.contest(five(), |_| {}).await;
    let sitting = room.begin(&one, "a-shared-id").await;
    let of_other = room.begin(&other, "a-shared-id").await;
    assert_ne!(sitting.id, of_other.id);

    let path = format!("/api/v1/contests/{elsewhere}/attempts");
    let refused = room.stage.post(&path, &one.token, json!({"start_id": "a-shared-id"})).await;
    assert_eq!(refused.problem(), "not_enrolled");
    room.stage.stop().await;
}

#[actix_web::test]
async fn two_phones_that_start_share_one_attempt_and_its_answers() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let phone = room.begin(&person, "on-the-phone").await;
    room.save(&phone, 1, &[(2, "C", 1)]).await.expect(200);
    let desk = room.start(&person, "at-the-desk").await.expect(200);
    assert_eq!(desk["attempt"], phone.id.as_str());
    assert_eq!(answers(&desk), json!([{"question": 2, "answer": "C", "n": 1}]));
    room.stage.stop().await;
}

#[actix_web::test]
async fn an_abandoned_attempt_is_graded_by_the_start_that_finds_it() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    room.save(&sitting, 1, &[(1, &key[0], 1)]).await.expect(200);

    room.stage.clock.advance(Span::seconds(306));
    let settling = room.start(&person, "start-0002").await;
    assert_eq!(settling.problem(), "attempt_settling");
    assert_eq!(settling.headers["retry-after"], "35");

    room.stage.clock.advance(Span::seconds(30));
    let second = room.start(&person, "start-0002").await.expect(201);
    assert_eq!(second["ordinal"], 2);
    let first = room.start(&person, "start-0001").await.expect(200);
    assert_eq!((&first["grade"]["points"], &first["grade"]["by_sweeper"]), (&json!(200), &json!(true)));
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_retried_start_of_an_abandoned_attempt_answers_with_its_grade() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    room.begin(&person, "start-0001").await;
    room.stage.clock.advance(Span::minutes(6));
    let again = room.start(&person, "start-0001").await.expect(200);
    assert_eq!((&again["state"], &again["ordinal"]), (&json!("submitted"), &json!(1)));
    room.stage.stop().await;
}

/// A fault of other systems: the paper visible in an answer before it begins.
#[actix_web::test]
async fn the_paper_is_not_visible_in_an_answer_before_it_begins() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let window = Window { opens: NOON + Span::seconds(90), closes: NOON + Span::minutes(60) };
    let contest = stage.publish(&bank(280), five(), window, |_| {}).await;
    let person = stage.person(contest, unit, "甲").await;
    let paths = [
        format!("/api/v1/contests/{contest}"),
        format!("/api/v1/contests/{contest}/me"),
        format!("/api/v1/contests/{contest}/attempts"),
        format!("/api/v1/attempts/{contest}-1"),
    ];
    let mut before = Vec::new();
    for path in &paths {
        before.push(stage.get(path, &person.token).await);
    }
    let start = json!({"start_id": "start-0001"});
    let early = stage.post(&paths[2], &person.token, start.clone()).await;
    assert_eq!(early.problem(), "not_yet_open");
    assert_eq!(early.headers["retry-after"], "90");
    before.push(early);
    for answer in before {
        assert!(!answer.text.contains("试题"), "a stem is shown: {}", answer.text);
        assert!(!answer.text.contains("做法"), "an option is shown: {}", answer.text);
    }

    stage.clock.set(window.opens);
    let begun = stage.post(&paths[2], &person.token, start).await;
    begun.expect(201);
    assert!(begun.text.contains("试题") && begun.text.contains("做法"), "the check above looks for the right words");
    stage.stop().await;
}

#[actix_web::test]
async fn nobody_starts_when_it_is_over_or_where_they_do_not_belong() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let stranger = room.stage.contest(five(), |_| {}).await;
    let stranger = room.stage.person(stranger, UnitId(room.unit.0), "乙").await;
    assert_eq!(room.start(&stranger, "start-0001").await.problem(), "not_enrolled");

    // Ten days are over: the open paper can still be found, a new one not begun.
    room.write("UPDATE contest SET closes = $2 WHERE id = $1", room.contest.0, (NOON + Span::seconds(1)).0).await;
    room.stage.clock.advance(Span::seconds(1));
    room.start(&person, "start-0002").await.expect(200);
    room.submit(&sitting, 1, &[]).await.expect(200);
    assert_eq!(room.start(&person, "start-0003").await.problem(), "contest_ended");
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_start_id_of_another_form_is_refused() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    for wrong in ["", "short", "with a blank", "名字名字名字名字", &"x".repeat(65)] {
        let refused = room.start(&person, wrong).await;
        assert_eq!(refused.expect(422)["errors"][0]["pointer"], "/start_id", "{wrong:?}");
    }
    room.stage.stop().await;
}

#[actix_web::test]
async fn of_one_open_paper_only_so_many_start_requests_are_remembered() {
    let room = Room::with(|rules| rules.attempts_per_day = 2).await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    for tap in 2..30 {
        let again = room.start(&person, &format!("start-{tap:04}")).await.expect(200);
        assert_eq!(again["attempt"], sitting.id);
    }
    assert_eq!(room.stage.count("SELECT COUNT(*) FROM attempt_start").await, 8);
    room.submit(&sitting, 1, &[]).await.expect(200);
    for known in ["start-0001", "start-0008"] {
        assert_eq!(room.start(&person, known).await.expect(200)["attempt"], sitting.id, "{known}");
    }
    let next = room.begin(&person, "start-0100").await;
    assert_eq!(room.start(&person, "start-0101").await.expect(200)["attempt"], next.id);
    assert_eq!(room.stage.count("SELECT COUNT(*) FROM attempt_start").await, 10, "so many of each");
    room.stage.stop().await;
}

//! Saving: every tap is a save, and saves merge.

use ankao::{
    domain::{AttemptId, Span},
    store::{PLACES, order::SweepOrder},
};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::{Room, Sitting, Tap, answers};

/// Every way to lay two sequences into one, each keeping its own order: for each step, whether it is
/// taken from the second.
fn interleavings(first: usize, second: usize) -> Vec<Vec<bool>> {
    if first + second == 0 {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    if first > 0 {
        all.extend(interleavings(first - 1, second).into_iter().map(|rest| [vec![false], rest].concat()));
    }
    if second > 0 {
        all.extend(interleavings(first, second - 1).into_iter().map(|rest| [vec![true], rest].concat()));
    }
    all
}

#[actix_web::test]
async fn two_phones_one_of_them_offline_lose_no_answer_in_whatever_order_they_are_heard() {
    // The phone is online and sends tap by tap. The tablet was offline, and sends what it has gathered
    // in three pieces, of which one is sent twice. Both have changed question 1, both have cleared or
    // answered question 4.
    let phone: [&[Tap<'_>]; 3] = [&[(1, "A", 1)], &[(2, "B", 1)], &[(1, "B", 2), (4, "", 3)]];
    let tablet: [&[Tap<'_>]; 4] = [&[(3, "C", 1), (1, "C", 1)], &[(4, "AB", 2)], &[(4, "AB", 2)], &[(5, "B", 1)]];
    let held = json!([
        {"question": 1, "answer": "B", "n": 2},
        {"question": 2, "answer": "B", "n": 1},
        {"question": 3, "answer": "C", "n": 1},
        {"question": 4, "answer": null, "n": 3},
        {"question": 5, "answer": "B", "n": 1},
    ]);
    let room = Room::new().await;
    let orders = interleavings(phone.len(), tablet.len());
    assert_eq!(orders.len(), 35);
    for (number, order) in orders.iter().enumerate() {
        let person = room.person(&format!("第{number}人")).await;
        let sitting = room.begin(&person, "start-0001").await;
        let (mut from_phone, mut from_tablet) = (phone.iter(), tablet.iter());
        for &is_tablet in order {
            let saved = if is_tablet {
                room.save(&sitting, 9, from_tablet.next().expect("a piece")).await
            } else {
                room.save(&sitting, 2, from_phone.next().expect("a tap")).await
            };
            saved.expect(200);
        }
        let seen = room.look(&person, &sitting).await.expect(200);
        assert_eq!(answers(&seen), held, "{order:?}");
    }
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_save_is_told_what_stands_against_it() {
    let room = Room::new().await;
    let sitting = room.begin(&room.person("甲").await, "start-0001").await;
    let first = room.save(&sitting, 2, &[(1, "A", 2), (2, "B", 1)]).await.expect(200);
    assert_eq!(first["newer"], json!([]));
    // Older, of equal age from a lower device, and newer.
    let second = room.save(&sitting, 1, &[(1, "C", 1), (2, "D", 1), (3, "A", 1)]).await.expect(200);
    let newer = json!([{"question": 1, "answer": "A", "n": 2}, {"question": 2, "answer": "B", "n": 1}]);
    assert_eq!(second["newer"], newer);
    room.stage.stop().await;
}

/// A fault of other systems: an answer shown again after a reload that the server never had.
#[actix_web::test]
async fn a_reload_shows_exactly_what_was_acknowledged() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), json!([]));

    room.save(&sitting, 3, &[(2, "D", 4), (5, "A", 1)]).await.expect(200);
    // Refused as a whole: one of its answers cannot be given.
    room.save(&sitting, 3, &[(1, "A", 1), (5, "C", 2)]).await.expect(422);
    let held = json!([{"question": 2, "answer": "D", "n": 4}, {"question": 5, "answer": "A", "n": 1}]);
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), held);
    assert_eq!(answers(&room.start(&person, "start-0001").await.expect(200)), held);
    room.stage.stop().await;
}

/// A fault of other systems: a save refused with 503, then a reload.
#[actix_web::test]
async fn a_save_refused_with_503_is_not_shown_after_a_reload_and_can_be_sent_again() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let app = room.stage.app.clone();
    let attempt: AttemptId = sitting.id.parse().expect("an id");
    let nothing = SweepOrder { attempt, person: person.id, now: room.now() };

    // The writer is away and every place of the queue is taken.
    let writer = room.hold_the_writer().await;
    let crowd = join_all((0..PLACES).map(|_| app.store.hot().sweep(nothing)));
    let meanwhile = async {
        room.queued(PLACES).await;
        let refused = room.save(&sitting, 1, &[(1, "A", 1)]).await;
        assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (503, "busy"));
        assert_eq!(refused.headers["retry-after"], "2");
        assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), json!([]));
        drop(writer);
    };
    let (crowd, ()) = join(crowd, meanwhile).await;
    assert!(crowd.iter().all(|taken| matches!(taken, Ok(false))));

    room.save(&sitting, 1, &[(1, "A", 1)]).await.expect(200);
    let held = json!([{"question": 1, "answer": "A", "n": 1}]);
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), held);
    assert_eq!(app.store.hot().waiting(), 0);
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_save_that_waited_over_half_a_minute_is_refused_as_busy_and_not_applied() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    for (seconds, status, held) in [(31, 503, json!([])), (30, 200, json!([{"question": 1, "answer": "A", "n": 1}]))] {
        let writer = room.hold_the_writer().await;
        let release = async {
            room.queued(1).await;
            room.stage.clock.advance(Span::seconds(seconds));
            drop(writer);
        };
        let (saved, ()) = join(room.save(&sitting, 1, &[(1, "A", 1)]), release).await;
        assert_eq!(saved.status, status, "after {seconds} s: {}", saved.text);
        assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), held);
    }
    room.stage.stop().await;
}

/// A fault of other systems: two answers counted for one tap under load.
#[actix_web::test]
async fn one_tap_sent_fifty_times_at_once_is_one_answer() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let tap = [(1, key[0].as_str(), 1)];
    let saved = join_all((0..50).map(|_| room.save(&sitting, 1, &tap))).await;
    assert!(saved.iter().all(|answer| answer.status == 200));
    let held = json!([{"question": 1, "answer": key[0], "n": 1}]);
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), held);
    let result = room.submit(&sitting, 1, &tap).await.expect(200);
    assert_eq!((&result["grade"]["correct"], &result["grade"]["points"]), (&json!(1), &json!(200)));
    room.stage.stop().await;
}

/// The same fault: a tap whose reply was lost is sent again with the next one, and a double tap gives
/// two numbers to one answer.
#[actix_web::test]
async fn one_tap_in_two_requests_or_tapped_twice_is_one_answer() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let (single, other) = (key[0].as_str(), key[1].as_str());
    let requests: [&[Tap<'_>]; 4] = [
        &[(1, single, 1)],
        // Retried, with another tap that came meanwhile.
        &[(1, single, 1), (2, other, 1)],
        // Tapped twice.
        &[(2, other, 2)],
        &[(1, single, 2), (2, other, 2)],
    ];
    // All at once, so that they are taken together.
    let writer = room.hold_the_writer().await;
    let saves = join_all((0..40).map(|tap| room.save(&sitting, 1, requests[tap % 4])));
    let release = async {
        room.queued(40).await;
        drop(writer);
    };
    let (saved, ()) = join(saves, release).await;
    assert!(saved.iter().all(|answer| answer.status == 200));
    let held = json!([{"question": 1, "answer": single, "n": 2}, {"question": 2, "answer": other, "n": 2}]);
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), held);

    // The hand-in carries one of the taps as it was first, and is tapped twice as well.
    let (one, two) =
        join(room.submit(&sitting, 1, &[(1, single, 1), (2, other, 2)]), room.submit(&sitting, 1, &[(1, single, 2)]))
            .await;
    for result in [one.expect(200), two.expect(200)] {
        assert_eq!((&result["grade"]["correct"], &result["grade"]["points"]), (&json!(2), &json!(400)));
        assert_eq!(result["uncounted"], json!([]));
    }
    let mine = room.stage.get(&format!("/api/v1/contests/{}/me", room.contest), &person.token).await.expect(200);
    assert_eq!((&mine["standing"]["points"], &mine["history"].as_array().map(Vec::len)), (&json!(40_000), &Some(1)));
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_damaged_sheet_fails_alone_and_every_other_save_of_its_batch_is_kept() {
    let room = Room::new().await;
    let mut sittings: Vec<Sitting> = Vec::new();
    for name in ["甲", "乙", "丙", "丁", "戊", "己", "庚"] {
        sittings.push(room.begin(&room.person(name).await, "start-0001").await);
    }
    let (bad, id) = (4, sittings[4].number());
    let mut turn = room.hold_the_writer().await;
    let damage = "INSERT INTO saved_sheet (contest, attempt, marks) VALUES ($1, $2, $3)";
    let damage = sqlx::query(damage).bind(room.contest.0).bind(id).bind(&[0_u8][..]);
    damage.execute(turn.connection()).await.expect("damaged");
    room.stage.app.store.commit(turn).await.expect("committed");

    let writer = room.hold_the_writer().await;
    let saves = join_all(sittings.iter().map(|sitting| room.save(sitting, 1, &[(1, "A", 1)])));
    let release = async {
        room.queued(sittings.len()).await;
        drop(writer);
    };
    let (saved, ()) = join(saves, release).await;
    for (number, answer) in saved.iter().enumerate() {
        if number == bad {
            assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (500, "internal"));
        } else {
            answer.expect(200);
        }
    }
    room.stage.stop().await;
}

#[actix_web::test]
async fn answers_that_cannot_be_are_refused_each_with_its_place() {
    let room = Room::new().await;
    let sitting = room.begin(&room.person("甲").await, "start-0001").await;
    // Singles stand first, then a multiple, then a judgment.
    let wrong: [(Tap<'_>, &str); 9] = [
        ((0, "A", 1), "/answers/0/question"),
        ((6, "A", 1), "/answers/0/question"),
        ((1, "AB", 1), "/answers/0/answer"),
        ((1, "E", 1), "/answers/0/answer"),
        ((1, "a", 1), "/answers/0/answer"),
        ((4, "BA", 1), "/answers/0/answer"),
        ((5, "C", 1), "/answers/0/answer"),
        ((1, "A", 0), "/answers/0/n"),
        ((1, "A", 1_024), "/answers/0/n"),
    ];
    for (tap, pointer) in wrong {
        let refused = room.save(&sitting, 1, &[tap]).await;
        assert_eq!(refused.expect(422)["errors"][0]["pointer"], pointer, "{tap:?}");
    }
    let twice = room.save(&sitting, 1, &[(1, "A", 1), (1, "B", 2)]).await.expect(422);
    assert_eq!(twice["errors"][0]["pointer"], "/answers/1/question");
    let device = room.save(&sitting, 16, &[]).await.expect(422);
    assert_eq!(device["errors"][0]["pointer"], "/device");
    room.save(&sitting, 15, &[(4, "AB", 1_023), (1, "", 1)]).await.expect(200);
    room.stage.stop().await;
}

/// A fault of other systems: a client's own clock, time used or correctness believed.
#[actix_web::test]
async fn a_clients_own_clock_time_used_or_correctness_is_not_taken() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let (answers, submission) =
        (format!("/api/v1/attempts/{}/answers", sitting.id), format!("/api/v1/attempts/{}/submission", sitting.id));
    let claims: [(&str, Value); 4] = [
        ("time_used_ms", json!(1)),
        ("at", json!("2026-06-10T12:00:01+08:00")),
        ("correct", json!(5)),
        ("points", json!(1_000)),
    ];
    for (name, value) in claims {
        let mut body = json!({"device": 1, "answers": [{"question": 1, "answer": "A", "n": 1}]});
        body[name] = value.clone();
        assert_eq!(room.stage.put(&answers, &sitting.token, body.clone()).await.expect(422)["code"], "invalid_input");
        assert_eq!(room.stage.post(&submission, &sitting.token, body).await.expect(422)["code"], "invalid_input");
        let mut body = json!({"device": 1, "answers": [{"question": 1, "answer": "A", "n": 1}]});
        body["answers"][0][name] = value;
        assert_eq!(room.stage.put(&answers, &sitting.token, body).await.expect(422)["code"], "invalid_input");
    }
    room.stage.clock.advance(Span(61_234));
    let result = room.submit(&sitting, 1, &[]).await.expect(200);
    assert_eq!(result["grade"]["time_used_ms"], 61_234);
    room.stage.stop().await;
}

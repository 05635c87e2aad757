//! What arrived in time counts, however long it waits; what did not is kept and told.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use ankao::domain::{Span, attempt::GRACE};
use futures_util::future::join;
use serde_json::json;

use super::{Room, Sitting, Tap, answers, sheet};
use crate::support::Answer;

const LIMIT: Span = Span::minutes(5);

#[actix_web::test]
async fn a_submission_at_the_last_instant_of_grace_counts_and_costs_no_more_than_the_limit() {
    let room = Room::new().await;
    let sitting = room.begin(&room.person("甲").await, "start-0001").await;
    let key = room.key(&sitting).await;
    room.stage.clock.advance(Span(LIMIT.0 + GRACE.0));
    let result = room.submit(&sitting, 1, &[(1, &key[0], 1)]).await.expect(200);
    assert_eq!((&result["grade"]["points"], &result["grade"]["time_used_ms"]), (&json!(200), &json!(LIMIT.0)));
    room.stage.stop().await;
}

#[actix_web::test]
async fn one_after_deadline_and_grace_is_refused_and_kept_and_what_was_saved_in_time_is_graded() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    room.stage.clock.advance(Span(LIMIT.0 + GRACE.0));
    room.save(&sitting, 1, &[(1, &key[0], 1)]).await.expect(200);

    room.stage.clock.advance(Span(1));
    let late = [(1, key[0].as_str(), 1), (2, key[1].as_str(), 1), (4, key[3].as_str(), 1)];
    let refused = room.submit(&sitting, 1, &late).await;
    assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (409, "attempt_too_late"));
    assert_eq!(refused.expect(409)["detail"], "未计入的题号：2、4");
    assert_eq!(room.save(&sitting, 1, &late).await.problem(), "attempt_too_late");
    assert_eq!(room.evidence(&sitting).await, 1, "the same sheet sent twice is kept once");
    let held = json!([{"question": 1, "answer": key[0], "n": 1}]);
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), held);

    room.stage.clock.advance(Span::seconds(30));
    assert_eq!(room.sweep().await.taken, 1);
    let graded = room.look(&person, &sitting).await.expect(200);
    assert_eq!((&graded["grade"]["correct"], &graded["grade"]["by_sweeper"]), (&json!(1), &json!(true)));
    assert_eq!(graded["grade"]["time_used_ms"], LIMIT.0);
    room.stage.stop().await;
}

#[actix_web::test]
async fn evidence_of_one_attempt_does_not_grow_without_end_and_loses_nothing_that_came() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    room.submit(&sitting, 1, &[]).await.expect(200);
    let late: [Tap<'_>; 12] = [
        (1, "A", 1),
        (1, "B", 2),
        (2, "A", 1),
        (1, "C", 3),
        (1, "D", 4),
        (2, "B", 2),
        (1, "A", 5),
        (1, "B", 6),
        (3, "A", 1),
        (2, "C", 3),
        (5, "B", 1),
        (3, "D", 2),
    ];
    for tap in late {
        room.stage.clock.advance(Span::seconds(1));
        assert_eq!(room.save(&sitting, 1, &[tap]).await.problem(), "attempt_submitted");
    }
    assert_eq!(room.evidence(&sitting).await, 8);
    let organizer = room.stage.organizer(None).await;
    let path = format!("/api/v1/contests/{}/attempts?state=late", room.contest);
    let listed = room.stage.get(&path, &organizer.token).await.expect(200);
    let sheets = listed["attempts"][0]["late"].as_array().expect("sheets").clone();
    assert_eq!(sheets[6]["answers"], json!([{"question": 1, "counted": null, "late": "A"}]), "one tap as it came");
    let last = json!({
        "arrived_at": "2026-06-10T12:00:12+08:00",
        "answers": [
            {"question": 1, "counted": null, "late": "B"},
            {"question": 2, "counted": null, "late": "C"},
            {"question": 3, "counted": null, "late": "D"},
            {"question": 5, "counted": null, "late": "B"},
        ],
    });
    assert_eq!(sheets[7], last, "all that came after it");
    room.stage.stop().await;
}

#[actix_web::test]
async fn evidence_from_before_more_time_was_given_stays_beside_what_comes_after_the_hand_in() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    room.stage.clock.advance(Span(LIMIT.0 + GRACE.0 + 1));
    assert_eq!(room.save(&sitting, 1, &[(1, "A", 1)]).await.problem(), "attempt_too_late");
    let more = "UPDATE attempt SET deadline = deadline + $2 WHERE number = $1";
    room.write(more, sitting.number(), Span::minutes(6).0).await;

    // The hand-in and a save that comes after it are taken together.
    let writer = room.hold_the_writer().await;
    let then = async {
        room.queued(1).await;
        let release = async {
            room.queued(2).await;
            drop(writer);
        };
        join(room.save(&sitting, 1, &[(2, "A", 1)]), release).await.0
    };
    let (handed_in, saved) = join(room.submit(&sitting, 1, &[]), then).await;
    handed_in.expect(200);
    assert_eq!(saved.problem(), "attempt_submitted");
    assert_eq!(room.evidence(&sitting).await, 2);
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_request_that_arrived_in_time_and_waited_in_the_queue_counts() {
    let room = Room::new().await;
    let (one, other) = (room.person("甲").await, room.person("乙").await);
    let saving = room.begin(&one, "start-0001").await;
    let handing_in = room.begin(&other, "start-0001").await;
    let key = room.key(&handing_in).await;
    room.stage.clock.advance(Span(LIMIT.0 + GRACE.0));
    let writer = room.hold_the_writer().await;
    let release = async {
        room.queued(2).await;
        // Past grace, and just before the sweeper might come.
        room.stage.clock.advance(Span::seconds(30));
        assert_eq!(room.sweep().await.taken, 0);
        drop(writer);
    };
    let sheet = [(1, key[0].as_str(), 1)];
    let requests = join(room.save(&saving, 1, &[(1, "A", 1)]), room.submit(&handing_in, 1, &sheet));
    let ((saved, handed_in), ()) = join(requests, release).await;
    saved.expect(200);
    assert_eq!(handed_in.expect(200)["grade"]["correct"], 1);
    room.stage.clock.advance(Span(1));
    assert_eq!(room.sweep().await.taken, 1, "the one that was only saved");
    assert_eq!(room.look(&other, &handing_in).await.expect(200)["grade"]["by_sweeper"], false);
    room.stage.stop().await;
}

#[actix_web::test]
async fn the_sweeper_never_takes_an_attempt_that_a_queued_request_may_still_reach() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    room.save(&sitting, 1, &[(1, &key[0], 1)]).await.expect(200);
    room.stage.clock.advance(Span(LIMIT.0 + GRACE.0));
    let writer = room.hold_the_writer().await;
    let too_long = async {
        room.queued(1).await;
        room.stage.clock.advance(Span(30_001));
        let release = async {
            room.queued(2).await;
            drop(writer);
        };
        join(room.sweep(), release).await.0
    };
    let sheet = [(1, key[0].as_str(), 1), (2, key[1].as_str(), 1)];
    let (late, swept) = join(room.submit(&sitting, 1, &sheet), too_long).await;
    // By the time at which the sweeper takes it, that request can only be refused.
    assert_eq!((late.problem().as_str(), swept.taken), ("busy", 1));
    assert_eq!(room.look(&person, &sitting).await.expect(200)["grade"]["correct"], 1);
    room.stage.stop().await;
}

/// A fault of other systems: a line cut at the last minute, so the whole paper counts zero.
#[actix_web::test]
async fn a_line_cut_at_the_last_minute_costs_only_what_was_never_sent() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    for question in 1..=4 {
        room.stage.clock.advance(Span::seconds(60));
        room.save(&sitting, 1, &[(question, &key[question - 1], 1)]).await.expect(200);
    }
    // Nothing more is heard: no hand-in, and the answer to question 5 stays on the phone.
    room.stage.clock.advance(Span::minutes(30));
    assert_eq!(room.sweep().await.taken, 1);
    let grade = room.look(&person, &sitting).await.expect(200)["grade"].clone();
    assert_eq!((&grade["correct"], &grade["points"]), (&json!(4), &json!(800)));
    // The phone is back and hands in what it has: the grade stands, and it is told what did not count.
    let path = format!("/api/v1/attempts/{}/submission", sitting.id);
    let late = room.stage.post(&path, &room.token(&person), sheet(1, &[(5, &key[4], 1)])).await.expect(200);
    assert_eq!((&late["grade"], &late["uncounted"]), (&grade, &json!([5])));
    assert_eq!(room.evidence(&sitting).await, 1);
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_request_hung_up_on_is_still_kept() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let writer = room.hold_the_writer().await;
    let request = raw_save(&sitting, &[(1, "A", 1)]);
    let mut line = TcpStream::connect(room.stage.base.trim_start_matches("http://")).expect("a line");
    line.write_all(request.0.as_bytes()).and_then(|()| line.write_all(request.1.as_bytes())).expect("sent");
    room.queued(1).await;
    drop(line);
    drop(writer);
    while room.stage.app.store.hot().waiting() > 0 {
        tokio::task::yield_now().await;
    }
    let held = json!([{"question": 1, "answer": "A", "n": 1}]);
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)), held);
    room.stage.stop().await;
}

#[actix_web::test]
async fn whoever_sends_the_head_in_time_and_the_body_later_has_gained_nothing() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    room.stage.clock.advance(Span(LIMIT.0 + GRACE.0));
    let (head, body) = raw_save(&sitting, &[(1, "A", 1)]);
    let mut line = TcpStream::connect(room.stage.base.trim_start_matches("http://")).expect("a line");
    line.set_read_timeout(Some(Duration::from_secs(20))).expect("a line");
    line.write_all(head.as_bytes()).expect("sent");
    // The server says that it has taken the head and waits for the body.
    let mut said = [0; 64];
    let length = line.read(&mut said).expect("said");
    assert!(said[..length].starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&said));

    room.stage.clock.advance(Span::seconds(20));
    line.write_all(body.as_bytes()).expect("sent");
    let mut answer = String::new();
    // Apart from this thread, on which the store writes.
    let reading = tokio::task::spawn_blocking(move || line.read_to_string(&mut answer).map(|_| answer));
    let answer = reading.await.expect("read").expect("answered");
    assert!(answer.contains("409 Conflict") && answer.contains("attempt_too_late"), "{answer}");
    room.stage.stop().await;
}

/// The head of a save as it goes over the line, and its body.
fn raw_save(sitting: &Sitting, taps: &[Tap<'_>]) -> (String, String) {
    let body = sheet(1, taps).to_string();
    let head = format!(
        "PUT /api/v1/attempts/{}/answers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
        sitting.id,
        sitting.token,
        body.len()
    );
    (head, body)
}

#[actix_web::test]
async fn more_time_given_by_an_organizer_counts_at_once() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    room.stage.clock.advance(Span::minutes(10));
    let more = "UPDATE attempt SET deadline = deadline + $2 WHERE number = $1";
    room.write(more, sitting.number(), Span::minutes(6).0).await;

    assert_eq!(room.sweep().await.taken, 0);
    let resumed = Sitting::of(&room.start(&person, "start-0001").await.expect(200));
    let result: Answer = room.submit(&resumed, 1, &[(1, &key[0], 1)]).await;
    let grade = &result.expect(200)["grade"];
    assert_eq!((&grade["correct"], &grade["time_used_ms"]), (&json!(1), &json!(LIMIT.0)), "never over the limit");
    room.stage.stop().await;
}

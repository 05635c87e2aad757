//! Sweeping: in bounded batches, each abandoned attempt once, and past those that cannot be graded.

use ankao::{
    attempt::Swept,
    domain::Span,
    store::{
        PLACES,
        attempts::{Abandoned, abandoned},
    },
};
use futures_util::future::join_all;
use serde_json::json;

use super::{Room, Sitting};
use crate::support::Person;

/// More than two batches of the sweeper.
const CROWD: usize = 300;

async fn crowd(room: &Room) -> Vec<(Person, Sitting)> {
    let mut people = Vec::new();
    for number in 0..CROWD {
        people.push(room.person(&format!("第{number}人")).await);
    }
    let started = join_all(people.iter().map(|person| room.begin(person, "start-0001"))).await;
    people.into_iter().zip(started).collect()
}

#[actix_web::test]
async fn a_crowd_that_left_is_graded_batch_by_batch_and_nobody_twice() {
    let room = Room::new().await;
    let crowd = crowd(&room).await;
    // One of them does hand in.
    room.submit(&crowd[7].1, 1, &[]).await.expect(200);
    room.stage.clock.advance(Span::seconds(335));
    assert_eq!(room.sweep().await, Swept::default(), "a request of theirs may still be queued");
    room.stage.clock.advance(Span(1));

    let mut connection = room.stage.app.store.read().await.expect("a connection");
    let mut seen: Vec<Abandoned> = Vec::new();
    loop {
        let batch = abandoned(&mut connection, room.now(), seen.last().copied(), 128).await.expect("read");
        assert!(batch.len() <= 128);
        if batch.is_empty() {
            break;
        }
        seen.extend(batch);
    }
    drop(connection);
    let ids: std::collections::BTreeSet<_> = seen.iter().map(|it| it.attempt).collect();
    assert_eq!((seen.len(), ids.len()), (CROWD - 1, CROWD - 1), "all have one deadline, and each is listed once");

    assert_eq!(room.sweep().await, Swept { taken: CROWD - 1, failed: 0 });
    assert_eq!(room.sweep().await, Swept::default());
    let graded = room.look(&crowd[0].0, &crowd[0].1).await.expect(200);
    assert_eq!((&graded["state"], &graded["grade"]["by_sweeper"]), (&json!("submitted"), &json!(true)));
    room.stage.stop().await;
}

#[actix_web::test]
async fn attempts_that_cannot_be_graded_stop_no_others_and_the_sweeper_ends() {
    let room = Room::new().await;
    let crowd = crowd(&room).await;
    // So many that a batch of the sweeper is full of them: a source that is gone, sheets that are damaged.
    let mut turn = room.hold_the_writer().await;
    let gone = sqlx::query("UPDATE attempt SET source = $1 WHERE number = 1").bind(&[0_u8; 32][..]);
    gone.execute(turn.connection()).await.expect("gone");
    let damage = "INSERT INTO saved_sheet (contest, attempt, marks)
                  SELECT contest, number, $1 FROM attempt WHERE number BETWEEN 2 AND 140";
    sqlx::query(damage).bind(&[0_u8][..]).execute(turn.connection()).await.expect("damaged");
    room.stage.app.store.commit(turn).await.expect("committed");

    room.stage.clock.advance(Span::minutes(6));
    assert_eq!(room.sweep().await, Swept { taken: CROWD - 140, failed: 140 });
    assert_eq!(room.sweep().await, Swept { taken: 0, failed: 140 });
    // Numbers are given in the order in which a crowd that starts at once is heard.
    let sound = |id: &str| id.rsplit('-').next().and_then(|it| it.parse::<i64>().ok()).is_some_and(|it| it > 140);
    let (person, sitting) = crowd.iter().find(|(_, sitting)| sound(&sitting.id)).expect("somebody");
    assert_eq!(room.look(person, sitting).await.expect(200)["state"], "submitted");
    room.stage.stop().await;
}

/// In one go they would fill the queue, and the rest of them, with everybody who saves, be turned away.
#[actix_web::test]
async fn a_crowd_larger_than_the_queue_is_graded_in_parts_that_leave_room_in_it() {
    let room = Room::new().await;
    let person = room.person("第一人").await;
    room.begin(&person, "start-0001").await;
    // All others are like that one.
    let people =
        "WITH RECURSIVE other (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM other WHERE number < 4999)
                  INSERT INTO person (unit, name, created) SELECT p.unit, p.name, p.created FROM person p, other";
    let enrolments = "INSERT INTO enrolment (contest, person, unit, origin, joined)
                      SELECT e.contest, p.id, e.unit, e.origin, e.joined
                      FROM enrolment e JOIN person p ON p.id <> e.person";
    let attempts = "INSERT INTO attempt (contest, number, person, ordinal, source, seed, started, day, fresh, deadline)
                    SELECT a.contest, 1000 + p.id, p.id, 1, a.source, a.seed, a.started, a.day, a.fresh, a.deadline
                    FROM attempt a JOIN person p ON p.id <> a.person";
    for statement in [people, enrolments, attempts] {
        room.stage.do_sql(statement).await;
    }
    room.stage.clock.advance(Span::minutes(6));
    assert_eq!(room.sweep().await, Swept { taken: 5_000, failed: 0 });
    const { assert!(5_000 > PLACES) };

    let metrics = room.stage.look("/metrics").await.text;
    for name in ["ankao_attempts_swept_total", "ankao_orders_waiting", "ankao_orders_refused_stale_total"] {
        assert!(metrics.contains(name), "{name}");
    }
    room.stage.stop().await;
}

#[actix_web::test]
async fn whoever_still_has_time_is_left_alone() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    room.stage.clock.advance(Span::minutes(6));
    let other = room.person("乙").await;
    let begun = room.begin(&other, "start-0001").await;
    assert_eq!(room.sweep().await, Swept { taken: 1, failed: 0 });
    assert_eq!(room.look(&person, &sitting).await.expect(200)["state"], "submitted");
    assert_eq!(room.look(&other, &begun).await.expect(200)["state"], "open");
    room.stage.stop().await;
}

//! The place one is told with the grade.

use std::sync::atomic::Ordering;

use ankao::domain::{Span, contest::Boards};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Room, whole};
use crate::support::{Person, Stage};

impl Room {
    async fn mine(&self, person: &Person) -> Value {
        self.stage.get(&format!("/api/v1/contests/{}/me", self.contest), &self.token(person)).await.expect(200)
    }

    /// Somebody new answers the first so many questions rightly, in so many seconds.
    async fn result(&self, name: &str, right: usize, seconds: i64) -> Value {
        let person = self.person(name).await;
        let sitting = self.begin(&person, "start-0001").await;
        let key = self.key(&sitting).await;
        self.stage.clock.advance(Span::seconds(seconds));
        self.submit(&sitting, 1, &whole(&key[..right])).await.expect(200)
    }
}

/// A fault of other systems: the best person ranked second, because equals were counted with `>=`.
#[actix_web::test]
async fn the_best_is_first_and_equals_share_a_rank() {
    let room = Room::new().await;
    let ranks = [
        (room.result("甲", 3, 60).await, 1),
        (room.result("乙", 3, 60).await, 1),
        (room.result("丙", 2, 10).await, 3),
        (room.result("丁", 3, 61).await, 3),
        (room.result("戊", 5, 200).await, 1),
        (room.result("己", 5, 200).await, 1),
        (room.result("庚", 3, 60).await, 3),
    ];
    for (of, (result, rank)) in (1..).zip(ranks) {
        assert_eq!(result["ranks"]["contest"], json!({"rank": rank, "of": of}));
        assert_eq!(result["ranks"]["units"][0]["rank"], rank);
    }
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_score_of_zero_is_ranked_like_any_other() {
    let room = Room::new().await;
    room.result("甲", 1, 60).await;
    let zero = room.result("乙", 0, 60).await;
    assert_eq!((&zero["grade"]["points"], &zero["standing"]["points"]), (&json!(0), &json!(0)));
    assert_eq!(zero["ranks"]["contest"], json!({"rank": 2, "of": 2}));
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_worse_attempt_leaves_the_standing_and_is_no_personal_best() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let first = room.begin(&person, "start-0001").await;
    let key = room.key(&first).await;
    let best = room.submit(&first, 1, &whole(&key)).await.expect(200);
    let second = room.begin(&person, "start-0002").await;
    let worse = room.submit(&second, 1, &[]).await.expect(200);
    assert_eq!((&worse["standing"], &worse["new_best"]), (&best["standing"], &json!(false)));
    assert_eq!(room.submit(&first, 1, &[]).await.expect(200)["new_best"], true);
    room.stage.stop().await;
}

#[actix_web::test]
async fn while_the_board_is_away_a_grade_is_told_without_ranks_and_lists_wait() {
    let (stage, away) = Stage::with_fading_board().await;
    let room = Room::on(stage, |_| {}).await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    away.store(true, Ordering::SeqCst);

    let graded = room.submit(&sitting, 1, &whole(&key)).await.expect(200);
    assert_eq!((&graded["grade"]["correct"], &graded["standing"]["points"]), (&json!(5), &json!(100_000)));
    assert_eq!((&graded["ranks"], &graded["stale"]), (&Value::Null, &json!(true)));
    let mine = room.mine(&person).await;
    assert_eq!((&mine["standing"]["points"], &mine["history"][0]["ordinal"]), (&json!(100_000), &json!(1)));
    assert_eq!((&mine["ranks"], &mine["stale"]), (&Value::Null, &json!(true)));
    for list in ["individuals", "units", "stream"] {
        let path = format!("/api/v1/contests/{}/leaderboards/{list}", room.contest);
        let refused = room.stage.send(Method::GET, &path, None, None).await;
        assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (503, "busy"), "{list}");
    }

    away.store(false, Ordering::SeqCst);
    let again = room.submit(&sitting, 1, &[]).await.expect(200);
    assert_eq!((&again["ranks"]["contest"], &again["stale"]), (&json!({"rank": 1, "of": 1}), &json!(false)));
    assert_eq!(room.mine(&person).await["ranks"], again["ranks"]);
    room.stage.stop().await;
}

#[actix_web::test]
async fn who_has_no_result_has_no_rank_and_that_is_not_stale() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let mine = room.mine(&person).await;
    assert_eq!((&mine["standing"], &mine["ranks"], &mine["stale"]), (&Value::Null, &Value::Null, &json!(false)));

    let sitting = room.begin(&person, "start-0001").await;
    room.submit(&sitting, 1, &[]).await.expect(200);
    let organizer = room.stage.organizer(None).await;
    let void = format!("/api/v1/contests/{}/attempts/{}/void", room.contest, sitting.id);
    room.stage.post(&void, &organizer.token, json!({"reason": "他人代答"})).await.expect(200);
    for told in [room.submit(&sitting, 1, &[]).await.expect(200), room.mine(&person).await] {
        assert_eq!((&told["standing"], &told["ranks"], &told["stale"]), (&Value::Null, &Value::Null, &json!(false)));
    }
    room.stage.stop().await;
}

#[actix_web::test]
async fn no_place_is_told_as_long_as_the_boards_are_hidden() {
    let room = Room::with(|rules| rules.boards = Boards::AfterClose).await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let told = [room.submit(&sitting, 1, &[]).await.expect(200), room.mine(&person).await];
    for told in told {
        assert_eq!(told["standing"]["points"], 0, "one's own result is one's own");
        assert_eq!((&told["ranks"], &told["stale"]), (&Value::Null, &json!(false)));
    }
    room.stage.clock.advance(Span::minutes(10 * 24 * 60));
    room.stage.clock.advance(Span::seconds(35));
    assert_eq!(room.mine(&person).await["ranks"], Value::Null, "papers may still be on their way");
    room.stage.clock.advance(Span(1));
    assert_eq!(room.mine(&person).await["ranks"]["contest"], json!({"rank": 1, "of": 1}));
    room.stage.stop().await;
}

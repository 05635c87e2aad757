//! The place one is told with the grade.

use ankao::domain::Span;
use serde_json::{Value, json};

use super::{Room, whole};

impl Room {
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

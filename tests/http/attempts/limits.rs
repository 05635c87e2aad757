//! How many attempts there are: a day, in all, beyond a voided one, by a grant.

use ankao::domain::{Span, Stamp};

use super::Room;
use crate::support::{NOON, Person};

/// Midnight in Shanghai, after the first day.
const MIDNIGHT: Stamp = Stamp(NOON.0 + 12 * 3_600_000);

impl Room {
    /// Starts an attempt and hands it in blank.
    async fn answer_blank(&self, person: &Person, start_id: &str) {
        let sitting = self.begin(person, start_id).await;
        self.submit(&sitting, 1, &[]).await.expect(200);
    }

    async fn refusal(&self, person: &Person) -> String {
        self.start(person, "refused-start").await.problem()
    }
}

#[actix_web::test]
async fn a_days_attempts_are_counted_to_local_midnight() {
    let room = Room::with(|rules| rules.attempts_per_day = 2).await;
    let person = room.person("甲").await;
    room.answer_blank(&person, "start-0001").await;
    room.answer_blank(&person, "start-0002").await;
    assert_eq!(room.refusal(&person).await, "daily_limit");

    room.stage.clock.set(MIDNIGHT + Span(-1));
    assert_eq!(room.refusal(&person).await, "daily_limit");
    room.stage.clock.set(MIDNIGHT);
    room.answer_blank(&person, "start-0003").await;
    room.stage.stop().await;
}

#[actix_web::test]
async fn an_attempt_belongs_to_the_day_on_which_it_started() {
    let room = Room::with(|rules| rules.attempts_per_day = 1).await;
    let person = room.person("甲").await;
    room.stage.clock.set(MIDNIGHT + Span::seconds(-10));
    let sitting = room.begin(&person, "start-0001").await;
    room.stage.clock.set(MIDNIGHT + Span::seconds(10));
    room.submit(&sitting, 1, &[]).await.expect(200);
    room.answer_blank(&person, "start-0002").await;
    assert_eq!(room.refusal(&person).await, "daily_limit");
    room.stage.stop().await;
}

#[actix_web::test]
async fn days_are_counted_in_the_contests_own_time_zone() {
    let room = Room::with(|rules| {
        rules.attempts_per_day = 1;
        rules.time_zone = "Asia/Urumqi".into();
    });
    let room = room.await;
    let person = room.person("甲").await;
    room.answer_blank(&person, "start-0001").await;
    room.stage.clock.set(MIDNIGHT);
    assert_eq!(room.refusal(&person).await, "daily_limit");
    room.stage.clock.set(MIDNIGHT + Span::minutes(120));
    room.answer_blank(&person, "start-0002").await;
    room.stage.stop().await;
}

#[actix_web::test]
async fn the_attempts_in_all_are_limited_on_every_day() {
    let room = Room::with(|rules| (rules.attempts_per_day, rules.attempts_total) = (1, 2)).await;
    let person = room.person("甲").await;
    room.answer_blank(&person, "start-0001").await;
    room.stage.clock.advance(Span::minutes(24 * 60));
    room.answer_blank(&person, "start-0002").await;
    room.stage.clock.advance(Span::minutes(24 * 60));
    assert_eq!(room.refusal(&person).await, "total_limit");
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_voided_attempt_does_not_count_towards_the_limits() {
    let room = Room::with(|rules| (rules.attempts_per_day, rules.attempts_total) = (1, 1)).await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    room.submit(&sitting, 1, &[]).await.expect(200);
    assert_eq!(room.refusal(&person).await, "total_limit");

    let void = "UPDATE attempt SET voided = 1 WHERE contest = $1 AND number = $2";
    room.write(void, room.contest.0, sitting.number()).await;
    let second = room.start(&person, "start-0002").await.expect(201);
    assert_eq!(second["ordinal"], 2);
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_grant_is_good_for_one_attempt_beyond_the_limits_and_uses_none_of_them() {
    let room = Room::with(|rules| (rules.attempts_per_day, rules.attempts_total) = (1, 2)).await;
    let person = room.person("甲").await;
    room.answer_blank(&person, "start-0001").await;
    assert_eq!(room.refusal(&person).await, "daily_limit");

    let grant = "UPDATE enrolment SET fresh = fresh + 1 WHERE contest = $1 AND person = $2";
    room.write(grant, room.contest.0, person.id.0).await;
    room.answer_blank(&person, "start-0002").await;
    assert_eq!(room.refusal(&person).await, "daily_limit");

    room.stage.clock.advance(Span::minutes(24 * 60));
    room.answer_blank(&person, "start-0003").await;
    room.stage.clock.advance(Span::minutes(24 * 60));
    assert_eq!(room.refusal(&person).await, "total_limit");
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_fresh_attempt_never_lowers_the_standing_whatever_the_scoring() {
    use ankao::domain::ranking::Scoring;
    for scoring in [Scoring::Best, Scoring::Last, Scoring::MeanOfDailyBest] {
        let room = Room::with(|rules| (rules.attempts_per_day, rules.scoring) = (1, scoring)).await;
        let person = room.person("甲").await;
        let sitting = room.begin(&person, "start-0001").await;
        let key = room.key(&sitting).await;
        let before = room.submit(&sitting, 1, &super::whole(&key)).await.expect(200)["standing"].clone();
        let grant = "UPDATE enrolment SET fresh = fresh + 1 WHERE contest = $1 AND person = $2";
        room.write(grant, room.contest.0, person.id.0).await;
        let fresh = room.begin(&person, "start-0002").await;
        let result = room.submit(&fresh, 1, &[]).await.expect(200);
        assert_eq!((&result["standing"], &result["new_best"]), (&before, &false.into()), "{scoring:?}");
        room.stage.stop().await;
    }
}

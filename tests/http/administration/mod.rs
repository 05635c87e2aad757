//! `src/http/administration.rs`: attempts as organizers handle them.

mod listing;
mod racing;

use ankao::{
    domain::{AttemptId, ContestId, Span, Stamp, unit::UnitKind},
    store,
};
use serde_json::{Value, json};

use crate::support::{NOON, Person, Stage};

/// A contest with one unit, its organizer, and somebody of it.
struct Scene {
    stage: Stage,
    organizer: Person,
    contest: ContestId,
    person: Person,
}

impl Scene {
    async fn new(change: impl FnOnce(&mut Value)) -> Self {
        let stage = Stage::new().await;
        let organizer = stage.organizer(None).await;
        let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
        let contest = stage.published(&organizer, change).await;
        let person = stage.person(contest, unit, "张三").await;
        Self { stage, organizer, contest, person }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/contests/{}/{rest}", self.contest)
    }

    async fn void(&self, attempt: AttemptId) -> crate::support::Answer {
        let path = self.path(&format!("attempts/{attempt}/void"));
        self.stage.post(&path, &self.organizer.token, json!({ "reason": "他人代答" })).await
    }

    async fn extra_time(&self, attempt: AttemptId, minutes: u16) -> crate::support::Answer {
        let path = self.path(&format!("attempts/{attempt}/extra-time"));
        let input = json!({ "minutes": minutes, "reason": "断电" });
        self.stage.post(&path, &self.organizer.token, input).await
    }

    async fn mine(&self) -> Value {
        self.stage.get(&self.path("me"), &self.stage.renewed(&self.person).token).await.expect(200)
    }

    /// The person's standing in the store: points, `rev`.
    async fn standing(&self) -> (Option<i64>, i64) {
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        let standing = store::standings::find(&mut connection, self.contest, self.person.id).await.expect("read");
        let standing = standing.expect("a standing");
        (standing.result.map(|it| it.points().0), standing.rev.0)
    }

    async fn last_deadline(&self) -> Stamp {
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        let contest = store::contests::find(&mut connection, self.contest).await.expect("read");
        contest.expect("there").last_deadline
    }
}

fn twice_a_day(input: &mut Value) {
    input["rules"]["attempts_per_day"] = json!(2);
    input["rules"]["attempts_total"] = json!(2);
}

#[actix_web::test]
async fn a_voided_attempt_counts_for_nothing_on_the_board_and_in_the_limits() {
    let scene = Scene::new(twice_a_day).await;
    scene.stage.answered(scene.contest, &scene.person, "start-0001", 1).await;
    let best = scene.stage.answered(scene.contest, &scene.person, "start-0002", 5).await;
    assert_eq!(scene.standing().await, (Some(100_000), 2));
    assert_eq!(scene.mine().await["attempts_left"], 0);

    let voided = scene.void(best).await.expect(200);
    assert_eq!(voided["voided_at"], "2026-06-10T12:00:00+08:00");
    assert_eq!(voided["grade"]["voided"], true);
    assert_eq!(scene.standing().await, (Some(20_000), 3));
    let mine = scene.mine().await;
    assert_eq!((&mine["standing"]["points"], &mine["attempts_left"]), (&json!(20_000), &json!(1)));
    let ranks = scene.stage.app.board.ranks_of(scene.contest, scene.person.id).await.expect("there").expect("ranks");
    assert_eq!(ranks.outcome.points().0, 20_000, "the board followed");

    assert_eq!(scene.void(best).await.problem(), "attempt_voided", "twice");
    let again = scene.stage.submit(best, &scene.person, 5).await.expect(200);
    assert_eq!((&again["grade"]["voided"], &again["standing"]["points"]), (&json!(true), &json!(20_000)));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn without_any_attempt_left_a_standing_has_no_result() {
    let scene = Scene::new(|_| {}).await;
    let only = scene.stage.answered(scene.contest, &scene.person, "start-0001", 5).await;
    scene.void(only).await.expect(200);
    assert_eq!(scene.standing().await, (None, 2));
    let ranks = scene.stage.app.board.ranks_of(scene.contest, scene.person.id).await.expect("there");
    assert!(ranks.is_none());
    scene.stage.stop().await;
}

#[actix_web::test]
async fn what_is_done_to_an_attempt_needs_a_reason_and_the_attempt_to_be_there() {
    let scene = Scene::new(|_| {}).await;
    let open = scene.stage.start(scene.contest, &scene.person, "start-0001").await;
    assert_eq!(scene.void(open).await.problem(), "attempt_open");
    let path = scene.path(&format!("attempts/{open}/extra-time"));
    for (input, pointer) in [
        (json!({ "minutes": 0, "reason": "断电" }), "/minutes"),
        (json!({ "minutes": 241, "reason": "断电" }), "/minutes"),
        (json!({ "minutes": 5, "reason": "" }), "/reason"),
        (json!({ "minutes": 5, "reason": "长".repeat(501) }), "/reason"),
    ] {
        let refused = scene.stage.post(&path, &scene.organizer.token, input).await;
        assert_eq!(refused.expect(422)["errors"][0]["pointer"], pointer);
    }
    let nobodys = AttemptId { number: 404, ..open };
    assert_eq!(scene.void(nobodys).await.problem(), "not_found");
    let other = scene.stage.published(&scene.organizer, |_| {}).await;
    let wrong = format!("/api/v1/contests/{other}/attempts/{open}/void");
    let refused = scene.stage.post(&wrong, &scene.organizer.token, json!({ "reason": "他人代答" })).await;
    assert_eq!(refused.problem(), "not_found", "of another contest");
    let refused = scene.stage.post(&path, &scene.person.token, json!({ "minutes": 5, "reason": "我要" })).await;
    assert_eq!(refused.problem(), "not_allowed");
    scene.stage.stop().await;
}

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
    let reason = json!({ "reason": "断网" });
    let granted = scene.stage.post(&grant, &scene.organizer.token, reason.clone()).await.expect(200);
    assert_eq!(granted, json!({ "person": scene.person.id, "fresh_attempts": 1 }));
    assert_eq!(scene.mine().await["fresh_attempts"], 1);

    scene.stage.answered(scene.contest, &scene.person, "start-0002", 1).await;
    assert_eq!(scene.standing().await.0, Some(80_000), "worse: kept out, though the last one counts");
    scene.stage.post(&grant, &scene.organizer.token, reason.clone()).await.expect(200);
    scene.stage.answered(scene.contest, &scene.person, "start-0003", 5).await;
    assert_eq!(scene.standing().await.0, Some(100_000));
    let nobody = scene.path("people/404/fresh-attempt");
    assert_eq!(scene.stage.post(&nobody, &scene.organizer.token, reason).await.problem(), "not_found");
    scene.stage.stop().await;
}

//! `src/http/administration.rs`: attempts as organizers handle them.

mod grants;

use ankao::{
    domain::{AttemptId, ContestId, Moment, Span, Stamp, unit::UnitKind},
    store,
};
use reqwest::Method;
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
        self.extra_time_after(self.deadline(attempt).await, attempt, minutes).await
    }

    /// By somebody who has seen that deadline.
    async fn extra_time_after(&self, seen: Stamp, attempt: AttemptId, minutes: u16) -> crate::support::Answer {
        let path = self.path(&format!("attempts/{attempt}/extra-time"));
        let input = json!({ "minutes": minutes, "deadline": Moment(seen), "reason": "断电" });
        self.stage.post(&path, &self.organizer.token, input).await
    }

    async fn deadline(&self, attempt: AttemptId) -> Stamp {
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        let found = store::attempts::find(&mut connection, self.stage.app.store.sources(), attempt).await;
        found.expect("read").expect("there").attempt.deadline
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
        let mut input = input;
        input["deadline"] = json!("2026-06-10T12:05:00+08:00");
        let refused = scene.stage.post(&path, &scene.organizer.token, input).await;
        assert_eq!(refused.expect(422)["errors"][0]["pointer"], pointer);
    }
    let nobodys = AttemptId { number: 404, ..open };
    assert_eq!(scene.void(nobodys).await.problem(), "not_found");
    let other = scene.stage.published(&scene.organizer, |_| {}).await;
    let wrong = format!("/api/v1/contests/{other}/attempts/{open}/void");
    let refused = scene.stage.post(&wrong, &scene.organizer.token, json!({ "reason": "他人代答" })).await;
    assert_eq!(refused.problem(), "not_found", "of another contest");
    let input = json!({ "minutes": 5, "deadline": "2026-06-10T12:05:00+08:00", "reason": "我要" });
    let refused = scene.stage.post(&path, &scene.person.token, input).await;
    assert_eq!(refused.problem(), "not_allowed");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn attempts_are_listed_by_person_unit_and_state_page_by_page() {
    let scene = Scene::new(twice_a_day).await;
    let other_unit = scene.stage.unit(None, UnitKind::Unit, "乙单位").await;
    let department = scene.stage.unit(Some(other_unit), UnitKind::Department, "一车间").await;
    let other = scene.stage.person(scene.contest, department, "李四").await;
    let voided = scene.stage.answered(scene.contest, &scene.person, "start-0001", 1).await;
    scene.void(voided).await.expect(200);
    let open = scene.stage.start(scene.contest, &scene.person, "start-0002").await;
    let theirs = scene.stage.answered(scene.contest, &other, "start-0003", 5).await;

    let listed = async |query: &str| -> Vec<String> {
        let page = scene.stage.get(&scene.path(&format!("attempts{query}")), &scene.organizer.token).await.expect(200);
        let attempts = page["attempts"].as_array().expect("lines");
        attempts.iter().map(|it| it["attempt"].as_str().expect("an id").to_owned()).collect()
    };
    let ids = |attempts: &[AttemptId]| attempts.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(listed("").await, ids(&[theirs, open, voided]));
    assert_eq!(listed(&format!("?person={}", scene.person.id)).await, ids(&[open, voided]));
    assert_eq!(listed(&format!("?unit={other_unit}")).await, ids(&[theirs]), "the whole subtree");
    for (state, expected) in [
        ("open", vec![open]),
        ("submitted", vec![theirs]),
        ("voided", vec![voided]),
        ("late", vec![]),
        ("disputed", vec![]),
    ] {
        assert_eq!(listed(&format!("?state={state}")).await, ids(&expected), "{state}");
    }
    let first = scene.stage.get(&scene.path("attempts?limit=2"), &scene.organizer.token).await.expect(200);
    let cursor = first["cursor"].as_str().expect("a next page");
    assert_eq!(listed(&format!("?limit=2&cursor={cursor}")).await, ids(&[voided]));
    let wrong = scene.stage.get(&scene.path("attempts?cursor=x"), &scene.organizer.token).await;
    assert_eq!(wrong.problem(), "malformed_query");
    assert_eq!(scene.stage.get(&scene.path("attempts"), &scene.person.token).await.problem(), "not_allowed");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn attempts_of_a_closed_contest_are_listed_by_the_tree_that_it_keeps() {
    let scene = Scene::new(|_| {}).await;
    let Scene { stage, organizer, contest, .. } = &scene;
    let import = async |contest: ContestId, organizer: &Person, line: &str| {
        let file = format!("省,市,县（市、区）,单位名称,单位编码,应参加人数\n{line}\n辽宁省,大连市,,丙公司,0002,9\n");
        let path = format!("/api/v1/contests/{contest}/units/imports");
        stage.upload(&path, &organizer.token, "text/csv", file).await.expect(200);
    };
    import(*contest, organizer, "辽宁省,沈阳市,,乙公司,0001,9").await;
    let node = |name: &str| stage.app.units().nodes().find(|node| node.name == name).expect("imported").id;
    let [unit, shenyang, dalian] = ["乙公司", "沈阳市", "大连市"].map(node);
    let person = stage.person(*contest, unit, "李四").await;
    stage.answered(*contest, &person, "start-0001", 1).await;
    stage.clock.advance(Span::minutes(11 * 24 * 60));
    let organizer = stage.renewed(organizer);
    let next = stage.published(&organizer, |input| input["closes"] = json!("2026-07-20T11:00:00+08:00")).await;
    import(next, &organizer, "辽宁省,大连市,,乙集团,0001,9").await;
    assert!(stage.app.units().is_within(unit, dalian), "moved");

    let units = async |within| {
        let page = stage.get(&scene.path(&format!("attempts?unit={within}")), &organizer.token).await.expect(200);
        let lines = page["attempts"].as_array().expect("lines");
        lines.iter().map(|line| line["unit_name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((units(shenyang).await, units(dalian).await), (vec![json!("乙公司")], vec![]));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn late_answers_are_shown_beside_what_counted() {
    let scene = Scene::new(|_| {}).await;
    let attempt = scene.stage.start(scene.contest, &scene.person, "start-0001").await;
    let token = scene.stage.get(&format!("/api/v1/attempts/{attempt}"), &scene.person.token).await.expect(200);
    let save = format!("/api/v1/attempts/{attempt}/answers");
    let answer =
        |answer: &str, n: u16| json!({ "device": 1, "answers": [{ "question": 5, "answer": answer, "n": n }] });
    let token = token["token"].as_str().expect("a token");
    scene.stage.put(&save, token, answer("A", 1)).await.expect(200);
    scene.stage.clock.set(NOON + Span::minutes(5) + Span::seconds(6));
    let late = scene.stage.put(&save, &scene.person.token, answer("B", 2)).await;
    assert_eq!(late.problem(), "attempt_too_late");
    let listed = scene.stage.get(&scene.path("attempts?state=late"), &scene.organizer.token).await.expect(200);
    let line = &listed["attempts"][0];
    assert_eq!((&line["name"], &line["answered"]), (&json!("张三"), &json!(1)));
    assert_eq!(
        line["late"],
        json!([{
            "arrived_at": "2026-06-10T12:05:06+08:00",
            "answers": [{ "question": 5, "counted": "A", "late": "B" }],
        }])
    );
    scene.stage.stop().await;
}

#[actix_web::test]
async fn all_attempts_of_an_account_that_somebody_else_wanted_too_are_disputed() {
    let scene = Scene::new(|input| {
        twice_a_day(input);
        input["rules"]["entry"] = json!("open");
    })
    .await;
    let Scene { stage, contest, organizer, person, .. } = &scene;
    let unit = stage.app.units().nodes().next().expect("a unit").id;
    let wanted = stage.sign_up(*contest, unit, "李四").await;
    stage.answered(*contest, person, "start-0001", 5).await;
    let before = stage.answered(*contest, &wanted, "start-0002", 5).await;
    let disputed = async || {
        let path = scene.path("attempts?state=disputed");
        let listed = stage.get(&path, &organizer.token).await.expect(200);
        let attempts = listed["attempts"].as_array().expect("lines").clone();
        assert!(attempts.iter().all(|it| it["disputed"] == true));
        attempts.iter().map(|it| it["attempt"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(disputed().await, [""; 0]);

    let registration = json!({
        "contest": contest, "unit": unit, "name": "李四", "employee_number": "李四", "password": "mine-2026",
        "consent": "2026-06",
    });
    stage.post_unsigned("/api/v1/auth/register", registration).await.expect(202);
    assert_eq!(disputed().await, [before.to_string()]);
    let after = stage.start(*contest, &wanted, "start-0003").await;
    assert_eq!(disputed().await, [after.to_string(), before.to_string()]);
    let all = stage.get(&scene.path("attempts"), &organizer.token).await.expect(200);
    let flags: Vec<_> = all["attempts"].as_array().expect("lines").iter().map(|it| &it["disputed"]).collect();
    assert_eq!(flags, [true, true, false], "nobody else's");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_void_among_hand_ins_leaves_the_standing_that_the_attempts_make() {
    let scene = Scene::new(|input| {
        input["rules"]["attempts_per_day"] = json!(20);
        input["rules"]["attempts_total"] = json!(20);
    })
    .await;
    let mut last = scene.stage.answered(scene.contest, &scene.person, "start-0000", 5).await;
    for round in 1..8_usize {
        let next = scene.stage.start(scene.contest, &scene.person, &format!("start-000{round}")).await;
        let right = round % 5;
        let (voided, handed_in) =
            futures_util::future::join(scene.void(last), scene.stage.submit(next, &scene.person, right)).await;
        voided.expect(200);
        handed_in.expect(200);
        let (points, rev) = scene.standing().await;
        assert_eq!(points, i64::try_from(right * 20_000).ok(), "only the last one is not voided");
        assert_eq!(rev, i64::try_from(1 + 2 * round).expect("small"), "each wrote its own");
        let ranks = scene.stage.app.board.ranks_of(scene.contest, scene.person.id).await.expect("there");
        assert_eq!(ranks.map(|it| it.outcome.points().0), points);
        last = next;
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_void_that_races_with_its_own_hand_in_comes_before_or_after_it() {
    let scene = Scene::new(|input| {
        input["rules"]["attempts_per_day"] = json!(20);
        input["rules"]["attempts_total"] = json!(20);
    })
    .await;
    for round in 0..8 {
        let attempt = scene.stage.start(scene.contest, &scene.person, &format!("start-000{round}")).await;
        let (voided, handed_in) =
            futures_util::future::join(scene.void(attempt), scene.stage.submit(attempt, &scene.person, 5)).await;
        handed_in.expect(200);
        if voided.status == 200 {
            assert_eq!(scene.standing().await.0, None);
        } else {
            assert_eq!(voided.problem(), "attempt_open");
            assert_eq!(scene.standing().await.0, Some(100_000));
            scene.void(attempt).await.expect(200);
        }
    }
    scene.stage.stop().await;
}

/// The known fault: ranks that move while the board is closed.
#[actix_web::test]
async fn ranks_do_not_move_once_the_contest_has_closed_unless_an_attempt_is_voided() {
    let scene = Scene::new(|input| input["closes"] = json!("2026-06-10T12:03:00+08:00")).await;
    let attempt = scene.stage.answered(scene.contest, &scene.person, "start-0001", 3).await;
    let late =
        scene.stage.person(scene.contest, scene.stage.app.units().nodes().next().expect("a unit").id, "晚").await;
    let abandoned = scene.stage.start(scene.contest, &late, "start-0002").await;
    let unit = scene.stage.app.units().nodes().next().expect("a unit").id;
    let other = scene.stage.unit(None, UnitKind::Unit, "乙单位").await;
    let (confirmed, own) = (
        scene.stage.sign_up(scene.contest, unit, "王五").await,
        scene.stage.sign_up(scene.contest, unit, "赵六").await,
    );
    scene.stage.hand_in(scene.contest, &confirmed).await;
    scene.stage.hand_in(scene.contest, &own).await;
    let confirmation = |person: &Person| scene.path(&format!("people/{}/confirmation", person.id));
    scene.stage.post(&confirmation(&confirmed), &scene.organizer.token, json!({})).await.expect(200);
    scene.stage.post(&scene.path("unit-requests"), &own.token, json!({ "unit": other })).await.expect(202);
    scene.stage.clock.set(NOON + Span::minutes(3) + Span::seconds(36));
    assert_eq!(ankao::attempt::sweep(&scene.stage.app).await.expect("swept").taken, 1);
    let path = format!("/api/v1/contests/{}", scene.contest);
    assert_eq!(scene.stage.look(&path).await.expect(200)["phase"], "closed");
    let version = async || scene.stage.app.board.unit_tallies(scene.contest).await.expect("there").version;
    let before = version().await;

    let refused = [
        scene.stage.submit(abandoned, &late, 5).await,
        scene.extra_time(abandoned, 5).await,
        scene.stage.post(&scene.path("attempts"), &late.token, json!({ "start_id": "start-0003" })).await,
        scene
            .stage
            .post(
                &scene.path(&format!("people/{}/fresh-attempt", late.id)),
                &scene.organizer.token,
                json!({ "granted": 0, "reason": "断网" }),
            )
            .await,
        scene.stage.patch(&path, &scene.organizer.token, json!({ "closes": "2026-06-11T12:00:00+08:00" })).await,
        scene
            .stage
            .post(&format!("{path}/close"), &scene.organizer.token, json!({ "reason": "再关", "cut": true }))
            .await,
    ];
    let codes: Vec<_> =
        refused.iter().map(|it| if it.status == 200 { "graded".into() } else { it.problem() }).collect();
    assert_eq!(codes, ["graded", "attempt_submitted", "contest_ended", "wrong_phase", "wrong_phase", "wrong_phase"]);
    let requests = scene.stage.get(&scene.path("unit-requests"), &scene.organizer.token).await.expect(200);
    let decision = scene.path(&format!("unit-requests/{}/decision", requests["requests"][0]["id"]));
    let token = &scene.organizer.token;
    for refused in [
        scene.stage.post(&confirmation(&own), token, json!({})).await,
        scene.stage.send(Method::DELETE, &confirmation(&confirmed), Some(token), None).await,
        scene.stage.post(&decision, token, json!({ "decision": "accept" })).await,
        scene.stage.upload(&scene.path("participants/imports"), token, "text/csv", "单位名称,姓名,工号\n").await,
        scene.stage.upload(&scene.path("units/imports"), token, "text/csv", "省,单位名称\n").await,
    ] {
        assert_eq!(refused.problem(), "wrong_phase", "{}", refused.text);
    }
    assert!(scene.stage.post(&decision, token, json!({ "decision": "refuse" })).await.status.is_success());
    assert_eq!(ankao::attempt::sweep(&scene.stage.app).await.expect("swept").taken, 0);
    assert_eq!(version().await, before);
    scene.void(attempt).await.expect(200);
    assert_ne!(version().await, before);
    scene.stage.stop().await;
}

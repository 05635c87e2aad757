//! One person in two contests: moving in one of them takes nothing from the other.

use ankao::{
    domain::{
        ContestId, Span, UnitId,
        contest::{Entry, Rules},
        paper::Blueprint,
    },
    store::roles::Role,
};
use serde_json::{Value, json};

use crate::support::{Person, Stage, people::PASSWORD};

/// A contest by roster that has somebody in the first unit, and an open one that they joined.
struct Scene {
    stage: Stage,
    first: UnitId,
    second: UnitId,
    by_roster: ContestId,
    open: ContestId,
    person: Person,
}

const ROSTER: &str = "单位编码,姓名,工号\n0001,张三,00012\n";
const MOVED: &str = "单位编码,姓名,工号\n0002,张三,00012\n";

async fn scene() -> Scene {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let contest = async |entry| stage.contest(Blueprint::standard(), |rules: &mut Rules| rules.entry = entry).await;
    let (by_roster, open) = (contest(Entry::Roster).await, contest(Entry::Open).await);
    let units =
        "省,市,县（市、区）,单位名称,单位编码,应参加人数\n辽宁省,沈阳市,,甲单位,0001,\n辽宁省,沈阳市,,乙单位,0002,\n";
    for contest in [by_roster, open] {
        let path = format!("/api/v1/contests/{contest}/units/imports");
        stage.upload(&path, &organizer.token, "text/csv", units).await.expect(200);
    }
    let tree = stage.app.units();
    let unit = |name: &str| tree.nodes().find(|node| node.name == name).expect("imported").id;
    let (first, second) = (unit("甲单位"), unit("乙单位"));
    import(&stage, by_roster, ROSTER).await.expect(200);

    let path = format!("/api/v1/contests/{by_roster}/people/activation-codes");
    let codes = stage.post(&path, &organizer.token, json!({})).await;
    let code = codes.expect(200)["codes"][0]["code"].clone();
    let body = json!({
        "contest": by_roster, "unit": first, "name": "张三", "employee_number": "00012", "password": PASSWORD,
        "consent": "2026-06", "activation_code": code,
    });
    stage.post_unsigned("/api/v1/auth/register", body).await.expect(202);
    let person = sign_in(&stage, first).await;
    stage.post(&format!("/api/v1/contests/{open}/enrolment"), &person.token, json!({})).await.expect(204);
    Scene { stage, first, second, by_roster, open, person }
}

async fn import(stage: &Stage, contest: ContestId, roster: &str) -> crate::support::Answer {
    let organizer = stage.organizer(None).await;
    let path = format!("/api/v1/contests/{contest}/participants/imports");
    stage.upload(&path, &organizer.token, "text/csv", roster.to_owned()).await
}

async fn sign_in(stage: &Stage, unit: UnitId) -> Person {
    let signed_in = stage.sign_in(unit, "00012", PASSWORD).await.expect(200);
    let token = signed_in["access_token"].as_str().expect("a token").to_owned();
    let asker = stage.app.keys.read_access(&token, stage.app.clock.now()).expect("signed just now");
    Person { id: asker.person, session: asker.session, token }
}

impl Scene {
    /// Asks for the second unit in the contest by roster, whose liaison accepts.
    async fn ask_and_be_accepted(&self) {
        let Self { stage, second, by_roster, person, .. } = self;
        let requests = format!("/api/v1/contests/{by_roster}/unit-requests");
        stage.post(&requests, &person.token, json!({"unit": second})).await.expect(202);
        let liaison = stage.official(Role::Liaison(*second)).await;
        let waiting = stage.get(&requests, &liaison.token).await.expect(200);
        let decision = format!("{requests}/{}/decision", waiting["requests"][0]["id"]);
        stage.post(&decision, &liaison.token, json!({"decision": "accept"})).await.expect(204);
    }

    async fn move_in_the_open_one(&self) -> Value {
        let own = format!("/api/v1/contests/{}/me/unit", self.open);
        self.stage.put(&own, &self.person.token, json!({"unit": self.second})).await.expect(200)
    }

    async fn people(&self) -> i64 {
        self.stage.count("SELECT COUNT(*) FROM person WHERE employee_number = '00012'").await
    }
}

#[actix_web::test]
async fn moving_in_one_contest_leaves_sign_in_and_roster_of_the_other() {
    let scene = scene().await;
    let moved = scene.move_in_the_open_one().await;
    assert_eq!((&moved["unit"]["id"], &moved["sign_in_unit"]["id"]), (&json!(scene.second), &json!(scene.first)));
    let Scene { stage, by_roster, open, .. } = &scene;
    assert_eq!(sign_in(stage, scene.first).await.id, scene.person.id);

    let again = import(stage, *by_roster, ROSTER).await.expect(200);
    assert_eq!((&again["created"], &again["updated"]), (&json!(0), &json!(0)));
    let matched = import(stage, *open, MOVED).await.expect(200);
    assert_eq!((&matched["created"], &matched["updated"]), (&json!(0), &json!(1)), "in the roster where they are now");
    let elsewhere = import(stage, *open, ROSTER).await.expect(422);
    assert_eq!(elsewhere["code"], "file_rows_refused", "the roster has them where they no longer are");
    assert_eq!(scene.people().await, 1);

    // Nobody becomes them by registering where they moved to.
    let body = json!({
        "contest": open, "unit": scene.second, "name": "张三", "employee_number": "00012",
        "password": "another-2026", "consent": "2026-06",
    });
    stage.post_unsigned("/api/v1/auth/register", body).await.expect(202);
    assert_eq!(scene.people().await, 1);
    assert_eq!(stage.sign_in(scene.second, "00012", "another-2026").await.problem(), "sign_in_refused");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn the_home_goes_along_with_the_last_contest_that_had_one_there() {
    let scene = scene().await;
    scene.move_in_the_open_one().await;
    scene.ask_and_be_accepted().await;
    let Scene { stage, first, second, by_roster, person, .. } = &scene;
    assert_eq!(sign_in(stage, *second).await.id, person.id);
    assert_eq!(stage.sign_in(*first, "00012", PASSWORD).await.problem(), "sign_in_refused");
    // The roster as it was does not make another of them.
    assert_eq!(import(stage, *by_roster, ROSTER).await.problem(), "file_rows_refused");
    import(stage, *by_roster, MOVED).await.expect(200);
    assert_eq!(scene.people().await, 1);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_contest_that_is_over_holds_nobody_back() {
    let scene = scene().await;
    let Scene { stage, by_roster, second, person, .. } = &scene;
    let organizer = stage.organizer(None).await;
    let close = json!({"reason": "提前结束", "cut": true});
    stage.post(&format!("/api/v1/contests/{by_roster}/close"), &organizer.token, close).await.expect(200);
    stage.clock.advance(Span::minutes(5));
    scene.move_in_the_open_one().await;
    assert_eq!(sign_in(stage, *second).await.id, person.id);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn who_has_the_number_already_keeps_others_out_also_where_the_home_would_stay() {
    let scene = scene().await;
    let Scene { stage, second, by_roster, open, person, .. } = &scene;
    stage.line(*by_roster, *second, "李四", "00012").await;
    let own = format!("/api/v1/contests/{open}/me/unit");
    assert_eq!(stage.put(&own, &person.token, json!({"unit": second})).await.problem(), "conflict");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn the_password_is_with_whoever_looks_after_the_home_unit() {
    let scene = scene().await;
    let Scene { stage, first, second, by_roster, open, person, .. } = &scene;
    let (before, after) = (stage.official(Role::Liaison(*first)).await, stage.official(Role::Liaison(*second)).await);
    let reset = async |contest: &ContestId, liaison: &Person| {
        let path = format!("/api/v1/contests/{contest}/people/{}/reset-code", person.id);
        let answer = stage.post(&path, &liaison.token, json!({})).await;
        if answer.status == 200 { "issued".to_owned() } else { answer.problem() }
    };
    assert_eq!((reset(open, &before).await, reset(open, &after).await), ("issued".into(), "not_found".into()));
    scene.move_in_the_open_one().await;
    assert_eq!((reset(open, &before).await, reset(open, &after).await), ("issued".into(), "not_allowed".into()));

    // Gone for good: an old contest's liaison has no way to their password.
    scene.ask_and_be_accepted().await;
    let own = format!("/api/v1/contests/{open}/me/unit");
    stage.put(&own, &person.token, json!({"unit": first})).await.expect(200);
    assert_eq!((reset(open, &before).await, reset(open, &after).await), ("not_allowed".into(), "issued".into()));
    assert_eq!(reset(by_roster, &after).await, "issued");
    scene.stage.stop().await;
}

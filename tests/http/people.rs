//! `src/http/people.rs`: the people of a contest, for those who look after them.

use ankao::{
    domain::{ContestId, PersonId, Span, UnitId, contest::Entry, paper::Blueprint, unit::UnitKind},
    store::roles::Role,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Person, Stage, people::PASSWORD};

struct Scene {
    stage: Stage,
    contest: ContestId,
    county: UnitId,
    unit: UnitId,
    other: UnitId,
    liaison: Person,
}

/// Two units of a county, and the liaison of the first.
async fn scene(entry: Entry) -> Scene {
    let stage = Stage::new().await;
    let county = stage.unit(None, UnitKind::County, "和平区").await;
    let unit = stage.unit(Some(county), UnitKind::Unit, "甲单位").await;
    let other = stage.unit(Some(county), UnitKind::Unit, "乙单位").await;
    let change = |rules: &mut ankao::domain::contest::Rules| {
        rules.entry = entry;
        rules.counts_confirmed_only = true;
    };
    let contest = stage.contest(Blueprint::standard(), change).await;
    let liaison = stage.official(Role::Liaison(unit)).await;
    Scene { stage, contest, county, unit, other, liaison }
}

impl Scene {
    fn path(&self, rest: &str) -> String {
        format!("/api/v1/contests/{}/people{rest}", self.contest)
    }

    fn of(&self, person: PersonId, rest: &str) -> String {
        self.path(&format!("/{person}/{rest}"))
    }

    async fn list(&self, query: &str, token: &str) -> Value {
        self.stage.get(&self.path(query), token).await.expect(200)
    }

    async fn activate(&self, name: &str, code: &str) -> crate::support::Answer {
        let body = json!({
            "contest": self.contest, "unit": self.unit, "name": name, "employee_number": name,
            "password": PASSWORD, "consent": "2026-06", "activation_code": code,
        });
        self.stage.post_unsigned("/api/v1/auth/register", body).await
    }
}

fn names(list: &Value) -> Vec<&str> {
    list["people"].as_array().expect("a list").iter().map(|it| it["name"].as_str().expect("a name")).collect()
}

#[actix_web::test]
async fn a_liaison_sees_the_people_of_the_unit_and_nobody_elses() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, county, unit, other, liaison } = &scene;
    let department = stage.unit(Some(*unit), UnitKind::Department, "安全科").await;
    stage.sign_up(*contest, *unit, "张三").await;
    stage.sign_up(*contest, department, "李_四").await;
    stage.sign_up(*contest, *other, "王五").await;
    stage.line(*contest, *unit, "赵六", "0066").await;
    assert_eq!(names(&scene.list("", &liaison.token).await), ["张三", "李_四", "赵六"]);
    assert_eq!(names(&scene.list("?state=unclaimed", &liaison.token).await), ["赵六"]);
    assert_eq!(names(&scene.list("?state=unconfirmed&q=四", &liaison.token).await), ["李_四"]);
    assert_eq!(names(&scene.list("?q=_", &liaison.token).await), ["李_四"], "a sign is taken as it is");
    assert_eq!(names(&scene.list("?q=006", &liaison.token).await), ["赵六"]);
    assert_eq!(names(&scene.list(&format!("?unit={department}"), &liaison.token).await), ["李_四"]);
    let elsewhere = stage.get(&scene.path(&format!("?unit={other}")), &liaison.token).await;
    assert_eq!(elsewhere.problem(), "not_found");

    let organizer = stage.official(Role::Organizer(*county)).await;
    assert_eq!(names(&scene.list("", &organizer.token).await), ["张三", "李_四", "王五", "赵六"]);
    let nobody = stage.sign_up(*contest, *unit, "路人").await;
    assert_eq!(stage.get(&scene.path(""), &nobody.token).await.problem(), "not_allowed");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn one_person_is_shown_with_whether_they_are_liaison_to_those_who_look_after_them() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, county, unit, other, liaison } = &scene;
    let mine = stage.sign_up(*contest, *unit, "张三").await.id;
    let others = stage.sign_up(*contest, *other, "王五").await.id;
    let look = async |person: PersonId| stage.get(&scene.path(&format!("/{person}")), &liaison.token).await;
    let shown = look(mine).await.expect(200);
    assert_eq!((&shown["name"], &shown["liaison"]), (&json!("张三"), &json!(false)));
    assert_eq!(look(others).await.problem(), "not_found");

    let organizer = stage.official(Role::Organizer(*county)).await;
    stage.send(Method::PUT, &scene.of(mine, "liaison"), Some(&organizer.token), None).await.expect(204);
    assert_eq!(look(mine).await.expect(200)["liaison"], true);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn pages_follow_each_other_without_a_gap() {
    let scene = scene(Entry::Open).await;
    for index in 0..5 {
        scene.stage.line(scene.contest, scene.unit, &format!("人{index}"), &format!("{index}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = scene.list(&format!("?limit=2{cursor}"), &scene.liaison.token).await;
        seen.extend(names(&page).into_iter().map(str::to_owned));
        match page["next"].as_i64() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["人0", "人1", "人2", "人3", "人4"]);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn activation_codes_are_shown_for_those_who_have_not_come_and_looking_is_audited() {
    let scene = scene(Entry::Roster).await;
    let Scene { stage, contest, unit, other, liaison, .. } = &scene;
    stage.line(*contest, *unit, "张三", "张三").await;
    stage.line(*contest, *unit, "李四", "李四").await;
    stage.line(*contest, *other, "王五", "王五").await;
    let shown = stage.get(&scene.path("/activation-codes"), &liaison.token).await;
    assert_eq!(shown.headers["cache-control"], "no-store");
    let shown = shown.expect(200);
    let codes = shown["codes"].as_array().expect("a list");
    assert_eq!(codes.iter().map(|it| &it["name"]).collect::<Vec<_>>(), ["张三", "李四"]);
    scene.activate("张三", codes[0]["code"].as_str().expect("a code")).await.expect(202);
    let left = stage.get(&scene.path("/activation-codes"), &liaison.token).await.expect(200);
    assert_eq!(left["codes"].as_array().map(Vec::len), Some(1));
    assert_eq!(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'activation.show'").await, 2);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_code_issued_anew_revokes_the_old_one_and_opens_a_locked_line() {
    let scene = scene(Entry::Roster).await;
    let line = scene.stage.line(scene.contest, scene.unit, "张三", "张三").await;
    let old = scene.stage.app.keys.activation_code(line, 0).to_string();
    for _ in 0..5 {
        assert_eq!(scene.activate("张三", "0000-0000").await.problem(), "activation_refused");
    }
    let token = &scene.liaison.token;
    assert_eq!(scene.list("", token).await["people"][0]["activation_locked"], true);
    let issued = scene.stage.post(&scene.of(line, "activation-code"), token, json!({})).await.expect(200);
    assert_eq!(scene.activate("张三", &old).await.problem(), "activation_refused");
    scene.activate("张三", issued["code"].as_str().expect("a code")).await.expect(202);
    let claimed = scene.stage.post(&scene.of(line, "activation-code"), token, json!({})).await;
    assert_eq!(claimed.problem(), "conflict");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_forgotten_password_is_reset_once_by_the_liaisons_code() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, unit, liaison, .. } = &scene;
    let person = stage.sign_up(*contest, *unit, "张三").await;
    let issued = stage.post(&scene.of(person.id, "reset-code"), &liaison.token, json!({})).await.expect(200);
    assert_eq!(issued["until"], "2026-06-11T12:00:00+08:00");
    let reset = |code: &Value| {
        let body = json!({"unit": unit, "employee_number": "张三", "code": code, "new_password": "another-2026"});
        async move { stage.post_unsigned("/api/v1/auth/reset", body).await }
    };
    assert_eq!(reset(&json!("0000-0000")).await.problem(), "reset_refused");
    reset(&issued["code"]).await.expect(204);
    assert_eq!(stage.get("/api/v1/me", &person.token).await.problem(), "session_ended");
    assert_eq!(stage.sign_in(*unit, "张三", PASSWORD).await.problem(), "sign_in_refused");
    stage.sign_in(*unit, "张三", "another-2026").await.expect(200);
    assert_eq!(reset(&issued["code"]).await.problem(), "reset_refused", "good once");

    let late = stage.post(&scene.of(person.id, "reset-code"), &liaison.token, json!({})).await.expect(200);
    stage.clock.advance(Span::minutes(24 * 60));
    assert_eq!(reset(&late["code"]).await.problem(), "reset_refused", "good for a day");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn wrong_reset_codes_are_failures_to_sign_in() {
    let scene = scene(Entry::Open).await;
    scene.stage.sign_up(scene.contest, scene.unit, "张三").await;
    for number in ["张三", "无人"] {
        let body = json!({"unit": scene.unit, "employee_number": number, "code": "00000000", "new_password": PASSWORD});
        for _ in 0..5 {
            let refused = scene.stage.post_unsigned("/api/v1/auth/reset", body.clone()).await;
            assert_eq!(refused.problem(), "reset_refused");
        }
        assert_eq!(scene.stage.post_unsigned("/api/v1/auth/reset", body).await.problem(), "account_waiting");
        assert_eq!(scene.stage.sign_in(scene.unit, number, PASSWORD).await.problem(), "account_waiting");
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn no_liaison_reaches_a_greater_role_by_a_reset_code() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, county, unit, liaison, .. } = &scene;
    let chief = stage.sign_up(*contest, *unit, "厅长").await;
    stage.grant(chief.id, Role::Organizer(*county)).await;
    let refused = stage.post(&scene.of(chief.id, "reset-code"), &liaison.token, json!({})).await;
    assert_eq!(refused.problem(), "not_allowed");
    let organizer = stage.official(Role::OrganizerOfAll).await;
    stage.post(&scene.of(chief.id, "reset-code"), &organizer.token, json!({})).await.expect(200);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn who_is_confirmed_counts_and_who_is_not_does_not() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, unit, liaison, .. } = &scene;
    let person = stage.sign_up(*contest, *unit, "张三").await;
    stage.hand_in(*contest, &person).await;
    let first = stage.standing(*contest, person.id).await;
    assert_eq!((first.counted, stage.counted_at(*contest, *unit).await), (false, 0));

    let path = scene.of(person.id, "confirmation");
    for _ in 0..2 {
        let confirmed = stage.post(&path, &liaison.token, json!({})).await.expect(200);
        assert_eq!(confirmed["state"], "confirmed");
    }
    let second = stage.standing(*contest, person.id).await;
    assert_eq!((second.counted, second.rev.0, stage.counted_at(*contest, *unit).await), (true, first.rev.0 + 1, 1));

    let withdrawn = stage.send(Method::DELETE, &path, Some(&liaison.token), None).await.expect(200);
    assert_eq!(withdrawn["state"], "unconfirmed");
    let third = stage.standing(*contest, person.id).await;
    assert_eq!((third.counted, third.result, stage.counted_at(*contest, *unit).await), (false, first.result, 0));
    assert_eq!(stage.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'person.%'").await, 2);

    let stranger = stage.official(Role::Liaison(scene.other)).await;
    assert_eq!(stage.post(&path, &stranger.token, json!({})).await.problem(), "not_found");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn attempts_under_a_disputed_claim_are_listed_for_the_organizer() {
    let scene = scene(Entry::Roster).await;
    let Scene { stage, contest, unit, liaison, .. } = &scene;
    let line = stage.line(*contest, *unit, "张三", "张三").await;
    let code = stage.app.keys.activation_code(line, 0).to_string();
    scene.activate("张三", &code).await.expect(202);
    let thief = stage.sign_in(*unit, "张三", PASSWORD).await.expect(200);
    let token = thief["access_token"].as_str().expect("a token").to_owned();
    let session = stage.app.keys.read_access(&token, stage.app.clock.now()).expect("signed just now").session;
    let thief = Person { id: line, session, token };
    stage.hand_in(*contest, &thief).await;
    let rightful = json!({
        "contest": contest, "unit": unit, "name": "张三", "employee_number": "张三", "password": "mine-2026",
        "consent": "2026-06", "activation_code": code,
    });
    let refused = stage.post_unsigned("/api/v1/auth/register", rightful).await;
    assert_eq!(refused.problem(), "activation_refused");

    let organizer = stage.official(Role::OrganizerOfAll).await;
    let path = format!("/api/v1/contests/{contest}/disputes");
    let disputes = stage.get(&path, &organizer.token).await.expect(200);
    let dispute = &disputes["disputes"][0];
    assert_eq!((&dispute["person"]["name"], &dispute["times"]), (&json!("张三"), &json!(1)));
    assert_eq!(dispute["attempts"][0]["submitted_at"], "2026-06-10T12:00:00+08:00");
    assert_eq!(stage.get(&path, &liaison.token).await.problem(), "not_allowed");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn an_organizer_above_appoints_the_liaison_of_a_unit() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, county, unit, liaison, .. } = &scene;
    let person = stage.sign_up(*contest, *unit, "张三").await;
    stage.sign_up(*contest, *unit, "李四").await;
    let path = scene.of(person.id, "liaison");
    assert_eq!(stage.put(&path, &liaison.token, json!({})).await.problem(), "not_allowed");
    let organizer = stage.official(Role::Organizer(*county)).await;
    stage.put(&path, &organizer.token, json!({})).await.expect(204);
    assert_eq!(names(&scene.list("", &person.token).await), ["张三", "李四"]);
    let profile = stage.get("/api/v1/me", &person.token).await.expect(200);
    assert_eq!(profile["roles"]["liaison"][0]["id"], json!(unit));
    stage.send(Method::DELETE, &path, Some(&organizer.token), None).await.expect(204);
    let profile = stage.get("/api/v1/me", &person.token).await.expect(200);
    assert_eq!(profile["roles"]["liaison"], json!([]));
    scene.stage.stop().await;
}

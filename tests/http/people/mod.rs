//! `src/http/people.rs`: the people of a contest, for those who look after them.

mod codes;

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
async fn contests_that_are_not_there_and_drafts_of_others_have_no_people() {
    let scene = scene(Entry::Roster).await;
    let Scene { stage, liaison, .. } = &scene;
    let organizer = stage.organizer(None).await;
    let settings = crate::support::officials::settings();
    let created = stage.post("/api/v1/contests", &organizer.token, settings).await.expect(201);
    let draft = created["contest"]["contest"].clone();
    for (contest, who, status) in [(json!(404), liaison, 404), (draft.clone(), liaison, 404), (draft, &organizer, 200)]
    {
        for of in ["people", "unit-requests", "turnout", "turnout/absentees"] {
            let answer = stage.get(&format!("/api/v1/contests/{contest}/{of}"), &who.token).await;
            assert_eq!(answer.status, status, "{of} of {contest}: {}", answer.text);
        }
    }
    let codes = stage.post("/api/v1/contests/404/people/activation-codes", &liaison.token, json!({})).await;
    assert_eq!(codes.problem(), "not_found");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn what_is_looked_for_is_no_longer_than_names_are() {
    let scene = scene(Entry::Open).await;
    let path = scene.path(&format!("?q={}", "9".repeat(65)));
    let refused = scene.stage.get(&path, &scene.liaison.token).await.expect(422);
    assert_eq!(refused["errors"][0]["pointer"], "/q");
    scene.list(&format!("?q={}", "9".repeat(64)), &scene.liaison.token).await;
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
async fn disputes_are_turned_by_pages_and_settled_with_a_reason() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, unit, liaison, .. } = &scene;
    let organizer = stage.official(Role::OrganizerOfAll).await;
    let mut people = Vec::new();
    for name in ["张三", "李四", "王五"] {
        people.push(stage.sign_up(*contest, *unit, name).await);
    }
    let register_as = async |name: &str| {
        let body = json!({
            "contest": contest, "unit": unit, "name": name, "employee_number": name, "password": "mine-2026",
            "consent": "2026-06",
        });
        stage.post_unsigned("/api/v1/auth/register", body).await.expect(202);
    };
    for name in ["张三", "李四", "王五", "张三"] {
        stage.clock.advance(Span::seconds(1));
        register_as(name).await;
    }
    let path = format!("/api/v1/contests/{contest}/disputes");
    let told = async || {
        let (mut told, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = stage.get(&format!("{path}?limit=1{cursor}"), &organizer.token).await.expect(200);
            for it in page["disputes"].as_array().expect("a list") {
                told.push((it["person"]["name"].as_str().expect("a name").to_owned(), it["times"].as_i64()));
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return told,
            }
        }
    };
    let of = |name: &str, times| (name.to_owned(), Some(times));
    assert_eq!(told().await, [of("张三", 2), of("王五", 1), of("李四", 1)], "the latest first");
    assert_eq!(stage.get(&format!("{path}?cursor=x"), &organizer.token).await.problem(), "malformed_query");

    let settle = async |token: &str, reason: &str| {
        let path = format!("{path}/{}/settlement", people[0].id);
        stage.post(&path, token, json!({ "reason": reason })).await
    };
    assert_eq!(settle(&liaison.token, "已核实").await.problem(), "not_allowed");
    assert_eq!(settle(&organizer.token, " ").await.expect(422)["errors"][0]["pointer"], "/reason");
    settle(&organizer.token, "已与单位核实，账号由本人使用").await.expect(204);
    assert_eq!(settle(&organizer.token, "又一次").await.problem(), "not_found");
    assert_eq!(told().await, [of("王五", 1), of("李四", 1)]);
    let audited = "SELECT COUNT(*) FROM audit WHERE action = 'dispute.settle' AND reason LIKE '已与单位核实%'";
    assert_eq!(stage.count(audited).await, 1);
    register_as("张三").await;
    assert_eq!(told().await[0], of("张三", 1), "another dispute");
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

//! `src/http/officials.rs`: organizers and liaisons made, listed, dismissed.

use ankao::{
    domain::{UnitId, contest::Entry, paper::Blueprint, unit::UnitKind},
    store::roles::Role,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Person, Stage};

const OFFICIALS: &str = "/api/v1/officials";

struct Scene {
    stage: Stage,
    city: UnitId,
    county: UnitId,
    unit: UnitId,
    of_all: Person,
    of_county: Person,
}

async fn scene() -> Scene {
    let stage = Stage::new().await;
    let city = stage.unit(None, UnitKind::City, "沈阳市").await;
    let county = stage.unit(Some(city), UnitKind::County, "和平区").await;
    let unit = stage.unit(Some(county), UnitKind::Unit, "甲单位").await;
    let (of_all, of_county) = (stage.organizer(None).await, stage.organizer(Some(county)).await);
    Scene { stage, city, county, unit, of_all, of_county }
}

fn new(login: &str, office: &str, unit: Option<UnitId>) -> Value {
    json!({ "login": login, "name": "李四", "office": office, "unit": unit })
}

impl Scene {
    async fn add(&self, by: &Person, body: Value) -> Answer {
        self.stage.post(OFFICIALS, &by.token, body).await
    }

    async fn sign_in(&self, login: &str, password: &Value) -> Answer {
        self.stage.post_unsigned("/api/v1/auth/login", json!({ "login": login, "password": password })).await
    }

    async fn list(&self, by: &Person, query: &str) -> Vec<Value> {
        let listed = self.stage.get(&format!("{OFFICIALS}{query}"), &by.token).await.expect(200);
        listed["officials"].as_array().expect("a list").clone()
    }

    /// The office of whoever signs in by that login.
    async fn office(&self, login: &str) -> Value {
        let all = self.list(&self.of_all, "").await;
        all.into_iter().find(|it| it["login"] == login).expect("listed")
    }

    async fn dismiss(&self, by: &Person, office: &Value) -> Answer {
        let path = format!("{OFFICIALS}/{}", office["id"]);
        self.stage.send(Method::DELETE, &path, Some(&by.token), None).await
    }
}

#[actix_web::test]
async fn an_organizer_makes_officials_below_who_sign_in_by_the_password_shown_once() {
    let scene = scene().await;
    let Scene { city, county, unit, of_all, of_county, .. } = &scene;
    let answer = scene.add(of_county, new(" Liaison-1", "liaison", Some(*unit))).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let made = answer.expect(201);
    let signed_in = scene.sign_in("liaison-1", &made["password"]).await.expect(200);
    assert_eq!((&signed_in["person"]["id"], &signed_in["roles"]["liaison"][0]["id"]), (&made["person"], &json!(unit)));
    scene.add(of_county, new("county-2", "organizer", Some(*county))).await.expect(201);
    scene.add(of_all, new("all-2", "organizer", None)).await.expect(201);

    for (office, unit) in [("organizer", None), ("organizer", Some(*city)), ("liaison", Some(*city))] {
        let refused = scene.add(of_county, new("somebody", office, unit)).await;
        assert_eq!(refused.problem(), "not_allowed", "{office} {unit:?}");
    }
    let liaison = scene.stage.official(Role::Liaison(*unit)).await;
    assert_eq!(scene.add(&liaison, new("somebody", "liaison", Some(*unit))).await.problem(), "not_allowed");
    assert_eq!(scene.add(of_all, new("liaison-1", "liaison", Some(*unit))).await.problem(), "conflict");
    for (body, pointer) in [
        (new("somebody", "liaison", None), "/unit"),
        (new("somebody", "liaison", Some(UnitId(999))), "/unit"),
        (new("?", "organizer", None), "/login"),
    ] {
        assert_eq!(scene.add(of_all, body).await.expect(422)["errors"][0]["pointer"], pointer);
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn officials_are_listed_to_the_organizers_above_them_page_by_page() {
    let scene = scene().await;
    let Scene { stage, city, county, unit, of_all, of_county, .. } = &scene;
    scene.add(of_all, new("city-1", "organizer", Some(*city))).await.expect(201);
    scene.add(of_all, new("liaison-1", "liaison", Some(*unit))).await.expect(201);
    assert_eq!(scene.list(of_all, "").await.len(), 4);
    let below = scene.list(of_county, "").await;
    let nodes: Vec<_> = below.iter().map(|it| (&it["office"], &it["unit"]["id"])).collect();
    assert_eq!(nodes, [(&json!("organizer"), &json!(county)), (&json!("liaison"), &json!(unit))]);
    assert_eq!(scene.list(of_county, &format!("?unit={unit}")).await, below[1..]);
    let above = stage.get(&format!("{OFFICIALS}?unit={city}"), &of_county.token).await;
    assert_eq!(above.problem(), "not_found");

    let page = stage.get(&format!("{OFFICIALS}?limit=3"), &of_all.token).await.expect(200);
    let rest = scene.list(of_all, &format!("?limit=3&cursor={}", page["next"])).await;
    assert_eq!((page["officials"].as_array().map(Vec::len), rest.len()), (Some(3), 1));
    let last = stage.get(&format!("{OFFICIALS}?limit=4"), &of_all.token).await.expect(200);
    assert_eq!(last["next"], Value::Null);
    // A liaison looks after people, and after no officials.
    let both = stage.official(Role::Liaison(*city)).await;
    stage.grant(both.id, Role::Organizer(*county)).await;
    assert_eq!(stage.get(&format!("{OFFICIALS}?unit={city}"), &both.token).await.problem(), "not_found");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn an_office_is_taken_away_by_whoever_may_give_it_and_never_by_oneself() {
    let scene = scene().await;
    let Scene { stage, city, unit, of_all, of_county, .. } = &scene;
    let made = scene.add(of_all, new("liaison-1", "liaison", Some(*unit))).await.expect(201);
    scene.add(of_all, new("city-1", "organizer", Some(*city))).await.expect(201);
    assert_eq!(scene.dismiss(of_county, &scene.office("city-1").await).await.problem(), "not_found");
    let office = scene.office("liaison-1").await;
    scene.dismiss(of_county, &office).await.expect(204);
    assert_eq!(scene.dismiss(of_county, &office).await.problem(), "not_found");
    let signed_in = scene.sign_in("liaison-1", &made["password"]).await.expect(200);
    assert_eq!(signed_in["roles"]["liaison"], json!([]), "the account stays");

    let own = scene.list(of_all, "").await.into_iter().find(|it| it["person"] == json!(of_all.id));
    assert_eq!(scene.dismiss(of_all, &own.expect("listed")).await.problem(), "conflict");
    let audit = stage.get("/api/v1/audit", &of_all.token).await.expect(200);
    assert!(audit.to_string().contains("official.dismiss"), "{audit}");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_forgotten_password_of_an_official_is_replaced_by_an_organizer_above() {
    let scene = scene().await;
    let Scene { stage, city, unit, of_all, of_county, .. } = &scene;
    let made = scene.add(of_all, new("liaison-1", "liaison", Some(*unit))).await.expect(201);
    let session = scene.sign_in("liaison-1", &made["password"]).await.expect(200);
    let path = format!("{OFFICIALS}/{}/password", scene.office("liaison-1").await["id"]);
    let issued = stage.post(&path, &of_county.token, json!({})).await;
    assert_eq!(issued.headers["cache-control"], "no-store");
    let issued = issued.expect(200);
    assert_eq!(scene.sign_in("liaison-1", &made["password"]).await.problem(), "sign_in_refused");
    scene.sign_in("liaison-1", &issued["password"]).await.expect(200);
    let old = session["access_token"].as_str().expect("a token");
    assert_eq!(stage.get("/api/v1/me", old).await.problem(), "session_ended");

    // Who is more elsewhere is for those above all of it.
    let person = ankao::domain::PersonId(made["person"].as_i64().expect("an id"));
    stage.grant(person, Role::Organizer(*city)).await;
    assert_eq!(stage.post(&path, &of_county.token, json!({})).await.problem(), "not_allowed");
    stage.post(&path, &of_all.token, json!({})).await.expect(200);

    let contest = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Open).await;
    let participant = stage.sign_up(contest, *unit, "王五").await;
    stage.grant(participant.id, Role::Liaison(*unit)).await;
    let theirs = scene.list(of_all, "").await.into_iter().find(|it| it["employee_number"] == "王五");
    let path = format!("{OFFICIALS}/{}/password", theirs.expect("listed")["id"]);
    assert_eq!(stage.post(&path, &of_all.token, json!({})).await.problem(), "conflict", "a one-time code serves");
    scene.stage.stop().await;
}

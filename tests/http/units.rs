//! `src/http/units.rs`: finding one's unit.

use ankao::{
    domain::{ContestId, UnitId, paper::Blueprint, unit::UnitKind},
    store::roles::Role,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Person, Stage};

struct Tree {
    city: UnitId,
    county: UnitId,
    works: UnitId,
    bureau: UnitId,
}

async fn tree(stage: &Stage) -> Tree {
    let province = stage.unit(None, UnitKind::Province, "辽宁省").await;
    let city = stage.unit(Some(province), UnitKind::City, "沈阳市").await;
    let county = stage.unit(Some(city), UnitKind::County, "和平区").await;
    let works = stage.unit(Some(county), UnitKind::Unit, "第一建筑公司").await;
    let bureau = stage.unit(Some(county), UnitKind::Unit, "应急管理局").await;
    Tree { city, county, works, bureau }
}

async fn find(stage: &Stage, query: &str) -> Vec<Value> {
    let found = stage.send(Method::GET, &format!("/api/v1/units?{query}"), None, None).await.expect(200);
    found["units"].as_array().expect("a list").clone()
}

fn ids(found: &[Value]) -> Vec<i64> {
    found.iter().map(|unit| unit["id"].as_i64().expect("an id")).collect()
}

#[actix_web::test]
async fn a_unit_is_found_by_name_and_by_initials_with_the_way_to_it() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let found = find(&stage, "q=一建").await;
    let way = json!(["辽宁省", "沈阳市", "和平区", "第一建筑公司"]);
    let expected = json!([{
        "id": tree.works, "name": "第一建筑公司", "path": way, "kind": "unit", "may_join": true, "has_children": false,
    }]);
    assert_eq!(json!(found), expected);
    assert_eq!(ids(&find(&stage, "q=YJG").await), [tree.bureau.0]);
    assert_eq!(ids(&find(&stage, &format!("q=yjg&parent={}", tree.works)).await), [0; 0]);
    stage.stop().await;
}

#[actix_web::test]
async fn the_tree_is_walked_level_by_level() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let below = find(&stage, &format!("parent={}", tree.city)).await;
    assert_eq!(
        (ids(&below), &below[0]["may_join"], &below[0]["has_children"]),
        (vec![tree.county.0], &json!(false), &json!(true))
    );
    assert_eq!(ids(&find(&stage, &format!("parent={}", tree.county)).await), [tree.works.0, tree.bureau.0]);
    assert_eq!(find(&stage, "").await[0]["name"], "辽宁省");
    stage.stop().await;
}

#[actix_web::test]
async fn a_contest_shows_its_units_and_the_way_to_them_only() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let level = format!("contest={contest}&parent={}", tree.county);
    assert_eq!(ids(&find(&stage, &level).await), [tree.works.0, tree.bureau.0], "none listed: all take part");
    let other = stage.contest(Blueprint::standard(), |_| {}).await;
    stage.unit_code(other, tree.works, "code").await;
    assert_eq!(ids(&find(&stage, &format!("contest={other}&parent={}", tree.county)).await), [tree.works.0]);
    assert_eq!(ids(&find(&stage, &format!("contest={other}&parent={}", tree.city)).await), [tree.county.0]);
    assert_eq!(ids(&find(&stage, &format!("contest={other}&q=yjg")).await), [0; 0]);
    let nowhere = stage.send(Method::GET, "/api/v1/units?contest=99", None, None).await;
    assert_eq!(nowhere.problem(), "not_found");
    stage.stop().await;
}

#[actix_web::test]
async fn what_has_not_changed_is_not_sent_again() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let path = format!("/api/v1/units?parent={}", tree.county);
    let first = stage.send(Method::GET, &path, None, None).await;
    assert_eq!(first.headers["cache-control"], "public, max-age=60");
    assert_eq!(stage.look_again(&path, &first).await.status, 304);
    stage.unit(Some(tree.county), UnitKind::Unit, "供电公司").await;
    assert_eq!(stage.look_again(&path, &first).await.status, 200);
    stage.stop().await;
}

/// Somebody of the works with an attempt handed in, who says to be of the bureau.
async fn handed_in(stage: &Stage, tree: &Tree) -> (ContestId, Person) {
    let contest = stage.contest(Blueprint::standard(), |rules| rules.counts_confirmed_only = true).await;
    let person = stage.sign_up(contest, tree.works, "张三").await;
    stage.hand_in(contest, &person).await;
    (contest, person)
}

#[actix_web::test]
async fn after_the_first_attempt_another_unit_is_asked_for_and_all_that_counts_moves_along() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let (contest, person) = handed_in(&stage, &tree).await;
    let requests = format!("/api/v1/contests/{contest}/unit-requests");
    stage.post(&requests, &person.token, json!({"unit": tree.county, "missing": "安全局"})).await.expect(202);
    stage.post(&requests, &person.token, json!({"unit": tree.bureau})).await.expect(202);

    let liaison = stage.official(Role::Liaison(tree.bureau)).await;
    let stranger = stage.official(Role::Liaison(tree.works)).await;
    assert_eq!(stage.get(&requests, &stranger.token).await.expect(200)["requests"], json!([]));
    let waiting = stage.get(&requests, &liaison.token).await.expect(200);
    assert_eq!(waiting["requests"].as_array().map(Vec::len), Some(1), "a later request replaces the one that waits");
    assert_eq!(waiting["requests"][0]["from"]["name"], "张三");
    let decision = format!("{requests}/{}/decision", waiting["requests"][0]["id"]);
    let accept = json!({"decision": "accept"});
    assert_eq!(stage.post(&decision, &stranger.token, accept.clone()).await.problem(), "not_found");

    let before = stage.standing(contest, person.id).await;
    stage.post(&decision, &liaison.token, accept.clone()).await.expect(204);
    let after = stage.standing(contest, person.id).await;
    assert_eq!((before.unit, before.counted, after.unit, after.counted), (tree.works, false, tree.bureau, true));
    assert_eq!((after.result, after.rev.0), (before.result, before.rev.0 + 1));
    assert_eq!((stage.counted_at(contest, tree.works).await, stage.counted_at(contest, tree.bureau).await), (0, 1));
    assert_eq!(stage.post(&decision, &liaison.token, accept).await.problem(), "conflict");
    assert_eq!(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'unit_request.accept'").await, 1);

    let mine = stage.get(&format!("/api/v1/contests/{contest}/me/unit"), &person.token).await.expect(200);
    assert_eq!((&mine["unit"]["id"], &mine["request"]["accepted"]), (&json!(tree.bureau), &json!(true)));
    stage.sign_in(tree.bureau, "张三", crate::support::people::PASSWORD).await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn a_request_that_is_refused_or_cannot_be_moves_nobody() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let (contest, person) = handed_in(&stage, &tree).await;
    stage.sign_up(contest, tree.bureau, "李四").await;
    let requests = format!("/api/v1/contests/{contest}/unit-requests");
    stage.post(&requests, &person.token, json!({"unit": tree.bureau})).await.expect(202);
    let liaison = stage.official(Role::Liaison(tree.bureau)).await;
    let waiting = stage.get(&requests, &liaison.token).await.expect(200);
    let decision = format!("{requests}/{}/decision", waiting["requests"][0]["id"]);
    // Somebody in the bureau has the number already.
    stage.renumber("李四", "张三").await;
    assert_eq!(stage.post(&decision, &liaison.token, json!({"decision": "accept"})).await.problem(), "conflict");
    stage.post(&decision, &liaison.token, json!({"decision": "refuse"})).await.expect(204);
    assert_eq!(stage.standing(contest, person.id).await.unit, tree.works);
    let mine = stage.get(&format!("/api/v1/contests/{contest}/me/unit"), &person.token).await.expect(200);
    assert_eq!((&mine["unit"]["id"], &mine["request"]["accepted"]), (&json!(tree.works), &json!(false)));
    stage.stop().await;
}

#[actix_web::test]
async fn a_unit_that_is_not_listed_can_be_asked_for_without_an_account() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let requests = format!("/api/v1/contests/{contest}/unit-requests");
    for name in ["红星机械厂", " 红星 机械厂", "供电公司"] {
        stage.post_unsigned(&requests, json!({"unit": tree.county, "missing": name})).await.expect(202);
    }
    assert_eq!(stage.post_unsigned(&requests, json!({"unit": tree.works})).await.problem(), "not_signed_in");
    let organizer = stage.official(Role::Organizer(tree.city)).await;
    let waiting = stage.get(&requests, &organizer.token).await.expect(200);
    let missing: Vec<_> = waiting["requests"].as_array().expect("a list").iter().map(|it| &it["missing"]).collect();
    assert_eq!(missing, ["红星机械厂", "供电公司"]);
    let decision = format!("{requests}/{}/decision", waiting["requests"][0]["id"]);
    let elsewhere = json!({"decision": "accept", "unit": tree.city});
    assert_eq!(stage.post(&decision, &organizer.token, elsewhere).await.expect(422)["errors"][0]["pointer"], "/unit");
    let listed = stage.unit(Some(tree.county), UnitKind::Unit, "红星机械厂").await;
    stage.post(&decision, &organizer.token, json!({"decision": "accept", "unit": listed})).await.expect(204);
    stage.stop().await;
}

#[actix_web::test]
async fn a_missing_unit_is_asked_for_where_units_take_part_and_nowhere_else() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let elsewhere = stage.unit(None, UnitKind::City, "大连市").await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    stage.lists(contest, tree.works).await;
    let requests = format!("/api/v1/contests/{contest}/unit-requests");
    let ask = async |unit: UnitId| stage.post_unsigned(&requests, json!({"unit": unit, "missing": "供电公司"})).await;
    for (unit, status) in [(tree.city, 202), (tree.works, 202), (tree.bureau, 422), (elsewhere, 422)] {
        assert_eq!(ask(unit).await.status, status, "{unit}");
    }
    stage.stop().await;
}

#[actix_web::test]
async fn noise_does_not_fill_the_list() {
    let stage = Stage::new().await;
    let tree = tree(&stage).await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let requests = format!("/api/v1/contests/{contest}/unit-requests");
    for index in 0..100 {
        stage.post_unsigned(&requests, json!({"unit": tree.county, "missing": format!("厂{index}")})).await.expect(202);
    }
    let more = json!({"unit": tree.county, "missing": "又一个厂"});
    assert_eq!(stage.post_unsigned(&requests, more).await.problem(), "too_many_requests");
    stage.stop().await;
}

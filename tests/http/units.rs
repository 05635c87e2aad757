//! `src/http/units.rs`: finding one's unit.

use ankao::domain::{UnitId, paper::Blueprint, unit::UnitKind};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Stage;

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
    let tag = first.headers["etag"].to_str().expect("text").to_owned();
    assert_eq!(stage.known(&path, &tag).await.status, 304);
    stage.unit(Some(tree.county), UnitKind::Unit, "供电公司").await;
    let changed = stage.known(&path, &tag).await;
    assert_eq!((changed.status.as_u16(), changed.headers["etag"] == tag.as_str()), (200, false));
    stage.stop().await;
}

//! One's own place: in unit, county, city, province and contest.

use ankao::domain::UnitId;
use serde_json::{Value, json};

use super::{Scene, lines};
use crate::support::{
    Person,
    plain::{Row, ranked},
};

impl Scene {
    async fn mine(&self, person: &Person) -> Value {
        let token = self.stage.token(person.id, person.session).token;
        self.stage.get(&self.path("me"), &token).await.expect(200)
    }
}

#[actix_web::test]
async fn one_is_told_ones_rank_in_unit_county_city_and_province() {
    let scene = Scene::new().await;
    let me = scene.answers(scene.units[0], "我", 3, 30).await;
    scene.answers(scene.units[0], "同厂", 4, 30).await;
    scene.answers(scene.units[0], "同厂慢", 3, 31).await;
    scene.answers(scene.units[1], "同区", 5, 30).await;
    scene.answers(scene.units[2], "同市", 3, 30).await;
    scene.answers(scene.units[2], "同市快", 3, 29).await;
    scene.answers(scene.units[3], "同省", 5, 1).await;
    let mine = scene.mine(&me).await;
    let expected = json!({
        "contest": { "rank": 5, "of": 7 },
        "units": [
            { "unit": scene.province, "kind": "province", "name": "辽宁省", "rank": 5, "of": 7 },
            { "unit": scene.cities[0], "kind": "city", "name": "甲市", "rank": 4, "of": 6 },
            { "unit": scene.counties[0], "kind": "county", "name": "东区", "rank": 3, "of": 4 },
            { "unit": scene.units[0], "kind": "unit", "name": "一厂", "rank": 2, "of": 3 },
        ],
    });
    assert_eq!(mine["ranks"], expected);
    assert_eq!((&mine["standing"], &mine["stale"]), (&json!({ "points": 60_000, "time_ms": 30_000 }), &json!(false)));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn everybodys_ranks_are_those_of_a_plain_sort_and_of_the_boards() {
    let scene = Scene::new().await;
    let mut people = Vec::new();
    for number in 0..16 {
        let (unit, right) = (scene.units[number % 4], number * 7 % 6);
        let seconds = i64::try_from(number * 5 % 3).expect("few");
        people.push(scene.answers(unit, &format!("人{number}"), right, seconds).await);
    }
    let results = scene.stage.results(scene.contest).await;
    let rank = |of: &[Row], person: &Person| {
        ranked(of).into_iter().find(|(_, row)| row.person == person.id.0).map(|(rank, _)| rank as u64)
    };
    for person in &people {
        let mine = scene.mine(person).await;
        assert_eq!(mine["ranks"]["contest"]["rank"].as_u64(), rank(&results, person));
        for place in mine["ranks"]["units"].as_array().expect("places") {
            let node = UnitId(place["unit"].as_i64().expect("an id"));
            let there = scene.stage.within(&results, node);
            assert_eq!(place["rank"].as_u64(), rank(&there, person));
            assert_eq!(place["of"].as_u64(), Some(there.len() as u64));
            assert!(lines(&scene.board(Some(node)).await).iter().any(|line| Some(line.0) == place["rank"].as_u64()));
        }
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn without_a_result_there_is_no_rank_and_who_is_not_in_the_contest_is_told_so() {
    let scene = Scene::new().await;
    let new = scene.stage.person(scene.contest, scene.units[0], "新").await;
    scene.answers(scene.units[0], "有", 3, 30).await;
    let mine = scene.mine(&new).await;
    assert_eq!([&mine["standing"], &mine["ranks"], &mine["stale"]], [&Value::Null, &Value::Null, &json!(false)]);
    let path = scene.path("me");
    assert_eq!(scene.stage.look(&path).await.problem(), "not_signed_in");
    assert_eq!(scene.stage.get(&path, &scene.organizer()).await.problem(), "not_enrolled");
    let nowhere = scene.stage.get("/api/v1/contests/404/me", &scene.organizer()).await;
    assert_eq!(nowhere.problem(), "not_found");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn one_is_shown_among_those_nearest_at_whatever_depth_under_the_same_rules() {
    let scene = Scene::new().await;
    let mut people = Vec::new();
    for number in 0..24 {
        let unit = scene.units[usize::from(number >= 20)];
        people.push(scene.answers(unit, &format!("人{number:02}"), 3, 10 + number).await);
    }
    let names = |view: &Value| -> Vec<String> {
        let rows = view["rows"].as_array().expect("rows").iter();
        rows.map(|row| format!("{} {}", row["rank"], row["name"].as_str().expect("a name"))).collect()
    };
    let around = async |person: &Person, query: &str| {
        let token = scene.stage.token(person.id, person.session).token;
        scene.stage.get(&scene.individuals_path(&format!("?around=me{query}")), &token).await
    };
    let expected = |places: std::ops::Range<usize>| -> Vec<String> {
        places.map(|place| format!("{} 人{place:02}", place + 1)).collect()
    };
    let middle = around(&people[12], "").await.expect(200);
    assert_eq!((names(&middle), &middle["of"], &middle["cursor"]), (expected(7..18), &json!(24), &Value::Null));
    let mine = middle["rows"].as_array().expect("rows").iter().position(|row| row["mine"] == true);
    assert_eq!(mine, Some(5));
    assert_eq!(names(&around(&people[0], "").await.expect(200)), expected(0..6));
    assert_eq!(names(&around(&people[23], "").await.expect(200)), expected(18..24));

    let of_unit = |unit: UnitId| format!("&unit={unit}");
    assert_eq!(names(&around(&people[1], &of_unit(scene.units[0])).await.expect(200)), expected(0..7));
    let few = around(&people[22], &of_unit(scene.units[1])).await;
    assert_eq!(few.problem(), "too_few_to_list");
    assert_eq!(around(&people[22], &of_unit(scene.units[0])).await.problem(), "not_found", "of another unit");
    let stranger = scene.stage.person(scene.contest, scene.units[0], "没来").await;
    assert_eq!(around(&stranger, "").await.problem(), "not_found", "no result yet");
    assert_eq!(scene.stage.look(&scene.individuals_path("?around=me")).await.problem(), "not_signed_in");
    scene.stage.stop().await;
}

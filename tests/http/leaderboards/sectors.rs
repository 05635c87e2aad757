//! Units of a sector (行业部门): their own, or that of the nearest node above them which has one.

use ankao::domain::unit::UnitKind;
use serde_json::{Value, json};

use super::Scene;

/// Name, rank, sector of each line.
fn lines(table: &Value) -> Vec<(String, Option<u64>, Option<String>)> {
    let text = |row: &Value, field: &str| row[field].as_str().map(str::to_owned);
    let rows = table["rows"].as_array().expect("rows").iter();
    rows.map(|row| (text(row, "name").expect("a name"), row["rank"].as_u64(), text(row, "sector"))).collect()
}

fn line(name: &str, rank: u64, sector: Option<&str>) -> (String, Option<u64>, Option<String>) {
    (name.to_owned(), Some(rank), sector.map(str::to_owned))
}

#[actix_web::test]
async fn a_unit_without_a_sector_is_of_the_one_above_it_as_in_the_turnout() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    let park = stage.unit_of_sector(Some(scene.cities[1]), UnitKind::County, "化工园", Some("化工")).await;
    let units = [
        (stage.unit(Some(park), UnitKind::Unit, "甲化").await, 5),
        (stage.unit_of_sector(Some(park), UnitKind::Unit, "园区消防站", Some("应急")).await, 4),
        (stage.unit_of_sector(Some(scene.counties[0]), UnitKind::Unit, "乙化", Some("化工")).await, 3),
        (scene.units[0], 2),
    ];
    for (unit, right) in units {
        if !scene.units.contains(&unit) {
            stage.takes_part(scene.contest, unit, 10).await;
        }
        scene.answers(unit, "甲", right, 1).await;
    }
    let chemical = [line("甲化", 1, Some("化工")), line("乙化", 2, Some("化工"))];
    assert_eq!(lines(&scene.table("?sector=化工").await), chemical);
    let emergency = [line("园区消防站", 1, Some("应急"))];
    assert_eq!(lines(&scene.table("?sector=应急").await), emergency);
    let in_city = format!("?sector=化工&within={}", scene.cities[0]);
    assert_eq!(lines(&scene.table(&in_city).await), [line("乙化", 1, Some("化工"))]);
    assert_eq!(lines(&scene.table("?sector=").await), []);
    let all = lines(&scene.table("").await);
    assert_eq!(
        all[..4],
        [
            line("甲化", 1, Some("化工")),
            line("园区消防站", 2, Some("应急")),
            line("乙化", 3, Some("化工")),
            line("一厂", 4, None),
        ]
    );

    let turnout = stage.get(&scene.path("turnout?by=sector"), &scene.organizer()).await.expect(200);
    let came = |name: &str| {
        let mut lines = turnout["lines"].as_array().expect("lines").iter();
        lines.find(|line| line["name"] == name).map(|line| line["submitted"].clone())
    };
    assert_eq!([came("化工"), came("应急")], [Some(json!(2)), Some(json!(1))]);
    scene.stage.stop().await;
}

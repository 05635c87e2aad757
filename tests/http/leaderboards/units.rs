//! Units by index: every formula, minimum turnout, classes, headcounts.

use std::collections::HashMap;

use ankao::domain::{Span, UnitId, unit::UnitKind};
use serde_json::{Value, json};

use super::Scene;
use crate::support::plain::{Fraction, Terms, UnitLine};

const FORMULAS: [&str; 4] = ["mean", "mean_times_rate", "shrunk_mean_times_rate", "total"];

/// Unit, rank, why it has none, participants.
type Line = (i64, Option<u64>, Option<String>, u64);

fn line(row: &Value) -> Line {
    let barred = row["barred"].as_str().map(str::to_owned);
    (row["unit"].as_i64().expect("an id"), row["rank"].as_u64(), barred, row["participants"].as_u64().expect("a count"))
}

fn rows(table: &Value) -> &Vec<Value> {
    table["rows"].as_array().expect("rows")
}

fn lines(table: &Value) -> Vec<Line> {
    rows(table).iter().map(line).collect()
}

/// Unit and rank of each line.
fn ranks(table: &Value) -> Vec<(i64, Option<u64>)> {
    lines(table).into_iter().map(|line| (line.0, line.1)).collect()
}

/// A table is told as it should be: order, ranks, reasons exactly; indices as near as they are shown.
#[track_caller]
pub fn assert_told(table: &Value, expected: &[UnitLine], of: &str) {
    let wanted =
        |it: &UnitLine| (it.unit.0, it.rank.map(|it| it as u64), it.barred.map(str::to_owned), it.participants as u64);
    assert_eq!(lines(table), expected.iter().map(wanted).collect::<Vec<_>>(), "{of}");
    for (row, line) in rows(table).iter().zip(expected) {
        let shown = row["index"].as_f64();
        let near = |(shown, exact): (f64, Fraction)| (shown - exact.about()).abs() < 1e-9;
        assert_eq!(shown.is_some(), line.index.is_some(), "{of}: {row}");
        assert!(shown.zip(line.index).is_none_or(near), "{of}: {row}, but {:?}", line.index);
    }
}

/// A contest in which nine units are as different as can be: more people than were expected, nobody,
/// no headcount, two of the same index though of other numbers, one below each minimum.
struct Comparison {
    scene: Scene,
    headcounts: HashMap<UnitId, Option<usize>>,
}

const MINIMUM_PEOPLE: usize = 2;
const MINIMUM_PERCENT: usize = 20;

impl Comparison {
    async fn new() -> Self {
        let scene = Scene::with(|input| {
            input["rules"]["units"] = json!({
                "formula": "shrunk_mean_times_rate",
                "minimum_participants": MINIMUM_PEOPLE,
                "minimum_turnout_percent": MINIMUM_PERCENT,
            });
            input["rules"]["counts_confirmed_only"] = json!(true);
        })
        .await;
        let mut headcounts: HashMap<_, _> = scene.units.iter().map(|unit| (*unit, Some(10))).collect();
        let [first, second, third, fourth] = scene.units;
        for (name, headcount) in
            [("五厂", Some(2)), ("六厂", Some(1)), ("七厂", None), ("八厂", Some(3)), ("九厂", Some(310))]
        {
            let unit = scene.stage.unit(Some(scene.counties[2]), UnitKind::Unit, name).await;
            match headcount {
                Some(headcount) => scene.stage.takes_part(scene.contest, unit, headcount).await,
                None => scene.stage.lists(scene.contest, unit).await,
            }
            headcounts.insert(unit, headcount.map(|it| usize::try_from(it).expect("positive")));
        }
        let unit = |name: &str| scene.stage.app.units().nodes().find(|node| node.name == name).expect("there").id;
        let results: [(UnitId, &[usize]); 8] = [
            (first, &[5, 4, 0]),
            // The same mean, of other numbers.
            (second, &[5, 5, 1, 1, 4, 2]),
            (unit("五厂"), &[3]),
            (third, &[4]),
            (fourth, &[1, 0, 0, 0]),
            (unit("六厂"), &[2, 2]),
            (unit("七厂"), &[5, 5]),
            (unit("九厂"), &[5, 5, 5]),
        ];
        for (unit, rights) in results {
            for (number, right) in rights.iter().enumerate() {
                scene.answers(unit, &format!("人{number}"), *right, 1).await;
            }
        }
        // Who came by themselves is no part of a headcount, and until confirmed on the boards of
        // individuals only.
        scene.answers(fourth, "外", 5, 1).await;
        for statement in [
            "UPDATE enrolment SET origin = 'self' WHERE person IN (SELECT id FROM person WHERE name = '外')",
            "UPDATE standing SET counted = 0 WHERE person IN (SELECT id FROM person WHERE name = '外')",
            "UPDATE enrolment SET origin = 'self', confirmed = 1
             WHERE unit IN (SELECT id FROM unit WHERE name = '七厂')",
        ] {
            scene.stage.do_sql(statement).await;
        }
        scene.stage.app.rebuild_boards().await.expect("rebuilt");
        Self { scene, headcounts }
    }

    async fn expected(&self, formula: &str, of: impl Fn(UnitId) -> bool) -> Vec<UnitLine> {
        let results = self.scene.stage.results(self.scene.contest).await;
        let terms = Terms { formula, minimum_people: MINIMUM_PEOPLE, minimum_percent: MINIMUM_PERCENT };
        let headcounts = self.headcounts.iter().filter(|(unit, _)| of(**unit)).map(|(unit, it)| (*unit, *it));
        terms.table(&self.scene.stage, &results, &headcounts.collect())
    }

    async fn tables_are_told(&self, query: &str, of: impl Fn(UnitId) -> bool) {
        for formula in FORMULAS {
            let table = self.scene.table(&format!("?formula={formula}&{query}")).await;
            let expected = self.expected(formula, &of).await;
            assert_eq!(table["of"].as_u64(), Some(expected.len() as u64));
            assert_told(&table, &expected, &format!("{formula} {query}"));
        }
    }
}

#[actix_web::test]
async fn every_formula_is_what_exact_fractions_say() {
    let comparison = Comparison::new().await;
    comparison.tables_are_told("", |_| true).await;
    let scene = &comparison.scene;
    let of_contest = scene.table("").await;
    assert_told(&of_contest, &comparison.expected("shrunk_mean_times_rate", |_| true).await, "the contest's own");
    // What the scene is there for does occur.
    let by_rate = comparison.expected("mean_times_rate", |_| true).await;
    let barred: std::collections::BTreeSet<_> = by_rate.iter().filter_map(|it| it.barred).collect();
    assert_eq!(barred.into_iter().collect::<Vec<_>>(), ["no_headcount", "too_few_participants", "turnout_too_low"]);
    let mean = scene.table("?formula=mean").await;
    let of = |unit: UnitId| rows(&mean).iter().find(|row| row["unit"] == json!(unit)).expect("there").clone();
    assert_eq!(of(scene.units[0])["rank"], of(scene.units[1])["rank"]);
    assert_eq!(of(scene.units[3])["participants"], 4, "without whoever is not confirmed");
    assert_eq!(scene.board(Some(scene.units[3])).await["of"], 5);
    comparison.scene.stage.stop().await;
}

#[actix_web::test]
async fn units_are_compared_within_any_node_and_within_their_class_among_themselves() {
    let comparison = Comparison::new().await;
    let scene = &comparison.scene;
    let nodes = [vec![scene.province], scene.cities.to_vec(), scene.counties.to_vec(), scene.units.to_vec()];
    for node in nodes.concat() {
        let tree = scene.stage.app.units();
        comparison.tables_are_told(&format!("within={node}"), |unit| tree.is_within(unit, node)).await;
    }
    let headcount = |unit: UnitId| comparison.headcounts[&unit];
    comparison.tables_are_told("class=large", |unit| headcount(unit).is_some_and(|it| it >= 300)).await;
    comparison.tables_are_told("class=small", |unit| headcount(unit).is_some_and(|it| it < 100)).await;
    comparison.tables_are_told("class=medium", |_| false).await;
    let port = format!("within={}&class=small", scene.counties[2]);
    let tree = scene.stage.app.units();
    let small_of_port =
        |unit| tree.is_within(unit, scene.counties[2]) && headcount(unit).is_some_and(|people| people < 100);
    comparison.tables_are_told(&port, small_of_port).await;
    assert_eq!(scene.stage.look(&scene.units_path("?within=404")).await.expect(200)["of"], 0);
    let one = async |unit: UnitId| scene.table(&format!("?formula=mean&{port}&unit={unit}")).await;
    let all = scene.table(&format!("?formula=mean&{port}")).await;
    for row in rows(&all) {
        let told = one(UnitId(row["unit"].as_i64().expect("an id"))).await;
        assert_eq!((rows(&told), &told["of"], &told["cursor"]), (&vec![row.clone()], &all["of"], &Value::Null));
    }
    assert_eq!(rows(&one(scene.units[0]).await).len(), 0, "it is not of the port");
    comparison.scene.stage.stop().await;
}

#[actix_web::test]
async fn a_line_tells_where_a_unit_stands_and_how_many_came() {
    let comparison = Comparison::new().await;
    let table = comparison.scene.table("").await;
    let of = |name: &str| rows(&table).iter().find(|row| row["name"] == name).expect("listed").clone();
    let sixth = of("六厂");
    let told = |row: &Value| {
        ["region", "class", "participants", "headcount", "participation_rate", "above_headcount", "mean"]
            .map(|field| row[field].clone())
    };
    let expected = [json!("乙市 港区"), json!("small"), json!(2), json!(1), json!(1.0), json!(true), json!(4.0)];
    assert_eq!(told(&sixth), expected, "no more than all can come, and more are flagged");
    let none = Value::Null;
    assert_eq!(told(&of("七厂"))[1..6], [none.clone(), json!(2), none.clone(), none.clone(), json!(false)]);
    assert_eq!(told(&of("八厂"))[2..], [json!(0), json!(3), json!(0.0), json!(false), none]);
    comparison.scene.stage.stop().await;
}

#[actix_web::test]
async fn a_table_is_made_at_most_once_a_second() {
    let scene = Scene::new().await;
    scene.answers(scene.units[0], "甲", 3, 1).await;
    let path = scene.units_path("");
    let came = async || {
        let table = scene.stage.look(&path).await.expect(200);
        rows(&table).iter().map(|row| row["participants"].as_u64().expect("a count")).sum::<u64>()
    };
    assert_eq!(came().await, 1);
    scene.answers(scene.units[1], "乙", 3, 0).await;
    let of_class = scene.stage.look(&scene.units_path("?class=small")).await.expect(200);
    assert_eq!(lines(&of_class).iter().map(|line| line.3).sum::<u64>(), 1, "of one and the same state");
    scene.stage.clock.advance(Span(999));
    assert_eq!(came().await, 1);
    scene.stage.clock.advance(Span(1));
    assert_eq!(came().await, 2);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_headcount_is_declared_or_counted_from_the_roster_of_the_unit_with_its_departments() {
    let scene = Scene::new().await;
    let [declared, counted, ..] = scene.units;
    let department = scene.stage.unit(Some(counted), UnitKind::Department, "安全科").await;
    scene.import_units("辽宁省,甲市,东区,二厂,,,,\n辽宁省,甲市,东区,二厂,安全科,,,\n").await;
    for (unit, name) in [(counted, "一"), (counted, "二"), (department, "三"), (declared, "四")] {
        scene.stage.line(scene.contest, unit, name, name).await;
    }
    scene.answers(department, "甲", 5, 1).await;
    let headcounts = async || {
        let table = scene.table("").await;
        let headcount = |row: &Value| (row["unit"].as_i64().expect("an id"), row["headcount"].as_i64());
        rows(&table).iter().map(headcount).collect::<HashMap<_, _>>()
    };
    let told = headcounts().await;
    assert_eq!(told.len(), 4, "a department is part of its unit, listed or not");
    assert_eq!((told[&declared.0], told[&counted.0]), (Some(10), Some(4)));
    let table = scene.table("").await;
    assert_eq!(lines(&table)[0], (counted.0, Some(1), None, 1));

    // A roster that is being imported is not there yet.
    scene.stage.do_sql("INSERT INTO import (id, contest, started) SELECT 9, id, 1 FROM contest").await;
    scene
        .stage
        .do_sql("UPDATE enrolment SET import = 9 WHERE person IN (SELECT id FROM person WHERE name = '三')")
        .await;
    assert_eq!(headcounts().await[&counted.0], Some(3));
    scene.stage.do_sql("DELETE FROM import").await;
    assert_eq!(headcounts().await[&counted.0], Some(4));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn where_a_contest_lists_no_unit_all_are_compared_of_which_anything_is_known() {
    let scene = Scene::new().await;
    scene.stage.do_sql("DELETE FROM contest_unit").await;
    scene.answers(scene.units[0], "甲", 3, 1).await;
    scene.stage.line(scene.contest, scene.units[2], "乙", "乙").await;
    let table = scene.table("").await;
    let nobody = (scene.units[2].0, None, Some("too_few_participants".to_owned()), 0);
    assert_eq!(lines(&table), [(scene.units[0].0, Some(1), None, 1), nobody]);
    assert_eq!(ranks(&scene.table(&format!("?within={}", scene.cities[0])).await).len(), 2);
    assert_eq!(scene.table(&format!("?within={}", scene.cities[1])).await["of"], 0);
    scene.stage.stop().await;
}

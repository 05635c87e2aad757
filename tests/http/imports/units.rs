//! Units: what a file makes of the tree, and who may list.

use ankao::{
    app::App,
    auth::Keys,
    board::{Node, Page},
    chance::Randomness,
    clock::{Clock, ManualClock},
    domain::{
        Span,
        contest::{Entry, Window},
        unit::UnitKind,
    },
    store::roles::Role,
};
use serde_json::{Value, json};

use super::{CSV, Files, UNITS, five, messages, of};
use crate::{
    bank::bank,
    location::location,
    support::{NOON, SECRET, Stage},
};

#[actix_web::test]
async fn units_are_imported_into_the_tree_and_the_contest() {
    let files = Files::new().await;
    let report = files.import("units", UNITS).await.expect(200);
    assert_eq!((&report["rows"], &report["created"], &report["updated"]), (&json!(4), &json!(4), &json!(0)));
    let tree = files.stage.app.units();
    let of = |kind| tree.nodes().filter(|node| node.kind == kind).count();
    let kinds = [UnitKind::Province, UnitKind::City, UnitKind::County, UnitKind::Unit, UnitKind::Department];
    assert_eq!(kinds.map(of), [1, 2, 2, 3, 1]);
    assert_eq!(files.count("SELECT headcount FROM contest_unit JOIN unit ON id = unit WHERE code = '0001'").await, 120);
    assert_eq!(files.count("SELECT COUNT(*) FROM audit WHERE action = 'import_units'").await, 1);

    let again = files.import("units", UNITS).await.expect(200);
    assert_eq!((&again["created"], &again["updated"]), (&json!(0), &json!(0)));

    let moved =
        UNITS.replace("辽宁省,大连市,中山区,第一建筑公司,,住建,0003,", "辽宁省,大连市,西岗区,大连一建,,住建,0003,88");
    let report = files.import("units", moved).await.expect(200);
    assert_eq!((&report["created"], &report["updated"]), (&json!(0), &json!(1)));
    let tree = files.stage.app.units();
    let unit = tree.nodes().find(|node| node.name == "大连一建").expect("renamed");
    let path: Vec<_> = unit.path.iter().filter_map(|id| tree.get(*id)).map(|node| node.name.as_str()).collect();
    assert_eq!(path, ["辽宁省", "大连市", "西岗区", "大连一建"]);
    files.stage.stop().await;
}

#[actix_web::test]
async fn unit_codes_come_with_the_file_and_stay_where_a_later_one_has_none() {
    let stage = Stage::new().await;
    let contest = stage.contest(five(), |rules| rules.entry = Entry::UnitCode).await;
    let organizer = stage.official(Role::OrganizerOfAll).await;
    let files = Files { stage, contest, organizer };
    let with_codes = "省,市,县（市、区）,单位名称,应参加人数,单位口令\n辽宁省,沈阳市,和平区,甲公司,12,安全2026\n";
    files.import("units", with_codes).await.expect(200);
    files.import("units", "省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,甲公司,13\n").await.expect(200);
    let unit = files.stage.app.units().nodes().find(|node| node.name == "甲公司").expect("imported").id;
    let register = async |code: &str| {
        let body = json!({
            "contest": contest, "unit": unit, "name": "张三", "employee_number": "0012", "password": "anquan-2026",
            "consent": "2026-06", "unit_code": code,
        });
        files.stage.post_unsigned("/api/v1/auth/register", body).await
    };
    assert_eq!(register("安全2025").await.problem(), "unit_code_refused");
    register("安全2026").await.expect(202);
    files.stage.stop().await;
}

#[actix_web::test]
async fn every_wrong_row_of_units_is_named_and_nothing_is_imported() {
    let files = Files::new().await;
    let file = "省,市,县(市、区),单位名称,行业部门,单位编码,应参加人数
辽宁省,沈阳市,和平区,甲,,0001,120
辽宁省,沈阳市,和平区,乙,,2,99.5
辽宁省,沈阳市,和平区,,,0003,1.38E+10
辽宁省,沈阳市,和平区,丁,,0001,10
辽宁省,沈阳市,和平区,甲,,,10
";
    let report = files.dry_run("units", file).await;
    assert_eq!(
        messages(&report),
        [
            "3 单位编码 是“2”，而其他行以 0 开头：前面的 0 可能已被电子表格丢掉",
            "3 应参加人数 是“99.5”，应当是正整数",
            "4 单位名称 没有填写",
            "4 应参加人数 是科学计数法（1.38E+10），原来的数字已丢失，请将该列设为文本格式后重新填写",
            "5 单位编码 与第 2 行的单位编码相同",
            "6 - 与第 2 行是同一个单位",
        ]
    );
    let refused = files.import("units", file).await;
    assert_eq!(refused.problem(), "file_rows_refused");
    assert_eq!(refused.expect(422)["errors"][0]["pointer"], "/rows/3/单位编码");
    assert_eq!(files.count("SELECT COUNT(*) FROM unit").await, 0);
    files.stage.stop().await;
}

/// A known fault: ranks that move while the board is closed. The tree is everybody's.
#[actix_web::test]
async fn a_unit_that_moves_takes_the_ranks_of_running_contests_along_and_none_of_closed_ones() {
    let stage = Stage::new().await;
    let organizer = stage.official(Role::OrganizerOfAll).await;
    let begins = |minutes| NOON + Span::minutes(minutes);
    let of_an_hour = Window { opens: begins(-60), closes: begins(60) };
    let closed = stage.publish(&bank(280), five(), of_an_hour, |_| {}).await;
    let running = stage.contest(five(), |_| {}).await;
    let files = Files { stage, contest: running, organizer };
    files.import("units", UNITS).await.expect(200);
    let stage = &files.stage;
    let of = |name: &str| stage.app.units().nodes().find(|node| node.name == name).expect("imported").id;
    let (shenyang, dalian, unit) = (of("沈阳市"), of("大连市"), of("市应急局"));
    for contest in [closed, running] {
        stage.hand_in(contest, &stage.person(contest, unit, "张三").await).await;
    }
    stage.takes_part(closed, unit, 40).await;
    stage.clock.advance(Span::minutes(70));

    let table = async |contest, within, sector: &str| {
        let path = format!("/api/v1/contests/{contest}/leaderboards/units?within={within}&sector={sector}");
        let table = stage.look(&path).await.expect(200);
        let row = &table["rows"][0];
        (table["of"].clone(), row["region"].clone(), row["participants"].clone())
    };
    let places = async |app: &App, contest| {
        let mut places = Vec::new();
        for node in [shenyang, dalian] {
            let page = Page { offset: 0, limit: 9 };
            places.push(app.board.top(contest, Node::Unit(node), page).await.expect("there").of);
        }
        places
    };
    let before = (places(&stage.app, closed).await, table(closed, shenyang, "应急").await);
    assert_eq!(before, (vec![1, 0], (json!(1), json!("沈阳市"), json!(1))));
    let organizer = stage.renewed(&files.organizer);
    let moved = UNITS.replace("辽宁省,沈阳市,,市应急局,,应急,0002,40", "辽宁省,大连市,,市应急局,,消防,0002,40");
    stage.upload(&files.path("units"), &organizer.token, CSV, moved.clone()).await.expect(200);

    assert_eq!(places(&stage.app, running).await, [0, 1]);
    assert_eq!(table(running, dalian, "消防").await, (json!(1), json!("大连市"), json!(1)));
    assert_eq!((places(&stage.app, closed).await, table(closed, shenyang, "应急").await), before);
    // A void is an organizer's own deed: the standing that it writes is where it was.
    let void = format!("/api/v1/contests/{closed}/attempts/{closed}-1/void");
    stage.post(&void, &organizer.token, json!({ "reason": "他人代答" })).await.expect(200);
    assert_eq!(places(&stage.app, closed).await, [0, 0]);

    // What is kept is from the first time, also after a restart.
    let again = moved.replace("辽宁省,大连市,,市应急局", "辽宁省,大连市,中山区,市应急局");
    stage.upload(&files.path("units"), &organizer.token, CSV, again).await.expect(200);
    assert_eq!(places(&stage.app, running).await, [0, 1]);
    let folder = files.stage.leave().await;
    let keys = Keys::of(SECRET.as_bytes());
    let clock = Clock::Manual(ManualClock::at(begins(70)));
    let location = location(folder.path()).await;
    let app = App::open(&location, clock, Randomness::seeded(2), keys, None).await.expect("opened again");
    let city = |contest| app.units_of(contest).path(unit)[1];
    assert_eq!((city(closed), city(running)), (shenyang, dalian));
}

#[actix_web::test]
async fn units_can_be_told_without_a_file_under_the_same_rules() {
    let files = Files::new().await;
    let path = format!("/api/v1/contests/{}/units", files.contest);
    let unit = |headcount: i64| json!({ "province": "辽宁省", "city": "沈阳市", "county": "和平区", "name": "第一建筑公司", "headcount": headcount });
    let tell = async |units: Value| files.stage.post(&path, &files.organizer.token, json!({ "units": units })).await;
    let other = json!({ "province": "辽宁省", "name": "省直机关", "sector": "机关", "code": "0002" });
    let report = tell(json!([unit(120), other])).await.expect(200);
    assert_eq!((&report["rows"], &report["created"]), (&json!(2), &json!(2)));
    assert_eq!(files.count("SELECT COUNT(*) FROM unit").await, 5);
    let report = tell(json!([unit(130)])).await.expect(200);
    assert_eq!((&report["created"], &report["updated"]), (&json!(0), &json!(1)));
    assert_eq!(files.count("SELECT headcount FROM contest_unit WHERE headcount IS NOT NULL").await, 130);

    let refused = tell(json!([unit(140), { "province": "", "name": "甲单位", "headcount": 0 }])).await;
    assert_eq!(refused.problem(), "file_rows_refused");
    let pointers: Vec<_> =
        refused.expect(422)["errors"].as_array().expect("errors").iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(pointers, ["/rows/2/应参加人数", "/rows/2/省"]);
    assert_eq!(
        files.count("SELECT headcount FROM contest_unit WHERE headcount IS NOT NULL").await,
        130,
        "all or nothing"
    );
    files.stage.stop().await;
}

#[actix_web::test]
async fn a_name_is_of_one_level_also_among_what_a_file_makes() {
    let files = Files::new().await;
    let file = "省,市,县（市、区）,单位名称,应参加人数
辽宁省,甲市,,市一建,10
辽宁省,,,甲市,20
辽宁省,,,乙市,20
辽宁省,乙市,,市二建,10
";
    let report = files.dry_run("units", file).await;
    let told = ["3 单位名称 “甲市”已是另一级别的地区或单位", "5 市 “乙市”已是另一级别的地区或单位"];
    assert_eq!(messages(&report), told);
    files.stage.stop().await;
}

#[actix_web::test]
async fn whoever_runs_a_contest_lists_units_first_and_others_add_their_own() {
    let files = Files::of_a_city().await;
    let stage = &files.stage;
    let county = stage.organizer(Some(of(stage, "和平区"))).await;
    let theirs = UNITS.lines().take(3).collect::<Vec<_>>().join("\n");
    // All below the city take part: the first to be listed shuts out the others.
    for path in [files.path("units"), files.path("units") + "?dry_run=true"] {
        let refused = stage.upload(&path, &county.token, CSV, theirs.clone()).await;
        assert_eq!(refused.problem(), "not_allowed");
    }
    assert_eq!(stage.count("SELECT COUNT(*) FROM contest_unit WHERE contest = 2").await, 0);
    let heading = UNITS.lines().next().expect("a heading");
    files.import("units", format!("{heading}\n辽宁省,沈阳市,,市应急局,,应急,0002,40\n")).await.expect(200);
    stage.upload(&files.path("units"), &county.token, CSV, theirs).await.expect(200);
    assert_eq!(stage.count("SELECT COUNT(*) FROM contest_unit WHERE contest = 2").await, 3);
    files.stage.stop().await;
}

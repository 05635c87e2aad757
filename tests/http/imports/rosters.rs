//! Rosters: whole or not at all, and who is of them.

use ankao::store::roles::Role;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use serde_json::json;

use super::{CSV, Files, UNITS, five, messages, of};
use crate::support::Stage;

fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().expect("written")
}

fn roster_heading(sheet: &mut Worksheet) {
    for (column, title) in (0..).zip(["单位编码", "姓名", "工号"]) {
        sheet.write_string(0, column, title).expect("written");
    }
}

#[actix_web::test]
async fn a_roster_is_imported_whole_or_not_at_all() {
    let files = Files::new().await;
    files.import("units", UNITS).await.expect(200);
    let roster = "市,单位名称,部门,单位编码,姓名,工号,校验信息
沈阳市,第一建筑公司,,,张三,00001,12345X
沈阳市,第一建筑公司,安全科,,李四,00002,
,,,0002, 王五 ,００００３,
大连市,第一建筑公司,,,赵六,00001,
";
    let report = files.dry_run("participants", roster).await;
    assert_eq!((&report["rows"], &report["created"], &report["error_count"]), (&json!(4), &json!(4), &json!(0)));
    assert_eq!(report["notice_count"], 2, "{report}");
    assert_eq!(files.count("SELECT COUNT(*) FROM person WHERE employee_number IS NOT NULL").await, 0);

    let wrong =
        format!("{roster},第一建筑公司,,,钱七,00009,\n,没有的单位,,,孙八,00010,\n沈阳市,第一建筑公司,,,张三,00001,\n");
    let report = files.dry_run("participants", wrong.clone()).await;
    assert_eq!(
        messages(&report),
        [
            "6 单位名称 有多个名为“第一建筑公司”的单位，请填写市、县（市、区）或单位编码",
            "7 单位名称 没有名为“没有的单位”的参赛单位",
            "8 工号 与第 2 行的单位和工号相同",
        ]
    );
    assert_eq!(files.import("participants", wrong).await.problem(), "file_rows_refused");
    assert_eq!(files.count("SELECT COUNT(*) FROM enrolment").await, 0);
    assert_eq!(files.count("SELECT COUNT(*) FROM import_row").await, 0);

    let report = files.import("participants", roster).await.expect(200);
    assert_eq!((&report["created"], &report["updated"]), (&json!(4), &json!(0)));
    assert_eq!(files.count("SELECT COUNT(*) FROM member WHERE origin = 'roster'").await, 4);
    assert_eq!(files.count("SELECT COUNT(*) FROM person WHERE roster_secret IS NOT NULL").await, 1);
    assert_eq!(files.count("SELECT COUNT(*) FROM person WHERE name = '王五' AND employee_number = '00003'").await, 1);
    assert_eq!(
        files.count("SELECT COUNT(*) FROM import").await + files.count("SELECT COUNT(*) FROM import_row").await,
        0
    );

    let renamed = roster.replace("李四", "李斯");
    let report = files.import("participants", renamed).await.expect(200);
    assert_eq!((&report["created"], &report["updated"]), (&json!(0), &json!(1)));
    assert_eq!(files.count("SELECT COUNT(*) FROM person WHERE name = '李斯'").await, 1);
    files.stage.stop().await;
}

#[actix_web::test]
async fn who_registered_themselves_and_stands_in_the_roster_counts_from_then_on() {
    let stage = Stage::new().await;
    let contest = stage.contest(five(), |rules| rules.counts_confirmed_only = true).await;
    let organizer = stage.official(Role::OrganizerOfAll).await;
    let files = Files { stage, contest, organizer };
    files.import("units", UNITS).await.expect(200);
    let unit = files.stage.app.units().nodes().find(|node| node.name == "市应急局").expect("imported").id;
    let person = files.stage.person(contest, unit, "王五").await;
    let mut turn = files.stage.app.store.write().await.expect("a turn");
    for statement in [
        "UPDATE person SET employee_number = '00003', claimed = 1 WHERE name = '王五'",
        "UPDATE enrolment SET origin = 'self'",
    ] {
        sqlx::query(statement).execute(turn.connection()).await.expect("written");
    }
    files.stage.app.store.commit(turn).await.expect("committed");
    let path = format!("/api/v1/contests/{contest}/attempts");
    let started = files.stage.post(&path, &person.token, json!({"start_id": "start-0001"})).await.expect(201);
    let path = format!("/api/v1/attempts/{}/submission", started["attempt"].as_str().expect("an id"));
    files.stage.post(&path, &person.token, json!({"device": 1, "answers": []})).await.expect(200);
    let counted = || async { files.stage.app.board.unit_tallies(contest).await.expect("there").whole.participants() };
    assert_eq!(counted().await, 0);

    let other_name = files.dry_run("participants", "单位编码,姓名,工号\n0002,王武,00003\n").await;
    assert_eq!(messages(&other_name), ["2 姓名 该工号已由“王五”登记使用，姓名不一致"]);
    let report = files.import("participants", "单位编码,姓名,工号\n0002,王五,00003\n").await.expect(200);
    assert_eq!((&report["created"], &report["updated"]), (&json!(0), &json!(1)));
    assert_eq!(counted().await, 1);
    assert_eq!(files.count("SELECT rev FROM standing WHERE counted = 1").await, 2);
    files.stage.stop().await;
}

#[actix_web::test]
async fn numbers_that_a_spreadsheet_spoiled_are_refused_by_row() {
    let files = Files::new().await;
    files.import("units", UNITS).await.expect(200);
    let file = workbook(|sheet| {
        roster_heading(sheet);
        let five_digits = Format::new().set_num_format("00000");
        let date = Format::new().set_num_format("yyyy-mm-dd");
        for row in 1..=8 {
            sheet.write_string(row, 0, "0001").expect("written");
            sheet.write_string(row, 1, "张三").expect("written");
        }
        sheet.write_string(1, 2, "00123").expect("written");
        sheet.write_number(2, 2, 124).expect("written");
        sheet.write_number_with_format(3, 2, 125, &five_digits).expect("written");
        sheet.write_string(4, 2, "1.38E+10").expect("written");
        sheet.write_number(5, 2, 210_102_199_001_011_234.0).expect("written");
        sheet.write_number_with_format(6, 2, 46_000, &date).expect("written");
        sheet.write_formula(7, 2, Formula::new("=1+1").set_result("2")).expect("written");
        sheet.write_boolean(8, 2, true).expect("written");
    });
    let report = files.dry_run("participants", file).await;
    let lines: Vec<_> = report["errors"].as_array().expect("errors").iter().map(|note| note["line"].clone()).collect();
    assert_eq!(lines, [3, 5, 6, 7, 8, 9], "{report}");
    assert_eq!(report["created"], 2, "{report}");
    files.stage.stop().await;
}

#[actix_web::test]
async fn a_roster_has_people_of_units_that_take_part_and_of_no_others() {
    let files = Files::of_a_city().await;
    let stage = &files.stage;
    let (mine, others) = ("单位编码,姓名,工号\n0002,王五,00003\n", "单位编码,姓名,工号\n0003,赵六,00004\n");
    // Of another city: the contest lists no unit, and is not theirs.
    let elsewhere = stage.official(Role::Liaison(of(stage, "中山区"))).await;
    let refused = stage.upload(&files.path("participants"), &elsewhere.token, CSV, others).await;
    let refused = refused.expect(422);
    assert_eq!(refused["errors"][0]["detail"], "该单位没有参加本竞赛，请先导入单位");
    assert_eq!(stage.count("SELECT COUNT(*) FROM enrolment").await, 0);
    let liaison = stage.official(Role::Liaison(of(stage, "市应急局"))).await;
    stage.upload(&files.path("participants"), &liaison.token, CSV, mine).await.expect(200);
    files.stage.stop().await;
}

//! Each command alone.

use std::fs;

use ankao::store::audit::{self, Scope};

use crate::shell::Shell;

const FILE: &str = r#"
opens = 2026-01-01T09:00:00+08:00
closes = "2099-06-30T18:00:00+08:00"

[texts]
name = "安全生产月竞赛"
host = "安委办"
hotline = "024-00000000"

[rules]
prizes = true
entry = "roster"
"#;

const UNITS: &str = "省,市,县（市、区）,单位名称,行业部门,应参加人数\n\
                     辽宁省,沈阳市,和平区,甲公司,住建,3\n\
                     辽宁省,大连市,中山区,乙公司,,\n";
const ROSTER: &str = "单位名称,姓名,工号\n甲公司,张三,01\n甲公司,李四,02\n乙公司,@王五,03\n";

fn with_files() -> Shell {
    let shell = Shell::new();
    for (name, text) in [("contest.toml", FILE), ("units.csv", UNITS), ("roster.csv", ROSTER)] {
        shell.write(name, text);
    }
    shell
}

/// With contest 1, a draft, its units and its roster.
fn furnished() -> Shell {
    let shell = with_files();
    shell.said(&["contest", "create", "contest.toml"]);
    shell.said(&["contest", "import-units", "1", "units.csv"]);
    shell.said(&["contest", "import-roster", "1", "roster.csv"]);
    shell
}

#[test]
fn a_contest_is_created_published_listed_and_closed() {
    let shell = with_files();
    let run = |arguments: &[&str]| shell.said(&[&["contest"], arguments].concat());
    assert_eq!(run(&["create", "contest.toml"]), "已创建竞赛 1（草稿）：安全生产月竞赛\n");
    let published = run(&["publish", "1"]);
    assert!(published.starts_with("已发布竞赛 1：安全生产月竞赛\n试题来源 "), "{published}");
    assert!(published.contains("注意：本竞赛设有奖品"), "{published}");
    assert_eq!(
        run(&["list"]),
        "编号  名称            状态    开始                       结束\n   \
            1  安全生产月竞赛  进行中  2026-01-01T09:00:00+08:00  2099-06-30T18:00:00+08:00\n"
    );
    assert!(shell.refused(&["contest", "publish", "1"]).contains("竞赛已经发布"));
    assert!(run(&["close", "1", "--reason", "提前结束"]).starts_with("已提前结束竞赛 1"));
    assert!(run(&["list"]).contains("收卷中"));
}

#[test]
fn a_contest_is_shown_as_a_file_that_edits_it() {
    let shell = with_files();
    let run = |arguments: &[&str]| shell.said(&[&["contest"], arguments].concat());
    run(&["create", "contest.toml"]);
    let shown = run(&["show", "1"]);
    assert!(shown.starts_with("# 竞赛 1，草稿\n") && shown.contains("# 每份试卷 70 题，共 100 分\n"), "{shown}");
    shell.write("shown.toml", &shown);
    assert_eq!(run(&["edit", "1", "shown.toml"]), "已修改竞赛 1：安全生产月竞赛\n");
    assert_eq!(run(&["show", "1"]), shown, "it says the same");

    shell.write("change.toml", "[texts]\nname = \"全省安全生产月竞赛\"\n\n[rules]\nattempts_total = 3\n");
    assert_eq!(run(&["edit", "1", "change.toml"]), "已修改竞赛 1：全省安全生产月竞赛\n");
    shell.write("change.json", r#"{ "texts": { "hotline": null } }"#);
    run(&["edit", "1", "change.json"]);
    let changed = run(&["show", "1"]);
    assert!(changed.contains("attempts_total = 3") && !changed.contains("hotline"), "{changed}");

    run(&["publish", "1"]);
    assert!(run(&["show", "1"]).contains("# 试题来源 "));
    shell.write("late.toml", "[rules]\nattempts_total = 5\n");
    let late = shell.refused(&["contest", "edit", "1", "late.toml"]);
    assert!(late.contains("/rules/attempts_total 竞赛发布后不能修改"), "{late}");
}

#[test]
fn the_end_of_a_contest_is_put_off() {
    let shell = with_files();
    shell.said(&["contest", "create", "contest.toml"]);
    shell.said(&["contest", "publish", "1"]);
    let extended = shell.said(&["contest", "extend", "1", "--closes", "2099-07-05T10:00:00Z"]);
    assert_eq!(extended, "已延后竞赛 1 的结束时间：2099-07-05T18:00:00+08:00\n");
    let earlier = shell.refused(&["contest", "extend", "1", "--closes", "2099-07-01T18:00:00+08:00"]);
    assert!(earlier.contains("结束时间只能延后"), "{earlier}");
    let wrong = shell.run(&["contest", "extend", "1", "--closes", "2099-07-09"]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8(wrong.stderr).expect("UTF-8");
    assert!(said.contains("应当写明日期、时间和时区，如 2026-07-05T18:00:00+08:00"), "{said}");
}

#[test]
fn files_with_wrong_rows_are_refused_line_by_line() {
    let shell = with_files();
    shell.said(&["contest", "create", "contest.toml"]);
    shell.write("wrong.csv", &UNITS.replace(",3\n", ",三\n"));
    let refused = shell.run(&["contest", "import-units", "1", "wrong.csv"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&refused.stdout),
        "第 2 行 应参加人数：是“三”，应当是正整数\n有错误的行，没有导入任何内容：共 1 处错误\n"
    );
    let looked = shell.said(&["contest", "import-units", "1", "units.csv", "--dry-run"]);
    assert_eq!(looked, "只检查，没有导入：共 2 行，将新增 2，更新 0；0 处错误\n");
    assert!(shell.said(&["contest", "show", "1"]).contains("# 参赛单位 0 个"));
    let imported = shell.said(&["contest", "import-units", "1", "units.csv"]);
    assert_eq!(imported, "已导入：共 2 行，新增 2，更新 0\n");

    let wrong = "单位名称,姓名,工号,电话\n甲公司,张三,01,\n丙公司,李四,02,\n甲公司,王五,1.38E+10,\n甲公司,赵六,01,\n";
    shell.write("wrong.csv", wrong);
    let refused = shell.run(&["contest", "import-roster", "1", "wrong.csv", "--dry-run"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&refused.stdout),
        "第 3 行 单位名称：没有名为“丙公司”的参赛单位\n\
         第 4 行 工号：是科学计数法（1.38E+10），原来的数字已丢失，请将该列设为文本格式后重新填写\n\
         第 5 行 工号：与第 2 行的单位和工号相同\n\
         注意：第 1 行：没有用到“电话”一列\n\
         只检查，没有导入：共 4 行，将新增 1，更新 0；3 处错误\n"
    );
    assert_eq!(shell.said(&["contest", "import-roster", "1", "roster.csv"]), "已导入：共 3 行，新增 3，更新 0\n");
}

#[test]
fn templates_come_without_a_data_folder_and_are_read_back() {
    let shell = with_files();
    fs::remove_dir(shell.path("data")).expect("removed");
    for (what, heading) in [("units", "应参加人数"), ("roster", "工号")] {
        let said = shell.said(&["contest", "template", what, "-o", "template.xlsx"]);
        assert_eq!(said, "模板已写入 template.xlsx\n");
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(shell.path("template.xlsx")).expect("an xlsx");
        let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("readable");
        let mut titles = sheet.rows().next().expect("a heading").iter();
        assert!(titles.any(|title| *title == calamine::Data::String(heading.into())), "{what}");
    }
    assert!(!shell.path("data").exists());
}

#[test]
fn turnout_is_a_table_by_unit_region_sector_and_day() {
    let shell = furnished();
    let turnout = |more: &[&str]| shell.said(&[&["contest", "turnout", "1"], more].concat());
    assert_eq!(
        turnout(&[]),
        "编号  名称    应参加  已开始  已交卷  参与率  备注\n   \
            6  甲公司       3       0       0   0.00%\n   \
            7  乙公司       1       0       0   0.00%\n      \
               合计         4       0       0   0.00%\n"
    );
    assert_eq!(
        turnout(&["--by", "region", "--within", "1"]),
        "编号  名称    应参加  已开始  已交卷  参与率  备注\n   \
            2  沈阳市       3       0       0   0.00%\n   \
            3  大连市       1       0       0   0.00%\n   \
            1  合计         4       0       0   0.00%\n"
    );
    assert!(turnout(&["--by", "sector"]).contains("住建"));
    assert_eq!(turnout(&["--by", "day"]).lines().count(), 2, "nobody has come yet");
    let unknown = shell.refused(&["contest", "turnout", "1", "--within", "99"]);
    assert_eq!(unknown, "ankao: 没有编号为 99 的单位或地区\n");
}

#[tokio::test]
async fn codes_are_for_the_owner_of_the_file_alone_and_looking_is_audited() {
    let shell = furnished();
    let said = shell.said(&["contest", "codes", "1", "-o", "codes.csv"]);
    assert_eq!(said, "3 人的激活码已写入 codes.csv\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| fs::metadata(shell.path(name)).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode("codes.csv"), 0o600);
        shell.said(&["contest", "absentees", "1", "-o", "absentees.xlsx"]);
        assert_eq!(mode("absentees.xlsx"), mode("contest.toml"), "a list is as any file");
    }
    let file = fs::read_to_string(shell.path("codes.csv")).expect("a file");
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines[0], "\u{FEFF}单位,姓名,工号,激活码,备注");
    assert!(lines[1].starts_with("辽宁省 沈阳市 和平区 甲公司,张三,01,"), "{file}");
    assert!(lines[3].starts_with("辽宁省 大连市 中山区 乙公司,'@王五,03,"), "no formula: {file}");
    assert_eq!(shell.said(&["contest", "codes", "1"]), file, "the same each time");
    assert_eq!(shell.said(&["contest", "codes", "1", "--unit", "7"]).lines().count(), 2);
    let shown = shell
        .inside(async |app| {
            let mut connection = app.store.read().await.expect("a reader");
            audit::list(&mut connection, Scope::All, None, 100).await.expect("read")
        })
        .await;
    let shown: Vec<_> = shown.iter().filter(|deed| deed.action == "activation.show").collect();
    assert_eq!(shown.len(), 3);
    assert!(shown.iter().all(|deed| deed.actor.is_none()));
}

#[test]
fn absentees_are_listed_in_a_workbook() {
    let shell = furnished();
    let said = shell.said(&["contest", "absentees", "1", "--unit", "6", "-o", "absentees.xlsx"]);
    assert_eq!(said, "未参加人员名单已写入 absentees.xlsx\n");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(shell.path("absentees.xlsx")).expect("an xlsx");
    let sheet = calamine::Reader::worksheet_range(&mut book, "未参加人员").expect("a sheet");
    let names: Vec<String> = sheet.rows().skip(3).map(|row| row[3].to_string()).collect();
    assert_eq!(names, ["张三", "李四"]);
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let shell = furnished();
    shell.write("wrong.toml", &FILE.replace("host", "hosts"));
    shell.write("broken.toml", "opens = 2026-01-01T09:00:00+08:00\ncloses = = 1\n");
    shell.write("late.toml", &FILE.replace("2099", "2020"));
    let missing = "没有编号为 7 的竞赛；可用 ankao contest list 查看全部竞赛";
    let cases: [(&[&str], &str); 12] = [
        (&["create", "none.toml"], "无法读取 none.toml"),
        (&["create", "wrong.toml"], "wrong.toml：提交的内容有误；/texts/hosts 没有这一项"),
        (&["create", "broken.toml"], "broken.toml 第 2 行不符合 TOML 格式："),
        (&["create", "late.toml"], "提交的内容有误；/closes 结束时间应当晚于开始时间"),
        (&["publish", "7"], missing),
        (&["commend", "7", "--units-per-class", "1", "--individuals", "1"], missing),
        (&["import-units", "1", "none.xlsx"], "无法读取 none.xlsx"),
        (&["import-units", "1", "contest.toml"], "文件无法读取"),
        (&["absentees", "1", "-o", "nowhere/absentees.xlsx"], "无法写入 nowhere/absentees.xlsx"),
        (&["export", "1", "-o", "data"], "无法写入 data"),
        (&["commend", "1", "--units-per-class", "1", "--individuals", "1"], "竞赛当前的状态不允许这样做"),
        (&["list", "--data-dir", "nowhere"], "没有数据目录 nowhere；请检查 ANKAO_DATA_DIR"),
    ];
    for (arguments, sentence) in cases {
        let said = shell.refused(&[&["contest"], arguments].concat());
        assert!(said.starts_with(&format!("ankao: {sentence}")), "{said}");
    }
}

#[tokio::test]
async fn a_folder_in_use_and_a_lost_secret_are_told() {
    let shell = furnished();
    let in_use = shell.inside(async |_| shell.refused(&["contest", "list"])).await;
    assert_eq!(in_use, "ankao: 数据目录 ./data 正由运行中的服务使用；请先停止服务，或通过接口操作\n");
    fs::remove_file(shell.path("data/jwt-secret")).expect("removed");
    let lost = shell.refused(&["contest", "codes", "1"]);
    assert!(lost.starts_with("ankao: ./data 中已有数据而没有密钥文件 jwt-secret"), "{lost}");
}

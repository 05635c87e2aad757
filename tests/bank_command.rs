//! `ankao bank` as a shell sees it: what it prints, and its exit status.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const PACK: &str = r#"[statute]
id = "lamp-law"
title = "灯塔法"
version = "2020-01-02"
valid_from = "2020-03-01"

[[question]]
id = "lamp-001-01"
kind = "single"
stem = "灯塔应当何时点灯？"
options = ["夜间", "正午", "清晨", "假日"]
key = ["A"]
difficulty = 2
topics = ["点灯"]
article = 1
phrase = "夜间点灯"
explanation = "灯塔夜间点灯。"
"#;

fn ankao(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
    command.current_dir(folder).args(arguments).output().expect("ankao runs")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn folder(pack: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["packs", "statutes"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    fs::write(folder.path().join("packs/lamp.toml"), pack).expect("written");
    fs::write(folder.path().join("statutes/law.txt"), "灯塔法｜2020年\n\n第一条 灯塔应当夜间点灯。\n")
        .expect("written");
    folder
}

#[test]
fn a_bank_that_is_right_is_named_by_its_version() {
    let folder = folder(PACK);
    let output = ankao(folder.path(), &["bank", "check", "--statutes", "statutes", "packs"]);
    assert!(output.status.success(), "{output:?}");
    assert!(text(&output).starts_with("1 部法规，1 道试题，没有问题\n题库版本 "), "{}", text(&output));
}

#[test]
fn findings_are_lines_and_exit_status_1() {
    let folder = folder(&PACK.replace(r#"["A"]"#, r#"["E"]"#).replace("\"夜间点灯\"", "\"夜间亮灯\""));
    let output = ankao(folder.path(), &["bank", "check", "--statutes", "statutes", "packs"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output),
        "packs/lamp.toml:7 lamp-001-01 key_outside_options 答案 E 不在选项中\n\
         packs/lamp.toml:7 lamp-001-01 phrase_not_in_article “夜间亮灯”不在第 1 条中\n\
         共 2 处问题\n"
    );
}

#[test]
fn a_path_that_is_not_there_is_said_in_one_sentence() {
    let folder = folder(PACK);
    let output = ankao(folder.path(), &["bank", "stats", "none.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(error.starts_with("ankao: 无法读取 none.toml") && error.lines().count() == 1, "{error}");
}

#[test]
fn the_make_up_is_a_table_that_lines_up() {
    let folder = folder(PACK);
    let output = ankao(folder.path(), &["bank", "stats", "packs/lamp.toml"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        text(&output),
        "法规    单选  多选  判断  合计  难度1  难度2  难度3  难度4  难度5\n\
         灯塔法     1     0     0     1      0      1      0      0      0\n\
         合计       1     0     0     1      0      1      0      0      0\n\
         \n\
         只凭线索猜题，每百分  随机  选最长  排除最短  重复题干词语  独有“应当”“必须”  各种线索合用\n\
         灯塔法                25.0    +0.0      +0.0          +0.0              +0.0          +0.0\n\
         合计                  25.0    +0.0      +0.0          +0.0              +0.0          +0.0\n"
    );
}

#[test]
fn the_bundled_bank_is_right() {
    let folder = folder(PACK);
    let output = ankao(folder.path(), &["bank", "check"]);
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_day_tells_what_is_not_in_force_on_it() {
    let folder = folder(&PACK.replace("\"2020-03-01\"", "\"2020-03-01\"\nvalid_until = \"2026-04-30\""));
    let on = |day| ankao(folder.path(), &["bank", "check", "--on", day, "packs"]);
    let output = on("2026-06-01");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output),
        "packs/lamp.toml:1 - statute_lapsed 《灯塔法》的 1 道试题：法规只到 2026-04-30 有效，2026-06-01 已失效\n\
         共 1 处问题\n"
    );
    assert!(on("2026-04-30").status.success());
    assert!(text(&on("2019-01-01")).contains("statute_not_in_force"));
    assert_eq!(on("someday").status.code(), Some(2));
}

#[test]
fn a_number_that_the_article_does_not_have_is_found_with_the_texts() {
    let folder = folder(&PACK.replace(r#"["夜间","#, r#"["二十四小时内","#));
    assert!(ankao(folder.path(), &["bank", "check", "packs"]).status.success());
    let output = ankao(folder.path(), &["bank", "check", "--statutes", "statutes", "packs"]);
    assert_eq!(
        text(&output),
        "packs/lamp.toml:7 lamp-001-01 number_not_in_article 答案中的“二十四小时”不在所引的条文中\n共 1 处问题\n"
    );
}

#[test]
fn two_banks_differ_by_id_and_part_and_the_status_is_that_of_diff() {
    let folder = folder(PACK);
    let lamp = folder.path().join("lamp.toml");
    let diff = |b| ankao(folder.path(), &["bank", "diff", "packs", b]);
    let write = |pack: &str| fs::write(&lamp, pack).expect("written");

    write(&format!("# only a remark\n{PACK}"));
    let same = diff("lamp.toml");
    assert!(same.status.success() && text(&same).starts_with("两份题库相同，版本 "), "{same:?}");

    let second = PACK[PACK.find("[[question]]").expect("a question")..].replace("lamp-001-01", "lamp-001-02");
    let changed = PACK.replace("何时点灯", "几时点灯").replace(r#"["A"]"#, r#"["B"]"#);
    write(&format!("{changed}\n{second}"));
    let other = diff("lamp.toml");
    assert_eq!(other.status.code(), Some(1));
    let said = text(&other);
    let (versions, changes) = said.split_at(said.find("~ ").expect("a change"));
    let of_version = versions.lines().map(|line| line.split(' ').map(|word| word.chars().count()).collect::<Vec<_>>());
    assert_eq!(of_version.collect::<Vec<_>>(), [[1, 64, 5], [1, 64, 9]], "{versions}");
    assert_eq!(
        changes,
        "~ lamp-001-01 题干、答案\n    - 题干 灯塔应当何时点灯？\n    + 题干 灯塔应当几时点灯？\n    - 答案 A\n    + 答案 B\n\
         + lamp-001-02 灯塔应当何时点灯？\n\
         试题增加 1 道，删除 0 道，修改 1 道\n"
    );

    assert_eq!(diff("none.toml").status.code(), Some(2));
    write("not = a pack");
    let malformed = diff("lamp.toml");
    assert_eq!(malformed.status.code(), Some(2));
    assert!(text(&malformed).starts_with("lamp.toml:1 - malformed_toml"), "{malformed:?}");
}

#[test]
fn a_simulation_tells_how_alike_papers_are_and_how_evenly_the_bank_is_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let simulate = ["bank", "simulate", "--papers", "10000", "--on", "2026-06-15"];
    let simulated = ankao(folder.path(), &simulate);
    assert_eq!(simulated.status.code(), Some(0), "{simulated:?}");
    let text = text(&simulated);
    assert!(text.starts_with("抽了 10000 份试卷，"), "{text}");
    let deviation = text.split("标准差 ").nth(1).and_then(|it| it.split('（').next()).expect("a figure");
    assert!(deviation.parse::<f64>().expect("a number") <= 0.5, "{text}");
    let lines = text.lines().skip_while(|line| !line.contains("均匀度 p")).skip(1);
    let likelihoods: Vec<f64> = lines.filter_map(|line| line.split_whitespace().nth(5)?.parse().ok()).collect();
    assert_eq!(likelihoods.len(), 9, "{text}");
    assert!(likelihoods.iter().all(|it| *it > 0.01), "{text}");
    assert_eq!(self::text(&ankao(folder.path(), &simulate)), text, "the same bank, the same figures");

    fs::write(folder.path().join("blueprint.toml"), "limit_ms = 1\nsections = []\n").expect("written");
    let refused = ankao(folder.path(), &["bank", "simulate", "--blueprint", "blueprint.toml"]);
    assert_ne!(refused.status.code(), Some(0));
    let why = String::from_utf8(refused.stderr).expect("UTF-8");
    assert!(why.contains("组卷方案没有大题"), "{why}");
}

//! `ankao contest` as a shell sees it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const FILE: &str = r#"
opens = 2026-06-01T09:00:00+08:00
closes = "2099-06-30T18:00:00+08:00"

[texts]
name = "安全生产月竞赛"
host = "安委办"

[rules]
prizes = true
"#;

fn ankao(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
    command.current_dir(folder).env_remove("ANKAO_BANK_DIR").env_remove("ANKAO_DATA_DIR");
    command.arg("contest").args(arguments).output().expect("ankao runs")
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    fs::write(folder.path().join("contest.toml"), FILE).expect("written");
    folder
}

#[test]
fn a_contest_is_created_published_listed_and_closed() {
    let folder = folder();
    let run = |arguments: &[&str]| ankao(folder.path(), arguments);
    assert_eq!(said(&run(&["create", "contest.toml"])), "已创建竞赛 1（草稿）：安全生产月竞赛\n");
    let published = said(&run(&["publish", "1"]));
    assert!(published.starts_with("已发布竞赛 1：安全生产月竞赛\n试题来源 "), "{published}");
    assert!(published.contains("注意：本竞赛设有奖品"), "{published}");
    let listed = said(&run(&["list"]));
    assert!(listed.contains("安全生产月竞赛     1  进行中"), "{listed}");
    assert!(refused(&run(&["publish", "1"])).contains("竞赛已经发布"));
    assert!(said(&run(&["close", "1", "--reason", "提前结束"])).starts_with("已提前结束竞赛 1"));
    assert!(said(&run(&["list"])).contains("收卷中"));
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let folder = folder();
    let run = |arguments: &[&str]| ankao(folder.path(), arguments);
    assert!(refused(&run(&["create", "none.toml"])).starts_with("ankao: 无法读取 none.toml"));
    fs::write(folder.path().join("wrong.toml"), FILE.replace("host", "hosts")).expect("written");
    let wrong = refused(&run(&["create", "wrong.toml"]));
    assert!(wrong.starts_with("ankao: wrong.toml 的格式有误") && wrong.contains("hosts"), "{wrong}");
    fs::write(folder.path().join("late.toml"), FILE.replace("2099", "2020")).expect("written");
    assert!(refused(&run(&["create", "late.toml"])).contains("/closes 结束时间应当晚于开始时间"));
    assert!(refused(&run(&["publish", "7"])).contains("没有找到"));
    let nowhere = refused(&run(&["--data-dir", "nowhere", "list"]));
    assert!(nowhere.contains("没有数据目录 nowhere"), "{nowhere}");
}

//! `ankao user` as a shell sees it.

#[path = "support/shell.rs"]
mod shell;

use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr},
    process::Stdio,
};

use ankao::{fault::Code, people};
use serde_json::json;
use shell::Shell;

const CONTEST: &str = r#"
opens = 2026-01-01T09:00:00+08:00
closes = 2099-06-30T18:00:00+08:00
texts = { name = "安全生产月竞赛", host = "安委办" }
"#;

/// A unit (number 4) of a county, and somebody of its roster (number 2) who has not signed in yet.
fn furnished() -> Shell {
    let shell = Shell::new();
    shell.write("contest.toml", CONTEST);
    shell.write("units.csv", "省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,甲公司,10\n");
    shell.write("roster.csv", "单位名称,姓名,工号\n甲公司,张三,01\n");
    shell.said(&["user", "create", "--login", "sheng", "--name", "主办人", "--organizer"]);
    shell.said(&["contest", "create", "contest.toml"]);
    shell.said(&["contest", "import-units", "1", "units.csv"]);
    shell.said(&["contest", "import-roster", "1", "roster.csv"]);
    shell
}

impl Shell {
    /// Runs with a line on standard input.
    fn told(&self, arguments: &[&str], line: &str) -> String {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("ankao runs");
        let mut input = child.stdin.take().expect("piped");
        input.write_all(line.as_bytes()).expect("written");
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    async fn signs_in(&self, login: &str, password: &str) -> Result<(), Code> {
        let input = serde_json::from_value(json!({ "login": login, "password": password })).expect("an input");
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        self.inside(async |app| people::sign_in(app, input, peer).await.map(|_| ()).map_err(|fault| fault.code)).await
    }
}

#[tokio::test]
async fn an_account_is_created_and_its_password_set_anew() {
    let shell = Shell::new();
    let created = shell.said(&["user", "create", "--login", "sheng", "--name", "主办人", "--organizer"]);
    let (done, password) = created.split_once("\n密码（只显示这一次）：").expect("a password");
    assert_eq!(done, "已创建账号 1");
    assert_eq!(shell.signs_in("sheng", password.trim_end()).await, Ok(()));

    let set = shell.told(&["user", "passwd", "--login", "sheng", "--password-stdin"], "anquan-2026\n");
    assert_eq!(set, "已重设账号 1 的密码\n");
    assert_eq!(shell.signs_in("sheng", "anquan-2026").await, Ok(()));
    assert_eq!(shell.signs_in("sheng", password.trim_end()).await, Err(Code::SignInRefused));
}

#[tokio::test]
async fn a_participant_who_has_signed_in_can_be_liaison_without_a_login() {
    let shell = furnished();
    let grant = ["user", "grant", "--person", "2", "--liaison", "--unit", "4"];
    assert_eq!(shell.refused(&grant), "ankao: 与已有的内容冲突：该账号尚未激活\n");
    shell.sql("UPDATE person SET claimed = 1 WHERE id = 2").await;
    shell.said(&grant);
    let listed = shell.said(&["user", "list"]);
    assert!(listed.contains("2  工号 01  张三    联络员         4  辽宁省 沈阳市 和平区 甲公司"), "{listed}");
}

#[test]
fn offices_are_listed_granted_and_revoked() {
    let shell = furnished();
    let create = ["user", "create", "--login", "lianluo", "--name", "联络人", "--liaison", "--unit", "4"];
    shell.said(&create);
    let grant = ["user", "grant", "--login", "lianluo", "--organizer", "--unit", "2"];
    assert_eq!(shell.said(&grant), "已给账号 3 授予职责\n");
    assert_eq!(shell.said(&grant), "已给账号 3 授予职责\n", "once more is once");
    assert_eq!(
        shell.said(&["user", "list"]),
        "职责编号  账号编号  登录名   姓名    职责    单位编号  单位或地区\n       \
            1         1  sheng    主办人  主办方            全部\n       \
            2         3  lianluo  联络人  联络员         4  辽宁省 沈阳市 和平区 甲公司\n       \
            3         3  lianluo  联络人  主办方         2  辽宁省 沈阳市\n"
    );
    assert_eq!(shell.said(&["user", "revoke", "3"]), "已撤销职责 3\n");
    assert_eq!(shell.said(&["user", "revoke", "1"]), "已撤销职责 1\n");
    assert_eq!(
        shell.said(&["user", "list"]),
        "职责编号  账号编号  登录名   姓名    职责    单位编号  单位或地区\n       \
            2         3  lianluo  联络人  联络员         4  辽宁省 沈阳市 和平区 甲公司\n"
    );
}

#[test]
fn what_cannot_be_is_said_in_one_sentence() {
    let shell = furnished();
    let cases: [(&[&str], &str); 5] = [
        (&["create", "--login", "sheng", "--name", "另一人", "--organizer"], "与已有的内容冲突：登录名已被使用"),
        (
            &["create", "--login", "xin", "--name", "新人", "--liaison", "--unit", "99"],
            "提交的内容有误；/unit 没有这个单位或地区",
        ),
        (&["grant", "--login", "nobody", "--organizer"], "没有找到：没有这个账号"),
        (&["revoke", "9"], "没有找到：没有这项职责"),
        (&["grant", "--login", "sheng", "--organizer", "--unit", "99"], "提交的内容有误；/unit 没有这个单位或地区"),
    ];
    for (arguments, sentence) in cases {
        assert_eq!(shell.refused(&[&["user"], arguments].concat()), format!("ankao: {sentence}\n"));
    }
}

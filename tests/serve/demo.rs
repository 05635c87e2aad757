//! The demo: made as a whole or not at all, with sign-ins that work, on this machine alone.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
};

use serde_json::{Value, json};

use crate::process::{Server, ankao, refused};

/// Starts the demo and kills it in the middle of its work.
fn interrupt(folder: &Path) {
    let mut command = ankao(folder, ["serve", "--demo", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("ankao runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("UTF-8");
    assert!(line.starts_with("正在准备演示竞赛"), "{line}");
    while !folder.join("data/demo-unfinished/ankao.sqlite").exists() {
        std::thread::yield_now();
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert!(!folder.join("data/ankao.sqlite").exists(), "it was killed before it was done");
}

async fn get(base: &str, path: &str, token: &str) -> Value {
    let request = reqwest::Client::new().get(format!("{base}/api/v1{path}"));
    let request = if token.is_empty() { request } else { request.bearer_auth(token) };
    let answer = request.send().await.expect("answers").error_for_status().expect("allowed");
    answer.json().await.expect("JSON")
}

async fn sign_in(base: &str, body: Value) -> String {
    let answer = reqwest::Client::new().post(format!("{base}/api/v1/auth/login")).json(&body).send().await;
    let answer: Value = answer.expect("answers").error_for_status().expect("signed in").json().await.expect("JSON");
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// What stands between two texts of the greeting.
fn told<'a>(greeting: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = greeting.split_once(before).expect("told");
    rest.split_once(after).expect("told").0
}

#[tokio::test]
async fn the_demo_is_mended_signs_in_as_it_says_and_stays_on_this_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    interrupt(folder.path());

    let mut server = Server::start(folder.path(), &["--demo"], &[]);
    for _ in 0..4 {
        server.line();
    }
    let (greeting, base) = (server.greeting.clone(), server.base.clone());
    let password = told(&greeting, "密码 ", "\n");
    let unit = told(&greeting, "单位“", "”");
    let found = get(&base, &format!("/units?q={unit}"), "").await;
    let body = json!({
        "unit": found["units"][0]["id"],
        "employee_number": told(&greeting, "工号 ", "，"),
        "password": password,
    });
    let staff = sign_in(&base, body).await;
    let profile = get(&base, "/me", &staff).await;
    let contest = profile["enrolments"][0]["contest"].as_i64().expect("a contest");

    let login = told(&greeting, "联络员：账号 ", "，");
    let liaison = sign_in(&base, json!({ "login": login, "password": password })).await;
    let absentees = get(&base, &format!("/contests/{contest}/turnout/absentees"), &liaison).await;
    assert!(absentees["lines"].as_array().is_some_and(|lines| lines.len() > 10), "{absentees}");
    for state in ["unclaimed", "unconfirmed", "confirmed"] {
        let people = get(&base, &format!("/contests/{contest}/people?state={state}"), &liaison).await;
        assert!(people["people"].as_array().is_some_and(|people| people.len() > 1), "{state}: {people}");
    }

    let login = told(&greeting, "主办方：账号 ", "，");
    let organizer = sign_in(&base, json!({ "login": login, "password": password })).await;
    let settings = get(&base, &format!("/contests/{contest}/settings"), &organizer).await;
    assert_eq!(settings["contest"]["phase"], "open");
    server.ask_to_stop();
    assert!(server.end().0.success());

    let said = refused(&mut ankao(folder.path(), ["serve", "--listen", "0.0.0.0:0"]));
    assert!(said.starts_with("数据目录 ./data 中是演示竞赛，其账号和密码是公开的，只能监听本机地址"), "{said}");
    assert!(!folder.path().join("data/demo-unfinished").exists());
    let again = Server::start(folder.path(), &["--demo"], &[]);
    assert_eq!(get(&again.base, "/contests", "").await["contests"].as_array().map(Vec::len), Some(1));
}

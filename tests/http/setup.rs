//! `src/http/setup.rs`: the first organizer of an empty installation.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

use ankao::people::issue_set_up_code;
use serde_json::{Value, json};

use crate::{
    location::database_url,
    support::{Answer, SECRET, Stage, people::PASSWORD},
};

const WRONG: &str = "ZZZZ-ZZZZ";

fn input(code: &str) -> Value {
    json!({ "code": code, "login": "zhuban", "name": "主办", "password": PASSWORD })
}

async fn code(stage: &Stage) -> String {
    issue_set_up_code(&stage.app).await.expect("read").expect("there is no organizer").to_string()
}

async fn set_up(stage: &Stage, body: Value) -> Answer {
    stage.post_unsigned("/api/v1/setup", body).await
}

#[actix_web::test]
async fn whoever_has_the_code_becomes_the_first_organizer_and_sets_up_a_contest() {
    let stage = Stage::new().await;
    let code = code(&stage).await;
    assert_eq!(stage.look("/api/v1/setup").await.expect(200), json!({ "needed": true }));
    set_up(&stage, input(&code.to_lowercase())).await.expect(201);
    assert_eq!(stage.look("/api/v1/setup").await.expect(200), json!({ "needed": false }));
    assert_eq!(set_up(&stage, input(&code)).await.problem(), "set_up_done");
    assert!(issue_set_up_code(&stage.app).await.expect("read").is_none());

    let login = json!({ "login": "zhuban", "password": PASSWORD });
    let signed_in = stage.post_unsigned("/api/v1/auth/login", login).await.expect(200);
    assert_eq!(signed_in["roles"]["organizer_of_all"], true);
    let token = signed_in["access_token"].as_str().expect("a token");
    stage.post("/api/v1/contests", token, crate::support::officials::settings()).await.expect(201);
    let listed = stage.get("/api/v1/contests", token).await.expect(200);
    assert_eq!(listed["contests"][0]["phase"], "draft", "organizers see their drafts");
    stage.stop().await;
}

#[actix_web::test]
async fn five_wrong_codes_void_the_right_one_until_another_is_issued() {
    let stage = Stage::new().await;
    let code = self::code(&stage).await;
    let malformed = set_up(&stage, json!({ "code": "短", "login": "?", "name": "", "password": "x" })).await;
    let pointers: Vec<_> =
        malformed.expect(422)["errors"].as_array().expect("errors").iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(pointers, ["/code", "/login", "/name", "/password"]);
    for _ in 0..5 {
        assert_eq!(set_up(&stage, input(WRONG)).await.problem(), "set_up_refused");
    }
    assert_eq!(set_up(&stage, input(&code)).await.problem(), "set_up_refused");
    assert_eq!(stage.look("/api/v1/setup").await.expect(200), json!({ "needed": true }));
    let next = self::code(&stage).await;
    assert_ne!(next, code);
    set_up(&stage, input(&next)).await.expect(201);
    stage.stop().await;
}

#[actix_web::test]
async fn two_who_use_the_code_at_once_make_one_organizer() {
    let stage = Stage::new().await;
    let code = code(&stage).await;
    let two = ["zhuban-1", "zhuban-2"].map(|login| {
        let mut body = input(&code);
        body["login"] = json!(login);
        set_up(&stage, body)
    });
    let answers = futures_util::future::join_all(two).await;
    assert_eq!(answers.iter().filter(|it| it.status == 201).count(), 1);
    assert_eq!(stage.count("SELECT COUNT(*) FROM role").await, 1);
    stage.stop().await;
}

#[actix_web::test]
async fn an_installation_with_an_organizer_takes_no_code() {
    let stage = Stage::new().await;
    let code = code(&stage).await;
    stage.organizer(None).await;
    assert_eq!(set_up(&stage, input(&code)).await.problem(), "set_up_done");
    assert_eq!(stage.look("/api/v1/setup").await.expect(200), json!({ "needed": false }));
    stage.stop().await;
}

/// What `ankao serve` says in that folder before it is ended.
async fn said(folder: &std::path::Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
    command.envs(database_url(folder).await.map(|url| ("ANKAO_DATABASE_URL", url)));
    let mut process = command
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data-dir"])
        .arg(folder)
        .env("ANKAO_JWT_SECRET", SECRET)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut out = BufReader::new(process.stdout.take().expect("its output"));
    let mut said = String::new();
    out.read_line(&mut said).expect("a line");
    process.kill().expect("killed");
    process.wait().expect("gone");
    out.read_to_string(&mut said).expect("the rest");
    said
}

#[actix_web::test]
async fn the_server_says_the_code_where_it_is_started_while_there_is_no_organizer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (said(folder.path()).await, said(folder.path()).await);
    let code = |said: &str| said.lines().nth(1).and_then(|line| line.rsplit('：').next()).map(str::to_owned);
    assert!(first.contains("/setup") && code(&first).is_some_and(|it| it.len() == 9), "{first}");
    assert_ne!(code(&first), code(&second), "another at every start");

    let stage = Stage::new().await;
    stage.organizer(None).await;
    let folder = stage.leave().await;
    assert_eq!(said(folder.path()).await.lines().count(), 1);
}

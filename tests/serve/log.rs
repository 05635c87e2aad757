//! The log: structured, and without names, phones, passwords or tokens.

use std::{fs, path::Path};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::process::{Server, run};

const NAME: &str = "欧阳测试";
const PHONE: &str = "13800001234";
const PASSWORD: &str = "correct-horse-2026";
const WRONG: &str = "wrong-password-2026";

const CONTEST: &str = r#"
opens = 2026-01-01T09:00:00+08:00
closes = 2099-06-30T18:00:00+08:00

[texts]
name = "安全生产月竞赛"
host = "安委办"
"#;

const UNITS: &str = "省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,第一建筑公司,12\n";

fn prepare(folder: &Path) {
    fs::create_dir(folder.join("data")).expect("a folder");
    fs::write(folder.join("contest.toml"), CONTEST).expect("written");
    let official = ["user", "create", "--login", "anwei", "--name", NAME, "--organizer", "--password-stdin"];
    for arguments in [&official[..], &["contest", "create", "contest.toml"], &["contest", "publish", "1"]] {
        let done = run(folder, arguments.iter().copied(), PASSWORD);
        assert!(done.status.success(), "{done:?}");
    }
}

struct Asker {
    client: Client,
    base: String,
    token: String,
}

impl Asker {
    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.client.post(format!("{}/api/v1{path}", self.base)).json(body);
        self.send(request).await
    }

    async fn import(&self, path: &str, file: &str) -> (StatusCode, Value) {
        let request = self.client.post(format!("{}/api/v1{path}", self.base)).header("content-type", "text/csv");
        self.send(request.body(file.to_owned())).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> (StatusCode, Value) {
        let request = if self.token.is_empty() { request } else { request.bearer_auth(&self.token) };
        let answer = request.send().await.expect("answers");
        (answer.status(), serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default())
    }
}

#[tokio::test]
async fn no_name_phone_password_or_token_is_in_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    let mut server = Server::start(folder.path(), &[], &[("ANKAO_LOG", "debug")]);
    let mut asker = Asker { client: Client::new(), base: server.base.clone(), token: String::new() };

    let login = |password: &str| json!({ "login": "anwei", "password": password });
    assert_eq!(asker.post("/auth/login", &login(WRONG)).await.0, 401);
    let (status, tokens) = asker.post("/auth/login", &login(PASSWORD)).await;
    assert_eq!(status, 200);
    asker.token = tokens["access_token"].as_str().expect("a token").to_owned();

    assert_eq!(asker.import("/contests/1/units/imports", UNITS).await.0, 200);
    let roster = format!("单位名称,姓名,工号\n第一建筑公司,{NAME},0001\n没有这个单位,{NAME},{PHONE}\n");
    assert_eq!(asker.import("/contests/1/participants/imports", &roster).await.0, 422);
    let roster = format!("单位名称,姓名,工号\n第一建筑公司,{NAME},{PHONE}\n");
    assert_eq!(asker.import("/contests/1/participants/imports", &roster).await.0, 200);

    let unit = asker.send(asker.client.get(format!("{}/api/v1/units?q=第一建筑", asker.base))).await.1;
    let unit = &unit["units"][0]["id"];
    let register = |name: &str, number: &str, password: &str| {
        json!({
            "contest": 1, "unit": unit, "name": name, "employee_number": number, "password": password,
            "consent": "2026-06",
        })
    };
    assert_eq!(asker.post("/auth/register", &register("一", &format!("{PHONE},"), "short")).await.0, 422);
    assert_eq!(asker.post("/auth/register", &register(NAME, PHONE, PASSWORD)).await.0, 202);
    assert_eq!(asker.post("/auth/register", &json!({ "name": NAME, "phone": PHONE })).await.0, 422);
    assert_eq!(asker.post("/auth/register", &json!({ "contest": PHONE, "name": NAME })).await.0, 422);
    // The refusal tells the organizer whose number it is.
    let roster = format!("单位名称,姓名,工号\n第一建筑公司,张三,{PHONE}\n");
    let (status, refused) = asker.import("/contests/1/participants/imports", &roster).await;
    assert_eq!(status, 422);
    assert!(refused.to_string().contains(NAME), "{refused}");
    let search = format!("{}/api/v1/contests/1/people?q={NAME}&limit={PHONE}", asker.base);
    assert_eq!(asker.send(asker.client.get(search)).await.0, 400);
    let refresh = tokens["refresh_token"].clone();
    let (status, next) = asker.post("/auth/refresh", &json!({ "refresh_token": refresh })).await;
    assert_eq!(status, 200);
    assert_eq!(asker.post("/auth/refresh", &json!({ "refresh_token": "17.1.invented" })).await.0, 401);

    server.ask_to_stop();
    let (_, log) = server.end();
    let routes = ["/api/v1/auth/login", "/api/v1/contests/{contest}/participants/imports", "\"status\":422"];
    for told in routes {
        assert!(log.contains(told), "the log tells of {told}");
    }
    let text = |value: &Value| value.as_str().expect("a token").to_owned();
    let tokens = [&tokens["access_token"], &refresh, &next["access_token"], &next["refresh_token"]].map(text);
    let encoded: Vec<String> = NAME.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for secret in [NAME, &encoded.concat(), PHONE, PASSWORD, WRONG].into_iter().chain(tokens.iter().map(String::as_str))
    {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} stands in the log: {line:?}");
    }
}

//! What goes over the wire: compression, sizes, heads and HEAD.

use ankao::{
    domain::{
        Span,
        contest::{Rules, Window},
        paper::Blueprint,
        unit::UnitKind,
    },
    packs,
};
use futures_util::future::join_all;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::support::{NOON, Stage};

/// Most bytes of a paper.
const PAPER: usize = 10 * 1_024;

const SAFETY: [&str; 5] =
    ["x-content-type-options", "x-frame-options", "referrer-policy", "permissions-policy", "content-security-policy"];

/// A client that takes what it gets as it is.
fn plain() -> Client {
    Client::builder().no_gzip().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

async fn ask(stage: &Stage, method: Method, path: &str, accepted: &str) -> Response {
    let request = plain().request(method, format!("{}{path}", stage.base)).header("accept-encoding", accepted);
    request.send().await.expect("the server answers")
}

#[track_caller]
fn head<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().expect("text"))
}

#[actix_web::test]
async fn a_standard_paper_is_at_most_ten_kilobytes_on_the_wire() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let bank = packs::bank(None).expect("the bundled bank");
    let window = Window { opens: NOON, closes: NOON + Span::minutes(600) };
    let contest = stage.publish(&bank, Blueprint::standard(), window, |_: &mut Rules| {}).await;
    for number in 0..8 {
        let person = stage.person(contest, unit, &format!("张{number}")).await;
        let path = format!("/api/v1/contests/{contest}/attempts");
        for accepted in ["br", "gzip", "gzip, deflate, br, zstd"] {
            let request = plain().post(format!("{}{path}", stage.base)).header("accept-encoding", accepted);
            let request = request.bearer_auth(&person.token).json(&json!({ "start_id": "start-0001" }));
            let response = request.send().await.expect("the server answers");
            assert!(response.status().is_success());
            // Smaller than brotli here, and sooner.
            let encoding = if accepted.contains("gzip") { "gzip" } else { "br" };
            assert_eq!(head(&response, "content-encoding"), Some(encoding), "{accepted}");
            assert_eq!(head(&response, "content-type"), Some("application/json"));
            let length = response.bytes().await.expect("a body").len();
            assert!((4_096..=PAPER).contains(&length), "{length} bytes by {encoding}");
        }
    }
    stage.stop().await;
}

#[actix_web::test]
async fn boards_and_pages_are_compressed_and_the_stream_is_not() {
    let stage = Stage::new().await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    // As many as a public list needs.
    for number in 0..20 {
        let person = stage.person(contest, unit, &format!("张{number}")).await;
        stage.hand_in(contest, &person).await;
    }
    let boards = format!("/api/v1/contests/{contest}/leaderboards");
    for path in [&format!("{boards}/individuals"), &format!("{boards}/units"), "/", "/docs/", "/docs/openapi.json"] {
        for encoding in ["br", "gzip"] {
            let response = ask(&stage, Method::GET, path, encoding).await;
            assert_eq!(response.status(), 200, "{path}");
            assert_eq!(head(&response, "content-encoding"), Some(encoding), "{path}");
        }
    }
    let mut stream = ask(&stage, Method::GET, &format!("{boards}/stream"), "br, gzip").await;
    assert!(matches!(head(&stream, "content-encoding"), None | Some("identity")));
    assert_eq!(head(&stream, "x-accel-buffering"), Some("no"));
    let mut first = String::new();
    while !first.contains("event: snapshot") {
        let chunk = stream.chunk().await.expect("read").expect("goes on");
        first += std::str::from_utf8(&chunk).expect("plain text");
    }
    drop(stream);
    stage.stop().await;
}

#[actix_web::test]
async fn head_answers_as_get_does_without_the_body() {
    let stage = Stage::new().await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let paths = [
        "/healthz",
        "/readyz",
        "/",
        "/docs/",
        "/docs/openapi.json",
        "/api/v1/contests",
        &format!("/api/v1/contests/{contest}"),
        "/api/v1/contests/999",
        "/api/v1/nothing",
    ];
    for path in paths {
        let (get, only) =
            (ask(&stage, Method::GET, path, "identity").await, ask(&stage, Method::HEAD, path, "identity").await);
        assert_eq!(only.status(), get.status(), "{path}");
        for name in ["content-type", "content-length", "etag", "cache-control"] {
            assert_eq!(head(&only, name), head(&get, name), "{name} of {path}");
        }
        assert!(only.bytes().await.expect("no body").is_empty());
    }
    let stream = format!("/api/v1/contests/{contest}/leaderboards/stream");
    let stream = ask(&stage, Method::HEAD, &stream, "identity").await;
    assert_eq!(head(&stream, "content-type"), Some("text/event-stream"));
    let login = ask(&stage, Method::HEAD, "/api/v1/auth/login", "identity").await;
    assert_eq!((login.status().as_u16(), head(&login, "allow")), (405, Some("POST")));
    stage.stop().await;
}

#[actix_web::test]
async fn every_answer_keeps_browsers_safe_also_to_a_token_that_asks_too_fast() {
    let stage = Stage::new().await;
    let requests = (0..160).map(|_| stage.get("/api/v1/me", "not-a-token"));
    let answers = join_all(requests).await;
    let refused = answers.iter().find(|answer| answer.status == 429).expect("refused in the end");
    assert_eq!(refused.problem(), "too_many_requests");
    assert!(refused.headers["retry-after"].to_str().is_ok_and(|wait| wait.parse::<u32>().is_ok()));
    let problem: Value = serde_json::from_str(&refused.text).expect("JSON");
    assert!(problem["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{problem}");
    assert_eq!(refused.headers["x-request-id"].to_str().ok(), problem["request_id"].as_str());

    let others = ["/", "/docs/", "/healthz", "/api/v1/contests", "/api/v1/nothing"].map(|path| stage.look(path));
    for answer in join_all(others).await.iter().chain([refused]) {
        for name in SAFETY {
            assert!(answer.headers.contains_key(name), "{name} is missing from a {}", answer.status);
        }
    }
    stage.stop().await;
}

#[actix_web::test]
async fn the_interactive_documentation_needs_nothing_that_the_policy_forbids() {
    let stage = Stage::new().await;
    let bare = ask(&stage, Method::GET, "/docs", "identity").await;
    assert_eq!((bare.status().as_u16(), head(&bare, "location")), (308, Some("/docs/")));
    let page = ask(&stage, Method::GET, "/docs/", "identity").await.text().await.expect("a page");
    assert!(!page.contains("style=") && !page.contains("<style") && !page.contains(" on"), "{page}");
    let files: Vec<_> = page.split('"').filter(|it| [".js", ".css"].iter().any(|end| it.ends_with(end))).collect();
    assert_eq!(files, ["swagger-ui.css", "swagger-ui-bundle.js", "start.js"]);
    assert_eq!(page.matches("<script").count(), page.matches("<script src=").count(), "{page}");
    for file in files {
        assert_eq!(ask(&stage, Method::GET, &format!("/docs/{file}"), "gzip").await.status(), 200, "{file}");
    }
    stage.stop().await;
}

#[actix_web::test]
async fn a_head_that_is_too_long_is_refused_and_a_long_one_is_not() {
    let stage = Stage::new().await;
    let with = |length: usize| plain().get(format!("{}/healthz", stage.base)).header("x-long", "x".repeat(length));
    assert_eq!(with(60_000).send().await.expect("answered").status(), 204);
    assert_eq!(with(200_000).send().await.expect("answered").status(), 431);
    let many = (0..100).fold(plain().get(format!("{}/healthz", stage.base)), |request, number| {
        request.header(format!("x-{number}"), "x")
    });
    assert_eq!(many.send().await.expect("answered").status(), 431);
    stage.stop().await;
}

#[actix_web::test]
async fn a_store_that_does_not_answer_is_told_to_whoever_asks_for_readiness() {
    let stage = Stage::new().await;
    let rename = async |from: &'static str| {
        let mut turn = stage.app.store.write().await.expect("a turn");
        sqlx::query(from).execute(turn.connection()).await.expect("renamed");
        stage.app.store.commit(turn).await.expect("committed");
    };
    rename("ALTER TABLE contest RENAME TO elsewhere").await;
    let answer = stage.look("/readyz").await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (503, "store_unavailable"));
    assert_eq!(answer.headers["retry-after"], "2");
    assert_eq!(stage.look("/healthz").await.status, 204, "the process runs");
    rename("ALTER TABLE elsewhere RENAME TO contest").await;
    assert_eq!(stage.look("/readyz").await.status, 204);
    stage.stop().await;
}

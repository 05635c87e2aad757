//! What holds on every route: problems, heads, limits, documents.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Stage;

#[actix_web::test]
async fn every_wrong_turn_is_a_problem_with_a_stable_code() {
    let stage = Stage::new().await;
    let unknown = stage.send(Method::GET, "/api/v1/nothing", None, None).await;
    assert_eq!((unknown.status.as_u16(), unknown.problem().as_str()), (404, "not_found"));

    let method = stage.send(Method::DELETE, "/healthz", None, None).await;
    assert_eq!((method.status.as_u16(), method.problem().as_str()), (405, "method_not_allowed"));
    assert_eq!(method.headers["allow"], "GET, HEAD");

    let anonymous = stage.send(Method::POST, "/api/v1/contests/1/attempts", None, Some(&json!({}))).await;
    assert_eq!((anonymous.status.as_u16(), anonymous.problem().as_str()), (401, "not_signed_in"));

    let id = stage.send(Method::GET, "/api/v1/attempts/1-1-1", Some("x"), None).await;
    assert_eq!((id.status.as_u16(), id.problem().as_str()), (404, "not_found"));
    stage.stop().await;
}

#[actix_web::test]
async fn bodies_that_cannot_be_read_are_told_apart() {
    let stage = Stage::new().await;
    let token = stage.organizer(None).await.token;
    let path = "/api/v1/contests/1/attempts";
    let cases = [
        ("application/json", "{\"start_id\":".to_owned(), 400, "malformed_json"),
        ("application/json", "{\"start\":1}".to_owned(), 422, "invalid_input"),
        ("text/plain", "{}".to_owned(), 415, "unsupported_media_type"),
        ("application/json", format!("{{\"start_id\":\"{}\"}}", "x".repeat(300_000)), 413, "payload_too_large"),
    ];
    for (content_type, body, status, code) in cases {
        let answer = stage.raw(Method::POST, path, Some(&token), content_type, body.into()).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (status, code));
    }
    stage.stop().await;
}

#[actix_web::test]
async fn every_answer_carries_its_request_id_and_keeps_browsers_safe() {
    let stage = Stage::new().await;
    let answer = stage.send(Method::GET, "/api/v1/nothing", None, None).await;
    let problem: Value = serde_json::from_str(&answer.text).expect("json");
    assert_eq!(answer.headers["x-request-id"].to_str().ok(), problem["request_id"].as_str());
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    let policy = answer.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe-inline"), "{policy}");
    stage.stop().await;
}

#[actix_web::test]
async fn operators_and_readers_find_what_they_look_for() {
    let stage = Stage::new().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(stage.send(Method::GET, path, None, None).await.status, 204);
    }
    let metrics = stage.send(Method::GET, "/metrics", None, None).await;
    assert!(metrics.text.contains("ankao_http_requests_total"), "{}", metrics.text);
    assert_eq!(stage.send(Method::GET, "/docs/", None, None).await.status, 200);
    let document = stage.send(Method::GET, "/docs/openapi.json", None, None).await.expect(200);
    assert_eq!(document["openapi"], "3.1.0");
    // Also below the documentation, every error is a problem.
    let nothing = stage.send(Method::GET, "/docs/nothing", None, None).await;
    assert_eq!((nothing.status.as_u16(), nothing.problem()), (404, "not_found".into()));
    for path in ["/docs", "/docs/", "/docs/swagger-ui.css"] {
        let posted = stage.send(Method::POST, path, None, None).await;
        assert_eq!((posted.status.as_u16(), posted.problem()), (405, "method_not_allowed".into()), "{path}");
    }
    let page = stage.send(Method::GET, "/contests/1", None, None).await;
    assert!(page.status == 200 && page.text.contains("<html lang=\"zh-CN\">"), "{}", page.text);
    stage.stop().await;
}

#[test]
fn the_document_checked_in_is_the_one_of_the_code() {
    let checked_in = include_str!("../../openapi/openapi.json").trim_end();
    let made = ankao::http::openapi::document().to_pretty_json().expect("json");
    assert!(checked_in == made, "run `make bless`: openapi/openapi.json is not what the code says");
}

#[test]
fn every_operation_has_a_summary_a_tag_and_an_answer() {
    let document: Value = serde_json::to_value(ankao::http::openapi::document()).expect("json");
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let at = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{at}");
            assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{at}");
            let answers = operation["responses"].as_object().expect("responses");
            assert!(answers.contains_key("default") && answers.len() > 1, "{at}");
        }
    }
}

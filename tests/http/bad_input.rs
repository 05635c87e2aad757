//! Input of the wrong shape, on every route that takes any: told in Chinese, never in the words of the
//! reader, with a pointer to the place.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// The routes of the document that `takes` says yes to: method, and path with something in each place.
fn routes(takes: impl Fn(&Value) -> bool) -> Vec<(Method, String)> {
    let document = serde_json::to_value(ankao::http::openapi::document()).expect("JSON");
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let path: Vec<_> = path.split('/').map(|it| if it.starts_with('{') { "1" } else { it }).collect();
        for (method, operation) in item.as_object().expect("operations") {
            if takes(operation) {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                routes.push((method, path.join("/")));
            }
        }
    }
    routes
}

/// Texts for people: Chinese, with at most single words of another script in it, which are names of
/// fields and values.
#[track_caller]
fn is_chinese(problem: &Value, at: &str) {
    let of_fields = problem["errors"].as_array().into_iter().flatten().map(|error| &error["detail"]);
    for text in [&problem["title"], &problem["detail"], &problem["cure"]].into_iter().chain(of_fields) {
        let Some(text) = text.as_str() else { continue };
        let words: Vec<_> = text.split_ascii_whitespace().collect();
        let is_english = |word: &&str| word.is_ascii() && word.bytes().any(|it| it.is_ascii_lowercase());
        let in_a_row = words.windows(2).any(|pair| pair.iter().all(is_english));
        assert!(!text.is_ascii() && !in_a_row, "{at}: {text}");
    }
}

#[actix_web::test]
async fn a_body_of_the_wrong_shape_is_told_in_chinese_on_every_route_that_takes_one() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let routes = routes(|operation| operation["requestBody"]["content"]["application/json"].is_object());
    assert!(routes.len() > 10, "{routes:?}");
    for (method, path) in routes {
        for body in [json!({ "unexpected": 1 }), json!("unexpected"), json!(null), json!({ "reason": 1, "unit": "x" })]
        {
            let at = format!("{method} {path} {body}");
            let answer = stage.send(method.clone(), &path, Some(&organizer.token), Some(&body)).await;
            let code = answer.problem();
            let problem: Value = serde_json::from_str(&answer.text).expect("JSON");
            is_chinese(&problem, &at);
            if code == "invalid_input" {
                assert!(problem["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{at}: {problem}");
            }
        }
        let answer = stage.raw(method.clone(), &path, Some(&organizer.token), "application/json", b"{".into()).await;
        is_chinese(&serde_json::from_str(&answer.text).expect("JSON"), &format!("{method} {path} {{"));
    }
    stage.stop().await;
}

#[actix_web::test]
async fn a_parameter_of_the_wrong_shape_is_told_by_name_on_every_route_that_takes_one() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let is_query = |it: &Value| it["in"] == "query";
    let routes = routes(|it| it["parameters"].as_array().is_some_and(|parameters| parameters.iter().any(is_query)));
    let mut told = 0;
    for (method, path) in routes {
        for query in ["unit=x", "limit=x", "by=x", "class=x", "dry_run=x", "unexpected=x"] {
            let at = format!("{method} {path}?{query}");
            let answer = stage.send(method.clone(), &format!("{path}?{query}"), Some(&organizer.token), None).await;
            if answer.status.is_success() {
                assert_ne!(query, "unexpected=x", "{at} swallows what it does not know");
                continue;
            }
            let problem: Value = serde_json::from_str(&answer.text).expect("JSON");
            is_chinese(&problem, &at);
            if problem["code"] == "malformed_query" && !problem["errors"].is_null() {
                let name = query.split('=').next().expect("a name");
                assert_eq!(problem["errors"][0]["pointer"], format!("/{name}"), "{at}");
                told += 1;
            }
        }
    }
    assert!(told > 10, "{told}");
    stage.stop().await;
}

#[actix_web::test]
async fn a_sign_in_without_an_account_says_what_an_account_is() {
    let stage = Stage::new().await;
    let refused = stage.post_unsigned("/api/v1/auth/login", json!({ "password": "anquan-2026" })).await.expect(422);
    assert_eq!(refused["errors"][0]["detail"], "应当填写 login，或者 unit 和 employee_number");
    let refused = stage.post_unsigned("/api/v1/auth/login", json!({ "login": "zhuban" })).await.expect(422);
    assert_eq!(refused["errors"], json!([{ "pointer": "/password", "detail": "缺少这一项" }]));
    stage.stop().await;
}

//! Codes that a liaison hands out, and lines that wrong ones lock.

use ankao::{
    domain::{Span, UnitId, contest::Entry},
    store::roles::Role,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Scene, scene};
use crate::support::people::PASSWORD;

#[actix_web::test]
async fn activation_codes_are_shown_for_those_who_have_not_come_and_looking_is_audited() {
    let scene = scene(Entry::Roster).await;
    let Scene { stage, contest, unit, other, liaison, .. } = &scene;
    stage.line(*contest, *unit, "张三", "张三").await;
    stage.line(*contest, *unit, "李四", "李四").await;
    stage.line(*contest, *other, "王五", "王五").await;
    let shown = stage.post(&scene.path("/activation-codes"), &liaison.token, json!({})).await;
    assert_eq!(shown.headers["cache-control"], "no-store");
    let shown = shown.expect(200);
    let codes = shown["codes"].as_array().expect("a list");
    assert_eq!(codes.iter().map(|it| &it["name"]).collect::<Vec<_>>(), ["张三", "李四"]);
    scene.activate("张三", codes[0]["code"].as_str().expect("a code")).await.expect(202);
    let left = stage.post(&scene.path("/activation-codes"), &liaison.token, json!({})).await.expect(200);
    assert_eq!(left["codes"].as_array().map(Vec::len), Some(1));
    // Only who means to sees them: nothing that merely looks, and nobody whose role has ended.
    assert_eq!(stage.get(&scene.path("/activation-codes"), &liaison.token).await.problem(), "not_found");
    stage.revoke(liaison.id, Role::Liaison(*unit)).await;
    let refused = stage.post(&scene.path("/activation-codes"), &liaison.token, json!({})).await;
    assert_eq!(refused.problem(), "not_allowed");
    assert_eq!(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'activation.show'").await, 2);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_code_issued_anew_revokes_the_old_one_and_opens_a_locked_line() {
    let scene = scene(Entry::Roster).await;
    let line = scene.stage.line(scene.contest, scene.unit, "张三", "张三").await;
    let old = scene.stage.app.keys.activation_code(line, 0).to_string();
    for _ in 0..5 {
        assert_eq!(scene.activate("张三", "0000-0000").await.problem(), "activation_refused");
    }
    let token = &scene.liaison.token;
    assert_eq!(scene.list("", token).await["people"][0]["activation_locked"], true);
    let issued = scene.stage.post(&scene.of(line, "activation-code"), token, json!({})).await.expect(200);
    assert_eq!(scene.activate("张三", &old).await.problem(), "activation_refused");
    scene.activate("张三", issued["code"].as_str().expect("a code")).await.expect(202);
    let claimed = scene.stage.post(&scene.of(line, "activation-code"), token, json!({})).await;
    assert_eq!(claimed.problem(), "conflict");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_line_locked_by_wrong_secrets_is_opened_by_its_liaison() {
    let scene = scene(Entry::RosterSecret).await;
    let Scene { stage, contest, unit, other, liaison, .. } = &scene;
    let line = stage.line(*contest, *unit, "张三", "张三").await;
    stage.roster_secret(line, "12345X").await;
    let register = async |secret: &str| {
        let body = json!({
            "contest": contest, "unit": unit, "name": "张三", "employee_number": "张三", "password": PASSWORD,
            "consent": "2026-06", "secret": secret,
        });
        stage.post_unsigned("/api/v1/auth/register", body).await
    };
    for _ in 0..5 {
        assert_eq!(register("00000X").await.problem(), "activation_refused");
    }
    assert_eq!(register("12345X").await.problem(), "activation_refused", "locked");
    assert_eq!(scene.list("", &liaison.token).await["people"][0]["activation_locked"], true);
    let path = scene.of(line, "activation-lock");
    let unlock = async |token: &str| stage.send(Method::DELETE, &path, Some(token), None).await;
    let stranger = stage.official(Role::Liaison(*other)).await;
    assert_eq!(unlock(&stranger.token).await.problem(), "not_found");
    for _ in 0..2 {
        unlock(&liaison.token).await.expect(204);
    }
    assert_eq!(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'activation.unlock'").await, 1);
    assert_eq!(scene.list("", &liaison.token).await["people"][0]["activation_locked"], false);
    register("12345X").await.expect(202);
    assert_eq!(unlock(&liaison.token).await.problem(), "conflict");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_reset_code_does_not_outlive_a_new_role_or_another_home() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, county, unit, other, liaison } = &scene;
    let person = stage.sign_up(*contest, *unit, "张三").await;
    let issue = async || {
        let issued = stage.post(&scene.of(person.id, "reset-code"), &liaison.token, json!({})).await;
        issued.expect(200)["code"].clone()
    };
    let reset = async |unit: &UnitId, code: Value| {
        let body = json!({"unit": unit, "employee_number": "张三", "code": code, "new_password": "another-2026"});
        stage.post_unsigned("/api/v1/auth/reset", body).await.problem()
    };
    let code = issue().await;
    let organizer = stage.official(Role::Organizer(*county)).await;
    stage.put(&scene.of(person.id, "liaison"), &organizer.token, json!({})).await.expect(204);
    assert_eq!(reset(unit, code).await, "reset_refused");
    stage.send(Method::DELETE, &scene.of(person.id, "liaison"), Some(&organizer.token), None).await.expect(204);

    let code = issue().await;
    let own = format!("/api/v1/contests/{contest}/me/unit");
    stage.put(&own, &person.token, json!({"unit": other})).await.expect(200);
    assert_eq!(reset(other, code).await, "reset_refused", "of the liaison they have left");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_forgotten_password_is_reset_once_by_the_liaisons_code() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, unit, liaison, .. } = &scene;
    let person = stage.sign_up(*contest, *unit, "张三").await;
    let issued = stage.post(&scene.of(person.id, "reset-code"), &liaison.token, json!({})).await.expect(200);
    assert_eq!(issued["until"], "2026-06-11T12:00:00+08:00");
    let reset = |code: &Value| {
        let body = json!({"unit": unit, "employee_number": "张三", "code": code, "new_password": "another-2026"});
        async move { stage.post_unsigned("/api/v1/auth/reset", body).await }
    };
    assert_eq!(reset(&json!("0000-0000")).await.problem(), "reset_refused");
    reset(&issued["code"]).await.expect(204);
    assert_eq!(stage.get("/api/v1/me", &person.token).await.problem(), "session_ended");
    assert_eq!(stage.sign_in(*unit, "张三", PASSWORD).await.problem(), "sign_in_refused");
    stage.sign_in(*unit, "张三", "another-2026").await.expect(200);
    assert_eq!(reset(&issued["code"]).await.problem(), "reset_refused", "good once");

    let late = stage.post(&scene.of(person.id, "reset-code"), &liaison.token, json!({})).await.expect(200);
    stage.clock.advance(Span::minutes(24 * 60));
    assert_eq!(reset(&late["code"]).await.problem(), "reset_refused", "good for a day");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn wrong_reset_codes_are_failures_to_sign_in() {
    let scene = scene(Entry::Open).await;
    scene.stage.sign_up(scene.contest, scene.unit, "张三").await;
    for number in ["张三", "无人"] {
        let body = json!({"unit": scene.unit, "employee_number": number, "code": "00000000", "new_password": PASSWORD});
        for _ in 0..5 {
            let refused = scene.stage.post_unsigned("/api/v1/auth/reset", body.clone()).await;
            assert_eq!(refused.problem(), "reset_refused");
        }
        assert_eq!(scene.stage.post_unsigned("/api/v1/auth/reset", body).await.problem(), "account_waiting");
        assert_eq!(scene.stage.sign_in(scene.unit, number, PASSWORD).await.problem(), "account_waiting");
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn no_liaison_reaches_a_greater_role_by_a_reset_code() {
    let scene = scene(Entry::Open).await;
    let Scene { stage, contest, county, unit, liaison, .. } = &scene;
    let chief = stage.sign_up(*contest, *unit, "厅长").await;
    stage.grant(chief.id, Role::Organizer(*county)).await;
    let refused = stage.post(&scene.of(chief.id, "reset-code"), &liaison.token, json!({})).await;
    assert_eq!(refused.problem(), "not_allowed");
    let organizer = stage.official(Role::OrganizerOfAll).await;
    stage.post(&scene.of(chief.id, "reset-code"), &organizer.token, json!({})).await.expect(200);
    scene.stage.stop().await;
}

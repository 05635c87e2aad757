//! `src/http/auth.rs`: register, sign in, refresh, sign out, forgotten passwords.

use ankao::domain::{ContestId, Span, UnitId, contest::Entry, paper::Blueprint, unit::UnitKind};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::support::{Stage, people::PASSWORD};

async fn stage(entry: Entry) -> (Stage, ContestId, UnitId) {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |rules| rules.entry = entry).await;
    (stage, contest, unit)
}

fn registration(contest: ContestId, unit: UnitId, name: &str, number: &str) -> Value {
    json!({
        "contest": contest, "unit": unit, "name": name, "employee_number": number, "password": PASSWORD,
        "consent": "2026-06",
    })
}

fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}

const REGISTER: &str = "/api/v1/auth/register";
const REFRESH: &str = "/api/v1/auth/refresh";

#[actix_web::test]
async fn somebody_registers_signs_in_and_starts() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let path = format!("/api/v1/contests/{contest}/attempts");
    stage.post(&path, &person.token, json!({"start_id": "start-0001"})).await.expect(201);
    stage.stop().await;
}

#[actix_web::test]
async fn registering_answers_alike_whether_the_account_exists_or_not() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    let first = stage.post_unsigned(REGISTER, registration(contest, unit, "张三", "0012")).await;
    let another = with(registration(contest, unit, "李四", "0012"), "password", "another-password");
    let second = stage.post_unsigned(REGISTER, another).await;
    assert_eq!((first.status.as_u16(), first.text), (202, String::new()));
    assert_eq!((second.status.as_u16(), second.text), (202, String::new()));
    // The account is still the first one's, and the organizer can see that another wanted it.
    stage.sign_in(unit, "0012", PASSWORD).await.expect(200);
    assert_eq!(stage.sign_in(unit, "0012", "another-password").await.problem(), "sign_in_refused");
    assert_eq!(stage.count("SELECT times FROM dispute").await, 1);
    stage.stop().await;
}

#[actix_web::test]
async fn a_registration_sent_twice_is_no_dispute() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    let body = registration(contest, unit, "张三", "0012");
    let (one, two) = join(
        stage.post_unsigned(REGISTER, body.clone()),
        stage.post_unsigned(REGISTER, with(body.clone(), "employee_number", " ００12 ")),
    )
    .await;
    one.expect(202);
    two.expect(202);
    assert_eq!(stage.count("SELECT COUNT(*) FROM person").await, 1);
    assert_eq!(stage.count("SELECT COUNT(*) FROM dispute").await, 0);
    stage.stop().await;
}

#[actix_web::test]
async fn the_same_account_registers_for_a_second_contest() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    let second = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Open).await;
    let person = stage.sign_up(second, unit, "张三").await;
    let profile = stage.get("/api/v1/me", &person.token).await.expect(200);
    let contests: Vec<_> = profile["enrolments"].as_array().expect("a list").iter().map(|it| &it["contest"]).collect();
    assert_eq!(contests, [&json!(second), &json!(contest)]);
    stage.stop().await;
}

#[actix_web::test]
async fn every_fault_of_a_registration_is_told_with_its_field() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    let body = json!({
        "contest": contest, "unit": unit, "name": " ", "employee_number": "1,2", "password": "short", "consent": "",
    });
    let refused = stage.post_unsigned(REGISTER, body).await.expect(422);
    let pointers: Vec<_> = refused["errors"].as_array().expect("a list").iter().map(|it| &it["pointer"]).collect();
    assert_eq!(pointers, ["/employee_number", "/name", "/password", "/consent"]);
    let city = stage.unit(None, UnitKind::City, "沈阳市").await;
    let refused = stage.post_unsigned(REGISTER, registration(contest, city, "张三", "0012")).await.expect(422);
    assert_eq!(refused["errors"][0]["pointer"], "/unit");
    stage.stop().await;
}

#[actix_web::test]
async fn a_draft_takes_nobody_in_and_a_closed_contest_no_one_more() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    let nowhere = registration(ContestId(contest.0 + 1), unit, "张三", "0012");
    assert_eq!(stage.post_unsigned(REGISTER, nowhere).await.problem(), "not_found");
    stage.clock.advance(Span::minutes(11 * 24 * 60));
    let late = registration(contest, unit, "张三", "0012");
    assert_eq!(stage.post_unsigned(REGISTER, late).await.problem(), "contest_ended");
    stage.stop().await;
}

#[actix_web::test]
async fn a_unit_code_says_which_unit() {
    let (stage, contest, unit) = stage(Entry::UnitCode).await;
    let department = stage.unit(Some(unit), UnitKind::Department, "安全科").await;
    let other = stage.unit(None, UnitKind::Unit, "乙单位").await;
    stage.unit_code(contest, unit, "安全 2026a").await;
    let body = registration(contest, department, "张三", "0012");
    assert_eq!(stage.post_unsigned(REGISTER, body.clone()).await.expect(422)["errors"][0]["pointer"], "/unit_code");
    let wrong = with(body.clone(), "unit_code", "安全2025A");
    assert_eq!(stage.post_unsigned(REGISTER, wrong).await.problem(), "unit_code_refused");
    stage.post_unsigned(REGISTER, with(body, "unit_code", "安全2026A")).await.expect(202);
    let elsewhere = with(registration(contest, other, "李四", "0012"), "unit_code", "安全2026A");
    assert_eq!(stage.post_unsigned(REGISTER, elsewhere).await.expect(422)["errors"][0]["pointer"], "/unit");
    stage.sign_in(department, "0012", PASSWORD).await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn a_line_of_the_roster_is_claimed_once_by_its_code() {
    let (stage, contest, unit) = stage(Entry::Roster).await;
    let line = stage.line(contest, unit, "张三", "0012").await;
    let code = stage.app.keys.activation_code(line, 0).to_string().to_lowercase();
    let body = with(registration(contest, unit, "张 三", "0012"), "activation_code", code.clone());
    stage.post_unsigned(REGISTER, body.clone()).await.expect(202);
    stage.sign_in(unit, "0012", PASSWORD).await.expect(200);
    // The reply may have been lost: the same person again is no other.
    stage.post_unsigned(REGISTER, body.clone()).await.expect(202);
    assert_eq!(stage.count("SELECT COUNT(*) FROM dispute").await, 0);
    let thief = with(body, "password", "another-password");
    assert_eq!(stage.post_unsigned(REGISTER, thief).await.problem(), "activation_refused");
    assert_eq!(stage.count("SELECT times FROM dispute").await, 1);
    stage.stop().await;
}

#[actix_web::test]
async fn five_wrong_codes_lock_a_line_and_every_refusal_looks_the_same() {
    let (stage, contest, unit) = stage(Entry::Roster).await;
    let line = stage.line(contest, unit, "张三", "0012").await;
    stage.line(contest, unit, "李四", "0013").await;
    let code = stage.app.keys.activation_code(line, 0).to_string();
    let body = registration(contest, unit, "张三", "0012");
    let mut refusals = vec![];
    let unknown = with(registration(contest, unit, "王五", "0099"), "activation_code", code.clone());
    refusals.push(stage.post_unsigned(REGISTER, unknown).await);
    let of_another = with(registration(contest, unit, "李四", "0013"), "activation_code", code.clone());
    refusals.push(stage.post_unsigned(REGISTER, of_another).await);
    for _ in 0..5 {
        refusals.push(stage.post_unsigned(REGISTER, with(body.clone(), "activation_code", "0000-0000")).await);
    }
    refusals.push(stage.post_unsigned(REGISTER, with(body.clone(), "activation_code", code)).await);
    for refusal in &refusals {
        assert_eq!(refusal.problem(), "activation_refused");
        assert_eq!(without_id(&refusal.text), without_id(&refusals[0].text));
    }
    stage.stop().await;
}

fn without_id(problem: &str) -> Value {
    let mut problem: Value = serde_json::from_str(problem).expect("a JSON body");
    problem["request_id"].take();
    problem
}

#[actix_web::test]
async fn a_secret_column_is_the_weaker_convenience_with_the_same_five_tries() {
    let (stage, contest, unit) = stage(Entry::RosterSecret).await;
    for (name, number) in [("张三", "0012"), ("李四", "0013")] {
        let line = stage.line(contest, unit, name, number).await;
        stage.roster_secret(line, "12003X").await;
    }
    let body = with(registration(contest, unit, "张三", "0012"), "secret", "12003x");
    stage.post_unsigned(REGISTER, body).await.expect(202);
    let wrong = with(registration(contest, unit, "李四", "0013"), "secret", "120031");
    for _ in 0..5 {
        assert_eq!(stage.post_unsigned(REGISTER, wrong.clone()).await.problem(), "activation_refused");
    }
    let right = with(wrong, "secret", "12003X");
    assert_eq!(stage.post_unsigned(REGISTER, right).await.problem(), "activation_refused");
    stage.stop().await;
}

#[actix_web::test]
async fn an_open_contest_is_no_way_around_the_code_of_another() {
    let (stage, contest, unit) = stage(Entry::Roster).await;
    let open = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Open).await;
    stage.line(contest, unit, "张三", "0012").await;
    stage.post_unsigned(REGISTER, registration(open, unit, "张三", "0012")).await.expect(202);
    assert_eq!(stage.sign_in(unit, "0012", PASSWORD).await.problem(), "sign_in_refused");
    stage.stop().await;
}

#[actix_web::test]
async fn an_unknown_account_and_a_wrong_password_look_the_same_and_wait_the_same() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    for _ in 0..5 {
        let known = stage.sign_in(unit, "张三", "wrong-password").await;
        let unknown = stage.sign_in(unit, "李四", "wrong-password").await;
        assert_eq!(known.problem(), "sign_in_refused");
        assert_eq!(without_id(&known.text), without_id(&unknown.text));
    }
    for password in [PASSWORD, "wrong-password"] {
        let known = stage.sign_in(unit, "张三", password).await;
        let unknown = stage.sign_in(unit, "李四", password).await;
        assert_eq!(known.problem(), "account_waiting");
        assert_eq!(without_id(&known.text), without_id(&unknown.text));
        assert_eq!(
            (&known.headers["retry-after"], &unknown.headers["retry-after"]),
            (&"15".parse().expect("a value"), &"15".parse().expect("a value"))
        );
    }
    stage.clock.advance(Span::seconds(15));
    stage.sign_in(unit, "张三", PASSWORD).await.expect(200);
    assert_eq!(stage.sign_in(unit, "李四", PASSWORD).await.problem(), "sign_in_refused");
    // A success forgets the failures before it.
    assert_eq!(stage.sign_in(unit, "张三", "wrong-password").await.problem(), "sign_in_refused");
    stage.sign_in(unit, "张三", PASSWORD).await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn many_guesses_at_once_are_no_more_than_the_few_that_are_free() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    let guesses = (0..12).map(|index| {
        let (stage, password) = (&stage, format!("wrong-password-{index}"));
        async move { stage.sign_in(unit, "张三", &password).await }
    });
    let answers = join_all(guesses).await;
    let refused = answers.iter().filter(|answer| answer.problem() == "sign_in_refused").count();
    assert_eq!(refused, 5, "so many guesses are compared");
    // A right one would have begun the count anew, whenever it came.
    assert_eq!(stage.sign_in(unit, "张三", PASSWORD).await.problem(), "account_waiting");
    stage.stop().await;
}

#[actix_web::test]
async fn a_shared_address_is_slowed_and_never_shut() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    for index in 0..25 {
        let number = format!("X{index}");
        assert_eq!(stage.sign_in(unit, &number, "wrong-password").await.problem(), "sign_in_refused");
    }
    let (one, two) = join(stage.sign_in(unit, "张三", PASSWORD), stage.sign_in(unit, "张三", PASSWORD)).await;
    one.expect(200);
    two.expect(200);
    stage.stop().await;
}

async fn refresh_token(stage: &Stage, unit: UnitId, name: &str) -> String {
    let signed_in = stage.sign_in(unit, name, PASSWORD).await.expect(200);
    signed_in["refresh_token"].as_str().expect("a token").to_owned()
}

#[actix_web::test]
async fn a_lost_reply_to_a_token_refresh_does_not_sign_a_person_out_in_the_middle_of_a_paper() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    let first = refresh_token(&stage, unit, "张三").await;
    let body = json!({"refresh_token": first});
    let lost = stage.post_unsigned(REFRESH, body.clone()).await.expect(200);
    stage.clock.advance(Span::minutes(9));
    let again = stage.post_unsigned(REFRESH, body).await.expect(200);
    assert_eq!(again["refresh_token"], lost["refresh_token"]);
    let token = again["access_token"].as_str().expect("a token");
    stage.get("/api/v1/me", token).await.expect(200);
    stage.post_unsigned(REFRESH, json!({"refresh_token": again["refresh_token"]})).await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn a_session_that_takes_new_tokens_without_end_is_told_to_wait_and_others_are_not() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    let mut token = refresh_token(&stage, unit, "张三").await;
    let other = refresh_token(&stage, unit, "张三").await;
    let mut refused = None;
    for _ in 0..20 {
        let answer = stage.post_unsigned(REFRESH, json!({"refresh_token": token})).await;
        if answer.status != 200 {
            refused = Some(answer);
            break;
        }
        answer.expect(200)["refresh_token"].as_str().expect("a token").clone_into(&mut token);
    }
    let refused = refused.expect("refused in the end");
    assert_eq!(refused.problem(), "too_many_requests");
    assert!(refused.headers.contains_key("retry-after"));
    stage.post_unsigned(REFRESH, json!({"refresh_token": other})).await.expect(200);
    stage.post_unsigned("/api/v1/auth/logout", json!({"refresh_token": token})).await.expect(204);
    stage.stop().await;
}

#[actix_web::test]
async fn a_paper_goes_on_when_the_session_has_ended() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let path = format!("/api/v1/contests/{contest}/attempts");
    let started = stage.post(&path, &person.token, json!({"start_id": "start-0001"})).await.expect(201);
    stage.clock.advance(Span::minutes(20));
    assert_eq!(stage.get("/api/v1/me", &person.token).await.problem(), "not_signed_in");
    let (attempt, token) = (started["attempt"].as_str().expect("an id"), started["token"].as_str().expect("a token"));
    let save = json!({"device": 1, "answers": [{"question": 1, "answer": "A", "n": 1}]});
    stage.put(&format!("/api/v1/attempts/{attempt}/answers"), token, save).await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn a_refresh_token_used_again_after_its_successor_ends_the_family() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    let first = refresh_token(&stage, unit, "张三").await;
    let second = stage.post_unsigned(REFRESH, json!({"refresh_token": first})).await.expect(200);
    let third = stage.post_unsigned(REFRESH, json!({"refresh_token": second["refresh_token"]})).await.expect(200);
    let access = third["access_token"].as_str().expect("a token");
    stage.get("/api/v1/me", access).await.expect(200);
    assert_eq!(stage.post_unsigned(REFRESH, json!({"refresh_token": first})).await.problem(), "session_ended");
    assert_eq!(
        stage.post_unsigned(REFRESH, json!({"refresh_token": third["refresh_token"]})).await.problem(),
        "session_ended"
    );
    assert_eq!(stage.get("/api/v1/me", access).await.problem(), "session_ended");
    stage.stop().await;
}

#[actix_web::test]
async fn a_lost_reply_is_not_given_again_after_ten_minutes() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    let body = json!({"refresh_token": refresh_token(&stage, unit, "张三").await});
    stage.post_unsigned(REFRESH, body.clone()).await.expect(200);
    stage.clock.advance(Span::minutes(10));
    stage.post_unsigned(REFRESH, body.clone()).await.expect(200);
    stage.clock.advance(Span(1));
    assert_eq!(stage.post_unsigned(REFRESH, body).await.problem(), "session_ended");
    stage.stop().await;
}

#[actix_web::test]
async fn signing_out_ends_the_session_and_may_be_repeated() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    let signed_in = stage.sign_in(unit, "张三", PASSWORD).await.expect(200);
    let (access, body) =
        (signed_in["access_token"].as_str().expect("a token"), json!({"refresh_token": signed_in["refresh_token"]}));
    stage.get("/api/v1/me", access).await.expect(200);
    stage.post_unsigned("/api/v1/auth/logout", body.clone()).await.expect(204);
    stage.post_unsigned("/api/v1/auth/logout", body.clone()).await.expect(204);
    assert_eq!(stage.get("/api/v1/me", access).await.problem(), "session_ended");
    assert_eq!(stage.post_unsigned(REFRESH, body).await.problem(), "session_ended");
    stage.stop().await;
}

#[actix_web::test]
async fn another_password_ends_every_other_session() {
    let (stage, contest, unit) = stage(Entry::Open).await;
    let here = stage.sign_up(contest, unit, "张三").await;
    let there = stage.sign_in(unit, "张三", PASSWORD).await.expect(200);
    let there = there["access_token"].as_str().expect("a token");
    stage.get("/api/v1/me", there).await.expect(200);
    let wrong = json!({"password": "wrong-password", "new_password": "another-2026"});
    assert_eq!(
        stage.post("/api/v1/me/password", &here.token, wrong).await.expect(422)["errors"][0]["pointer"],
        "/password"
    );
    let right = json!({"password": PASSWORD, "new_password": "another-2026"});
    stage.post("/api/v1/me/password", &here.token, right).await.expect(204);
    stage.get("/api/v1/me", &here.token).await.expect(200);
    assert_eq!(stage.get("/api/v1/me", there).await.problem(), "session_ended");
    assert_eq!(stage.sign_in(unit, "张三", PASSWORD).await.problem(), "sign_in_refused");
    stage.sign_in(unit, "张三", "another-2026").await.expect(200);
    stage.stop().await;
}

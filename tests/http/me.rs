//! `src/http/me.rs`: oneself, and one's unit in a contest.

use ankao::{
    auth::Passwords,
    chance::Randomness,
    domain::{Span, contest::Entry, paper::Blueprint, unit::UnitKind},
    store::roles::Role,
};
use futures_util::{
    StreamExt,
    future::{join, join_all},
    stream::FuturesUnordered,
};
use reqwest::Method;
use serde_json::json;

use crate::support::{Person, Stage, people::PASSWORD};

#[actix_web::test]
async fn a_profile_says_who_one_is_and_where_one_takes_part() {
    let stage = Stage::new().await;
    let city = stage.unit(None, UnitKind::City, "沈阳市").await;
    let unit = stage.unit(Some(city), UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let unit = json!({"id": unit, "name": "甲单位", "path": ["沈阳市", "甲单位"]});
    let expected = json!({
        "person": {"id": person.id, "name": "张三", "unit": unit, "employee_number": "张三", "login": null},
        "roles": {"organizer_of_all": false, "organizer": [], "liaison": []},
        "enrolments": [{
            "contest": contest, "contest_name": "测试竞赛", "unit": unit, "origin": "self", "confirmed": false,
            "joined_at": "2026-06-10T12:00:00+08:00",
        }],
    });
    assert_eq!(stage.get("/api/v1/me", &person.token).await.expect(200), expected);
    assert_eq!(stage.send(Method::GET, "/api/v1/me", None, None).await.problem(), "not_signed_in");
    stage.stop().await;
}

#[actix_web::test]
async fn a_further_contest_is_joined_with_the_account_one_has() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let first = stage.contest(Blueprint::standard(), |_| {}).await;
    let person = stage.sign_up(first, unit, "张三").await;
    let join = |contest| format!("/api/v1/contests/{contest}/enrolment");

    let open = stage.contest(Blueprint::standard(), |_| {}).await;
    for _ in 0..2 {
        stage.post(&join(open), &person.token, json!({})).await.expect(204);
    }
    let by_code = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::UnitCode).await;
    stage.unit_code(by_code, unit, "7788").await;
    assert_eq!(
        stage.post(&join(by_code), &person.token, json!({})).await.expect(422)["errors"][0]["pointer"],
        "/unit_code"
    );
    let wrong = json!({"unit_code": "7789"});
    assert_eq!(stage.post(&join(by_code), &person.token, wrong).await.problem(), "unit_code_refused");
    stage.post(&join(by_code), &person.token, json!({"unit_code": "7788"})).await.expect(204);
    let by_roster = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Roster).await;
    assert_eq!(stage.post(&join(by_roster), &person.token, json!({})).await.problem(), "not_enrolled");
    assert_eq!(stage.count("SELECT COUNT(*) FROM enrolment").await, 3);
    stage.stop().await;
}

#[actix_web::test]
async fn many_who_join_by_a_code_at_once_keep_nobody_from_reading() {
    // Nobody is at work, so that whoever shows a wrong code stays in line.
    const IN_LINE: usize = 7;
    let stage = Stage::with(|app| app.passwords = Passwords::bounded(Randomness::seeded(2), 0, IN_LINE)).await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let first = stage.contest(Blueprint::standard(), |_| {}).await;
    let by_code = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::UnitCode).await;
    stage.unit_code(by_code, unit, "7788").await;
    let mut people = Vec::new();
    for number in 0..=IN_LINE {
        people.push(stage.person(first, unit, &format!("人{number}")).await);
    }
    let path = format!("/api/v1/contests/{by_code}/enrolment");
    let join = async |person: &Person, code: &str| stage.post(&path, &person.token, json!({"unit_code": code})).await;
    let own = format!("/api/v1/contests/{first}/me/unit");
    for joined in join_all(people.iter().map(|person| join(person, "7788"))).await {
        joined.expect(204);
    }
    stage.do_sql("DELETE FROM enrolment WHERE contest = 2").await;
    let mut guesses: FuturesUnordered<_> = people.iter().map(|person| join(person, "7789")).collect();
    assert_eq!(guesses.next().await.map(|it| it.problem()).as_deref(), Some("busy"), "all others are in line");
    stage.get(&own, &people[0].token).await.expect(200);
    drop(guesses);
    stage.stop_at_once().await;
}

#[actix_web::test]
async fn one_changes_the_unit_oneself_before_the_first_attempt_and_not_after() {
    let stage = Stage::new().await;
    let wrong = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let right = stage.unit(None, UnitKind::Unit, "乙单位").await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let person = stage.sign_up(contest, wrong, "张三").await;
    let liaison = stage.official(Role::Liaison(wrong)).await;
    let confirmation = format!("/api/v1/contests/{contest}/people/{}/confirmation", person.id);
    stage.post(&confirmation, &liaison.token, json!({})).await.expect(200);

    let own = format!("/api/v1/contests/{contest}/me/unit");
    let before = stage.get(&own, &person.token).await.expect(200);
    assert_eq!((&before["may_change"], &before["confirmed"]), (&json!(true), &json!(true)));
    let changed = stage.put(&own, &person.token, json!({"unit": right})).await.expect(200);
    assert_eq!((&changed["unit"]["id"], &changed["confirmed"]), (&json!(right), &json!(false)), "confirmed anew");
    stage.sign_in(right, "张三", PASSWORD).await.expect(200);
    assert_eq!(stage.sign_in(wrong, "张三", PASSWORD).await.problem(), "sign_in_refused");

    stage.hand_in(contest, &person).await;
    assert_eq!(stage.put(&own, &person.token, json!({"unit": wrong})).await.problem(), "unit_is_fixed");
    assert_eq!(stage.get(&own, &person.token).await.expect(200)["may_change"], false);
    stage.stop().await;
}

#[actix_web::test]
async fn a_change_of_unit_that_races_with_a_start_comes_before_it_or_not_at_all() {
    let stage = Stage::new().await;
    let before = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let after = stage.unit(None, UnitKind::Unit, "乙单位").await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let (own, attempts) =
        (format!("/api/v1/contests/{contest}/me/unit"), format!("/api/v1/contests/{contest}/attempts"));
    for round in 0..16 {
        let person = stage.sign_up(contest, before, &format!("人{round}")).await;
        let change = || stage.put(&own, &person.token, json!({"unit": after}));
        let start = stage.post(&attempts, &person.token, json!({"start_id": "start-0001"}));
        let (changed, started) = if round % 2 == 0 {
            join(change(), start).await
        } else {
            let (started, changed) = join(start, change()).await;
            (changed, started)
        };
        let unit = if changed.status == 200 { after } else { before };
        if changed.status != 200 {
            assert_eq!(changed.problem(), "unit_is_fixed");
        }
        assert_eq!(change().await.problem(), "unit_is_fixed", "it has begun");
        let attempt = started.expect(201)["attempt"].as_str().expect("an id").to_owned();
        let path = format!("/api/v1/attempts/{attempt}/submission");
        stage.post(&path, &person.token, json!({"device": 1, "answers": []})).await.expect(200);
        assert_eq!(stage.standing(contest, person.id).await.unit, unit);
        assert_eq!(stage.get(&own, &person.token).await.expect(200)["unit"]["id"], json!(unit));
    }
    stage.stop().await;
}

#[actix_web::test]
async fn the_unit_of_a_roster_is_not_changed_by_oneself() {
    let stage = Stage::new().await;
    let (unit, other) =
        (stage.unit(None, UnitKind::Unit, "甲单位").await, stage.unit(None, UnitKind::Unit, "乙单位").await);
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    stage.line(contest, unit, "张三", "张三").await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let own = format!("/api/v1/contests/{contest}/me/unit");
    assert_eq!(stage.put(&own, &person.token, json!({"unit": other})).await.problem(), "unit_is_fixed");
    stage.stop().await;
}

#[actix_web::test]
async fn a_session_that_nobody_refreshed_for_two_months_is_over() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    stage.sign_up(contest, unit, "张三").await;
    let signed_in = stage.sign_in(unit, "张三", PASSWORD).await.expect(200);
    stage.clock.advance(Span::minutes(60 * 24 * 60));
    let refreshed =
        stage.post_unsigned("/api/v1/auth/refresh", json!({"refresh_token": signed_in["refresh_token"]})).await;
    assert_eq!(refreshed.problem(), "session_ended");
    stage.stop().await;
}

//! Addresses and rushes: whose address it is, what slows it, and many who sign in at once.

use std::{
    net::IpAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use ankao::{
    auth::{Doors, Passwords},
    chance::Randomness,
    domain::{ContestId, UnitId, contest::Entry, paper::Blueprint, unit::UnitKind},
};
use futures_util::{
    FutureExt,
    future::{Either, join, join_all, select},
};
use serde_json::{Value, json};

use crate::support::{Stage, people::PASSWORD};

const REGISTER: &str = "/api/v1/auth/register";
const LOOPBACK: &str = "127.0.0.1";
const ONE: &str = "203.0.113.7";
const OTHER: &str = "203.0.113.8";
/// More than an address has free.
const FAILURES: usize = 25;

async fn unit_of(stage: &Stage, entry: Entry) -> (ContestId, UnitId) {
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    (stage.contest(Blueprint::standard(), |rules| rules.entry = entry).await, unit)
}

/// Fails to sign in, as often as makes an address slow, as accounts that do not exist.
async fn fail(stage: &Stage, hops: &[&str], unit: UnitId) {
    for index in 0..FAILURES {
        let refused = stage.sign_in_by_way_of(hops, unit, &format!("X{index}"), "wrong-password").await;
        assert_eq!(refused.problem(), "sign_in_refused");
    }
}

/// Which of the addresses are slowed.
fn slowed<'a>(stage: &Stage, addresses: &[&'a str]) -> Vec<&'a str> {
    let is_slowed = |address: &&&str| {
        let enter = || stage.app.doors.enter(address.parse().expect("an address")).now_or_never();
        let _first = enter().expect("somebody goes in at once");
        enter().is_none()
    };
    addresses.iter().filter(is_slowed).copied().collect()
}

#[actix_web::test]
async fn what_an_untrusted_peer_says_of_its_address_is_ignored() {
    for proxies in ["", "10.0.0.0/8,2001:db8::/32"] {
        let stage = Stage::behind(proxies).await;
        let (_, unit) = unit_of(&stage, Entry::Open).await;
        fail(&stage, &[ONE], unit).await;
        assert_eq!(slowed(&stage, &[LOOPBACK, ONE]), [LOOPBACK]);
        stage.stop().await;
    }
}

#[actix_web::test]
async fn two_clients_behind_one_trusted_proxy_are_slowed_apart() {
    let stage = Stage::behind("127.0.0.0/8").await;
    let (contest, unit) = unit_of(&stage, Entry::Open).await;
    stage.sign_up(contest, unit, "张三").await;
    // What stands before the proxy's own word was written by the client.
    fail(&stage, &[OTHER, ONE], unit).await;
    assert_eq!(slowed(&stage, &[LOOPBACK, ONE, OTHER]), [ONE]);

    let inside = stage.app.doors.enter(ONE.parse::<IpAddr>().expect("an address")).await.expect("goes in");
    let waits = stage.sign_in_by_way_of(&[ONE], unit, "张三", PASSWORD);
    let mut waits = Box::pin(waits);
    assert!(waits.as_mut().now_or_never().is_none());
    stage.sign_in_by_way_of(&[OTHER], unit, "张三", PASSWORD).await.expect(200);
    assert!(waits.as_mut().now_or_never().is_none(), "goes in when the one before has come out");
    drop(inside);
    waits.await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn a_header_that_is_no_address_is_ignored() {
    let stage = Stage::behind(LOOPBACK).await;
    let (_, unit) = unit_of(&stage, Entry::Open).await;
    fail(&stage, &["203.0.113.7, unknown"], unit).await;
    assert_eq!(slowed(&stage, &[LOOPBACK, ONE]), [LOOPBACK]);
    fail(&stage, &["2001:db8:7::1"], unit).await;
    assert_eq!(slowed(&stage, &["2001:db8:7::ffff", "2001:db8:8::1"]), ["2001:db8:7::ffff"], "a line of IPv6");
    stage.stop().await;
}

fn registration(contest: ContestId, unit: UnitId, number: &str) -> Value {
    json!({
        "contest": contest, "unit": unit, "name": "张三", "employee_number": number, "password": PASSWORD,
        "consent": "2026-06", "unit_code": "wrong", "activation_code": "0000-0000",
    })
}

#[actix_web::test]
async fn an_address_is_slowed_by_proofs_that_were_refused_and_by_nothing_else() {
    let stage = Stage::new().await;
    let (open, unit) = unit_of(&stage, Entry::Open).await;
    let city = stage.unit(None, UnitKind::City, "沈阳市").await;
    for index in 0..FAILURES {
        let number = index.to_string();
        stage.post_unsigned(REGISTER, registration(open, city, &number)).await.expect(422);
        let nowhere = registration(ContestId(404), unit, &number);
        assert_eq!(stage.post_unsigned(REGISTER, nowhere).await.problem(), "not_found");
    }
    assert_eq!(slowed(&stage, &[LOOPBACK]), [""; 0]);
    stage.stop().await;

    for (entry, code) in [(Entry::Roster, "activation_refused"), (Entry::UnitCode, "unit_code_refused")] {
        let stage = Stage::new().await;
        let (contest, unit) = unit_of(&stage, entry).await;
        stage.unit_code(contest, unit, "right").await;
        for index in 0..FAILURES {
            let refused = stage.post_unsigned(REGISTER, registration(contest, unit, &index.to_string())).await;
            assert_eq!(refused.problem(), code);
        }
        assert_eq!(slowed(&stage, &[LOOPBACK]), [LOOPBACK]);
        stage.stop().await;
    }
}

#[actix_web::test]
async fn registering_as_somebody_else_slows_the_address_and_is_one_dispute() {
    let stage = Stage::new().await;
    let (open, unit) = unit_of(&stage, Entry::Open).await;
    stage.sign_up(open, unit, "张三").await;
    let mut theirs = registration(open, unit, "张三");
    theirs["password"] = json!("another-2026");
    for _ in 0..FAILURES {
        stage.post_unsigned(REGISTER, theirs.clone()).await.expect(202);
    }
    assert_eq!(slowed(&stage, &[LOOPBACK]), [LOOPBACK]);
    assert_eq!(stage.count("SELECT COUNT(*) FROM dispute").await, 1);
    assert_eq!(stage.count("SELECT times FROM dispute").await, 25);
    assert_eq!(stage.count("SELECT COUNT(*) FROM audit").await, 0);
    stage.stop().await;
}

/// What hashes a password, or compares what costs as much, and what is written without a token.
async fn knock(stage: &Stage, contest: ContestId, unit: UnitId, secret: &str) -> Vec<(u16, String)> {
    let token = stage.person(contest, unit, "李四").await.token;
    let mut by_code = registration(contest, unit, "1");
    by_code["unit_code"] = json!(secret);
    let change = json!({"password": secret, "new_password": PASSWORD});
    let answers = [
        stage.sign_in(unit, "1", secret).await,
        stage.post_unsigned(REGISTER, by_code).await,
        stage.post("/api/v1/me/password", &token, change).await,
        stage.post(&format!("/api/v1/contests/{contest}/enrolment"), &token, json!({"unit_code": secret})).await,
        stage
            .put(&format!("/api/v1/contests/{contest}/me/unit"), &token, json!({"unit": unit, "unit_code": secret}))
            .await,
    ];
    answers.map(|answer| (answer.status.as_u16(), answer.problem())).into()
}

#[actix_web::test]
async fn whoever_has_waited_long_enough_at_the_door_is_told_to_come_back() {
    let stage = Stage::with(|app| app.doors = Doors::patient(Duration::ZERO)).await;
    let (contest, unit) = unit_of(&stage, Entry::UnitCode).await;
    let enter = || stage.app.doors.enter(LOOPBACK.parse().expect("an address")).now_or_never();
    let mut inside = Vec::new();
    while let Some(Ok(one)) = enter() {
        inside.push(one);
    }
    assert_eq!(knock(&stage, contest, unit, "wrong").await, vec![(503, "busy".to_owned()); 5]);
    let refused = stage.sign_in(unit, "1", "wrong").await;
    assert_eq!(refused.headers["retry-after"], "10");
    let missing = json!({"unit": unit, "missing": "红星机械厂"});
    let path = format!("/api/v1/contests/{contest}/unit-requests");
    assert_eq!(stage.post_unsigned(&path, missing.clone()).await.problem(), "busy");
    // What can be told without comparing needs no door.
    assert_eq!(knock(&stage, contest, unit, &"长".repeat(73)).await, vec![(422, "invalid_input".to_owned()); 5]);
    let by_secret = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::RosterSecret).await;
    let mut long = registration(by_secret, unit, "1");
    long["secret"] = json!("长".repeat(73));
    assert_eq!(stage.post_unsigned(REGISTER, long).await.expect(422)["errors"][0]["pointer"], "/secret");

    drop(inside);
    assert_eq!(stage.sign_in(unit, "1", "wrong").await.problem(), "sign_in_refused");
    stage.post_unsigned(&path, missing).await.expect(202);
    stage.stop().await;
}

#[actix_web::test]
async fn guesses_with_a_token_slow_the_address_too() {
    let stage = Stage::new().await;
    let (open, unit) = unit_of(&stage, Entry::Open).await;
    let by_code = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::UnitCode).await;
    stage.unit_code(by_code, unit, "right").await;
    let person = stage.sign_up(open, unit, "张三").await;
    for _ in 0..4 {
        let wrong = json!({"password": "wrong", "new_password": PASSWORD});
        stage.post("/api/v1/me/password", &person.token, wrong).await.expect(422);
    }
    let join = format!("/api/v1/contests/{by_code}/enrolment");
    for _ in 4..20 {
        assert_eq!(slowed(&stage, &[LOOPBACK]), [""; 0]);
        let refused = stage.post(&join, &person.token, json!({"unit_code": "wrong"})).await;
        assert_eq!(refused.problem(), "unit_code_refused");
    }
    assert_eq!(slowed(&stage, &[LOOPBACK]), [LOOPBACK]);
    stage.stop().await;
}

#[actix_web::test]
async fn a_rush_beyond_the_line_is_told_when_to_come_back_and_held_against_nobody() {
    let stage = Stage::with(|app| app.passwords = Passwords::bounded(Randomness::seeded(2), 0, 0)).await;
    let (open, unit) = unit_of(&stage, Entry::Open).await;
    let by_roster = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Roster).await;
    let by_code = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::UnitCode).await;
    let reset = json!({"unit": unit, "employee_number": "1", "code": "00000000", "new_password": PASSWORD});
    for _ in 0..FAILURES {
        let answers = [
            stage.sign_in(unit, "1", PASSWORD).await,
            stage.post_unsigned("/api/v1/auth/reset", reset.clone()).await,
            stage.post_unsigned(REGISTER, registration(open, unit, "1")).await,
            stage.post_unsigned(REGISTER, registration(by_roster, unit, "1")).await,
            stage.post_unsigned(REGISTER, registration(by_code, unit, "1")).await,
        ];
        for answer in answers {
            assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (503, "busy"));
            assert_eq!(answer.headers["retry-after"], "10");
            assert_eq!(answer.expect(503)["detail"], "同时登录或报名的人太多，请稍后再试");
        }
    }
    assert_eq!(slowed(&stage, &[LOOPBACK]), [""; 0]);
    assert_eq!(stage.count("SELECT COUNT(*) FROM failed_sign_in").await, 0);
    stage.stop().await;
}

#[actix_web::test]
async fn two_hundred_in_line_hold_nothing_that_an_answer_needs() {
    const IN_LINE: usize = 200;
    const BEYOND: usize = 10;
    // Nobody is at work, so that the line never moves.
    let stage = Stage::with(|app| app.passwords = Passwords::bounded(Randomness::seeded(2), 0, IN_LINE)).await;
    let (contest, unit) = unit_of(&stage, Entry::Open).await;
    let person = stage.person(contest, unit, "张三").await;
    let busy = AtomicUsize::new(0);
    // Of one address only a few would stand in line.
    let (here, told) = (&stage, &busy);
    let rush = join_all((0..IN_LINE + BEYOND).map(|number| async move {
        let address = format!("203.0.113.{number}");
        assert_eq!(here.sign_in_by_way_of(&[&address], unit, "张三", PASSWORD).await.problem(), "busy");
        told.fetch_add(1, Ordering::SeqCst);
    }));
    let answers = async {
        while busy.load(Ordering::SeqCst) < BEYOND {
            tokio::task::yield_now().await;
        }
        stage.hand_in(contest, &person).await;
        stage.get("/api/v1/me", &person.token).await.expect(200);
    };
    match select(rush, Box::pin(answers)).await {
        Either::Left(_) => panic!("the line has moved"),
        Either::Right(((), rush)) => drop(rush),
    }
    stage.stop_at_once().await;
}

#[actix_web::test]
async fn a_rush_of_two_hundred_sign_ins_does_not_starve_the_answers() {
    const SIGN_INS: usize = 200;
    const SAVES: usize = 20;
    let stage = Stage::new().await;
    let (contest, unit) = unit_of(&stage, Entry::Open).await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let path = format!("/api/v1/contests/{contest}/attempts");
    let started = stage.post(&path, &person.token, json!({"start_id": "start-0001"})).await.expect(201);
    let (attempt, token) = (started["attempt"].as_str().expect("an id"), started["token"].as_str().expect("a token"));
    let before = stage.app.passwords.begun();

    let signed_in = AtomicUsize::new(0);
    let sign_ins = join_all((0..SIGN_INS).map(|_| async {
        stage.sign_in(unit, "张三", PASSWORD).await.expect(200);
        signed_in.fetch_add(1, Ordering::SeqCst);
    }));
    let saves = async {
        // The rush is on.
        while stage.app.passwords.begun() < before + 2 {
            tokio::task::yield_now().await;
        }
        for n in 1..=SAVES {
            let save = json!({"device": 1, "answers": [{"question": n, "answer": "A", "n": 1}]});
            stage.put(&format!("/api/v1/attempts/{attempt}/answers"), token, save).await.expect(200);
        }
        signed_in.load(Ordering::SeqCst)
    };
    let (_, earlier) = join(sign_ins, saves).await;
    assert!(earlier < SIGN_INS, "{SAVES} saves waited for {earlier} sign-ins");
    assert_eq!(stage.app.passwords.begun() - before, SIGN_INS as u64, "each was compared once");
    stage.stop().await;
}

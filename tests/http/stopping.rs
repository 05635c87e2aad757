//! The real binary, told to stop.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use ankao::{
    auth::Asker,
    domain::{Span, Stamp, bank::question::Kind, contest::Window, paper::Blueprint, unit::UnitKind},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    bank::bank,
    support::{Stage, served::Served},
};

#[actix_web::test]
async fn a_server_told_to_stop_ends_its_streams_and_finishes_what_is_in_flight() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let now: Stamp = jiff::Timestamp::now().into();
    let window = Window { opens: now + Span::minutes(-60), closes: now + Span::minutes(60) };
    let blueprint = Blueprint::plain(Span::minutes(5), &[(Kind::Single, 3, 200)]);
    let contest = stage.publish(&bank(280), blueprint, window, |_| {}).await;
    let person = stage.person(contest, unit, "甲").await;
    let token = stage.app.keys.sign_access(Asker { person: person.id, session: person.session }, now);
    let folder = stage.leave().await;

    let served = Served::in_folder(folder.path()).await;
    let starts = format!("/contests/{contest}/attempts");
    let start = json!({ "start_id": "start-0001" });
    let attempt = served.ask(Method::POST, &starts, &token, Some(start)).await;
    let attempt = format!("/attempts/{}", attempt["attempt"].as_str().expect("an id"));
    let stream = format!("{}/api/v1/contests/{contest}/leaderboards/stream", served.base);
    let mut wall = reqwest::get(stream).await.expect("a stream");
    assert!(wall.chunk().await.expect("read").is_some());

    // A hand-in whose head the server has taken, and whose body is on its way.
    let body = json!({ "device": 1, "answers": [{ "question": 1, "answer": "A", "n": 1 }] }).to_string();
    let head = format!(
        "POST /api/v1{attempt}/submission HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    let mut line = TcpStream::connect(served.base.trim_start_matches("http://")).expect("a line");
    line.write_all(head.as_bytes()).expect("sent");
    let mut said = [0; 64];
    let length = line.read(&mut said).expect("said");
    assert!(said[..length].starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&said));

    served.tell_to_stop();
    // The stream ends as streams do, and is not cut when the server has lost its patience.
    while wall.chunk().await.expect("the stream ends by itself").is_some() {}
    line.write_all(body.as_bytes()).expect("sent");
    let mut answer = String::new();
    line.read_to_string(&mut answer).expect("answered, and the line closed");
    let graded: Value = answer.split_once("\r\n\r\n").and_then(|it| serde_json::from_str(it.1).ok()).expect(&answer);
    assert!(answer.starts_with("HTTP/1.1 200") && graded["grade"]["total"] == 600, "{answer}");
    let ended = served.ended();
    assert!(ended.success(), "{ended}");
    assert!(!folder.path().join("ankao.sqlite-wal").exists(), "the store was closed in order");

    let served = Served::in_folder(folder.path()).await;
    let looked = served.ask(Method::GET, &attempt, &token, None).await;
    assert_eq!((&looked["state"], &looked["grade"]), (&json!("submitted"), &graded["grade"]));
    served.kill();
}

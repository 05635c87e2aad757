//! `src/http/contests.rs`: create, edit, publish, extend, close, look.

use std::{fs, path::Path};

use ankao::domain::{ContestId, Span, unit::UnitKind};
use reqwest::header::{ETAG, HeaderMap};
use serde_json::{Value, json};

use crate::support::{NOON, Person, Stage, officials::settings};

/// The attempt that somebody starts.
async fn start(stage: &Stage, contest: impl std::fmt::Display, person: &Person, start_id: &str) -> Value {
    let path = format!("/api/v1/contests/{contest}/attempts");
    stage.post(&path, &person.token, json!({ "start_id": start_id })).await.expect(201)
}

async fn deadline(stage: &Stage, attempt: &Value, person: &Person) -> String {
    let path = format!("/api/v1/attempts/{}", attempt["attempt"].as_str().expect("an id"));
    let attempt = stage.get(&path, &person.token).await.expect(200);
    attempt["deadline"].as_str().expect("a deadline").to_owned()
}

#[actix_web::test]
async fn a_contest_is_created_edited_published_and_seen() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let created = stage.post("/api/v1/contests", &organizer.token, settings()).await.expect(201);
    assert_eq!(created["contest"]["phase"], "draft");
    assert_eq!(created["settings"]["rules"]["attempts_per_day"], 1, "defaults are filled in");
    let path = format!("/api/v1/contests/{}", created["contest"]["contest"]);
    assert_eq!(stage.look(&path).await.problem(), "not_found", "a draft is not public");

    let patch = json!({ "texts": { "hotline": "024-1" }, "rules": { "attempts_total": 3 } });
    let edited = stage.patch(&path, &organizer.token, patch).await.expect(200);
    assert_eq!(
        edited["settings"]["texts"],
        json!({
            "name": "测试竞赛", "host": "测试主办方", "introduction": "", "hotline": "024-1", "icp": null,
        })
    );
    assert_eq!(edited["settings"]["rules"]["attempts_total"], 3);

    let published = stage.post(&format!("{path}/publish"), &organizer.token, json!({})).await.expect(200);
    assert_eq!(published["warnings"], json!([]));
    assert_eq!(published["source"].as_str().map(str::len), Some(64));
    let seen = stage.look(&path).await.expect(200);
    assert_eq!(seen["phase"], "open");
    assert_eq!(seen["paper"]["total"], 1_000);
    assert_eq!(seen["paper"]["sections"][0], json!({ "kind": "single", "count": 3, "points": 200 }));
    let listed = stage.look("/api/v1/contests").await.expect(200);
    assert_eq!(listed["contests"][0]["name"], "测试竞赛");
    stage.stop().await;
}

#[actix_web::test]
async fn what_makes_no_sense_is_refused_field_by_field() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let mut wrong = settings();
    wrong["texts"]["name"] = json!("");
    wrong["closes"] = wrong["opens"].clone();
    wrong["blueprint"]["sections"] = json!([]);
    wrong["owner"] = json!(404);
    let answer = stage.post("/api/v1/contests", &organizer.token, wrong).await;
    assert_eq!(answer.problem(), "invalid_input");
    let pointers: Vec<_> =
        answer.expect(422)["errors"].as_array().expect("errors").iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(pointers, ["/texts/name", "/closes", "/blueprint"]);
    let mut unknown = settings();
    unknown["rules"]["attempts_per_week"] = json!(1);
    assert_eq!(stage.post("/api/v1/contests", &organizer.token, unknown).await.problem(), "invalid_input");
    let mut nowhere = settings();
    nowhere["owner"] = json!(404);
    let answer = stage.post("/api/v1/contests", &organizer.token, nowhere).await;
    assert_eq!(answer.expect(422)["errors"][0]["pointer"], "/owner");
    stage.stop().await;
}

#[actix_web::test]
async fn organizers_run_the_contests_of_their_nodes_and_no_others() {
    let stage = Stage::new().await;
    let province = stage.unit(None, UnitKind::Province, "省").await;
    let city = stage.unit(Some(province), UnitKind::City, "甲市").await;
    let other = stage.unit(Some(province), UnitKind::City, "乙市").await;
    let (theirs, rival) = (stage.organizer(Some(city)).await, stage.organizer(Some(other)).await);
    let above = stage.organizer(Some(province)).await;
    let mut input = settings();
    assert_eq!(stage.post("/api/v1/contests", &theirs.token, input.clone()).await.problem(), "not_allowed", "of all");
    input["owner"] = json!(province);
    assert_eq!(stage.post("/api/v1/contests", &theirs.token, input.clone()).await.problem(), "not_allowed", "above");
    input["owner"] = json!(city);
    let created = stage.post("/api/v1/contests", &theirs.token, input).await.expect(201);
    let id = ContestId(created["contest"]["contest"].as_i64().expect("an id"));
    let path = format!("/api/v1/contests/{id}");

    assert_eq!(stage.get(&path, &rival.token).await.problem(), "not_found");
    assert_eq!(stage.get(&format!("{path}/settings"), &rival.token).await.problem(), "not_found");
    stage.get(&path, &above.token).await.expect(200);
    let count = |listed: Value| listed["contests"].as_array().map(Vec::len);
    assert_eq!(count(stage.get("/api/v1/contests", &theirs.token).await.expect(200)), Some(1));
    assert_eq!(count(stage.get("/api/v1/contests", &rival.token).await.expect(200)), Some(0));
    let away = json!({ "owner": other });
    assert_eq!(stage.patch(&path, &theirs.token, away.clone()).await.problem(), "not_allowed", "given away");
    stage.post(&format!("{path}/publish"), &theirs.token, json!({})).await.expect(200);
    for (action, body) in [("/publish", json!({})), ("/close", json!({ "reason": "抢" }))] {
        let answer = stage.post(&format!("{path}{action}"), &rival.token, body).await;
        assert_eq!(answer.problem(), "not_allowed", "{action}");
    }
    assert_eq!(stage.patch(&path, &rival.token, away).await.problem(), "not_allowed");
    let person = stage.person(id, city, "甲").await;
    assert_eq!(stage.patch(&path, &person.token, json!({})).await.problem(), "not_allowed", "no role at all");
    stage.stop().await;
}

#[actix_web::test]
async fn after_publishing_only_texts_privacy_and_a_later_end_may_change() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let id = stage.published(&organizer, |_| {}).await;
    let path = format!("/api/v1/contests/{id}");
    let free = json!({
        "texts": { "name": "改名", "introduction": "说明" },
        "rules": { "boards": "after_close", "names": "full" },
        "closes": "2026-06-21T11:00:00+08:00",
    });
    let edited = stage.patch(&path, &organizer.token, free).await.expect(200);
    assert_eq!(edited["contest"]["closes"], "2026-06-21T11:00:00+08:00");
    assert_eq!(edited["last_deadline"], "2026-06-21T11:00:00+08:00");
    for (patch, pointer) in [
        (json!({ "opens": "2026-06-10T10:00:00+08:00" }), "/opens"),
        (json!({ "rules": { "attempts_per_day": 2 } }), "/rules/attempts_per_day"),
        (json!({ "rules": { "units": { "formula": "total" } } }), "/rules/units/formula"),
        (json!({ "blueprint": { "limit_ms": 600_000 } }), "/blueprint/limit_ms"),
        (json!({ "owner": 1 }), "/owner"),
    ] {
        let answer = stage.patch(&path, &organizer.token, patch).await;
        assert_eq!(answer.problem(), "not_a_draft", "{pointer}");
        assert_eq!(answer.expect(409)["errors"][0]["pointer"], pointer);
    }
    let earlier = json!({ "closes": "2026-06-20T11:00:00+08:00" });
    assert_eq!(stage.patch(&path, &organizer.token, earlier).await.problem(), "invalid_input");
    stage.stop().await;
}

#[actix_web::test]
async fn a_contest_is_published_once_however_many_try_at_once() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let created = stage.post("/api/v1/contests", &organizer.token, settings()).await.expect(201);
    let path = format!("/api/v1/contests/{}/publish", created["contest"]["contest"]);
    let tries = (0..4).map(|_| stage.post(&path, &organizer.token, json!({})));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|it| it.status == 200).count(), 1);
    assert!(answers.iter().filter(|it| it.status != 200).all(|it| it.problem() == "conflict"));
    stage.stop().await;
}

#[actix_web::test]
async fn a_bank_that_cannot_fill_the_blueprint_is_told_by_stratum_and_number() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let mut input = settings();
    input["blueprint"]["sections"][0]["quotas"] = json!([{ "topic": "不存在的主题", "count": 2 }]);
    let created = stage.post("/api/v1/contests", &organizer.token, input).await.expect(201);
    let path = format!("/api/v1/contests/{}", created["contest"]["contest"]);
    let answer = stage.post(&format!("{path}/publish"), &organizer.token, json!({})).await;
    assert_eq!(answer.problem(), "cannot_publish");
    let detail = answer.expect(409)["detail"].clone();
    assert_eq!(detail, "题库不足：第 1 大题“单选·主题 不存在的主题”需要 2 题，可用 0 题，缺 2 题");
    stage.clock.set(NOON + Span::minutes(30 * 24 * 60));
    let organizer = stage.renewed(&organizer);
    let late = stage.post(&format!("{path}/publish"), &organizer.token, json!({})).await;
    assert_eq!(late.problem(), "cannot_publish", "its end has passed");
    stage.stop().await;
}

/// A private pack of judgments whose stems carry `word`.
fn write_pack(folder: &Path, word: &str) {
    let mut pack = String::from(
        "[statute]\nid = \"lamp-law\"\ntitle = \"灯塔法\"\nversion = \"2020-01-02\"\nvalid_from = \"2020-03-01\"\n",
    );
    for number in 1..=4 {
        let question = format!(
            "\n[[question]]\nid = \"lamp-001-0{number}\"\nkind = \"judgment\"\nstem = \"{word}第{number}号应当夜间点灯。\"\n\
             key = [\"对\"]\ndifficulty = 1\ntopics = [\"点灯\"]\narticle = 1\nphrase = \"夜间点灯\"\n\
             explanation = \"夜间点灯。\"\n"
        );
        pack.push_str(&question);
    }
    fs::write(folder.join("lamp.toml"), pack).expect("written");
}

fn lamps(input: &mut Value) {
    input["rules"]["prizes"] = json!(true);
    input["rules"]["attempts_per_day"] = json!(2);
    input["blueprint"]["sections"] =
        json!([{ "kind": "judgment", "count": 2, "points": 100, "quotas": [{ "statute": "lamp-law", "count": 2 }] }]);
}

#[actix_web::test]
async fn a_changed_bank_never_changes_a_running_contest() {
    let folder = tempfile::tempdir().expect("a folder");
    write_pack(folder.path(), "旧塔");
    let stage = Stage::with_bank(Some(folder.path().to_owned())).await;
    let organizer = stage.organizer(None).await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let running = stage.published(&organizer, lamps).await;
    let person = stage.person(running, unit, "甲").await;
    let before = start(&stage, running, &person, "start-0001").await;
    write_pack(folder.path(), "新塔");
    let after =
        stage.get(&format!("/api/v1/attempts/{}", before["attempt"].as_str().expect("an id")), &person.token).await;
    assert_eq!(after.expect(200)["paper"], before["paper"]);
    let path = format!("/api/v1/attempts/{}/submission", before["attempt"].as_str().expect("an id"));
    stage.post(&path, &person.token, json!({ "device": 1, "answers": [] })).await.expect(200);
    let second = start(&stage, running, &person, "start-0002").await;
    assert!(second["paper"].to_string().contains("旧塔") && !second["paper"].to_string().contains("新塔"));

    let later = stage.published(&organizer, lamps).await;
    let other = stage.person(later, unit, "乙").await;
    assert!(start(&stage, later, &other, "start-0003").await["paper"].to_string().contains("新塔"));
    stage.stop().await;
}

#[actix_web::test]
async fn prizes_on_the_public_bank_alone_are_warned_of() {
    let folder = tempfile::tempdir().expect("a folder");
    write_pack(folder.path(), "塔");
    let stage = Stage::with_bank(Some(folder.path().to_owned())).await;
    let organizer = stage.organizer(None).await;
    let publish = async |change: fn(&mut Value)| {
        let mut input = settings();
        change(&mut input);
        let created = stage.post("/api/v1/contests", &organizer.token, input).await.expect(201);
        let path = format!("/api/v1/contests/{}/publish", created["contest"]["contest"]);
        stage.post(&path, &organizer.token, json!({})).await.expect(200)["warnings"].clone()
    };
    let public = publish(|input| {
        input["rules"]["prizes"] = json!(true);
        input["blueprint"]["sections"] = json!([{ "kind": "single", "count": 3, "points": 100 }]);
    });
    assert_eq!(public.await[0]["code"], "public_bank");
    assert_eq!(publish(lamps).await, json!([]), "drawn from the private pack");
    let mixed = publish(|input| {
        lamps(input);
        let sections = input["blueprint"]["sections"].as_array_mut().expect("sections");
        sections.push(json!({ "kind": "single", "count": 3, "points": 100 }));
    });
    let detail = mixed.await[0]["detail"].as_str().expect("a warning").to_owned();
    assert!(detail.contains("道可抽试题中有"), "{detail}");
    assert_eq!(publish(|_| {}).await, json!([]), "no prizes");
    stage.stop().await;
}

#[actix_web::test]
async fn a_later_end_gives_open_papers_their_own_limit_and_no_more() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let id = stage.published(&organizer, |input| input["closes"] = json!("2026-06-10T12:03:00+08:00")).await;
    let early = stage.person(id, unit, "早").await;
    let first = start(&stage, id, &early, "start-0001").await;
    stage.clock.advance(Span::minutes(2));
    let late = stage.person(id, unit, "晚").await;
    let second = start(&stage, id, &late, "start-0002").await;
    assert_eq!(deadline(&stage, &second, &late).await, "2026-06-10T12:03:00+08:00");

    let path = format!("/api/v1/contests/{id}");
    let extend =
        async |closes: &str| stage.patch(&path, &organizer.token, json!({ "closes": closes })).await.expect(200);
    extend("2026-06-10T12:06:00+08:00").await;
    assert_eq!(deadline(&stage, &first, &early).await, "2026-06-10T12:05:00+08:00", "its own limit");
    assert_eq!(deadline(&stage, &second, &late).await, "2026-06-10T12:06:00+08:00", "the new end");
    let view = extend("2026-06-10T13:00:00+08:00").await;
    assert_eq!(deadline(&stage, &first, &early).await, "2026-06-10T12:05:00+08:00");
    assert_eq!(deadline(&stage, &second, &late).await, "2026-06-10T12:07:00+08:00");
    assert_eq!(view["last_deadline"], "2026-06-10T13:00:00+08:00");
    stage.stop().await;
}

#[actix_web::test]
async fn closing_stops_starts_and_lets_open_papers_run_unless_cut() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let id = stage.published(&organizer, |_| {}).await;
    let (person, newcomer) = (stage.person(id, unit, "甲").await, stage.person(id, unit, "乙").await);
    let attempt = start(&stage, id, &person, "start-0001").await;
    stage.clock.advance(Span::minutes(1));
    let close = format!("/api/v1/contests/{id}/close");
    let no_reason = stage.post(&close, &organizer.token, json!({ "reason": " " })).await;
    assert_eq!(no_reason.expect(422)["errors"][0]["pointer"], "/reason");
    let closed = stage.post(&close, &organizer.token, json!({ "reason": "停电" })).await.expect(200);
    assert_eq!(
        (&closed["contest"]["phase"], &closed["last_deadline"]),
        (&json!("closing"), &json!("2026-06-10T12:05:00+08:00"))
    );
    let start_path = format!("/api/v1/contests/{id}/attempts");
    let refused = stage.post(&start_path, &newcomer.token, json!({ "start_id": "start-0002" })).await;
    assert_eq!(refused.problem(), "contest_ended");
    assert_eq!(deadline(&stage, &attempt, &person).await, "2026-06-10T12:05:00+08:00");
    let later = json!({ "closes": "2026-07-01T00:00:00+08:00" });
    assert_eq!(stage.patch(&format!("/api/v1/contests/{id}"), &organizer.token, later).await.problem(), "wrong_phase");

    assert_eq!(
        stage.post(&close, &organizer.token, json!({ "reason": "停电" })).await.problem(),
        "wrong_phase",
        "twice"
    );
    stage.clock.advance(Span::minutes(1));
    stage.post(&close, &organizer.token, json!({ "reason": "泄题", "cut": true })).await.expect(200);
    assert_eq!(deadline(&stage, &attempt, &person).await, "2026-06-10T12:02:00+08:00");
    stage.clock.advance(Span::seconds(36));
    assert_eq!(stage.look(&format!("/api/v1/contests/{id}")).await.expect(200)["phase"], "closed");
    assert_eq!(ankao::attempt::sweep(&stage.app).await.expect("swept").taken, 1);
    stage.stop().await;
}

#[actix_web::test]
async fn a_contest_looked_at_again_is_not_sent_again_and_the_time_is() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let id = stage.published(&organizer, |_| {}).await;
    let path = format!("/api/v1/contests/{id}");
    let first = stage.look(&path).await;
    stage.clock.advance(Span::seconds(5));
    let again = stage.look_again(&path, &first).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    let time = |headers: &HeaderMap| headers["server-time"].to_str().expect("text").to_owned();
    assert_eq!(time(&first.headers), "2026-06-10T12:00:00+08:00");
    assert_eq!(time(&again.headers), "2026-06-10T12:00:05+08:00");
    stage.patch(&path, &organizer.token, json!({ "texts": { "name": "改名" } })).await.expect(200);
    let changed = stage.look_again(&path, &first).await;
    assert_eq!(changed.expect(200)["texts"]["name"], "改名");
    assert_ne!(changed.headers[ETAG], first.headers[ETAG]);
    stage.stop().await;
}

#[actix_web::test]
async fn a_contest_closed_early_stays_closed_whatever_is_edited_of_it() {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let id = stage.published(&organizer, |_| {}).await;
    let person = stage.person(id, unit, "甲").await;
    stage.answered(id, &person, "start-0001", 3).await;
    let path = format!("/api/v1/contests/{id}");
    stage.do_sql("UPDATE enrolment SET origin = 'self'").await;
    let other = stage.person(id, unit, "乙").await;
    stage.answered(id, &other, "start-0002", 2).await;
    let closed = stage.post(&format!("{path}/close"), &organizer.token, json!({ "reason": "提前结束" })).await;
    let last_deadline = closed.expect(200)["last_deadline"].clone();
    stage.clock.advance(Span::seconds(36));
    assert_eq!(stage.look(&path).await.expect(200)["phase"], "closed");

    let edited = stage.patch(&path, &organizer.token, json!({ "texts": { "name": "改名" } })).await.expect(200);
    assert_eq!((&edited["contest"]["phase"], &edited["last_deadline"]), (&json!("closed"), &last_deadline));
    let confirm = format!("{path}/people/{}/confirmation", person.id);
    assert_eq!(stage.post(&confirm, &organizer.token, json!({})).await.problem(), "wrong_phase", "ranks are final");
    let commend = json!({ "units_per_class": 0, "individuals": 1 });
    stage.post(&format!("{path}/commendations"), &organizer.token, commend).await.expect(201);
    stage.stop().await;
}

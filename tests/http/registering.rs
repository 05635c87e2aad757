//! Registering: refusals that cost the same, what is kept of it, and coming in before the contest opens.

use ankao::{
    domain::{
        ContestId, Span, UnitId,
        bank::question::Kind,
        contest::{Entry, Window},
        paper::Blueprint,
        unit::UnitKind,
    },
    store::roles::Role,
};
use serde_json::{Value, json};
use sqlx::Row;

use crate::{
    bank::bank,
    support::{NOON, Stage, people::PASSWORD},
};

const REGISTER: &str = "/api/v1/auth/register";

fn registration(contest: ContestId, unit: UnitId, name: &str, number: &str, code: &str) -> Value {
    json!({
        "contest": contest, "unit": unit, "name": name, "employee_number": number, "password": PASSWORD,
        "consent": "2026-06", "activation_code": code,
    })
}

/// What a refusal cost: hashes, and failures written.
async fn cost(stage: &Stage, body: Value) -> (u64, i64) {
    let written = async || stage.count("SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM failed_sign_in").await;
    let (hashes, failures) = (stage.app.passwords.begun(), written().await);
    assert_eq!(stage.post_unsigned(REGISTER, body).await.problem(), "activation_refused");
    (stage.app.passwords.begun() - hashes, written().await - failures)
}

#[actix_web::test]
async fn every_refusal_by_a_roster_does_the_same_work() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Roster).await;
    let other = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Roster).await;
    let wrong = "0000-0000";
    let line = stage.line(contest, unit, "张三", "0012").await;
    let code = stage.app.keys.activation_code(line, 0).to_string();
    stage.post_unsigned(REGISTER, registration(contest, unit, "张三", "0012", &code)).await.expect(202);
    let waiting = stage.line(contest, unit, "李四", "0013").await;
    stage.line(contest, unit, "王五", "0014").await;
    stage.line(other, unit, "赵六", "0015").await;
    let mut thief = registration(contest, unit, "张三", "0012", &code);
    thief["password"] = json!("another-password");

    let same = (1, 1);
    for (who, body) in [
        ("nobody's line", registration(contest, unit, "路人", "0099", wrong)),
        ("a line under another name", registration(contest, unit, "路人", "0014", wrong)),
        ("a line with a wrong code", registration(contest, unit, "王五", "0014", wrong)),
        ("a line of another contest", registration(contest, unit, "赵六", "0015", wrong)),
        ("an account under another name", registration(contest, unit, "路人", "0012", &code)),
        ("an account with a wrong password", thief),
        ("an account with a wrong code", registration(contest, unit, "张三", "0012", wrong)),
    ] {
        assert_eq!(cost(&stage, body).await, same, "{who}");
    }

    // One that waits, and one that is not there and waits too: neither for longer.
    let code = stage.app.keys.activation_code(waiting, 0).to_string();
    stage.post_unsigned(REGISTER, registration(contest, unit, "李四", "0013", &code)).await.expect(202);
    for number in ["0013", "0098"] {
        for _ in 0..5 {
            assert_eq!(stage.sign_in(unit, number, "wrong-password").await.problem(), "sign_in_refused");
        }
        let body = registration(contest, unit, "李四", number, &code);
        assert_eq!(cost(&stage, body).await, (1, 0), "{number} waits");
    }
    stage.clock.advance(Span::seconds(15));
    stage.sign_in(unit, "0013", PASSWORD).await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn guesses_at_a_code_are_not_held_against_the_password_chosen_after_them() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Roster).await;
    let line = stage.line(contest, unit, "张三", "0012").await;
    for _ in 0..4 {
        cost(&stage, registration(contest, unit, "张三", "0012", "0000-0000")).await;
    }
    // Signing in before one has registered is a mistake that anybody makes.
    for _ in 0..2 {
        stage.sign_in(unit, "0012", PASSWORD).await;
    }
    let code = stage.app.keys.activation_code(line, 0).to_string();
    stage.post_unsigned(REGISTER, registration(contest, unit, "张三", "0012", &code)).await.expect(202);
    stage.sign_in(unit, "0012", PASSWORD).await.expect(200);
    stage.stop().await;
}

#[actix_web::test]
async fn a_line_is_guarded_by_a_roster_until_its_contest_has_closed() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let five = Blueprint::plain(Span::minutes(5), &[(Kind::Single, 5, 200)]);
    let of_an_hour = Window { opens: NOON, closes: NOON + Span::minutes(60) };
    let by_roster = stage.publish(&bank(280), five, of_an_hour, |rules| rules.entry = Entry::Roster).await;
    let open = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Open).await;
    stage.line(by_roster, unit, "张三", "0012").await;
    let register = async || {
        stage.post_unsigned(REGISTER, registration(open, unit, "张三", "0012", "")).await.expect(202);
        stage.sign_in(unit, "0012", PASSWORD).await.status.as_u16()
    };
    assert_eq!(register().await, 401);
    stage.clock.advance(Span::minutes(90));
    assert_eq!(register().await, 200);
    stage.stop().await;
}

#[actix_web::test]
async fn the_version_that_was_agreed_to_and_the_time_are_kept() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let open = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Open).await;
    let by_roster = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Roster).await;
    stage.sign_up(open, unit, "张三").await;
    let line = stage.line(by_roster, unit, "李四", "0013").await;
    stage.clock.advance(Span::minutes(7));
    let code = stage.app.keys.activation_code(line, 0).to_string();
    let mut body = registration(by_roster, unit, "李四", "0013", &code);
    body["consent"] = json!("2026-07.b");
    stage.post_unsigned(REGISTER, body).await.expect(202);
    // Again, for another contest: what was agreed to first stands.
    stage.sign_up(open, unit, "张三").await;

    let mut connection = stage.app.store.read().await.expect("a reader");
    let rows = sqlx::query("SELECT name, consent, consented FROM person ORDER BY id").fetch_all(&mut *connection).await;
    let kept: Vec<(String, String, i64)> =
        rows.expect("read").iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    let expected = [("张三", "2026-06", NOON.0), ("李四", "2026-07.b", (NOON + Span::minutes(7)).0)];
    assert_eq!(kept, expected.map(|(name, consent, at)| (name.to_owned(), consent.to_owned(), at)));
    drop(connection);
    stage.stop().await;
}

#[actix_web::test]
async fn liaison_and_organizer_see_when_a_line_was_claimed() {
    let stage = Stage::new().await;
    let county = stage.unit(None, UnitKind::County, "和平区").await;
    let unit = stage.unit(Some(county), UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |rules| rules.entry = Entry::Roster).await;
    let line = stage.line(contest, unit, "张三", "0012").await;
    stage.line(contest, unit, "李四", "0013").await;
    let (liaison, organizer) =
        (stage.official(Role::Liaison(unit)).await, stage.official(Role::Organizer(county)).await);
    stage.clock.advance(Span::minutes(7));
    let code = stage.app.keys.activation_code(line, 0).to_string();
    stage.post_unsigned(REGISTER, registration(contest, unit, "张三", "0012", &code)).await.expect(202);
    for official in [liaison, organizer] {
        let list = stage.get(&format!("/api/v1/contests/{contest}/people"), &official.token).await.expect(200);
        let claimed: Vec<_> = list["people"].as_array().expect("a list").iter().map(|it| &it["claimed_at"]).collect();
        assert_eq!(claimed, [&json!("2026-06-10T12:07:00+08:00"), &Value::Null]);
    }
    stage.stop().await;
}

#[actix_web::test]
async fn people_register_and_sign_in_days_before_the_contest_opens() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let days = |count: i64| Span::minutes(count * 24 * 60);
    let window = Window { opens: NOON + days(3), closes: NOON + days(10) };
    let five = Blueprint::plain(Span::minutes(5), &[(Kind::Single, 5, 200)]);
    let contest = stage.publish(&bank(280), five, window, |rules| rules.entry = Entry::Open).await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let signed_in = stage.sign_in(unit, "张三", PASSWORD).await.expect(200);
    let start = json!({"start_id": "start-0001"});
    let path = format!("/api/v1/contests/{contest}/attempts");
    assert_eq!(stage.post(&path, &person.token, start.clone()).await.problem(), "not_yet_open");

    stage.clock.set(window.opens);
    let refresh = json!({"refresh_token": signed_in["refresh_token"]});
    let renewed = stage.post_unsigned("/api/v1/auth/refresh", refresh).await.expect(200);
    let token = renewed["access_token"].as_str().expect("a token");
    stage.post(&path, token, start).await.expect(201);
    stage.stop().await;
}

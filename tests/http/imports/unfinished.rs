//! Rosters on their way: what is there of them meanwhile, and what is left of one that fails.

use ankao::{
    domain::{ContestId, PersonId, Span},
    store::{self, Turn},
};
use futures_util::future::join;
use serde_json::json;

use super::{Files, UNITS, five, of};
use crate::support::{Answer, NOON, Stage};

#[actix_web::test]
async fn an_import_that_a_crash_left_unfinished_is_not_there_and_is_cleared_away() {
    let files = Files::new().await;
    files.import("units", UNITS).await.expect(200);
    files.import("participants", "单位编码,姓名,工号\n0002,王五,00003\n").await.expect(200);
    let mut turn = files.stage.app.store.write().await.expect("a turn");
    for statement in [
        "INSERT INTO import (id, contest, started) SELECT 77, id, 1 FROM contest",
        "INSERT INTO import_row (import, line, unit, employee_number, name) VALUES (77, 2, 1, '1', '张三')",
        "INSERT INTO person (id, unit, employee_number, name, created) VALUES (9001, 1, '1', '张三', 1)",
        "INSERT INTO enrolment (contest, person, unit, origin, joined, import)
         SELECT id, 9001, 1, 'roster', 1, 77 FROM contest",
    ] {
        sqlx::query(statement).execute(turn.connection()).await.expect("written");
    }
    files.stage.app.store.commit(turn).await.expect("committed");
    assert_eq!(files.count("SELECT COUNT(*) FROM member").await, 1);
    store::imports::undo::abandon_unfinished(&files.stage.app.store).await.expect("cleared");
    assert_eq!(files.count("SELECT COUNT(*) FROM enrolment").await, 1);
    assert_eq!(files.count("SELECT COUNT(*) FROM import_row").await, 0);
    assert_eq!(files.count("SELECT COUNT(*) FROM import").await, 0);
    files.stage.stop().await;
}

/// Lines of several slices, the first of which are these people's.
fn roster(first: &[&str]) -> String {
    let known = first.iter().map(|name| format!("0002,{name},{name}\n"));
    let others = (0..1_200).map(|number| format!("0002,某人,{number:05}\n"));
    format!("单位编码,姓名,工号\n{}", known.chain(others).collect::<String>())
}

/// A contest that anybody may join, and two who have an account by way of another one.
async fn with_accounts() -> (Files, [PersonId; 2]) {
    let Files { stage, organizer, contest: other } = Files::new().await;
    let contest = stage.contest(five(), |rules| rules.counts_confirmed_only = true).await;
    let files = Files { stage, contest, organizer };
    files.import("units", UNITS).await.expect(200);
    let unit = of(&files.stage, "市应急局");
    let mut people = [PersonId(0); 2];
    for (person, name) in people.iter_mut().zip(["张三", "李四"]) {
        *person = files.stage.person(other, unit, name).await.id;
        files.stage.renumber(name, name).await;
    }
    files.stage.do_sql("UPDATE person SET claimed = 1 WHERE employee_number IS NOT NULL").await;
    (files, people)
}

/// The turn between two slices of an import, after the first.
async fn between_slices(stage: &Stage) -> Turn {
    loop {
        let mut turn = stage.app.store.write().await.expect("a turn");
        let written = sqlx::query_scalar("SELECT COUNT(*) FROM enrolment WHERE import IS NOT NULL");
        let written: i64 = written.fetch_one(turn.connection()).await.expect("a count");
        if written > 0 {
            return turn;
        }
        drop(turn);
        tokio::task::yield_now().await;
    }
}

/// Imports both and many more; between two slices the first joins by themselves, and `meanwhile` happens.
async fn import_while_one_joins(files: &Files, person: PersonId, meanwhile: impl FnOnce()) -> Answer {
    let Files { stage, contest, .. } = files;
    let unit = of(stage, "市应急局");
    let joins = async {
        let mut turn = between_slices(stage).await;
        store::enrolments::join(turn.connection(), *contest, person, unit, NOON).await.expect("joined");
        meanwhile();
        stage.app.store.commit(turn).await.expect("committed");
    };
    join(files.import("participants", roster(&["张三", "李四"])), joins).await.0
}

async fn of_contest(stage: &Stage, contest: ContestId, person: PersonId) -> Option<store::enrolments::Origin> {
    let mut connection = stage.app.store.read().await.expect("a reader");
    let enrolment = store::enrolments::find(&mut connection, contest, person).await.expect("read");
    enrolment.map(|it| it.origin)
}

#[actix_web::test]
async fn of_an_import_that_fails_half_way_nobody_is_left_but_who_came_by_themselves() {
    let (files, [joined, other]) = with_accounts().await;
    let closes = || files.stage.clock.advance(Span::minutes(11 * 24 * 60));
    let refused = import_while_one_joins(&files, joined, closes).await;
    assert_eq!(refused.problem(), "wrong_phase");
    assert_eq!(files.count("SELECT COUNT(*) FROM enrolment WHERE contest = 2").await, 1);
    assert_eq!(of_contest(&files.stage, files.contest, joined).await, Some(store::enrolments::Origin::Own));
    assert_eq!(of_contest(&files.stage, files.contest, other).await, None);
    files.stage.stop().await;
}

#[actix_web::test]
async fn who_joins_while_the_roster_is_on_its_way_stands_in_it_in_the_end() {
    let (files, [joined, other]) = with_accounts().await;
    import_while_one_joins(&files, joined, || {}).await.expect(200);
    for person in [joined, other] {
        let origin = of_contest(&files.stage, files.contest, person).await;
        assert_eq!(origin, Some(store::enrolments::Origin::Roster));
    }
    files.stage.stop().await;
}

#[actix_web::test]
async fn nobody_begins_by_a_roster_that_is_on_its_way() {
    let files = Files::new().await;
    let Files { stage, contest, organizer } = &files;
    files.import("units", UNITS).await.expect(200);
    let person = stage.person(*contest, of(stage, "市应急局"), "王五").await;
    stage.do_sql("INSERT INTO import (id, contest, started) SELECT 77, id, 1 FROM contest").await;
    stage.do_sql("UPDATE enrolment SET import = 77").await;
    let start = async || {
        let path = format!("/api/v1/contests/{contest}/attempts");
        stage.post(&path, &person.token, json!({ "start_id": "start-0001" })).await
    };
    assert_eq!(start().await.problem(), "not_enrolled");
    let mine = stage.get(&format!("/api/v1/contests/{contest}/me"), &person.token).await;
    assert_eq!(mine.problem(), "not_enrolled");
    let grant = format!("/api/v1/contests/{contest}/people/{}/fresh-attempt", person.id);
    let granted = stage.post(&grant, &organizer.token, json!({ "reason": "断电", "granted": 0 })).await;
    assert_eq!(granted.problem(), "not_found");
    stage.do_sql("DELETE FROM import").await;
    start().await.expect(201);
    files.stage.stop().await;
}

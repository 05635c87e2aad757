//! `src/http/withdrawal.rs`: questions that are withdrawn while papers ask them, and after.

use ankao::{
    domain::{
        AttemptId, ContestId, Span, UnitId,
        bank::{Bank, question::Kind},
        contest::{Review, Window},
        paper::Blueprint,
        unit::UnitKind,
    },
    store, withdrawal,
};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{
    bank::bank,
    support::{Answer, NOON, Person, Stage},
};

/// Three singles and two judgments at two points.
fn five() -> Blueprint {
    Blueprint::plain(Span::minutes(5), &[(Kind::Single, 3, 200), (Kind::Judgment, 2, 200)])
}

struct Scene {
    stage: Stage,
    organizer: Person,
    contest: ContestId,
    unit: UnitId,
}

impl Scene {
    async fn with(bank: &Bank) -> Self {
        let stage = Stage::new().await;
        let organizer = stage.organizer(None).await;
        let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
        let window = Window { opens: NOON + Span::minutes(-60), closes: NOON + Span::minutes(24 * 60) };
        let rules = |rules: &mut ankao::domain::contest::Rules| {
            (rules.attempts_per_day, rules.attempts_total, rules.review) = (10, 10, Review::AtOnce);
        };
        let contest = stage.publish(bank, five(), window, rules).await;
        Self { stage, organizer, contest, unit }
    }

    /// A bank with two judgments, so that every paper asks both.
    async fn new() -> Self {
        Self::with(&bank(7)).await
    }

    async fn person(&self, name: &str) -> Person {
        self.stage.person(self.contest, self.unit, name).await
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/contests/{}/{rest}", self.contest)
    }

    async fn preview(&self, question: &str, counting: &str) -> Value {
        let path = self.path(&format!("questions/{question}/withdrawal?counting={counting}"));
        self.stage.get(&path, &self.organizer.token).await.expect(200)
    }

    async fn decide(&self, question: &str, counting: &str) -> Answer {
        let path = self.path(&format!("questions/{question}/withdrawal"));
        let input = json!({ "counting": counting, "reason": "题干有歧义" });
        self.stage.put(&path, &self.stage.renewed(&self.organizer).token, input).await
    }

    async fn questions(&self, query: &str) -> Value {
        self.stage.get(&self.path(&format!("questions?{query}")), &self.organizer.token).await.expect(200)
    }

    /// The id of what a paper asks at a place from 0.
    async fn asked(&self, attempt: AttemptId, place: usize) -> String {
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        let loaded = store::attempts::find(&mut connection, self.stage.app.store.sources(), attempt).await;
        let loaded = loaded.expect("read").expect("there");
        let drawn = loaded.attempt.paper(&loaded.source).questions[place];
        loaded.source.questions()[usize::from(drawn.question)].id.clone()
    }

    async fn standing(&self, person: &Person) -> (Option<i64>, i64) {
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        let standing = store::standings::find(&mut connection, self.contest, person.id).await.expect("read");
        let standing = standing.expect("a standing");
        (standing.result.map(|it| it.points().0), standing.rev.0)
    }

    /// The points that the board has of somebody, and the rank.
    async fn place(&self, person: &Person) -> (i64, usize) {
        let ranks = self.stage.app.board.ranks_of(self.contest, person.id).await.expect("there").expect("ranks");
        (ranks.outcome.points().0, ranks.contest.rank)
    }

    async fn look(&self, attempt: AttemptId, person: &Person) -> Value {
        self.stage.get(&format!("/api/v1/attempts/{attempt}"), &person.token).await.expect(200)
    }
}

#[actix_web::test]
async fn whose_points_and_ranks_change_is_shown_before_and_is_so_after() {
    let scene = Scene::new().await;
    let (first, second) = (scene.person("张三").await, scene.person("李四").await);
    scene.stage.answered(scene.contest, &first, "start-0001", 5).await;
    let attempt = scene.stage.answered(scene.contest, &second, "start-0001", 4).await;
    let question = scene.asked(attempt, 4).await;

    let preview = scene.preview(&question, "full_points").await;
    let figures = ["handed_in", "open", "points_changed", "ranks_changed"].map(|it| preview[it].clone());
    assert_eq!(figures, [2, 0, 1, 1].map(Value::from));
    let (was, is) = (json!({ "points": 80_000, "rank": 2 }), json!({ "points": 100_000, "rank": 1 }));
    let line = json!({ "person": second.id, "name": "李四", "unit_name": "甲单位", "before": was, "after": is });
    assert_eq!(preview["people"], json!([line]));
    assert_eq!(preview["still_asked"], true, "there are but two judgments");
    assert_eq!(scene.standing(&second).await, (Some(80_000), 1), "nothing is changed yet");

    let done = scene.decide(&question, "full_points").await.expect(200);
    let figures = ["counting", "regraded", "people"].map(|it| done[it].clone());
    assert_eq!(figures, [json!("full_points"), json!(1), json!(1)]);
    assert_eq!(done["withdrawal"]["settled"], true);
    assert_eq!(scene.standing(&second).await, (Some(100_000), 2));
    assert_eq!(scene.standing(&first).await, (Some(100_000), 1));
    assert_eq!(scene.place(&second).await, (100_000, 1), "the board followed");

    let again = scene.decide(&question, "full_points").await.expect(200);
    assert_eq!((&again["regraded"], scene.standing(&second).await.1), (&json!(0), 2), "asked twice");
    scene.decide(&question, "by_key").await.expect(200);
    assert_eq!(scene.standing(&second).await, (Some(80_000), 3), "it counts again");

    let audit =
        scene.stage.get(&format!("/api/v1/audit?contest={}", scene.contest), &scene.organizer.token).await.expect(200);
    let deeds: Vec<_> = audit["entries"].as_array().expect("a list").iter().map(|it| it["action"].clone()).collect();
    assert_eq!(deeds[..4], ["grades.regrade", "question.withdraw", "grades.regrade", "question.withdraw"]);
    let done = json!({ "questions": [question], "attempts": 1, "people": 1 });
    assert_eq!(audit["entries"][0]["detail"], done);
    assert_eq!(deeds[4], "question.preview");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn what_is_left_out_counts_for_nobody_and_the_rest_of_its_section_is_worth_the_whole() {
    let scene = Scene::new().await;
    let person = scene.person("张三").await;
    // One of two judgments is right.
    let attempt = scene.stage.answered(scene.contest, &person, "start-0001", 4).await;
    let (right, wrong) = (scene.asked(attempt, 3).await, scene.asked(attempt, 4).await);
    scene.decide(&wrong, "left_out").await.expect(200);
    let seen = scene.look(attempt, &person).await;
    assert_eq!((&seen["grade"]["points"], &seen["grade"]["questions"]), (&json!(1_000), &json!(4)));
    let judgments = json!({ "points": 400, "correct": 1, "count": 1 });
    assert_eq!(seen["grade"]["sections"][1], judgments);
    let told = |place: usize| seen["review"]["questions"][place]["counting"].clone();
    assert_eq!([told(3), told(4)], ["by_key", "left_out"]);

    scene.decide(&wrong, "by_key").await.expect(200);
    scene.decide(&right, "left_out").await.expect(200);
    assert_eq!(scene.standing(&person).await.0, Some(60_000), "the right one does not count either");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn papers_begun_before_are_graded_so_and_those_begun_later_do_not_ask_it() {
    let scene = Scene::with(&bank(280)).await;
    let person = scene.person("张三").await;
    let attempt = scene.stage.start(scene.contest, &person, "start-0001").await;
    let question = scene.asked(attempt, 0).await;
    let preview = scene.preview(&question, "full_points").await;
    assert_eq!((&preview["open"], &preview["still_asked"]), (&json!(1), &json!(false)));
    let done = scene.decide(&question, "full_points").await.expect(200);
    assert_eq!(done["regraded"], 0, "nothing was handed in");

    let handed_in = scene.stage.submit(attempt, &person, 0).await.expect(200);
    assert_eq!(handed_in["grade"]["points"], 200, "nothing was answered");
    for number in 2..10 {
        let later = scene.stage.start(scene.contest, &person, &format!("start-{number:04}")).await;
        for place in 0..5 {
            assert_ne!(scene.asked(later, place).await, question);
        }
        scene.stage.submit(later, &person, 0).await.expect(200);
    }
    let mut connection = scene.stage.app.store.read().await.expect("a connection");
    let contest = store::contests::find(&mut connection, scene.contest).await.expect("read").expect("there");
    let source = scene.stage.app.source(contest.source().expect("published")).await.expect("read");
    assert!(!source.may_ask(&question), "whatever the seed");
    drop(connection);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn what_was_withdrawn_is_no_mistake_and_nothing_to_practise() {
    let scene = Scene::new().await;
    let person = scene.person("张三").await;
    let attempt = scene.stage.answered(scene.contest, &person, "start-0001", 4).await;
    let question = scene.asked(attempt, 4).await;
    let mistakes = format!("/api/v1/me/mistakes?contest={}", scene.contest);
    assert_eq!(scene.stage.get(&mistakes, &person.token).await.expect(200)["count"], 1);
    let practice = scene.path("practice");
    let all = scene.stage.post(&practice, &person.token, json!({})).await.expect(200);
    scene.decide(&question, "full_points").await.expect(200);
    assert_eq!(scene.stage.get(&mistakes, &person.token).await.expect(200)["count"], 0);
    let rest = scene.stage.post(&practice, &person.token, json!({})).await.expect(200);
    let count = |set: &Value| set["questions"].as_array().expect("a list").len();
    assert_eq!(count(&rest), count(&all) - 1);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn grading_anew_that_was_broken_off_goes_on_at_the_next_start() {
    let scene = Scene::new().await;
    let person = scene.person("张三").await;
    let attempt = scene.stage.answered(scene.contest, &person, "start-0001", 4).await;
    let question = scene.asked(attempt, 4).await;
    // As the process leaves it that is killed between the decision and the grades.
    let decided = json!({ question: { "counting": "full_points", "reason": "有误", "at": NOON.0, "settled": false } });
    let mut turn = scene.stage.app.store.write().await.expect("a turn");
    let update = sqlx::query("UPDATE contest SET withdrawn = $2 WHERE id = $1").bind(scene.contest.0);
    update.bind(decided.to_string()).execute(turn.connection()).await.expect("written");
    scene.stage.app.store.commit(turn).await.expect("committed");
    assert_eq!(scene.questions("withdrawn=true").await["questions"][0]["withdrawal"]["settled"], false);

    scene.stage.clock.advance(Span::minutes(25 * 60));
    let commendations = scene.path("commendations");
    let commend = json!({ "units_per_class": 1, "individuals": 1, "preview": true });
    let organizer = scene.stage.renewed(&scene.organizer);
    let early = scene.stage.post(&commendations, &organizer.token, commend.clone()).await;
    assert_eq!(early.problem(), "wrong_phase", "some papers are graded otherwise than others");
    scene.stage.clock.set(NOON);

    withdrawal::settle_all(&scene.stage.app).await.expect("done");
    assert_eq!(scene.standing(&person).await, (Some(100_000), 2));
    assert_eq!(scene.questions("withdrawn=true").await["questions"][0]["withdrawal"]["settled"], true);
    scene.stage.clock.advance(Span::minutes(25 * 60));
    scene.stage.post(&commendations, &scene.stage.renewed(&scene.organizer).token, commend).await.expect(200);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn papers_handed_in_while_it_is_decided_are_all_graded_by_it() {
    let scene = Scene::new().await;
    let mut sittings = Vec::new();
    for number in 0..12 {
        let person = scene.person(&format!("考生{number}")).await;
        let attempt = scene.stage.start(scene.contest, &person, "start-0001").await;
        sittings.push((attempt, person));
    }
    let question = scene.asked(sittings[0].0, 4).await;
    let hand_ins = join_all(sittings.iter().map(|(attempt, person)| scene.stage.submit(*attempt, person, 0)));
    let (handed_in, decided) = join(hand_ins, scene.decide(&question, "full_points")).await;
    decided.expect(200);
    for (answer, (_, person)) in handed_in.into_iter().zip(&sittings) {
        answer.expect(200);
        // Every paper asks both judgments.
        assert_eq!(scene.standing(person).await.0, Some(20_000));
        assert_eq!(scene.place(person).await, (20_000, 1));
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn of_more_people_than_are_read_at_once_all_are_graded() {
    let scene = Scene::new().await;
    let person = scene.person("张三").await;
    let attempt = scene.stage.answered(scene.contest, &person, "start-0001", 4).await;
    let question = scene.asked(attempt, 4).await;
    // Many others who answered the same paper alike.
    let mut turn = scene.stage.app.store.write().await.expect("a turn");
    for statement in [
        "INSERT INTO person (id, unit, name, created) SELECT 10000 + n, $2, '某人', 0 FROM (
             WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 700)
             SELECT n FROM counted
         ) many WHERE $1 > 0",
        "INSERT INTO enrolment (contest, person, unit, origin, joined)
         SELECT $1, id, $2, 'self', 0 FROM person WHERE id > 10000",
        "INSERT INTO attempt (contest, number, person, ordinal, source, seed, started, day, fresh, deadline,
                              submitted, swept, time_used, points, correct, sections, grading)
         SELECT contest, person.id, person.id, ordinal, source, seed, started, day, fresh, deadline,
                submitted, swept, time_used, points, correct, sections, grading
         FROM attempt, person WHERE contest = $1 AND person.id > 10000 AND $2 > 0",
        "INSERT INTO saved_sheet (contest, attempt, marks)
         SELECT contest, person.id, marks FROM saved_sheet, person
         WHERE contest = $1 AND person.id > 10000 AND $2 > 0",
    ] {
        let query = sqlx::query(statement).bind(scene.contest.0).bind(scene.unit.0);
        query.execute(turn.connection()).await.expect("written");
    }
    scene.stage.app.store.commit(turn).await.expect("committed");
    let done = scene.decide(&question, "full_points").await.expect(200);
    assert_eq!((&done["regraded"], &done["people"]), (&json!(701), &json!(701)));
    let top = scene.stage.app.board.ranks_of(scene.contest, ankao::domain::PersonId(10_700)).await.expect("there");
    assert_eq!(top.expect("ranks").outcome.points().0, 100_000);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_contest_that_is_extended_after_its_end_does_not_ask_what_was_withdrawn_in_between() {
    let scene = Scene::with(&bank(280)).await;
    scene.stage.clock.advance(Span::minutes(24 * 60));
    scene.decide("id-mark-0000", "left_out").await.expect(200);
    let organizer = scene.stage.renewed(&scene.organizer);
    let later = json!({ "closes": "2026-06-13T12:00:00+08:00" });
    scene.stage.patch(&format!("/api/v1/contests/{}", scene.contest), &organizer.token, later).await.expect(200);
    let mut connection = scene.stage.app.store.read().await.expect("a connection");
    let contest = store::contests::find(&mut connection, scene.contest).await.expect("read").expect("there");
    drop(connection);
    let source = scene.stage.app.source(contest.source().expect("published")).await.expect("read");
    assert!(!source.may_ask("id-mark-0000"));
    assert!(source.may_ask("id-mark-0002"));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn organizers_find_questions_and_see_their_keys_once_the_contest_has_closed() {
    let scene = Scene::with(&bank(280)).await;
    let page = scene.questions("q=修作业&limit=2").await;
    assert_eq!((&page["of"], &page["cursor"]), (&json!(280), &json!(2)));
    let next = scene.questions("q=修作业&limit=2&cursor=2").await;
    assert_ne!(page["questions"], next["questions"]);
    let found = scene.questions("q=id-mark-0007").await;
    assert_eq!(found["of"], 1);
    let line = &found["questions"][0];
    assert_eq!((&line["question"], &line["counting"]), (&json!("id-mark-0007"), &json!("by_key")));
    assert_eq!((&line["key"], &line["citations"], &line["withdrawal"]), (&json!(null), &json!([]), &json!(null)));
    assert_eq!(scene.questions("withdrawn=true").await["of"], 0);

    scene.stage.clock.advance(Span::minutes(25 * 60));
    let organizer = scene.stage.renewed(&scene.organizer);
    let found = scene.stage.get(&scene.path("questions?q=id-mark-0007"), &organizer.token).await.expect(200);
    assert_eq!(found["questions"][0]["key"], "B");
    assert_eq!(found["questions"][0]["citations"][0]["article"], 7_777);
    let done = scene.decide("id-mark-0007", "left_out").await.expect(200);
    assert_eq!(done["counting"], "left_out", "a closed contest too");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn only_the_organizer_withdraws_with_a_reason_and_what_is_there() {
    let scene = Scene::new().await;
    let person = scene.person("张三").await;
    let path = scene.path("questions/id-mark-0001/withdrawal");
    let input = json!({ "counting": "left_out", "reason": "题干有歧义" });
    assert_eq!(scene.stage.put(&path, &person.token, input).await.problem(), "not_allowed");
    assert_eq!(scene.stage.get(&scene.path("questions"), &person.token).await.problem(), "not_allowed");
    let without = json!({ "counting": "left_out", "reason": " " });
    assert_eq!(scene.stage.put(&path, &scene.organizer.token, without).await.problem(), "invalid_input");
    assert_eq!(scene.decide("id-mark-0000x", "left_out").await.problem(), "not_found");
    let draft = scene.stage.post("/api/v1/contests", &scene.organizer.token, crate::support::officials::settings());
    let draft = draft.await.expect(201)["contest"]["contest"].as_i64().expect("an id");
    let path = format!("/api/v1/contests/{draft}/questions");
    assert_eq!(scene.stage.get(&path, &scene.organizer.token).await.problem(), "not_found");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn what_answers_say_of_questions_is_told_once_the_contest_has_closed() {
    let scene = Scene::new().await;
    let (first, second) = (scene.person("张三").await, scene.person("李四").await);
    scene.stage.answered(scene.contest, &first, "start-0001", 5).await;
    let attempt = scene.stage.answered(scene.contest, &second, "start-0001", 4).await;
    let last = scene.asked(attempt, 4).await;
    let early = scene.stage.get(&scene.path("items"), &scene.organizer.token).await;
    assert_eq!(early.problem(), "wrong_phase", "how many answer right tells of the keys");
    let of = |items: &Value, id: &str| {
        let all = items["items"].as_array().expect("a list").iter();
        all.clone().find(|it| it["question"] == id).expect("asked").clone()
    };
    scene.stage.clock.advance(Span::minutes(25 * 60));
    let organizer = scene.stage.renewed(&scene.organizer);
    let items = scene.stage.get(&scene.path("items"), &organizer.token).await.expect(200);
    assert_eq!(items["papers"], 2);
    let item = of(&items, &last);
    let figures = ["asked", "facility", "unanswered", "doubt"].map(|it| item[it].clone());
    assert_eq!(figures, [json!(2), json!(0.5), json!(1), json!(null)]);
    let chosen: u64 = item["chosen"].as_array().expect("a list").iter().filter_map(Value::as_u64).sum();
    assert_eq!(chosen, 1);
    assert!(item["key"].is_string());
    assert_eq!(
        scene.stage.get(&scene.path("items"), &scene.stage.renewed(&first).token).await.problem(),
        "not_allowed"
    );
    scene.stage.stop().await;
}

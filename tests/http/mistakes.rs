//! `src/http/mistakes.rs`: what one missed, and mastered.

use ankao::domain::{
    AttemptId, ContestId, Span, UnitId,
    bank::question::Kind,
    contest::{Review, Rules, Window},
    paper::Blueprint,
    unit::UnitKind,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    bank::bank,
    support::{Answer, NOON, Person, Stage},
};

/// A contest with papers of five questions.
struct Scene {
    stage: Stage,
    contest: ContestId,
    unit: UnitId,
}

async fn scene(change: impl FnOnce(&mut Rules)) -> Scene {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let five = [(Kind::Single, 3, 200), (Kind::Multiple, 1, 200), (Kind::Judgment, 1, 200)];
    let blueprint = Blueprint::plain(Span::minutes(5), &five);
    let contest = stage
        .contest(blueprint, |rules| {
            (rules.attempts_per_day, rules.attempts_total) = (100, 100);
            change(rules);
        })
        .await;
    Scene { stage, contest, unit }
}

impl Scene {
    async fn person(&self, name: &str) -> Person {
        self.stage.person(self.contest, self.unit, name).await
    }

    async fn book(&self, person: &Person) -> Value {
        let path = format!("/api/v1/me/mistakes?contest={}", self.contest);
        self.stage.get(&path, &self.stage.renewed(person).token).await.expect(200)
    }

    /// Marks a mistake as mastered, or with `PUT` puts it back.
    async fn mark(&self, method: Method, attempt: AttemptId, question: usize, person: &Person) -> Answer {
        let path = format!("/api/v1/me/mistakes/{attempt}/{question}");
        self.stage.send(method, &path, Some(&self.stage.renewed(person).token), None).await
    }

    /// The paper and its review.
    async fn reviewed(&self, attempt: AttemptId, person: &Person) -> Value {
        let attempt = self.stage.get(&format!("/api/v1/attempts/{attempt}"), &person.token).await.expect(200);
        attempt["review"].clone()
    }
}

/// The numbers of the questions of that attempt that stand in a book, in its order.
fn numbers(book: &Value, attempt: AttemptId) -> Vec<u64> {
    let mistakes = book["mistakes"].as_array().expect("a list").iter();
    let of_attempt = mistakes.filter(|it| it["attempt"] == attempt.to_string());
    of_attempt.map(|it| it["question"].as_u64().expect("a number")).collect()
}

#[actix_web::test]
async fn what_was_missed_goes_into_the_book_by_itself_with_its_key_and_why() {
    let scene = scene(|_| {}).await;
    let person = scene.person("张三").await;
    assert_eq!(scene.book(&person).await, json!({ "count": 0, "mistakes": [], "from": null }));
    let attempt = scene.stage.answered(scene.contest, &person, "start-0001", 3).await;
    let book = scene.book(&person).await;
    assert_eq!((&book["count"], numbers(&book, attempt)), (&json!(2), vec![4, 5]));
    let review = scene.reviewed(attempt, &person).await;
    for (mistake, position) in book["mistakes"].as_array().expect("a list").iter().zip([3, 4]) {
        let (asked, reviewed) = (&review["paper"]["questions"][position], &review["questions"][position]);
        for field in ["kind", "stem", "options"] {
            assert_eq!(mistake[field], asked[field], "in the letters of the paper");
        }
        for field in ["answer", "verdict", "key", "explanation", "citations"] {
            assert_eq!(mistake[field], reviewed[field]);
        }
        assert_eq!(mistake["missed_at"], "2026-06-10T12:00:00+08:00");
    }
    assert!(!book.to_string().contains("id-mark"));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn the_book_is_empty_until_the_contest_shows_keys_and_says_from_when() {
    let scene = scene(|rules| rules.review = Review::AfterClose).await;
    let person = scene.person("张三").await;
    let attempt = scene.stage.answered(scene.contest, &person, "start-0001", 3).await;
    let closed = json!({ "count": 0, "mistakes": [], "from": "2026-06-20T12:00:35.001+08:00" });
    assert_eq!(scene.book(&person).await, closed);
    for question in 1..=5 {
        let refused = scene.mark(Method::DELETE, attempt, question, &person).await;
        assert_eq!(refused.problem(), "review_not_yet", "right or wrong, nobody is told before");
    }
    scene.stage.clock.advance(Span::minutes(11 * 24 * 60));
    let book = scene.book(&person).await;
    assert_eq!((numbers(&book, attempt), &book["from"]), (vec![4, 5], &Value::Null));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_contest_that_never_shows_keys_has_no_book() {
    let scene = scene(|rules| rules.review = Review::Never).await;
    let person = scene.person("张三").await;
    scene.stage.answered(scene.contest, &person, "start-0001", 0).await;
    scene.stage.clock.advance(Span::minutes(11 * 24 * 60));
    assert_eq!(scene.book(&person).await, json!({ "count": 0, "mistakes": [], "from": null }));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn what_is_mastered_leaves_the_book_and_can_be_put_back() {
    let scene = scene(|_| {}).await;
    let person = scene.person("张三").await;
    let attempt = scene.stage.answered(scene.contest, &person, "start-0001", 3).await;
    for _ in 0..2 {
        scene.mark(Method::DELETE, attempt, 4, &person).await.expect(204);
        assert_eq!(numbers(&scene.book(&person).await, attempt), [5]);
    }
    for _ in 0..2 {
        scene.mark(Method::PUT, attempt, 4, &person).await.expect(204);
        assert_eq!(numbers(&scene.book(&person).await, attempt), [4, 5]);
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_question_stands_in_the_book_once_and_again_when_it_is_missed_after_it_was_mastered() {
    // So many papers of five that each of 280 questions is asked more than once.
    let scene = scene(|_| {}).await;
    let person = scene.person("张三").await;
    let mut stems = std::collections::HashMap::new();
    let mut again = None;
    for start in 0..100 {
        let attempt = scene.stage.answered(scene.contest, &person, &format!("start-{start:04}"), 0).await;
        let paper = scene.reviewed(attempt, &person).await;
        let asked = paper["paper"]["questions"].as_array().expect("a list");
        let asked_before = (1..).zip(asked).find_map(|(number, question)| {
            let first = stems.get(question["stem"].as_str()?).copied()?;
            Some((first, (attempt, number)))
        });
        if asked_before.is_some() {
            again = asked_before;
            break;
        }
        stems.extend(
            (1..).zip(asked).map(|(number, it)| (it["stem"].as_str().expect("text").to_owned(), (attempt, number))),
        );
        // All is mastered, before any of it is missed again.
        for question in 1..=5 {
            scene.mark(Method::DELETE, attempt, question, &person).await.expect(204);
        }
        assert_eq!(scene.book(&person).await["count"], 0);
    }
    let ((first, _), (attempt, number)) = again.expect("a question was asked twice");
    let book = scene.book(&person).await;
    assert!(numbers(&book, attempt).contains(&number), "it is missed again");
    assert_eq!((&book["count"], numbers(&book, first)), (&json!(5), vec![]), "and once");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn nobody_touches_anothers_book_or_masters_what_was_not_missed() {
    let scene = scene(|_| {}).await;
    let (owner, other) = (scene.person("张三").await, scene.person("李四").await);
    let attempt = scene.stage.answered(scene.contest, &owner, "start-0001", 3).await;
    assert_eq!(scene.book(&other).await["count"], 0);
    assert_eq!(scene.mark(Method::DELETE, attempt, 4, &other).await.problem(), "not_found");
    for question in [0, 1, 6] {
        assert_eq!(scene.mark(Method::DELETE, attempt, question, &owner).await.problem(), "not_found", "{question}");
    }
    let open = scene.stage.start(scene.contest, &owner, "start-0002").await;
    assert_eq!(scene.mark(Method::DELETE, open, 1, &owner).await.problem(), "review_not_yet", "not handed in");
    assert_eq!(numbers(&scene.book(&owner).await, attempt), [4, 5]);
    let nowhere = scene.stage.get("/api/v1/me/mistakes?contest=999", &owner.token).await;
    assert_eq!(nowhere.problem(), "not_found");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn neither_the_book_nor_a_review_shows_the_key_of_what_an_open_paper_asks() {
    // Every paper asks all questions of the bank.
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let blueprint = Blueprint::plain(Span::minutes(5), &[(Kind::Judgment, 1, 200)]);
    let mut small = bank(280);
    small.questions.retain(|question| question.kind == Kind::Judgment);
    small.questions.truncate(1);
    let window = Window { opens: NOON, closes: NOON + Span::minutes(60) };
    let twice = |rules: &mut Rules| (rules.attempts_per_day, rules.attempts_total) = (9, 9);
    let contest = stage.publish(&small, blueprint.clone(), window, twice).await;
    let rival = stage.publish(&small, blueprint, window, |rules| rules.review = Review::Never).await;
    let scene = Scene { stage, contest, unit };
    let person = scene.person("张三").await;
    let attempt = scene.stage.answered(contest, &person, "start-0001", 0).await;
    assert_eq!(numbers(&scene.book(&person).await, attempt), [1]);
    assert_ne!(scene.reviewed(attempt, &person).await, Value::Null);

    let hidden = async || {
        assert_eq!(scene.book(&person).await["count"], 0);
        assert_eq!(scene.reviewed(attempt, &person).await, Value::Null);
        let refused = scene.mark(Method::DELETE, attempt, 1, &person).await;
        assert_eq!(refused.problem(), "review_not_yet");
        // The lost reply to the start of the earlier paper.
        let path = format!("/api/v1/contests/{contest}/attempts");
        let again = scene.stage.post(&path, &person.token, json!({ "start_id": "start-0001" })).await.expect(200);
        assert_eq!((&again["state"], &again["review"]), (&json!("submitted"), &Value::Null));
    };
    let open = scene.stage.start(contest, &person, "start-0002").await;
    hidden().await;
    let submission = format!("/api/v1/attempts/{open}/submission");
    scene.stage.post(&submission, &person.token, json!({ "device": 1, "answers": [] })).await.expect(200);
    assert_ne!(scene.reviewed(attempt, &person).await, Value::Null);

    let joins = "INSERT INTO enrolment (contest, person, unit, origin, joined)
                 SELECT 2, person, unit, origin, joined FROM enrolment WHERE contest = 1";
    scene.stage.do_sql(joins).await;
    assert_eq!(rival, ContestId(2));
    scene.stage.start(rival, &person, "start-0003").await;
    hidden().await;
    scene.stage.stop().await;
}

//! `src/http/practice.rs`: sets to practise with.

use std::collections::BTreeSet;

use ankao::domain::{
    ContestId, Span, UnitId,
    attempt::SWEEP_AFTER,
    bank::{Bank, question::Usage},
    contest::{Review, Window},
    paper::Blueprint,
    unit::UnitKind,
};
use serde_json::{Value, json};

use crate::{
    bank::bank,
    support::{NOON, Person, Stage},
};

/// Of 280 questions the first 30 are for practice only, the next 30 for papers only.
fn of_all_usages() -> Bank {
    let mut bank = bank(280);
    for (number, question) in bank.questions.iter_mut().enumerate() {
        question.usage = match number {
            0..30 => Usage::Practice,
            30..60 => Usage::Contest,
            _ => Usage::Both,
        };
    }
    bank
}

struct Scene {
    stage: Stage,
    contest: ContestId,
    unit: UnitId,
}

/// A contest that is open for an hour.
async fn scene(review: Review) -> Scene {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let window = Window { opens: NOON, closes: NOON + Span::minutes(60) };
    let contest = stage.publish(&of_all_usages(), Blueprint::standard(), window, |rules| rules.review = review).await;
    Scene { stage, contest, unit }
}

impl Scene {
    async fn practise(&self, person: &Person) -> Value {
        let path = format!("/api/v1/contests/{}/practice", self.contest);
        self.stage.post(&path, &self.stage.renewed(person).token, json!({})).await.expect(200)
    }

    /// The numbers of the questions that twenty sets ask.
    async fn practised(&self, person: &Person) -> BTreeSet<usize> {
        let mut numbers = BTreeSet::new();
        for _ in 0..20 {
            let set = self.practise(person).await;
            numbers.extend(set["questions"].as_array().expect("a list").iter().map(number));
        }
        numbers
    }
}

/// Which of the bank's questions it is.
fn number(question: &Value) -> usize {
    let stem = question["stem"].as_str().expect("a stem");
    let number = stem.strip_prefix("试题 ").and_then(|it| it.split_once('：')).expect("a number").0;
    number.parse().expect("a number")
}

#[actix_web::test]
async fn a_set_is_marked_by_the_phone_alone_and_names_no_id_of_the_bank() {
    let scene = scene(Review::AtOnce).await;
    let person = scene.stage.person(scene.contest, scene.unit, "张三").await;
    let set = scene.practise(&person).await;
    assert_eq!(set["more_from"], Value::Null);
    let questions = set["questions"].as_array().expect("a list");
    assert_eq!(questions.len(), 20);
    let bank = of_all_usages();
    for shown in questions {
        let question = &bank.questions[number(shown)];
        let options = shown["options"].as_array().expect("options");
        let letters = shown["key"].as_str().expect("a key").bytes();
        let shown_right: BTreeSet<_> = letters.map(|it| options[usize::from(it - b'A')].as_str()).collect();
        let right = question.key.positions().map(|it| Some(question.option(it.into())));
        assert_eq!(shown_right, right.collect());
        assert_eq!(shown["explanation"], question.explanation);
        let phrase = &question.cites[0].phrase;
        assert_eq!(
            (&shown["citations"][0]["article"], &shown["citations"][0]["phrase"]),
            (&json!(7_777), &json!(phrase))
        );
    }
    assert!(!set.to_string().contains("id-mark"));
    assert_ne!(set["questions"], scene.practise(&person).await["questions"], "another set");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn no_key_of_what_papers_ask_is_handed_out_before_the_contest_has_closed() {
    let scene = scene(Review::AfterClose).await;
    let person = scene.stage.person(scene.contest, scene.unit, "张三").await;
    assert_eq!(scene.practised(&person).await, (0..30).collect());
    let more_from = &scene.practise(&person).await["more_from"];
    assert_eq!(more_from, "2026-06-10T13:00:35.001+08:00");
    scene.stage.clock.set(NOON + Span::minutes(60) + SWEEP_AFTER);
    assert!(scene.practised(&person).await.iter().all(|&number| number < 30), "a paper may still be on its way");

    scene.stage.clock.advance(Span(1));
    let practised = scene.practised(&person).await;
    assert!(practised.iter().any(|number| (60..).contains(number)));
    assert!(practised.iter().all(|number| !(30..60).contains(number)), "what is for papers only is never practised");
    assert_eq!(scene.practise(&person).await["more_from"], Value::Null);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_contest_that_never_shows_keys_lets_people_practise_what_no_paper_asks() {
    let scene = scene(Review::Never).await;
    let person = scene.stage.person(scene.contest, scene.unit, "张三").await;
    scene.stage.clock.set(NOON + Span::minutes(600));
    assert_eq!(scene.practised(&person).await, (0..30).collect());
    assert_eq!(scene.practise(&person).await["more_from"], Value::Null);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn where_nothing_is_for_practice_only_the_set_is_empty_and_says_from_when_there_is_one() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |rules| rules.review = Review::AfterClose).await;
    let person = stage.person(contest, unit, "张三").await;
    let set = stage.post(&format!("/api/v1/contests/{contest}/practice"), &person.token, json!({})).await.expect(200);
    assert_eq!(set, json!({ "questions": [], "more_from": "2026-06-20T12:00:35.001+08:00" }));
    stage.stop().await;
}

#[actix_web::test]
async fn only_who_takes_part_practises() {
    let scene = scene(Review::AtOnce).await;
    let Scene { stage, contest, unit } = &scene;
    let other = stage.contest(Blueprint::standard(), |_| {}).await;
    let stranger = stage.person(other, *unit, "李四").await;
    let path = |contest: &dyn std::fmt::Display| format!("/api/v1/contests/{contest}/practice");
    assert_eq!(stage.post(&path(contest), &stranger.token, json!({})).await.problem(), "not_enrolled");
    assert_eq!(stage.post(&path(&999), &stranger.token, json!({})).await.problem(), "not_found");
    assert_eq!(stage.post_unsigned(&path(contest), json!({})).await.problem(), "not_signed_in");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn no_key_is_handed_out_of_what_ones_own_open_paper_asks() {
    let scene = scene(Review::AtOnce).await;
    let Scene { stage, contest, unit } = &scene;
    let person = stage.person(*contest, *unit, "张三").await;
    let path = format!("/api/v1/contests/{contest}/attempts");
    let opened = stage.post(&path, &person.token, json!({ "start_id": "start-0001" })).await.expect(201);
    let asked: BTreeSet<_> = opened["paper"]["questions"].as_array().expect("a list").iter().map(number).collect();
    assert_eq!(asked.len(), 70);
    // As many sets as would show each of 250 questions.
    for _ in 0..3 {
        assert!(scene.practised(&person).await.is_disjoint(&asked));
    }
    let other = stage.person(*contest, *unit, "李四").await;
    assert!(!scene.practised(&other).await.is_disjoint(&asked), "it is nobody else's paper");

    let submission = format!("/api/v1/attempts/{}/submission", opened["attempt"].as_str().expect("an id"));
    stage.post(&submission, &person.token, json!({ "device": 1, "answers": [] })).await.expect(200);
    assert!(!scene.practised(&person).await.is_disjoint(&asked), "handed in");
    scene.stage.stop().await;
}

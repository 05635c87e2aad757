//! Questions of which one gives the other's answer away never stand in one paper.

use ankao::domain::{
    Span,
    bank::{Bank, question::Kind},
    paper::{Blueprint, PaperSource, draw, source::SourceError},
};

use crate::{
    bank::{self, DAYS},
    freeze, seed,
};

/// Judgments of one difficulty, of which each pair excludes each other.
fn judgments(size: usize, pairs: &[(usize, usize)]) -> Bank {
    let mut bank = bank::bank(0);
    bank.questions = (0..size).map(|number| bank::question(number, Kind::Judgment, 3)).collect();
    for &(one, other) in pairs {
        let other = bank.questions[other].id.clone();
        bank.questions[one].excludes.push(other);
    }
    bank
}

fn blueprint(count: u16) -> Blueprint {
    Blueprint::plain(Span::minutes(30), &[(Kind::Judgment, count, 100)])
}

fn drawn(source: &PaperSource, number: u32) -> Vec<usize> {
    let mut questions: Vec<_> = draw(source, seed(number)).questions.iter().map(|it| it.question.into()).collect();
    questions.sort_unstable();
    questions
}

#[test]
fn two_that_exclude_each_other_never_stand_in_one_paper() {
    // So many pairs that nothing is left to choose from in the end.
    let pairs: Vec<_> = (0..10).map(|number| (2 * number, 2 * number + 1)).collect();
    let source = freeze(&judgments(20, &pairs), &blueprint(10));
    for number in 0..2_000 {
        let questions = drawn(&source, number);
        assert_eq!(questions.len(), 10);
        for (one, other) in &pairs {
            assert!(!(questions.contains(one) && questions.contains(other)), "{questions:?}");
        }
    }
    let loaded = PaperSource::load(source.hash(), source.record()).expect("its own record");
    assert_eq!(drawn(&loaded, 7), drawn(&source, 7));
}

#[test]
fn where_chance_finds_no_paper_there_is_one_all_the_same() {
    // Each fourth question excludes the next three, and all of these are needed.
    let stars: Vec<_> = (0..60).map(|leaf| (leaf / 3 * 4, leaf / 3 * 4 + 1 + leaf % 3)).collect();
    let source = freeze(&judgments(80, &stars), &blueprint(60));
    for number in 0..20 {
        let leaves: Vec<usize> = (0..80).filter(|question| question % 4 != 0).collect();
        assert_eq!(drawn(&source, number), leaves);
    }
}

#[test]
fn of_a_pair_each_is_as_likely_and_hardly_rarer_than_others() {
    let source = freeze(&judgments(40, &[(4, 1)]), &blueprint(5));
    let draws = 40_000;
    let mut seen = vec![0_u32; 40];
    for number in 0..draws {
        for question in drawn(&source, number) {
            seen[question] += 1;
        }
    }
    // One in eight papers, with a standard deviation of 66 in so many.
    let share = |question: usize| i64::from(seen[question]);
    assert!((share(4) - share(1)).abs() < 400, "{seen:?}");
    let others: i64 = (0..40).filter(|it| ![1, 4].contains(it)).map(share).sum();
    // Each stands aside where the other came before it.
    let (expected, mean) = (i64::from(draws) / 8, others / 38);
    assert!((mean - expected).abs() < 100, "{mean} of {expected}");
    assert!(share(1) + share(4) > 2 * expected * 92 / 100, "{seen:?}");
}

#[test]
fn a_blueprint_that_needs_both_of_a_pair_is_refused() {
    let frozen = |count| PaperSource::freeze(&judgments(5, &[(0, 1), (2, 3)]), &blueprint(count), DAYS);
    assert!(frozen(3).is_ok());
    let refused = frozen(4).expect_err("one of four would have to stand beside what it gives away");
    assert_eq!(refused, SourceError::Apart { section: 1, missing: 1 });
    assert_eq!(refused.to_string(), "题库不足：第 1 大题有互相泄露答案、不能同卷的试题，除去以后缺 1 题");
}

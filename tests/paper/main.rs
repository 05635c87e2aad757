//! Papers seen from outside: what is drawn, how it is graded, what of it is on the wire.

mod apart;
mod arbitrary;
#[path = "../support/bank.rs"]
mod bank;
mod eligible;
mod golden;
mod grading;
mod likelihood;
mod properties;
mod secrecy;

use ankao::domain::{
    Span,
    bank::{Bank, question::Kind},
    paper::{Blueprint, PaperSource, Seed},
};

/// 50 questions in 30 minutes: 20 × 2 + 10 × 3 + 20 × 1.5 = 100.
fn fifty() -> Blueprint {
    let sections = [(Kind::Single, 20, 200), (Kind::Multiple, 10, 300), (Kind::Judgment, 20, 150)];
    Blueprint::plain(Span::minutes(30), &sections)
}

/// The five questions of a coffee break: 100 points in 5 minutes.
fn five() -> Blueprint {
    let sections = [(Kind::Single, 2, 2_000), (Kind::Multiple, 1, 2_000), (Kind::Judgment, 2, 2_000)];
    Blueprint::plain(Span::minutes(5), &sections)
}

fn freeze(bank: &Bank, blueprint: &Blueprint) -> PaperSource {
    PaperSource::freeze(bank, blueprint, bank::DAYS).expect("the bank fills the blueprint")
}

fn seed(number: u32) -> Seed {
    Seed(u128::from(number).to_le_bytes())
}

#[test]
fn every_usual_blueprint_is_worth_100_points() {
    for (blueprint, questions) in [(Blueprint::standard(), 70), (fifty(), 50), (five(), 5)] {
        let source = freeze(&bank::bank(200), &blueprint);
        let paper = ankao::domain::paper::draw(&source, seed(1));
        assert_eq!((paper.questions.len(), blueprint.total().to_string()), (questions, "100".into()));
    }
}

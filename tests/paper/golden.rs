//! Papers that must never change: a difference here needs a new draw version, not a new snapshot.

use std::fmt::Write as _;

use ankao::domain::paper::{Blueprint, PaperSource, Seed, draw};

use crate::{bank, five, freeze, seed};

/// The section, the question's id and the option shown as A, as B, … of every question.
fn transcript(source: &PaperSource, seed: Seed) -> String {
    draw(source, seed).questions.iter().fold(String::new(), |mut lines, drawn| {
        let id = &source.questions()[usize::from(drawn.question)].id;
        let options = drawn.lettering.shown().iter().map(|&option| char::from(b'A' + option));
        writeln!(lines, "{} {id} {}", drawn.section, options.collect::<String>()).expect("written to memory");
        lines
    })
}

#[test]
fn a_source_has_the_hash_that_it_always_had() {
    let hashes = [five(), Blueprint::standard()].map(|it| freeze(&bank::bank(140), &it).hash().to_string());
    insta::assert_debug_snapshot!(hashes);
}

#[test]
fn a_seed_draws_the_paper_that_it_always_drew() {
    let source = freeze(&bank::bank(140), &five());
    insta::assert_snapshot!([1, 2, 3].map(|number| transcript(&source, seed(number))).join("\n"));
}

#[test]
fn a_seed_draws_the_standard_paper_that_it_always_drew() {
    let source = freeze(&bank::bank(140), &Blueprint::standard());
    insta::assert_snapshot!(transcript(&source, seed(1)));
}

#[test]
fn a_paper_on_the_wire_looks_as_it_always_did() {
    let source = freeze(&bank::bank(140), &five());
    insta::assert_snapshot!(source.text().write(&source, &draw(&source, seed(1))));
}

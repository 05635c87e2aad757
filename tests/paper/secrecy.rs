//! What of a paper is on the wire, and that nothing of the key is.

use std::collections::BTreeSet;

use ankao::domain::{
    bank::{
        Bank,
        question::{Citation, OptionSet},
    },
    paper::{
        Blueprint, Paper, PaperSource, Seed, draw,
        wire::{PaperView, QuestionView, SectionView},
    },
};
use proptest::prelude::*;
use serde_json::Value;

use crate::arbitrary::{banks_and_blueprints, seeds, sources};

fn text_of(source: &PaperSource, seed: Seed) -> String {
    source.text().write(source, &draw(source, seed))
}

/// The view of a paper without any fragments.
fn plain_view(source: &PaperSource, paper: &Paper) -> PaperView {
    let sections = &source.blueprint().sections;
    let questions = paper.questions.iter().map(|drawn| {
        let question = &source.questions()[usize::from(drawn.question)];
        QuestionView {
            kind: question.kind,
            points: sections[usize::from(drawn.section)].points,
            stem: question.stem.clone(),
            options: drawn.options_of(question).map(String::from).collect(),
        }
    });
    let sections = sections.iter().map(|it| SectionView { kind: it.kind, count: it.count, points: it.points });
    PaperView { sections: sections.collect(), questions: questions.collect() }
}

/// The same bank for one who sees papers only: other keys, ids, citations and explanations.
fn with_other_secrets(bank: &Bank) -> Bank {
    let mut other = bank.clone();
    for question in &mut other.questions {
        let all = (1_u8 << question.option_count()) - 1;
        let key = question.key.bits();
        let turned = (key << 1 | key >> (question.option_count() - 1)) & all;
        question.key = OptionSet::from_bits(turned).expect("six bits");
        question.id.insert_str(0, "other-");
        question.explanation = "另一种解析，长得多，讲的是别的答案为什么正确".into();
        question.cites =
            vec![Citation { article: 1, paragraph: None, item: Some(3), phrase: "别的条文".into() }; 2];
    }
    other
}

fn names(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            into.insert(name.clone());
            names(value, into);
        }),
        Value::Array(items) => items.iter().for_each(|item| names(item, into)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn the_fragments_make_the_json_of_the_view((source, seed) in (sources(), seeds())) {
        let plain = plain_view(&source, &draw(&source, seed));
        let written = text_of(&source, seed);
        prop_assert_eq!(&written, &serde_json::to_string(&plain).expect("JSON"));
        prop_assert_eq!(serde_json::from_str::<PaperView>(&written).expect("a view"), plain);
    }

    #[test]
    fn papers_that_differ_only_in_the_key_are_the_same_bytes(
        (bank, blueprint) in banks_and_blueprints(), seed in seeds(),
    ) {
        let one = crate::freeze(&bank, &blueprint);
        let other = crate::freeze(&with_other_secrets(&bank), &blueprint);
        prop_assert_ne!(one.hash(), other.hash());
        prop_assert_eq!(text_of(&one, seed), text_of(&other, seed));
    }
}

#[test]
fn nothing_beside_kinds_points_stems_and_options_is_written() {
    let source = crate::freeze(&crate::bank::bank(200), &Blueprint::standard());
    let seed = Seed(*b"seed never shown");
    let text = text_of(&source, seed);
    // 7777 is the article of every invented question.
    let (hash, seed_hex) = (source.hash().to_string(), hex::encode(seed.0));
    for secret in ["id-mark", "law-", "法规标记", "条文标记", "解析标记", "7777", "seed never", &seed_hex, &hash]
    {
        assert!(!text.contains(secret), "{secret}");
    }
    let mut found = BTreeSet::new();
    names(&serde_json::from_str(&text).expect("JSON"), &mut found);
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["count", "kind", "options", "points", "questions", "sections", "stem"]
    );
}

//! What may be drawn at all, and what is said when that is too little.

use ankao::domain::{
    Points,
    bank::{
        Bank,
        question::{Kind, Statute, Usage},
    },
    paper::{
        Blueprint, PaperSource,
        blueprint::{About, Band, Quota},
        source::SourceError,
    },
};
use jiff::civil::date;

use crate::bank::{self, DAYS};

/// A bank in which `change` has made something of the first 35 questions, which `law-x` holds.
fn changed(change: impl FnOnce(&mut Statute)) -> Bank {
    let mut bank = bank::bank(140);
    let mut statute = bank::statute("law-x");
    change(&mut statute);
    for question in &mut bank.questions[..35] {
        question.statute.clone_from(&statute.id);
    }
    bank.statutes.push(statute);
    bank
}

/// The ids that papers of the bank can have, by the strata that they are drawn from.
fn drawable(bank: &Bank, blueprint: &Blueprint) -> Vec<String> {
    let source = PaperSource::freeze(bank, blueprint, DAYS).expect("the bank fills the blueprint");
    let numbers = source.strata().iter().flat_map(|stratum| &stratum.questions);
    let mut ids: Vec<_> = numbers.map(|&number| source.questions()[usize::from(number)].id.clone()).collect();
    assert_eq!(source.questions().len(), ids.len(), "a question is in the source only to be drawn");
    ids.sort_unstable();
    ids
}

fn ids_of(bank: &Bank, from: usize) -> Vec<String> {
    bank.questions[from..].iter().map(|question| question.id.clone()).collect()
}

#[test]
fn a_statute_in_force_on_all_days_is_drawn_from() {
    let bank = changed(|statute| {
        statute.valid_from = DAYS.first;
        statute.valid_until = Some(DAYS.last);
    });
    assert_eq!(drawable(&bank, &Blueprint::standard()), ids_of(&bank, 0));
}

#[test]
fn a_statute_that_comes_or_goes_within_the_days_is_never_drawn_from() {
    let comes = changed(|statute| statute.valid_from = date(2026, 6, 2));
    let goes = changed(|statute| statute.valid_until = Some(date(2026, 6, 29)));
    for bank in [comes, goes] {
        assert_eq!(drawable(&bank, &Blueprint::standard()), ids_of(&bank, 35));
    }
}

#[test]
fn a_provincial_statute_is_drawn_from_in_its_province_only() {
    let bank = changed(|statute| statute.province = Some("辽宁".into()));
    let of = |province: &str| Blueprint { provinces: vec![province.into()], ..Blueprint::standard() };
    assert_eq!(drawable(&bank, &of("辽宁")), ids_of(&bank, 0));
    assert_eq!(drawable(&bank, &of("山东")), ids_of(&bank, 35));
    assert_eq!(drawable(&bank, &Blueprint::standard()), ids_of(&bank, 35));
}

#[test]
fn a_displaced_question_is_never_drawn_while_what_displaces_it_is_in_force() {
    let displacing = |valid_until| {
        changed(|statute| {
            statute.province = Some("辽宁".into());
            statute.displaces = vec!["id-mark-0100".into()];
            statute.valid_until = valid_until;
        })
    };
    let liaoning = Blueprint { provinces: vec!["辽宁".into()], ..Blueprint::standard() };
    let has_it = |bank: &Bank, blueprint: &Blueprint| drawable(bank, blueprint).contains(&"id-mark-0100".into());
    assert!(!has_it(&displacing(None), &liaoning));
    assert!(has_it(&displacing(None), &Blueprint::standard()));
    // On one of the days is enough; before all of them is not.
    assert!(!has_it(&displacing(Some(DAYS.first)), &liaoning));
    assert!(has_it(&displacing(Some(date(2026, 5, 31))), &liaoning));
}

#[test]
fn a_question_for_practice_is_never_drawn() {
    let mut bank = changed(|_| {});
    for question in &mut bank.questions[..35] {
        question.usage = Usage::Practice;
    }
    assert_eq!(drawable(&bank, &Blueprint::standard()), ids_of(&bank, 35));
    let source = PaperSource::freeze(&bank, &Blueprint::standard(), DAYS).expect("the bank fills the blueprint");
    assert_eq!(source.practice_only(), &bank.questions[..35], "and stands beside them");
    let statute = source.statute_of(&source.practice_only()[0]);
    assert_eq!(statute.map(|statute| statute.id.as_str()), Some("law-x"), "with what it cites");
    let loaded = PaperSource::load(source.hash(), source.record()).expect("its own record");
    assert_eq!(loaded.practice_only(), source.practice_only());
}

#[test]
fn a_question_of_an_unknown_statute_is_never_drawn() {
    let mut bank = bank::bank(140);
    bank.questions[0].statute = "law-unknown".into();
    assert_eq!(drawable(&bank, &Blueprint::standard()), ids_of(&bank, 1));
}

#[test]
fn what_is_short_is_said() {
    let refusal = |size, change: fn(&mut Blueprint)| {
        let mut blueprint = Blueprint::standard();
        change(&mut blueprint);
        PaperSource::freeze(&bank::bank(size), &blueprint, DAYS).expect_err("refused").to_string()
    };
    insta::assert_debug_snapshot!([
        refusal(0, |_| {}),
        refusal(63, |_| {}),
        refusal(70, |it| it.sections[1].quotas = vec![Quota { about: About::Statute("law-b".into()), count: 7 }]),
        refusal(70, |it| it.sections[2].quotas = vec![Quota { about: About::Topic("应急救援".into()), count: 13 }]),
        refusal(70, |it| it.sections[0].quotas = vec![Quota { about: About::Topic("应急救援".into()), count: 1 }]),
        refusal(70, |it| it.sections[0].bands =
            vec![Band { from: 1, to: 4, count: 30 }, Band { from: 5, to: 5, count: 10 }]),
        // Each could be filled: but of the four at level 1 one is of law-b, and only two others are asked for.
        refusal(35, |it| {
            it.sections.truncate(1);
            it.sections[0].count = 9;
            it.sections[0].quotas = vec![Quota { about: About::Statute("law-b".into()), count: 7 }];
            it.sections[0].bands = vec![Band { from: 1, to: 1, count: 4 }, Band { from: 2, to: 5, count: 5 }];
        }),
        refusal(140, |it| it.sections[0].points = Points(0)),
    ]);
}

#[test]
fn a_shortage_says_how_many_there_are() {
    let mut bank = bank::bank(140);
    bank.questions.retain(|question| question.kind != Kind::Multiple);
    let refused = PaperSource::freeze(&bank, &Blueprint::standard(), DAYS).err();
    let short = SourceError::Short { section: 2, stratum: "多选·全部".into(), needed: 10, available: 0 };
    assert_eq!(refused, Some(short));
}

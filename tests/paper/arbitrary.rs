//! Any bank, with any blueprint that it can fill.

use ankao::domain::{
    Points, Span,
    bank::{
        Bank,
        question::{Kind, OptionSet, Question},
    },
    paper::{
        Blueprint, PaperSource, Section, Seed,
        blueprint::{About, Band, MultipleRule, Quota},
    },
};
use proptest::prelude::*;

use crate::bank;

pub fn seeds() -> impl Strategy<Value = Seed> {
    any::<[u8; 16]>().prop_map(Seed)
}

pub fn sources() -> impl Strategy<Value = PaperSource> {
    banks_and_blueprints().prop_map(|(bank, blueprint)| crate::freeze(&bank, &blueprint))
}

/// The blueprint asks for what some of the bank's questions have, so that it can be filled.
pub fn banks_and_blueprints() -> impl Strategy<Value = (Bank, Blueprint)> {
    let questions = prop::collection::vec((questions(), any::<bool>()), 1..60);
    let rules = (any::<bool>(), any::<bool>(), prop::bool::ANY.prop_map(multiple_rule));
    (questions, rules).prop_filter_map("a paper has a question", |(questions, (quotas, bands, multiple))| {
        let wanted: Vec<Question> = questions.iter().filter(|it| it.1).map(|it| it.0.clone()).collect();
        let kinds = [Kind::Single, Kind::Multiple, Kind::Judgment];
        let sections: Vec<Section> = kinds.into_iter().filter_map(|it| section(it, &wanted, quotas, bands)).collect();
        let blueprint = Blueprint { limit_ms: Span::minutes(30), multiple, provinces: vec![], sections };
        let statutes = bank::bank(0).statutes;
        let questions = questions
            .into_iter()
            .enumerate()
            .map(|(index, (question, _))| Question { id: format!("id-mark-{index:04}"), ..question });
        let bank = Bank { statutes, questions: questions.collect() };
        (!blueprint.sections.is_empty()).then_some((bank, blueprint))
    })
}

fn multiple_rule(half: bool) -> MultipleRule {
    if half { MultipleRule::HalfForPart } else { MultipleRule::Exact }
}

fn questions() -> impl Strategy<Value = Question> {
    let kinds = prop_oneof![Just(Kind::Single), Just(Kind::Multiple), Just(Kind::Judgment)];
    let awkward = prop_oneof![3 => Just(String::new()), 1 => any::<String>()];
    (0_usize..1_000, kinds, 1_u8..=5, 2_usize..=OptionSet::MOST, any::<u8>(), awkward).prop_map(
        |(number, kind, difficulty, options, chance, awkward)| {
            let mut question = bank::question(number, kind, difficulty);
            question.stem.push_str(&awkward);
            if kind != Kind::Judgment {
                question.options = (0..options).map(|index| format!("{index}{awkward}")).collect();
            }
            question.key = any_key(kind, question.option_count(), chance);
            question
        },
    )
}

fn any_key(kind: Kind, options: usize, chance: u8) -> OptionSet {
    let bits = match kind {
        Kind::Multiple => (chance & ((1 << options) - 1)).max(0b11),
        Kind::Single | Kind::Judgment => 1 << (usize::from(chance) % options),
    };
    OptionSet::from_bits(bits).expect("within six bits")
}

fn section(kind: Kind, wanted: &[Question], quotas: bool, bands: bool) -> Option<Section> {
    let of_kind: Vec<&Question> = wanted.iter().filter(|question| question.kind == kind).collect();
    let abouts =
        if quotas { vec![About::Statute("law-b".into()), About::Topic("应急救援".into())] } else { vec![] };
    let levels = if bands { vec![(1, 1), (2, 4), (5, 5)] } else { vec![] };
    let count = |it: &dyn Fn(&Question) -> bool| {
        u16::try_from(of_kind.iter().filter(|question| it(question)).count()).expect("under 60")
    };
    let first_about = |question: &Question| abouts.iter().position(|about| about.covers(question));
    let quotas = abouts.iter().enumerate().map(|(index, about)| Quota {
        about: about.clone(),
        count: count(&|question| first_about(question) == Some(index)),
    });
    let bands = levels.into_iter().map(|(from, to)| Band {
        from,
        to,
        count: count(&|question| (from..=to).contains(&question.difficulty)),
    });
    (!of_kind.is_empty()).then(|| Section {
        kind,
        count: count(&|_| true),
        points: Points(150),
        quotas: quotas.collect(),
        bands: bands.collect(),
    })
}

//! What holds for every bank, blueprint and seed.

use ankao::domain::{
    bank::question::{Kind, Question},
    paper::{PaperSource, Section, SourceHash, draw, draw::Drawn, source::SourceError},
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::arbitrary::{seeds, sources};

proptest! {
    #[test]
    fn no_question_stands_twice_in_a_paper((source, seed) in (sources(), seeds())) {
        let mut questions: Vec<u16> = draw(&source, seed).questions.iter().map(|it| it.question).collect();
        questions.sort_unstable();
        questions.dedup();
        prop_assert_eq!(questions.len(), source.blueprint().question_count());
    }

    #[test]
    fn sections_follow_each_other_and_meet_counts_quotas_and_bands((source, seed) in (sources(), seeds())) {
        let paper = draw(&source, seed);
        let mut rest = paper.questions.as_slice();
        for (index, section) in source.blueprint().sections.iter().enumerate() {
            let (these, others) = rest.split_at(section.count.into());
            prop_assert!(these.iter().all(|drawn| usize::from(drawn.section) == index));
            assert_met(&source, section, these);
            rest = others;
        }
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn options_are_reordered_and_those_of_judgments_are_not((source, seed) in (sources(), seeds())) {
        for drawn in draw(&source, seed).questions {
            let mut order = drawn.lettering.order;
            if drawn.kind != Kind::Judgment {
                order[..drawn.lettering.options.into()].sort_unstable();
            }
            prop_assert_eq!(order, [0, 1, 2, 3, 4, 5]);
        }
    }

    #[test]
    fn a_stored_source_draws_the_same_papers((source, seed) in (sources(), seeds())) {
        let loaded = PaperSource::load(source.hash(), source.record()).expect("undamaged");
        prop_assert_eq!(draw(&loaded, seed), draw(&source, seed));
        prop_assert_eq!(draw(&source, seed), draw(&source, seed));
        prop_assert_eq!((loaded.hash(), loaded.record()), (source.hash(), source.record()));
        prop_assert_eq!(loaded.questions(), source.questions());
    }

    #[test]
    fn a_record_with_a_damaged_byte_is_refused(
        source in sources(), at in any::<prop::sample::Index>(), damage in 1_u8..,
    ) {
        let mut record = source.record().to_vec();
        *at.get_mut(&mut record) ^= damage;
        let refused = PaperSource::load(source.hash(), &record).err();
        prop_assert_eq!(refused, Some(SourceError::Damaged("摘要不符".into())));
    }
}

fn assert_met(source: &PaperSource, section: &Section, drawn: &[Drawn]) {
    let count = |holds: &dyn Fn(&Question) -> bool| {
        drawn.iter().filter(|it| holds(&source.questions()[usize::from(it.question)])).count()
    };
    assert_eq!(count(&|question| question.kind == section.kind), drawn.len());
    for (index, quota) in section.quotas.iter().enumerate() {
        let first = |question: &Question| section.quotas.iter().position(|it| it.about.covers(question));
        assert_eq!(count(&|question| first(question) == Some(index)), usize::from(quota.count), "{quota:?}");
    }
    for band in &section.bands {
        let within = count(&|question| (band.from..=band.to).contains(&question.difficulty));
        assert_eq!(within, usize::from(band.count), "{band:?}");
    }
}

#[test]
fn a_record_of_another_version_or_with_loose_ends_is_refused() {
    let source = crate::freeze(&crate::bank::bank(20), &crate::five());
    let record = std::str::from_utf8(source.record()).expect("JSON");
    let refusal_of = |from: &str, to: &str| {
        let changed = record.replacen(from, to, 1);
        assert_ne!(changed, record, "{from} stands in the record");
        let hash = SourceHash(Sha256::digest(&changed).into());
        PaperSource::load(hash, changed.as_bytes()).expect_err("refused").to_string()
    };
    insta::assert_debug_snapshot!([
        refusal_of(r#"{"draw_version":1,"#, r#"{"draw_version":2,"#),
        refusal_of(r#"{"draw_version":1,"#, r#"{"drawn":1,"draw_version":1,"#),
        refusal_of(r#""strata":[{"section":0,"#, r#""strata":[{"section":9,"#),
        refusal_of(r#""count":1,"questions":["#, r#""count":1,"questions":[999,"#),
    ]);
}

//! What a sheet is worth, checked against the options' own texts.

use ankao::domain::{
    Points, Stamp,
    bank::question::{Kind, OptionSet},
    paper::{
        Blueprint, Mark, Paper, PaperSource, Sheet, Withdrawn,
        blueprint::MultipleRule,
        draw,
        draw::Drawn,
        grade::Grade,
        sheet::Device,
        withdrawn::{Counting, Withdrawal},
    },
};
use proptest::prelude::*;

use crate::arbitrary::{seeds, sources};

/// A sheet with these answers, from the first question on.
fn sheet_of(paper: &Paper, answers: impl IntoIterator<Item = OptionSet>) -> Sheet {
    let mut sheet = Sheet::blank(paper.questions.len());
    for (question, answer) in answers.into_iter().enumerate() {
        sheet.merge(question, mark(1, answer));
    }
    sheet
}

/// What a sheet is worth where nothing is withdrawn.
fn grade(source: &PaperSource, paper: &Paper, sheet: &Sheet) -> Grade {
    ankao::domain::paper::grade(source, paper, sheet, &Withdrawn::default())
}

fn mark(n: u16, answer: OptionSet) -> Mark {
    Mark::new(n, Device::new(0).expect("under 16"), answer).expect("in range")
}

fn key_of(source: &PaperSource, drawn: &Drawn) -> OptionSet {
    drawn.letters_of(source.questions()[usize::from(drawn.question)].key)
}

/// What an answer is worth, by comparing the texts that were chosen with those that are right.
fn worth(source: &PaperSource, drawn: &Drawn, answer: OptionSet) -> (Points, u16) {
    let question = &source.questions()[usize::from(drawn.question)];
    let blueprint = source.blueprint();
    let full = blueprint.sections[usize::from(drawn.section)].points;
    let shown: Vec<&str> = drawn.options_of(question).collect();
    let mut chosen: Vec<&str> = answer.positions().map(|position| shown[usize::from(position)]).collect();
    let mut right: Vec<&str> = question.key.positions().map(|position| question.option(position.into())).collect();
    chosen.sort_unstable();
    right.sort_unstable();
    let part = !chosen.is_empty() && chosen.iter().all(|it| right.contains(it));
    if chosen == right {
        (full, 1)
    } else if part && question.kind == Kind::Multiple && blueprint.multiple == MultipleRule::HalfForPart {
        (Points(full.0 / 2), 0)
    } else {
        (Points::ZERO, 0)
    }
}

/// Answers that each question accepts, from arbitrary bytes.
fn answers(paper: &Paper, bytes: &[u8]) -> Vec<OptionSet> {
    let answer = |(drawn, byte): (&Drawn, &u8)| {
        let bits = match drawn.kind {
            Kind::Multiple => byte & ((1 << drawn.lettering.options) - 1),
            Kind::Single | Kind::Judgment => 1_u8.unbounded_shl(u32::from(byte % (drawn.lettering.options + 1))) & 0x3f,
        };
        let answer = OptionSet::from_bits(bits).expect("six bits");
        if drawn.accepts(answer) { answer } else { OptionSet::EMPTY }
    };
    paper.questions.iter().zip(bytes).map(answer).collect()
}

proptest! {
    #[test]
    fn a_grade_is_the_sum_of_what_each_answer_is_worth(
        (source, seed) in (sources(), seeds()), bytes in prop::array::uniform32(any::<u8>()),
    ) {
        let paper = draw(&source, seed);
        let answers = answers(&paper, &bytes.repeat(4));
        let grade = grade(&source, &paper, &sheet_of(&paper, answers.clone()));
        for (index, section) in source.blueprint().sections.iter().enumerate() {
            let these = paper.questions.iter().zip(&answers).filter(|it| usize::from(it.0.section) == index);
            let worth: Vec<_> = these.map(|(drawn, &answer)| worth(&source, drawn, answer)).collect();
            let graded = grade.sections[index];
            prop_assert_eq!(graded.points, worth.iter().map(|it| it.0).sum());
            prop_assert_eq!(graded.correct, worth.iter().map(|it| it.1).sum::<u16>());
            prop_assert_eq!(graded.count, section.count);
            prop_assert!(graded.points <= section.total());
        }
        prop_assert_eq!(grade.points, grade.sections.iter().map(|it| it.points).sum());
        prop_assert_eq!(grade.correct, grade.sections.iter().map(|it| it.correct).sum::<u16>());
    }

    #[test]
    fn a_grade_does_not_depend_on_the_order_in_which_answers_came(
        (source, seed) in (sources(), seeds()),
        (saves, shuffled) in prop::collection::vec((0_usize..20, 1_u16..5, any::<u8>()), 0..60).prop_flat_map(|saves| {
            // One device counts its answers up, so an `n` of a question comes once.
            let mut saves = saves;
            saves.sort_by_key(|save| (save.0, save.1));
            saves.dedup_by_key(|save| (save.0, save.1));
            (Just(saves.clone()), Just(saves).prop_shuffle())
        }),
    ) {
        let paper = draw(&source, seed);
        let merged = |saves: &[(usize, u16, u8)]| {
            let mut sheet = Sheet::blank(paper.questions.len());
            for &(question, n, byte) in saves {
                if let Some(&answer) = answers(&paper, &[byte; 100]).get(question) {
                    sheet.merge(question, mark(n, answer));
                }
            }
            grade(&source, &paper, &sheet)
        };
        prop_assert_eq!(merged(&saves), merged(&shuffled));
    }

    #[test]
    fn withdrawn_questions_keep_points_within_the_whole_and_in_full_lower_nobodys(
        (source, seed) in (sources(), seeds()),
        bytes in proptest::collection::vec(any::<u8>(), 100),
        decided in proptest::collection::vec(0_usize..3, 100)
    ) {
        let paper = draw(&source, seed);
        let sheet = sheet_of(&paper, answers(&paper, &bytes));
        let decide = |by: [Counting; 3]| {
            let mut withdrawn = Withdrawn::default();
            for (drawn, decided) in paper.questions.iter().zip(&decided) {
                let question = &source.questions()[usize::from(drawn.question)].id;
                let withdrawal =
                    Withdrawal { counting: by[*decided], reason: String::new(), at: Stamp(0), settled: false };
                withdrawn.decide(question, withdrawal);
            }
            ankao::domain::paper::grade(&source, &paper, &sheet, &withdrawn)
        };
        let before = grade(&source, &paper, &sheet);
        let whole = |grade: &Grade| {
            grade.sections.iter().zip(&source.blueprint().sections).all(|(section, asked)| {
                (Points::ZERO..=asked.points.times(asked.count.into())).contains(&section.points)
            })
        };
        let mixed = decide([Counting::ByKey, Counting::FullPoints, Counting::LeftOut]);
        prop_assert!(whole(&mixed));
        prop_assert_eq!(mixed.points, mixed.sections.iter().map(|it| it.points).sum());
        let in_full = decide([Counting::ByKey, Counting::FullPoints, Counting::FullPoints]);
        prop_assert!(whole(&in_full) && in_full.points >= before.points);
        prop_assert_eq!(decide([Counting::ByKey; 3]), before);
    }

    #[test]
    fn the_key_is_worth_everything_and_a_blank_sheet_nothing((source, seed) in (sources(), seeds())) {
        let paper = draw(&source, seed);
        let key = grade(&source, &paper, &sheet_of(&paper, paper.questions.iter().map(|it| key_of(&source, it))));
        prop_assert_eq!(key.points, source.blueprint().total());
        prop_assert_eq!(usize::from(key.correct), paper.questions.len());
        let blank = grade(&source, &paper, &sheet_of(&paper, []));
        prop_assert_eq!((blank.points, blank.correct), (Points::ZERO, 0));
        prop_assert_eq!(
            blank.sections.iter().map(|it| it.count).collect::<Vec<_>>(),
            source.blueprint().sections.iter().map(|it| it.count).collect::<Vec<_>>()
        );
    }
}

#[test]
fn part_of_a_multiple_is_worth_half_where_the_rule_says_so() {
    let with = |multiple| crate::freeze(&crate::bank::bank(200), &Blueprint { multiple, ..crate::fifty() });
    // Of ten multiples at 3 分: a letter missing from each, then a wrong one beside it.
    let points = |multiple, add_wrong: fn(OptionSet, OptionSet) -> OptionSet| {
        let source = with(multiple);
        let paper = draw(&source, crate::seed(1));
        let sheet = sheet_of(
            &paper,
            paper.questions.iter().map(|drawn| {
                let key = key_of(&source, drawn);
                let all_but_the_first = OptionSet::from_bits(key.bits() & (key.bits() - 1)).expect("a subset");
                add_wrong(key, if drawn.kind == Kind::Multiple { all_but_the_first } else { OptionSet::EMPTY })
            }),
        );
        grade(&source, &paper, &sheet).points
    };
    let nothing_wrong = |_, part| part;
    let one_wrong = |key: OptionSet, part: OptionSet| {
        let wrong = !key.bits() & (key.bits() + 1);
        OptionSet::from_bits((part.bits() | wrong) & 0x3f).expect("six bits")
    };
    assert_eq!(points(MultipleRule::HalfForPart, nothing_wrong), Points(10 * 150));
    assert_eq!(points(MultipleRule::Exact, nothing_wrong), Points::ZERO);
    assert_eq!(points(MultipleRule::HalfForPart, one_wrong), Points::ZERO);
}

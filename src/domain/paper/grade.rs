//! `grade(source, paper, sheet, withdrawn) → grade`.

use super::{Counting, Paper, PaperSource, Section, Sheet, Withdrawn, blueprint::MultipleRule};
use crate::domain::{
    Points,
    bank::question::{Kind, OptionSet},
};

/// What [`grade`] answers for a sheet. A correction gets a new number; the draw stays. It is stored with
/// each submission, so that a grade can be told from one that a later [`grade`] would give:
/// docs/decisions/0008-gradings-have-a-version.md.
pub const GRADING_VERSION: u8 = 1;

/// What a sheet of answers is worth.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Grade {
    pub points: Points,
    /// How many questions were answered wholly right, or count as if they were.
    pub correct: u16,
    /// In the order of the blueprint's sections.
    pub sections: Vec<SectionGrade>,
}

/// What a section is worth. Points are hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct SectionGrade {
    pub points: Points,
    #[schema(example = 36)]
    pub correct: u16,
    /// How many questions count.
    #[schema(example = 40)]
    pub count: u16,
}

/// How one answer compares with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Right,
    /// Some of a 多选's key, and nothing wrong.
    Part,
    Wrong,
    Unanswered,
}

/// Compares an answer with the key, both in the same letters.
#[must_use]
pub fn judge(kind: Kind, key: OptionSet, answer: OptionSet) -> Verdict {
    if answer.is_empty() {
        Verdict::Unanswered
    } else if answer == key {
        Verdict::Right
    } else if kind == Kind::Multiple && answer.is_subset_of(key) {
        Verdict::Part
    } else {
        Verdict::Wrong
    }
}

/// Grades a sheet. `paper` must have been drawn from `source`.
#[must_use]
pub fn grade(source: &PaperSource, paper: &Paper, sheet: &Sheet, withdrawn: &Withdrawn) -> Grade {
    let blueprint = source.blueprint();
    let mut sections = vec![SectionGrade::default(); blueprint.sections.len()];
    let mut left_out = false;
    for (drawn, answer) in paper.questions.iter().zip(sheet.answers()) {
        let key = source.columns[usize::from(drawn.question)].key;
        let section = &mut sections[usize::from(drawn.section)];
        let full = blueprint.sections[usize::from(drawn.section)].points;
        let verdict = match withdrawn.counting_of(source, drawn) {
            Counting::ByKey => judge(drawn.kind, drawn.letters_of(key), answer),
            Counting::FullPoints => Verdict::Right,
            Counting::LeftOut => {
                left_out = true;
                continue;
            }
        };
        section.count += 1;
        match verdict {
            Verdict::Right => {
                section.correct += 1;
                section.points = section.points + full;
            }
            Verdict::Part if blueprint.multiple == MultipleRule::HalfForPart => {
                section.points = section.points + Points(full.0 / 2);
            }
            Verdict::Part | Verdict::Wrong | Verdict::Unanswered => {}
        }
    }
    if left_out {
        for (section, asked) in sections.iter_mut().zip(&blueprint.sections) {
            section.points = of_whole(section.points, section.count, asked);
        }
    }
    Grade {
        points: sections.iter().map(|section| section.points).sum(),
        correct: sections.iter().map(|section| section.correct).sum(),
        sections,
    }
}

/// The points of a section of which some questions are left out: as large a part of its whole as was reached
/// of those that count, a half hundredth rounded up. Where none counts, everybody has the whole.
fn of_whole(reached: Points, counting: u16, section: &Section) -> Points {
    let (counting, count) = (i64::from(counting), i64::from(section.count));
    if counting == 0 {
        return section.points.times(section.count.into());
    }
    Points((2 * reached.0 * count + counting) / (2 * counting))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        Span, Stamp,
        bank::{Bank, question::Question, samples},
        paper::{Blueprint, Mark, Seed, draw, sheet::Device, source::Days, withdrawn::Withdrawal},
    };

    const QUESTIONS: usize = 7;

    /// A source of whose papers each asks the same questions.
    fn source() -> PaperSource {
        let question = |number: usize| Question { id: format!("lamp-{number}"), ..samples::lamp_question() };
        let bank = Bank { questions: (0..QUESTIONS).map(question).collect(), ..samples::lamp_bank() };
        let blueprint = Blueprint::plain(Span::minutes(2), &[(Kind::Single, QUESTIONS.try_into().expect("few"), 150)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        PaperSource::freeze(&bank, &blueprint, days).expect("the bank suffices")
    }

    /// A paper and a sheet with the first `right` questions right, the others unanswered.
    fn answered(source: &PaperSource, right: usize) -> (Paper, Sheet) {
        let paper = draw(source, Seed([3; 16]));
        let mut sheet = Sheet::blank(QUESTIONS);
        for (position, drawn) in paper.questions.iter().enumerate().take(right) {
            let key = drawn.letters_of(source.questions()[usize::from(drawn.question)].key);
            sheet.merge(position, Mark::new(1, Device::new(0).expect("under 16"), key).expect("in range"));
        }
        (paper, sheet)
    }

    /// The questions at these places of the paper, withdrawn.
    fn withdrawn(source: &PaperSource, paper: &Paper, places: &[usize], counting: Counting) -> Withdrawn {
        let mut withdrawn = Withdrawn::default();
        for place in places {
            let question = &source.questions()[usize::from(paper.questions[*place].question)];
            let reason = "题干有误".into();
            withdrawn.decide(&question.id, Withdrawal { counting, reason, at: Stamp(0), settled: false });
        }
        withdrawn
    }

    fn section(right: usize, places: &[usize], counting: Counting) -> SectionGrade {
        let source = source();
        let (paper, sheet) = answered(&source, right);
        let grade = grade(&source, &paper, &sheet, &withdrawn(&source, &paper, places, counting));
        assert_eq!((grade.points, grade.correct), (grade.sections[0].points, grade.sections[0].correct));
        grade.sections[0]
    }

    #[test]
    fn everybody_who_was_asked_has_the_points_of_a_question_withdrawn_in_full() {
        let expected = SectionGrade { points: Points(3 * 150), correct: 3, count: 7 };
        assert_eq!(section(2, &[6], Counting::FullPoints), expected);
        assert_eq!(section(3, &[2], Counting::FullPoints), expected);
    }

    #[test]
    fn the_rest_of_a_section_is_worth_the_whole_where_a_question_is_left_out() {
        // 3 of 6 are half, whatever was answered to the seventh.
        let expected = SectionGrade { points: Points(525), correct: 3, count: 6 };
        assert_eq!(section(3, &[6], Counting::LeftOut), expected);
        assert_eq!(section(4, &[0], Counting::LeftOut), expected);
        // 1 of 6 and 5 of 6 of 10.5: 1.75 and 8.75. 1 of 4: 2.625, rounded up.
        assert_eq!(section(1, &[6], Counting::LeftOut).points, Points(175));
        assert_eq!(section(5, &[6], Counting::LeftOut).points, Points(875));
        assert_eq!(section(1, &[4, 5, 6], Counting::LeftOut).points, Points(263));
        // All right is the whole.
        assert_eq!(section(7, &[0, 3], Counting::LeftOut).points, Points(7 * 150));
    }

    #[test]
    fn a_section_of_which_nothing_counts_is_everybodys() {
        let all = [0, 1, 2, 3, 4, 5, 6];
        let expected = SectionGrade { points: Points(7 * 150), correct: 0, count: 0 };
        assert_eq!(section(0, &all, Counting::LeftOut), expected);
    }

    #[test]
    fn a_question_that_counts_again_counts_by_its_key() {
        for right in 0..=QUESTIONS {
            assert_eq!(section(right, &[0, 6], Counting::ByKey), section(right, &[], Counting::ByKey));
        }
    }
}

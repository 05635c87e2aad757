//! `grade(source, paper, sheet) → grade`.

use super::{Paper, PaperSource, Sheet, blueprint::MultipleRule};
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
    /// How many questions were answered wholly right.
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
pub fn grade(source: &PaperSource, paper: &Paper, sheet: &Sheet) -> Grade {
    let blueprint = source.blueprint();
    let mut sections = vec![SectionGrade::default(); blueprint.sections.len()];
    for (drawn, answer) in paper.questions.iter().zip(sheet.answers()) {
        let key = source.columns[usize::from(drawn.question)].key;
        let section = &mut sections[usize::from(drawn.section)];
        let full = blueprint.sections[usize::from(drawn.section)].points;
        section.count += 1;
        match judge(drawn.kind, drawn.letters_of(key), answer) {
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
    Grade {
        points: sections.iter().map(|section| section.points).sum(),
        correct: sections.iter().map(|section| section.correct).sum(),
        sections,
    }
}

//! A paper on the wire: questions by their position, options by the letters of this paper, and
//! nothing that would lead to the key: no id of the bank, no article, no explanation.

use serde::{Deserialize, Serialize};

use super::{Paper, PaperSource};
use crate::domain::{
    Points,
    bank::question::{Kind, OptionSet, Question},
};

/// A paper as the client reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PaperView {
    pub sections: Vec<SectionView>,
    /// Section by section, in the order they are asked. A question is named by its index here.
    pub questions: Vec<QuestionView>,
}

/// A section (大题) of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SectionView {
    pub kind: Kind,
    /// How many questions it has.
    #[schema(example = 40)]
    pub count: u16,
    /// Points of each question, in hundredths.
    pub points: Points,
}

/// A question (试题) of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuestionView {
    pub kind: Kind,
    /// Points for the right answer, in hundredths.
    pub points: Points,
    #[schema(example = "生产经营单位的主要负责人对本单位安全生产工作负有下列哪些职责？")]
    pub stem: String,
    /// What is shown as A, as B, …
    #[schema(example = json!(["建立健全全员安全生产责任制", "制定安全生产规章制度和操作规程"]))]
    pub options: Vec<String>,
}

/// The JSON of every question of one source, cut where papers differ, so that a paper is written by
/// copying bytes. Made once per source.
#[derive(Clone, Debug)]
pub struct PaperText {
    /// Question after question: `"stem","options":[` and then each option as `"option",`.
    text: String,
    cuts: Vec<Cuts>,
}

/// Where a question's stem begins, where each of its options begins, and where the last one ends.
type Cuts = [usize; OptionSet::MOST + 2];

impl PaperText {
    #[must_use]
    pub fn of(questions: &[Question]) -> Self {
        let mut text = String::new();
        let mut cuts = Vec::with_capacity(questions.len());
        for question in questions {
            let mut cut = [text.len(); OptionSet::MOST + 2];
            text.push_str(&json(&question.stem));
            text.push_str(r#","options":["#);
            for (index, end) in cut[1..].iter_mut().enumerate() {
                if (1..=question.option_count()).contains(&index) {
                    text.push_str(&json(question.option(index - 1)));
                    text.push(',');
                }
                *end = text.len();
            }
            cuts.push(cut);
        }
        Self { text, cuts }
    }

    /// The JSON of a [`PaperView`]. `paper` must have been drawn from `source`, and this be its text.
    #[must_use]
    pub fn write(&self, source: &PaperSource, paper: &Paper) -> String {
        let sections: Vec<SectionView> = source
            .blueprint()
            .sections
            .iter()
            .map(|section| SectionView { kind: section.kind, count: section.count, points: section.points })
            .collect();
        let heads: Vec<String> = sections
            .iter()
            .map(|section| format!(r#"{{"kind":{},"points":{},"stem":"#, json(&section.kind), json(&section.points)))
            .collect();
        let opening = format!(r#"{{"sections":{},"questions":["#, json(&sections));

        let length = |question: u16| {
            let cut = &self.cuts[usize::from(question)];
            cut[cut.len() - 1] - cut[0]
        };
        let questions: usize = paper
            .questions
            .iter()
            .map(|drawn| heads[usize::from(drawn.section)].len() + length(drawn.question) + "]},".len())
            .sum();
        let mut out = String::with_capacity(opening.len() + questions + "]}".len());
        out.push_str(&opening);
        for drawn in &paper.questions {
            let cut = &self.cuts[usize::from(drawn.question)];
            out.push_str(&heads[usize::from(drawn.section)]);
            out.push_str(&self.text[cut[0]..cut[1]]);
            for &option in drawn.lettering.shown() {
                let option = usize::from(option);
                out.push_str(&self.text[cut[option + 1]..cut[option + 2]]);
            }
            close(&mut out, "]},");
        }
        close(&mut out, "]}");
        out
    }
}

/// Ends a list: takes the comma after its last item away.
fn close(out: &mut String, end: &str) {
    if out.ends_with(',') {
        out.pop();
    }
    out.push_str(end);
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("strings, numbers and lists of them are JSON")
}

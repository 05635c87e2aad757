//! Questions with their keys on the wire.

use serde::Serialize;

use crate::{
    attempt::view::CitationView,
    domain::{
        AttemptId, Moment,
        bank::question::{Kind, Question},
        paper::{Lettering, PaperSource, grade::Verdict},
    },
};

/// A question with what is right, and why.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct KeyedQuestion {
    pub kind: Kind,
    #[schema(example = "生产经营单位的主要负责人对本单位的安全生产工作负什么责任？")]
    pub stem: String,
    /// What is shown as A, as B, …
    #[schema(example = json!(["全面负责", "领导责任", "监督责任", "直接责任"]))]
    pub options: Vec<String>,
    #[schema(example = "A")]
    pub key: String,
    #[schema(example = "主要负责人是本单位安全生产第一责任人，对本单位的安全生产工作全面负责。")]
    pub explanation: String,
    pub citations: Vec<CitationView>,
}

impl KeyedQuestion {
    pub(super) fn of(source: &PaperSource, question: &Question, lettering: Lettering) -> Self {
        Self {
            kind: question.kind,
            stem: question.stem.clone(),
            options: lettering.options_of(question).map(String::from).collect(),
            key: lettering.letters_of(question.key).letters(),
            explanation: question.explanation.clone(),
            citations: CitationView::all_of(source, question),
        }
    }
}

/// A set to practise with.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PracticeView {
    /// At most 20, chosen at random; none where nothing may be shown yet.
    pub questions: Vec<KeyedQuestion>,
    /// From when the contest's own questions may be practised too; null where they may be, or never will.
    #[schema(example = "2026-06-30T18:00:35.001+08:00")]
    pub more_from: Option<Moment>,
}

/// The mistakes book (错题本) of a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MistakesView {
    /// How many stand in the book.
    #[schema(example = 1)]
    pub count: usize,
    /// The first 200, the latest first.
    pub mistakes: Vec<MistakeView>,
    /// From when mistakes may be shown; null where they are, or never will be.
    #[schema(example = json!(null))]
    pub from: Option<Moment>,
}

/// A question that one missed.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MistakeView {
    /// With `question` the name of the mistake.
    #[schema(value_type = String, example = "1-42")]
    pub attempt: AttemptId,
    /// Its number in that paper, from 1.
    #[schema(example = 12)]
    pub question: usize,
    pub missed_at: Moment,
    /// One's own; null where there was none.
    #[schema(example = "B")]
    pub answer: Option<String>,
    #[schema(example = "wrong")]
    pub verdict: Verdict,
    #[serde(flatten)]
    pub keyed: KeyedQuestion,
}

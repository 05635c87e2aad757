//! Withdrawals on the wire.

use std::ops::AddAssign;

use serde::Serialize;

use crate::{
    attempt::view::CitationView,
    domain::{
        Moment, PersonId, StandingPoints,
        bank::question::{Kind, Question},
        contest::Contest,
        paper::{Counting, Lettering, PaperSource, withdrawn::Withdrawal},
    },
};

/// Questions of a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct QuestionsView {
    /// How many there are in all that fit.
    #[schema(example = 3)]
    pub of: usize,
    pub questions: Vec<QuestionLine>,
    /// For the next page; null at the end.
    pub cursor: Option<usize>,
}

/// A question as it stands in the bank.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct QuestionLine {
    #[schema(example = "wsl-024-01")]
    pub question: String,
    pub kind: Kind,
    #[schema(example = "生产经营单位的主要负责人对本单位的安全生产工作负什么责任？")]
    pub stem: String,
    /// In the order of the bank; papers shuffle them.
    #[schema(example = json!(["全面负责", "领导责任", "监督责任", "直接责任"]))]
    pub options: Vec<String>,
    /// In the letters of that order; null until the contest has closed.
    #[schema(example = "A")]
    pub key: Option<String>,
    pub citations: Vec<CitationView>,
    pub counting: Counting,
    /// What was decided last; null where nothing ever was.
    pub withdrawal: Option<WithdrawalView>,
}

/// What was decided of a question, and why.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WithdrawalView {
    pub at: Moment,
    #[schema(example = "题干有歧义，专家组认定没有正确选项")]
    pub reason: String,
    /// False while what was handed in before is still being graded anew.
    pub settled: bool,
}

impl WithdrawalView {
    fn of(withdrawal: &Withdrawal) -> Self {
        Self { at: withdrawal.at.into(), reason: withdrawal.reason.clone(), settled: withdrawal.settled }
    }
}

impl QuestionLine {
    pub(super) fn of(source: &PaperSource, question: &Question, contest: &Contest, with_key: bool) -> Self {
        Self {
            question: question.id.clone(),
            kind: question.kind,
            stem: question.stem.clone(),
            options: Lettering::of(question).options_of(question).map(String::from).collect(),
            key: with_key.then(|| question.key.letters()),
            citations: if with_key { CitationView::all_of(source, question) } else { Vec::new() },
            counting: contest.withdrawn.counting(&question.id),
            withdrawal: contest.withdrawn.get(&question.id).map(WithdrawalView::of),
        }
    }
}

/// What a withdrawal would change, as of now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PreviewView {
    pub server_time: Moment,
    /// Papers handed in that ask it.
    #[schema(example = 1200)]
    pub handed_in: usize,
    /// Open papers that ask it: they will be graded so.
    #[schema(example = 3)]
    pub open: usize,
    /// People whose points would be others.
    #[schema(example = 640)]
    pub points_changed: usize,
    /// People whose rank in the contest would be another.
    #[schema(example = 2100)]
    pub ranks_changed: usize,
    /// Of both, the 200 with the best ranks.
    pub people: Vec<ChangeView>,
    /// Whether papers that are begun later would still ask it, since too few others are left.
    pub still_asked: bool,
}

/// Somebody's points and rank before and after.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ChangeView {
    pub person: PersonId,
    /// In full: only organizers see this.
    #[schema(example = "张三")]
    pub name: String,
    #[schema(example = "某某公司")]
    pub unit_name: String,
    pub before: RankedView,
    pub after: RankedView,
}

/// What somebody's attempts come to, and where it stands in the contest. Points are 1/10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RankedView {
    pub points: StandingPoints,
    #[schema(example = 12)]
    pub rank: usize,
}

/// How much was graded anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Regraded {
    pub attempts: usize,
    pub people: usize,
}

impl AddAssign for Regraded {
    fn add_assign(&mut self, other: Self) {
        self.attempts += other.attempts;
        self.people += other.people;
    }
}

/// A question as it counts now, and what came of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WithdrawnView {
    #[schema(example = "wsl-024-01")]
    pub question: String,
    pub counting: Counting,
    /// What was decided last; null where nothing ever was.
    pub withdrawal: Option<WithdrawalView>,
    /// Attempts that have another grade by this request.
    #[schema(example = 640)]
    pub regraded: usize,
    /// Whose they are.
    #[schema(example = 512)]
    pub people: usize,
}

impl WithdrawnView {
    pub(super) fn of(contest: &Contest, question: String, regraded: Regraded) -> Self {
        Self {
            counting: contest.withdrawn.counting(&question),
            withdrawal: contest.withdrawn.get(&question).map(WithdrawalView::of),
            question,
            regraded: regraded.attempts,
            people: regraded.people,
        }
    }
}

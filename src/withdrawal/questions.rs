//! The questions of a contest, to find the one that is disputed.

use serde::Deserialize;

use super::view::{QuestionLine, QuestionsView};
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        ContestId,
        bank::question::Question,
        contest::{Contest, Phase},
        paper::Counting,
    },
    fault::{Code, Fault},
};

/// Which questions.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QuestionsQuery {
    /// The id, or a part of the stem or of an option.
    #[param(max_length = 100, example = "安全生产费用")]
    pub q: Option<String>,
    /// Only those that are withdrawn.
    #[serde(default)]
    pub withdrawn: bool,
    /// Lines a page, at most 100.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u16>,
    /// From the page before.
    #[param(example = json!(null))]
    pub cursor: Option<usize>,
}

/// Most characters that are looked for.
const LONGEST_TYPED: usize = 100;

/// What papers of a contest ask or asked, in the order of the bank. Keys come along once the contest has closed:
/// before, they are nobody's.
pub async fn questions(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    query: &QuestionsQuery,
) -> Result<QuestionsView, Fault> {
    let typed = query.q.as_deref().unwrap_or_default().trim();
    if typed.chars().count() > LONGEST_TYPED {
        return Err(Fault::field("/q", format!("不超过 {LONGEST_TYPED} 个字")));
    }
    let contest = run_by(app, &mut *app.store.read().await?, actor, contest).await?;
    let source = app.source(contest.source().ok_or(Code::NotFound)?).await?;
    let wanted = |question: &&Question| {
        (!query.withdrawn || is_withdrawn(&contest, question)) && (typed.is_empty() || holds(question, typed))
    };
    let found: Vec<&Question> = source.questions().iter().filter(wanted).collect();
    let (begin, limit) = (query.cursor.unwrap_or_default(), usize::from(query.limit.unwrap_or(20).clamp(1, 100)));
    let end = begin.saturating_add(limit);
    let keys = contest.phase(app.clock.now()) == Phase::Closed;
    let page = found.iter().skip(begin).take(limit);
    Ok(QuestionsView {
        of: found.len(),
        questions: page.map(|question| QuestionLine::of(&source, question, &contest, keys)).collect(),
        cursor: (end < found.len()).then_some(end),
    })
}

fn is_withdrawn(contest: &Contest, question: &Question) -> bool {
    contest.withdrawn.counting(&question.id) != Counting::ByKey
}

fn holds(question: &Question, typed: &str) -> bool {
    question.id == typed || question.stem.contains(typed) || question.options.iter().any(|it| it.contains(typed))
}

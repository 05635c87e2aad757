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
        keys::Keys,
        paper::Counting,
    },
    fault::{Code, Fault},
    store::{self, attempts::Loaded},
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

/// What papers of a contest ask or asked, in the order of the bank. Keys come along once the contest has closed — before, they are nobody's — but
/// for what an open paper of the organizer's asks, in whichever contest.
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
    let mut connection = app.store.read().await?;
    let contest = run_by(app, &mut connection, actor, contest).await?;
    let open = match actor.person {
        Some(person) => store::attempts::open_of(&mut connection, app.store.sources(), person).await?,
        None => Vec::new(),
    };
    drop(connection);
    let source = app.source(contest.source().ok_or(Code::NotFound)?).await?;
    let wanted = |question: &&Question| {
        (!query.withdrawn || is_withdrawn(&contest, question)) && (typed.is_empty() || holds(question, typed))
    };
    let found: Vec<&Question> = source.questions().iter().filter(wanted).collect();
    let (begin, limit) = (query.cursor.unwrap_or_default(), usize::from(query.limit.unwrap_or(20).clamp(1, 100)));
    let end = begin.saturating_add(limit);
    let is_closed = contest.phase(app.clock.now()) == Phase::Closed;
    let keys = Keys::of(&contest, open.iter().map(Loaded::parts));
    let line =
        |question: &Question| QuestionLine::of(&source, question, &contest, is_closed && !keys.is_asked(question));
    let page = found.iter().skip(begin).take(limit);
    Ok(QuestionsView {
        of: found.len(),
        questions: page.map(|question| line(question)).collect(),
        cursor: (end < found.len()).then_some(end),
    })
}

fn is_withdrawn(contest: &Contest, question: &Question) -> bool {
    contest.withdrawn.counting(&question.id) != Counting::ByKey
}

fn holds(question: &Question, typed: &str) -> bool {
    question.id == typed || question.stem.contains(typed) || question.options.iter().any(|it| it.contains(typed))
}

//! The mistakes book (错题本).

use serde::Deserialize;

use super::view::{KeyedQuestion, MistakeView, MistakesView};
use crate::{
    app::App,
    attempt::view::letters,
    domain::{
        AttemptId, ContestId, PersonId,
        contest::Contest,
        keys::Keys,
        mistakes::{self, Mistake, Place},
        paper::PaperSource,
    },
    fault::{Code, Fault},
    store::{self, attempts::Loaded},
};

/// Mistakes given at once; master some to see older ones.
const MOST: usize = 200;

/// Of which contest.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MistakesQuery {
    /// 竞赛编号
    #[param(example = 1)]
    pub contest: ContestId,
}

/// Whether a mistake is to be mastered (已掌握), or stand in the book again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mastery {
    Mastered,
    Withdrawn,
}

/// What somebody missed in a contest, once its keys may be shown; without what a paper of theirs asks just now.
pub async fn mistakes(app: &App, person: PersonId, query: MistakesQuery) -> Result<MistakesView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = published(store::contests::find(&mut connection, query.contest).await?)?;
    let attempts = store::attempts::of_person(&mut connection, app.store.sources(), contest.id, person).await?;
    let mastered = store::mastered::of_person(&mut connection, contest.id, person).await?;
    let open = store::attempts::open_of(&mut connection, app.store.sources(), person).await?;
    drop(connection);
    let now = app.clock.now();
    let keys = Keys::of(&contest, open.iter().map(Loaded::parts));
    let latest_first = attempts.iter().rev().map(Loaded::parts);
    let book = mistakes::book(&keys, latest_first, &mastered, now);
    let source_of = |mistake: &Mistake<'_>| attempts.iter().find(|it| it.attempt.head.id == mistake.place.attempt);
    let view = |mistake: &Mistake<'_>| Some(line(mistake, &source_of(mistake)?.source));
    Ok(MistakesView {
        count: book.len(),
        mistakes: book.iter().take(MOST).filter_map(view).collect(),
        from: contest.keys_from(now).map(Into::into),
    })
}

fn line(mistake: &Mistake<'_>, source: &PaperSource) -> MistakeView {
    MistakeView {
        attempt: mistake.place.attempt,
        question: mistake.place.position + 1,
        missed_at: mistake.at.into(),
        answer: letters(mistake.answer),
        verdict: mistake.verdict,
        keyed: KeyedQuestion::of(source, mistake.question, mistake.drawn.lettering),
    }
}

/// Takes a mistake out of the book, or puts it back. `question` is its number in the paper, from 1.
pub async fn master(
    app: &App,
    person: PersonId,
    attempt: AttemptId,
    question: usize,
    mastery: Mastery,
) -> Result<(), Fault> {
    let mut turn = app.store.write().await?;
    let loaded = store::attempts::find(turn.connection(), app.store.sources(), attempt).await?;
    let Loaded { attempt, source } = loaded.filter(|it| it.attempt.head.person == person).ok_or(Code::NotFound)?;
    let contest = published(store::contests::find(turn.connection(), attempt.head.id.contest).await?)?;
    let position = question.checked_sub(1).ok_or(Code::NotFound)?;
    let paper = attempt.paper(&source);
    let drawn = paper.questions.get(position).ok_or(Code::NotFound)?;
    // Before anything else is said: whether a question was missed tells of its key.
    let asked = &source.questions()[usize::from(drawn.question)];
    let open = store::attempts::open_of(turn.connection(), app.store.sources(), person).await?;
    let keys = Keys::of(&contest, open.iter().map(Loaded::parts));
    if !keys.may_show_key(asked, app.clock.now()) {
        let fault = Fault::new(Code::ReviewNotYet);
        return Err(if keys.is_asked(asked) {
            fault.with_detail("正在作答的试卷考了这道题")
        } else {
            fault
        });
    }
    let place = Place { attempt: attempt.head.id, position };
    if !mistakes::missed(&attempt, &source).iter().any(|mistake| mistake.place == place) {
        return Err(Code::NotFound.into());
    }
    match mastery {
        Mastery::Mastered => store::mastered::add(turn.connection(), place).await?,
        Mastery::Withdrawn => store::mastered::remove(turn.connection(), place).await?,
    }
    Ok(app.store.commit(turn).await?)
}

/// Nobody has answered a draft, or knows of it.
fn published(contest: Option<Contest>) -> Result<Contest, Fault> {
    contest.filter(|it| it.source().is_some()).ok_or_else(|| Code::NotFound.into())
}

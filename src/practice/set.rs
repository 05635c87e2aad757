//! A set to practise with.

use super::view::{KeyedQuestion, PracticeView};
use crate::{
    app::App,
    domain::{ContestId, PersonId, keys::Keys, paper::Seed, practice},
    fault::{Code, Fault},
    store::{self, attempts::Loaded},
};

/// A set of questions with their keys, for somebody who takes part: the phone marks it by itself, with
/// or without a network.
pub async fn practise(app: &App, person: PersonId, id: ContestId) -> Result<PracticeView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = store::contests::find(&mut connection, id).await?.ok_or(Code::NotFound)?;
    let hash = contest.source().ok_or(Code::NotFound)?;
    store::enrolments::find(&mut connection, id, person).await?.ok_or(Code::NotEnrolled)?;
    let open = store::attempts::open_of(&mut connection, app.store.sources(), person).await?;
    drop(connection);
    let source = app.source(hash).await?;
    let now = app.clock.now();
    let keys = Keys::of(&contest, open.iter().map(Loaded::parts));
    let set = practice::practise(&keys, &source, now, Seed(app.randomness.bytes()));
    let question = |posed: &practice::Posed<'_>| KeyedQuestion::of(&source, posed.question, posed.lettering);
    Ok(PracticeView {
        questions: set.iter().map(question).collect(),
        more_from: contest.keys_from(now).map(Into::into),
    })
}

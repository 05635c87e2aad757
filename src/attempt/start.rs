//! Starting, or finding again what was started.

use std::sync::Arc;

use serde::Deserialize;

use super::{look::seen, view::AttemptView};
use crate::{
    app::App,
    domain::{
        ContestId, PersonId, Stamp,
        admission::StartRefusal,
        attempt::{SWEEP_AFTER, State},
        paper::Seed,
    },
    fault::{Code, Fault},
    store::{
        attempts::Loaded,
        order::{StartId, StartOrder, Started},
    },
};

/// A wish to start.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInput {
    /// Chosen by the client, 8 to 64 letters, digits, `-` or `_`. The same id always answers with the
    /// attempt that it made.
    #[schema(example = "0197a3c2-7f1e-7cc0-9d1b-6c6b8f1f2a10", min_length = 8, max_length = 64)]
    pub start_id: String,
}

/// What a start led to.
#[derive(Clone, Debug)]
pub enum Start {
    New(AttemptView),
    Existing(AttemptView),
}

/// Starts an attempt, or answers with the one that is open or that this `start_id` made.
pub async fn start(
    app: &App,
    person: PersonId,
    contest: ContestId,
    input: StartInput,
    stamp: Stamp,
) -> Result<Start, Fault> {
    let start_id =
        StartId::new(input.start_id).ok_or_else(|| Fault::field("/start_id", "应当是 8 至 64 位字母、数字、- 或 _"))?;
    let seed = Seed(app.randomness.bytes());
    let order = StartOrder { contest, person, start_id, seed, stamp };
    let started = app.store.hot().start_attempt(order).await?.map_err(|refusal| refused(refusal, stamp))?;
    let (attempt, make): (_, fn(AttemptView) -> Start) = match started {
        Started::New(attempt) => (attempt, Start::New),
        Started::Existing(attempt) => (attempt, Start::Existing),
    };
    app.heads.insert(attempt.head.id, Arc::new(attempt.head.clone()));
    let source = app.source(attempt.head.source).await?;
    let loaded = Loaded { attempt, source };
    let view = match loaded.attempt.state {
        // The usual answer asks the store for nothing more.
        State::Open => AttemptView::of(app, &loaded, None),
        State::Submitted(_) => seen(app, &mut *app.store.read().await?, &loaded).await?,
    };
    Ok(make(view))
}

fn refused(refusal: StartRefusal, stamp: Stamp) -> Fault {
    match refusal {
        StartRefusal::NoSuchContest => Code::NotFound.into(),
        StartRefusal::Upcoming { opens } => Fault::new(Code::NotYetOpen).with_retry_after(opens - stamp),
        StartRefusal::Ended => Code::ContestEnded.into(),
        StartRefusal::NotEnrolled => Code::NotEnrolled.into(),
        StartRefusal::DailyLimit(limit) => Fault::new(Code::DailyLimit).with_detail(format!("每日限答 {limit} 次")),
        StartRefusal::TotalLimit(limit) => Fault::new(Code::TotalLimit).with_detail(format!("共限答 {limit} 次")),
        StartRefusal::Settling => Fault::new(Code::AttemptSettling).with_retry_after(SWEEP_AFTER),
    }
}

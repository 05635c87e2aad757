//! Withdrawing a question (撤题) that papers ask already: look for it, see whose points and ranks would change,
//! decide, and grade anew what was handed in.
//!
//! The decision is of the contest, and every hand-in after it is graded by it. What was handed in before is
//! graded anew slice by slice, so that saves go on between; where that was broken off, it is ended by asking again,
//! or by the server within a minute. Papers that are begun later do not ask the question, where enough others of its
//! stratum are left, and they do not either once it counts again.

mod preview;
mod questions;
mod regrade;
pub mod view;

pub use preview::{PreviewQuery, preview};
pub use questions::{QuestionsQuery, questions};
pub use regrade::{settle_all, settle_until};

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;
use sqlx::AnyConnection;

use self::view::WithdrawnView;
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        ContestId, Reason, Stamp,
        contest::{Contest, Life},
        paper::{Counting, PaperSource, withdrawn::Withdrawal},
    },
    fault::{Code, Fault},
    store::{
        self,
        audit::{self, Deed},
    },
};

/// How a question shall count from now on, and why.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalInput {
    pub counting: Counting,
    /// 1 to 500 characters, for the audit.
    #[schema(example = "题干有歧义，专家组认定没有正确选项")]
    pub reason: String,
}

/// Decides how a question counts, and grades by it all that was handed in; asked again, it changes nothing more.
/// Once begun it goes on, also where whoever asked hangs up.
pub async fn withdraw(
    app: Arc<App>,
    actor: Actor,
    contest: ContestId,
    question: String,
    input: WithdrawalInput,
    stamp: Stamp,
) -> Result<WithdrawnView, Fault> {
    let reason = Reason::new(&input.reason).ok_or_else(Fault::no_reason)?;
    let work = async move {
        decide(&app, &actor, contest, &question, input.counting, &reason, stamp).await?;
        let regraded = regrade::settle(&app, &actor, contest, stamp).await?;
        let contest = run_by(&app, &mut *app.store.read().await?, &actor, contest).await?;
        Ok(WithdrawnView::of(&contest, question, regraded))
    };
    tokio::spawn(work).await.map_err(Fault::internal)?
}

async fn decide(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    question: &str,
    counting: Counting,
    reason: &Reason,
    stamp: Stamp,
) -> Result<(), Fault> {
    let mut turn = app.store.write().await?;
    let mut contest = run_by(app, turn.connection(), actor, contest).await?;
    let source = asking(app, turn.connection(), &contest, question).await?;
    let before = contest.withdrawn.counting(question);
    if before == counting {
        return Ok(());
    }
    let withdrawal = Withdrawal { counting, reason: reason.as_str().to_owned(), at: stamp, settled: false };
    contest.withdrawn.decide(question, withdrawal);
    // Of one that was closed early no paper begins any more; any other may be extended.
    if matches!(contest.life, Life::Published(_)) && counting != Counting::ByKey {
        let rest = source.without(&contest.withdrawn);
        contest.life = Life::Published(rest.hash());
        app.store.sources().put(turn.connection(), rest, stamp).await?;
    }
    store::contests::update(turn.connection(), &contest).await?;
    let deed = Deed {
        actor: actor.person,
        action: "question.withdraw",
        contest: Some(contest.id),
        subject: question.to_owned(),
        reason: Some(reason.as_str()),
        detail: json!({ "from": before, "to": counting, "source": contest.source().map(|it| it.to_string()) }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    Ok(app.store.commit(turn).await?)
}

/// The source that a contest's papers are drawn from, where they ask or asked that question.
async fn asking(
    app: &App,
    connection: &mut AnyConnection,
    contest: &Contest,
    question: &str,
) -> Result<Arc<PaperSource>, Fault> {
    let hash = contest.source().ok_or(Code::NotFound)?;
    let source = app.store.sources().get(connection, hash).await?;
    let is_there = source.questions().iter().any(|it| it.id == question);
    if is_there { Ok(source) } else { Err(Code::NotFound.into()) }
}

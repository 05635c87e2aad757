//! Grading anew what was handed in, by what was decided of the questions.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use tokio::{sync::oneshot, time::timeout};

use super::view::Regraded;
use crate::{
    app::App,
    auth::Actor,
    causes::with_causes,
    domain::{ContestId, PersonId, Stamp, contest::Contest},
    fault::{Code, Fault},
    store::{
        self,
        attempts::Loaded,
        audit::{self, Deed},
    },
};

/// People read at once.
pub(super) const AT_ONCE: u16 = 500;
/// Of whom so many are written in one turn, while saves wait.
const IN_ONE_TURN: usize = 100;
/// How long after something that failed it is tried again.
const PAUSE: Duration = Duration::from_mins(1);

/// Grades anew what was handed in by what has been decided since of a contest's questions, and says how much of
/// it has another grade now.
pub(super) async fn settle(app: &App, actor: &Actor, id: ContestId, stamp: Stamp) -> Result<Regraded, Fault> {
    let contest = find(app, id).await?;
    let mut regraded = Regraded::default();
    if contest.withdrawn.is_settled() {
        return Ok(regraded);
    }
    let mut after = PersonId(0);
    loop {
        let mut connection = app.store.read().await?;
        let sources = app.store.sources();
        let attempts = store::attempts::of_next_people(&mut connection, sources, id, after, AT_ONCE).await?;
        drop(connection);
        let Some(last) = attempts.last() else { break };
        after = last.attempt.head.person;
        let mut people: Vec<PersonId> = attempts.into_iter().filter_map(|it| differing(it, &contest)).collect();
        people.dedup();
        for people in people.chunks(IN_ONE_TURN) {
            regraded += regrade(app, id, people).await?;
        }
    }
    let mut turn = app.store.write().await?;
    let mut now = store::contests::find(turn.connection(), id).await?.ok_or(Code::NotFound)?;
    now.withdrawn.settle(&contest.withdrawn);
    store::contests::update(turn.connection(), &now).await?;
    let questions = contest.withdrawn.unsettled().collect::<Vec<_>>();
    let deed = Deed {
        actor: actor.person,
        action: "grades.regrade",
        contest: Some(id),
        subject: id.to_string(),
        reason: None,
        detail: json!({ "questions": questions, "attempts": regraded.attempts, "people": regraded.people }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    app.store.commit(turn).await?;
    Ok(regraded)
}

/// Ends what was broken off, in every contest: each is tried, and what failed last is told.
pub async fn settle_all(app: &App) -> Result<(), Fault> {
    let contests = store::contests::list(&mut *app.store.read().await?).await?;
    let mut outcome = Ok(());
    for contest in contests.iter().filter(|it| !it.withdrawn.is_settled()) {
        match settle(app, &Actor::operator(), contest.id, app.clock.now()).await {
            Ok(Regraded { attempts, .. }) => tracing::info!(contest = contest.id.0, attempts, "graded anew"),
            Err(fault) => outcome = Err(fault),
        }
    }
    outcome
}

/// Does so at once and again and again, until `stopped` says so or is dropped.
pub async fn settle_until(app: Arc<App>, mut stopped: oneshot::Receiver<()>) {
    loop {
        if let Err(fault) = settle_all(&app).await {
            tracing::error!(code = fault.code.as_str(), error = with_causes(&fault), "grading anew is tried again");
        }
        if timeout(PAUSE, &mut stopped).await.is_ok() {
            return;
        }
    }
}

async fn find(app: &App, id: ContestId) -> Result<Contest, Fault> {
    store::contests::find(&mut *app.store.read().await?, id).await?.ok_or_else(|| Code::NotFound.into())
}

fn differing(Loaded { mut attempt, source }: Loaded, contest: &Contest) -> Option<PersonId> {
    attempt.regrade(&source, &contest.withdrawn).then_some(attempt.head.person)
}

/// Grades the attempts of these people and computes their standings anew, in one turn.
async fn regrade(app: &App, id: ContestId, people: &[PersonId]) -> Result<Regraded, Fault> {
    let mut turn = app.store.write().await?;
    // Something else may have been decided meanwhile.
    let contest = store::contests::find(turn.connection(), id).await?.ok_or(Code::NotFound)?;
    let mut regraded = Regraded::default();
    for &person in people {
        let attempts = store::attempts::of_person(turn.connection(), app.store.sources(), id, person).await?;
        let mut is_other = false;
        for Loaded { mut attempt, source } in attempts {
            if attempt.regrade(&source, &contest.withdrawn) {
                store::attempts::write_grade(turn.connection(), &attempt).await?;
                regraded.attempts += 1;
                is_other = true;
            }
        }
        if is_other {
            store::standings::recompute(&mut turn, app.store.sources(), &contest, person).await?;
            regraded.people += 1;
        }
    }
    app.store.commit(turn).await?;
    Ok(regraded)
}

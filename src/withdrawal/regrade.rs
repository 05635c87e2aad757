//! Grading anew what was handed in, by what was decided of the questions.

use serde_json::json;

use super::view::Regraded;
use crate::{
    app::App,
    auth::Actor,
    causes::with_causes,
    domain::{
        ContestId, PersonId, Stamp,
        attempt::{Attempt, State},
        contest::Contest,
    },
    fault::{Code, Fault},
    store::{
        self,
        attempts::Loaded,
        audit::{self, Deed},
    },
};

/// People looked at between two turns, so that others have theirs.
pub(super) const AT_ONCE: u16 = 500;

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
        let attempts =
            store::attempts::of_next_people(&mut connection, app.store.sources(), id, after, AT_ONCE).await?;
        drop(connection);
        let Some(last) = attempts.last() else { break };
        after = last.attempt.head.person;
        let mut people: Vec<PersonId> = attempts.into_iter().filter_map(|it| differing(it, &contest)).collect();
        people.dedup();
        if !people.is_empty() {
            regraded += regrade(app, actor, id, &people, stamp).await?;
        }
    }
    let mut turn = app.store.write().await?;
    let mut now = store::contests::find(turn.connection(), id).await?.ok_or(Code::NotFound)?;
    now.withdrawn.settle(&contest.withdrawn);
    store::contests::update(turn.connection(), &now).await?;
    app.store.commit(turn).await?;
    Ok(regraded)
}

/// Ends what was broken off, in every contest.
pub async fn settle_all(app: &App) {
    let contests = async { store::contests::list(&mut *app.store.read().await?).await };
    let contests = contests.await.inspect_err(|error| {
        tracing::warn!(error = with_causes(error), "whether grades are to be given anew cannot be read");
    });
    for contest in contests.unwrap_or_default().iter().filter(|it| !it.withdrawn.is_settled()) {
        match settle(app, &Actor::operator(), contest.id, app.clock.now()).await {
            Ok(Regraded { attempts, .. }) => tracing::info!(contest = contest.id.0, attempts, "graded anew"),
            Err(fault) => tracing::error!(contest = contest.id.0, code = fault.code.as_str(), "not graded anew"),
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
async fn regrade(
    app: &App,
    actor: &Actor,
    id: ContestId,
    people: &[PersonId],
    stamp: Stamp,
) -> Result<Regraded, Fault> {
    let mut turn = app.store.write().await?;
    // Something else may have been decided meanwhile.
    let contest = store::contests::find(turn.connection(), id).await?.ok_or(Code::NotFound)?;
    let mut changes = Vec::new();
    let mut regraded = Regraded::default();
    for &person in people {
        let attempts = store::attempts::of_person(turn.connection(), app.store.sources(), id, person).await?;
        let mut is_other = false;
        for Loaded { mut attempt, source } in attempts {
            let before = points(&attempt);
            if attempt.regrade(&source, &contest.withdrawn) {
                store::attempts::write_grade(turn.connection(), &attempt).await?;
                changes.push(json!({ "attempt": attempt.head.id, "before": before, "after": points(&attempt) }));
                regraded.attempts += 1;
                is_other = true;
            }
        }
        if is_other {
            store::standings::recompute(&mut turn, app.store.sources(), &contest, person).await?;
            regraded.people += 1;
        }
    }
    let deed = Deed {
        actor: actor.person,
        action: "grades.regrade",
        contest: Some(id),
        subject: id.to_string(),
        reason: None,
        detail: json!({ "changes": changes }),
    };
    if regraded.attempts > 0 {
        audit::append(turn.connection(), deed, stamp).await?;
    }
    app.store.commit(turn).await?;
    Ok(regraded)
}

fn points(attempt: &Attempt) -> Option<i64> {
    match &attempt.state {
        State::Open => None,
        State::Submitted(submission) => Some(submission.grade.points.0),
    }
}

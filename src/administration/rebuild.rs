//! Computing all standings of a contest anew from its attempts, where something has come between the two:
//! a disk that was repaired, a backup that was put together, a hand in the database.

use serde_json::{Value, json};

use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        ContestId, PersonId, Stamp,
        contest::Contest,
        ranking::{Outcome, Standing},
    },
    fault::Fault,
    store::{
        self,
        audit::{self, Deed},
        standings::Comparison,
    },
};

/// People looked at between two turns, so that others have theirs.
const AT_ONCE: u16 = 500;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Who has a standing or an attempt.
    pub people: usize,
    /// Whose standing was not what their attempts come to, and is now.
    pub mended: usize,
    /// Who has one of both and is not enrolled: nothing says of which unit they are, so they stay as they are.
    pub not_enrolled: usize,
}

/// Computes every standing anew, and writes those that differ, each at a greater `rev`, for the boards to
/// follow.
pub async fn rebuild(app: &App, actor: &Actor, id: ContestId, stamp: Stamp) -> Result<Rebuilt, Fault> {
    let contest = run_by(app, &mut *app.store.read().await?, actor, id).await?;
    let mut rebuilt = Rebuilt::default();
    let mut after = PersonId(0);
    loop {
        let mut connection = app.store.read().await?;
        let people = store::standings::people(&mut connection, id, after, AT_ONCE).await?;
        let Some(last) = people.last() else { return Ok(rebuilt) };
        after = *last;
        let mut differing = Vec::new();
        for &person in &people {
            match store::standings::compare(&mut connection, app.store.sources(), &contest, person).await? {
                None => rebuilt.not_enrolled += 1,
                Some(comparison) if comparison.differs() => differing.push(person),
                Some(_) => {}
            }
        }
        drop(connection);
        rebuilt.people += people.len();
        if !differing.is_empty() {
            rebuilt.mended += mend(app, actor, &contest, &differing, stamp).await?;
        }
    }
}

/// Writes the standings of these people, in one turn; answers how many of them were still to be mended.
async fn mend(app: &App, actor: &Actor, contest: &Contest, people: &[PersonId], stamp: Stamp) -> Result<usize, Fault> {
    let mut turn = app.store.write().await?;
    let mut changes = Vec::new();
    for &person in people {
        let sources = app.store.sources();
        let comparison = store::standings::compare(turn.connection(), sources, contest, person).await?;
        let Some(Comparison { written, anew }) = comparison.filter(Comparison::differs) else { continue };
        store::standings::write(&mut turn, anew).await?;
        changes.push(json!({ "person": person, "before": written.as_ref().map(told), "after": told(&anew) }));
    }
    let mended = changes.len();
    if mended > 0 {
        let deed = Deed {
            actor: actor.person,
            action: "standings.rebuild",
            contest: Some(contest.id),
            subject: contest.id.to_string(),
            reason: None,
            detail: json!({ "changes": changes }),
        };
        audit::append(turn.connection(), deed, stamp).await?;
    }
    app.store.commit(turn).await?;
    Ok(mended)
}

fn told(standing: &Standing) -> Value {
    json!({
        "unit": standing.unit,
        "points": standing.result.map(Outcome::points),
        "time_ms": standing.result.map(Outcome::time),
        "counted": standing.counted,
        "rev": standing.rev,
    })
}

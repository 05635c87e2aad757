//! Whose points and ranks a withdrawal would change, before it is done.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::json;

use super::{
    asking, regrade,
    view::{ChangeView, PreviewView, RankedView},
};
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        ContestId, PersonId, Stamp,
        attempt::{Attempt, State},
        contest::{Contest, Life},
        paper::{Counting, PaperSource, withdrawn::Withdrawal},
        ranking::Outcome,
    },
    fault::Fault,
    store::{
        self,
        attempts::Loaded,
        audit::{self, Deed},
    },
};

/// People listed; those with the best ranks, before or after.
const LISTED: usize = 200;

/// How the question would count.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    #[param(inline)]
    pub counting: Counting,
}

/// What everybody's results come to before and after.
#[derive(Debug, Default)]
struct Results {
    before: HashMap<PersonId, Outcome>,
    after: HashMap<PersonId, Outcome>,
}

/// Counts and lists what would change if a question counted so, as of now. That is audited: whose points would not
/// change has answered right.
pub async fn preview(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    question: &str,
    query: PreviewQuery,
    stamp: Stamp,
) -> Result<PreviewView, Fault> {
    let mut connection = app.store.read_at_length().await?;
    let contest = run_by(app, &mut connection, actor, contest).await?;
    let source = asking(app, &mut connection, &contest, question).await?;
    let decided = decided(&contest, question, query.counting, app);
    let standings = store::standings::of_contest(&mut connection, contest.id).await?;
    let before: HashMap<_, _> = standings.iter().filter_map(|it| Some((it.person, it.result?))).collect();
    let mut results = Results { after: before.clone(), before };
    let (mut handed_in, mut open) = (0, 0);
    let mut last = PersonId(0);
    loop {
        let sources = app.store.sources();
        let mut attempts =
            store::attempts::of_next_people(&mut connection, sources, contest.id, last, regrade::AT_ONCE).await?;
        let Some(it) = attempts.last() else { break };
        last = it.attempt.head.person;
        for mine in attempts.chunk_by_mut(|a, b| a.attempt.head.person == b.attempt.head.person) {
            let mut is_other = false;
            for Loaded { attempt, source } in &mut *mine {
                if !asks(attempt, source, question) {
                    continue;
                }
                match attempt.state {
                    State::Open => open += 1,
                    State::Submitted(_) => handed_in += 1,
                }
                is_other |= attempt.regrade(source, &decided.withdrawn);
            }
            let person = mine[0].attempt.head.person;
            // Who has handed in only since the standings were read is looked at next time.
            if is_other
                && results.before.contains_key(&person)
                && let Some(after) = decided.result(mine.iter().map(|it| &it.attempt))
            {
                results.after.insert(person, after);
            }
        }
    }
    let changes = results.changes();
    let listed = changes.iter().take(LISTED).map(|it| it.0);
    let names = store::names::of(&mut connection, contest.id, listed).await?;
    let tree = app.units_of(contest.id);
    let people = changes.iter().filter_map(|&(person, before, after)| {
        let named = names.get(&person)?;
        let unit_name = tree.get(named.unit).map_or_else(String::new, |node| node.name.clone());
        Some(ChangeView { person, name: named.name.clone(), unit_name, before, after })
    });
    drop(connection);
    let mut turn = app.store.write().await?;
    let deed = Deed {
        actor: actor.person,
        action: "question.preview",
        contest: Some(contest.id),
        subject: question.to_owned(),
        reason: None,
        detail: json!({ "to": query.counting }),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    app.store.commit(turn).await?;
    Ok(PreviewView {
        server_time: app.clock.now().into(),
        handed_in,
        open,
        points_changed: changes.iter().filter(|(_, before, after)| before.points != after.points).count(),
        ranks_changed: changes.iter().filter(|(_, before, after)| before.rank != after.rank).count(),
        people: people.collect(),
        still_asked: matches!(contest.life, Life::Published(_))
            && query.counting != Counting::ByKey
            && source.without(&decided.withdrawn).may_ask(question),
    })
}

/// The contest as it would be.
fn decided(contest: &Contest, question: &str, counting: Counting, app: &App) -> Contest {
    let mut decided = contest.clone();
    let withdrawal = Withdrawal { counting, reason: String::new(), at: app.clock.now(), settled: false };
    decided.withdrawn.decide(question, withdrawal);
    decided
}

fn asks(attempt: &Attempt, source: &PaperSource, question: &str) -> bool {
    attempt.paper(source).questions.iter().any(|drawn| source.questions()[usize::from(drawn.question)].id == question)
}

impl Results {
    /// Who would have other points or another rank in the contest, with both: the best ranks first.
    fn changes(&self) -> Vec<(PersonId, RankedView, RankedView)> {
        let sorted = |results: &HashMap<PersonId, Outcome>| {
            let mut outcomes: Vec<Outcome> = results.values().copied().collect();
            outcomes.sort_unstable_by(|a, b| b.cmp(a));
            outcomes
        };
        let (before, after) = (sorted(&self.before), sorted(&self.after));
        let ranked = |outcome: Outcome, all: &[Outcome]| RankedView {
            points: outcome.points(),
            rank: all.partition_point(|other| *other > outcome) + 1,
        };
        let both = |(person, was): (&PersonId, &Outcome)| {
            let is = self.after.get(person)?;
            let (was, is) = (ranked(*was, &before), ranked(*is, &after));
            (was != is).then_some((*person, was, is))
        };
        let mut changes: Vec<_> = self.before.iter().filter_map(both).collect();
        changes.sort_unstable_by_key(|(person, was, is)| (was.rank.min(is.rank), is.rank, *person));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Span, StandingPoints};

    fn results(points: &[(i64, i64, i64)]) -> Results {
        let mut results = Results::default();
        let outcome = |points| Outcome::new(StandingPoints(points), Span(1_000)).expect("in range");
        for &(person, before, after) in points {
            results.before.insert(PersonId(person), outcome(before));
            results.after.insert(PersonId(person), outcome(after));
        }
        results
    }

    #[test]
    fn those_whose_points_or_rank_would_change_are_listed_by_the_better_rank() {
        let changes = results(&[(1, 90, 90), (2, 80, 95), (3, 70, 70), (4, 60, 70), (5, 10, 10)]).changes();
        let brief: Vec<_> = changes.iter().map(|(person, was, is)| (person.0, was.rank, is.rank)).collect();
        // The third keeps the rank, and the points.
        assert_eq!(brief, [(2, 2, 1), (1, 1, 2), (4, 4, 3)]);
        assert!(results(&[(1, 5, 5), (2, 5, 5)]).changes().is_empty());
    }
}

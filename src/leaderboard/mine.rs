//! One's own place in a contest: what counts, the ranks, what is left, what was.

use super::view::{HistoryRow, MineView};
use crate::{
    app::App,
    attempt::view::{GradeView, RanksView},
    domain::{
        ContestId, PersonId,
        attempt::{Attempt, State},
    },
    fault::{Code, Fault},
    store,
};

pub async fn mine(app: &App, person: PersonId, id: ContestId) -> Result<MineView, Fault> {
    let now = app.clock.now();
    let mut connection = app.store.read().await?;
    let contest = store::contests::find(&mut connection, id).await?.ok_or(Code::NotFound)?;
    let enrolment = store::enrolments::find(&mut connection, id, person).await?.ok_or(Code::NotEnrolled)?;
    let fresh = store::enrolments::fresh(&mut connection, id, person).await?.unwrap_or_default();
    let attempts = store::attempts::of_person(&mut connection, app.store.sources(), id, person).await?;
    let standing = store::standings::find(&mut connection, id, person).await?.and_then(|standing| standing.result);
    drop(connection);

    let ranks = if contest.tells_places(now) { app.board.ranks_of(id, person).await } else { Ok(None) };
    let today = now.local_day(&contest.rules.zone());
    let counts = |attempt: &Attempt| !attempt.head.fresh && !attempt.is_voided();
    let used = attempts.iter().filter(|it| counts(&it.attempt)).count();
    let used_today = attempts.iter().filter(|it| counts(&it.attempt) && it.attempt.head.day == today).count();
    let left = usize::from(contest.rules.attempts_total).saturating_sub(used);
    let open = attempts.iter().find(|it| it.attempt.state == State::Open && now <= it.attempt.accepts_until());
    let history = attempts.iter().rev().filter_map(|it| match &it.attempt.state {
        State::Open => None,
        State::Submitted(submission) => Some(HistoryRow {
            attempt: it.attempt.head.id,
            ordinal: it.attempt.head.ordinal,
            started_at: it.attempt.head.started.into(),
            grade: GradeView::of(submission, &it.source),
        }),
    });
    Ok(MineView {
        server_time: now.into(),
        confirmed: enrolment.is_confirmed(),
        standing: standing.map(Into::into),
        stale: ranks.is_err(),
        ranks: ranks.ok().flatten().map(|ranks| RanksView::of(app, id, &ranks)),
        attempts_today: used_today,
        attempts_left_today: left.min(usize::from(contest.rules.attempts_per_day).saturating_sub(used_today)),
        attempts_left: left,
        fresh_attempts: fresh,
        open_attempt: open.map(|it| it.attempt.head.id),
        history: history.collect(),
    })
}

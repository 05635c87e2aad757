//! Item analysis (试题分析): what the answers of a contest say of its questions, for who keeps the bank.

pub mod view;

use self::view::{ItemView, ItemsView};
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        ContestId, PersonId, Points,
        attempt::{Attempt, State},
        contest::Phase,
        items::{Item, Items},
        keys::Keys,
    },
    fault::{Code, Fault},
    store::{self, attempts::Loaded},
};

/// People read at once.
const AT_ONCE: u16 = 2_000;

/// The statistics of what was asked, those in doubt first, then by discrimination, once the contest has closed:
/// before, how many answer right would tell of the keys, one answer after the other. Nothing is told of what an open
/// paper of the organizer's asks, in whichever contest.
pub async fn items(app: &App, actor: &Actor, id: ContestId) -> Result<ItemsView, Fault> {
    let mut connection = app.store.read_at_length().await?;
    let contest = run_by(app, &mut connection, actor, id).await?;
    if contest.phase(app.clock.now()) != Phase::Closed {
        return Err(Fault::new(Code::WrongPhase).with_detail("竞赛结束、试卷全部结算后才能查看试题分析"));
    }
    let open = match actor.person {
        Some(person) => store::attempts::open_of(&mut connection, app.store.sources(), person).await?,
        None => Vec::new(),
    };
    let keys = Keys::of(&contest, open.iter().map(Loaded::parts));
    let source = app.source(contest.source().ok_or(Code::NotFound)?).await?;
    let by_points = store::attempts::count_by_points(&mut connection, id).await?;
    let mut items = Items::new(best_from(&by_points));
    let mut last = PersonId(0);
    loop {
        let sources = app.store.sources();
        let attempts = store::attempts::of_next_people(&mut connection, sources, id, last, AT_ONCE).await?;
        let Some(it) = attempts.last() else { break };
        last = it.attempt.head.person;
        for Loaded { attempt, source } in attempts.iter().filter(|it| counts(&it.attempt)) {
            if let State::Submitted(submission) = &attempt.state {
                items.add(source, &attempt.paper(source), &attempt.sheet, submission.grade.points);
            }
        }
    }
    let mut all = items.items();
    all.sort_by(|a, b| {
        let order = |it: &Item| (it.doubt.is_none(), it.discrimination.unwrap_or(1.0));
        let ((a_fine, a), (b_fine, b)) = (order(a), order(b));
        a_fine.cmp(&b_fine).then(a.total_cmp(&b))
    });
    let of = |id: &str| source.questions().iter().find(|it| it.id == id).filter(|it| !keys.is_asked(it));
    let views = all.into_iter().filter_map(|item| Some(ItemView::of(of(&item.question)?, item)));
    Ok(ItemsView { papers: items.papers(), alpha: items.alpha(), items: views.collect() })
}

/// Handed in, and not voided.
fn counts(attempt: &Attempt) -> bool {
    matches!(&attempt.state, State::Submitted(submission) if !submission.voided)
}

/// The least that the best third of the papers reached.
fn best_from(by_points: &[(Points, usize)]) -> Points {
    let third = by_points.iter().map(|(_, attempts)| attempts).sum::<usize>().div_ceil(3);
    let mut better = 0;
    let reached = by_points.iter().find(|(_, attempts)| {
        better += attempts;
        better >= third
    });
    reached.map_or(Points::ZERO, |(points, _)| *points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_third_has_at_least_the_points_of_its_last() {
        let of =
            |counts: &[(i64, usize)]| best_from(&counts.iter().map(|&(it, n)| (Points(it), n)).collect::<Vec<_>>());
        assert_eq!(of(&[(900, 1), (800, 1), (700, 1), (600, 3)]), Points(800));
        assert_eq!(of(&[(900, 1), (800, 5)]), Points(800));
        assert_eq!(of(&[(900, 6)]), Points(900));
        assert_eq!(of(&[]), Points::ZERO);
    }
}

//! One small contest, from the first file of its organizer to its commendation, through HTTP alone. The
//! store is read only to compare.

mod answering;
mod boards;
mod commending;
mod result_book;
mod set_up;
mod turnout;

use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap},
};

use ankao::domain::{ContestId, PersonId, Span, UnitId};

use self::set_up::UNITS;
use crate::support::{NOON, Person, Stage, plain::Terms};

/// People who answer at the same time.
const BATCH: usize = 20;
/// Those of the first day.
const FIRST_DAY: usize = 6;
const BATCHES: usize = 10;

/// How the contest compares units.
const TERMS: Terms<'_> = Terms { formula: "shrunk_mean_times_rate", minimum_people: 3, minimum_percent: 12 };

/// A contest that is being played.
struct Play {
    stage: Stage,
    organizer: Person,
    contest: ContestId,
    /// In the order of [`UNITS`].
    units: Vec<UnitId>,
    /// Those who will answer, as the roster has them.
    people: Vec<Member>,
    /// What each person's attempts came to so far, by the rules: points in 1/10,000 and milliseconds.
    outcomes: BTreeMap<PersonId, (i64, i64)>,
    /// How often the boards have been compared.
    moments: Cell<usize>,
}

/// Somebody of the roster.
struct Member {
    /// Where in [`UNITS`].
    unit: usize,
    name: String,
    number: String,
    code: String,
    /// Once they have come.
    session: Option<Session>,
}

struct Session {
    person: Person,
    refresh_token: String,
}

impl Play {
    fn path(&self, rest: &str) -> String {
        format!("/api/v1/contests/{}/{rest}", self.contest)
    }

    /// The organizer's token, good now.
    fn organizer(&self) -> String {
        self.stage.renewed(&self.organizer).token
    }

    /// How many people each unit expects: as it declared, or by the roster, in which one more stands of
    /// each than will come.
    fn headcounts(&self) -> HashMap<UnitId, Option<usize>> {
        let units = self.units.iter().zip(UNITS);
        units.map(|(id, unit)| (*id, Some(unit.headcount.unwrap_or(unit.people + 1)))).collect()
    }

    /// Notes what an attempt came to: most points count, then the shorter time.
    fn note(&mut self, person: PersonId, right: usize, time: Span) {
        let outcome = (20_000 * i64::try_from(right).expect("few"), time.0);
        let best = self.outcomes.entry(person).or_insert(outcome);
        if outcome.0 > best.0 || (outcome.0 == best.0 && outcome.1 < best.1) {
            *best = outcome;
        }
    }
}

#[actix_web::test]
async fn a_small_contest_is_played_from_its_files_to_its_commendation() {
    let mut play = Play::set_up().await;
    play.nobody_begins_before_it_opens().await;

    play.stage.clock.set(NOON + Span::minutes(60));
    for batch in 0..FIRST_DAY {
        play.batch_answers(batch).await;
    }
    play.turnout_is_a_count().await;

    play.stage.clock.set(NOON + Span::minutes(24 * 60));
    for batch in FIRST_DAY..BATCHES {
        play.batch_answers(batch).await;
    }
    play.some_answer_a_second_time().await;
    assert_eq!(play.outcomes.len(), 200);
    play.turnout_is_a_count().await;
    play.who_has_not_come_is_listed().await;
    play.a_liaison_sees_the_own_unit().await;

    play.it_is_closed_while_papers_are_open().await;
    play.units_and_individuals_are_commended().await;
    play.the_book_tells_what_the_store_holds().await;
    play.stage.stop().await;
}

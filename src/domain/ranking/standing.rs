//! A person's standing: of all their attempts, the one outcome that counts.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::domain::{ContestId, LocalDay, PersonId, Points, Span, StandingPoints, UnitId};

/// Which of several attempts count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// The best: most points, then the shorter time.
    #[default]
    Best,
    /// The last one started.
    Last,
    /// The mean of the best of each day. Points are rounded to 1/10,000, a half up; time is rounded
    /// up to the millisecond, so that nobody gains by rounding.
    MeanOfDailyBest,
}

/// Points and time used in one integer, such that the better outcome is the greater one: more points,
/// then the shorter time.
///
/// It is points · 2²⁷ + (2²⁷ − 1 − time) with points in 1/10,000 and time in ms: below 2⁵³, and so
/// exact in a sorted set whose scores are doubles.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outcome(u64);

const TIME_BITS: u32 = 27;
const TIME_END: u64 = 1 << TIME_BITS;
const POINTS_END: u64 = 1 << (53 - TIME_BITS);

/// Points or time that no board can order; a contest that allows them must not be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("points or time used are negative, or more than a board can order")]
pub struct OutOfRange;

impl Outcome {
    /// The most points that can be ordered, 6,710.8863: no contest may give more.
    pub const MOST_POINTS: StandingPoints = StandingPoints(POINTS_END.cast_signed() - 1);
    /// The longest time that can be ordered, a little over 37 hours: no attempt may have more.
    pub const LONGEST: Span = Span(TIME_END.cast_signed() - 1);

    /// The outcome of a standing.
    pub fn new(points: StandingPoints, time: Span) -> Result<Self, OutOfRange> {
        let points = u64::try_from(points.0).ok().filter(|&points| points < POINTS_END);
        let time = u64::try_from(time.0).ok().filter(|&time| time < TIME_END);
        points.zip(time).map(|(points, time)| Self::pack(points, time)).ok_or(OutOfRange)
    }

    /// The outcome of one attempt.
    pub fn of_attempt(points: Points, time: Span) -> Result<Self, OutOfRange> {
        if points > Points(Self::MOST_POINTS.0 / 100) {
            return Err(OutOfRange);
        }
        Self::new(points.for_standing(), time)
    }

    /// Both within their limits.
    const fn pack(points: u64, time: u64) -> Self {
        Self((points << TIME_BITS) + (TIME_END - 1 - time))
    }

    #[must_use]
    pub const fn points(self) -> StandingPoints {
        StandingPoints((self.0 >> TIME_BITS).cast_signed())
    }

    #[must_use]
    pub const fn time(self) -> Span {
        Span((TIME_END - 1 - self.0 % TIME_END).cast_signed())
    }

    /// The integer that boards sort by, greatest first.
    #[must_use]
    pub const fn packed(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outcome({} in {} ms)", self.points(), self.time().0)
    }
}

/// An attempt that is graded and not voided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The person's first, second, … attempt in the contest; no two are equal.
    pub ordinal: u32,
    /// The day on which it was started.
    pub day: LocalDay,
    pub outcome: Outcome,
    /// Granted by an organizer to a disrupted person: it can only raise the standing.
    pub fresh: bool,
}

/// What counts of a person's `attempts`, in any order; nothing without one.
///
/// Fresh attempts are taken in one by one, in the order of their ordinals, after all others: each is
/// kept only if the result with it is better than without, whatever the scoring.
#[must_use]
pub fn result(scoring: Scoring, attempts: &[Scored]) -> Option<Outcome> {
    let (mut fresh, mut kept): (Vec<Scored>, Vec<Scored>) = attempts.iter().partition(|attempt| attempt.fresh);
    fresh.sort_by_key(|attempt| attempt.ordinal);
    let mut result = scoring.fold(&kept);
    for attempt in fresh {
        kept.push(attempt);
        let with_it = scoring.fold(&kept);
        if with_it > result {
            result = with_it;
        } else {
            kept.pop();
        }
    }
    result
}

impl Scoring {
    fn fold(self, attempts: &[Scored]) -> Option<Outcome> {
        match self {
            Self::Best => attempts.iter().map(|attempt| attempt.outcome).max(),
            Self::Last => attempts.iter().max_by_key(|attempt| attempt.ordinal).map(|attempt| attempt.outcome),
            Self::MeanOfDailyBest => mean_of_daily_best(attempts),
        }
    }
}

fn mean_of_daily_best(attempts: &[Scored]) -> Option<Outcome> {
    let mut best_of_day = BTreeMap::new();
    for attempt in attempts {
        let best = best_of_day.entry(attempt.day).or_insert(attempt.outcome);
        *best = attempt.outcome.max(*best);
    }
    let (mut days, mut points, mut time) = (0, 0, 0);
    for best in best_of_day.into_values() {
        days += 1;
        points += best.points().0.cast_unsigned();
        time += best.time().0.cast_unsigned();
    }
    // A mean of numbers within the limits is within the limits, rounded either way.
    (days > 0).then(|| Outcome::pack((2 * points + days) / (2 * days), time.div_ceil(days)))
}

/// How many times a standing has been written; of two, the one with the greater `rev` is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rev(pub i64);

/// Where a person stands in a contest, as the store last wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub contest: ContestId,
    pub person: PersonId,
    pub unit: UnitId,
    /// None when nothing counts any more: the standing stays, so that an older one cannot return.
    pub result: Option<Outcome>,
    /// Matched to the roster or confirmed by the liaison: counts for the unit's turnout and index.
    pub counted: bool,
    pub rev: Rev,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn attempt(ordinal: u32, day: i32, points: i64, time: i64) -> Scored {
        let outcome = Outcome::of_attempt(Points(points), Span(time)).expect("within the limits");
        Scored { ordinal, day: LocalDay(day), outcome, fresh: false }
    }

    fn fresh(ordinal: u32, day: i32, points: i64, time: i64) -> Scored {
        Scored { fresh: true, ..attempt(ordinal, day, points, time) }
    }

    fn points_and_time(scoring: Scoring, attempts: &[Scored]) -> Option<(i64, i64)> {
        result(scoring, attempts).map(|outcome| (outcome.points().0, outcome.time().0))
    }

    const EVERY_SCORING: [Scoring; 3] = [Scoring::Best, Scoring::Last, Scoring::MeanOfDailyBest];

    #[test]
    fn without_an_attempt_nothing_counts() {
        for scoring in EVERY_SCORING {
            assert_eq!(result(scoring, &[]), None);
        }
    }

    #[test]
    fn a_score_of_zero_is_a_result() {
        for scoring in EVERY_SCORING {
            assert_eq!(points_and_time(scoring, &[attempt(1, 0, 0, 9)]), Some((0, 9)));
        }
    }

    #[test]
    fn each_scoring_takes_its_own_of_the_same_attempts() {
        let attempts = [
            attempt(1, 0, 8_000, 100),
            attempt(2, 0, 9_000, 300),
            attempt(3, 1, 9_000, 200),
            attempt(4, 1, 7_001, 50),
            attempt(5, 2, 6_000, 50),
        ];
        assert_eq!(points_and_time(Scoring::Best, &attempts), Some((900_000, 200)));
        assert_eq!(points_and_time(Scoring::Last, &attempts), Some((600_000, 50)));
        // 90, 90 and 60 in 300, 200 and 50 ms: 183.33… is 184.
        assert_eq!(points_and_time(Scoring::MeanOfDailyBest, &attempts), Some((800_000, 184)));
    }

    #[test]
    fn a_mean_rounds_points_to_the_nearest_and_a_half_up() {
        let days = |points: &[i64]| {
            let attempts: Vec<_> = (1..)
                .zip(points)
                .map(|(ordinal, &points)| attempt(ordinal, ordinal.cast_signed(), points, 0))
                .collect();
            points_and_time(Scoring::MeanOfDailyBest, &attempts).map(|(points, _)| points)
        };
        assert_eq!(days(&[0, 0, 1]), Some(33));
        assert_eq!(days(&[0, 1, 1]), Some(67));
        let eight_days = [1, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(days(&eight_days), Some(13), "12.5 is 13");
    }

    #[test]
    fn a_worse_fresh_attempt_takes_nothing_away_whatever_the_scoring() {
        for scoring in EVERY_SCORING {
            let attempts = [attempt(1, 0, 8_000, 100), fresh(2, 1, 7_000, 10)];
            assert_eq!(points_and_time(scoring, &attempts), Some((800_000, 100)), "{scoring:?}");
        }
    }

    #[test]
    fn a_better_fresh_attempt_counts_as_any_other() {
        let attempts = [fresh(2, 1, 9_000, 10), attempt(1, 0, 8_000, 100)];
        let raised = EVERY_SCORING.map(|scoring| points_and_time(scoring, &attempts));
        assert_eq!(raised, [Some((900_000, 10)), Some((900_000, 10)), Some((850_000, 55))]);
    }

    #[test]
    fn under_last_a_later_attempt_of_ones_own_stands_over_a_fresh_one() {
        let attempts = [attempt(1, 0, 8_000, 100), fresh(2, 0, 9_000, 100), attempt(3, 0, 7_000, 100)];
        assert_eq!(points_and_time(Scoring::Last, &attempts), Some((700_000, 100)));
    }

    #[test]
    fn what_cannot_be_ordered_is_refused() {
        assert!(Outcome::new(Outcome::MOST_POINTS, Outcome::LONGEST).is_ok());
        let (points, time) = (Outcome::MOST_POINTS.0, Outcome::LONGEST.0);
        for (points, time) in [(points + 1, 0), (0, time + 1), (-1, 0), (0, -1), (i64::MAX, i64::MIN)] {
            assert_eq!(Outcome::new(StandingPoints(points), Span(time)), Err(OutOfRange));
        }
        assert_eq!(Outcome::of_attempt(Points(i64::MAX), Span::ZERO), Err(OutOfRange));
        assert_eq!(Outcome::of_attempt(Points(i64::MIN / 100), Span::ZERO), Err(OutOfRange));
    }

    prop_compose! {
        fn any_outcome()(points in 0..POINTS_END, time in 0..TIME_END) -> Outcome {
            Outcome::pack(points, time)
        }
    }

    prop_compose! {
        fn any_attempts()(
            given in prop::collection::vec((0..3, any_outcome(), any::<bool>()), 0..8)
        ) -> Vec<Scored> {
            (1..)
                .zip(given)
                .map(|(ordinal, (day, outcome, fresh))| Scored { ordinal, day: LocalDay(day), outcome, fresh })
                .collect()
        }
    }

    proptest! {
        #[test]
        fn packing_keeps_points_and_time_and_their_order(one in any_outcome(), other in any_outcome()) {
            prop_assert!(one.packed() < 1 << 53);
            prop_assert_eq!(Outcome::new(one.points(), one.time()), Ok(one));
            let by_hand = one.points().cmp(&other.points()).then(other.time().cmp(&one.time()));
            prop_assert_eq!(one.cmp(&other), by_hand);
        }

        #[test]
        fn no_fresh_attempt_ever_lowers_a_result_and_the_order_given_does_not_matter(attempts in any_attempts()) {
            for scoring in EVERY_SCORING {
                let own: Vec<_> = attempts.iter().copied().filter(|attempt| !attempt.fresh).collect();
                let with_fresh = result(scoring, &attempts);
                prop_assert!(with_fresh >= result(scoring, &own));
                let reversed: Vec<_> = attempts.iter().rev().copied().collect();
                prop_assert_eq!(result(scoring, &reversed), with_fresh);
            }
        }
    }
}

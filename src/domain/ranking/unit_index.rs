//! Units compared: turnout, index by formula, eligibility and rank.

use std::{cmp::Ordering, num::NonZeroU32};

use num_rational::Ratio;
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::domain::{UnitId, unit::UnitClass};

/// How a unit's index is made of the mean m of its n participants and its turnout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// m
    Mean,
    /// m × turnout
    #[default]
    MeanTimesRate,
    /// (n·m + k·μ) / (n + k) × turnout, with the contest's mean μ and k = 10: the fewer have answered,
    /// the nearer to what all the contest does
    ShrunkMeanTimesRate,
    /// n·m
    Total,
}

/// How many people of the whole contest are mixed into a unit's shrunk mean.
const SHRINK: i128 = 10;

/// What a contest asks of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UnitRules {
    pub formula: Formula,
    /// Turnout from which a unit is ranked, in percent of its headcount.
    pub minimum_turnout_percent: u8,
    /// Participants from which a unit is ranked; one is always needed.
    pub minimum_participants: u32,
}

/// What the people of a unit, or of a contest, have done together.
///
/// It is only ever made of outcomes, whose limits bound the sums: with fewer than 2³² people, points
/// stay below 2⁵⁸ and no product of this module reaches 2¹²⁷.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    participants: u32,
    points: u64,
}

impl Tally {
    pub fn add(&mut self, outcome: Outcome) {
        self.participants += 1;
        self.points += outcome.points().0.cast_unsigned();
    }

    /// Takes back an outcome that was added before.
    pub fn remove(&mut self, outcome: Outcome) {
        self.participants -= 1;
        self.points -= outcome.points().0.cast_unsigned();
    }

    #[must_use]
    pub fn participants(self) -> u32 {
        self.participants
    }

    /// The mean points of a participant.
    #[must_use]
    pub fn mean(self) -> Option<ExactPoints> {
        (self.participants > 0).then(|| ExactPoints::of(self.points.into(), self.participants.into()))
    }
}

impl FromIterator<Outcome> for Tally {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        let mut tally = Self::default();
        outcomes.into_iter().for_each(|outcome| tally.add(outcome));
        tally
    }
}

/// Points as an exact fraction, for comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExactPoints(Ratio<i128>);

impl ExactPoints {
    /// `points` in 1/10,000 by a positive number. Not reduced: a comparison does not need it, and of
    /// a table's time it would take most.
    fn of(points: i128, by: i128) -> Self {
        Self(Ratio::new_raw(points, by))
    }

    /// In points, for people to read; never for comparing.
    #[must_use]
    pub fn for_showing(self) -> f64 {
        quotient(*self.0.numer(), *self.0.denom()) / 10_000.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with a few digits")]
fn quotient(of: i128, by: i128) -> f64 {
    of as f64 / by as f64
}

/// Participation (参与率) of a unit that has a headcount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turnout {
    participants: u32,
    headcount: NonZeroU32,
}

impl Turnout {
    /// None without a headcount: zero, a negative one or one above mankind is none.
    #[must_use]
    pub fn new(participants: u32, headcount: Option<i64>) -> Option<Self> {
        let headcount = headcount.and_then(|people| u32::try_from(people).ok()).and_then(NonZeroU32::new)?;
        Some(Self { participants, headcount })
    }

    #[must_use]
    pub fn headcount(self) -> NonZeroU32 {
        self.headcount
    }

    /// More have taken part than the unit says it has: the headcount wants a look.
    #[must_use]
    pub fn is_above_full(self) -> bool {
        self.participants > self.headcount.get()
    }

    /// At least so many percent take part.
    #[must_use]
    pub fn reaches(self, percent: u8) -> bool {
        u64::from(self.capped()) * 100 >= u64::from(self.headcount.get()) * u64::from(percent)
    }

    /// The share, from 0 to 1, for people to read.
    #[must_use]
    pub fn for_showing(self) -> f64 {
        f64::from(self.capped()) / f64::from(self.headcount.get())
    }

    /// The participants that count: no more than the headcount.
    fn capped(self) -> u32 {
        self.participants.min(self.headcount.get())
    }
}

/// A unit to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitTally {
    pub unit: UnitId,
    /// How many are expected (应参加人数), where it is known.
    pub headcount: Option<i64>,
    pub tally: Tally,
}

impl UnitTally {
    fn turnout(&self) -> Option<Turnout> {
        Turnout::new(self.tally.participants, self.headcount)
    }

    /// Its class by headcount; None without one.
    #[must_use]
    pub fn class(&self) -> Option<UnitClass> {
        self.turnout().map(|turnout| UnitClass::of(turnout.headcount.get().into()))
    }
}

/// Why a unit has no rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Barred {
    NoHeadcount,
    TooFewParticipants,
    TurnoutTooLow,
}

/// A line of the table of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitRow {
    pub unit: UnitId,
    pub tally: Tally,
    /// Equal indices share a rank and the next ones are skipped: 1, 2, 2, 4.
    pub rank: Result<u64, Barred>,
    /// None while nobody has taken part, or where the formula needs a headcount that is missing.
    pub index: Option<ExactPoints>,
    pub turnout: Option<Turnout>,
    pub class: Option<UnitClass>,
}

/// Ranks `units` among themselves, best first, those without a rank last.
///
/// The caller says who is compared (children of a node, a sector, a class) by what it passes; `whole`
/// is the contest's tally, whose mean is μ.
#[must_use]
pub fn unit_table(rules: UnitRules, whole: Tally, units: &[UnitTally]) -> Vec<UnitRow> {
    let mut rows: Vec<_> = units.iter().map(|unit| row(rules, whole, unit)).collect();
    rows.sort_by(|one, other| {
        let unranked_last = one.rank.is_err().cmp(&other.rank.is_err());
        unranked_last.then_with(|| best_first(one, other)).then(one.unit.cmp(&other.unit))
    });
    let (mut rank, mut last) = (0, None);
    for (position, row) in (1..).zip(rows.iter_mut().filter(|row| row.rank.is_ok())) {
        if row.index != last {
            (rank, last) = (position, row.index);
        }
        row.rank = Ok(rank);
    }
    rows
}

fn best_first(one: &UnitRow, other: &UnitRow) -> Ordering {
    other.index.cmp(&one.index)
}

/// The row of a unit; the rank of an eligible one is yet to be told.
fn row(rules: UnitRules, whole: Tally, unit: &UnitTally) -> UnitRow {
    let (turnout, class) = (unit.turnout(), unit.class());
    let UnitTally { unit, tally, .. } = *unit;
    let rank = match turnout {
        None => Err(Barred::NoHeadcount),
        _ if tally.participants < rules.minimum_participants.max(1) => Err(Barred::TooFewParticipants),
        Some(turnout) if !turnout.reaches(rules.minimum_turnout_percent) => Err(Barred::TurnoutTooLow),
        Some(_) => Ok(0),
    };
    UnitRow { unit, tally, rank, index: rules.formula.index(tally, turnout, whole), turnout, class }
}

impl Formula {
    fn index(self, tally: Tally, turnout: Option<Turnout>, whole: Tally) -> Option<ExactPoints> {
        let (people, points) = (i128::from(tally.participants), i128::from(tally.points));
        if people == 0 {
            return None;
        }
        let rate = || turnout.map(|turnout| (i128::from(turnout.capped()), i128::from(turnout.headcount.get())));
        match self {
            Self::Mean => tally.mean(),
            Self::Total => Some(ExactPoints::of(points, 1)),
            Self::MeanTimesRate => rate().map(|(came, expected)| ExactPoints::of(points * came, people * expected)),
            Self::ShrunkMeanTimesRate => rate().map(|(came, expected)| {
                let (all, all_points) = (i128::from(whole.participants.max(1)), i128::from(whole.points));
                let shrunk = points * all + SHRINK * all_points;
                ExactPoints::of(shrunk * came, all * (people + SHRINK) * expected)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Span, StandingPoints};

    fn people(count: u32, points_each: i64) -> Tally {
        let outcome = Outcome::new(StandingPoints(points_each * 10_000), Span(1_000)).expect("within the limits");
        (0..count).map(|_| outcome).collect()
    }

    fn unit(id: i64, headcount: i64, tally: Tally) -> UnitTally {
        UnitTally { unit: UnitId(id), headcount: Some(headcount), tally }
    }

    fn by(formula: Formula) -> UnitRules {
        UnitRules { formula, ..UnitRules::default() }
    }

    fn index(formula: Formula, whole: Tally, unit: UnitTally) -> Option<f64> {
        unit_table(by(formula), whole, &[unit])[0].index.map(ExactPoints::for_showing)
    }

    #[test]
    fn each_formula_gives_what_its_definition_says() {
        let (whole, a) = (people(100, 60), unit(1, 40, people(30, 80)));
        assert_eq!(index(Formula::Mean, whole, a), Some(80.0));
        assert_eq!(index(Formula::MeanTimesRate, whole, a), Some(60.0));
        assert_eq!(index(Formula::ShrunkMeanTimesRate, whole, a), Some(75.0 * 0.75));
        assert_eq!(index(Formula::Total, whole, a), Some(2_400.0));
    }

    #[test]
    fn a_shrunk_mean_keeps_three_lucky_people_from_beating_three_hundred() {
        let units = [unit(1, 3, people(3, 100)), unit(2, 300, people(300, 90))];
        let first = |rules| unit_table(rules, people(303, 80), &units)[0].unit;
        assert_eq!(first(by(Formula::MeanTimesRate)), UnitId(1));
        assert_eq!(first(by(Formula::ShrunkMeanTimesRate)), UnitId(2), "84.6 against 89.7");
    }

    #[test]
    fn units_below_a_minimum_stand_last_and_without_rank() {
        let rules = UnitRules { minimum_participants: 4, minimum_turnout_percent: 50, ..UnitRules::default() };
        let units = [unit(1, 3, people(3, 100)), unit(2, 100, people(49, 90)), unit(3, 100, people(50, 10))];
        let rows = unit_table(rules, people(102, 50), &units);
        let ranks: Vec<_> = rows.iter().map(|row| (row.unit.0, row.rank)).collect();
        assert_eq!(ranks, [(3, Ok(1)), (1, Err(Barred::TooFewParticipants)), (2, Err(Barred::TurnoutTooLow))]);
    }

    #[test]
    fn equal_indices_share_a_rank_and_the_next_is_skipped() {
        // 1/3 of 90 and 2/6 of 90 are the same exact number, however they are written.
        let units = [
            unit(1, 3, people(1, 90)),
            unit(2, 6, people(2, 90)),
            unit(3, 1, people(1, 90)),
            unit(4, 100, people(1, 90)),
        ];
        let rows = unit_table(UnitRules::default(), people(5, 90), &units);
        let ranks: Vec<_> = rows.iter().map(|row| (row.unit.0, row.rank)).collect();
        assert_eq!(ranks, [(3, Ok(1)), (1, Ok(2)), (2, Ok(2)), (4, Ok(4))]);
    }

    #[test]
    fn indices_closer_than_floating_point_can_tell_are_told_apart() {
        // 1 + 1/n and 1 + 1/(n − 1) for n near 2³² differ by 2⁻⁶⁴.
        let near = |participants: u32| Tally { participants, points: u64::from(participants) + 1 };
        let units = [u32::MAX, u32::MAX - 1].map(|count| unit(count.into(), count.into(), near(count)));
        let rows = unit_table(by(Formula::Mean), Tally::default(), &units);
        let shown: Vec<_> =
            rows.iter().filter_map(|row| row.index).map(|index| index.for_showing().to_bits()).collect();
        assert_eq!(shown[0], shown[1]);
        assert_eq!([rows[0].rank, rows[1].rank], [Ok(1), Ok(2)]);
        assert_eq!(rows[0].unit, UnitId((u32::MAX - 1).into()));
    }

    #[test]
    fn a_unit_without_headcount_has_no_rank_whatever_the_formula() {
        for formula in [Formula::Mean, Formula::MeanTimesRate, Formula::ShrunkMeanTimesRate, Formula::Total] {
            for headcount in [None, Some(0), Some(-1), Some(i64::MAX)] {
                let nowhere = UnitTally { headcount, ..unit(1, 0, people(2, 50)) };
                let rows = unit_table(by(formula), people(2, 50), &[nowhere]);
                assert_eq!((rows[0].rank, rows[0].turnout, rows[0].class), (Err(Barred::NoHeadcount), None, None));
                assert_eq!(nowhere.class(), None);
            }
        }
    }

    #[test]
    fn a_unit_of_which_nobody_came_has_neither_index_nor_rank() {
        let rows = unit_table(UnitRules::default(), Tally::default(), &[unit(1, 10, Tally::default())]);
        assert_eq!((rows[0].rank, rows[0].index), (Err(Barred::TooFewParticipants), None));
    }

    #[test]
    fn turnout_stops_at_full_and_is_flagged_above_it() {
        let full = Turnout::new(10, Some(10)).expect("a headcount");
        let above = Turnout::new(11, Some(10)).expect("a headcount");
        assert_eq!((full.is_above_full(), above.is_above_full()), (false, true));
        assert!((above.for_showing() - 1.0).abs() < f64::EPSILON);
        let whole = people(21, 70);
        let rows = unit_table(UnitRules::default(), whole, &[unit(1, 10, people(11, 70)), unit(2, 10, people(10, 70))]);
        assert_eq!([rows[0].rank, rows[1].rank], [Ok(1), Ok(1)], "more than all is worth no more than all");
    }

    #[test]
    fn the_minimum_turnout_is_met_exactly_or_not_at_all() {
        let rules = UnitRules { minimum_turnout_percent: 33, ..UnitRules::default() };
        let of = |came, expected| unit_table(rules, people(1, 1), &[unit(1, expected, people(came, 1))])[0].rank;
        assert_eq!([of(33, 100), of(1, 3), of(32, 97)], [Ok(1), Ok(1), Err(Barred::TurnoutTooLow)]);
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let all =
            Tally { participants: u32::MAX, points: u64::from(u32::MAX) * Outcome::MOST_POINTS.0.cast_unsigned() };
        let most = Ratio::from(i128::from(Outcome::MOST_POINTS.0));
        let unit = unit(1, u32::MAX.into(), all);
        for formula in [Formula::Mean, Formula::MeanTimesRate, Formula::ShrunkMeanTimesRate] {
            assert_eq!(unit_table(by(formula), all, &[unit, unit])[1].index, Some(ExactPoints(most)), "{formula:?}");
        }
    }

    #[test]
    fn taking_back_an_outcome_leaves_the_others() {
        let outcome = Outcome::new(StandingPoints(5), Span(7)).expect("within the limits");
        let mut tally = people(3, 10);
        tally.add(outcome);
        assert_ne!(tally, people(3, 10));
        tally.remove(outcome);
        assert_eq!(tally, people(3, 10));
    }
}

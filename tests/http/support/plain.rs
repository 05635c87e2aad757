//! What boards have to agree with: plain sorts of the store's rows, in the plainest way there is.

use std::{cmp::Ordering, collections::HashMap};

use ankao::domain::{ContestId, UnitId};

use super::Stage;

/// Somebody with a result.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub person: i64,
    pub name: String,
    pub unit: i64,
    /// In 1/10,000.
    pub points: i64,
    pub time_ms: i64,
    pub counted: i64,
}

impl Stage {
    /// Everybody of the contest with a result, in no order.
    pub async fn results(&self, contest: ContestId) -> Vec<Row> {
        let mut connection = self.app.store.read().await.expect("a connection");
        sqlx::query_as(
            "SELECT s.person, p.name, s.unit, s.points, s.time_ms, s.counted
             FROM standing s JOIN person p ON p.id = s.person
             WHERE s.contest = $1 AND s.points IS NOT NULL",
        )
        .bind(contest.0)
        .fetch_all(&mut *connection)
        .await
        .expect("rows")
    }

    /// Those of a node's subtree.
    pub fn within(&self, results: &[Row], node: UnitId) -> Vec<Row> {
        let tree = self.app.units();
        results.iter().filter(|it| tree.is_within(UnitId(it.unit), node)).cloned().collect()
    }
}

/// Best first, each with a rank: one more than are better.
pub fn ranked(results: &[Row]) -> Vec<(usize, Row)> {
    let better = |one: &Row, other: &Row| {
        one.points > other.points || (one.points == other.points && one.time_ms < other.time_ms)
    };
    let rank = |of: &Row| 1 + results.iter().filter(|other| better(other, of)).count();
    let mut ranked: Vec<_> = results.iter().map(|result| (rank(result), result.clone())).collect();
    ranked.sort_by_key(|(rank, result)| (*rank, result.person));
    ranked
}

/// A fraction, compared and computed exactly.
#[derive(Clone, Copy, Debug)]
pub struct Fraction(i128, i128);

impl Fraction {
    pub fn of(numerator: impl TryInto<i128>, denominator: impl TryInto<i128>) -> Self {
        let whole = |number: Option<i128>| number.expect("within 127 bits");
        let (numerator, denominator) = (whole(numerator.try_into().ok()), whole(denominator.try_into().ok()));
        assert!(denominator > 0);
        Self(numerator, denominator)
    }

    fn plus(self, other: Self) -> Self {
        Self(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self(self.0 * other.0, self.1 * other.1)
    }

    fn by(self, other: Self) -> Self {
        Self(self.0 * other.1, self.1 * other.0)
    }

    #[expect(clippy::cast_precision_loss, reason = "compared with what is shown, with a tolerance")]
    pub fn about(self) -> f64 {
        self.0 as f64 / self.1 as f64
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

/// How units are compared.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub formula: &'a str,
    pub minimum_people: usize,
    pub minimum_percent: usize,
}

/// A line of the table of units, as it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitLine {
    pub unit: UnitId,
    pub rank: Option<usize>,
    pub barred: Option<&'static str>,
    pub participants: usize,
    pub index: Option<Fraction>,
}

impl Terms<'_> {
    /// The table of units: who is counted of `results`, rolled up along the tree, against `headcounts`.
    pub fn table(self, stage: &Stage, results: &[Row], headcounts: &HashMap<UnitId, Option<usize>>) -> Vec<UnitLine> {
        let counted: Vec<Row> = results.iter().filter(|it| it.counted == 1).cloned().collect();
        let line = |(&unit, &headcount): (&UnitId, &Option<usize>)| {
            let theirs = stage.within(&counted, unit);
            let barred = match headcount {
                None => Some("no_headcount"),
                Some(_) if theirs.len() < self.minimum_people.max(1) => Some("too_few_participants"),
                Some(expected) if theirs.len().min(expected) * 100 < expected * self.minimum_percent => {
                    Some("turnout_too_low")
                }
                Some(_) => None,
            };
            let index = self.index(&theirs, &counted, headcount);
            UnitLine { unit, rank: None, barred, participants: theirs.len(), index }
        };
        let mut lines: Vec<UnitLine> = headcounts.iter().map(line).collect();
        let ranked: Vec<_> = lines.iter().filter(|it| it.barred.is_none()).map(|it| it.index).collect();
        for line in lines.iter_mut().filter(|it| it.barred.is_none()) {
            line.rank = Some(1 + ranked.iter().filter(|other| **other > line.index).count());
        }
        lines.sort_by(|one, other| {
            let key = |it: &UnitLine| (it.rank.is_none(), std::cmp::Reverse(it.index), it.unit);
            key(one).cmp(&key(other))
        });
        lines
    }

    /// In points.
    fn index(self, theirs: &[Row], all: &[Row], headcount: Option<usize>) -> Option<Fraction> {
        let sum = |of: &[Row]| Fraction::of(of.iter().map(|it| it.points).sum::<i64>(), 10_000);
        let count = |of: &[Row]| Fraction::of(of.len(), 1);
        if theirs.is_empty() {
            return None;
        }
        let mean = sum(theirs).by(count(theirs));
        let rate = headcount.map(|expected| Fraction::of(theirs.len().min(expected), expected));
        match self.formula {
            "mean" => Some(mean),
            "total" => Some(mean.times(count(theirs))),
            "mean_times_rate" => rate.map(|rate| mean.times(rate)),
            "shrunk_mean_times_rate" => rate.map(|rate| {
                let (all_mean, mixed_in) = (sum(all).by(count(all)), Fraction::of(10, 1));
                let shrunk = mean.times(count(theirs)).plus(all_mean.times(mixed_in)).by(count(theirs).plus(mixed_in));
                shrunk.times(rate)
            }),
            other => unreachable!("no formula {other}"),
        }
    }
}

//! Rows of the store, sorted plainly, and a board that must say the same.

use std::collections::BTreeMap;

use ankao::{
    board::{Board, Node, Page, Placed},
    domain::{
        ContestId, PersonId, Span, StandingPoints, UnitId,
        ranking::{ExactPoints, Outcome, Rev, Standing},
    },
    store::Store,
};
use sqlx::Row;

/// A row of the table of standings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub unit: i64,
    /// Points in 1/10,000, time in ms.
    pub result: Option<(i64, i64)>,
    pub counted: bool,
    pub rev: i64,
}

/// The rows of a contest, by person.
pub type Rows = BTreeMap<i64, Written>;

/// The way from the root to each unit, the unit included.
pub type Paths = BTreeMap<i64, Vec<i64>>;

pub async fn read(store: &Store, contest: ContestId) -> Rows {
    let mut connection = store.read().await.expect("a connection");
    let query = sqlx::query("SELECT person, unit, points, time_ms, counted, rev FROM standing WHERE contest = $1");
    let rows = query.bind(contest.0).fetch_all(&mut *connection).await.expect("read");
    let row = |row: &sqlx::any::AnyRow| {
        let points: Option<i64> = row.get("points");
        let time: Option<i64> = row.get("time_ms");
        let counted: i64 = row.get("counted");
        let written =
            Written { unit: row.get("unit"), result: points.zip(time), counted: counted != 0, rev: row.get("rev") };
        (row.get("person"), written)
    };
    rows.iter().map(row).collect()
}

/// What the projection tells a board of a row.
pub fn told(contest: ContestId, person: i64, row: Written, paths: &Paths) -> Placed {
    let result = row.result.map(|(points, time)| Outcome::new(StandingPoints(points), Span(time)).expect("in range"));
    let standing = Standing {
        contest,
        person: PersonId(person),
        unit: UnitId(row.unit),
        result,
        counted: row.counted,
        rev: Rev(row.rev),
    };
    Placed { standing, path: paths[&row.unit].iter().copied().map(UnitId).collect() }
}

/// People of a node with rank, points and time: best first, and equals by id.
fn sorted(rows: &Rows, paths: &Paths, node: Option<i64>) -> Vec<(usize, i64, i64, i64)> {
    let mut people = Vec::new();
    for (person, row) in rows {
        let within = node.is_none_or(|node| paths[&row.unit].contains(&node));
        if let (true, Some((points, time))) = (within, row.result) {
            people.push((*person, points, time));
        }
    }
    people.sort_by(|one, other| other.1.cmp(&one.1).then(one.2.cmp(&other.2)).then(one.0.cmp(&other.0)));
    let rank = |points: i64, time: i64| {
        let is_better = |it: &&(i64, i64, i64)| it.1 > points || (it.1 == points && it.2 < time);
        1 + people.iter().filter(is_better).count()
    };
    people.iter().map(|&(person, points, time)| (rank(points, time), person, points, time)).collect()
}

pub async fn assert_same(board: &dyn Board, contest: ContestId, rows: &Rows, paths: &Paths) {
    let mut nodes: Vec<Option<i64>> = paths.values().flatten().copied().map(Some).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes.push(None);
    let tallies = board.unit_tallies(contest).await.expect("there");
    let mut ranks = BTreeMap::<(i64, Option<i64>), (usize, usize)>::new();
    for node in nodes {
        let expected = sorted(rows, paths, node);
        let at = node.map_or(Node::Contest, |unit| Node::Unit(UnitId(unit)));
        let top = board.top(contest, at, Page { offset: 0, limit: usize::MAX }).await.expect("there");
        let shown: Vec<_> =
            top.rows.iter().map(|it| (it.rank, it.person.0, it.outcome.points().0, it.outcome.time().0)).collect();
        assert_eq!((top.of, &shown), (expected.len(), &expected), "{node:?}");
        for (rank, person, _, _) in &expected {
            ranks.insert((*person, node), (*rank, expected.len()));
        }
        let counted: Vec<_> = expected.iter().filter(|it| rows[&it.1].counted).collect();
        let tally = match node {
            None => tallies.whole,
            Some(unit) => tallies.units.get(&UnitId(unit)).copied().unwrap_or_default(),
        };
        assert_eq!(usize::try_from(tally.participants()), Ok(counted.len()), "{node:?}");
        let people = i64::try_from(counted.len()).expect("few");
        let points: i64 = counted.iter().map(|it| it.2).sum();
        #[allow(clippy::cast_precision_loss, reason = "small numbers, exact in a double")]
        let mean = (people > 0).then(|| points as f64 / people as f64 / 10_000.0);
        let close = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => (one - other).abs() < 1e-9,
            (one, other) => one.is_none() && other.is_none(),
        };
        assert!(close(tally.mean().map(ExactPoints::for_showing), mean), "{node:?}: {tally:?} is not {mean:?}");
    }
    for (person, row) in rows {
        let told = board.ranks_of(contest, PersonId(*person)).await.expect("there");
        let told = told.map(|it| {
            let units = it.units.iter().map(|(unit, place)| (Some(unit.0), (place.rank, place.of)));
            let whole = (None, (it.contest.rank, it.contest.of));
            std::iter::once(whole).chain(units).collect::<Vec<_>>()
        });
        let way = paths[&row.unit].iter().copied().map(Some);
        let places = || std::iter::once(None).chain(way).map(|node| (node, ranks[&(*person, node)])).collect();
        assert_eq!(told, row.result.map(|_| places()), "of {person}");
    }
}

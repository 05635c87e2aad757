//! The board against a plain sort of the store's rows, through any history told in any order.

use std::{collections::BTreeMap, sync::Arc};

use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{Board, Listing, MemoryBoard, Node, Page, Placed, Row, Version};
use crate::domain::{
    ContestId, LocalDay, PersonId, Points, Span, Stamp, UnitId,
    ranking::{Outcome, Rev, Scored, Scoring, Standing, Tally, standing::result},
};

const CONTEST: ContestId = ContestId(1);
const PEOPLE: usize = 60;
const EVERYTHING: Page = Page { offset: 0, limit: usize::MAX };

/// A province with two cities of two counties of two units; each path from the root down.
fn paths() -> Vec<Arc<[UnitId]>> {
    let mut paths = Vec::new();
    for city in 1..=2 {
        for county in 1..=2 {
            for unit in 1..=2 {
                let ids = [1, 10 + city, 100 + 10 * city + county, 1_000 + 100 * city + 10 * county + unit];
                paths.push(ids.map(UnitId).into());
            }
        }
    }
    paths
}

/// A person as the store has them: every attempt, and those that are void.
struct Record {
    attempts: Vec<(Scored, bool)>,
    path: Arc<[UnitId]>,
    counted: bool,
    rev: i64,
}

struct Store {
    scoring: Scoring,
    paths: Vec<Arc<[UnitId]>>,
    people: Vec<Record>,
    rng: ChaCha8Rng,
}

impl Store {
    fn new(scoring: Scoring, seed: u64) -> Self {
        let (paths, mut rng) = (paths(), ChaCha8Rng::seed_from_u64(seed));
        let person = |_| {
            let path = Arc::clone(&paths[rng.random_range(0..paths.len())]);
            Record { attempts: Vec::new(), path, counted: rng.random_bool(0.8), rev: 0 }
        };
        let people = (0..PEOPLE).map(person).collect();
        Self { scoring, paths, people, rng }
    }

    /// Few different outcomes, so that many are equal.
    fn any_outcome(&mut self) -> Outcome {
        let (points, time) = (self.rng.random_range(0..8) * 1_250, self.rng.random_range(1..4) * 60_000);
        Outcome::of_attempt(Points(points), Span(time)).expect("within the limits")
    }

    /// Something happens to somebody, and their standing is written.
    fn step(&mut self) -> Placed {
        let (index, outcome) = (self.rng.random_range(0..PEOPLE), self.any_outcome());
        let (what, day, fresh) = (self.rng.random_range(0..10), self.rng.random_range(0..3), self.rng.random_bool(0.2));
        let person = &mut self.people[index];
        let any_attempt = (!person.attempts.is_empty()).then(|| self.rng.random_range(0..person.attempts.len()));
        match (what, any_attempt) {
            (0..=1, Some(attempt)) => person.attempts[attempt].1 ^= true,
            (2..=3, Some(attempt)) => person.attempts[attempt].0.outcome = outcome,
            (4..=5, _) => person.path = Arc::clone(&self.paths[self.rng.random_range(0..self.paths.len())]),
            (6, _) => person.counted ^= true,
            _ => {
                let ordinal = u32::try_from(person.attempts.len() + 1).expect("few attempts");
                person.attempts.push((Scored { ordinal, day: LocalDay(day), outcome, fresh }, false));
            }
        }
        person.rev += 1;
        self.written(index)
    }

    fn written(&self, index: usize) -> Placed {
        let person = &self.people[index];
        let valid: Vec<_> = person.attempts.iter().filter(|(_, void)| !void).map(|(scored, _)| *scored).collect();
        let standing = Standing {
            contest: CONTEST,
            person: PersonId(i64::try_from(index).expect("few people")),
            unit: person.path[3],
            result: result(self.scoring, &valid),
            counted: person.counted,
            rev: Rev(person.rev),
        };
        Placed { standing, path: Arc::clone(&person.path) }
    }
}

/// The rows of a node by a plain sort; a rank is one more than are better, counted one by one.
fn sorted(rows: &BTreeMap<PersonId, Placed>, node: Node) -> Vec<Row> {
    let within = |placed: &&Placed| match node {
        Node::Contest => true,
        Node::Unit(unit) => placed.path.contains(&unit),
    };
    let mut people: Vec<(PersonId, Outcome)> = rows
        .values()
        .filter(within)
        .filter_map(|placed| Some((placed.standing.person, placed.standing.result?)))
        .collect();
    people.sort_by_key(|(person, outcome)| (-outcome.points().0, outcome.time(), *person));
    let better = |one: Outcome, than: Outcome| {
        one.points() > than.points() || (one.points() == than.points() && one.time() < than.time())
    };
    let rank = |outcome| 1 + people.iter().filter(|(_, other)| better(*other, outcome)).count();
    people.iter().map(|(person, outcome)| Row { rank: rank(*outcome), person: *person, outcome: *outcome }).collect()
}

/// What is shown is of this version.
async fn version(board: &MemoryBoard) -> Version {
    board.unit_tallies(CONTEST).await.expect("there").version
}

async fn assert_same(board: &MemoryBoard, rows: &BTreeMap<PersonId, Placed>) {
    let units = paths().into_iter().flat_map(|path| path.to_vec());
    let mut nodes: Vec<Node> = units.map(Node::Unit).collect();
    nodes.push(Node::Contest);
    let tallies = board.unit_tallies(CONTEST).await.expect("there");
    for node in nodes {
        let expected = sorted(rows, node);
        let of = expected.len();
        let top = board.top(CONTEST, node, EVERYTHING).await.expect("there");
        assert_eq!(top.rows, expected, "{node:?}");
        let stretch = board.top(CONTEST, node, Page { offset: 3, limit: 5 }).await.expect("there");
        assert_eq!(stretch.rows, expected.iter().skip(3).take(5).copied().collect::<Vec<_>>(), "{node:?}");
        for (position, row) in expected.iter().enumerate() {
            let around = board.neighbourhood(CONTEST, node, row.person, 2).await.expect("there");
            let nearby = expected[position.saturating_sub(2)..of.min(position + 3)].to_vec();
            assert_eq!(around, Some(Listing { version: top.version, of, rows: nearby }));
        }
        let counted = expected.iter().filter(|row| rows[&row.person].standing.counted).map(|row| row.outcome);
        let tally = match node {
            Node::Contest => tallies.whole,
            Node::Unit(unit) => tallies.units.get(&unit).copied().unwrap_or_default(),
        };
        assert_eq!(tally, counted.collect::<Tally>(), "{node:?}");
    }
    for (person, placed) in rows {
        let ranks = board.ranks_of(CONTEST, *person).await.expect("there");
        assert_eq!(ranks.as_ref().map(|ranks| ranks.outcome), placed.standing.result);
        let Some(ranks) = ranks else { continue };
        let rank_in = |node| sorted(rows, node).iter().find(|row| row.person == *person).map(|row| row.rank);
        assert_eq!(Some(ranks.contest.rank), rank_in(Node::Contest));
        assert_eq!(ranks.units.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(), *placed.path);
        for (unit, place) in ranks.units {
            assert_eq!(Some(place.rank), rank_in(Node::Unit(unit)));
        }
    }
}

#[tokio::test]
async fn the_board_is_a_plain_sort_of_the_rows_at_every_moment_of_thousands_of_changes() {
    for (scoring, seed) in [(Scoring::Best, 1), (Scoring::Last, 2), (Scoring::MeanOfDailyBest, 3)] {
        let (mut store, board) = (Store::new(scoring, seed), MemoryBoard::new(Stamp(0)));
        let mut rows = BTreeMap::new();
        for step in 0..2_000 {
            let placed = store.step();
            rows.insert(placed.standing.person, placed.clone());
            board.apply(vec![placed]).await.expect("there");
            if step % 40 == 0 {
                assert_same(&board, &rows).await;
            }
        }
        assert_same(&board, &rows).await;
    }
}

#[tokio::test]
async fn whatever_comes_late_twice_or_out_of_order_the_board_is_the_same() {
    for (scoring, seed) in [(Scoring::Best, 4), (Scoring::Last, 5), (Scoring::MeanOfDailyBest, 6)] {
        let mut store = Store::new(scoring, seed);
        let mut told: Vec<Placed> = (0..2_000).map(|_| store.step()).collect();
        let last = |told: &[Placed]| {
            let mut rows = BTreeMap::<PersonId, Placed>::new();
            for placed in told {
                let row = rows.entry(placed.standing.person).or_insert_with(|| placed.clone());
                if placed.standing.rev > row.standing.rev {
                    *row = placed.clone();
                }
            }
            rows
        };
        let truth = last(&told);
        told.extend_from_within(..);
        told.shuffle(&mut store.rng);
        let board = MemoryBoard::new(Stamp(0));
        for end in (0..told.len()).step_by(100) {
            board.apply(told[end..end + 100].to_vec()).await.expect("there");
            assert_same(&board, &last(&told[..end + 100])).await;
        }
        assert_same(&board, &truth).await;
    }
}

#[tokio::test]
async fn a_rebuilt_board_is_the_same_and_keeps_what_was_applied_meanwhile() {
    let (mut store, board) = (Store::new(Scoring::Best, 7), MemoryBoard::new(Stamp(0)));
    for _ in 0..500 {
        store.step();
    }
    let read: Vec<Placed> = (0..PEOPLE).map(|index| store.written(index)).collect();
    let meanwhile: Vec<Placed> = (0..100).map(|_| store.step()).collect();
    board.apply(meanwhile).await.expect("there");
    let before = version(&board).await;
    board.rebuild(CONTEST, read).await.expect("there");
    let rows = (0..PEOPLE).map(|index| store.written(index)).map(|placed| (placed.standing.person, placed)).collect();
    assert_same(&board, &rows).await;
    assert!(version(&board).await > before);
}

#[tokio::test]
async fn a_rebuilt_board_follows_a_unit_that_has_moved_in_the_tree() {
    let (mut store, board) = (Store::new(Scoring::Best, 8), MemoryBoard::new(Stamp(0)));
    for _ in 0..500 {
        let placed = store.step();
        board.apply(vec![placed]).await.expect("there");
    }
    for person in &mut store.people {
        let mut path = person.path.to_vec();
        path[1] = UnitId(11);
        person.path = path.into();
    }
    let moved: Vec<Placed> = (0..PEOPLE).map(|index| store.written(index)).collect();
    board.rebuild(CONTEST, moved.clone()).await.expect("there");
    assert_same(&board, &moved.into_iter().map(|placed| (placed.standing.person, placed)).collect()).await;
}

/// The known fault: equals counted with `>=` make the best person second.
#[tokio::test]
async fn the_best_person_is_first_also_among_equals() {
    let board = MemoryBoard::new(Stamp(0));
    let path = &paths()[0];
    let people = [(1, 100), (2, 100), (3, 90), (4, 100), (5, 90), (6, 80)].map(|(person, points)| Placed {
        standing: Standing {
            contest: CONTEST,
            person: PersonId(person),
            unit: path[3],
            result: Outcome::of_attempt(Points(points * 100), Span(60_000)).ok(),
            counted: true,
            rev: Rev(1),
        },
        path: Arc::clone(path),
    });
    board.apply(people.to_vec()).await.expect("there");
    let top = board.top(CONTEST, Node::Contest, EVERYTHING).await.expect("there");
    let ranks: Vec<_> = top.rows.iter().map(|row| (row.person.0, row.rank)).collect();
    assert_eq!(ranks, [(1, 1), (2, 1), (4, 1), (3, 4), (5, 4), (6, 6)]);
    for (person, rank) in [(1, 1), (2, 1), (4, 1), (3, 4), (5, 4), (6, 6)] {
        let ranks = board.ranks_of(CONTEST, PersonId(person)).await.expect("there").expect("a result");
        assert_eq!((ranks.contest.rank, ranks.units[0].1.rank), (rank, rank));
    }
}

#[tokio::test]
async fn versions_grow_with_every_change_and_with_no_other() {
    let (mut store, board) = (Store::new(Scoring::Best, 9), MemoryBoard::new(Stamp(1_000)));
    let began = version(&board).await;
    let placed = store.step();
    board.apply(vec![placed.clone()]).await.expect("there");
    let changed = version(&board).await;
    assert!(changed > began);
    board.apply(vec![placed.clone()]).await.expect("there");
    assert_eq!(version(&board).await, changed, "applied twice");
    let mut elsewhere = placed;
    elsewhere.standing.contest = ContestId(2);
    board.apply(vec![elsewhere]).await.expect("there");
    assert_eq!(version(&board).await, changed, "another contest's");
    let restarted = MemoryBoard::new(Stamp(1_001));
    assert!(version(&restarted).await > changed);
}

#[tokio::test]
async fn a_node_that_nobody_has_answered_in_is_empty() {
    let board = MemoryBoard::new(Stamp(0));
    let node = Node::Unit(UnitId(404));
    assert_eq!(board.top(CONTEST, node, EVERYTHING).await.expect("there").rows, []);
    assert_eq!(board.ranks_of(CONTEST, PersonId(1)).await, Ok(None));
    assert_eq!(board.neighbourhood(CONTEST, node, PersonId(1), 2).await, Ok(None));
}

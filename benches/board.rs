//! Boards of a thousand and of a million people: what a look costs must not grow with the contest.
#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use ankao::{
    board::{Node, Page, Placed, Version, contest::ContestBoard},
    domain::{
        ContestId, PersonId, Span, StandingPoints, UnitId,
        ranking::{Outcome, Rev, Standing},
    },
};
use criterion::{Criterion, criterion_group, criterion_main};

/// A contest with `people` in units of 50, counties of 20 units and cities of 8 counties.
fn board(people: i64) -> ContestBoard {
    let mut board = ContestBoard::new(Version(0));
    let mut path: Arc<[UnitId]> = Arc::from([]);
    for person in 0..people {
        if person % 50 == 0 {
            let unit = person / 50;
            path = [1, 1_000_000 + unit / 160, 2_000_000 + unit / 20, 3_000_000 + unit].map(UnitId).into();
        }
        board.apply(placed(person, 1, &path));
    }
    board
}

/// Points and times of no pattern, some of them equal.
fn placed(person: i64, rev: i64, path: &Arc<[UnitId]>) -> Placed {
    let mixed = (person * 7 + rev).wrapping_mul(0x5851_F42D_4C95_7F2D).cast_unsigned() >> 33;
    let (points, time) = (mixed % 201 * 5_000, mixed % 1_800_007);
    let result = Outcome::new(StandingPoints(points.cast_signed()), Span(time.cast_signed()));
    let standing = Standing {
        contest: ContestId(1),
        person: PersonId(person),
        unit: path[3],
        result: result.ok(),
        counted: true,
        rev: Rev(rev),
    };
    Placed { standing, path: Arc::clone(path) }
}

fn top_100(board: &ContestBoard) {
    black_box(board.top(black_box(Node::Contest), Page { offset: 0, limit: 100 }));
}

/// The shortest time a call took, over rounds that take turns, so that both see the same machine.
fn shortest(mut first: impl FnMut(), mut second: impl FnMut()) -> (Duration, Duration) {
    const CALLS: u32 = 1_000;
    let time = |call: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..CALLS).for_each(|_| call());
        start.elapsed() / CALLS
    };
    (0..200)
        .map(|_| (time(&mut first), time(&mut second)))
        .fold((Duration::MAX, Duration::MAX), |best, round| (best.0.min(round.0), best.1.min(round.1)))
}

fn boards(criterion: &mut Criterion) {
    // Without --bench cargo only wants to see that it runs.
    let many = if std::env::args().any(|it| it == "--bench") { 1_000_000 } else { 10_000 };
    let (thousand, mut million) = (board(1_000), board(many));
    let (small, large) = shortest(|| top_100(&thousand), || top_100(&million));
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    println!("top 100: {small:?} of 1,000, {large:?} of {many}: {ratio:.2} × (limit 1.30 ×)");

    criterion.bench_function("top 100 of 1,000", |bencher| bencher.iter(|| top_100(&thousand)));
    criterion.bench_function("top 100 of 1,000,000", |bencher| bencher.iter(|| top_100(&million)));
    let mut person = 0;
    criterion.bench_function("ranks of a person in 1,000,000", |bencher| {
        bencher.iter(|| {
            person = (person + 618_033) % many;
            million.ranks_of(PersonId(person))
        });
    });
    let (mut change, path) = (0, Arc::from([1, 1_000_001, 2_000_001, 3_000_001].map(UnitId)));
    criterion.bench_function("a changed standing in 1,000,000", |bencher| {
        bencher.iter(|| {
            change += 1;
            million.apply(placed(change * 618_033 % many, 1 + change, &path))
        });
    });
    criterion.bench_function("tallies of 20,000 units", |bencher| bencher.iter(|| million.unit_tallies()));
}

criterion_group!(benches, boards);
criterion_main!(benches);

//! How long a paper takes: to draw, to write as JSON, to grade. The limits stand in the names.

#[path = "../tests/support/bank.rs"]
mod bank;

use std::hint::black_box;

use ankao::domain::paper::{Blueprint, Mark, PaperSource, Seed, Sheet, Withdrawn, draw, grade, sheet::Device};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn papers(criterion: &mut Criterion) {
    let source = PaperSource::freeze(&bank::bank(2_000), &Blueprint::standard(), bank::DAYS).expect("a full bank");
    let text = source.text();
    let mut number = 0_u128;
    let mut seed = || {
        number += 1;
        Seed(number.to_le_bytes())
    };

    let mut group = criterion.benchmark_group("paper");
    group.bench_function("draw 70 of 2,000 (limit 2 µs)", |bencher| bencher.iter(|| draw(&source, seed())));

    let paper = draw(&source, seed());
    let bytes = text.write(&source, &paper).len();
    group.throughput(Throughput::Bytes(u64::try_from(bytes).expect("some kilobytes")));
    group.bench_function("draw and write (limit 15 µs)", |bencher| {
        bencher.iter(|| text.write(&source, &draw(&source, seed())));
    });

    let mut sheet = Sheet::blank(paper.questions.len());
    for (index, drawn) in paper.questions.iter().enumerate() {
        // Every question answered with the key of its neighbour in the source: some are right.
        let neighbour = (usize::from(drawn.question) + 7) % source.questions().len();
        let answer = drawn.letters_of(source.questions()[neighbour].key);
        sheet.merge(index, Mark::new(1, Device::new(0).expect("under 16"), answer).expect("in range"));
    }
    let withdrawn = Withdrawn::default();
    group.throughput(Throughput::Elements(70));
    group.bench_function("grade 70 answers (limit 2 µs)", |bencher| {
        bencher.iter(|| grade(black_box(&source), black_box(&paper), black_box(&sheet), &withdrawn));
    });
    group.finish();
}

criterion_group!(benches, papers);
criterion_main!(benches);

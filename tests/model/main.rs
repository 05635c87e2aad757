//! The boards against a plain sort of the store's rows, and the rows against the rules told once more:
//! thousands of random deeds through the use cases and the store, in a fixed order of chance.
//!
//! [`rules`] knows what people and organizers did and what that is worth, with code of its own; [`world`]
//! does it; [`sorted`] compares boards with rows.

#[path = "../support/bank.rs"]
mod bank;
#[path = "../support/contest.rs"]
mod contest;
mod ground;
#[path = "../support/location.rs"]
mod location;
mod rules;
mod sorted;
mod world;

use ankao::domain::ranking::Scoring;

use world::World;

/// Deeds for each way of scoring; some are done at once.
const STEPS: usize = 2_000;

async fn play(scoring: Scoring, seed: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut world = World::in_folder(folder.path(), scoring, seed).await;
    for step in 0..STEPS {
        world.step(step).await;
    }
    world.assert_much_has_happened();
}

#[tokio::test]
async fn rows_and_boards_are_what_the_rules_say_after_every_deed_where_the_best_counts() {
    play(Scoring::Best, 11).await;
}

#[tokio::test]
async fn rows_and_boards_are_what_the_rules_say_after_every_deed_where_the_last_counts() {
    play(Scoring::Last, 22).await;
}

#[tokio::test]
async fn rows_and_boards_are_what_the_rules_say_after_every_deed_where_the_mean_of_days_counts() {
    play(Scoring::MeanOfDailyBest, 13).await;
}

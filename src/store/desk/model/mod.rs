//! The desk against a model that knows the rules and nothing of desks: random orders of several people,
//! batch by batch, on a real store.
//!
//! [`rules`] is the model, [`world`] the store that must hold the same.

#[path = "../../../../tests/support/location.rs"]
mod location;
mod rules;
mod world;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use rules::{PEOPLE, Tap};
use world::World;

#[derive(Clone, Debug)]
enum Wish {
    Start { person: usize, start_id: u8 },
    Save { attempt: usize, taps: Vec<Tap>, waited: i64 },
    Submit { attempt: usize, taps: Vec<Tap>, waited: i64 },
    Sweep { attempt: usize },
}

/// What happens before some wishes are taken together.
#[derive(Clone, Debug)]
struct Batch {
    pause: i64,
    grant: Option<usize>,
    void: Option<usize>,
    wishes: Vec<Wish>,
}

fn wishes() -> impl Strategy<Value = Wish> {
    let tap = (0_usize..2, (1_u16..4, 0_u8..2, 0_u8..3));
    let taps = prop::collection::vec(tap, 0..3);
    let marks = || (any::<prop::sample::Index>(), taps.clone(), prop::sample::select(vec![0, 4_000, 29_000]));
    prop_oneof![
        4 => (0..PEOPLE, 0_u8..6).prop_map(|(person, start_id)| Wish::Start { person, start_id }),
        4 => marks().prop_map(|(at, taps, waited)| Wish::Save { attempt: at.index(64), taps, waited }),
        3 => marks().prop_map(|(at, taps, waited)| Wish::Submit { attempt: at.index(64), taps, waited }),
        2 => (0_usize..64).prop_map(|attempt| Wish::Sweep { attempt }),
    ]
}

fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let pause = prop::sample::select(vec![0, 1, 5_000, 20_000, 61_000, 66_000, 96_000, 12 * 3_600_000]);
    let grant = prop::option::weighted(0.2, 0..PEOPLE);
    let void = prop::option::weighted(0.2, 0_usize..64);
    let batch = (pause, grant, void, prop::collection::vec(wishes(), 1..8))
        .prop_map(|(pause, grant, void, wishes)| Batch { pause, grant, void, wishes });
    prop::collection::vec(batch, 1..14)
}

#[test]
fn whatever_people_do_in_whatever_batches_the_store_holds_what_the_rules_say() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let world = std::cell::RefCell::new(runtime.block_on(World::in_folder(folder.path())));
    let mut runner = TestRunner::new(Config { cases: 192, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&batches(), |batches| {
        runtime.block_on(world.borrow_mut().run(&batches));
        Ok(())
    });
    outcome.expect("the store holds what the rules say");
}

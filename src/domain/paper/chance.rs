//! Chance, reproducible for ever: ChaCha8 keyed by the seed, and our own bounded integer and shuffle
//! over its `next_u32`, since a library's may change with a minor version.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// What a paper is drawn from: 16 bytes from the system. Never on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; 16]);

/// A seed in a log would be the answer key of a paper.
impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// A stream of choices from one seed.
#[derive(Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The seed fills the first half of the generator's key, zeros the second.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        let mut key = [0; 32];
        key[..16].copy_from_slice(&seed.0);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number below `bound`, each equally likely (Lemire's multiplication with rejection, ACM
    /// TOMACS 29(1), 2019). `bound` must not be 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        loop {
            let product = u64::from(self.0.next_u32()) * u64::from(bound);
            let (high, low) = (product >> 32, product & u64::from(u32::MAX));
            // The division is needed only where the remainder of the range could be hit.
            if low >= u64::from(bound) || low >= u64::from(bound.wrapping_neg() % bound) {
                return u32::try_from(high).expect("the upper half of 64 bits");
            }
        }
    }

    /// Takes one of the items at random, and the others of which the next can be taken; none of none.
    pub fn take<'a, T: Copy>(&mut self, items: &'a mut [T]) -> Option<(T, &'a mut [T])> {
        let count = u32::try_from(items.len()).expect("no list is longer than u32::MAX");
        if count == 0 {
            return None;
        }
        items.swap(0, self.below(count) as usize);
        items.split_first_mut().map(|(item, others)| (*item, others))
    }

    /// Puts a random choice of `count` items, in random order, at the front.
    pub fn choose<T: Copy>(&mut self, items: &mut [T], count: usize) {
        let mut rest = items;
        for _ in 0..count {
            let Some((_, others)) = self.take(rest) else { return };
            rest = others;
        }
    }

    pub fn shuffle<T: Copy>(&mut self, items: &mut [T]) {
        self.choose(items, items.len().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut chance = Chance::new(Seed(*b"ankao golden 001"));
        let numbers: Vec<u32> = [10, 6, 70, 2_000, 1 << 31, u32::MAX, 1].map(|bound| chance.below(bound)).into();
        let mut letters: Vec<char> = "ABCDEF".chars().collect();
        chance.shuffle(&mut letters);
        insta::assert_debug_snapshot!((numbers, letters.iter().collect::<String>()));
    }

    #[test]
    fn every_order_of_a_shuffle_is_equally_likely() {
        let mut counts = std::collections::BTreeMap::<[u8; 4], u32>::new();
        let rounds = 48_000;
        let mut chance = Chance::new(Seed([7; 16]));
        for _ in 0..rounds {
            let mut items = [0, 1, 2, 3];
            chance.shuffle(&mut items);
            *counts.entry(items).or_default() += 1;
        }
        assert_eq!(counts.len(), 24);
        let expected = f64::from(rounds) / 24.0;
        let chi_square: f64 = counts.values().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
        // 23 degrees of freedom: 49.7 is exceeded once in a thousand seeds.
        assert!(chi_square < 49.7, "chi-square {chi_square}");
    }
}

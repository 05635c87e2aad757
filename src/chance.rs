//! Randomness as a parameter: seeds of papers, one-time codes, keys.

use std::sync::Arc;

use parking_lot::Mutex;
use rand::{TryRng, rngs::SysRng};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// Where random bytes come from.
#[derive(Clone, Debug)]
pub enum Randomness {
    System,
    /// Reproducible, for tests.
    Seeded(Arc<Mutex<ChaCha8Rng>>),
}

impl Randomness {
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed))))
    }

    /// So many random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            // A system without randomness can serve nobody safely.
            Self::System => SysRng.try_fill_bytes(&mut bytes).expect("the system gives random bytes"),
            Self::Seeded(generator) => generator.lock().fill_bytes(&mut bytes),
        }
        bytes
    }
}

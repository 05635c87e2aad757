//! Seals: what is stored of a secret, so that the store alone tells nobody what it was.

use std::fmt;

use subtle::ConstantTimeEq;

/// A keyed digest. Compared in constant time.
#[derive(Clone, Copy)]
pub struct Seal([u8; 32]);

impl Seal {
    #[must_use]
    pub fn of(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether `stored` is the bytes of this seal.
    #[must_use]
    pub fn is(&self, stored: &[u8]) -> bool {
        self.0.ct_eq(stored).into()
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

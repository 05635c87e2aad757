//! The code by which the first organizer of an empty installation comes in: shown where the server was
//! started, kept in memory only.

use parking_lot::Mutex;

use crate::{chance::Randomness, domain::short_code::ShortCode};

/// Wrong codes before it is void.
const TRIES: u8 = 5;

/// The code of this run of the server, while it is good.
#[derive(Debug, Default)]
pub struct SetUpCode(Mutex<Option<Issued>>);

#[derive(Debug)]
struct Issued {
    code: ShortCode,
    failures: u8,
}

impl SetUpCode {
    /// Makes a code, in place of any before.
    pub fn issue(&self, randomness: &Randomness) -> ShortCode {
        let code = ShortCode::of(randomness.bytes());
        *self.0.lock() = Some(Issued { code, failures: 0 });
        code
    }

    /// Whether `typed` is the code. After five that are not, nothing is, until the server starts again.
    #[must_use]
    pub fn is(&self, typed: ShortCode) -> bool {
        let mut issued = self.0.lock();
        let Some(Issued { code, failures }) = issued.as_mut() else { return false };
        if *code == typed {
            return true;
        }
        *failures += 1;
        if *failures == TRIES {
            *issued = None;
        }
        false
    }

    /// Voids the code, once it has served.
    pub fn end(&self) {
        *self.0.lock() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_wrong_code_voids_the_right_one() {
        let (door, wrong) = (SetUpCode::default(), ShortCode::of([0; 8]));
        assert!(!door.is(wrong), "none was issued");
        let code = door.issue(&Randomness::seeded(1));
        for _ in 1..TRIES {
            assert!(!door.is(wrong));
        }
        assert!(door.is(code));
        assert!(!door.is(wrong) && !door.is(code));
    }

    #[test]
    fn a_code_that_has_served_is_void() {
        let door = SetUpCode::default();
        let code = door.issue(&Randomness::seeded(1));
        door.end();
        assert!(!door.is(code));
    }
}

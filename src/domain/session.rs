//! A session: a sign-in on one device, and the generations of its refresh token.

use super::{PersonId, Span, Stamp};

/// How long a lost reply to a refresh can be asked for again.
pub const ASK_AGAIN: Span = Span::minutes(10);

/// A session that nobody refreshed for so long is over: longer than any contest runs.
pub const IDLE: Span = Span::minutes(60 * 24 * 60);

/// A session that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: i64,
    pub person: PersonId,
    /// Of the refresh token given out last.
    pub generation: i64,
    /// When it was given out.
    pub rotated: Stamp,
}

/// What presenting a refresh token leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented {
    /// It is the one given out last: the next generation takes its place.
    Current,
    /// It is the one before, and its successor was never used: the reply was lost on the way, so the
    /// same successor is given again.
    LostReply,
    /// Somebody holds a token that was used long ago, or slept too long: the session ends.
    Stale,
}

impl Session {
    #[must_use]
    pub fn present(&self, generation: i64, now: Stamp) -> Presented {
        let age = now - self.rotated;
        if generation == self.generation && age < IDLE {
            Presented::Current
        } else if generation + 1 == self.generation && age <= ASK_AGAIN {
            Presented::LostReply
        } else {
            Presented::Stale
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Stamp = Stamp(1_780_000_000_000);

    fn session() -> Session {
        Session { id: 1, person: PersonId(1), generation: 5, rotated: NOW }
    }

    #[test]
    fn the_last_token_is_good_until_the_session_sleeps_too_long() {
        assert_eq!(session().present(5, NOW + ASK_AGAIN + ASK_AGAIN), Presented::Current);
        assert_eq!(session().present(5, NOW + IDLE), Presented::Stale);
    }

    #[test]
    fn a_lost_reply_is_given_again_for_ten_minutes() {
        assert_eq!(session().present(4, NOW + ASK_AGAIN), Presented::LostReply);
        assert_eq!(session().present(4, NOW + ASK_AGAIN + Span(1)), Presented::Stale);
    }

    #[test]
    fn a_token_older_than_the_one_before_ends_the_session() {
        assert_eq!(session().present(3, NOW), Presented::Stale);
        assert_eq!(session().present(6, NOW), Presented::Stale);
    }
}

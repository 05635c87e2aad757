//! Whether a person may start an attempt now, and which.

use super::{
    LocalDay, Stamp,
    attempt::Attempt,
    contest::{Contest, Phase},
};

/// What the limits are counted from.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// All the person's attempts in the contest, voided ones included; none of them open.
    pub attempts: &'a [&'a Attempt],
    /// Fresh attempts granted and not yet used.
    pub fresh: u16,
}

/// The attempt that may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    pub ordinal: u32,
    pub day: LocalDay,
    pub deadline: Stamp,
    /// Uses a grant, beyond the limits.
    pub fresh: bool,
}

/// Why nobody, or not this person, may start now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartRefusal {
    /// Not published, or not there at all.
    NoSuchContest,
    Upcoming {
        opens: Stamp,
    },
    Ended,
    NotEnrolled,
    /// Today's attempts are used; how many a day there are.
    DailyLimit(u16),
    TotalLimit(u16),
    /// The last paper's time is over, and answers to it may still be on their way.
    Settling,
}

/// Counts the limits at `stamp`. Voided and fresh attempts do not count towards them; a grant is used
/// before the limits are touched.
pub fn admit(contest: &Contest, record: Record<'_>, stamp: Stamp) -> Result<Admission, StartRefusal> {
    match contest.phase(stamp) {
        Phase::Draft => return Err(StartRefusal::NoSuchContest),
        Phase::Upcoming => return Err(StartRefusal::Upcoming { opens: contest.window.opens }),
        Phase::Closing | Phase::Closed => return Err(StartRefusal::Ended),
        Phase::Open => {}
    }
    let day = stamp.local_day(&contest.rules.zone());
    let counting: Vec<_> =
        record.attempts.iter().filter(|attempt| !attempt.head.fresh && !attempt.is_voided()).collect();
    let today = counting.iter().filter(|attempt| attempt.head.day == day).count();
    let fresh = record.fresh > 0;
    if !fresh {
        if counting.len() >= usize::from(contest.rules.attempts_total) {
            return Err(StartRefusal::TotalLimit(contest.rules.attempts_total));
        }
        if today >= usize::from(contest.rules.attempts_per_day) {
            return Err(StartRefusal::DailyLimit(contest.rules.attempts_per_day));
        }
    }
    let last = record.attempts.iter().map(|attempt| attempt.head.ordinal).max();
    Ok(Admission { ordinal: last.unwrap_or(0) + 1, day, deadline: contest.deadline(stamp), fresh })
}

//! The mistakes book (错题本): what somebody missed in papers handed in, with the key, once it
//! may be seen. It is computed from the attempts; only what was mastered is kept.

use std::collections::{BTreeSet, HashSet};

use super::{
    AttemptId, Stamp,
    attempt::{Attempt, State},
    bank::question::{OptionSet, Question},
    keys::Keys,
    paper::{
        Counting, PaperSource,
        draw::Drawn,
        grade::{Verdict, judge},
    },
};

/// The place of a question in somebody's paper: how it is named on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub attempt: AttemptId,
    /// From 0.
    pub position: usize,
}

/// A question that somebody missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake<'a> {
    pub place: Place,
    /// When the paper was handed in.
    pub at: Stamp,
    pub drawn: Drawn,
    pub question: &'a Question,
    /// In the letters of the paper.
    pub answer: OptionSet,
    pub verdict: Verdict,
}

/// What was missed in one paper: all that was not answered wholly right. Nothing while it is open, or
/// where it was voided.
#[must_use]
pub fn missed<'a>(attempt: &Attempt, source: &'a PaperSource) -> Vec<Mistake<'a>> {
    let State::Submitted(submission) = &attempt.state else { return Vec::new() };
    if submission.voided {
        return Vec::new();
    }
    let asked = attempt.paper(source).questions.into_iter().zip(attempt.sheet.answers()).enumerate();
    let mistakes = asked.map(|(position, (drawn, answer))| {
        let question = &source.questions()[usize::from(drawn.question)];
        let place = Place { attempt: attempt.head.id, position };
        let verdict = judge(drawn.kind, drawn.letters_of(question.key), answer);
        Mistake { place, at: submission.at, drawn, question, answer, verdict }
    });
    mistakes.filter(|mistake| mistake.verdict != Verdict::Right).collect()
}

/// The book at `now`, from all attempts of one person, the latest first: each question once, as it was
/// missed last, unless that was mastered or is withdrawn.
pub fn book<'a>(
    keys: &Keys<'_>,
    attempts: impl Iterator<Item = (&'a Attempt, &'a PaperSource)>,
    mastered: &BTreeSet<Place>,
    now: Stamp,
) -> Vec<Mistake<'a>> {
    let mut seen = HashSet::new();
    attempts
        .flat_map(|(attempt, source)| missed(attempt, source))
        .filter(|mistake| seen.insert(mistake.question.id.as_str()))
        .filter(|mistake| !mastered.contains(&mistake.place) && keys.may_show_key(mistake.question, now))
        .filter(|mistake| keys.counting(mistake.question) == Counting::ByKey)
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        ContestId, LocalDay, PersonId, Span,
        attempt::Head,
        bank::{question::Kind, samples::lamp_bank},
        contest::{
            Review,
            samples::{OPENS, contest},
        },
        paper::{Blueprint, Mark, Seed, Sheet, Withdrawn, sheet::Device, source::Days},
    };

    /// The single and the judgment of the lamp bank: every paper asks both.
    fn source() -> PaperSource {
        let blueprint = Blueprint::plain(Span::minutes(2), &[(Kind::Single, 1, 100), (Kind::Judgment, 1, 100)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        PaperSource::freeze(&lamp_bank(), &blueprint, days).expect("the bank suffices")
    }

    /// The attempt of that number, handed in with the questions at `right` answered right, the others
    /// wrong.
    fn handed_in(source: &PaperSource, number: i64, right: &[usize]) -> Attempt {
        let head = Head {
            id: AttemptId { contest: ContestId(1), number },
            person: PersonId(1),
            ordinal: 1,
            source: source.hash(),
            seed: Seed([u8::try_from(number).expect("a small number"); 16]),
            started: OPENS,
            day: LocalDay(0),
            fresh: false,
        };
        let mut attempt =
            Attempt { head, deadline: OPENS + Span::minutes(2), sheet: Sheet::blank(2), state: State::Open };
        let marks = attempt.paper(source).questions.into_iter().enumerate().map(|(position, drawn)| {
            let key = drawn.letters_of(source.questions()[usize::from(drawn.question)].key);
            let other = OptionSet::from_bits(if key.bits() == 1 { 2 } else { 1 }).expect("a letter");
            let answer = if right.contains(&position) { key } else { other };
            let device = Device::new(0).expect("under 16");
            (position, Mark::new(1, device, answer).expect("in range"))
        });
        let marks: Vec<_> = marks.collect();
        attempt.submit(&marks, OPENS + Span(number), source, &Withdrawn::default()).expect("in time");
        attempt
    }

    /// The places in the book of attempts that stand in the order in which they were started.
    fn places(source: &PaperSource, attempts: &[Attempt], mastered: &[(i64, usize)]) -> Vec<(i64, usize)> {
        let mastered = mastered
            .iter()
            .map(|&(number, position)| Place { attempt: AttemptId { contest: ContestId(1), number }, position });
        let latest_first = attempts.iter().rev().map(|attempt| (attempt, source));
        let contest = contest(Review::AtOnce);
        let book = book(&Keys::of(&contest, []), latest_first, &mastered.collect(), OPENS);
        book.iter().map(|mistake| (mistake.place.attempt.number, mistake.place.position)).collect()
    }

    #[test]
    fn what_was_missed_stands_in_the_book_once_the_latest_first() {
        let source = source();
        let attempts = [handed_in(&source, 1, &[]), handed_in(&source, 2, &[1]), handed_in(&source, 3, &[0, 1])];
        assert_eq!(places(&source, &attempts[..1], &[]), [(1, 0), (1, 1)]);
        assert_eq!(places(&source, &attempts[..2], &[]), [(2, 0), (1, 1)], "the single was missed again");
        assert_eq!(places(&source, &attempts, &[]), [(2, 0), (1, 1)], "a right answer masters nothing");
    }

    #[test]
    fn what_was_mastered_leaves_the_book_until_it_is_missed_again() {
        let source = source();
        let attempts = [handed_in(&source, 1, &[]), handed_in(&source, 2, &[1])];
        assert_eq!(places(&source, &attempts[..1], &[(1, 0)]), [(1, 1)]);
        assert_eq!(places(&source, &attempts, &[(1, 0)]), [(2, 0), (1, 1)]);
        assert_eq!(places(&source, &attempts, &[(2, 0)]), [(1, 1)], "the older miss does not come up again");
    }

    #[test]
    fn an_open_or_voided_attempt_has_no_mistakes_and_an_unanswered_question_is_one() {
        let source = source();
        let mut attempt = handed_in(&source, 1, &[]);
        let State::Submitted(submission) = &mut attempt.state else { panic!("it was handed in") };
        submission.voided = true;
        assert_eq!(missed(&attempt, &source), []);
        attempt.state = State::Open;
        attempt.sheet = Sheet::blank(2);
        assert_eq!(missed(&attempt, &source), []);
        attempt.submit(&[], OPENS, &source, &Withdrawn::default()).expect("in time");
        let verdicts: Vec<_> = missed(&attempt, &source).iter().map(|mistake| mistake.verdict).collect();
        assert_eq!(verdicts, [Verdict::Unanswered; 2]);
    }

    #[test]
    fn the_book_is_empty_until_keys_may_be_shown() {
        let (source, contest) = (source(), contest(Review::AfterClose));
        let attempt = handed_in(&source, 1, &[]);
        let at = |now| book(&Keys::of(&contest, []), [(&attempt, &source)].into_iter(), &BTreeSet::new(), now).len();
        assert_eq!(at(contest.closed_from() + Span(-1)), 0);
        assert_eq!(at(contest.closed_from()), 2);
    }
}

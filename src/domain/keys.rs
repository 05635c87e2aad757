//! Whether the key of a question may be shown to somebody: the one place that decides, for the review of
//! papers handed in, for practice and for mistakes.

use std::collections::HashSet;

use super::{
    Stamp,
    attempt::Attempt,
    bank::question::Question,
    contest::Contest,
    paper::{Counting, PaperSource},
};

/// What one person may see of the keys of a contest.
#[derive(Debug)]
pub struct Keys<'a> {
    contest: &'a Contest,
    /// The ids of what the papers ask that the person has open.
    asked: HashSet<String>,
}

impl<'a> Keys<'a> {
    /// `open` are the person's open papers, in whichever contest: several may draw from one bank.
    pub fn of<'b>(contest: &'a Contest, open: impl IntoIterator<Item = (&'b Attempt, &'b PaperSource)>) -> Self {
        let asked = |(attempt, source): (&Attempt, &'b PaperSource)| {
            let questions = attempt.paper(source).questions.into_iter();
            questions.map(|drawn| source.questions()[usize::from(drawn.question)].id.clone()).collect::<Vec<_>>()
        };
        Self { contest, asked: open.into_iter().flat_map(asked).collect() }
    }

    /// Whether the key of a question may be shown at `now`: as the contest's rule says, and never of what
    /// an open paper asks.
    #[must_use]
    pub fn may_show_key(&self, question: &Question, now: Stamp) -> bool {
        self.contest.shows_key(question, now) && !self.is_asked(question)
    }

    /// How a question counts. Of one that was withdrawn nothing is to be learned.
    #[must_use]
    pub fn counting(&self, question: &Question) -> Counting {
        self.contest.withdrawn.counting(&question.id)
    }

    /// Whether an open paper asks it.
    #[must_use]
    pub fn is_asked(&self, question: &Question) -> bool {
        self.asked.contains(&question.id)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        AttemptId, ContestId, LocalDay, PersonId, Span,
        attempt::{Head, State},
        bank::{Bank, question::Kind, question::Usage, samples},
        contest::{
            Review,
            samples::{OPENS, contest},
        },
        paper::{Blueprint, Seed, Sheet, source::Days},
    };

    #[test]
    fn no_key_is_shown_of_what_an_open_paper_asks_whatever_the_rule() {
        let question = |number: usize| Question { id: format!("lamp-{number}"), ..samples::lamp_question() };
        let bank = Bank { questions: (0..10).map(question).collect(), ..samples::lamp_bank() };
        let blueprint = Blueprint::plain(Span::minutes(2), &[(Kind::Single, 4, 100)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        let source = PaperSource::freeze(&bank, &blueprint, days).expect("the bank suffices");
        // Of another contest, which draws from the same bank.
        let head = Head {
            id: AttemptId { contest: ContestId(2), number: 1 },
            person: PersonId(1),
            ordinal: 1,
            source: source.hash(),
            seed: Seed([1; 16]),
            started: OPENS,
            day: LocalDay(0),
            fresh: false,
        };
        let attempt = Attempt { head, deadline: OPENS, sheet: Sheet::blank(4), state: State::Open };
        let asked: HashSet<u16> = attempt.paper(&source).questions.iter().map(|drawn| drawn.question).collect();
        let contest = contest(Review::AtOnce);
        let (while_open, after) = (Keys::of(&contest, [(&attempt, &source)]), Keys::of(&contest, []));
        for (number, question) in (0..).zip(source.questions()) {
            assert_eq!(while_open.may_show_key(question, OPENS), !asked.contains(&number));
            // By now it may be for practice only.
            let moved = Question { usage: Usage::Practice, ..question.clone() };
            assert_eq!(while_open.may_show_key(&moved, OPENS), !asked.contains(&number));
            assert!(after.may_show_key(question, OPENS));
        }
        assert_eq!(asked.len(), 4);
    }
}

//! Practice (练习): an untimed set of questions that come with their key. Nobody keeps it.

use super::{
    Stamp,
    bank::question::{Question, Usage},
    keys::Keys,
    paper::{Counting, Lettering, PaperSource, Seed, chance::Chance},
};

/// Questions of a set, where there are as many.
pub const SET: usize = 20;

/// A question as one set shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posed<'a> {
    pub question: &'a Question,
    pub lettering: Lettering,
}

/// A set out of all that is for practice and whose key may be seen, each equally likely.
#[must_use]
pub fn practise<'a>(keys: &Keys<'_>, source: &'a PaperSource, now: Stamp, seed: Seed) -> Vec<Posed<'a>> {
    let may_be_posed = |it: &&Question| {
        it.usage != Usage::Contest && keys.may_show_key(it, now) && keys.counting(it) == Counting::ByKey
    };
    let mut pool: Vec<&Question> =
        source.questions().iter().chain(source.practice_only()).filter(may_be_posed).collect();
    let mut chance = Chance::new(seed);
    chance.choose(&mut pool, SET);
    pool.truncate(SET);
    let pose = |question: &'a Question| {
        let mut lettering = Lettering::of(question);
        lettering.shuffle(question.kind, &mut chance);
        Posed { question, lettering }
    };
    pool.into_iter().map(pose).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        Span,
        bank::{
            Bank,
            question::{Kind, OptionSet},
            samples::{lamp_bank, lamp_question},
        },
        contest::{
            Review,
            samples::{OPENS, contest},
        },
        paper::{Blueprint, source::Days},
    };

    /// So many singles of each usage.
    fn source(each: usize) -> PaperSource {
        let usages = [("contest", Usage::Contest), ("practice", Usage::Practice), ("both", Usage::Both)];
        let questions = usages.into_iter().flat_map(|(name, usage)| {
            (0..each).map(move |number| Question { id: format!("{name}-{number}"), usage, ..lamp_question() })
        });
        let bank = Bank { questions: questions.collect(), ..lamp_bank() };
        let blueprint = Blueprint::plain(Span::minutes(1), &[(Kind::Single, 1, 100)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        PaperSource::freeze(&bank, &blueprint, days).expect("the bank suffices")
    }

    fn usages(set: &[Posed<'_>]) -> Vec<Usage> {
        let all = [Usage::Contest, Usage::Practice, Usage::Both].into_iter();
        all.filter(|usage| set.iter().any(|posed| posed.question.usage == *usage)).collect()
    }

    #[test]
    fn a_question_that_papers_may_ask_is_practised_only_once_its_key_may_be_shown() {
        let (contest, source) = (contest(Review::AfterClose), source(3));
        let closed = contest.closed_from();
        let before = practise(&Keys::of(&contest, []), &source, OPENS, Seed([1; 16]));
        assert_eq!((before.len(), usages(&before)), (3, vec![Usage::Practice]));
        assert_eq!(
            usages(&practise(&Keys::of(&contest, []), &source, closed + Span(-1), Seed([1; 16]))),
            [Usage::Practice]
        );
        let after = practise(&Keys::of(&contest, []), &source, closed, Seed([1; 16]));
        assert_eq!((after.len(), usages(&after)), (6, vec![Usage::Practice, Usage::Both]));
    }

    #[test]
    fn a_set_asks_no_question_twice_and_is_another_by_another_seed() {
        let (contest, source) = (contest(Review::AtOnce), source(50));
        let ids = |seed| -> Vec<String> {
            practise(&Keys::of(&contest, []), &source, OPENS, Seed([seed; 16]))
                .iter()
                .map(|it| it.question.id.clone())
                .collect()
        };
        assert_eq!(ids(1).iter().collect::<HashSet<_>>().len(), SET);
        assert_eq!(ids(1), ids(1));
        assert_ne!(ids(1), ids(2));
    }

    #[test]
    fn the_key_goes_with_its_option_wherever_that_is_shown() {
        let (contest, source) = (contest(Review::AtOnce), source(50));
        let mut letters = HashSet::new();
        for posed in practise(&Keys::of(&contest, []), &source, OPENS, Seed([3; 16])) {
            let key: OptionSet = posed.lettering.letters_of(posed.question.key);
            let options: Vec<&str> = posed.lettering.options_of(posed.question).collect();
            let right: Vec<&str> = key.positions().map(|it| options[usize::from(it)]).collect();
            assert_eq!(right, ["夜间"]);
            letters.insert(key.letters());
        }
        assert_eq!(letters.len(), 4, "{letters:?}");
    }
}

//! Withdrawn questions (撤题): papers ask them already, and they have been found wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Paper, PaperSource, draw::Drawn};
use crate::domain::Stamp;

/// How a question of a contest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// As every question does that nobody has withdrawn.
    #[default]
    ByKey,
    /// 全员得分: whoever was asked it has its points, whatever the answer.
    FullPoints,
    /// 不计分: it is left out, and the rest of its section is worth the whole section.
    LeftOut,
}

/// What was decided of a question, last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    pub counting: Counting,
    /// Empty of what is only supposed.
    pub reason: String,
    pub at: Stamp,
    /// Whether all that had been handed in before is graded by it.
    pub settled: bool,
}

/// What was decided of the questions of a contest, by their ids in the bank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Withdrawn(BTreeMap<String, Withdrawal>);

impl Withdrawn {
    /// Decides anew of a question.
    pub fn decide(&mut self, question: &str, withdrawal: Withdrawal) {
        self.0.insert(question.to_owned(), withdrawal);
    }

    #[must_use]
    pub fn get(&self, question: &str) -> Option<&Withdrawal> {
        self.0.get(question)
    }

    #[must_use]
    pub fn counting(&self, question: &str) -> Counting {
        self.get(question).map_or(Counting::ByKey, |it| it.counting)
    }

    /// How a question of a paper that was drawn from `source` counts.
    #[must_use]
    pub(super) fn counting_of(&self, source: &PaperSource, drawn: &Drawn) -> Counting {
        // Of most contests none was, and this is asked for every answer.
        if self.0.is_empty() {
            return Counting::ByKey;
        }
        self.counting(&source.questions()[usize::from(drawn.question)].id)
    }

    /// Whether a paper that was drawn from `source` asks something of which what was decided is not done yet.
    #[must_use]
    pub(in crate::domain) fn concerns(&self, source: &PaperSource, paper: &Paper) -> bool {
        let unsettled = |it: &Drawn| {
            let question = &source.questions()[usize::from(it.question)].id;
            self.get(question).is_some_and(|withdrawal| !withdrawal.settled)
        };
        paper.questions.iter().any(unsettled)
    }

    /// Whether all that was decided is done.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.0.values().all(|it| it.settled)
    }

    /// The questions of which what was decided is not done yet.
    pub fn unsettled(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, withdrawal)| !withdrawal.settled).map(|(question, _)| question.as_str())
    }

    /// All that `done` had decided is done; what was decided since is not.
    pub fn settle(&mut self, done: &Self) {
        for (question, withdrawal) in &mut self.0 {
            withdrawal.settled |= done.get(question).is_some_and(|it| it == withdrawal);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        Span,
        bank::{Bank, question::Kind, question::Question, samples},
        paper::{Blueprint, source::Days},
    };

    fn withdrawal(counting: Counting, at: i64) -> Withdrawal {
        Withdrawal { counting, reason: "题干有误".into(), at: Stamp(at), settled: false }
    }

    #[test]
    fn only_what_was_decided_then_is_settled() {
        let mut before = Withdrawn::default();
        before.decide("a", withdrawal(Counting::LeftOut, 1));
        before.decide("b", withdrawal(Counting::LeftOut, 1));
        let mut now = before.clone();
        now.decide("b", withdrawal(Counting::FullPoints, 2));
        now.decide("c", withdrawal(Counting::LeftOut, 2));
        now.settle(&before);
        let settled = ["a", "b", "c"].map(|question| now.get(question).expect("decided").settled);
        assert_eq!((settled, now.is_settled()), ([true, false, false], false));
        now.settle(&now.clone());
        assert!(now.is_settled());
    }

    #[test]
    fn a_stratum_that_is_short_goes_on_asking_and_the_others_do_not() {
        let question = |number: usize| {
            let kind = if number < 2 { Kind::Judgment } else { Kind::Single };
            let base = samples::lamp_bank().questions.into_iter().find(|it| it.kind == kind).expect("of each kind");
            Question { id: format!("lamp-{number}"), ..base }
        };
        let bank = Bank { questions: (0..6).map(question).collect(), ..samples::lamp_bank() };
        let blueprint = Blueprint::plain(Span::minutes(2), &[(Kind::Single, 2, 100), (Kind::Judgment, 2, 100)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        let source = PaperSource::freeze(&bank, &blueprint, days).expect("the bank suffices");
        for ids in [["lamp-0", "lamp-3"], ["lamp-3", "lamp-0"]] {
            let mut withdrawn = Withdrawn::default();
            let mut left = source.clone();
            for id in ids {
                withdrawn.decide(id, withdrawal(Counting::FullPoints, 1));
                left = left.without(&withdrawn);
            }
            assert!(left.may_ask("lamp-0"), "there are but two judgments");
            assert!(!left.may_ask("lamp-3"));
            assert_eq!((0..6).filter(|number| left.may_ask(&format!("lamp-{number}"))).count(), 5);
        }
    }
}

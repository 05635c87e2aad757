//! Withdrawn questions (撤题): papers ask them already, and they have been found wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PaperSource, draw::Drawn};
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

    /// Whether all that was decided is done.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.0.values().all(|it| it.settled)
    }

    /// All that `done` had decided is done; what was decided since is not.
    pub fn settle(&mut self, done: &Self) {
        for (question, withdrawal) in &mut self.0 {
            withdrawal.settled |= done.get(question).is_some_and(|it| it == withdrawal);
        }
    }
}

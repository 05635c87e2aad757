//! The bank (题库): questions by statute, read from TOML, checked, versioned by content.
//!
//! [`question`] is the data; [`form`] reads the files that lawyers edit into [`pack`]s; [`check`] says
//! what is wrong with them, by file, line and id; [`version`] is the hash of the canonical form;
//! [`written`] makes such files. A new check is a function in `check` that adds findings.

pub mod check;
pub mod diff;
mod fields;
pub mod finding;
pub mod form;
pub mod guess;
pub mod pack;
pub mod quantity;
pub mod question;
#[cfg(test)]
pub(crate) mod samples;
pub mod stats;
pub mod statute_text;
pub mod version;
pub mod written;

use pack::Pack;
use question::{Question, Statute};

/// A bank: statutes and the questions that cite them, both in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bank {
    pub statutes: Vec<Statute>,
    pub questions: Vec<Question>,
}

impl FromIterator<Pack> for Bank {
    fn from_iter<P: IntoIterator<Item = Pack>>(packs: P) -> Self {
        let mut bank = Self::default();
        for pack in packs {
            bank.statutes.push(pack.statute.value);
            bank.questions.extend(pack.questions.into_iter().map(|question| question.value));
        }
        bank.sort();
        bank
    }
}

impl Bank {
    fn sort(&mut self) {
        self.statutes.sort_by(|a, b| a.id.cmp(&b.id));
        self.questions.sort_by(|a, b| a.id.cmp(&b.id));
    }
}

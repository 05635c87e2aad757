//! The bank (题库): questions by statute, read from TOML, checked, versioned by content.
//!
//! [`question`] is the data; [`form`] reads the files that lawyers edit; [`check`] says what is wrong
//! with them, by file, line and id; [`version`] is the hash of the canonical form. A new check is a
//! function in `check` that adds findings.

pub mod question;

use question::{Question, Statute};

/// A bank: statutes and the questions that cite them, both in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bank {
    pub statutes: Vec<Statute>,
    pub questions: Vec<Question>,
}

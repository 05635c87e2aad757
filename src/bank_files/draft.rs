//! What a row of a file says of a question.

use super::{annex, fault_of_texts, tidy};
use crate::domain::bank::{
    finding::Line,
    question::{Citation, Kind, OptionSet, Question, Usage},
};

/// One question of a file, or what hindered reading it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line on which it begins; of formats in XML its number among the questions.
    pub line: Line,
    pub read: Result<Draft, Vec<String>>,
    /// What the file says that Ankao has no place for.
    pub notices: Vec<String>,
}

/// A question as a file has it. What its format or its author left out is none or empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: Option<String>,
    /// The id of its statute.
    pub statute: Option<String>,
    pub kind: Kind,
    pub stem: String,
    pub options: Vec<String>,
    pub key: OptionSet,
    pub difficulty: Option<u8>,
    pub topics: Vec<String>,
    pub cites: Vec<Cited>,
    pub explanation: String,
    pub usage: Usage,
    pub excludes: Vec<String>,
}

/// A citation, with the title of the statute where it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    pub title: Option<String>,
    pub citation: Citation,
}

impl Row {
    /// A row whose draft, if it could be read, has texts that can be kept.
    #[must_use]
    pub fn new(line: Line, read: Result<Draft, Vec<String>>, notices: Vec<String>) -> Self {
        let read = read.and_then(|draft| match fault_of_texts(&draft.as_question()) {
            Some(fault) => Err(vec![fault]),
            None if draft.stem.is_empty() => Err(vec!["没有题干".into()]),
            None => Ok(draft),
        });
        Self { line, read, notices }
    }

    #[must_use]
    pub fn refused(line: Line, why: impl Into<String>) -> Self {
        Self { line, read: Err(vec![why.into()]), notices: Vec::new() }
    }
}

impl Draft {
    /// A question of which the options are right or wrong. Two that say 对 and 错 make a judgment.
    pub fn choice(kind: Kind, stem: &str, options: Vec<(String, bool)>) -> Result<Self, Vec<String>> {
        if options.len() > OptionSet::MOST {
            return Err(vec![format!("有 {} 个选项，最多 {} 个", options.len(), OptionSet::MOST)]);
        }
        if let [(one, one_is_right), (other, other_is_right)] = &options[..]
            && let (Some(one), Some(other)) = (annex::truth(one), annex::truth(other))
            && one != other
            && one_is_right != other_is_right
        {
            return Ok(Self::judgment(stem, one == *one_is_right));
        }
        let bits = (0..).zip(&options).filter(|(_, (_, is_right))| *is_right).fold(0, |bits, (at, _)| bits | 1 << at);
        let options = options.into_iter().map(|(text, _)| tidy(&text)).collect();
        Ok(Self::new(kind, stem, options, OptionSet::from_bits(bits).unwrap_or_default()))
    }

    #[must_use]
    pub fn judgment(stem: &str, is_true: bool) -> Self {
        let key = OptionSet::from_bits(if is_true { 1 } else { 2 }).unwrap_or_default();
        Self::new(Kind::Judgment, stem, Vec::new(), key)
    }

    fn new(kind: Kind, stem: &str, options: Vec<String>, key: OptionSet) -> Self {
        Self {
            id: None,
            statute: None,
            kind,
            stem: tidy(stem),
            options,
            key,
            difficulty: None,
            topics: Vec::new(),
            cites: Vec::new(),
            explanation: String::new(),
            usage: Usage::Both,
            excludes: Vec::new(),
        }
    }

    /// As far as it is one.
    #[must_use]
    pub fn as_question(&self) -> Question {
        let Self { id, statute, kind, stem, options, key, difficulty, topics, cites, explanation, usage, excludes } =
            self.clone();
        Question {
            id: id.unwrap_or_default(),
            statute: statute.unwrap_or_default(),
            kind,
            stem,
            options,
            key,
            difficulty: difficulty.unwrap_or_default(),
            topics,
            cites: cites.into_iter().map(|cited| cited.citation).collect(),
            explanation,
            usage,
            excludes,
        }
    }
}

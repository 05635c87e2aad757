//! A finding: what is wrong, where, and by a code that scripts may rely on.

use std::fmt;

use serde::Serialize;

/// A line of a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Line(pub usize);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value and the line on which it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    pub line: Line,
    pub value: T,
}

/// What kind of finding it is. The snake_case name is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    NotUtf8,
    MalformedToml,
    MissingField,
    MalformedField,
    UnknownField,
    TwoCitations,
    OptionsOnJudgment,
    KeyOutsideOptions,
    KeyRepeats,
    KeySize,
    MalformedId,
    DuplicateId,
    DuplicateQuestion,
    DuplicateStatute,
    NearDuplicate,
    EmptyText,
    EqualOptions,
    OptionCount,
    DifficultyOutsideRange,
    CitationMissing,
    ArticleNotFound,
    ParagraphNotFound,
    PhraseNotInArticle,
    NumberNotInArticle,
    StatuteTextMissing,
    StatuteLapsed,
    StatuteNotInForce,
    ValidityReversed,
    DisplacedUnknown,
    ExcludedUnknown,
    UnbalancedJudgments,
    LongestKey,
    ShortestKey,
    KeyEchoesStem,
    KeyAloneObliges,
    Guessable,
    RefersToOptions,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // serde writes the name of a unit variant, so the names stand in one place.
        self.serialize(f)
    }
}

/// One thing that is wrong with a file of the bank. The order is that of files and lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    pub file: String,
    pub line: Line,
    /// The question's id; none where the file or its statute is meant, or the id cannot be read.
    pub question: Option<String>,
    pub code: Code,
    /// For the person who edits the file, in Chinese.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let question = self.question.as_deref().unwrap_or("-");
        write!(f, "{}:{} {question} {} {}", self.file, self.line, self.code, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_with_file_line_id_and_code() {
        let mut finding = Finding {
            file: "question-bank/x.toml".into(),
            line: Line(12),
            question: Some("wsl-001-01".into()),
            code: Code::KeyOutsideOptions,
            message: "答案 E 不在选项中".into(),
        };
        assert_eq!(finding.to_string(), "question-bank/x.toml:12 wsl-001-01 key_outside_options 答案 E 不在选项中");
        finding.question = None;
        assert_eq!(finding.to_string(), "question-bank/x.toml:12 - key_outside_options 答案 E 不在选项中");
    }
}

//! A question (试题) and what it rests on.

use serde::{Deserialize, Serialize};

/// 单选, 多选 or 判断.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Single,
    Multiple,
    Judgment,
}

impl Kind {
    /// As people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "单选",
            Self::Multiple => "多选",
            Self::Judgment => "判断",
        }
    }
}

/// Where a question may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    Contest,
    Practice,
    #[default]
    Both,
}

/// A set of options, bit 0 for A to bit 5 for F. The empty set is "no answer".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OptionSet(u8);

impl OptionSet {
    pub const EMPTY: Self = Self(0);
    /// A to F.
    pub const MOST: usize = 6;

    /// `None` where a bit stands beyond F.
    #[must_use]
    pub fn from_bits(bits: u8) -> Option<Self> {
        (bits < 1 << Self::MOST).then_some(Self(bits))
    }

    /// Reads letters such as `"AC"`: ascending, none twice, none beyond F. `None` otherwise.
    #[must_use]
    pub fn from_letters(letters: &str) -> Option<Self> {
        let mut bits = 0_u8;
        for letter in letters.bytes() {
            let bit = 1_u8.checked_shl(u32::from(letter.checked_sub(b'A')?))?;
            if bit <= bits || usize::from(letter - b'A') >= Self::MOST {
                return None;
            }
            bits |= bit;
        }
        Some(Self(bits))
    }

    #[must_use]
    pub fn letters(self) -> String {
        self.positions().map(|position| char::from(b'A' + position)).collect()
    }

    /// The positions in the set, from 0.
    pub fn positions(self) -> impl Iterator<Item = u8> {
        (0_u8..8).filter(move |position| self.0 >> position & 1 == 1)
    }

    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    #[must_use]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// Where the law says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// 条
    pub article: u16,
    /// 款
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u8>,
    /// 项, where the rule stands in （三）
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u8>,
    /// Stands letter for letter in that article.
    pub phrase: String,
}

/// A text that questions cite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statute {
    pub id: String,
    pub title: String,
    /// The day this text was passed.
    pub version: jiff::civil::Date,
    pub valid_from: jiff::civil::Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<jiff::civil::Date>,
    /// How many articles it has, where the editors know: a citation beyond is found without the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub articles: Option<u16>,
    /// The province whose pack this is; none for the national pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// National questions that a paper drawn with this pack must leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub displaces: Vec<String>,
}

/// One question. `options` is empty for a judgment, whose options are always 对 and 错.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Statute, article, running number; never used again for another question.
    pub id: String,
    /// The id of its statute.
    pub statute: String,
    pub kind: Kind,
    pub stem: String,
    pub options: Vec<String>,
    /// Positions in `options`; for a judgment A is 对 and B is 错.
    pub key: OptionSet,
    /// 1 recall of a word … 5 several rules to a case.
    pub difficulty: u8,
    pub topics: Vec<String>,
    pub cites: Vec<Citation>,
    pub explanation: String,
    #[serde(default)]
    pub usage: Usage,
    /// Ids of questions that never stand in one paper with this one, since one would give the answer of the
    /// other away. Said of one of the two, it holds for both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
}

/// The options of every judgment, in the order they are shown.
pub const JUDGMENT_OPTIONS: [&str; 2] = ["对", "错"];

impl Question {
    /// How many options a person chooses from.
    #[must_use]
    pub fn option_count(&self) -> usize {
        match self.kind {
            Kind::Judgment => JUDGMENT_OPTIONS.len(),
            Kind::Single | Kind::Multiple => self.options.len(),
        }
    }

    /// The text of an option; empty beyond the last.
    #[must_use]
    pub fn option(&self, index: usize) -> &str {
        match self.kind {
            Kind::Judgment => JUDGMENT_OPTIONS.get(index).copied().unwrap_or_default(),
            Kind::Single | Kind::Multiple => self.options.get(index).map_or("", String::as_str),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_read_back_and_anything_else_is_refused() {
        for letters in ["", "A", "F", "AC", "ABCDEF"] {
            assert_eq!(OptionSet::from_letters(letters).map(OptionSet::letters).as_deref(), Some(letters));
        }
        for wrong in ["CA", "AA", "G", "a", "A ", "对", "@", "ABCDEFG", "i"] {
            assert_eq!(OptionSet::from_letters(wrong), None, "{wrong}");
        }
    }
}

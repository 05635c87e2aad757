//! The version of a bank: the SHA-256 of its canonical form.
//!
//! Canonical form: the JSON of a [`Bank`] without white space, statutes and questions in the byte
//! order of their ids, fields in the order of their declaration, optional ones left out where empty.
//! So files may be split, reordered and commented at will, and any change of content is a new version.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Bank;

/// Written as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankVersion(pub [u8; 32]);

impl fmt::Display for BankVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BankVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankVersion({self})")
    }
}

impl FromStr for BankVersion {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, hex::FromHexError> {
        let mut digest = [0; 32];
        hex::decode_to_slice(text, &mut digest)?;
        Ok(Self(digest))
    }
}

impl Serialize for BankVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BankVersion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Bank {
    /// The bytes that the version is the hash of.
    #[must_use]
    pub fn canonical_form(&self) -> Vec<u8> {
        let mut sorted = self.clone();
        sorted.sort();
        // Text, numbers and dates only: no map with keys that are not text, no value that may fail.
        serde_json::to_vec(&sorted).expect("a bank is always JSON")
    }

    #[must_use]
    pub fn version(&self) -> BankVersion {
        BankVersion(Sha256::digest(self.canonical_form()).into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::bank::{
        question::{Citation, Kind, OptionSet, Question, Usage},
        samples::{lamp_bank, lamp_question},
    };

    #[test]
    fn the_version_of_the_sample_never_changes() {
        let bank = lamp_bank();
        insta::assert_snapshot!(String::from_utf8(bank.canonical_form()).expect("JSON is UTF-8"));
        // What sha256sum says of the snapshot's last line without its line break.
        insta::assert_snapshot!(bank.version(), @"69957c298634427b8686f1c4e08569444fc8c8a193a09288413e192969048449");
    }

    #[test]
    fn a_version_reads_back_as_text_and_as_json() {
        let version = lamp_bank().version();
        assert_eq!(version.to_string().parse(), Ok(version));
        let json = serde_json::to_string(&version).expect("text");
        assert_eq!(serde_json::from_str::<BankVersion>(&json).expect("a version"), version);
        assert!("ab".parse::<BankVersion>().is_err());
    }

    #[test]
    fn any_change_of_content_is_another_version() {
        type Change = fn(&mut Question);
        let changes: [Change; 12] = [
            |q| q.id.push('9'),
            |q| q.kind = Kind::Multiple,
            |q| q.stem.push('？'),
            |q| q.options.swap(0, 1),
            |q| q.key = OptionSet::EMPTY,
            |q| q.difficulty += 1,
            |q| q.topics.clear(),
            |q| q.cites[0].article += 1,
            |q| q.cites[0].paragraph = None,
            |q| q.cites.push(Citation { article: 1, paragraph: None, item: None, phrase: "灯".into() }),
            |q| q.explanation.clear(),
            |q| q.usage = Usage::Practice,
        ];
        let bank = lamp_bank();
        let mut versions = vec![bank.version()];
        for change in changes {
            let mut other = bank.clone();
            change(&mut other.questions[0]);
            versions.push(other.version());
        }
        let mut statute = bank.clone();
        statute.statutes[0].valid_until = Some(jiff::civil::date(2030, 1, 1));
        versions.push(statute.version());
        let mut fewer = bank;
        fewer.questions.pop();
        versions.push(fewer.version());
        let distinct: std::collections::HashSet<_> = versions.iter().collect();
        assert_eq!(distinct.len(), versions.len());
    }

    proptest! {
        #[test]
        fn the_order_of_statutes_and_questions_does_not_matter(
            shuffled in Just((1..20).collect::<Vec<u8>>()).prop_shuffle(),
        ) {
            let question = |number: &u8| Question { id: format!("lamp-001-{number:02}"), ..lamp_question() };
            let bank = |numbers: &[u8]| Bank { questions: numbers.iter().map(question).collect(), ..lamp_bank() };
            let mut sorted = shuffled.clone();
            sorted.sort_unstable();
            prop_assert_eq!(bank(&shuffled).version(), bank(&sorted).version());
        }
    }
}

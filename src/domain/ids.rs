//! Identities. Each is a type of its own, so that a person is never taken for a unit.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = i64)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

integer_id! {
    /// A contest (竞赛).
    ContestId
}
integer_id! {
    /// A person with an account or a line in a roster; a participant (参赛者) once enrolled.
    PersonId
}
integer_id! {
    /// A node of the unit tree: a region (地区), a unit (单位) or a department.
    UnitId
}

/// An attempt (一次作答). It carries its contest, so that every statement on it can name the
/// partition it lives in. Written `contest-number` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttemptId {
    pub contest: ContestId,
    pub number: i64,
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.contest, self.number)
    }
}

/// The text is not an identity of the expected form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an identity of the expected form")]
pub struct MalformedId;

impl FromStr for AttemptId {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let (contest, number) = text.split_once('-').ok_or(MalformedId)?;
        Ok(Self { contest: ContestId(positive(contest)?), number: positive(number)? })
    }
}

/// Only the canonical writing is an identity: no sign, no leading zero.
fn positive(text: &str) -> Result<i64, MalformedId> {
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if canonical { text.parse().map_err(|_| MalformedId) } else { Err(MalformedId) }
}

impl Serialize for AttemptId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AttemptId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether a text may be the id that a client has chosen for a request, so that the request sent twice is
/// known for one: 8 to 64 letters, digits, `-` or `_`.
#[must_use]
pub fn may_be_chosen(id: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (8..=64).contains(&id.len()) && id.bytes().all(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_id_reads_back_what_it_wrote_and_nothing_else() {
        let id = AttemptId { contest: ContestId(7), number: 123 };
        assert_eq!("7-123".parse(), Ok(id));
        assert_eq!(id.to_string(), "7-123");
        for wrong in ["", "7", "7-", "-7-1", "7-+1", "07-1", "7-1-2", "7-99999999999999999999"] {
            assert_eq!(wrong.parse::<AttemptId>(), Err(MalformedId), "{wrong:?}");
        }
    }
}

//! Time in the domain: instants and spans in milliseconds, and the local day an attempt belongs to.

use std::{
    fmt,
    ops::{Add, Sub},
    str::FromStr,
};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// An instant in store time, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamp(pub i64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = i64)]
pub struct Span(pub i64);

/// A calendar day of the contest's time zone, in days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalDay(pub i32);

impl Span {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn seconds(count: i64) -> Self {
        Self(count * 1_000)
    }

    #[must_use]
    pub const fn minutes(count: i64) -> Self {
        Self::seconds(count * 60)
    }
}

impl Add<Span> for Stamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub for Stamp {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Stamp {
    /// The day of this instant in `zone`.
    #[must_use]
    pub fn local_day(self, zone: &TimeZone) -> LocalDay {
        let date = zone.to_datetime(self.timestamp()).date();
        let days = (date - jiff::civil::date(1970, 1, 1)).get_days();
        LocalDay(days)
    }

    /// The same instant for showing. A stamp beyond the calendar is shown as its end.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }
}

impl From<Timestamp> for Stamp {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_millisecond())
    }
}

/// An instant as it is written on the wire: RFC 3339, at +08:00; read with any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-06-01T09:00:00+08:00")]
pub struct Moment(pub Stamp);

impl From<Stamp> for Moment {
    fn from(stamp: Stamp) -> Self {
        Self(stamp)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.timestamp().display_with_offset(jiff::tz::offset(8)).fmt(f)
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        Ok(Self(text.parse::<Timestamp>()?.into()))
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let unfit = "应当是带时区的时间，例如 2026-06-01T09:00:00+08:00";
        String::deserialize(deserializer)?.parse().map_err(|_| serde::de::Error::custom(unfit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_local_midnight() {
        let zone = TimeZone::get("Asia/Shanghai").expect("the zone is bundled");
        let midnight: Timestamp = "2026-06-01T00:00:00+08:00".parse().expect("valid");
        let midnight = Stamp::from(midnight);
        let day = midnight.local_day(&zone);
        assert_eq!((midnight + Span(-1)).local_day(&zone), LocalDay(day.0 - 1));
        assert_eq!((midnight + Span::minutes(24 * 60 - 1)).local_day(&zone), day);
    }
}

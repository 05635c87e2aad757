//! Points as integers, so that no total drifts.

use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Serialize};

/// Points of a question, a section or a paper, in hundredths: 1.5 分 is `Points(150)`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = i64)]
pub struct Points(pub i64);

impl Points {
    pub const ZERO: Self = Self(0);

    /// The same points in the finer unit of standings.
    #[must_use]
    pub fn for_standing(self) -> StandingPoints {
        StandingPoints(self.0 * 100)
    }

    #[must_use]
    pub fn times(self, count: usize) -> Self {
        Self(self.0 * i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

/// `1.5`, `100`: as few decimals as are needed, as people write points.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 2)
    }
}

/// Points of a standing, in 1/10,000: fine enough for the mean of several days.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = i64)]
pub struct StandingPoints(pub i64);

impl fmt::Display for StandingPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 4)
    }
}

fn write_decimal(f: &mut fmt::Formatter<'_>, value: i64, places: u32) -> fmt::Result {
    let scale = 10_i64.pow(places);
    let (whole, fraction) = (value.abs() / scale, value.abs() % scale);
    let sign = if value < 0 { "-" } else { "" };
    if fraction == 0 {
        return write!(f, "{sign}{whole}");
    }
    let digits = format!("{fraction:0width$}", width = places as usize);
    write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_as_people_write_them() {
        for (points, text) in [(0, "0"), (150, "1.5"), (10_000, "100"), (1, "0.01"), (-250, "-2.5")] {
            assert_eq!(Points(points).to_string(), text);
        }
        assert_eq!(StandingPoints(876_543).to_string(), "87.6543");
    }
}

//! Days of UTC, as figures are told by them: midnight belongs to the day that begins.

use super::time::Timestamp;
use serde::{Serialize, Serializer};
use std::fmt;

/// Microseconds of a day. Leap seconds are not counted, as nowhere here.
pub const DAY_US: i64 = 86_400_000_000;

/// A day, by its number since 1970-01-01.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// The day of an instant.
    pub fn of(at: Timestamp) -> Self {
        Self(at.0.div_euclid(DAY_US))
    }

    /// Its first microsecond.
    pub fn start(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(DAY_US))
    }

    /// So many days later; earlier where that is negative.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl fmt::Display for Day {
    /// `2025-08-17`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.start().to_string().split('T').next().unwrap_or_default())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(time: &str) -> Day {
        Day::of(Timestamp::parse(time).unwrap().at)
    }

    #[test]
    fn midnight_belongs_to_the_day_that_begins_and_days_are_those_of_utc() {
        assert_eq!(day("2025-08-17T23:59:59.999999Z").to_string(), "2025-08-17");
        assert_eq!(day("2025-08-18T00:00:00Z").to_string(), "2025-08-18");
        assert_eq!(day("2025-08-18T01:30:00+02:00").to_string(), "2025-08-17");
        assert_eq!(day("2024-02-28T12:00:00Z").plus(1).to_string(), "2024-02-29");
    }

    #[test]
    fn days_before_1970_are_days_too() {
        assert_eq!(day("1969-12-31T23:59:59.999999Z"), Day(-1));
        assert_eq!(Day(-1).to_string(), "1969-12-31");
        assert_eq!(Day::of(Day(-1).start()), Day(-1));
    }
}

//! Instants: i64 microseconds since 1970-01-01 UTC inside, RFC 3339 with six digits and `Z` outside.
//!
//! The grammar is stricter than the library's: an offset is required and stays within ±23:59, the year has four
//! digits and is neither 0000 nor beyond 9999. A leap second (`:60`) becomes `.999999` of the second before it
//! and is marked, because i64 microseconds cannot say it.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use std::fmt;
use std::time::Duration;

/// Microseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// Where microseconds are counted from. (The library's own instants end 26 hours before year 9999 does.)
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
/// Year 1, the first instant that is accepted.
const MIN_US: i64 = -62_135_596_800_000_000;
/// The last microsecond of year 9999.
const MAX_US: i64 = 253_402_300_799_999_999;

/// Why a time was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text does not follow RFC 3339, or leaves out the offset.
    #[error("not an RFC 3339 time with an offset")]
    Grammar,
    /// A field (month, day, hour, offset, year) is outside its range.
    #[error("a field of the time is out of range")]
    Range,
}

/// A time as a producer sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentTime {
    /// The instant.
    pub at: Timestamp,
    /// The text said second 60.
    pub leap_second: bool,
}

impl Timestamp {
    /// Reads RFC 3339 with an offset; digits after the sixth decimal are dropped.
    pub fn parse(text: &str) -> Result<SentTime, TimeError> {
        let b = text.as_bytes();
        if b.len() < 20 || b[4] != b'-' || b[7] != b'-' || b[13] != b':' || b[16] != b':' {
            return Err(TimeError::Grammar);
        }
        if !matches!(b[10], b'T' | b't' | b' ') {
            return Err(TimeError::Grammar);
        }
        let (year, month, day) = (digits(&b[0..4])?, digits(&b[5..7])?, digits(&b[8..10])?);
        let (hour, minute, second) = (digits(&b[11..13])?, digits(&b[14..16])?, digits(&b[17..19])?);
        let (micros, rest) = fraction(&b[19..])?;
        let offset_s = offset(rest)?;
        if year == 0 || hour > 23 || minute > 59 || second > 60 {
            return Err(TimeError::Range);
        }
        let leap_second = second == 60;
        let (second, micros) = if leap_second { (59, 999_999) } else { (second, micros) };
        let second_start = civil(year, month, day, hour, minute, second).ok_or(TimeError::Range)?;
        let at = Self(second_start - offset_s * 1_000_000 + micros);
        at.in_range().map(|at| SentTime { at, leap_second })
    }

    /// Reads an integer of seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude
    /// (each unit covers the years 1973 to 5138 without overlap).
    pub fn from_integer(n: i64) -> Result<Self, TimeError> {
        let us = match n.unsigned_abs() {
            0..100_000_000_000 => n * 1_000_000,
            100_000_000_000..100_000_000_000_000 => n * 1000,
            100_000_000_000_000..100_000_000_000_000_000 => n,
            _ => n.div_euclid(1000),
        };
        Self(us).in_range()
    }

    /// This instant later by a duration in microseconds, saturating.
    #[must_use]
    pub fn plus_us(self, us: i64) -> Self {
        Self(self.0.saturating_add(us))
    }

    /// Time passed since `earlier`; zero when the clock ran back.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The id part that a stream session is named after: `20250817T194800Z`.
    pub fn compact(self) -> String {
        self.datetime().strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    fn in_range(self) -> Result<Self, TimeError> {
        if (MIN_US..=MAX_US).contains(&self.0) { Ok(self) } else { Err(TimeError::Range) }
    }

    fn datetime(self) -> DateTime {
        // Every accepted instant lies within years 1 to 9999, all of which civil time covers.
        EPOCH.saturating_add(SignedDuration::from_micros(self.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.datetime();
        let us = self.0.rem_euclid(1_000_000);
        write!(f, "{}.{us:06}Z", t.strftime("%Y-%m-%dT%H:%M:%S"))
    }
}

fn digits(bytes: &[u8]) -> Result<i64, TimeError> {
    bytes.iter().try_fold(0i64, |n, b| {
        if b.is_ascii_digit() { Ok(n * 10 + i64::from(b - b'0')) } else { Err(TimeError::Grammar) }
    })
}

/// `.123456` at the front, as microseconds, and what follows.
fn fraction(bytes: &[u8]) -> Result<(i64, &[u8]), TimeError> {
    let Some(rest) = bytes.strip_prefix(b".") else { return Ok((0, bytes)) };
    let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if len == 0 {
        return Err(TimeError::Grammar);
    }
    let kept = len.min(6);
    let scale = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1][kept];
    Ok((digits(&rest[..kept])? * scale, &rest[len..]))
}

/// `Z` or `±hh:mm`, in seconds.
fn offset(bytes: &[u8]) -> Result<i64, TimeError> {
    match bytes {
        b"Z" | b"z" => Ok(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return Err(TimeError::Range);
            }
            let seconds = hours * 3600 + minutes * 60;
            Ok(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => Err(TimeError::Grammar),
    }
}

/// Microseconds since the epoch of a civil second in UTC; `None` for a date that does not exist.
fn civil(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<i64> {
    let small = |n: i64| i8::try_from(n).ok();
    let year = i16::try_from(year).ok()?;
    let at = DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0);
    i64::try_from(at.ok()?.duration_since(EPOCH).as_micros()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_instant_in_every_spelling_is_one_number() {
        let want = 1_755_460_080_000_000;
        for text in [
            "2025-08-17T19:48:00Z",
            "2025-08-17t19:48:00.000z",
            "2025-08-17 19:48:00+00:00",
            "2025-08-17T21:48:00.000000999+02:00",
            "2025-08-17T14:18:00-05:30",
        ] {
            assert_eq!(Timestamp::parse(text).map(|t| t.at.0), Ok(want), "{text}");
        }
        for n in [1_755_460_080, 1_755_460_080_000, want, want * 1000] {
            assert_eq!(Timestamp::from_integer(n), Ok(Timestamp(want)));
        }
        assert_eq!(Timestamp(want).to_string(), "2025-08-17T19:48:00.000000Z");
        assert_eq!(Timestamp(want).compact(), "20250817T194800Z");
    }

    #[test]
    fn a_leap_second_is_marked_and_kept_inside_its_minute() {
        let t = Timestamp::parse("2016-12-31T23:59:60Z").unwrap();
        assert!(t.leap_second);
        assert_eq!(t.at.to_string(), "2016-12-31T23:59:59.999999Z");
    }

    #[test]
    fn what_the_library_would_forgive_is_refused() {
        for text in [
            "2025-08-17T19:48:00",
            "2025-08-17",
            "2025-08-17T19:48:00+25:00",
            "0000-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "2025-02-30T00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-08-17T24:00:00Z",
            "2025-08-17T19:48:00.Z",
            "2025-08-17T19:48:00Zx",
            "2025-08-17T19:48:61Z",
            "9999-12-31T23:59:59-00:01",
            "0001-01-01T00:00:00+00:01",
            "",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_printed_reads_back_over_the_whole_range() {
        for at in (MIN_US..=MAX_US).step_by(86_399_999_998_877 * 101).chain([MIN_US, MAX_US]) {
            let text = Timestamp(at).to_string();
            assert_eq!(Timestamp::parse(&text).map(|t| t.at.0), Ok(at), "{text}");
        }
    }
}

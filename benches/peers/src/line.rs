//! One line of input as the peers read it: typed envelope, payload left as raw bytes.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Outcome;

/// The state event envelope, borrowed from the line.
#[derive(Deserialize)]
pub struct Line<'a> {
    pub session_id: &'a str,
    pub timestamp: &'a str,
    #[serde(rename = "type")]
    pub kind: &'a str,
    #[serde(borrow)]
    pub data: &'a RawValue,
    pub frame_id: Option<i64>,
    pub energy_delta: Option<f64>,
}

/// Parses one line.
pub fn parse(line: &[u8]) -> Outcome<Line<'_>> {
    Ok(serde_json::from_slice(line)?)
}

/// Unix time in microseconds of `2025-08-17T12:00:00.000000Z`, the one form that the generator writes.
pub fn micros(timestamp: &str) -> Outcome<i64> {
    let field = |from: usize, to: usize| -> Outcome<i64> {
        Ok(timestamp.get(from..to).ok_or("timestamp too short")?.parse::<i64>()?)
    };
    let days = days_from_civil(field(0, 4)?, field(5, 7)?, field(8, 10)?);
    let seconds = days * 86_400 + field(11, 13)? * 3_600 + field(14, 16)? * 60 + field(17, 19)?;
    Ok(seconds * 1_000_000 + field(20, 26)?)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, for years after 0.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::micros;

    #[test]
    fn timestamps_become_microseconds() {
        assert_eq!(micros("1970-01-01T00:00:00.000001Z").ok(), Some(1));
        assert_eq!(micros("2025-08-17T12:00:00.250000Z").ok(), Some(1_755_432_000_250_000));
        assert_eq!(micros("2024-02-29T00:00:00.000000Z").ok(), Some(1_709_164_800_000_000));
    }
}

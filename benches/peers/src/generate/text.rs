//! How numbers, times and hashes are spelt in the stream. Integers only, so nothing depends on a float printer.

use std::fmt;

/// A number in units of 10^-places, printed with no more digits than it needs.
#[derive(Clone, Copy)]
pub struct Decimal {
    pub units: u64,
    pub places: usize,
}

/// Micro-units, six places.
pub fn micro(units: u64) -> Decimal {
    Decimal { units, places: 6 }
}

/// Thousandths, three places.
pub fn milli(units: u64) -> Decimal {
    Decimal { units, places: 3 }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10u64.pow(u32::try_from(self.places).map_err(|_| fmt::Error)?);
        let (whole, rest) = (self.units / scale, self.units % scale);
        if rest == 0 {
            return write!(out, "{whole}");
        }
        let digits = format!("{rest:0width$}", width = self.places);
        write!(out, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// A Unix time in microseconds as RFC 3339 with six digits and `Z`.
pub struct Stamp(pub u64);

impl fmt::Display for Stamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0 / 1_000_000, self.0 % 1_000_000);
        let (year, month, day) = civil(seconds / 86_400);
        let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
    }
}

/// A session id as the recorder itself would give one: `20250817T120000Z_001`.
pub fn session_id(start_us: u64, number: u64) -> String {
    let stamp = Stamp(start_us).to_string();
    let compact: String = stamp[..19].chars().filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{compact}Z_{number:03}")
}

/// FNV-1a, 64 bits: a stand-in for whatever hash a producer sends.
pub fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Year, month and day of a count of days since 1970-01-01.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::{Stamp, micro, milli, session_id};

    #[test]
    fn numbers_and_times_are_spelt_short_and_exact() {
        assert_eq!(micro(1_230_000).to_string(), "1.23");
        assert_eq!(micro(7).to_string(), "0.000007");
        assert_eq!(milli(60_000).to_string(), "60");
        assert_eq!(Stamp(1_709_164_800_000_001).to_string(), "2024-02-29T00:00:00.000001Z");
        assert_eq!(session_id(1_755_432_000_000_000, 1), "20250817T120000Z_001");
    }
}

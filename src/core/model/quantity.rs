//! Durations and sizes as people write them: `90d`, `1h 30m`, `200ms`; `64M`, `1GiB`, `10 kB`.
//!
//! Durations are whole milliseconds. A number without a unit means seconds, as in seed 003's dictionaries.
//! Sizes are bytes. `K M G T` and `KiB MiB GiB TiB` count in 1024, `kB MB GB TB` in 1000.
//! All arithmetic is exact on integers: `1.5h` is taken, `0.5ms` is refused instead of rounded.

use thiserror::Error;

/// Why a text is not a duration or a size.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// There is no number where one is needed.
    #[error("`{0}` does not begin with a number")]
    NoNumber(String),
    /// The unit is not one of `allowed`.
    #[error("`{unit}` is not a unit; known are {allowed}")]
    UnknownUnit {
        /// The unit as it was written.
        unit: String,
        /// The units that exist, for people.
        allowed: &'static str,
    },
    /// Only the first and only number of a duration may stand without a unit.
    #[error("`{0}` needs a unit after every number")]
    MissingUnit(String),
    /// The quantity is not a whole number of milliseconds or bytes.
    #[error("`{text}` is not a whole number of {unit}")]
    NotWhole {
        /// The text as it was written.
        text: String,
        /// The smallest unit.
        unit: &'static str,
    },
    /// The quantity does not fit.
    #[error("`{0}` is too large")]
    TooLarge(String),
}

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

const DURATION_UNITS: &str = "ms, s, m, h, d, w";
const SIZE_UNITS: &str = "B, K, M, G, T, KiB, MiB, GiB, TiB, kB, MB, GB, TB";

/// Reads a duration in milliseconds. Parts add up: `1h 30m`. Negative durations do not exist here.
pub fn parse_duration_ms(text: &str) -> Result<i64, QuantityError> {
    let too_large = || QuantityError::TooLarge(text.to_owned());
    let mut total_ms: u64 = 0;
    let mut rest = text.trim();
    let mut parts = 0_u32;
    loop {
        let part = Part::take(rest)?;
        rest = part.rest.trim_start();
        let scale_ms = match part.unit {
            "" if parts == 0 && rest.is_empty() => SECOND_MS,
            "" => return Err(QuantityError::MissingUnit(text.to_owned())),
            unit => duration_unit_ms(unit)?,
        };
        let part_ms = part.scaled(scale_ms, "milliseconds")?;
        total_ms = total_ms.checked_add(part_ms).ok_or_else(too_large)?;
        parts += 1;
        if rest.is_empty() {
            return i64::try_from(total_ms).map_err(|_| too_large());
        }
    }
}

/// Reads a size in bytes.
pub fn parse_bytes(text: &str) -> Result<u64, QuantityError> {
    let part = Part::take(text.trim())?;
    if !part.rest.is_empty() {
        return Err(QuantityError::UnknownUnit {
            unit: format!("{}{}", part.unit, part.rest),
            allowed: SIZE_UNITS,
        });
    }
    part.scaled(size_unit_bytes(part.unit)?, "bytes")
}

/// A size for people, to one decimal: `812 B`, `1.5 KiB`, `64 MiB`.
pub fn format_bytes(bytes: u64) -> String {
    const NAMES: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut scale: u128 = 1024;
    let mut name = NAMES[0];
    for next in &NAMES[1..] {
        // 1023.95 and more would be shown as 1024.0 of the smaller unit.
        if tenths_of(bytes, scale) < 10_240 {
            break;
        }
        scale *= 1024;
        name = next;
    }
    match tenths_of(bytes, scale) {
        tenths if tenths % 10 == 0 => format!("{} {name}", tenths / 10),
        tenths => format!("{}.{} {name}", tenths / 10, tenths % 10),
    }
}

/// A duration for people, in its two largest units: `200ms`, `1.5s`, `1h 30m`, `90d`. It reads back with
/// [`parse_duration_ms`], less what was left out, when it is not negative.
pub fn format_duration_ms(duration_ms: i64) -> String {
    let sign = if duration_ms < 0 { "-" } else { "" };
    let length_ms = duration_ms.unsigned_abs();
    let (first, second) = match length_ms {
        0..SECOND_MS => return format!("{sign}{length_ms}ms"),
        SECOND_MS..MINUTE_MS => return format!("{sign}{}s", thousandths(length_ms)),
        MINUTE_MS..HOUR_MS => ((MINUTE_MS, "m"), (SECOND_MS, "s")),
        HOUR_MS..DAY_MS => ((HOUR_MS, "h"), (MINUTE_MS, "m")),
        _ => ((DAY_MS, "d"), (HOUR_MS, "h")),
    };
    let (large, small) = (length_ms / first.0, length_ms % first.0 / second.0);
    if small == 0 {
        format!("{sign}{large}{}", first.1)
    } else {
        format!("{sign}{large}{} {small}{}", first.1, second.1)
    }
}

/// One number with its unit, taken from the front of a text.
struct Part<'a> {
    text: &'a str,
    whole: &'a str,
    fraction: &'a str,
    unit: &'a str,
    rest: &'a str,
}

impl<'a> Part<'a> {
    fn take(text: &'a str) -> Result<Self, QuantityError> {
        let (whole, mut rest) = split_while(text, |c| c.is_ascii_digit());
        if whole.is_empty() {
            return Err(QuantityError::NoNumber(text.to_owned()));
        }
        let mut fraction = "";
        if let Some(after) = rest.strip_prefix('.') {
            (fraction, rest) = split_while(after, |c| c.is_ascii_digit());
            if fraction.is_empty() {
                return Err(QuantityError::NoNumber(text.to_owned()));
            }
        }
        let (unit, rest) = split_while(rest.trim_start(), |c| !c.is_ascii_digit() && !c.is_whitespace());
        Ok(Self { text, whole, fraction: fraction.trim_end_matches('0'), unit, rest })
    }

    /// The number times `scale`, exactly.
    fn scaled(&self, scale: u64, unit: &'static str) -> Result<u64, QuantityError> {
        let too_large = || QuantityError::TooLarge(self.text.to_owned());
        let not_whole = || QuantityError::NotWhole { text: self.text.to_owned(), unit };
        let whole: u64 = self.whole.parse().map_err(|_| too_large())?;
        let base = whole.checked_mul(scale).ok_or_else(too_large)?;
        if self.fraction.is_empty() {
            return Ok(base);
        }
        // The largest scale is 2^40, so that more than 18 decimals are never whole and never overflow.
        let digits = u32::try_from(self.fraction.len()).ok().filter(|n| *n <= 18).ok_or_else(not_whole)?;
        let fraction: u128 = self.fraction.parse().map_err(|_| not_whole())?;
        let (scaled, divisor) = (fraction * u128::from(scale), 10_u128.pow(digits));
        if scaled % divisor != 0 {
            return Err(not_whole());
        }
        let extra = u64::try_from(scaled / divisor).map_err(|_| too_large())?;
        base.checked_add(extra).ok_or_else(too_large)
    }
}

fn split_while(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !keep(c)).unwrap_or(text.len()))
}

fn duration_unit_ms(unit: &str) -> Result<u64, QuantityError> {
    match unit {
        "ms" => Ok(1),
        "s" => Ok(SECOND_MS),
        "m" => Ok(MINUTE_MS),
        "h" => Ok(HOUR_MS),
        "d" => Ok(DAY_MS),
        "w" => Ok(7 * DAY_MS),
        _ => Err(QuantityError::UnknownUnit { unit: unit.to_owned(), allowed: DURATION_UNITS }),
    }
}

fn size_unit_bytes(unit: &str) -> Result<u64, QuantityError> {
    let lower = unit.to_ascii_lowercase();
    let (prefix, step): (&str, u64) = match lower.strip_suffix('b') {
        None => (&lower, 1024),
        Some(prefix) => match prefix.strip_suffix('i') {
            Some("") => ("?", 1024),
            Some(binary) => (binary, 1024),
            None => (prefix, 1000),
        },
    };
    let power = match prefix {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return Err(QuantityError::UnknownUnit { unit: unit.to_owned(), allowed: SIZE_UNITS }),
    };
    Ok(step.pow(power))
}

/// `bytes / scale` in tenths, rounded half up.
fn tenths_of(bytes: u64, scale: u128) -> u128 {
    (u128::from(bytes) * 20 + scale) / (scale * 2)
}

fn thousandths(length_ms: u64) -> String {
    let text = format!("{}.{:03}", length_ms / 1_000, length_ms % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_exactly() {
        for (text, expected_ms) in [
            ("0", 0),
            ("3600", 3_600_000),
            ("200ms", 200),
            ("5s", 5_000),
            ("1.5h", 5_400_000),
            ("90d", 7_776_000_000),
            ("2w", 1_209_600_000),
            ("1h30m", 5_400_000),
            (" 1h 30m ", 5_400_000),
            ("5 s", 5_000),
            ("0.250s", 250),
        ] {
            assert_eq!(parse_duration_ms(text), Ok(expected_ms), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", " ", "d", "-2h", "+1s", "1x", "1M", "1h 30", "30 1h", "1.h", ".5h", "0.5ms", "1e3s"]
        {
            assert!(parse_duration_ms(text).is_err(), "{text}");
        }
        assert!(matches!(parse_duration_ms("0.0001s"), Err(QuantityError::NotWhole { .. })));
        assert!(matches!(parse_duration_ms("99999999999999999999d"), Err(QuantityError::TooLarge(_))));
        assert!(matches!(parse_duration_ms("9223372036854775807d"), Err(QuantityError::TooLarge(_))));
        assert!(matches!(parse_duration_ms("9223372036854775808ms"), Err(QuantityError::TooLarge(_))));
        assert_eq!(parse_duration_ms("9223372036854775807ms"), Ok(i64::MAX));
        assert!(parse_duration_ms(&format!("0.{}1s", "0".repeat(400))).is_err());
    }

    #[test]
    fn sizes_are_read_exactly() {
        for (text, expected) in [
            ("0", 0),
            ("67108864", 67_108_864),
            ("64M", 64 << 20),
            ("64m", 64 << 20),
            ("64MiB", 64 << 20),
            ("64 MiB", 64 << 20),
            ("64MB", 64_000_000),
            ("1GiB", 1 << 30),
            ("1.5K", 1536),
            ("12B", 12),
            ("1T", 1 << 40),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(parse_bytes(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "M", "-1", "1iB", "1X", "1 M 2", "1M2", "0.3B", "1bb", "1é"] {
            assert!(parse_bytes(text).is_err(), "{text}");
        }
        assert!(matches!(parse_bytes("18446744073709551616"), Err(QuantityError::TooLarge(_))));
        assert!(matches!(parse_bytes("99999999T"), Err(QuantityError::TooLarge(_))));
    }

    #[test]
    fn sizes_are_written_for_people() {
        for (bytes, expected) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KiB"),
            (1536, "1.5 KiB"),
            (64 << 20, "64 MiB"),
            ((1 << 20) - 1, "1 MiB"),
            (u64::MAX, "16 EiB"),
        ] {
            assert_eq!(format_bytes(bytes), expected);
        }
    }

    #[test]
    fn durations_are_written_for_people() {
        for (duration_ms, expected) in [
            (0, "0ms"),
            (999, "999ms"),
            (1_000, "1s"),
            (1_500, "1.5s"),
            (59_999, "59.999s"),
            (90_000, "1m 30s"),
            (5_400_000, "1h 30m"),
            (7_776_000_000, "90d"),
            (90_000_000, "1d 1h"),
            (-7_200_000, "-2h"),
            (i64::MIN, "-106751991167d 7h"),
        ] {
            assert_eq!(format_duration_ms(duration_ms), expected);
        }
    }

    #[test]
    fn a_written_duration_reads_back() {
        for duration_ms in [0, 1, 1_001, 60_000, 90_000, 5_400_000, 7_776_000_000] {
            assert_eq!(parse_duration_ms(&format_duration_ms(duration_ms)), Ok(duration_ms));
        }
    }
}

//! Energy in integer micro-EU.
//!
//! A sum of floats depends on its order; a sum of integers does not. A producer's number is rounded half-even
//! to 1e-6 EU from its *decimal text*, never through a float, so that every machine gets the same integer.

use std::fmt;

/// An amount of energy in millionths of an energy unit (1e-6 EU).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroEu(pub i64);

/// Micro-EU in one EU.
pub const MICRO_PER_EU: i64 = 1_000_000;

impl MicroEu {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Adds, or `None` where the sum leaves the range of an i64 (9.2e12 EU).
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Subtracts, or `None` where the difference leaves the range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Reads a JSON number literal, rounded half-even to the sixth decimal.
    /// `None` when the literal is no JSON number or does not fit.
    ///
    /// ```
    /// # use wfstate::model::energy::MicroEu;
    /// assert_eq!(MicroEu::from_literal("4.2"), Some(MicroEu(4_200_000)));
    /// assert_eq!(MicroEu::from_literal("2.5e-6"), Some(MicroEu(2))); // a tie goes to the even digit
    /// assert_eq!(MicroEu::from_literal("1e13"), None); // more than an i64 of micro-EU
    /// ```
    pub fn from_literal(literal: &str) -> Option<Self> {
        scaled_half_even(literal, 6).map(Self)
    }

    /// The amount in EU as a float, for drawing and ratios only.
    #[expect(clippy::cast_precision_loss, reason = "for display; sums stay integers")]
    pub fn as_eu(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl fmt::Display for MicroEu {
    /// The exact decimal, without trailing zeros: `2680.907`, `-0.5`, `0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_micro(f, self.0)
    }
}

/// Writes an integer of millionths as its exact decimal.
pub(crate) fn write_micro(f: &mut dyn fmt::Write, micro: i64) -> fmt::Result {
    let sign = if micro < 0 { "-" } else { "" };
    let magnitude = micro.unsigned_abs();
    let (whole, part) = (magnitude / 1_000_000, magnitude % 1_000_000);
    if part == 0 {
        return write!(f, "{sign}{whole}");
    }
    let digits = format!("{part:06}");
    write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// A JSON number literal times 10^`scale`, rounded half-even to an integer.
pub(crate) fn scaled_half_even(literal: &str, scale: i64) -> Option<i64> {
    short_scaled(literal, scale).or_else(|| long_scaled(literal, scale))
}

/// The same of a few plain digits, of which none is to be rounded away: nearly every number that a producer sends.
fn short_scaled(literal: &str, scale: i64) -> Option<i64> {
    let (mut value, mut point) = (0i64, None);
    let bytes = literal.as_bytes();
    // So many digits fit, and the zeros behind them, too.
    if bytes.len() > 12 || !(0..=6).contains(&scale) || !bytes.first()?.is_ascii_digit() {
        return None;
    }
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at + 1),
            _ => return None,
        }
    }
    let behind = i64::try_from(bytes.len() - point.unwrap_or(bytes.len())).ok()?;
    let zeros = u32::try_from(scale - behind).ok()?;
    Some(value * 10i64.pow(zeros))
}

fn long_scaled(literal: &str, scale: i64) -> Option<i64> {
    let (negative, rest) = match literal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, literal),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], rest[at + 1..].parse::<i64>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    // How many of the digits stand before the point once it has moved by `scale` and by the exponent.
    let point = i64::try_from(whole.len()).ok()?.checked_add(scale)?.checked_add(exponent)?;
    let magnitude = round_digits(whole.bytes().chain(fraction.bytes()), point)?;
    if negative { 0i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

/// The first `point` digits as an integer (zeros appended where there are fewer), rounded half-even by the rest.
fn round_digits(digits: impl Iterator<Item = u8>, point: i64) -> Option<u64> {
    let mut value: u64 = 0;
    let mut at: i64 = 0;
    let (mut first_dropped, mut more_dropped) = (0u8, false);
    for digit in digits.map(|b| b - b'0') {
        match at.cmp(&point) {
            std::cmp::Ordering::Less => value = value.checked_mul(10)?.checked_add(u64::from(digit))?,
            std::cmp::Ordering::Equal => first_dropped = digit,
            std::cmp::Ordering::Greater => more_dropped |= digit != 0,
        }
        at += 1;
    }
    if point < 0 {
        return Some(0); // every digit stands behind the first one that could round up
    }
    while at < point && value != 0 {
        value = value.checked_mul(10)?;
        at += 1;
    }
    let up = first_dropped > 5 || (first_dropped == 5 && (more_dropped || value % 2 == 1));
    if up { value.checked_add(1) } else { Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micro(literal: &str) -> Option<i64> {
        MicroEu::from_literal(literal).map(|m| m.0)
    }

    #[test]
    fn literals_are_rounded_half_even_from_their_decimal_text() {
        for (literal, expected) in [
            ("0", 0),
            ("-0", 0),
            ("15.5", 15_500_000),
            ("0.0000005", 0),
            ("0.0000015", 2),
            ("0.0000025", 2),
            ("0.00000250000000000000000001", 3),
            ("-0.0000015", -2),
            ("4.2e3", 4_200_000_000),
            ("1E-6", 1),
            ("5e-7", 0),
            ("6e-7", 1),
            ("9e-8", 0),
            ("1e-400", 0),
            ("0e999999", 0),
            ("9223372036854.775807", i64::MAX),
            ("-9223372036854.775808", i64::MIN),
        ] {
            assert_eq!(micro(literal), Some(expected), "{literal}");
        }
    }

    #[test]
    fn the_short_way_comes_to_what_the_long_way_comes_to() {
        let mut bits = 7u64;
        let mut short = 0;
        for round in 0..200_000u32 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let digits = (bits >> 8).to_string();
            let mut literal = digits[..=round as usize % 13].to_owned();
            let point = (bits >> 3) as usize % (literal.len() + 1);
            literal.insert(point, '.');
            for scale in [0, 6] {
                let long = long_scaled(&literal, scale);
                let way = short_scaled(&literal, scale);
                assert!(way.is_none() || way == long, "{literal} {scale}: {way:?} {long:?}");
                short += u32::from(way.is_some());
            }
        }
        assert!(short > 100_000);
        for literal in ["", ".5", "5.", "1.2.3", "1e3", "-1", "12a"] {
            let way = short_scaled(literal, 6);
            assert!(way.is_none() || way == long_scaled(literal, 6), "{literal}");
        }
    }

    #[test]
    fn what_does_not_fit_or_is_no_number_is_none() {
        for literal in ["9223372036854.775808", "1e13", "1e400", "", "-", "x", ".5", "1e", "0x1"] {
            assert_eq!(micro(literal), None, "{literal}");
        }
    }

    #[test]
    fn the_printed_decimal_reads_back_to_the_same_integer() {
        for value in [0, 1, -1, 999_999, 1_000_000, -2_680_907_000, i64::MAX, i64::MIN] {
            assert_eq!(micro(&MicroEu(value).to_string()), Some(value));
        }
        assert_eq!(MicroEu(2_680_907_000).to_string(), "2680.907");
    }
}

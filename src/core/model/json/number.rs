//! Number literals: the grammar, and whether a double can hold the number as written.
//!
//! A literal of n significant digits survives when the double nearest to it, printed with n digits, is the
//! literal again. Up to 15 digits (and away from the ends of the range) that is always so, so almost every
//! number is passed without being parsed at all. Integers within i64 or u64 are kept as integers and survive.

use super::scan::{JsonFault, Kind};

/// Significant digits that every double holds.
const SAFE_DIGITS: usize = 15;

/// The length and kind of the number at the front of `b`, or how far the scan came and what is wrong.
pub fn scan(b: &[u8]) -> Result<(usize, Kind), (usize, JsonFault)> {
    let mut at = usize::from(b.first() == Some(&b'-'));
    let whole_start = at;
    at += run_of_digits(&b[at..]);
    if at == whole_start {
        let fault = if b.get(at) == Some(&b'I') { JsonFault::NotFinite } else { JsonFault::Malformed };
        return Err((at, fault));
    }
    if b[whole_start] == b'0' && at > whole_start + 1 {
        return Err((whole_start + 1, JsonFault::Malformed));
    }
    let whole_end = at;
    if b.get(at) == Some(&b'.') {
        let n = run_of_digits(&b[at + 1..]);
        if n == 0 {
            return Err((at + 1, JsonFault::Malformed));
        }
        at += 1 + n;
    }
    let mantissa_end = at;
    if let Some(b'e' | b'E') = b.get(at) {
        at += 1 + usize::from(matches!(b.get(at + 1), Some(b'+' | b'-')));
        let n = run_of_digits(&b[at..]);
        if n == 0 {
            return Err((at, JsonFault::Malformed));
        }
        at += n;
    }
    let integer = at == whole_end;
    let exact = mantissa_end == at && mantissa_end - whole_start <= SAFE_DIGITS;
    if exact || survives(&b[..at], integer) {
        return Ok((at, if integer { Kind::Integer } else { Kind::Float }));
    }
    let finite = text_of(&b[..at]).parse::<f64>().is_ok_and(f64::is_finite);
    Err((at, if finite { JsonFault::NumberChanges } else { JsonFault::NotFinite }))
}

/// Powers of ten that a double holds exactly.
const TENS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The double nearest to a scanned literal. Of a few plain digits it is their integer over a power of ten: both are
/// exact, and a division is rounded once.
pub fn value(literal: &str) -> Option<f64> {
    let unsigned = literal.strip_prefix('-').unwrap_or(literal);
    let (mut digits, mut fraction) = (0u32, None);
    let mut mantissa = 0u64;
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                digits += 1;
            }
            b'.' if fraction.is_none() => fraction = Some(digits),
            _ => return literal.parse().ok(),
        }
    }
    let behind = fraction.map_or(0, |before| digits - before);
    let (true, Some(tens)) = ((1..=SAFE_DIGITS).contains(&(digits as usize)), TENS.get(behind as usize))
    else {
        return literal.parse().ok();
    };
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits are below 2^53")]
    let value = mantissa as f64 / tens;
    Some(if unsigned.len() < literal.len() { -value } else { value })
}

fn run_of_digits(b: &[u8]) -> usize {
    b.iter().take_while(|c| c.is_ascii_digit()).count()
}

fn text_of(b: &[u8]) -> &str {
    std::str::from_utf8(b).unwrap_or_default()
}

/// The slow question, asked of long literals and of those with an exponent.
fn survives(literal: &[u8], integer: bool) -> bool {
    let text = text_of(literal);
    if integer && (text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok()) {
        return true;
    }
    let Ok(value) = text.parse::<f64>() else { return false };
    if !value.is_finite() {
        return false;
    }
    let (digits, exponent) = significant(text);
    if digits.is_empty() {
        return true; // a zero in any spelling
    }
    let printed = format!("{:.*e}", digits.len() - 1, value.abs());
    let (printed_digits, printed_exponent) = significant(&printed);
    printed_digits == digits && printed_exponent == exponent
}

/// The significant digits without leading and trailing zeros, and the power of ten of the first of them.
fn significant(literal: &str) -> (String, i64) {
    let unsigned = literal.trim_start_matches('-');
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: String = [whole, fraction].concat();
    let leading = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0').to_owned();
    let power = i64::try_from(whole.len()).unwrap_or(0) - 1 - i64::try_from(leading).unwrap_or(0);
    (digits, power.saturating_add(exponent.parse::<i64>().unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_double_holds_as_written_pass() {
        for text in [
            "0",
            "-0",
            "0.0",
            "0e9999",
            "1",
            "-12",
            "4.2",
            "1e5",
            "0.1",
            "0.10000000000000001",
            "1E+2",
            "0.30000000000000004",
            "9223372036854775807",
            "18446744073709551615",
            "1.7976931348623157e308",
            "9007199254740993",
            "5e-324",
            "100000000000000000000",
            "2.2250738585072014e-308",
            "0.1000000000000000055511151231257827",
        ] {
            assert!(scan(text.as_bytes()).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_short_way_to_a_double_ends_where_the_long_way_does() {
        let mut bits = 7u64;
        for round in 0..200_000u32 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let digits = (bits >> 8).to_string();
            let take = 1 + round as usize % 18;
            let mut literal = digits[..take.min(digits.len())].to_owned();
            let point = (bits >> 3) as usize % (literal.len() + 1);
            if (1..literal.len()).contains(&point) {
                literal.insert(point, '.');
            }
            let literal = if round % 3 == 0 { format!("-{literal}") } else { literal };
            let long: Option<f64> = literal.parse().ok();
            assert_eq!(value(&literal).map(f64::to_bits), long.map(f64::to_bits), "{literal}");
        }
        for literal in ["0", "-0", "0.0", "-0.000", "1e5", "0.1", "999999999999999", "9999999999999999"] {
            let long: Option<f64> = literal.parse().ok();
            assert_eq!(value(literal).map(f64::to_bits), long.map(f64::to_bits), "{literal}");
        }
    }

    #[test]
    fn numbers_that_would_change_are_refused() {
        for text in ["9007199254740993.0", "9.007199254740993e15", "3.141592653589793238", "1e-400", "1e-324"]
        {
            assert_eq!(scan(text.as_bytes()).map_err(|e| e.1), Err(JsonFault::NumberChanges), "{text}");
        }
        for text in ["1e400", "-1e309", "1e99999999999999999999"] {
            assert_eq!(scan(text.as_bytes()).map_err(|e| e.1), Err(JsonFault::NotFinite), "{text}");
        }
        for text in ["01", "-", "1.", "1e", "1e+", "+1", ".5"] {
            assert_eq!(scan(text.as_bytes()).map_err(|e| e.1), Err(JsonFault::Malformed), "{text}");
        }
    }

    #[test]
    fn every_double_survives_its_own_shortest_spelling() {
        let mut bits = 0x9E37_79B9_7F4A_7C15_u64;
        for _ in 0..20_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = f64::from_bits(bits);
            if value.is_finite() {
                let shortest = serde_json::to_string(&value).unwrap();
                assert!(scan(shortest.as_bytes()).is_ok(), "{shortest}");
                assert_eq!(
                    super::value(&shortest).map(f64::to_bits),
                    shortest.parse().ok().map(f64::to_bits)
                );
                let long = format!("{value:.16e}");
                assert!(scan(long.as_bytes()).is_ok(), "{long}");
            }
        }
    }
}

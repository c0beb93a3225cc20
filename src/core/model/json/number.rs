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
                let long = format!("{value:.16e}");
                assert!(scan(long.as_bytes()).is_ok(), "{long}");
            }
        }
    }
}

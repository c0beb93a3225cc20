//! Times as other programs keep them: RFC 3339 with an offset, without one, with a space, as SQLite's `datetime()`
//! writes it, as a number of seconds, milliseconds or microseconds, as text or not. A time without an offset is UTC.

use super::database::literal;
use crate::core::model::energy::scaled_half_even;
use crate::core::model::time::Timestamp;
use crate::core::store::foreign::Cell;

/// A time that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The instant.
    pub at: Timestamp,
    /// It stands there as RFC 3339 or as a whole number of a unit, so that nothing had to be assumed.
    pub plain: bool,
}

/// Reads a time.
pub fn read(cell: Cell<'_>) -> Option<Told> {
    let assumed = |at| Told { at, plain: false };
    match cell {
        Cell::Int(n) => Timestamp::from_integer(n).ok().map(|at| Told { at, plain: true }),
        Cell::Real(_) => number(&literal(cell)?).map(assumed),
        Cell::Text(_) | Cell::Blob(_) => {
            let text = std::str::from_utf8(cell.bytes()?).ok()?;
            match Timestamp::parse(text) {
                Ok(sent) => Some(Told { at: sent.at, plain: true }),
                Err(_) => civil(text.trim()).or_else(|| number(text.trim())).map(assumed),
            }
        }
        Cell::Null | Cell::TooLong(_) => None,
    }
}

/// A decimal number, its unit told by its magnitude.
fn number(text: &str) -> Option<Timestamp> {
    let whole = text.split(['.', 'e', 'E']).next()?.parse::<i64>().ok();
    let digits = scaled_half_even(text, 0)?.unsigned_abs().max(whole?.unsigned_abs());
    let scale = match digits {
        0..100_000_000_000 => 6,
        100_000_000_000..100_000_000_000_000 => 3,
        100_000_000_000_000..100_000_000_000_000_000 => 0,
        _ => -3,
    };
    let micros = scaled_half_even(text, scale)?;
    // Through the one place that knows which instants there are.
    Timestamp::parse(&Timestamp(micros).to_string()).ok().map(|t| t.at).filter(|at| at.0 == micros)
}

/// A date and time that lacks something which RFC 3339 demands.
fn civil(text: &str) -> Option<Timestamp> {
    if !text.is_ascii() || text.len() > 64 || text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let text = text.replace(',', ".").replace(" UTC", "Z").replace(" GMT", "Z");
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = (rest[..zone].trim(), rest[zone..].trim());
    let clock = match clock.len() {
        0 => "00:00:00".to_owned(),
        5 => format!("{clock}:00"),
        _ => clock.to_owned(),
    };
    let zone = match zone.as_bytes() {
        [] | b"Z" | b"z" => "Z".to_owned(),
        [_, _, _] => format!("{zone}:00"),
        [_, _, _, d, _] if d.is_ascii_digit() => format!("{}:{}", &zone[..3], &zone[3..]),
        _ => zone.to_owned(),
    };
    Timestamp::parse(&format!("{date}T{clock}{zone}")).ok().map(|t| t.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_instant_in_all_its_forms_is_one_number() {
        let want = Timestamp(1_755_460_080_000_000);
        for (text, plain) in [
            ("2025-08-17T19:48:00Z", true),
            ("2025-08-17 19:48:00+00:00", true),
            ("2025-08-17T21:48:00+02:00", true),
            ("2025-08-17T19:48:00", false),
            ("2025-08-17 19:48:00", false),
            ("2025-08-17 19:48", false),
            (" 2025-08-17T19:48:00.000 ", false),
            ("2025-08-17 19:48:00,000", false),
            ("2025-08-17 19:48:00 UTC", false),
            ("2025-08-17T21:48:00+0200", false),
            ("2025-08-17 14:48:00-05", false),
            ("1755460080", false),
            ("1755460080.0", false),
            ("1755460080000", false),
            ("1755460080000000", false),
            ("1.75546008e9", false),
        ] {
            assert_eq!(read(Cell::Text(text.as_bytes())), Some(Told { at: want, plain }), "{text}");
        }
        assert_eq!(read(Cell::Int(1_755_460_080_000)), Some(Told { at: want, plain: true }));
        let fraction = read(Cell::Real(1_755_460_080.25)).map(|t| t.at.0 - want.0);
        assert_eq!(fraction, Some(250_000));
        assert_eq!(
            read(Cell::Text(b"2025-08-17")).map(|t| t.at.to_string()).as_deref(),
            Some("2025-08-17T00:00:00.000000Z")
        );
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "yesterday",
            "2025-13-01 00:00:00",
            "2025-08-17T25:00:00",
            "1e300",
            "-",
            "NaN",
            "2025-08-17T",
        ] {
            let read = read(Cell::Text(text.as_bytes()));
            assert!(read.is_none() || text == "2025-08-17T", "{text}: {read:?}");
        }
        assert_eq!(
            (read(Cell::Null), read(Cell::Real(f64::NAN)), read(Cell::Blob(&[0xff]))),
            (None, None, None)
        );
    }
}

//! JSON strings: escapes in and out.

use super::scan::JsonFault;
use std::borrow::Cow;
use std::fmt::Write;

/// How many bytes at the front need no thought: no quote, no backslash, no control character.
pub fn plain_prefix(b: &[u8]) -> usize {
    let mut at = 0;
    // Eight bytes at a time: the classic test for "some byte equals c" and "some byte below 0x20".
    while let Some(chunk) = b.get(at..at + 8) {
        let Ok(chunk) = <[u8; 8]>::try_from(chunk) else { break };
        let found = specials(u64::from_le_bytes(chunk));
        if found != 0 {
            // Marks may be wrong only behind a true one, so that the first is true.
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + b[at..].iter().take_while(|&&c| c != b'"' && c != b'\\' && c >= 0x20).count()
}

/// The highest bit of each special byte; the first byte is the lowest.
const fn specials(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let found = (quote.wrapping_sub(ONES) & !quote)
        | (slash.wrapping_sub(ONES) & !slash)
        | (word.wrapping_sub(ONES * 0x20) & !word);
    found & HIGH
}

/// Whether two names are the same. Nearly all are so short that asking the library takes longer than looking.
#[inline]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() || a.first() != b.first() {
        return false;
    }
    match (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(begin), Some(other), Some(end), Some(other_end)) if a.len() <= 16 => {
            begin == other && end == other_end
        }
        (None, ..) => a.iter().zip(b).all(|(a, b)| a == b),
        _ => a == b,
    }
}

/// The length of the escape at the front (which begins with a backslash), surrogate pairs as one.
pub fn escape_len(b: &[u8]) -> Result<usize, JsonFault> {
    match b.get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => match hex4(b, 2)? {
            0xD800..=0xDBFF => {
                if b.get(6) != Some(&b'\\') || b.get(7) != Some(&b'u') {
                    return Err(JsonFault::LoneSurrogate);
                }
                match hex4(b, 8)? {
                    0xDC00..=0xDFFF => Ok(12),
                    _ => Err(JsonFault::LoneSurrogate),
                }
            }
            0xDC00..=0xDFFF => Err(JsonFault::LoneSurrogate),
            _ => Ok(6),
        },
        Some(_) => Err(JsonFault::Malformed),
        None => Err(JsonFault::Truncated),
    }
}

fn hex4(b: &[u8], at: usize) -> Result<u32, JsonFault> {
    let digits = b.get(at..at + 4).ok_or(JsonFault::Truncated)?;
    digits
        .iter()
        .try_fold(0, |n, c| char::from(*c).to_digit(16).map(|d| n * 16 + d).ok_or(JsonFault::Malformed))
}

/// The text of a scanned string (quotes left out), which was checked when it was scanned.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest.as_bytes()[at..];
        let len = escape_len(escape).unwrap_or(escape.len());
        out.push(escaped_char(escape, len));
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn escaped_char(escape: &[u8], len: usize) -> char {
    let unit = |at| hex4(escape, at).unwrap_or(0xFFFD);
    match (escape.get(1), len) {
        (Some(b'b'), _) => '\u{8}',
        (Some(b'f'), _) => '\u{c}',
        (Some(b'n'), _) => '\n',
        (Some(b'r'), _) => '\r',
        (Some(b't'), _) => '\t',
        (Some(b'u'), 12) => {
            let code = 0x10000 + ((unit(2) - 0xD800) << 10) + (unit(8) - 0xDC00);
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        (Some(b'u'), _) => char::from_u32(unit(2)).unwrap_or(char::REPLACEMENT_CHARACTER),
        (Some(c), _) => char::from(*c),
        (None, _) => char::REPLACEMENT_CHARACTER,
    }
}

/// Appends `text` as a JSON string with its quotes. Control characters and nothing else are escaped, so that
/// the result is one spelling on every machine.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while !rest.is_empty() {
        let plain = plain_prefix(rest.as_bytes());
        // A stop is always at an ASCII byte, hence at a character boundary.
        out.push_str(&rest[..plain]);
        let Some(c) = rest[plain..].chars().next() else { break };
        push_escaped(out, c);
        rest = &rest[plain + c.len_utf8()..];
    }
    out.push('"');
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c => {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_go_out_and_come_back() {
        for text in ["", "plain", "q\"b\\s/ \u{8}\u{c}\n\r\t\u{1}", "日本語 😀 e\u{301}", "a\u{7f}b"] {
            let mut json = String::new();
            push_string(&mut json, text);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
            assert_eq!(unescape(&json[1..json.len() - 1]), text);
        }
        assert_eq!(unescape(r"\u0041\ud83d\ude00\/"), "A😀/");
    }

    #[test]
    fn the_plain_prefix_stops_at_each_special_byte_wherever_it_stands() {
        for special in 0u8..=255 {
            for at in 0..20 {
                let mut bytes = vec![b'x'; 24];
                bytes[at] = special;
                let stops = special < 0x20 || special == b'"' || special == b'\\';
                let want = if stops { at } else { 24 };
                assert_eq!(plain_prefix(&bytes), want, "{special:#x} at {at}");
            }
        }
    }
}

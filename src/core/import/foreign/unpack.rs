//! What other programs packed: gzip, as bytes, as text in which each byte became a letter, or as base64.

use flate2::read::GzDecoder;
use std::io::Read;

/// The most that is unpacked: a stream of a kilobyte can say a gigabyte.
const MOST: u64 = 16 << 20;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Unpacks a value, where it is packed and whole.
pub fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.starts_with(&GZIP) {
        return inflate(bytes);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    // A program that packs before it writes JSON puts the result between quotes.
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    if inner.starts_with("\u{1f}\u{8b}") {
        return inflate(&latin1(inner)?);
    }
    if inner.starts_with("H4sI") {
        return inflate(&base64(inner.trim())?);
    }
    let escaped: String = inner.starts_with("\\u001f").then(|| serde_json::from_str(text).ok())??;
    inflate(&latin1(&escaped)?)
}

fn inflate(packed: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let length = GzDecoder::new(packed).take(MOST + 1).read_to_end(&mut whole).ok()?;
    (length as u64 <= MOST).then_some(whole)
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').bytes().filter(|b| !b.is_ascii_whitespace());
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len() * 3 / 4), 0u32, 0u32);
    for digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn encoded(bytes: &[u8]) -> String {
        let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits: Vec<u8> = bytes.iter().flat_map(|b| (0..8).rev().map(move |n| b >> n & 1)).collect();
        let digit = |six: &[u8]| (0..6).fold(0, |n, at| n << 1 | six.get(at).copied().unwrap_or(0));
        bits.chunks(6).map(|six| char::from(digits[usize::from(digit(six))])).collect()
    }

    #[test]
    fn the_same_text_comes_out_of_every_dress() {
        let text = br#"{"energy":1.5,"words":"some words that repeat, some words that repeat"}"#;
        let bytes = packed(text);
        let letters: String = bytes.iter().map(|b| char::from(*b)).collect();
        let json = serde_json::to_string(&letters).unwrap();
        let base64 = encoded(&bytes);
        for dress in [&bytes, letters.as_bytes(), json.as_bytes(), base64.as_bytes()] {
            assert_eq!(unpack(dress).as_deref(), Some(&text[..]));
        }
        assert_eq!(super::base64("SGVsbG8=").as_deref(), Some(&b"Hello"[..]));
        assert_eq!(
            (unpack(&bytes[..20]), unpack(b"{}"), unpack(b"H4sI!!"), unpack(b"")),
            (None, None, None, None)
        );
    }

    #[test]
    fn what_would_fill_the_memory_is_not_unpacked() {
        assert!(unpack(&packed(&vec![b' '; (16 << 20) + 1])).is_none());
        assert!(unpack(&packed(&vec![b' '; 16 << 20])).is_some(), "the control");
    }
}

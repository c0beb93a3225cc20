//! What stands in a text of JSON once its escapes are undone: `\u0041KIA…` is the same key as `AKIA…`, some producers
//! write `:\/\/`, and before the word behind `\t` stands no `t`.
//!
//! One level is undone, for all of the text at once; a place found in the result is a place of the text again.

use super::secrets::Hit;

/// Looks for something in a text as it reads without escapes. Gives the hits in the order of their beginnings.
pub fn find(text: &[u8], look: fn(&[u8]) -> Vec<Hit>) -> Vec<Hit> {
    if memchr::memchr(b'\\', text).is_none() {
        return look(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut walk = Walk { text, at: 0, plain: 0 };
    while walk.at < text.len() {
        let c = walk.step();
        match c {
            Some(c) => plain.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => plain.push(text[walk.at - 1]),
        }
    }
    let mut walk = Walk { text, at: 0, plain: 0 };
    let of_text = |hit: Hit| {
        walk.upto(hit.at.start);
        let start = walk.at;
        // A copy: one hit may end behind where the next begins.
        let mut rest = walk;
        rest.upto(hit.at.end);
        Hit { kind: hit.kind, at: start..rest.at }
    };
    look(&plain).into_iter().map(of_text).collect()
}

/// Whether an escape begins here that stands for a letter, a digit or a sign of ASCII.
pub fn hides_ascii(rest: &[u8]) -> bool {
    rest.starts_with(b"\\u00") && rest.get(4).is_some_and(|b| (b'2'..=b'7').contains(b))
}

/// A place in a text, and where that is without escapes.
#[derive(Clone, Copy)]
struct Walk<'t> {
    text: &'t [u8],
    at: usize,
    plain: usize,
}

impl Walk<'_> {
    /// Over one byte, or over one escape: then its character.
    fn step(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        let escape = escape(rest);
        let (length, plain) = escape.map_or((1, 1), |(length, c)| (length, c.len_utf8()));
        self.at += length;
        self.plain += plain;
        escape.map(|e| e.1)
    }

    fn upto(&mut self, plain: usize) {
        while self.plain < plain && self.at < self.text.len() {
            self.step();
        }
    }
}

/// The escape at the beginning, if one is there: its length and its character. Half of a pair is no character of its
/// own, and nothing that is looked for has one.
fn escape(rest: &[u8]) -> Option<(usize, char)> {
    let [b'\\', kind, ..] = rest else { return None };
    let c = match kind {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'"' | b'\\' | b'/' => char::from(*kind),
        b'u' => {
            let digits = std::str::from_utf8(rest.get(2..6)?).ok()?;
            let code = u32::from_str_radix(digits, 16).ok()?;
            return Some((6, char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        _ => return None,
    };
    Some((2, c))
}

#[cfg(test)]
mod tests {
    use crate::core::validate::{personal, secrets};

    /// What is found, as it stands in the text.
    fn found(text: &str) -> Vec<(&'static str, &str)> {
        let hits = secrets::find(text.as_bytes()).into_iter().chain(personal::find(text.as_bytes()));
        hits.map(|h| (h.kind, &text[h.at])).collect()
    }

    #[test]
    fn an_escape_hides_nothing() {
        let aws = r"IAQ7RF2LXV9BTZK4MW";
        for (text, kind, hit) in [
            (format!(r#"{{"a":"\u0041K{aws}"}}"#), "AWS access key", format!(r"\u0041K{aws}")),
            (format!(r#"{{"\u0041K{aws}":1}}"#), "AWS access key", format!(r"\u0041K{aws}")),
            (format!(r#"{{"a":"A\u004b{aws}"}}"#), "AWS access key", format!(r"A\u004b{aws}")),
            (format!(r#"{{"a":"x\tAK{aws}"}}"#), "AWS access key", format!("AK{aws}")),
            (format!(r#"{{"a":"é\r\u00e9AK{aws}\n"}}"#), "AWS access key", format!("AK{aws}")),
            (
                r#"{"u":"postgres:\/\/app:q7Rf2LxV9bTz@db\/x"}"#.into(),
                "password in a URL",
                "q7Rf2LxV9bTz".into(),
            ),
            (
                r#"{"a":"jo\u0040mail.example.org"}"#.into(),
                "e-mail address",
                r"jo\u0040mail.example.org".into(),
            ),
            (r#"{"a":"\njo@mail.example.org"}"#.into(), "e-mail address", "jo@mail.example.org".into()),
        ] {
            assert_eq!(found(&text), [(kind, hit.as_str())], "{text}");
            let next = if kind.contains("mail") { personal::next } else { secrets::next };
            assert!(next(text.as_bytes(), 0).is_some(), "not even looked at: {text}");
        }
    }

    #[test]
    fn what_is_no_escape_stays_as_it_is() {
        for text in [r"\", r"a\", r"\u", r"\u00", r"\uzzzz", r"\ud83d\ude00", r"\q", "\\é", r"\\u0041"] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}

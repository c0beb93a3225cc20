//! Names that come from outside, parsed once: a value of one of these types is known to be well formed.

use super::time::Timestamp;
use std::fmt;

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {rule}")]
pub struct IdError {
    /// Which name.
    pub what: &'static str,
    /// The rule that it breaks.
    pub rule: &'static str,
}

/// A session's name: `[A-Za-z0-9._:-]{1,128}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

impl SessionId {
    /// Checks and keeps a name.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        Self::check(text).map(|()| Self(text.to_owned()))
    }

    /// Checks a name.
    pub fn check(text: &str) -> Result<(), IdError> {
        let ok = (1..=128).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-'));
        if ok {
            Ok(())
        } else {
            Err(IdError { what: "session id", rule: "1 to 128 letters, digits and . _ : -" })
        }
    }

    /// The seeds' form for a stream: start time and a counter from 1, `20250817T194800Z_001`.
    pub fn for_stream(start: Timestamp, counter: u32) -> Self {
        Self(format!("{}_{counter:03}", start.compact()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is a model id: `[A-Za-z0-9][A-Za-z0-9_.:/@+-]{0,199}`.
pub fn is_model_id(text: &str) -> bool {
    let b = text.as_bytes();
    (1..=200).contains(&b.len())
        && b[0].is_ascii_alphanumeric()
        && b.iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'/' | b'@' | b'+' | b'-'))
}

/// Whether a text can name an event type: a letter, then at most 127 letters, digits and `_ . : / -`, and perhaps `@`
/// and a version. The first version has one name, the bare one.
pub fn is_event_type(text: &str) -> bool {
    let (base, version) = text.split_once('@').map_or((text, None), |(base, v)| (base, Some(v)));
    let b = base.as_bytes();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'/' | b'-');
    (1..=128).contains(&text.len())
        && b.first().is_some_and(u8::is_ascii_alphabetic)
        && b.iter().all(plain)
        && version.is_none_or(is_version)
}

/// A version that is written out: one to four digits, no zero before others, and not 1.
fn is_version(text: &str) -> bool {
    let number = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    number && text != "1" && (text == "0" || !text.starts_with('0'))
}

/// The longest producer's key, in bytes.
pub const MAX_EVENT_KEY_BYTES: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_references_own_examples_are_names() {
        assert!(is_model_id("ollama/llama2:7b"));
        assert!(is_model_id("a@b+c"));
        assert!(!is_model_id("/x") && !is_model_id("") && !is_model_id("a b"));
        assert!(SessionId::parse("test_session").is_ok());
        assert!(SessionId::parse("20250817T194800Z_001").is_ok());
        for bad in ["", "a/b", "a b", "é", &"x".repeat(129)] {
            assert!(SessionId::parse(bad).is_err(), "{bad}");
        }
        assert!(is_event_type("energy.update") && is_event_type("x.__proto__"));
        assert!(!is_event_type("1x") && !is_event_type("a b") && !is_event_type(""));
        assert!(is_event_type("energy.update@0") && is_event_type("x@2") && is_event_type("x@9999"));
        for bad in ["x@", "x@1", "x@02", "x@00", "x@12345", "x@2@3", "@2", "x@-1", "x@v2"] {
            assert!(!is_event_type(bad), "{bad}");
        }
    }

    #[test]
    fn a_generated_name_has_the_seeds_form() {
        let id = SessionId::for_stream(Timestamp(1_755_460_080_000_000), 1);
        assert_eq!(id.as_str(), "20250817T194800Z_001");
        assert!(SessionId::parse(id.as_str()).is_ok());
    }
}

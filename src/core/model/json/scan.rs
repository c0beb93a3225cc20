//! The strict scanner: one pass over the bytes of a line, no tree.
//!
//! It checks the whole grammar and records where the members of the outermost object stand, and those of the
//! objects directly inside it; that is all an envelope and its data need. Everything deeper is checked and passed
//! over. Memory is bounded by the limits, never by the input.

use super::number;
use super::text;
use std::ops::Range;

/// How far a document may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Arrays and objects within one another.
    pub depth: usize,
    /// Values of any kind, the keys not counted.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 64, nodes: 100_000 }
    }
}

/// What kind of JSON value stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number without fraction and exponent.
    Integer,
    /// Any other number.
    Float,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A member of an object: where its key (without the quotes) and its value stand in the scanned bytes.
#[derive(Debug, Clone)]
pub struct Member {
    /// 1 in the outermost object, 2 in an object directly inside it.
    pub depth: u8,
    /// What the value is.
    pub kind: Kind,
    /// The key is written with a backslash escape.
    pub key_escaped: bool,
    key: Range<u32>,
    value: Range<u32>,
}

impl Member {
    /// The key as written, quotes left out.
    pub fn key<'a>(&self, text: &'a str) -> &'a str {
        &text[self.key.start as usize..self.key.end as usize]
    }

    /// Bytes of the key as written.
    pub fn key_len(&self) -> usize {
        (self.key.end - self.key.start) as usize
    }

    /// The key as bytes.
    pub fn key_bytes<'a>(&self, text: &'a str) -> &'a [u8] {
        &text.as_bytes()[self.key.start as usize..self.key.end as usize]
    }

    /// Where the value stands, quotes and brackets included.
    pub fn span(&self) -> Range<usize> {
        self.value.start as usize..self.value.end as usize
    }

    /// The value as written, quotes and brackets included.
    pub fn value<'a>(&self, text: &'a str) -> &'a str {
        &text[self.span()]
    }
}

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Nothing, or only white space.
    #[error("no JSON value")]
    Empty,
    /// A byte that the grammar does not allow here.
    #[error("malformed JSON")]
    Malformed,
    /// The text ends inside a value.
    #[error("the line ends inside a value")]
    Truncated,
    /// A comma before a closing bracket.
    #[error("trailing comma")]
    TrailingComma,
    /// A second document after the first.
    #[error("more than one document on the line")]
    TwoDocuments,
    /// Bytes that are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// `\ud800` without its other half.
    #[error("lone surrogate escape")]
    LoneSurrogate,
    /// A control character that must be escaped inside a string.
    #[error("unescaped control character in a string")]
    ControlCharacter,
    /// The same key twice in one object.
    #[error("duplicate key")]
    DuplicateKey,
    /// `NaN`, `Infinity`, or a number beyond the range of a double.
    #[error("number is not finite")]
    NotFinite,
    /// A number that a double cannot hold as written.
    #[error("number does not survive a round trip")]
    NumberChanges,
    /// More nesting than the limit.
    #[error("nested too deeply")]
    TooDeep,
    /// More values than the limit.
    #[error("too many values")]
    TooMany,
    /// The outermost value is not an object.
    #[error("not a JSON object")]
    NotAnObject,
}

/// A fault and the byte where it was seen (0-based).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{fault} at byte {at}")]
pub struct JsonError {
    /// What.
    pub fault: JsonFault,
    /// Where.
    pub at: usize,
}

type Scanned<T> = Result<T, JsonError>;
/// Within a scan: a fault is where the scan stands, and small enough for a register.
type Found<T> = Result<T, JsonFault>;

/// The scanner and its buffers, kept from line to line so that a steady stream allocates nothing.
#[derive(Debug, Default)]
pub struct Scanner {
    limits: Limits,
    keys: Vec<(Range<u32>, bool)>,
}

impl Scanner {
    /// A scanner with the given limits.
    pub fn new(limits: Limits) -> Self {
        Self { limits, keys: Vec::new() }
    }

    /// Checks that `bytes` hold exactly one JSON object, and lists its members and those of the objects directly
    /// in it, in order of appearance (an object's own members follow its entry). Gives the text.
    pub fn object<'b>(&mut self, bytes: &'b [u8], members: &mut Vec<Member>) -> Scanned<&'b str> {
        members.clear();
        let text = std::str::from_utf8(bytes)
            .map_err(|e| JsonError { fault: JsonFault::NotUtf8, at: e.valid_up_to() })?;
        self.object_text(text, members)?;
        Ok(text)
    }

    /// The same of what is known to be text.
    pub fn object_text(&mut self, text: &str, members: &mut Vec<Member>) -> Scanned<()> {
        members.clear();
        self.keys.clear();
        let bytes = text.as_bytes();
        if u32::try_from(bytes.len()).is_err() {
            return Err(JsonError { fault: JsonFault::TooMany, at: 0 });
        }
        let mut run = Run { b: bytes, at: 0, nodes: 0, limits: self.limits, keys: &mut self.keys, members };
        run.document().map_err(|fault| JsonError { fault, at: run.at })
    }
}

/// One pass.
struct Run<'a> {
    b: &'a [u8],
    at: usize,
    nodes: usize,
    limits: Limits,
    keys: &'a mut Vec<(Range<u32>, bool)>,
    members: &'a mut Vec<Member>,
}

impl Run<'_> {
    fn fail<T>(&self, fault: JsonFault) -> Found<T> {
        let fault = if fault == JsonFault::Malformed && self.at >= self.b.len() {
            JsonFault::Truncated
        } else {
            fault
        };
        Err(fault)
    }

    /// One object and nothing else.
    fn document(&mut self) -> Found<()> {
        self.space();
        match self.b.get(self.at) {
            None => return self.fail(JsonFault::Empty),
            Some(b'{') => {}
            Some(_) => {
                self.value(1)?;
                return self.fail(JsonFault::NotAnObject);
            }
        }
        self.value(1)?;
        self.space();
        match self.b.get(self.at) {
            None => Ok(()),
            Some(b'{' | b'[' | b'"') => self.fail(JsonFault::TwoDocuments),
            Some(_) => self.fail(JsonFault::Malformed),
        }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.b.get(self.at) {
            self.at += 1;
        }
    }

    /// One value; `depth` is that of the object or array that it would open.
    fn value(&mut self, depth: usize) -> Found<Kind> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return self.fail(JsonFault::TooMany);
        }
        match self.b.get(self.at) {
            Some(b'"') => self.string().map(|_| Kind::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'{') => self.object(depth).map(|()| Kind::Object),
            Some(b'[') => self.array(depth).map(|()| Kind::Array),
            Some(b't') => self.word(b"true", Kind::True),
            Some(b'f') => self.word(b"false", Kind::False),
            Some(b'n') => self.word(b"null", Kind::Null),
            Some(b'N' | b'I') => self.fail(JsonFault::NotFinite),
            _ => self.fail(JsonFault::Malformed),
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Found<Kind> {
        if self.b[self.at..].starts_with(word) {
            self.at += word.len();
            return Ok(kind);
        }
        if word.starts_with(&self.b[self.at..]) {
            self.at = self.b.len();
        }
        self.fail(JsonFault::Malformed)
    }

    fn number(&mut self) -> Found<Kind> {
        match number::scan(&self.b[self.at..]) {
            Ok((len, kind)) => {
                self.at += len;
                Ok(kind)
            }
            Err((len, fault)) => {
                self.at += len;
                self.fail(fault)
            }
        }
    }

    /// A string; says whether it holds an escape.
    fn string(&mut self) -> Found<bool> {
        let start = self.at;
        self.at += 1;
        let mut escaped = false;
        loop {
            self.at += text::plain_prefix(&self.b[self.at..]);
            match self.b.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(_) => return self.fail(JsonFault::ControlCharacter),
                None => {
                    debug_assert!(start < self.at);
                    return self.fail(JsonFault::Truncated);
                }
            }
        }
    }

    fn escape(&mut self) -> Found<()> {
        match text::escape_len(&self.b[self.at..]) {
            Ok(len) => {
                self.at += len;
                Ok(())
            }
            Err(fault) => self.fail(fault),
        }
    }

    fn array(&mut self, depth: usize) -> Found<()> {
        if depth > self.limits.depth {
            return self.fail(JsonFault::TooDeep);
        }
        self.at += 1;
        self.space();
        if self.b.get(self.at) == Some(&b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            self.space();
            match self.b.get(self.at) {
                Some(b',') => self.comma(b']')?,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return self.fail(JsonFault::Malformed),
            }
        }
    }

    fn comma(&mut self, close: u8) -> Found<()> {
        self.at += 1;
        self.space();
        if self.b.get(self.at) == Some(&close) { self.fail(JsonFault::TrailingComma) } else { Ok(()) }
    }

    fn object(&mut self, depth: usize) -> Found<()> {
        if depth > self.limits.depth {
            return self.fail(JsonFault::TooDeep);
        }
        let first_key = self.keys.len();
        self.at += 1;
        self.space();
        if self.b.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.member(depth)?;
            self.space();
            match self.b.get(self.at) {
                Some(b',') => self.comma(b'}')?,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                _ => return self.fail(JsonFault::Malformed),
            }
        }
        let unique = keys_differ(self.b, &mut self.keys[first_key..]);
        self.keys.truncate(first_key);
        unique.map_err(|at| {
            self.at = at;
            JsonFault::DuplicateKey
        })
    }

    fn member(&mut self, depth: usize) -> Found<()> {
        if self.b.get(self.at) != Some(&b'"') {
            return self.fail(JsonFault::Malformed);
        }
        let key_start = self.at + 1;
        let key_escaped = self.string()?;
        let key = narrow(key_start..self.at - 1);
        self.keys.push((key.clone(), key_escaped));
        self.space();
        if self.b.get(self.at) != Some(&b':') {
            return self.fail(JsonFault::Malformed);
        }
        self.at += 1;
        self.space();
        let value_start = self.at;
        if depth > 2 {
            return self.value(depth + 1).map(|_| ());
        }
        // The entry is made before the value is read, so that an object's members follow it.
        let entry = self.members.len();
        let depth_of_member = if depth == 1 { 1 } else { 2 };
        self.members.push(Member { depth: depth_of_member, kind: Kind::Null, key_escaped, key, value: 0..0 });
        let kind = self.value(depth + 1)?;
        self.members[entry].kind = kind;
        self.members[entry].value = narrow(value_start..self.at);
        Ok(())
    }
}

/// Lengths were checked to fit when the scan began.
#[expect(clippy::cast_possible_truncation, reason = "the scanned bytes are fewer than u32::MAX")]
fn narrow(range: Range<usize>) -> Range<u32> {
    range.start as u32..range.end as u32
}

/// Where two keys of one object are equal, the place of the later one.
fn keys_differ(b: &[u8], keys: &mut [(Range<u32>, bool)]) -> Result<(), usize> {
    let raw = |k: &(Range<u32>, bool)| &b[k.0.start as usize..k.0.end as usize];
    let escaped = keys.iter().any(|k| k.1);
    if !escaped && keys.len() <= 16 {
        let length = |k: &(Range<u32>, bool)| k.0.end - k.0.start;
        for (i, later) in keys.iter().enumerate() {
            let (later_key, long) = (raw(later), length(later));
            if keys[..i].iter().any(|k| length(k) == long && text::same(raw(k), later_key)) {
                return Err(later.0.start as usize);
            }
        }
        return Ok(());
    }
    // Keys were cut at quotes, hence at character boundaries.
    let decoded = |k: &(Range<u32>, bool)| text::unescape(std::str::from_utf8(raw(k)).unwrap_or_default());
    keys.sort_by_cached_key(|k| (decoded(k).into_owned(), k.0.start));
    match keys.windows(2).find(|w| decoded(&w[0]) == decoded(&w[1])) {
        Some(pair) => Err(pair[1].0.start as usize),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<JsonFault> {
        Scanner::default().object(text.as_bytes(), &mut Vec::new()).err().map(|e| e.fault)
    }

    #[test]
    fn what_general_parsers_forgive_is_refused_by_name() {
        for (text, want) in [
            ("", JsonFault::Empty),
            ("  ", JsonFault::Empty),
            ("{\"a\":1,}", JsonFault::TrailingComma),
            ("{\"a\":[1,]}", JsonFault::TrailingComma),
            ("{}{}", JsonFault::TwoDocuments),
            ("{} x", JsonFault::Malformed),
            ("[1]", JsonFault::NotAnObject),
            ("7", JsonFault::NotAnObject),
            ("{\"a\":NaN}", JsonFault::NotFinite),
            ("{\"a\":Infinity}", JsonFault::NotFinite),
            ("{\"a\":-Infinity}", JsonFault::NotFinite),
            ("{\"a\":1e400}", JsonFault::NotFinite),
            ("{\"a\":1e-400}", JsonFault::NumberChanges),
            ("{\"a\":9007199254740993.0}", JsonFault::NumberChanges),
            ("{\"a\":1,\"a\":2}", JsonFault::DuplicateKey),
            ("{\"a\":{\"b\":[{\"c\":1,\"\\u0063\":2}]}}", JsonFault::DuplicateKey),
            ("{\"a\":\"\\ud800\"}", JsonFault::LoneSurrogate),
            ("{\"a\":\"\\udc00\"}", JsonFault::LoneSurrogate),
            ("{\"a\":\"x\ty\"}", JsonFault::ControlCharacter),
            ("{\"a\":\"x", JsonFault::Truncated),
            ("{\"a\":", JsonFault::Truncated),
            ("{\"a\" 1}", JsonFault::Malformed),
            ("{a:1}", JsonFault::Malformed),
            ("{\"a\":01}", JsonFault::Malformed),
            ("{\"a\":tru}", JsonFault::Malformed),
            ("{\"a\":\"\\x\"}", JsonFault::Malformed),
        ] {
            assert_eq!(fault(text), Some(want), "{text}");
        }
        assert_eq!(
            Scanner::default().object(b"{\"a\":\"\xff\"}", &mut Vec::new()).err(),
            Some(JsonError { fault: JsonFault::NotUtf8, at: 6 })
        );
    }

    #[test]
    fn depth_and_count_are_bounded() {
        let deep = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
        assert_eq!(fault(&deep(63)), None);
        assert_eq!(fault(&deep(64)), Some(JsonFault::TooDeep));
        let wide = |n: usize| format!("{{\"a\":[{}0]}}", "0,".repeat(n - 1));
        assert_eq!(fault(&wide(99_998)), None);
        assert_eq!(fault(&wide(99_999)), Some(JsonFault::TooMany));
    }

    #[test]
    fn members_of_two_levels_are_listed_in_order() {
        let text = r#" {"t":"x","data":{"a":1,"o":{"deep":2},"l":[{"no":1}]},"z":-1.5} "#;
        let mut members = Vec::new();
        Scanner::default().object(text.as_bytes(), &mut members).unwrap();
        let seen: Vec<_> = members.iter().map(|m| (m.depth, m.key(text), m.kind, m.value(text))).collect();
        assert_eq!(seen[0], (1, "t", Kind::String, "\"x\""));
        assert_eq!(seen[2], (2, "a", Kind::Integer, "1"));
        assert_eq!(seen[3], (2, "o", Kind::Object, "{\"deep\":2}"));
        assert_eq!(seen[4].1, "l");
        assert_eq!(seen[5], (1, "z", Kind::Float, "-1.5"));
        assert_eq!(seen.len(), 6);
    }
}

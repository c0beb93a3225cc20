//! The fields of an event's data, as they stand in its bytes.

use super::scan::{JsonError, Kind, Member, Scanner};
use super::{number, text};
use std::borrow::Cow;

/// The members of one object, by name.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    text: &'a str,
    members: &'a [Member],
    depth: u8,
    /// Where the object stands within `text`.
    start: usize,
    end: usize,
}

/// A value within [`Fields`].
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    /// What it is.
    pub kind: Kind,
    /// As written, quotes and brackets included.
    pub raw: &'a str,
}

impl<'a> Fields<'a> {
    /// The members at `depth` (1 or 2) among `members`, which were scanned from `text`.
    pub fn new(text: &'a str, members: &'a [Member], depth: u8) -> Self {
        Self { text, members, depth, start: 0, end: text.len() }
    }

    /// The same, of an object that is only a part of the bytes.
    #[must_use]
    pub fn within(self, span: std::ops::Range<usize>) -> Self {
        Self { start: span.start, end: span.end, ..self }
    }

    /// Where the object stands within [`whole`](Self::whole).
    pub fn span(&self) -> std::ops::Range<usize> {
        self.start..self.end
    }

    /// The bytes of the object itself, brackets included.
    pub fn object(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.start..self.end]
    }

    /// Scans `bytes`, which must hold one object, and gives its members.
    pub fn scan(
        scanner: &mut Scanner,
        bytes: &'a [u8],
        members: &'a mut Vec<Member>,
    ) -> Result<Self, JsonError> {
        let text = scanner.object(bytes, members)?;
        Ok(Self::new(text, members, 1))
    }

    /// The same of what is known to be text.
    pub fn scan_text(
        scanner: &mut Scanner,
        text: &'a str,
        members: &'a mut Vec<Member>,
    ) -> Result<Self, JsonError> {
        scanner.object_text(text, members)?;
        Ok(Self::new(text, members, 1))
    }

    /// Each member: its key as text, and the value.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'a, str>, Value<'a>)> + use<'a> {
        let text = self.text;
        self.own().map(move |m| (text::unescape(m.key(text)), Value { kind: m.kind, raw: m.value(text) }))
    }

    /// Each member as it was scanned.
    pub fn own(&self) -> impl Iterator<Item = &'a Member> + use<'a> {
        let depth = self.depth;
        self.members.iter().filter(move |m| m.depth == depth)
    }

    /// The text that the members' places refer to (the whole line, where the object is a part of one).
    pub fn whole(&self) -> &'a str {
        self.text
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let found = self.own().find(|m| is_key(m, self.text, name))?;
        Some(Value { kind: found.kind, raw: found.value(self.text) })
    }

    /// A string field's text.
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.text()
    }

    /// A number field as a double.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.number()
    }

    /// A number field as a non-negative integer.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.get(name)?.count()
    }

    /// A boolean field.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)?.kind {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }
}

/// Whether a member's key is `name`.
#[inline]
pub fn is_key(member: &Member, whole: &str, name: &str) -> bool {
    // Most names differ in their length already.
    let same = member.key_len() == name.len() && text::same(member.key_bytes(whole), name.as_bytes());
    same || (member.key_escaped && text::unescape(member.key(whole)) == name)
}

impl<'a> Value<'a> {
    /// A string's text.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self.kind {
            Kind::String => Some(text::unescape(&self.raw[1..self.raw.len() - 1])),
            _ => None,
        }
    }

    /// The literal of a number, anything else as written.
    pub fn literal(&self) -> &'a str {
        self.raw
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Integer | Kind::Float)
    }

    /// A number as a double.
    pub fn number(&self) -> Option<f64> {
        self.is_number().then(|| number::value(self.literal())).flatten()
    }

    /// A non-negative integer. `3.0` and `3e0` count as 3: other languages write integers so.
    pub fn count(&self) -> Option<u64> {
        match self.kind {
            Kind::Integer => self.literal().parse().ok(),
            Kind::Float => whole(self.literal().parse().ok()?),
            _ => None,
        }
    }

    /// The strings of an array; `None` when it is no array of strings.
    pub fn texts(&self) -> Option<Vec<String>> {
        if self.kind != Kind::Array {
            return None;
        }
        serde_json::from_str(self.raw).ok()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be whole and in range"
)]
fn whole(value: f64) -> Option<u64> {
    ((0.0..9_007_199_254_740_992.0).contains(&value) && value.fract() == 0.0).then_some(value as u64)
}

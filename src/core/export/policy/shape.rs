//! The shape of data: events of one type mostly have the same members in the same order, and differ in plain values.
//! Of such a shape it is known beforehand what may leave. Whatever does not fit to the last byte is read in full.
//!
//! What fits was accepted once with other values, so it is JSON, no key stands in it twice, and it is no deeper.

use super::MAX_TEXT;
use crate::core::model::event::spec::{Check, Field};
use crate::core::model::json::{Fields, Kind, Value, text};
use std::ops::Range;

/// Shapes of one type that are remembered.
const SHAPES: usize = 4;
/// Members of a shape, and the bytes between its values: more is no shape that comes again.
const MOST_MEMBERS: usize = 32;
const MOST_BYTES: usize = 2048;
/// The longest text, its quotes included: a longer one counts as words.
const LONGEST: usize = MAX_TEXT + 2;
/// Digits that a double holds in any case.
const SAFE_DIGITS: usize = 15;

/// A member's place in the policy: its field, and whether that is public.
pub type Place = Option<(&'static Field, bool)>;

/// Shapes of one type.
#[derive(Debug, Default)]
pub struct Shapes {
    known: Vec<Shape>,
    /// The one that gives way to the next.
    oldest: usize,
}

#[derive(Debug, Default)]
pub struct Shape {
    /// What stands between the values, and the names as they are written.
    text: String,
    parts: Vec<Part>,
    end: Range<usize>,
    /// Something does not leave.
    pub changes: bool,
}

#[derive(Debug)]
struct Part {
    /// What stands before the value.
    before: Range<usize>,
    /// How its name is written where it leaves behind others.
    name: Range<usize>,
    form: Form,
    leaves: bool,
    is_folded: bool,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// No escape in it.
    Text,
    Number,
    /// `true`, `false`, `null`.
    Word,
    /// As the recorder writes it in the place of words.
    Commitment,
}

impl Shapes {
    /// The data as text, and the shape that it has; where its values stand is put into `values`.
    pub fn fitting<'s, 'd>(
        &'s self,
        data: &'d [u8],
        values: &mut Vec<Range<usize>>,
    ) -> Option<(&'d str, &'s Shape)> {
        let shape = self.known.iter().find(|shape| shape.fits(data, values))?;
        Some((std::str::from_utf8(data).ok()?, shape))
    }

    /// Whether there is one.
    #[cfg(test)]
    pub fn is_used(&self) -> bool {
        !self.known.is_empty()
    }

    /// Remembers the shape of data that was read; `place` tells of each member its field, and whether a fold reads it.
    pub fn learn(&mut self, data: &Fields<'_>, places: impl Iterator<Item = (Place, bool)>) {
        let Some(shape) = Shape::of(data, places) else { return };
        if self.known.len() < SHAPES {
            self.known.push(shape);
        } else {
            self.known[self.oldest] = shape;
            self.oldest = (self.oldest + 1) % SHAPES;
        }
    }
}

impl Shape {
    /// `None` where its values are not all plain, or what leaves of them depends on more than their form.
    fn of(data: &Fields<'_>, places: impl Iterator<Item = (Place, bool)>) -> Option<Self> {
        let whole = data.whole();
        let (mut shape, mut at) = (Self::default(), 0);
        for (member, (place, is_folded)) in data.own().zip(places) {
            let (span, raw) = (member.span(), member.value(whole));
            let form = Form::of(&Value { kind: member.kind, raw })?;
            let leaves = leaves(place, form)?;
            let before = shape.keep(&whole[at..span.start])?;
            let name = shape.keep(&format!(",\"{}\":", member.key(whole)))?;
            shape.changes |= !leaves;
            shape.parts.push(Part { before, name, form, leaves, is_folded: is_folded && !leaves });
            at = span.end;
        }
        shape.end = shape.keep(&whole[at..])?;
        (shape.parts.len() <= MOST_MEMBERS).then_some(shape)
    }

    fn keep(&mut self, text: &str) -> Option<Range<usize>> {
        let start = self.text.len();
        self.text.push_str(text);
        (self.text.len() <= MOST_BYTES).then_some(start..self.text.len())
    }

    fn fits(&self, data: &[u8], values: &mut Vec<Range<usize>>) -> bool {
        values.clear();
        let (text, mut at) = (self.text.as_bytes(), 0);
        for part in &self.parts {
            let before = &text[part.before.clone()];
            if !data[at..].starts_with(before) {
                return false;
            }
            at += before.len();
            let Some(length) = part.form.length(&data[at..]) else { return false };
            values.push(at..at + length);
            at += length;
        }
        data[at..] == text[self.end.clone()]
    }

    /// Writes what is left of data whose values stand there, where that is wanted; tells what is not, and whether a fold
    /// reads any of that.
    pub fn filter(
        &self,
        data: &str,
        values: &[Range<usize>],
        left: Option<&mut String>,
        removed: &mut dyn FnMut(&str),
    ) -> bool {
        let mut was_folded = false;
        for (part, value) in self.parts.iter().zip(values).filter(|(part, _)| !part.leaves) {
            removed(&data[value.clone()]);
            was_folded |= part.is_folded;
        }
        if let Some(left) = left {
            self.write(data, values, left);
        }
        was_folded
    }

    fn write(&self, data: &str, values: &[Range<usize>], left: &mut String) {
        left.clear();
        left.push('{');
        for (part, value) in self.parts.iter().zip(values).filter(|(part, _)| part.leaves) {
            let name = &self.text[part.name.clone()];
            left.push_str(if left.len() > 1 { name } else { &name[1..] });
            left.push_str(&data[value.clone()]);
        }
        left.push('}');
    }
}

/// Whether every value of this form leaves from a place, or none does; `None` where that depends on the value.
fn leaves(place: Place, form: Form) -> Option<bool> {
    match (place, form) {
        (None, _) => Some(false),
        (Some((_, true)), Form::Commitment) => None,
        (Some((_, true)), _) => Some(true),
        (Some((field, false)), _) if field.required || matches!(field.check, Check::Object) => None,
        (Some((field, false)), form) => Some(matches!(field.check, Check::Words) && form == Form::Commitment),
    }
}

impl Form {
    fn of(value: &Value<'_>) -> Option<Self> {
        let form = match value.kind {
            Kind::String => Self::Text,
            Kind::Integer | Kind::Float => Self::Number,
            Kind::True | Kind::False | Kind::Null => Self::Word,
            Kind::Object => Self::Commitment,
            Kind::Array => return None,
        };
        (form.length(value.raw.as_bytes()) == Some(value.raw.len())).then_some(form)
    }

    /// The length of the value of this form that begins here.
    fn length(self, b: &[u8]) -> Option<usize> {
        match self {
            Self::Text => {
                let end = 1 + text::plain_prefix(b.strip_prefix(b"\"")?);
                (b.get(end) == Some(&b'"') && end < LONGEST).then_some(end + 1)
            }
            Self::Number => number(b),
            Self::Word => {
                [&b"true"[..], b"false", b"null"].iter().find(|w| b.starts_with(w)).map(|w| w.len())
            }
            Self::Commitment => commitment(b),
        }
    }
}

/// A number without an exponent that any double holds.
fn number(b: &[u8]) -> Option<usize> {
    let digits = |from: usize| b[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let start = usize::from(b.first() == Some(&b'-'));
    let whole = digits(start);
    if whole == 0 || whole > 1 && b[start] == b'0' {
        return None;
    }
    let mut end = start + whole;
    if b.get(end) == Some(&b'.') {
        let part = digits(end + 1);
        if part == 0 {
            return None;
        }
        end += 1 + part;
    }
    (end - start <= SAFE_DIGITS).then_some(end)
}

/// `{"length":12,"commitment":"00112233445566778899aabbccddeeff"}`
fn commitment(b: &[u8]) -> Option<usize> {
    let (begin, middle) = (b"{\"length\":", b",\"commitment\":\"");
    let length = number(b.strip_prefix(begin)?)?;
    let is_count = b[begin.len()..begin.len() + length].iter().all(u8::is_ascii_digit);
    let at = begin.len() + length;
    let hex = b[at..].strip_prefix(middle)?;
    let is_hex = hex.get(..32)?.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (is_count && is_hex && hex[32..].starts_with(b"\"}")).then_some(at + middle.len() + 34)
}

//! What a type demands of its data, as a table, and the check that reads it.

use super::EventView;
use crate::core::model::id::is_model_id;
use crate::core::model::json::fields::is_key;
use crate::core::model::json::{Fields, Kind, Member, Value};
use crate::core::model::state::State;
use crate::core::model::upcast::Upcaster;

/// One event type.
#[derive(Debug)]
pub struct TypeSpec {
    /// `energy.update`
    pub name: &'static str,
    /// The version of its shape; a stored name without one, `energy.update` and not `energy.update@2`, has version 1.
    pub version: u32,
    /// How data of this shape becomes that of the next; `None` of the shape that is folded.
    pub up: Option<&'static Upcaster>,
    /// Whether the envelope must carry a frame.
    pub needs_frame: bool,
    /// The fields that are known; others are allowed and kept.
    pub fields: &'static [Field],
    /// What the event does to the state, beyond what every event does.
    pub apply: fn(&mut State, &EventView<'_>),
}

/// One field of a type's data.
#[derive(Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// Whether it may be missing.
    pub required: bool,
    /// What values it takes.
    pub check: Check,
    /// Whether it holds a person's or a model's own words.
    pub content: bool,
    /// Whether it is a result (a workflow's output, a state to go back to): stored whole, whatever is in it.
    pub result: bool,
}

/// What values a field takes.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// A finite number of at least 0, in EU or any other unit.
    NotNegative,
    /// A number within bounds, both included.
    Between(f64, f64),
    /// Any number.
    Number,
    /// An integer of at least 0.
    Count,
    /// An integer within bounds.
    CountBetween(u64, u64),
    /// As `Count`, or null for "unknown".
    CountOrNull,
    /// `true` or `false`.
    Flag,
    /// A string.
    Text,
    /// A string of 1 to 200 characters.
    Key,
    /// A model id.
    Model,
    /// An array of at least so many model ids.
    Models(usize),
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// An array of strings.
    Texts,
    /// An array of numbers.
    Numbers,
    /// An object.
    Object,
    /// An object whose values are numbers of at least 0.
    Amounts,
    /// A string of 64 lower-case hex digits.
    Hash,
    /// Words: a string, or the commitment that stands for one.
    Words,
    /// Any value.
    Any,
}

/// A field that must be there.
pub const fn required(name: &'static str, check: Check) -> Field {
    Field { name, required: true, check, content: false, result: false }
}

/// A field that may be there.
pub const fn optional(name: &'static str, check: Check) -> Field {
    Field { name, required: false, check, content: false, result: false }
}

/// A field with somebody's words, replaced by its commitment unless content is stored.
pub const fn content(name: &'static str) -> Field {
    Field { name, required: false, check: Check::Words, content: true, result: false }
}

/// A field of a workflow's results: content for exports and purge, but stored.
pub const fn result(name: &'static str, required: bool, check: Check) -> Field {
    Field { name, required, check, content: false, result: true }
}

/// Why data was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A required field is missing.
    #[error("{type_name} needs `{field}`")]
    Missing {
        /// The event type.
        type_name: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A field has a value that it cannot take.
    #[error("{type_name}: `{field}` must be {expected}")]
    Invalid {
        /// The event type.
        type_name: &'static str,
        /// The field.
        field: &'static str,
        /// What it takes.
        expected: String,
    },
    /// The envelope has no frame.
    #[error("{type_name} needs a frame_id")]
    NoFrame {
        /// The event type.
        type_name: &'static str,
    },
}

impl SpecError {
    /// JSON pointer of the place, relative to the event.
    pub fn pointer(&self) -> String {
        match self {
            Self::Missing { field, .. } | Self::Invalid { field, .. } => format!("/data/{field}"),
            Self::NoFrame { .. } => "/frame_id".into(),
        }
    }
}

impl TypeSpec {
    /// Checks data against the table. The first fault is named.
    pub fn check(&self, data: &Fields<'_>, has_frame: bool) -> Result<(), SpecError> {
        if self.needs_frame && !has_frame {
            return Err(SpecError::NoFrame { type_name: self.name });
        }
        let mut seen: u32 = 0;
        let mut expected = 0;
        for member in data.own() {
            let Some(at) = self.position(member, data.whole(), expected) else { continue };
            expected = at + 1;
            let field = &self.fields[at];
            let value = Value { kind: member.kind, raw: member.value(data.whole()) };
            if !field.check.accepts(&value) {
                let expected = field.check.expected();
                return Err(SpecError::Invalid { type_name: self.name, field: field.name, expected });
            }
            seen |= 1 << at;
        }
        match self.fields.iter().enumerate().find(|(at, f)| f.required && seen & (1 << at) == 0) {
            Some((_, field)) => Err(SpecError::Missing { type_name: self.name, field: field.name }),
            None => Ok(()),
        }
    }
}

impl TypeSpec {
    /// Its schema among those that are built in: `event/energy.update`, and `event/energy.update@0` of a shape that
    /// came before.
    pub fn schema(&self) -> String {
        match self.up {
            None => format!("event/{}", self.name),
            Some(_) => format!("event/{}@{}", self.name, self.version),
        }
    }

    /// Which field a member is. Producers write fields in one order, mostly the table's: the field after the
    /// last one is looked at first.
    pub(in crate::core::model) fn position(
        &self,
        member: &Member,
        whole: &str,
        expected: usize,
    ) -> Option<usize> {
        let is = |f: &Field| is_key(member, whole, f.name);
        if self.fields.get(expected).is_some_and(is) {
            return Some(expected);
        }
        self.fields.iter().position(is)
    }
}

impl Check {
    fn accepts(self, v: &Value<'_>) -> bool {
        match self {
            // A scanned number is finite; without a sign there is nothing to compute.
            Self::NotNegative => v.is_number() && (!v.raw.starts_with('-') || v.number() == Some(0.0)),
            Self::Between(low, high) => v.number().is_some_and(|n| (low..=high).contains(&n)),
            Self::Number => v.is_number(),
            Self::Count => v.count().is_some(),
            Self::CountBetween(low, high) => v.count().is_some_and(|n| (low..=high).contains(&n)),
            Self::CountOrNull => v.kind == Kind::Null || v.count().is_some(),
            Self::Flag => matches!(v.kind, Kind::True | Kind::False),
            Self::Text => v.kind == Kind::String,
            Self::Key => v.text().is_some_and(|t| (1..=200).contains(&t.chars().count())),
            Self::Model => v.text().is_some_and(|t| is_model_id(&t)),
            Self::Models(n) => v.texts().is_some_and(|l| l.len() >= n && l.iter().all(|m| is_model_id(m))),
            Self::OneOf(words) => v.text().is_some_and(|t| words.contains(&t.as_ref())),
            Self::Texts => v.texts().is_some(),
            Self::Numbers => {
                v.kind == Kind::Array && serde_json::from_str::<Vec<serde_json::Number>>(v.raw).is_ok()
            }
            Self::Object => v.kind == Kind::Object,
            Self::Amounts => amounts(v),
            Self::Hash => v.text().is_some_and(|t| is_hex(&t, 64)),
            Self::Words => v.kind == Kind::String || is_commitment(v),
            Self::Any => true,
        }
    }

    fn expected(self) -> String {
        match self {
            Self::NotNegative => "a number of at least 0".into(),
            Self::Between(low, high) => format!("a number from {low} to {high}"),
            Self::Number => "a number".into(),
            Self::Count => "an integer of at least 0".into(),
            Self::CountBetween(low, u64::MAX) => format!("an integer of at least {low}"),
            Self::CountBetween(low, high) => format!("an integer from {low} to {high}"),
            Self::CountOrNull => "an integer of at least 0, or null".into(),
            Self::Flag => "true or false".into(),
            Self::Text => "a string".into(),
            Self::Key => "a string of 1 to 200 characters".into(),
            Self::Model => "a model id such as `ollama/llama2:7b`".into(),
            Self::Models(n) => format!("a list of at least {n} model ids"),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
            Self::Texts => "a list of strings".into(),
            Self::Numbers => "a list of numbers".into(),
            Self::Object => "an object".into(),
            Self::Amounts => "an object of numbers of at least 0".into(),
            Self::Hash => "64 hex digits".into(),
            Self::Words => "a string (or its commitment)".into(),
            Self::Any => "any value".into(),
        }
    }
}

fn amounts(v: &Value<'_>) -> bool {
    v.kind == Kind::Object
        && serde_json::from_str::<std::collections::BTreeMap<String, f64>>(v.raw)
            .is_ok_and(|m| m.values().all(|n| *n >= 0.0))
}

fn is_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a value is `{"length":…,"commitment":…}`: content that was replaced at some door before this one.
pub fn is_commitment(v: &Value<'_>) -> bool {
    v.kind == Kind::Object
        && (is_own_commitment(v.raw)
            || serde_json::from_str::<Commitment<'_>>(v.raw).is_ok_and(|c| is_hex(&c.commitment, 32)))
}

/// The same in the bytes that the recorder itself writes: half of all events have one.
fn is_own_commitment(raw: &str) -> bool {
    const NAME: &[u8; 15] = b",\"commitment\":\"";
    let Some((begin, tail)) = raw.as_bytes().split_last_chunk::<49>() else { return false };
    let (name, hex, end) = (&tail[..15], &tail[15..47], &tail[47..]);
    begin.strip_prefix(b"{\"length\":").is_some_and(|length| {
        // Twenty digits need a closer look.
        (1..20).contains(&length.len())
            && length.iter().all(u8::is_ascii_digit)
            && (length.len() == 1 || length[0] != b'0')
            && name == NAME
            && end == b"\"}"
            // To the end without a branch: all 32 at once.
            && hex.iter().fold(true, |all, b| all & matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// The form of a commitment.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Commitment<'a> {
    #[serde(rename = "length")]
    _length: u64,
    #[serde(borrow)]
    commitment: std::borrow::Cow<'a, str>,
}

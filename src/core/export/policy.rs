//! What may leave by default: what a schema names and marks `"x-privacy": "public"`, and nothing else.
//!
//! An allow-list fails closed: an unknown type leaves without data, an unknown field without a trace, and a value
//! that is too long or too deep for what its field is for counts as words. What is needed by its type is replaced in
//! a form that the type accepts, so that the file can still be replayed.

mod shape;
mod state;

use shape::{Place, Shapes};
pub use state::public_state;

use crate::core::model::event::spec::{Check, Field, TypeSpec, is_commitment};
use crate::core::model::event::{TYPES, index_of, spec_of, system};
use crate::core::model::json::fields::is_key;
use crate::core::model::json::{Fields, JsonError, Kind, Member, Scanner, Value, text};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::upcast::EARLIER;
use crate::core::schemas;
use std::ops::Range;
use std::sync::LazyLock;

/// The longest text that a public field holds.
const MAX_TEXT: usize = 200;
/// The longest list.
const MAX_ITEMS: usize = 1000;
/// What stands for words that a type cannot do without.
const FILTERED: &str = "\"(filtered)\"";

/// For each type of the table, whether each of its fields is public: read from the schemas, the one place that
/// says it.
static PUBLIC: LazyLock<Vec<Vec<bool>>> =
    LazyLock::new(|| TYPES.iter().chain(EARLIER).map(|t| public_fields(t)).collect());

/// The place of a shape in that list.
fn place_of(spec: &TypeSpec) -> Option<usize> {
    let earlier = || EARLIER.iter().position(|s| std::ptr::eq(*s, spec)).map(|at| TYPES.len() + at);
    index_of(spec).or_else(earlier)
}

fn public_fields(spec: &TypeSpec) -> Vec<bool> {
    let schema = schemas::find(&spec.schema()).map(schemas::Schema::value).unwrap_or_default();
    let is_public = |f: &Field| schema["properties"][f.name]["x-privacy"] == "public";
    spec.fields.iter().map(is_public).collect()
}

/// Whether a name can be kept: it looks like one and not like words.
pub fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-');
    (1..=MAX_TEXT).contains(&text.len()) && text.bytes().all(plain)
}

/// The same, for names of models and versions.
pub fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._:/@+-".contains(&b);
    (1..=MAX_TEXT).contains(&text.len()) && text.bytes().all(plain)
}

/// Whether a field of a type is public.
pub fn is_public(type_name: &str, field: &str) -> bool {
    let spec = spec_of(type_name);
    let public = spec.and_then(place_of).and_then(|at| PUBLIC.get(at));
    let at = spec.and_then(|s| s.fields.iter().position(|f| f.name == field));
    public.zip(at).is_some_and(|(public, at)| public.get(at) == Some(&true))
}

/// Takes out of events what may not leave.
#[derive(Debug, Default)]
pub struct Filter {
    scanner: Scanner,
    members: Vec<Member>,
    left: Left,
    /// Of each type, and of those that are not known.
    shapes: Vec<Shapes>,
    values: Vec<Range<usize>>,
    /// Nobody reads what is left.
    looks: bool,
    /// Something was taken out that a fold reads.
    pub was_folded: bool,
}

impl Filter {
    /// One that says what is taken out, and whether anything is: what is left is not always written.
    pub fn that_looks() -> Self {
        Self { looks: true, ..Self::default() }
    }

    /// The data as it may leave; `None` where it may leave as it is. `removed` is told each value that was taken out,
    /// as it is written. Data that is no JSON is an error.
    pub fn data(
        &mut self,
        spec: Option<&'static TypeSpec>,
        payload: &[u8],
        removed: &mut dyn FnMut(&str),
    ) -> Result<Option<&str>, JsonError> {
        if let Some((data, shape)) = shapes_of(&mut self.shapes, spec).fitting(payload, &mut self.values) {
            if !shape.changes {
                return Ok(None);
            }
            let left = (!self.looks).then_some(&mut self.left.text);
            self.was_folded |= shape.filter(data, &self.values, left, removed);
            return Ok(Some(&self.left.text));
        }
        let data = Fields::scan(&mut self.scanner, payload, &mut self.members)?;
        shapes_of(&mut self.shapes, spec).learn(&data, places(spec, &data));
        let whole = data.whole();
        let mut is_changed = false;
        for (index, (member, (place, is_folded))) in data.own().zip(places(spec, &data)).enumerate() {
            let value = Value { kind: member.kind, raw: member.value(whole) };
            if place.is_some_and(|(field, public)| may_leave(field, public, &value)) {
                if is_changed {
                    self.left.member(member.key(whole), Some(value.raw));
                }
                continue;
            }
            removed(value.raw);
            self.was_folded |= is_folded;
            if !is_changed {
                is_changed = true;
                self.left.begin(spec, &data, index);
            }
            let instead = place.and_then(|(field, _)| stand_in(field, &value));
            self.left.member(member.key(whole), instead.as_deref());
        }
        Ok(is_changed.then(|| self.left.end()))
    }

    /// Whether data is the JSON that was accepted.
    pub fn check(&mut self, spec: Option<&'static TypeSpec>, payload: &[u8]) -> Result<(), JsonError> {
        if shapes_of(&mut self.shapes, spec).fitting(payload, &mut self.values).is_none() {
            let data = Fields::scan(&mut self.scanner, payload, &mut self.members)?;
            shapes_of(&mut self.shapes, spec).learn(&data, places(spec, &data));
        }
        Ok(())
    }

    /// Whether a producer's key may leave.
    pub fn key(key: &str) -> bool {
        is_name(key)
    }
}

/// The shapes of a type; those of types that are not known stand behind all others.
fn shapes_of<'s>(shapes: &'s mut Vec<Shapes>, spec: Option<&'static TypeSpec>) -> &'s mut Shapes {
    if shapes.is_empty() {
        shapes.resize_with(PUBLIC.len() + 1, Shapes::default);
    }
    // Types that are in no table share the last one: nothing of theirs leaves.
    let at = spec.and_then(place_of).unwrap_or(PUBLIC.len());
    &mut shapes[at]
}

/// Each member's field, whether that is public, and whether a fold reads the member: it reads what is public, a
/// rollback's state, and the model of whatever has energy.
fn places<'d>(
    spec: Option<&'static TypeSpec>,
    data: &Fields<'d>,
) -> impl Iterator<Item = (Place, bool)> + use<'d> {
    let public = spec.and_then(place_of).and_then(|at| PUBLIC.get(at)).map_or(&[][..], Vec::as_slice);
    let (whole, mut expected) = (data.whole(), 0);
    data.own().map(move |member| {
        let at = spec.and_then(|s| position(s, member, whole, expected));
        expected = at.map_or(expected, |at| at + 1);
        let place = spec.zip(at).map(|(s, at)| (&s.fields[at], public.get(at) == Some(&true)));
        let is_public = place.is_some_and(|p| p.1);
        (place, is_public || is_rollback(spec) || is_key(member, whole, "model_id"))
    })
}

fn is_rollback(spec: Option<&'static TypeSpec>) -> bool {
    spec.is_some_and(|s| std::ptr::eq(s, &raw const system::ROLLBACK))
}

/// The data again, of what is left of it. A rollback's state is a state again, with its own hash.
#[derive(Debug, Default)]
struct Left {
    text: String,
    state: Option<(String, String)>,
}

impl Left {
    /// The members before the first one that goes.
    fn begin(&mut self, spec: Option<&'static TypeSpec>, data: &Fields<'_>, before: usize) {
        let state = if is_rollback(spec) { data.get("state") } else { None };
        self.state = state.map(|v| restored(v.raw));
        self.text.clear();
        self.text.push('{');
        for member in data.own().take(before) {
            self.member(member.key(data.whole()), Some(member.value(data.whole())));
        }
    }

    fn member(&mut self, key: &str, value: Option<&str>) {
        let value = match &self.state {
            None => value,
            Some((state, hash)) => match &*text::unescape(key) {
                "state" => Some(state.as_str()),
                "state_hash" => Some(hash.as_str()),
                _ => value,
            },
        };
        let Some(value) = value else { return };
        self.text.push_str(if self.text.len() > 1 { ",\"" } else { "\"" });
        self.text.push_str(key);
        self.text.push_str("\":");
        self.text.push_str(value);
    }

    fn end(&mut self) -> &str {
        self.text.push('}');
        &self.text
    }
}

/// A rollback's state as it may leave, and the hash of that as it is written.
fn restored(raw: &str) -> (String, String) {
    let state = State::from_json(raw.as_bytes()).map(|s| public_state(&s)).unwrap_or_default();
    let hash = format!("\"{}\"", hex(&state.hash()));
    (String::from_utf8(state.to_json()).unwrap_or_default(), hash)
}

fn position(spec: &TypeSpec, member: &Member, whole: &str, expected: usize) -> Option<usize> {
    let is = |f: &Field| is_key(member, whole, f.name);
    if spec.fields.get(expected).is_some_and(is) {
        return Some(expected);
    }
    spec.fields.iter().position(is)
}

fn may_leave(field: &Field, public: bool, value: &Value<'_>) -> bool {
    if public {
        return is_plain(value);
    }
    match field.check {
        // Content that was never stored: its length and a commitment.
        Check::Words if is_commitment(value) => true,
        // What was taken out before.
        _ if field.required && stand_in(field, value).as_deref() == Some(value.raw) => true,
        Check::Object if field.name == "state" && field.result => {
            let state = State::from_json(value.raw.as_bytes());
            state.is_ok_and(|s| s.to_json() == value.raw.as_bytes() && public_state(&s) == s)
        }
        _ => false,
    }
}

/// What stands for a value that its type cannot do without; `None` where it can.
fn stand_in(field: &Field, value: &Value<'_>) -> Option<String> {
    if !field.required {
        return None;
    }
    Some(match field.check {
        Check::Text | Check::Key | Check::Words => FILTERED.to_owned(),
        Check::Texts | Check::Numbers => "[]".to_owned(),
        // Said once, also of what was filtered before.
        _ if is_stand_in(value.raw) => value.raw.to_owned(),
        _ => format!("{{\"filtered\":{}}}", value.raw.len()),
    })
}

/// Whether a value is what an export left in the place of another.
pub fn is_filtered(raw: &str) -> bool {
    raw == FILTERED || is_stand_in(raw)
}

fn is_stand_in(raw: &str) -> bool {
    let digits = raw.strip_prefix("{\"filtered\":").and_then(|r| r.strip_suffix('}'));
    digits.is_some_and(|d| (1..20).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()))
}

/// A number, a flag, a short text, a list of such, or numbers by name: not a place for words.
fn is_plain(value: &Value<'_>) -> bool {
    match value.kind {
        Kind::Null | Kind::True | Kind::False | Kind::Integer | Kind::Float => true,
        Kind::String => value.raw.len() <= MAX_TEXT + 2,
        Kind::Array | Kind::Object => {
            serde_json::from_str::<serde_json::Value>(value.raw).is_ok_and(|v| is_plain_list(&v))
        }
    }
}

fn is_plain_list(value: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match value {
        Json::Array(items) => {
            let plain = |i: &Json| match i {
                Json::String(s) => s.len() <= MAX_TEXT,
                other => !other.is_array() && !other.is_object(),
            };
            items.len() <= MAX_ITEMS && items.iter().all(plain)
        }
        Json::Object(members) => {
            let plain = |(name, v): (&String, &Json)| is_id(name) && (v.is_number() || v.is_boolean());
            members.len() <= MAX_ITEMS && members.iter().all(plain)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;

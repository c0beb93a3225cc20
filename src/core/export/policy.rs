//! What may leave by default: what a schema names and marks `"x-privacy": "public"`, and nothing else.
//!
//! An allow-list fails closed: an unknown type leaves without data, an unknown field without a trace, and a value
//! that is too long or too deep for what its field is for counts as words. What is needed by its type is replaced in
//! a form that the type accepts, so that the file can still be replayed.

mod state;

pub use state::public_state;

use crate::core::model::event::spec::{Check, Field, TypeSpec, is_commitment};
use crate::core::model::event::{TYPES, index_of, system};
use crate::core::model::json::fields::is_key;
use crate::core::model::json::{Fields, JsonError, Kind, Member, Scanner, Value, text};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::upcast::EARLIER;
use crate::core::schemas;
use std::borrow::Cow;
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

/// Takes out of events what may not leave.
#[derive(Debug, Default)]
pub struct Filter {
    scanner: Scanner,
    members: Vec<Member>,
}

impl Filter {
    /// The data as it may leave; `None` where it may leave as it is. `removed` is told each value that was taken out,
    /// as it is written. Data that is no JSON is an error.
    pub fn data(
        &mut self,
        spec: Option<&'static TypeSpec>,
        payload: &[u8],
        removed: &mut dyn FnMut(&str),
    ) -> Result<Option<String>, JsonError> {
        let data = Fields::scan(&mut self.scanner, payload, &mut self.members)?;
        let whole = data.whole();
        let public = spec.and_then(place_of).and_then(|at| PUBLIC.get(at)).map_or(&[][..], Vec::as_slice);
        let mut rewrites: Option<Vec<Option<Cow<'_, str>>>> = None;
        let mut expected = 0;
        for (index, member) in data.own().enumerate() {
            let at = spec.and_then(|s| position(s, member, whole, expected));
            expected = at.map_or(expected, |at| at + 1);
            let value = Value { kind: member.kind, raw: member.value(whole) };
            let field = spec.zip(at).map(|(s, at)| (&s.fields[at], public.get(at) == Some(&true)));
            let keeps = match field {
                None => false,
                Some((field, public)) => may_leave(field, public, &value),
            };
            if keeps {
                if let Some(list) = &mut rewrites {
                    list.push(Some(Cow::Borrowed(value.raw)));
                }
                continue;
            }
            removed(value.raw);
            let list = rewrites.get_or_insert_with(|| {
                data.own().take(index).map(|m| Some(Cow::Borrowed(m.value(whole)))).collect()
            });
            list.push(field.and_then(|(field, _)| stand_in(field, &value)).map(Cow::Owned));
        }
        let Some(list) = rewrites else { return Ok(None) };
        let is_rollback = spec.is_some_and(|s| std::ptr::eq(s, &raw const system::ROLLBACK));
        let state = if is_rollback { data.get("state").map(|v| restored(v.raw)) } else { None };
        Ok(Some(written(&data, list, state)))
    }

    /// Whether data is the JSON that was accepted.
    pub fn check(&mut self, payload: &[u8]) -> Result<(), JsonError> {
        self.scanner.object(payload, &mut self.members).map(|_| ())
    }

    /// Whether a producer's key may leave.
    pub fn key(key: &str) -> bool {
        is_name(key)
    }
}

/// The data again, of what is left of it. A rollback's state is a state again, with its own hash.
fn written(data: &Fields<'_>, list: Vec<Option<Cow<'_, str>>>, state: Option<(String, String)>) -> String {
    let mut out = String::with_capacity(data.whole().len());
    out.push('{');
    for (member, value) in data.own().zip(list) {
        let key = member.key(data.whole());
        let value = match (&state, &*text::unescape(key)) {
            (Some((state, _)), "state") => Some(Cow::Borrowed(state.as_str())),
            (Some((_, hash)), "state_hash") => Some(Cow::Owned(format!("\"{hash}\""))),
            _ => value,
        };
        let Some(value) = value else { continue };
        if out.len() > 1 {
            out.push(',');
        }
        out.push('"');
        out.push_str(key);
        out.push_str("\":");
        out.push_str(&value);
    }
    out.push('}');
    out
}

/// A rollback's state as it may leave, and the hash of that.
fn restored(raw: &str) -> (String, String) {
    let state = State::from_json(raw.as_bytes()).map(|s| public_state(&s)).unwrap_or_default();
    (String::from_utf8(state.to_json()).unwrap_or_default(), hex(&state.hash()))
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
mod tests {
    use super::*;
    use crate::core::model::event::spec_of;

    fn filtered(name: &str, data: &str) -> (Option<String>, Vec<String>) {
        let mut removed = Vec::new();
        let out = Filter::default().data(spec_of(name), data.as_bytes(), &mut |r| removed.push(r.to_owned()));
        (out.unwrap(), removed)
    }

    #[test]
    fn the_schemas_mark_every_field_of_every_type() {
        for (spec, public) in TYPES.iter().zip(PUBLIC.iter()) {
            assert_eq!(spec.fields.len(), public.len(), "{}", spec.name);
            let content =
                spec.fields.iter().zip(public).filter(|(f, public)| (f.content || f.result) && **public);
            assert_eq!(content.count(), 0, "{} gives content away", spec.name);
        }
        let known: usize = PUBLIC.iter().flatten().filter(|p| **p).count();
        assert!(known > 80, "{known}: the schemas were not read");
    }

    #[test]
    fn what_is_public_stays_byte_for_byte() {
        for (name, data) in [
            ("energy.update", r#"{ "energy":1.50 , "accumulator":2, "model_id":"a/b:c"}"#),
            (
                "ai.output",
                r#"{"prompt_id":"p","token_index":0,"is_last":false,"model_id":"m","token":{"length":3,"commitment":"00112233445566778899aabbccddeeff"}}"#,
            ),
            (
                "ensemble.coordination",
                r#"{"models":["a","b"],"coordination_mode":"consensus","diversity_index":0.5,"energy_distribution":{"a":1.5}}"#,
            ),
            ("energy.field", "{}"),
        ] {
            assert_eq!(filtered(name, data), (None, Vec::new()), "{name}");
        }
    }

    #[test]
    fn everything_else_is_gone_and_the_type_still_accepts_the_rest() {
        for (name, data, left) in [
            ("x.chat", r#"{"text":"SECRET","n":1}"#, "{}"),
            ("energy.field", r#"{"a":"SECRET"}"#, "{}"),
            (
                "ai.output",
                r#"{"prompt_id":"p","token_index":0,"is_last":false,"model_id":"m","token":"SECRET","x":"SECRET"}"#,
                r#"{"prompt_id":"p","token_index":0,"is_last":false,"model_id":"m"}"#,
            ),
            (
                "error",
                r#"{"error_code":"E","error_message":"SECRET","component":"c","severity":"low","recoverable":true,"context":{"a":"SECRET"},"SECRET":1}"#,
                r#"{"error_code":"E","error_message":"(filtered)","component":"c","severity":"low","recoverable":true}"#,
            ),
            ("workflow.context_saved", r#"{"context":{"a":"SECRET"}}"#, r#"{"context":{"filtered":14}}"#),
            ("workflow.output_saved", r#"{"markdown":"SECRET"}"#, r#"{"markdown":"(filtered)"}"#),
            (
                "health.heartbeat",
                r#"{"system_health":"healthy","fps":60,"models_loaded":{"a":{"b":"SECRET"}}}"#,
                r#"{"system_health":"healthy","fps":60}"#,
            ),
            (
                "health.heartbeat",
                r#"{"fps":60,"system_health":"healthy","models_loaded":{"the SECRET":1}}"#,
                r#"{"fps":60,"system_health":"healthy"}"#,
            ),
        ] {
            let (out, removed) = filtered(name, data);
            assert_eq!(out.as_deref(), Some(left));
            assert!(!removed.is_empty());
            assert_eq!(filtered(name, left).0, None, "what was filtered is not filtered again");
            let mut members = Vec::new();
            let fields = Fields::scan(&mut Scanner::default(), left.as_bytes(), &mut members).unwrap();
            if let Some(spec) = spec_of(name) {
                spec.check(&fields, true).unwrap();
            }
        }
        let long = format!(r#"{{"error_code":"{}","component":"c"}}"#, "x".repeat(300));
        assert_eq!(
            filtered("error", &long).0.as_deref(),
            Some(r#"{"error_code":"(filtered)","component":"c"}"#)
        );
        assert!(Filter::default().data(None, b"no json", &mut |_| {}).is_err());
    }

    #[test]
    fn a_rollback_goes_to_a_state_without_words_that_has_its_own_hash() {
        let mut state = State::default();
        state.session.last_prompt_id = Some("p1".into());
        let data = |s: &State| {
            let json = String::from_utf8(s.to_json()).unwrap();
            format!(r#"{{"to_seq":1,"state":{json},"state_hash":"{}"}}"#, hex(&s.hash()))
        };
        assert_eq!(filtered("system.rollback", &data(&state)).0, None);
        state.session.last_action = Some("my SECRET words".into());
        state.energy.model("SECRET model", |_| {});
        let out = filtered("system.rollback", &data(&state)).0.unwrap();
        assert!(!out.contains("SECRET") && out.contains("p1"), "{out}");
        let mut members = Vec::new();
        let fields = Fields::scan(&mut Scanner::default(), out.as_bytes(), &mut members).unwrap();
        assert!(system::rollback_holds(&fields), "{out}");
    }
}

//! Content, and the commitment that stands for it.
//!
//! By default a person's and a model's own words are not stored. At the door, before any queue or disk, each
//! content field's value is replaced by `{"length":…,"commitment":…}`: its length in bytes and a keyed digest
//! under a key that is not in the database. Whoever holds the key and the words can show that they belong
//! together; without the key a commitment says nothing, not even that two tokens were equal, because the rest of
//! the event's data is part of what is digested.

use super::event::spec::{Field, TypeSpec, is_commitment};
use super::json::{Fields, Kind, Member, Value, text};
use super::state::State;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value as Json;
use sha2::Sha256;

/// Whether a name holds somebody's words when a type's own table does not say otherwise: an unknown type, or an
/// unknown field of a known one, is not a way around the policy. The tables' own content fields are among them.
fn names_content(name: &str) -> bool {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        return names_content(&snake_case(name));
    }
    matches!(
        name,
        "answer"
            | "completion"
            | "content"
            | "input_text"
            | "message"
            | "message_text"
            | "messages"
            | "output_text"
            | "prompt"
            | "prompt_text"
            | "query"
            | "question"
            | "raw_content"
            | "response"
            | "response_text"
            | "stack_trace"
            | "text"
            | "token"
            | "token_text"
            | "tokens"
            | "transcript"
            | "utterance"
    )
}

/// `promptText` as `prompt_text`.
fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Whether words stand somewhere inside an object or array, under a name that holds words.
fn holds_words(raw: &str) -> bool {
    raw.contains('{') && serde_json::from_str::<Json>(raw).is_ok_and(|value| words_within(&value))
}

fn words_within(value: &Json) -> bool {
    match value {
        Json::Object(members) => members.iter().any(|(name, inner)| {
            let says = inner.is_string() || inner.is_array() || inner.is_object();
            (says && names_content(name) && !is_commitment_value(inner)) || words_within(inner)
        }),
        Json::Array(items) => items.iter().any(words_within),
        _ => false,
    }
}

fn is_commitment_value(value: &Json) -> bool {
    let raw = value.to_string();
    is_commitment(&Value { kind: Kind::Object, raw: &raw })
}

/// The key that commitments are made under: 32 random bytes in a file of their own.
#[derive(Clone)]
pub struct ContentKey {
    /// Of content.
    mac: Hmac<Sha256>,
    /// Of whole lines.
    lines: Hmac<Sha256>,
    id: String,
}

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContentKey({})", self.id)
    }
}

impl ContentKey {
    /// A key from its bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        // A key of its own for each use, so that no message of one can be mistaken for one of another.
        let derive = |purpose: &str| -> [u8; 32] {
            let mut mac = keyed(bytes);
            mac.update(purpose.as_bytes());
            mac.finalize().into_bytes().into()
        };
        let id = hex(&derive("wfstate.key-id/1")[..8]);
        Self { mac: keyed(&derive("wfstate.commitment/1")), lines: keyed(&derive("wfstate.line/1")), id }
    }

    /// A name for the key that gives nothing of it away: 16 hex digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Keyed digest of bytes that may not be stored, such as a line that cannot be parsed.
    pub fn digest(&self, bytes: &[u8]) -> [u8; 16] {
        let mut mac = self.lines.clone();
        mac.update(bytes);
        first_half(&mac.finalize().into_bytes())
    }
}

/// HMAC-SHA-256 under a key, ready to be cloned for each message.
pub fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than the block is padded with zeros; that is what RFC 2104 does with it.
    let mut block = [0u8; 64];
    block[..32].copy_from_slice(key);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

fn first_half(digest: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&digest[..16]);
    out
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// The members whose values have to be replaced.
fn content_of<'m>(spec: Option<&TypeSpec>, data: &Fields<'m>) -> Vec<&'m Member> {
    let mut found = Vec::new();
    let mut expected = 0;
    for member in data.own() {
        let at = spec.and_then(|s| s.position(member, data.whole(), expected));
        expected = at.map_or(expected, |at| at + 1);
        if is_content(spec.zip(at).map(|(s, at)| &s.fields[at]), member, data.whole()) {
            found.push(member);
        }
    }
    found
}

/// The name of the first member that [`redact`] would replace, as it is written: words that nothing stands for.
pub fn raw_content<'m>(spec: Option<&TypeSpec>, data: &Fields<'m>) -> Option<&'m str> {
    let whole = data.whole();
    let content = |member: &&Member| {
        let key = member.key(whole);
        let may_be = match member.kind {
            // The names of the tables' own content fields are among those that are looked at: a test says so.
            Kind::String => member.key_escaped || names_content(key),
            Kind::Array | Kind::Object => true,
            _ => false,
        };
        let field = || spec.and_then(|s| Some(&s.fields[s.position(member, whole, 0)?]));
        may_be && is_content(field(), member, whole)
    };
    data.own().find(content).map(|member| member.key(whole))
}

/// Whether a member holds content: by its own name, or by a name somewhere inside it. Then the whole member is
/// replaced; what stands around the words is not worth a leak.
fn is_content(field: Option<&Field>, member: &Member, whole: &str) -> bool {
    let nested = matches!(member.kind, Kind::Array | Kind::Object);
    if !nested && member.kind != Kind::String {
        return false; // numbers and flags say nothing
    }
    let by_name = match field {
        Some(field) => field.content,
        None if member.key_escaped => names_content(&text::unescape(member.key(whole))),
        None => names_content(member.key(whole)),
    };
    let value = Value { kind: member.kind, raw: member.value(whole) };
    if by_name {
        return !is_commitment(&value);
    }
    // A workflow's results are stored; everything else is looked into.
    nested && !field.is_some_and(|f| f.result) && holds_words(value.raw)
}

/// Whether what a rollback goes back to is a state and nothing beside: that is what later states are made of.
fn is_state(raw: &str) -> bool {
    let json = |bytes: &[u8]| serde_json::from_slice::<Json>(bytes).ok();
    State::from_json(raw.as_bytes()).is_ok_and(|state| json(&state.to_json()) == json(raw.as_bytes()))
}

/// Whether a member goes when a person asks for an event's words to be erased: content, a workflow's results, and
/// every text that no table knows. What the state is made of stays: an event counts for the same afterwards.
fn is_erasable(field: Option<&Field>, member: &Member, whole: &str) -> bool {
    let value = Value { kind: member.kind, raw: member.value(whole) };
    let says = match member.kind {
        Kind::String => true,
        Kind::Array | Kind::Object => value.raw.contains('"') && !is_commitment(&value),
        _ => false,
    };
    match field {
        Some(field) if field.result => says && !(field.name == "state" && is_state(value.raw)),
        Some(_) => is_content(field, member, whole),
        // The energy of any event counts for its model.
        None if member.key(whole) == "model_id" => false,
        None => says,
    }
}

/// Appends `data` to `out` with every word replaced that is not part of the state; see [`redact`]. Gives what was
/// replaced, as it stood there.
pub fn erase<'d>(
    key: &ContentKey,
    place: (&str, &str),
    spec: Option<&TypeSpec>,
    data: &Fields<'d>,
    out: &mut Vec<u8>,
) -> Vec<&'d str> {
    let field = |member: &Member| spec.and_then(|s| Some(&s.fields[s.position(member, data.whole(), 0)?]));
    let content: Vec<&Member> =
        data.own().filter(|member| is_erasable(field(member), member, data.whole())).collect();
    replace(key, place, &content, data, out);
    content.iter().map(|member| member.value(data.whole())).collect()
}

/// Appends `data` to `out` with each content field replaced. Says whether there was any.
/// `session` and `type_name` bind the commitments to their place.
pub fn redact(
    key: &ContentKey,
    place: (&str, &str),
    spec: Option<&TypeSpec>,
    data: &Fields<'_>,
    out: &mut Vec<u8>,
) -> bool {
    let content = content_of(spec, data);
    replace(key, place, &content, data, out);
    !content.is_empty()
}

fn replace(key: &ContentKey, place: (&str, &str), content: &[&Member], data: &Fields<'_>, out: &mut Vec<u8>) {
    let (whole, span) = (data.whole().as_bytes(), data.span());
    let mut kept_from = span.start;
    for member in content {
        out.extend_from_slice(&whole[kept_from..member.span().start]);
        out.extend_from_slice(commit(key, place, content, data, member).as_bytes());
        kept_from = member.span().end;
    }
    out.extend_from_slice(&whole[kept_from..span.end]);
}

/// The commitment that replaces one value: over the session, the type, everything of the data that is not
/// content, the field's name and the words.
fn commit(
    key: &ContentKey,
    (session, type_name): (&str, &str),
    content: &[&Member],
    data: &Fields<'_>,
    member: &Member,
) -> String {
    let (whole, span) = (data.whole(), data.span());
    let value = Value { kind: member.kind, raw: member.value(whole) };
    let words = value.text();
    let words = words.as_deref().unwrap_or(value.raw);
    let mut mac = key.mac.clone();
    let mut part = |p: &str| {
        mac.update(&u32::try_from(p.len()).unwrap_or(u32::MAX).to_be_bytes());
        mac.update(p.as_bytes());
    };
    part(session);
    part(type_name);
    let mut kept_from = span.start;
    for m in content {
        part(&whole[kept_from..m.span().start]);
        kept_from = m.span().end;
    }
    part(&whole[kept_from..span.end]);
    part(member.key(whole));
    part(words);
    let digest = mac.finalize().into_bytes();
    format!("{{\"length\":{},\"commitment\":\"{}\"}}", words.len(), hex(&digest[..16]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::event::spec_of;
    use crate::core::model::json::Scanner;

    fn redacted(type_name: &str, data: &str) -> String {
        let mut members = Vec::new();
        let fields = Fields::scan(&mut Scanner::default(), data.as_bytes(), &mut members).unwrap();
        let mut out = Vec::new();
        let key = ContentKey::new(&[7; 32]);
        redact(&key, ("s", type_name), spec_of(type_name), &fields, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn words_leave_and_everything_else_stays_byte_for_byte() {
        let data = r#"{ "prompt_id":"p1", "token" : "hello wörld" ,"token_index":3}"#;
        let out = redacted("ai.output", data);
        assert!(!out.contains("hello"), "{out}");
        assert!(out.starts_with(r#"{ "prompt_id":"p1", "token" : {"length":12,"commitment":""#), "{out}");
        assert!(out.ends_with(r#"} ,"token_index":3}"#), "{out}");
        assert_eq!(redacted("ai.output", &out), out, "a commitment is not committed again");
    }

    #[test]
    fn every_content_field_of_the_table_has_a_name_that_is_looked_at() {
        let fields = crate::core::model::event::TYPES.iter().flat_map(|t| t.fields).filter(|f| f.content);
        let names: Vec<_> = fields.map(|f| f.name).collect();
        assert!(names.len() >= 3 && names.iter().all(|name| names_content(name)), "{names:?}");
    }

    #[test]
    fn unknown_types_and_escaped_keys_are_no_way_around() {
        assert!(!redacted("x.chat", r#"{"text":"SECRET","n":1}"#).contains("SECRET"));
        assert!(!redacted("user.prompt", r#"{"\u0070rompt_text":"SECRET"}"#).contains("SECRET"));
        assert!(
            !redacted("x.chat", r#"{"messages":[{"role":"user","content":"SECRET"}]}"#).contains("SECRET")
        );
        assert_eq!(redacted("x.chat", r#"{"tokens":12}"#), r#"{"tokens":12}"#);
        for (name, data) in [
            ("x.chat", r#"{"promptText":"SECRET"}"#),
            ("error", r#"{"error_code":"e","stackTrace":"SECRET"}"#),
            ("error", r#"{"error_code":"e","context":{"a":{"prompt_text":"SECRET"}}}"#),
            ("x.chat", r#"{"choices":[{"index":0,"message":{"role":"a","content":"SECRET"}}]}"#),
            ("user.action", r#"{"action":"pause","context":{"answer":"SECRET"}}"#),
        ] {
            let out = redacted(name, data);
            assert!(!out.contains("SECRET") && out.contains("commitment"), "{out}");
            assert_eq!(redacted(name, &out), out, "a commitment is not committed again");
        }
        // Structure without words stays, and so do a workflow's results.
        let harmless = r#"{"context":{"tokens":3,"panel":"left"},"l":[{"a":1}]}"#;
        assert_eq!(redacted("error", harmless), harmless);
        let result = r#"{"phase_id":"p","output":{"text":"RESULT"}}"#;
        assert_eq!(redacted("workflow.phase_completed", result), result);
    }

    #[test]
    fn what_would_be_replaced_is_what_is_called_raw() {
        for (name, data) in [
            ("ai.output", r#"{"prompt_id":"p","token":"a"}"#),
            (
                "ai.output",
                r#"{"prompt_id":"p","token":{"length":1,"commitment":"00112233445566778899aabbccddeeff"}}"#,
            ),
            ("x.chat", r#"{"promptText":"SECRET"}"#),
            ("x.chat", r#"{"te\u0078t":"SECRET"}"#),
            ("x.chat", r#"{"a":[{"b":{"answer":"SECRET"}}],"tokens":3}"#),
            ("error", r#"{"error_code":"e","error_message":"m","context":{"tokens":3}}"#),
            ("workflow.phase_completed", r#"{"phase_id":"p","output":{"text":"RESULT"}}"#),
        ] {
            let mut members = Vec::new();
            let fields = Fields::scan(&mut Scanner::default(), data.as_bytes(), &mut members).unwrap();
            assert_eq!(raw_content(spec_of(name), &fields).is_some(), redacted(name, data) != data, "{data}");
        }
    }

    #[test]
    fn equal_words_in_different_places_look_different() {
        let one = redacted("ai.output", r#"{"token":"a","token_index":1}"#);
        let two = redacted("ai.output", r#"{"token":"a","token_index":2}"#);
        let tail = |s: &str| s.split("commitment").nth(1).unwrap()[..20].to_owned();
        assert_ne!(tail(&one), tail(&two));
        assert_eq!(one, redacted("ai.output", r#"{"token":"a","token_index":1}"#));
    }
}

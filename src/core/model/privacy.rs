//! Content, and the commitment that stands for it.
//!
//! By default a person's and a model's own words are not stored. At the door, before any queue or disk, each
//! content field's value is replaced by `{"length":…,"commitment":…}`: its length in bytes and a keyed digest
//! under a key that is not in the database. Whoever holds the key and the words can show that they belong
//! together; without the key a commitment says nothing, not even that two tokens were equal, because the rest of
//! the event's data is part of what is digested.

use super::event::spec::{TypeSpec, is_commitment};
use super::json::fields::is_key;
use super::json::{Fields, Kind, Member, Value};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Names that hold somebody's words when a type's own table does not say otherwise: an unknown type, or an
/// unknown field of a known one, is not a way around the policy.
const CONTENT_NAMES: &[&str] = &[
    "completion",
    "content",
    "message_text",
    "messages",
    "output_text",
    "prompt",
    "prompt_text",
    "raw_content",
    "response",
    "response_text",
    "stack_trace",
    "text",
    "token",
    "token_text",
    "tokens",
];

/// The key that commitments are made under: 32 random bytes in a file of their own.
#[derive(Clone)]
pub struct ContentKey {
    mac: Hmac<Sha256>,
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
        let id = hex(&Sha256::digest([b"wfstate key id\0".as_slice(), bytes].concat())[..8]);
        Self { mac: keyed(bytes), id }
    }

    /// A name for the key that gives nothing of it away: 16 hex digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Keyed digest of bytes that may not be stored, such as a line that cannot be parsed.
    pub fn digest(&self, bytes: &[u8]) -> [u8; 16] {
        let mut mac = self.mac.clone();
        mac.update(b"wfstate.line/1\0");
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

/// Whether a member holds content that has to be replaced.
fn is_content(spec: Option<&TypeSpec>, member: &Member, bytes: &[u8]) -> bool {
    let field = spec.and_then(|s| s.fields.iter().find(|f| is_key(member, bytes, f.name)));
    let named = match field {
        Some(field) => field.content,
        None => CONTENT_NAMES.iter().any(|name| is_key(member, bytes, name)),
    };
    let value = Value { kind: member.kind, raw: member.value(bytes) };
    let says_nothing = matches!(member.kind, Kind::Null | Kind::True | Kind::False | Kind::Integer | Kind::Float);
    named && !says_nothing && !is_commitment(&value)
}

/// Appends `data` to `out` with each content field replaced. Says whether there was any.
/// `session` and `type_name` bind the commitments to their place.
pub fn redact(
    key: &ContentKey,
    (session, type_name): (&str, &str),
    spec: Option<&TypeSpec>,
    data: &Fields<'_>,
    out: &mut Vec<u8>,
) -> bool {
    let bytes = data.bytes();
    let span = data.span();
    let mut kept_from = span.start;
    let mut found = false;
    for member in data.own().filter(|m| is_content(spec, m, bytes)) {
        found = true;
        out.extend_from_slice(&bytes[kept_from..member.span().start]);
        let commitment = commit(key, (session, type_name), spec, data, member);
        out.extend_from_slice(commitment.as_bytes());
        kept_from = member.span().end;
    }
    out.extend_from_slice(&bytes[kept_from..span.end]);
    found
}

/// The commitment that replaces one value: over the session, the type, everything of the data that is not
/// content, the field's name and the words.
fn commit(
    key: &ContentKey,
    (session, type_name): (&str, &str),
    spec: Option<&TypeSpec>,
    data: &Fields<'_>,
    member: &Member,
) -> String {
    let bytes = data.bytes();
    let value = Value { kind: member.kind, raw: member.value(bytes) };
    let words = value.text();
    let words = words.as_deref().map_or(value.raw, str::as_bytes);
    let mut mac = key.mac.clone();
    mac.update(b"wfstate.commitment/1\0");
    let mut part = |p: &[u8]| {
        mac.update(&(p.len() as u64).to_be_bytes());
        mac.update(p);
    };
    part(session.as_bytes());
    part(type_name.as_bytes());
    let span = data.span();
    let mut kept_from = span.start;
    for m in data.own().filter(|m| is_content(spec, m, bytes)) {
        part(&bytes[kept_from..m.span().start]);
        kept_from = m.span().end;
    }
    part(&bytes[kept_from..span.end]);
    part(member.key(bytes));
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
    fn unknown_types_and_escaped_keys_are_no_way_around() {
        assert!(!redacted("x.chat", r#"{"text":"SECRET","n":1}"#).contains("SECRET"));
        assert!(!redacted("user.prompt", r#"{"\u0070rompt_text":"SECRET"}"#).contains("SECRET"));
        assert!(!redacted("x.chat", r#"{"messages":[{"role":"user","content":"SECRET"}]}"#).contains("SECRET"));
        assert_eq!(redacted("x.chat", r#"{"tokens":12}"#), r#"{"tokens":12}"#);
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

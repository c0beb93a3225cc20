//! Refused lines: what of them may be kept, and trying them again.

use super::{Engine, Feedback, Options, RecordError};
use crate::core::model::event::spec::{Check, TypeSpec, result};
use crate::core::model::event::spec_of;
use crate::core::model::id::SessionId;
use crate::core::model::json::fields::is_key;
use crate::core::model::json::{Fields, Kind, Limits, Member, Scanner};
use crate::core::model::privacy::{ContentKey, redact};
use crate::core::store::QuarantineEntry;
use serde::Serialize;
use std::collections::BTreeSet;

/// A refused line in the form in which it may be stored.
pub struct Kept {
    /// The line.
    pub line: String,
    /// The session that it names.
    pub session_id: Option<String>,
}

/// A refused line under the content policy; `None` where its parts cannot be told apart.
pub fn redact_line(key: &ContentKey, line: &[u8], content: bool) -> Option<Kept> {
    if content {
        let line = std::str::from_utf8(line).ok()?.to_owned();
        return Some(Kept { line, session_id: None });
    }
    let mut members: Vec<Member> = Vec::new();
    let line = Scanner::new(Limits::default()).object(line, &mut members).ok()?;
    let top = Fields::new(line, &members, 1);
    let session_id = top.text("session_id").filter(|s| SessionId::parse(s).is_ok()).map(Into::into);
    let name = top.text("type").unwrap_or_default();
    let session: &str = session_id.as_deref().unwrap_or_default();
    // Data that is no object, or is there twice, has no fields to tell words by: nothing of the line is kept.
    let data = top.iter().filter(|(k, v)| matches!(k.as_ref(), "data" | "payload") && v.kind != Kind::Null);
    let kinds: Vec<Kind> = data.map(|(_, v)| v.kind).collect();
    if kinds.len() > 1 || kinds.iter().any(|k| *k != Kind::Object) {
        return None;
    }
    // The envelope's own members first, then the data's, whose places have moved by then.
    let mut outer = Vec::new();
    redact(key, (session, &name), Some(&ENVELOPE), &top, &mut outer);
    let mut moved: Vec<Member> = Vec::new();
    let outer = Scanner::new(Limits::default()).object(&outer, &mut moved).ok()?;
    let mut line = outer.as_bytes().to_vec();
    if let Some(at) = moved.iter().position(|m| {
        m.depth == 1 && m.kind == Kind::Object && (is_key(m, outer, "data") || is_key(m, outer, "payload"))
    }) {
        let own = moved[at + 1..].iter().take_while(|m| m.depth == 2).count();
        let data = Fields::new(outer, &moved[at + 1..=at + own], 2).within(moved[at].span());
        line.clear();
        line.extend_from_slice(&outer.as_bytes()[..moved[at].span().start]);
        redact(key, (session, &name), spec_of(&name), &data, &mut line);
        line.extend_from_slice(&outer.as_bytes()[moved[at].span().end..]);
    }
    Some(Kept { line: String::from_utf8(line).ok()?, session_id })
}

/// An envelope as if it were an event: its data is left to the table of the event's own type.
static ENVELOPE: TypeSpec = TypeSpec {
    name: "(envelope)",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[result("data", false, Check::Any), result("payload", false, Check::Any)],
    apply: |_, _| {},
};

/// What became of lines that were tried again.
#[derive(Debug, Default, Serialize)]
pub struct Retried {
    /// Lines that are recorded now (or were, under the same key).
    pub accepted: u64,
    /// Lines that are refused still.
    pub refused: u64,
    /// Lines of which only the length and a digest were kept.
    pub not_kept: u64,
}

/// Tries lines again, each into the session that it names (or that it was meant for).
pub fn retry(
    options: Options,
    entries: &[QuarantineEntry],
    feedback: Box<dyn Feedback>,
) -> Result<Retried, RecordError> {
    let mut retried = Retried::default();
    let mut engine = Engine::start(Options { resume: true, ..options }, feedback)?;
    let mut seen = BTreeSet::new();
    for entry in entries {
        // What was taken once is recorded; what is named twice is one entry.
        if entry.status == "accepted" || !seen.insert(entry.entry_no) {
            continue;
        }
        match &entry.refused.line {
            None => retried.not_kept += 1,
            Some(line) => engine.retry_line(entry.entry_no, entry.refused.session_id.clone(), line)?,
        }
    }
    let summary = engine.finish()?;
    retried.accepted = summary.accepted + summary.duplicate;
    retried.refused = summary.rejected + summary.dropped;
    Ok(retried)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_line_keeps_its_form_and_loses_its_words() {
        let key = ContentKey::new(&[1; 32]);
        let line =
            br#"{"session_id":"s","type":"ai.output","text":"SECRET1","data":{"token":"SECRET2","n":1}}"#;
        let kept = redact_line(&key, line, false).unwrap();
        assert!(!kept.line.contains("SECRET"), "{}", kept.line);
        assert!(kept.line.contains(r#""n":1}}"#) && kept.session_id.as_deref() == Some("s"));
        assert!(redact_line(&key, b"{\"a\":", false).is_none());
        assert!(redact_line(&key, line, true).unwrap().line.contains("SECRET1"));
    }
}

//! WFS: the schema is the one that this version made, and its small tables say what they can say.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::store::{Ask, QuarantineEntry, StoreError};

/// Tables, indexes, views.
pub static DIFFERS: Rule = Rule {
    id: "WFS001",
    severity: Severity::Error,
    title: "the schema differs from what wfstate made",
    why: "A table, index, view or trigger that was added, changed or removed can hide rows or change what is written; \
          wfstate refuses to write to such a database.",
    repair: "take out what was added by hand, or restore a backup; tables of your own may be named x_…",
    scope: Scope::Database,
};
/// Facts about the database.
pub static META: Rule = Rule {
    id: "WFS002",
    severity: Severity::Error,
    title: "a fact about the database is garbled",
    why: "The table `meta` says which database this is, which content key belongs to it, and how far leftover spill \
          files were taken over. A recorder that misreads one of them refuses to go on, or takes events over twice.",
    repair: "restore a backup",
    scope: Scope::Database,
};
/// Lines that were refused.
pub static QUARANTINE: Rule = Rule {
    id: "WFS003",
    severity: Severity::Error,
    title: "an entry of the quarantine cannot have been written by wfstate",
    why: "A refused line is kept with its number, its length, its place and a digest of 16 bytes. An entry with \
          something else was changed or added by hand, so it may never have come in.",
    repair: "take the entry out, or restore a backup",
    scope: Scope::Database,
};

/// What users added, as they may.
pub static EXTENSION: Rule = Rule {
    id: "WFS004",
    severity: Severity::Info,
    title: "tables of a user stand beside wfstate's",
    why: "Tables whose names begin with x_ are nobody's but the user's: no verb reads or changes them and no migration \
          touches them. A purge does not delete what they hold either, and `recover` leaves them behind.",
    repair: "nothing has to be done",
    scope: Scope::Database,
};

/// Entries of the quarantine that are read at a time: each may be as long as a line.
const PAGE: usize = 16;
/// Entries that are named; a table that was overwritten has one cause, not a million.
const MOST: usize = 20;

/// Checks the schema.
pub fn check(from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    if let Some(difference) = from.ask(|q| q.schema_difference())? {
        sink.report(&DIFFERS, None, difference);
    }
    let extensions = from.ask(|q| q.extensions())?;
    if !extensions.is_empty() {
        sink.report(&EXTENSION, None, format!("they are {}", extensions.join(", ")));
    }
    if sink.wants(&META) {
        for (key, value) in from.ask(|q| q.meta_all())? {
            if let Some(expected) = garbled(&key, &value) {
                sink.report(&META, None, format!("`{key}` is not {expected}"));
            }
        }
    }
    if sink.wants(&QUARANTINE) { check_quarantine(from, sink) } else { Ok(()) }
}

/// What a known fact should be and is not. Facts of later versions are none of this one's business.
fn garbled(key: &str, value: &str) -> Option<&'static str> {
    let hex = |n: usize| value.len() == n && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let (fits, expected) = match key {
        "database_uuid" => {
            let uuid = value.len() == 36 && value.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
            (uuid && value.bytes().all(|b| b == b'-' || hex_digit(b)), "a uuid in lower case")
        }
        "content_key_id" => (hex(16), "16 hex digits"),
        _ if key.starts_with("spill:") => (value.parse::<u64>().is_ok(), "a number of frames"),
        _ => return None,
    };
    (!fits).then_some(expected)
}

fn hex_digit(b: u8) -> bool {
    matches!(b, b'0'..=b'9' | b'a'..=b'f')
}

fn check_quarantine(from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    let (mut after, mut found) = (i64::MIN, 0);
    while found < MOST {
        let page = from.ask(|q| q.quarantine_after(after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = last.entry_no;
        for entry in &page {
            if let Some(why) = impossible(entry) {
                found += 1;
                sink.report(&QUARANTINE, None, format!("entry {}: {why}", entry.entry_no));
            }
        }
    }
    Ok(())
}

fn impossible(entry: &QuarantineEntry) -> Option<&'static str> {
    let r = &entry.refused;
    match () {
        () if entry.entry_no < 1 => Some("its number is below 1"),
        () if r.line_no > i64::MAX as u64 => Some("its line number is below 0"),
        () if r.length > i64::MAX as u64 => Some("its length is below 0"),
        () if r.digest == [0; 16] => Some("its digest does not have 16 bytes"),
        () if r.code.is_empty() || r.message.is_empty() => Some("it does not say why the line was refused"),
        () if r.pointer.as_ref().is_some_and(|p| !p.is_empty() && !p.starts_with('/')) => {
            Some("its pointer is no JSON pointer")
        }
        () if r.column == Some(0) => Some("its column is below 1"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_that_wfstate_writes_are_not_garbled_and_others_are() {
        let uuid = uuid::Uuid::from_bytes([0xab; 16]).to_string();
        let sound = [
            ("database_uuid", uuid.as_str()),
            ("content_key_id", "00112233aabbccdd"),
            ("spill:1a", "12"),
            ("note", "?"),
        ];
        for (key, value) in sound {
            assert_eq!(garbled(key, value), None, "{key}");
        }
        for (key, value) in [
            ("database_uuid", uuid.to_ascii_uppercase().as_str()),
            ("content_key_id", "0011"),
            ("content_key_id", "00112233AABBCCDD"),
            ("spill:1a", "-1"),
        ] {
            assert!(garbled(key, value).is_some(), "{key}");
        }
    }
}

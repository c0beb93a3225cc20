//! The records of an export, `wfstate.export/1`, as they are written and read: one JSON object each, its members in a
//! fixed order. In NDJSON a record is a line; every other format writes the same records in another dress, and the
//! digest at the end is over the NDJSON lines whatever the dress.
//!
//! Order: `export`; for each session `session`, `baseline`?, journal entries and events in their places (an entry
//! stands behind the event that it names), `snapshot`s; at last `end`.
//!
//! An event is a plain state event. Members of its envelope that nobody knows stand between `data` and
//! `commitment`, as they are. Five names are ours: `flags`, `erased`, `raw`, `extra`, `leaf`.

mod event;

pub use event::{EventLine, EventRecord, EventWriter};

use crate::core::erased::Said;
use crate::core::model::energy::MicroEu;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

/// The name of the format.
pub const SCHEMA: &str = "wfstate.export/1";

/// The first record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRecord {
    /// [`SCHEMA`].
    pub schema: String,
    /// The version that wrote it.
    pub wfstate: String,
    /// `as stored`, or `filtered`: what is not known to be public was taken out.
    pub content: String,
    /// `plain`.
    pub profile: String,
    /// How many sessions follow.
    pub sessions: u64,
}

/// A session. Times are RFC 3339, hashes hex.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the members of schemas/export.json, which explains them")]
pub struct SessionRecord {
    pub session_id: String,
    pub kind: String,
    pub label: Option<String>,
    pub user_id: String,
    pub mode: String,
    pub status: String,
    pub start_time: String,
    pub end_time: Option<String>,
    pub clean_shutdown: bool,
    /// EU after the last event of this file.
    pub energy: Option<MicroEu>,
    /// Event records of this session in this file.
    pub events: u64,
    pub last_seq: u64,
    pub cost_micro_usd: Option<i64>,
    /// Of the state that the events of this file lead to; null where events are left out.
    pub state_hash: Option<String>,
    pub stores_content: bool,
    /// Whether content that is stored is in this file.
    pub content_included: bool,
    pub lost: u64,
    pub model_id: Option<String>,
    pub hardware_tier: Option<String>,
    pub level: Option<i64>,
    pub error_message: Option<String>,
    pub durability: String,
    pub metadata: Box<RawValue>,
    /// Some types of events were left out: nothing can be folded.
    #[serde(default, skip_serializing_if = "is_false")]
    pub partial: bool,
    /// Events of which something was taken out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub filtered_events: u64,
    pub integrity: Option<Box<RawValue>>,
}

/// What proves a session's events: where it was recorded, keys of stretches that are whole, seals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integrity {
    /// The uuid of the database, hex.
    pub database: String,
    /// Keys, and the event from which on each is in force.
    pub keys: Vec<KeyRecord>,
    /// Where events begin whose key is not in the file: each of them says its own commitment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<u64>,
    /// Stretches in which content was erased: each event says the leaf that its seal was made of, and the root is over
    /// those of what is left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<Said>,
    /// Seals, each with the last event that it covers.
    pub seals: Vec<SealRecord>,
}

/// What an imported session said of itself in its file, so that it can be said again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Origin {
    /// Its [`Integrity`], as it was written.
    pub integrity: Box<RawValue>,
    /// Its last event then. A session that went on has events that no seal of its old home covers.
    pub last_seq: u64,
    /// The last event that was in its baseline then.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub floor: u64,
    /// Events of which something had been taken out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub filtered_events: u64,
    /// Entries of its journal that stood before those of the file.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub journal_before: u64,
}

impl Origin {
    /// Reads what the table `origin` keeps.
    pub fn parse(text: &str) -> Result<(Self, Integrity), serde_json::Error> {
        let origin: Self = serde_json::from_str(text)?;
        let integrity = serde_json::from_str(origin.integrity.get())?;
        Ok((origin, integrity))
    }
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct KeyRecord {
    pub first_seq: u64,
    pub key: String,
}

/// A seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SealRecord {
    pub last_seq: u64,
    pub seal: String,
}

/// The state that the events of the file go on from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct BaselineRecord {
    pub session_id: String,
    pub last_seq: u64,
    /// The seal at `last_seq`; null where that event stands within a batch.
    pub seal: Option<String>,
    pub timestamp: String,
    pub frame_id: Option<u64>,
    pub energy: MicroEu,
    pub state: Box<RawValue>,
    pub state_hash: String,
}

/// What the recorder had to say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct JournalRecord {
    pub session_id: String,
    pub number: u64,
    pub after_seq: u64,
    pub timestamp: String,
    pub kind: String,
    pub facts: Box<RawValue>,
}

/// A snapshot.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SnapshotRecord {
    pub session_id: String,
    pub last_seq: u64,
    pub timestamp: String,
    pub kind: String,
    pub reason: Option<String>,
    pub frame_id: Option<u64>,
    pub energy: MicroEu,
    pub state: Box<RawValue>,
    pub state_hash: String,
}

/// The last record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndRecord {
    /// Records before this one.
    pub records: u64,
    /// SHA-256 over their NDJSON lines, each with its line end, hex.
    pub digest: String,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The first record.
    Export,
    /// A session.
    Session,
    /// What its events go on from.
    Baseline,
    /// What the recorder had to say.
    Journal,
    /// An event.
    Event,
    /// A snapshot.
    Snapshot,
    /// The last record.
    End,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Export, Self::Session, Self::Baseline, Self::Journal, Self::Event, Self::Snapshot, Self::End];

    /// As `message_type` says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Session => "session",
            Self::Baseline => "baseline",
            Self::Journal => "journal",
            Self::Event => "event",
            Self::Snapshot => "snapshot",
            Self::End => "end",
        }
    }

    /// Of a line of an export: `message_type` is the first member of every record that is no event.
    pub fn of(line: &[u8]) -> Option<Self> {
        let Some(rest) = line.strip_prefix(b"{\"message_type\":\"") else { return Some(Self::Event) };
        let name = rest.split(|b| *b == b'"').next()?;
        Self::ALL.into_iter().find(|k| *k != Self::Event && k.name().as_bytes() == name)
    }
}

/// The line of a record that is no event, without its line end.
pub fn line(kind: Kind, record: &impl Serialize) -> Result<String, serde_json::Error> {
    let body = serde_json::to_string(record)?;
    Ok(format!("{{\"message_type\":\"{}\",{}", kind.name(), &body[1..]))
}

/// A text that is JSON already.
pub fn raw(text: String) -> Result<Box<RawValue>, serde_json::Error> {
    RawValue::from_string(text)
}

/// Counts records and hashes their lines.
#[derive(Debug, Clone, Default)]
pub struct Digest {
    records: u64,
    hash: Sha256,
}

impl Digest {
    /// The next line, without its line end.
    pub fn line(&mut self, line: &[u8]) {
        self.records += 1;
        self.hash.update(line);
        self.hash.update(b"\n");
    }

    /// Lines one after the other, each with its line end.
    pub fn lines(&mut self, lines: &[u8], records: u64) {
        self.records += records;
        self.hash.update(lines);
    }

    /// The hash of the lines until now.
    pub fn so_far(&self) -> Sha256 {
        self.hash.clone()
    }

    /// The record that closes the export.
    pub fn end(self) -> EndRecord {
        let digest = crate::core::model::privacy::hex(&self.hash.finalize());
        EndRecord { records: self.records, digest }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_but_an_event_says_first_what_it_is() {
        let end = EndRecord { records: 3, digest: "00".into() };
        let line = line(Kind::End, &end).unwrap();
        assert_eq!(line, r#"{"message_type":"end","records":3,"digest":"00"}"#);
        assert_eq!(serde_json::from_str::<EndRecord>(&line).unwrap(), end);
        for kind in Kind::ALL {
            let line = format!("{{\"message_type\":\"{}\",\"a\":1}}", kind.name());
            assert_eq!(Kind::of(line.as_bytes()), Some(kind).filter(|k| *k != Kind::Event), "{line}");
        }
        assert_eq!(Kind::of(br#"{"session_id":"s","message_type":"end"}"#), Some(Kind::Event));
    }

    #[test]
    fn the_digest_is_that_of_the_lines() {
        let mut digest = Digest::default();
        digest.line(b"a");
        digest.line(b"b");
        let mut other = Digest::default();
        other.lines(b"a\nb\n", 2);
        let end = digest.end();
        assert_eq!(end, other.end());
        assert_eq!(end.digest, crate::core::model::privacy::hex(&Sha256::digest(b"a\nb\n")));
    }
}

//! What a salvage came to: the contract of `recover --json`.

use crate::core::model::energy::MicroEu;
use serde::Serialize;

/// The answer.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct Report {
    pub schema: &'static str,
    pub path: String,
    pub from: String,
    pub dry_run: bool,
    pub old_uuid: Option<String>,
    pub old_ledger: Option<Tip>,
    pub uuid: String,
    pub sessions: Vec<SessionReport>,
    /// Events kept.
    pub events: u64,
    /// Events lost; `None` where nobody knows how many there were.
    pub lost: Option<u64>,
    /// Events that are readable and have no proof.
    pub unproved: u64,
    pub kept_unproved: bool,
    /// Events of sessions whose name is lost.
    pub strays: u64,
    /// Bytes of spill files beside the damaged database, whose events are in neither.
    pub spilled_bytes: u64,
    pub beside: Beside,
    /// `None` where there is no key file.
    pub key_copied: Option<bool>,
    pub validated: bool,
    /// The name of the content key that the recordings were made under.
    pub key_id: Option<String>,
}

/// A ledger's last entry.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct Tip {
    pub entry: u64,
    pub hash: String,
}

/// What came of one session.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct SessionReport {
    pub session_id: String,
    pub status: &'static str,
    pub events: u64,
    pub last_seq: u64,
    pub lost: Vec<Lost>,
    pub unproved: u64,
    pub journal_lost: u64,
    #[serde(skip)]
    pub snapshots: u64,
    pub energy: Option<MicroEu>,
    pub state_hash: Option<String>,
}

/// A stretch of lost events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct Lost {
    pub from: u64,
    pub to: Option<u64>,
    pub count: Option<u64>,
    pub reason: &'static str,
}

/// What there was besides events.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct Beside {
    pub sessions: Count,
    pub journal: JournalCount,
    pub quarantine: Count,
    pub ledger: Count,
    pub snapshots: Snapshots,
    pub unread: Unread,
}

/// What could not be read; whether anything was in it is not known.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct Unread {
    pub pages: u64,
    pub rows: u64,
    pub log_frames: u64,
    /// A session was still being recorded: what it lost at its end cannot be told.
    pub open_end: bool,
}

/// Rows that were found, and rows that are gone.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct Count {
    pub found: u64,
    pub lost: u64,
}

/// Entries of journals.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct JournalCount {
    pub found: u64,
    pub lost: u64,
    pub unproved: u64,
}

/// Snapshots are computed again.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/recover.json, which explains them")]
pub struct Snapshots {
    pub found: u64,
    pub written: u64,
}

impl Report {
    /// Whether anything at all is gone, or is there and nobody can say that it is what it was.
    pub fn lossy(&self) -> bool {
        let b = &self.beside;
        self.strays > 0
            || self.spilled_bytes > 0
            || b.sessions.lost + b.journal.lost + b.quarantine.lost + b.ledger.lost > 0
            || self.unproved > 0
            || (b.unread.open_end && b.unread.any())
            || self.sessions.iter().any(|s| !s.lost.is_empty())
    }
}

impl Unread {
    /// Whether there was anything of the kind.
    pub fn any(&self) -> bool {
        self.pages + self.rows + self.log_frames > 0
    }
}

impl Lost {
    /// A stretch whose end is known.
    pub fn stretch(from: u64, to: u64) -> Self {
        Self { from, to: Some(to), count: Some(to - from + 1), reason: "damage" }
    }

    /// A tail of which nobody knows how far it went.
    pub fn beyond(from: u64) -> Self {
        Self { from, to: None, count: None, reason: "damage" }
    }
}

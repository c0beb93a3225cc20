//! Rows of the small tables, as values.

use super::error::StoreError;
use super::ledger::to_hash;
use crate::core::model::chain::Hash;
use crate::core::model::time::Timestamp;
use rusqlite::Row;

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its name.
    pub session_id: String,
    /// `stream` or `workflow`.
    pub kind: &'static str,
    /// What it is about.
    pub label: Option<String>,
    /// Whether content is stored.
    pub stores_content: bool,
    /// `disk` or `process`.
    pub durability: &'static str,
    /// When it began.
    pub start: Timestamp,
    /// Who records it.
    pub owner: String,
    /// The first key that its payloads are committed under.
    pub key: [u8; 32],
    /// More about it, a JSON object.
    pub metadata: String,
}

/// A session as stored.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the columns of stored_session, which the migration explains")]
pub struct SessionRow {
    pub no: i64,
    pub session_id: String,
    pub kind: String,
    pub label: Option<String>,
    pub user_id: String,
    pub mode: String,
    pub status: String,
    pub stores_content: bool,
    pub durability: String,
    pub start: Timestamp,
    pub end: Option<Timestamp>,
    pub clean: bool,
    pub owner: Option<String>,
    pub pseudonym: Vec<u8>,
    pub last_seq: Option<u64>,
    pub energy_micro: Option<i64>,
    pub cost_micro_usd: Option<i64>,
    pub lost: u64,
    pub state_hash: Option<Hash>,
    pub model_id: Option<String>,
    pub hardware_tier: Option<String>,
    pub level: Option<i64>,
    pub error_message: Option<String>,
    pub metadata: String,
}

impl SessionRow {
    pub(super) const COLUMNS: &'static str = "session_no, session_id, kind, label, user_id, mode, status, \
        stores_content, durability, start_us, end_us, clean, owner, pseudonym, last_seq, energy_micro, \
        cost_micro_usd, lost, state_hash, model_id, hardware_tier, level, error_message, metadata";

    pub(super) fn read(r: &Row<'_>) -> Result<Self, StoreError> {
        let session_id: String = r.get(1)?;
        let state_hash: Option<Vec<u8>> = r.get(18)?;
        Ok(Self {
            no: r.get(0)?,
            kind: r.get(2)?,
            label: r.get(3)?,
            user_id: r.get(4)?,
            mode: r.get(5)?,
            status: r.get(6)?,
            stores_content: r.get(7)?,
            durability: r.get(8)?,
            start: Timestamp(r.get(9)?),
            end: r.get::<_, Option<i64>>(10)?.map(Timestamp),
            clean: r.get(11)?,
            owner: r.get(12)?,
            pseudonym: r.get(13)?,
            last_seq: r.get::<_, Option<i64>>(14)?.map(i64::cast_unsigned),
            energy_micro: r.get(15)?,
            cost_micro_usd: r.get(16)?,
            lost: r.get::<_, i64>(17)?.cast_unsigned(),
            state_hash: state_hash.map(|h| to_hash(&h, &session_id)).transpose()?,
            model_id: r.get(19)?,
            hardware_tier: r.get(20)?,
            level: r.get(21)?,
            error_message: r.get(22)?,
            metadata: r.get(23)?,
            session_id,
        })
    }
}

/// How a session stands between two steps.
#[derive(Debug, Clone, Copy)]
pub struct Rest<'r> {
    /// Its status.
    pub status: &'r str,
    /// When it ended, where it did.
    pub end: Option<Timestamp>,
    /// What it failed of.
    pub error_message: Option<&'r str>,
    /// Whose it is until the next step: a process, which has to live as long.
    pub owner: Option<&'r str>,
}

/// What a session came to, as its row keeps it.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the columns of stored_session of the same names")]
pub struct Totals {
    pub last_seq: u64,
    pub energy_micro: i64,
    pub cost_micro_usd: Option<i64>,
    pub state_hash: Hash,
    pub user_id: Option<String>,
    pub mode: Option<String>,
    pub model_id: Option<String>,
    pub hardware_tier: Option<String>,
    pub level: Option<i64>,
}

/// An entry of a session's journal.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// Its number within the session, from 1.
    pub number: u64,
    /// The event that it stands after.
    pub after_seq: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: String,
    /// The facts, a JSON object.
    pub facts: String,
    /// Its place in the session's chain.
    pub hash: Vec<u8>,
}

/// A migration that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The version that it led to.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Of its statements.
    pub checksum: String,
    /// When.
    pub at: Timestamp,
}

/// A line that was refused, to be kept.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The session that it named, as far as that could be read.
    pub session_id: Option<String>,
    /// When it came.
    pub received: Timestamp,
    /// Where it came from: `-`, a path, `emit`.
    pub source: String,
    /// Its number there, from 1.
    pub line_no: u64,
    /// Why, as a stable name.
    pub code: String,
    /// Why, in words.
    pub message: String,
    /// JSON pointer of the place.
    pub pointer: Option<String>,
    /// Column of the place, in bytes from 1.
    pub column: Option<u64>,
    /// Bytes of the line.
    pub length: u64,
    /// Keyed digest of the line.
    pub digest: [u8; 16],
    /// The line itself, redacted; `None` where that could not be done.
    pub line: Option<String>,
}

/// A line in quarantine.
#[derive(Debug, Clone)]
pub struct QuarantineEntry {
    /// Its number.
    pub entry_no: i64,
    /// The line.
    pub refused: Refused,
    /// `held`, `accepted` or `refused again`.
    pub status: String,
}

impl QuarantineEntry {
    pub(super) const COLUMNS: &'static str = "entry_no, session_id, received_us, source, line_no, code, message, \
        pointer, col, length, digest, line, status";

    pub(super) fn read(r: &Row<'_>) -> Result<Self, StoreError> {
        let digest: Vec<u8> = r.get(10)?;
        let refused = Refused {
            session_id: r.get(1)?,
            received: Timestamp(r.get(2)?),
            source: r.get(3)?,
            line_no: r.get::<_, i64>(4)?.cast_unsigned(),
            code: r.get(5)?,
            message: r.get(6)?,
            pointer: r.get(7)?,
            column: r.get::<_, Option<i64>>(8)?.map(i64::cast_unsigned),
            length: r.get::<_, i64>(9)?.cast_unsigned(),
            digest: digest.try_into().unwrap_or_default(),
            line: r.get(11)?,
        };
        Ok(Self { entry_no: r.get(0)?, refused, status: r.get(12)? })
    }
}

//! The database: the only place with SQL in it, and with SQLite's peculiarities.
//!
//! A [`Reader`] cannot write. A [`Writer`] writes in transactions that hold the write lock from their first
//! statement. Nothing here knows what an event means.

pub mod ballast;
mod baseline;
mod budget;
mod connect;
mod copy;
mod erase;
mod error;
pub mod foreign;
mod holds;
mod lease;
mod ledger;
mod log;
mod migrate;
mod preflight;
mod reader;
mod records;
mod replace;
pub mod salvage;
mod schema;
pub mod segment;
mod snapshots;
mod unsynced;
pub mod vandal;
mod wal;
mod writer;

pub use baseline::Baseline;
pub use copy::note_in_copy;
pub use erase::{beside, free_bytes, is_kept_aside, read_parts, remove_durably};
pub use error::StoreError;
pub use holds::{Clearance, Held, Hold};
pub use lease::{FileLock, is_held, read as read_lock};
pub use ledger::LedgerEntry;
pub use log::{LogFinding, LogGrade};
pub use migrate::{Drift, Made, Older, Step, made, pending, steps_after};
pub use preflight::{Found, PACKED, Place, first_bytes, look};
pub use reader::{
    CameWith, Erasure, EventChunk, Glance, Part, Passing, Query, Reader, Sealed, SessionFilter, SessionSpan,
    StoredEvent, Weight,
};
pub use records::{Applied, JournalEntry, NewSession, QuarantineEntry, Refused, Rest, SessionRow, Totals};
pub use replace::{clear_strays, replace};
#[cfg(test)]
pub use schema::MIGRATIONS;
pub use schema::{Created, Migration, SCHEMA_VERSION, compile_options, ddl, sqlite_version};
pub(crate) use schema::{sibling, sync_directory};
pub use snapshots::{NewSnapshot, SnapshotRow, unpack};
pub use wal::{Fault, WalEnd, WalScan, scan as scan_log};
pub use writer::{
    ArrivingEvent, Block, Bytes, Checkpoint, Cooled, EventRow, ImportedSession, Opening, Transaction, Writer,
};

/// Whoever can be asked: a reader, a writer between transactions, a transaction.
pub trait Ask {
    /// Asks. The question may be asked a second time.
    fn ask<T>(&self, question: impl Fn(&Query<'_>) -> Result<T, StoreError>) -> Result<T, StoreError>;
}

impl Ask for Reader {
    fn ask<T>(&self, question: impl Fn(&Query<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.read(question)
    }
}

impl Ask for Writer {
    fn ask<T>(&self, question: impl Fn(&Query<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        question(&self.query())
    }
}

impl Ask for Transaction<'_> {
    fn ask<T>(&self, question: impl Fn(&Query<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        question(&self.query())
    }
}

/// Bits of an event id that hold the seq; the session's number stands above them.
pub const SEQ_BITS: u32 = 40;
const SEQ_MASK: i64 = (1 << SEQ_BITS) - 1;

/// The id of an event (or of a journal entry, with its number).
pub(crate) fn row_id(session_no: i64, seq: u64) -> i64 {
    debug_assert!(seq <= SEQ_MASK.unsigned_abs());
    (session_no << SEQ_BITS) | i64::try_from(seq).unwrap_or(SEQ_MASK)
}

/// The seq of an event id.
pub(crate) fn seq_of(row_id: i64) -> u64 {
    (row_id & SEQ_MASK).unsigned_abs()
}

/// The first 8 bytes of the SHA-256 of a producer's key, as SQLite keeps them.
pub(crate) fn key_hash(key: &str) -> i64 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(key.as_bytes());
    let mut first = [0u8; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}

//! The database: the only place with SQL in it, and with SQLite's peculiarities.
//!
//! A [`Reader`] cannot write. A [`Writer`] writes in transactions that hold the write lock from their first
//! statement. Nothing here knows what an event means.

pub mod ballast;
mod budget;
mod connect;
mod error;
mod lease;
mod ledger;
mod log;
mod preflight;
mod reader;
mod records;
pub mod salvage;
mod schema;
mod snapshots;
mod unsynced;
pub mod vandal;
mod wal;
mod writer;

pub use error::StoreError;
pub use lease::{FileLock, read as read_lock};
pub use ledger::LedgerEntry;
pub use log::{LogFinding, LogGrade};
pub use preflight::{Place, first_bytes};
pub use reader::{EventChunk, Part, Query, Reader, SessionFilter, StoredEvent};
pub use records::{Applied, JournalEntry, NewSession, QuarantineEntry, Refused, SessionRow, Totals};
pub use schema::{Created, SCHEMA_VERSION, compile_options, ddl, sqlite_version};
pub(crate) use schema::{sibling, sync_directory};
pub use snapshots::{NewSnapshot, SnapshotRow, unpack};
pub use wal::{Fault, WalEnd, WalScan, scan as scan_log};
pub use writer::{ArrivingEvent, EventRow, ImportedSession, NewBaseline, Opening, Transaction, Writer};

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

//! The ledger: one chain for the whole database. No content and no session ids; subjects are pseudonyms.

use super::error::StoreError;
use crate::core::model::chain::{GENESIS, Hash, LedgerFacts, ledger_hash};
use crate::core::model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension};

/// One entry as stored.
#[derive(Debug, Clone)]
pub struct LedgerEntry {
    /// Its number, from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: String,
    /// The pseudonym of the session that it is about.
    pub subject: Option<Vec<u8>>,
    /// The facts, a JSON object.
    pub facts: String,
    /// Its place in the chain.
    pub hash: Vec<u8>,
}

/// Appends an entry and gives its number; the caller is in a write transaction.
pub fn append(
    conn: &Connection,
    database: &[u8; 16],
    at: Timestamp,
    kind: &str,
    subject: Option<&[u8]>,
    facts: &str,
) -> Result<u64, StoreError> {
    let (last, previous) = tip(conn)?;
    let number = last + 1;
    let entry = LedgerFacts { number, at, kind, subject: subject.unwrap_or_default(), facts };
    let hash = ledger_hash(&previous, database, &entry);
    let mut insert = conn.prepare_cached(
        "INSERT INTO ledger (entry_no, ts_us, kind, subject, facts, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    insert.execute((number.cast_signed(), at.0, kind, subject, facts, hash.as_slice()))?;
    Ok(number)
}

/// The number and the hash of the last entry.
pub fn tip(conn: &Connection) -> Result<(u64, Hash), StoreError> {
    let row = conn
        .prepare_cached("SELECT entry_no, hash FROM ledger ORDER BY entry_no DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    match row {
        None => Ok((0, GENESIS)),
        Some((number, hash)) => Ok((number.cast_unsigned(), to_hash(&hash, "the ledger")?)),
    }
}

/// All entries, oldest first.
pub fn entries(conn: &Connection) -> Result<Vec<LedgerEntry>, StoreError> {
    let mut query =
        conn.prepare("SELECT entry_no, ts_us, kind, subject, facts, hash FROM ledger ORDER BY entry_no")?;
    let rows = query.query_map([], |r| {
        Ok(LedgerEntry {
            number: r.get::<_, i64>(0)?.cast_unsigned(),
            at: Timestamp(r.get(1)?),
            kind: r.get(2)?,
            subject: r.get(3)?,
            facts: r.get(4)?,
            hash: r.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A stored hash, which must have 32 bytes.
pub fn to_hash(bytes: &[u8], place: &str) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| StoreError::BadRecord {
        what: "a hash",
        place: place.to_owned(),
        why: format!("it has {} bytes instead of 32", bytes.len()),
    })
}

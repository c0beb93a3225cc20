//! Floor: `SQLite` alone. Prebuilt payloads into one plain table, no parsing, no hashing.

use std::path::Path;

use rusqlite::params;

use super::{BATCH, close, create};
use crate::Outcome;

const PAYLOAD_BYTES: usize = 200;

/// Inserts `count` rows in batches, one sync a batch.
pub fn insert(count: u64, out: &Path) -> Outcome<()> {
    let mut db = create(out)?;
    db.execute_batch(
        "CREATE TABLE event(seq INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, data BLOB NOT NULL) STRICT;",
    )?;
    let payload = [0x78_u8; PAYLOAD_BYTES];
    let last = i64::try_from(count)?;
    for first in (1..=last).step_by(BATCH) {
        let transaction = db.transaction()?;
        {
            let mut insert = transaction.prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3)")?;
            for seq in first..=last.min(first + i64::try_from(BATCH)? - 1) {
                insert.execute(params![seq, seq * 3_333, payload.as_slice()])?;
            }
        }
        transaction.commit()?;
    }
    close(db)
}

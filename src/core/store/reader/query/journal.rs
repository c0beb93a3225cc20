//! Questions about a session's journal that need not read all of it.

use super::{Query, range_of};
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::records::JournalEntry;
use crate::core::store::{row_id, seq_of};
use rusqlite::Row;

/// What [`read`] reads.
pub(super) const COLUMNS: &str = "journal_id, after_seq, ts_us, kind, facts, hash";

/// A row as an entry.
pub(super) fn read(r: &Row<'_>) -> Result<JournalEntry, StoreError> {
    Ok(JournalEntry {
        number: seq_of(r.get(0)?),
        after_seq: r.get::<_, i64>(1)?.cast_unsigned(),
        at: Timestamp(r.get(2)?),
        kind: r.get(3)?,
        facts: r.get(4)?,
        hash: r.get(5)?,
    })
}

impl Query<'_> {
    /// The last entry of one kind.
    pub fn last_entry(&self, session_no: i64, kind: &str) -> Result<Option<JournalEntry>, StoreError> {
        let (low, high) = range_of(session_no);
        let sql = format!(
            "SELECT {COLUMNS} FROM journal WHERE journal_id BETWEEN ?1 AND ?2 AND kind = ?3 \
             ORDER BY journal_id DESC LIMIT 1"
        );
        Ok(self.collect(&sql, (low, high, kind), read)?.pop())
    }

    /// How many entries of one kind there are after an entry.
    pub fn entries_after(&self, session_no: i64, number: u64, kind: &str) -> Result<u64, StoreError> {
        let (low, high) = (row_id(session_no, number), range_of(session_no).1);
        let sql = "SELECT count(*) FROM journal WHERE journal_id > ?1 AND journal_id <= ?2 AND kind = ?3";
        let count: i64 = self.conn.prepare_cached(sql)?.query_row((low, high, kind), |r| r.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// How many sessions were left without a clean end and without a recorder, as their rows say.
    pub fn interrupted_count(&self) -> Result<u64, StoreError> {
        self.count("SELECT count(*) FROM stored_session WHERE status = 'Interrupted'")
    }
}

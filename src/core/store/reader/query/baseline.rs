//! Where a session begins: at its first event, or at a baseline. Rows at or before a baseline are what a compaction
//! that was killed left behind; nobody but the next compaction sees them.

use super::Query;
use crate::core::model::chain::Hash;
use crate::core::store::baseline::Baseline;
use crate::core::store::error::StoreError;
use crate::core::store::{key_hash, row_id};
use rusqlite::OptionalExtension;

impl Query<'_> {
    /// A session's baseline.
    pub fn baseline(&self, session_no: i64) -> Result<Option<Baseline>, StoreError> {
        let sql = format!("SELECT {} FROM baseline WHERE session_no = ?1", Baseline::COLUMNS);
        Ok(self.collect(&sql, [session_no], Baseline::read)?.pop())
    }

    /// The last event that is in a session's baseline; 0 where it begins with its first event.
    pub fn floor(&self, session_no: i64) -> Result<u64, StoreError> {
        let sql = "SELECT last_seq FROM baseline WHERE session_no = ?1";
        let floor: Option<i64> =
            self.conn.prepare_cached(sql)?.query_row([session_no], |r| r.get(0)).optional()?;
        Ok(floor.map_or(0, i64::cast_unsigned))
    }

    /// The first event from `seq` on that is not in the baseline.
    pub(super) fn begin_at(&self, session_no: i64, seq: u64) -> Result<u64, StoreError> {
        Ok(match self.floor(session_no)? {
            0 => seq,
            floor => seq.max(floor + 1),
        })
    }

    /// The baseline's place and seal, without its state.
    pub fn floor_seal(&self, session_no: i64) -> Result<Option<(u64, Hash)>, StoreError> {
        Ok(self.baseline(session_no)?.map(|b| (b.last_seq, b.seal)))
    }

    /// Whether an event with a producer's key is in the baseline. Its bytes are gone, so that nobody can say whether
    /// they were the same.
    pub fn compacted_key(&self, session_no: i64, key: &str) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM event_key WHERE session_no = ?1 AND key_hash = ?2 AND seq <= ?3";
        let floor = self.floor(session_no)?;
        if floor == 0 {
            return Ok(false);
        }
        let known: i64 = self
            .conn
            .prepare_cached(sql)?
            .query_row((session_no, key_hash(key), floor.cast_signed()), |r| r.get(0))?;
        Ok(known > 0)
    }

    /// How many rows of events stand at or before a session's baseline.
    pub fn left_below(&self, session_no: i64) -> Result<u64, StoreError> {
        let floor = self.floor(session_no)?;
        if floor == 0 {
            return Ok(0);
        }
        let sql = "SELECT count(*) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2";
        let range = (row_id(session_no, 0), row_id(session_no, floor));
        Ok(self.conn.prepare_cached(sql)?.query_row(range, |r| r.get::<_, i64>(0))?.cast_unsigned())
    }

    /// The numbers of sessions with a baseline.
    pub fn sessions_with_baseline(&self) -> Result<Vec<i64>, StoreError> {
        self.collect("SELECT session_no FROM baseline ORDER BY session_no", (), |r| Ok(r.get(0)?))
    }

    /// Bytes that a session takes, but for what pages and indexes add.
    pub fn session_bytes(&self, session_no: i64) -> Result<u64, StoreError> {
        let sql = "SELECT (SELECT total(24 + coalesce(length(payload), 0) + coalesce(length(extra), 0) + \
                   coalesce(length(event_key), 0)) FROM stored_event WHERE event_id BETWEEN ?2 AND ?3) + \
                   (SELECT total(length(block)) FROM segment WHERE first_id BETWEEN ?2 AND ?3) + \
                   (SELECT total(length(state)) FROM stored_snapshot WHERE session_no = ?1) + \
                   (SELECT total(length(state)) FROM baseline WHERE session_no = ?1) + \
                   (SELECT total(32 + length(facts)) FROM journal WHERE journal_id BETWEEN ?2 AND ?3)";
        let (low, high) = super::range_of(session_no);
        let bytes: f64 = self.conn.prepare_cached(sql)?.query_row((session_no, low, high), |r| r.get(0))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of lengths")]
        Ok(bytes as u64)
    }
}

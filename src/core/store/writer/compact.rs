//! Events that a baseline takes the place of.

use super::Transaction;
use crate::core::store::baseline::Baseline;
use crate::core::store::error::StoreError;
use crate::core::store::holds::Clearance;
use crate::core::store::row_id;
use rusqlite::OptionalExtension;

impl Transaction<'_> {
    /// Sets the state that a session begins with.
    pub fn put_baseline(&mut self, session_no: i64, b: &Baseline) -> Result<(), StoreError> {
        self.conn.execute(
            "INSERT INTO baseline (session_no, last_seq, seal, ts_us, frame_id, energy_micro, size, state, state_hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (session_no) DO UPDATE SET \
             last_seq = ?2, seal = ?3, ts_us = ?4, frame_id = ?5, energy_micro = ?6, size = ?7, state = ?8, \
             state_hash = ?9",
            (
                session_no,
                b.last_seq.cast_signed(),
                b.seal.as_slice(),
                b.at.0,
                b.frame.map(u64::cast_signed),
                b.energy_micro,
                b.size.cast_signed(),
                &b.packed,
                b.state_hash.as_slice(),
            ),
        )?;
        Ok(())
    }

    /// Deletes at most `limit` of a session's events up to one, the oldest first. Says how many.
    pub fn delete_events_upto(
        &mut self,
        clearance: &Clearance,
        seq: u64,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let session_no = clearance.in_transaction(self.serial)?;
        let (low, high) = (row_id(session_no, 0), row_id(session_no, seq));
        let sql = "SELECT event_id FROM stored_event WHERE event_id BETWEEN ?1 AND ?2 ORDER BY event_id \
                   LIMIT 1 OFFSET ?3";
        let last: Option<i64> = self
            .conn
            .prepare_cached(sql)?
            .query_row((low, high, limit.saturating_sub(1)), |r| r.get(0))
            .optional()?;
        let mut delete =
            self.conn.prepare_cached("DELETE FROM stored_event WHERE event_id BETWEEN ?1 AND ?2")?;
        Ok(delete.execute((low, last.unwrap_or(high)))? as u64)
    }

    /// Deletes the segments of a session up to an event; one that goes on after it becomes rows again first. The
    /// dictionary goes with the last segment. Says how many events were in them.
    pub fn delete_segments_upto(&mut self, clearance: &Clearance, seq: u64) -> Result<u64, StoreError> {
        let session_no = clearance.in_transaction(self.serial)?;
        let (low, high) = (row_id(session_no, 0), row_id(session_no, seq));
        let border: bool = self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM segment WHERE first_id BETWEEN ?1 AND ?2 AND last_id > ?2)",
            )?
            .query_row((low, high), |r| r.get(0))?;
        if border {
            self.unseal(session_no, seq, seq)?;
        }
        let sql = "SELECT coalesce(sum(events), 0) FROM segment WHERE first_id BETWEEN ?1 AND ?2";
        let events: i64 = self.conn.prepare_cached(sql)?.query_row((low, high), |r| r.get(0))?;
        self.conn.execute("DELETE FROM segment WHERE first_id BETWEEN ?1 AND ?2", (low, high))?;
        self.conn.execute(
            "DELETE FROM segment_dictionary WHERE session_no = ?1 AND NOT EXISTS \
             (SELECT 1 FROM segment WHERE first_id BETWEEN ?2 AND ?3)",
            (session_no, low, row_id(session_no + 1, 0) - 1),
        )?;
        Ok(events.cast_unsigned())
    }

    /// Destroys the commitment keys that no event after `seq` is under; all of them where nobody adds events.
    pub fn destroy_keys_upto(
        &mut self,
        clearance: &Clearance,
        seq: u64,
        all: bool,
    ) -> Result<u64, StoreError> {
        let session_no = clearance.in_transaction(self.serial)?;
        let sql = "DELETE FROM seal_key WHERE session_no = ?1 AND first_seq <= ?2 AND (?3 OR EXISTS \
                   (SELECT 1 FROM seal_key n WHERE n.session_no = ?1 AND n.first_seq > seal_key.first_seq \
                    AND n.first_seq <= ?2 + 1))";
        Ok(self.conn.execute(sql, (session_no, seq.cast_signed(), all))? as u64)
    }

    /// Deletes the snapshots up to an event, but for those that later ones are stored against, and one more that a
    /// recorder may be about to store another against. Says how many.
    pub fn delete_snapshots_upto(
        &mut self,
        clearance: &Clearance,
        seq: u64,
        keep: Option<i64>,
    ) -> Result<u64, StoreError> {
        let session_no = clearance.in_transaction(self.serial)?;
        let sql = "DELETE FROM stored_snapshot WHERE session_no = ?1 AND last_seq <= ?2 AND snapshot_id IS NOT ?3 \
                   AND snapshot_id NOT IN (SELECT base_id FROM stored_snapshot \
                   WHERE session_no = ?1 AND last_seq > ?2 AND base_id IS NOT NULL)";
        Ok(self.conn.execute(sql, (session_no, seq.cast_signed(), keep))? as u64)
    }
}

//! Taking sessions back to an earlier event. For databases that nobody else knows of yet: what is gone here leaves its bytes in the file until that is written anew.

use super::Transaction;
use crate::core::model::chain::Hash;
use crate::core::store::error::StoreError;
use crate::core::store::holds::Clearance;
use crate::core::store::reader::Query;
use crate::core::store::{SEQ_BITS, row_id};

const LAST_SEQ: u64 = u64::MAX >> (64 - SEQ_BITS);

impl Query<'_> {
    /// Why a session cannot end after an event, where its events are not rows any more; `sealed_to` is the last event
    /// up to there that has a seal.
    pub fn why_not_cut(
        &self,
        session_no: i64,
        seq: u64,
        sealed_to: u64,
    ) -> Result<Option<&'static str>, StoreError> {
        let at = row_id(session_no, seq);
        let reasons = [
            (
                "that event is in a sealed segment",
                self.has("SELECT 1 FROM segment WHERE first_id <= ?1 AND last_id > ?1", (at,))?,
            ),
            (
                "the events up to there were compacted into a baseline",
                self.has(
                    "SELECT 1 FROM baseline WHERE session_no = ?1 AND last_seq > ?2",
                    (session_no, seq.cast_signed()),
                )?,
            ),
            (
                "content was erased in the batch of that event, and its key with it",
                self.has(
                    "SELECT 1 FROM erased_stretch WHERE session_no = ?1 AND first_seq <= ?2 AND last_seq > ?3",
                    (session_no, seq.cast_signed(), sealed_to.cast_signed()),
                )? && sealed_to < seq,
            ),
        ];
        Ok(reasons.into_iter().find(|r| r.1).map(|r| r.0))
    }
}

impl Transaction<'_> {
    /// Removes all of a session that stands after an event; its row is to be released anew.
    pub fn cut_session(&mut self, clearance: &Clearance, seq: u64) -> Result<(), StoreError> {
        let session_no = clearance.in_transaction(self.serial)?;
        let (low, high) = (row_id(session_no, seq + 1), row_id(session_no, LAST_SEQ));
        for table in
            ["stored_event WHERE event_id", "segment WHERE first_id", "origin_commitment WHERE event_id"]
        {
            self.conn.execute(&format!("DELETE FROM {table} BETWEEN ?1 AND ?2"), (low, high))?;
        }
        let journal = (row_id(session_no, 0), high, seq.cast_signed());
        self.conn
            .execute("DELETE FROM journal WHERE journal_id BETWEEN ?1 AND ?2 AND after_seq > ?3", journal)?;
        for condition in [
            "event_key WHERE session_no = ?1 AND seq > ?2",
            // The first key makes the session's name in the ledger.
            "seal_key WHERE session_no = ?1 AND first_seq > max(?2, 1)",
            "stored_snapshot WHERE session_no = ?1 AND last_seq > ?2",
            "erased_stretch WHERE session_no = ?1 AND first_seq > ?2",
            "origin WHERE session_no = ?1 AND ?2 >= 0",
        ] {
            let sql = format!("DELETE FROM {condition}");
            self.conn.execute(&sql, (session_no, seq.cast_signed()))?;
        }
        self.conn.execute(
            "UPDATE stored_session SET user_id = 'default', model_id = NULL, hardware_tier = NULL, level = NULL, \
             error_message = NULL WHERE session_no = ?1",
            [session_no],
        )?;
        Ok(())
    }

    /// The snapshots whose base is not there any more.
    pub fn baseless_snapshots(&self, session_no: i64) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT snapshot_id FROM stored_snapshot d WHERE session_no = ?1 AND base_id IS NOT NULL AND NOT EXISTS \
                   (SELECT 1 FROM stored_snapshot b WHERE b.snapshot_id = d.base_id) ORDER BY snapshot_id";
        let mut query = self.conn.prepare_cached(sql)?;
        let ids = query.query_map([session_no], |r| r.get(0))?.collect::<Result<_, _>>()?;
        Ok(ids)
    }

    /// What the row says of a session as it was when it was opened, or resumed last.
    pub fn set_opened(
        &mut self,
        session_no: i64,
        label: Option<&str>,
        content: bool,
        lost: u64,
    ) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE stored_session SET label = ?2, stores_content = ?3, mode = iif(?3, 'debug', 'normal'), lost = ?4 \
             WHERE session_no = ?1",
            (session_no, label, content, lost.cast_signed()),
        )?;
        Ok(())
    }

    /// Seals an event that ends a batch now.
    pub fn set_seal(&mut self, session_no: i64, seq: u64, seal: &Hash) -> Result<(), StoreError> {
        let sql = "UPDATE stored_event SET seal = ?2 WHERE event_id = ?1";
        self.conn.execute(sql, (row_id(session_no, seq), seal.as_slice()))?;
        Ok(())
    }
}

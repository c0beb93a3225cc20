//! Questions about what is moved: seals of a stretch, where an imported session came from.

use super::Query;
use crate::core::model::chain::Hash;
use crate::core::store::error::StoreError;
use crate::core::store::ledger::to_hash;
use crate::core::store::{row_id, seq_of};
use rusqlite::OptionalExtension;

impl Query<'_> {
    /// What an imported session said of itself where it came from: a JSON object.
    pub fn origin(&self, session_no: i64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT proof FROM origin WHERE session_no = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([session_no], |r| r.get(0)).optional()?)
    }

    /// The seals of a stretch of a session's events, each with the event that carries it.
    pub fn seals_within(
        &self,
        session_no: i64,
        (from, upto): (u64, u64),
    ) -> Result<Vec<(u64, Hash)>, StoreError> {
        let range = (row_id(session_no, from), row_id(session_no, upto));
        let sql = "SELECT event_id, seal FROM stored_event WHERE event_id BETWEEN ?1 AND ?2 AND seal IS NOT NULL \
                   ORDER BY event_id";
        self.collect(sql, range, |r| {
            let (id, seal): (i64, Vec<u8>) = (r.get(0)?, r.get(1)?);
            Ok((seq_of(id), to_hash(&seal, &format!("the seal at event {}", seq_of(id)))?))
        })
    }
}

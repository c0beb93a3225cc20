//! Questions about sessions that came from elsewhere, and about those that are on their way.

use super::{Query, clamp, range_of};
use crate::core::model::chain::Hash;
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::ledger::to_hash;
use crate::core::store::{row_id, seq_of};

/// What came with an imported event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameWith {
    /// The event.
    pub seq: u64,
    /// Its commitment, where its data was filtered or its key was withheld.
    pub commitment: Option<Hash>,
    /// Its leaf as the seals have it, where content of its stretch was erased.
    pub leaf: Option<Hash>,
}

impl Query<'_> {
    /// The numbers of sessions that are arriving, each with who brings it.
    pub fn arriving(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT session_no, owner FROM arriving ORDER BY session_no";
        self.collect(sql, (), |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// What came with imported events beside their data, from an event on, at most `limit`.
    pub fn origin_commitments(
        &self,
        session_no: i64,
        from_seq: u64,
        limit: usize,
    ) -> Result<Vec<CameWith>, StoreError> {
        let sql = "SELECT event_id, commitment, leaf FROM origin_commitment WHERE event_id BETWEEN ?1 AND ?2 \
                   ORDER BY event_id LIMIT ?3";
        let range = (row_id(session_no, from_seq), range_of(session_no).1, clamp(limit));
        self.collect(sql, range, |r| {
            let seq = seq_of(r.get(0)?);
            let hash = |bytes: Option<Vec<u8>>| {
                bytes.map(|b| to_hash(&b, &format!("what came with event {seq}"))).transpose()
            };
            Ok(CameWith { seq, commitment: hash(r.get(1)?)?, leaf: hash(r.get(2)?)? })
        })
    }

    /// The earliest and the latest time of a session's events.
    pub fn time_span(&self, session_no: i64) -> Result<(Option<Timestamp>, Option<Timestamp>), StoreError> {
        let sql = "SELECT min(ts_us), max(ts_us) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2";
        let row = self.conn.prepare_cached(sql)?.query_row(range_of(session_no), |r| {
            Ok((r.get::<_, Option<i64>>(0)?.map(Timestamp), r.get::<_, Option<i64>>(1)?.map(Timestamp)))
        });
        let (mut first, mut last) = row?;
        self.each_segment(range_of(session_no), &mut |block| {
            for e in block.rows() {
                first = Some(first.map_or(e.at, |at| at.min(e.at)));
                last = Some(last.map_or(e.at, |at| at.max(e.at)));
            }
        })?;
        Ok((first, last))
    }
}

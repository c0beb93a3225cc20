//! Questions about sessions that came from elsewhere, and about those that are on their way.

use super::{Query, clamp, range_of};
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::ledger::to_hash;
use crate::core::store::writer::NewBaseline;
use crate::core::store::{row_id, seq_of, snapshots};

impl Query<'_> {
    /// The numbers of sessions that are arriving, each with who brings it.
    pub fn arriving(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT session_no, owner FROM arriving ORDER BY session_no";
        self.collect(sql, (), |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The commitments that came with imported events, from an event on, at most `limit`.
    pub fn origin_commitments(
        &self,
        session_no: i64,
        from_seq: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let sql = "SELECT event_id, commitment FROM origin_commitment WHERE event_id BETWEEN ?1 AND ?2 \
                   ORDER BY event_id LIMIT ?3";
        let range = (row_id(session_no, from_seq), range_of(session_no).1, clamp(limit));
        self.collect(sql, range, |r| Ok((seq_of(r.get(0)?), r.get(1)?)))
    }

    /// The earliest and the latest time of a session's events.
    pub fn time_span(&self, session_no: i64) -> Result<(Option<Timestamp>, Option<Timestamp>), StoreError> {
        let sql = "SELECT min(ts_us), max(ts_us) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2";
        let span = self.conn.prepare_cached(sql)?.query_row(range_of(session_no), |r| {
            Ok((r.get::<_, Option<i64>>(0)?.map(Timestamp), r.get::<_, Option<i64>>(1)?.map(Timestamp)))
        });
        Ok(span?)
    }

    /// The state that a session begins with, unpacked.
    pub fn baseline_of(&self, session_no: i64) -> Result<Option<NewBaseline>, StoreError> {
        let sql = "SELECT last_seq, seal, ts_us, frame_id, energy_micro, size, state, state_hash FROM baseline \
                   WHERE session_no = ?1";
        let read = |r: &rusqlite::Row<'_>| -> Result<NewBaseline, StoreError> {
            let (seal, packed, hash): (Vec<u8>, Vec<u8>, Vec<u8>) = (r.get(1)?, r.get(6)?, r.get(7)?);
            Ok(NewBaseline {
                last_seq: r.get::<_, i64>(0)?.cast_unsigned(),
                seal: to_hash(&seal, "a baseline")?,
                at: Timestamp(r.get(2)?),
                frame: r.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
                energy_micro: r.get(4)?,
                state: snapshots::unpack_state(&packed, r.get::<_, i64>(5)?, "a baseline")?,
                state_hash: to_hash(&hash, "a baseline")?,
            })
        };
        Ok(self.collect(sql, [session_no], read)?.pop())
    }
}

//! Questions about what is moved: seals of a stretch, where an imported session came from.

use super::Query;
use crate::core::model::chain::Hash;
use crate::core::store::error::StoreError;
use crate::core::store::reader::chunk::EventChunk;
use rusqlite::OptionalExtension;

/// Events read at a time.
const CHUNK: usize = 2000;

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
        let (mut seals, mut next) = (Vec::new(), from);
        let mut chunk = EventChunk::default();
        while next <= upto {
            self.events_within(session_no, (next, upto), CHUNK, &mut chunk)?;
            let Some(last) = chunk.rows().last() else { break };
            next = last.seq + 1;
            seals.extend(chunk.rows().iter().filter_map(|e| Some((e.seq, e.seal?))));
        }
        Ok(seals)
    }
}

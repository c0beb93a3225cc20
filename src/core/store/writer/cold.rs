//! Rows become segments, and segments rows again. The index of event keys stays as it is, and no seal changes.

use super::Transaction;
use crate::core::store::error::StoreError;
use crate::core::store::reader::{EventChunk, Query};
use crate::core::store::row_id;
use crate::core::store::salvage::PrivateDir;
use crate::core::store::segment::{self, Dictionary, EVENTS, Packed, Said};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Events that were packed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cooled {
    /// The last of them.
    pub last_seq: u64,
    /// How many.
    pub events: u64,
    /// Segments that they went into.
    pub segments: u64,
    /// Bytes of their blocks.
    pub bytes: u64,
    /// Bytes of their data, keys and unknown members.
    pub unpacked: u64,
}

impl Cooled {
    /// Both together, the other one being the later.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        Self {
            last_seq: later.last_seq,
            events: self.events + later.events,
            segments: self.segments + later.segments,
            bytes: self.bytes + later.bytes,
            unpacked: self.unpacked + later.unpacked,
        }
    }
}

/// Rows that were packed and still stand there.
#[derive(Debug)]
pub struct Block {
    session_no: i64,
    rows: EventChunk,
    packed: Packed,
}

impl Query<'_> {
    /// Packs the next rows of a range, without anybody waiting for it: the work of a transaction is only to
    /// [put the block](Transaction::put_block) in their place. `None` where there are no rows.
    pub fn next_block(&self, session_no: i64, range: (u64, u64)) -> Result<Option<Block>, StoreError> {
        let mut rows = EventChunk::default();
        self.rows_within(session_no, range, EVENTS, &mut rows)?;
        // A block ends where a batch does: a purge or a check that takes batches then takes blocks.
        if rows.rows().len() == EVENTS || rows.is_full() {
            let sealed = rows.rows().iter().rposition(|e| e.seal.is_some()).filter(|at| *at >= EVENTS / 4);
            rows.keep_first(sealed.map_or(usize::MAX, |at| at + 1));
        }
        let (Some(first), Some(last)) = (rows.rows().first(), rows.rows().last()) else { return Ok(None) };
        let bad = |why: &str| StoreError::BadRecord {
            what: "a block",
            place: format!("the events {} to {}", first.seq, last.seq),
            why: why.to_owned(),
        };
        let dictionary = self.dictionary(session_no)?;
        let packed = segment::pack(&rows, dictionary.as_ref()).map_err(|e| bad(e.0))?;
        let said = Said {
            range: (packed.first_seq, packed.last_seq),
            events: packed.events,
            size: packed.size,
            digest: packed.digest,
        };
        let mut again = EventChunk::default();
        segment::unpack(&packed.block, said, dictionary.as_ref(), &mut again).map_err(|e| bad(e.0))?;
        if !again.is_same(&rows) {
            return Err(bad("it does not come to the events that went in; they stay rows"));
        }
        Ok(Some(Block { session_no, rows, packed }))
    }

    /// What dictionaries learn from: the rows of a block that would begin at an event.
    pub fn sample_block(&self, session_no: i64, range: (u64, u64)) -> Result<Option<Vec<u8>>, StoreError> {
        let mut rows = EventChunk::default();
        self.rows_within(session_no, range, EVENTS, &mut rows)?;
        Ok(segment::sample(&rows).ok().filter(|_| !rows.rows().is_empty()))
    }
}

impl Transaction<'_> {
    /// Packs the rows of a range, all of them, in this transaction. A long range is better packed with
    /// [`seal_next`](Self::seal_next), a transaction for each block.
    pub fn seal_range(&mut self, session_no: i64, (from, upto): (u64, u64)) -> Result<Cooled, StoreError> {
        let (mut all, mut next) = (Cooled::default(), from);
        while let Some(cooled) = self.seal_next(session_no, (next, upto))? {
            next = cooled.last_seq + 1;
            all = all.and(cooled);
        }
        Ok(all)
    }

    /// Packs the next block of rows of a range; `None` where there is none. What is packed already stays as it is.
    pub fn seal_next(&mut self, session_no: i64, range: (u64, u64)) -> Result<Option<Cooled>, StoreError> {
        match self.query().next_block(session_no, range)? {
            Some(block) => self.put_block(&block),
            None => Ok(None),
        }
    }

    /// Puts a block in the place of its rows; `None` where those are not what they were when it was packed.
    pub fn put_block(&mut self, block: &Block) -> Result<Option<Cooled>, StoreError> {
        let Block { session_no, rows, packed } = block;
        let (first, last) = (packed.first_seq, packed.last_seq);
        let mut now = EventChunk::default();
        self.query().rows_within(*session_no, (first, last), packed.events + 1, &mut now)?;
        if !now.is_same(rows) {
            return Ok(None);
        }
        let (low, high) = (row_id(*session_no, first), row_id(*session_no, last));
        self.conn
            .prepare_cached(
                "INSERT INTO segment (first_id, last_id, events, size, codec, digest, block) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                low,
                high,
                i64::try_from(packed.events).unwrap_or(i64::MAX),
                i64::try_from(packed.size).unwrap_or(i64::MAX),
                segment::CODEC,
                packed.digest.as_slice(),
                &packed.block,
            ))?;
        self.conn
            .prepare_cached("DELETE FROM stored_event WHERE event_id BETWEEN ?1 AND ?2")?
            .execute((low, high))?;
        Ok(Some(Cooled {
            last_seq: last,
            events: packed.events as u64,
            segments: 1,
            bytes: packed.block.len() as u64,
            unpacked: packed.size as u64,
        }))
    }

    /// Makes rows again of every segment that has an event of a range; gives how many events that were. The
    /// dictionary goes with the last segment.
    pub fn unseal(&mut self, session_no: i64, from: u64, to: u64) -> Result<u64, StoreError> {
        let (mut next, high) = (row_id(session_no, from), row_id(session_no, to));
        let mut events = 0;
        while let Some(segment) = self.query().segment_from(next, high)? {
            let block = self.query().unpacked(&segment, EventChunk::clone)?;
            self.conn
                .prepare_cached("DELETE FROM segment WHERE first_id = ?1")?
                .execute([segment.first_id])?;
            put_rows(self.conn, session_no, &block, "INSERT")?;
            events += block.rows().len() as u64;
            next = segment.last_id.saturating_add(1);
        }
        self.forget_dictionary(session_no)?;
        Ok(events)
    }

    /// Gives a session the dictionary that its blocks are made with from now on. It has none yet, and no blocks.
    pub fn insert_dictionary(&mut self, session_no: i64, dictionary: &Dictionary) -> Result<(), StoreError> {
        self.conn.execute(
            "INSERT INTO segment_dictionary (session_no, dictionary) VALUES (?1, ?2)",
            (session_no, dictionary.bytes()),
        )?;
        Ok(())
    }

    /// A dictionary that no block needs holds pieces of events for nothing.
    fn forget_dictionary(&mut self, session_no: i64) -> Result<(), StoreError> {
        self.conn.execute(
            "DELETE FROM segment_dictionary WHERE session_no = ?1 AND NOT EXISTS \
             (SELECT 1 FROM segment WHERE first_id BETWEEN ?2 AND ?3)",
            (session_no, row_id(session_no, 0), row_id(session_no.saturating_add(1), 0).wrapping_sub(1)),
        )?;
        Ok(())
    }

    /// Takes out what a private copy says beside its sessions: lines in quarantine that are of none, where copies of other
    /// sessions went, holds on users and labels, names of types that no event has.
    pub fn forget_surroundings(
        &mut self,
        private: &PrivateDir,
        used_types: &BTreeSet<i64>,
    ) -> Result<(), StoreError> {
        if !self.is_in(private) {
            return Err(StoreError::BadRecord {
                what: "the right to delete",
                place: "what stands beside the sessions".into(),
                why: "the database is no private copy".into(),
            });
        }
        self.conn.execute_batch(
            "DELETE FROM stored_quarantine WHERE session_id IS NULL OR session_id NOT IN \
               (SELECT session_id FROM stored_session); \
             DELETE FROM copy; DELETE FROM erasure; DELETE FROM hold WHERE session_no IS NULL;",
        )?;
        for (type_no, _) in (0..).zip(self.query().type_names()?).filter(|(_, name)| name.is_some()) {
            if !used_types.contains(&type_no) {
                self.conn.execute("DELETE FROM event_type WHERE type_no = ?1", [type_no])?;
            }
        }
        Ok(())
    }
}

/// Makes rows of events as they were; their keys are in the index already.
pub fn put_rows(
    conn: &Connection,
    session_no: i64,
    chunk: &EventChunk,
    insert: &str,
) -> Result<(), StoreError> {
    let mut insert = conn.prepare_cached(&format!(
        "{insert} INTO stored_event (event_id, ts_us, type_no, flags, frame_id, energy_micro, payload, event_key, \
         extra, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    ))?;
    for e in chunk.rows() {
        let payload = chunk.payload(e).map(std::str::from_utf8).transpose();
        let payload = payload.map_err(|_| StoreError::BadRecord {
            what: "the data",
            place: format!("event {}", e.seq),
            why: "it is not UTF-8".into(),
        })?;
        insert.execute((
            row_id(session_no, e.seq),
            e.at.0,
            e.type_no,
            i64::from(e.flags.0),
            e.frame.map(u64::cast_signed),
            e.energy,
            payload,
            chunk.key(e),
            chunk.extra(e),
            e.seal.as_ref().map(<[u8; 32]>::as_slice),
        ))?;
    }
    Ok(())
}

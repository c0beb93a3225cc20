//! Segments as they are read: where one stands, and its events. The last block that was unpacked is kept, since who
//! reads one event of it reads the next.

use super::chunk::EventChunk;
use super::query::Query;
use crate::core::store::error::StoreError;
use crate::core::store::segment::{self, Dictionary, Digest, LARGEST_DICTIONARY, MOST_EVENTS, Said};
use crate::core::store::{SEQ_BITS, seq_of};
use rusqlite::{OptionalExtension, Row};
use std::cell::RefCell;

/// What was unpacked last, for one connection.
#[derive(Debug, Default)]
pub struct Cold(RefCell<Held>);

#[derive(Debug, Default)]
struct Held {
    /// The segment whose events stand in the chunk. Its digest says whether it still is what it was.
    segment: Option<Segment>,
    chunk: EventChunk,
    /// A session and its dictionary.
    dictionary: Option<(i64, Option<Dictionary>)>,
}

/// A segment's row, without its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The id of its first event.
    pub first_id: i64,
    /// The id of its last event.
    pub last_id: i64,
    /// How many it has.
    pub events: usize,
    /// Bytes of their data, keys and unknown members.
    pub size: usize,
    /// The block's digest.
    pub digest: Digest,
}

/// The columns of a segment, but for its block.
const COLUMNS: &str = "first_id, last_id, events, size, codec, digest";

impl Segment {
    fn read(r: &Row<'_>) -> Result<Self, StoreError> {
        let (first_id, last_id): (i64, i64) = (r.get(0)?, r.get(1)?);
        let bad = |why: &str| damaged(first_id, last_id, why);
        let number = |at: usize| -> Result<usize, StoreError> {
            usize::try_from(r.get::<_, i64>(at)?).map_err(|_| bad("a number of its row is out of range"))
        };
        let codec: String = r.get(4)?;
        if codec != segment::CODEC {
            return Err(bad("this wfstate does not know how it was packed"));
        }
        if first_id > last_id || first_id >> SEQ_BITS != last_id >> SEQ_BITS {
            return Err(bad("it ends before it begins, or in another session"));
        }
        let digest: Vec<u8> = r.get(5)?;
        let digest = digest.try_into().map_err(|_| bad("its digest is none"))?;
        let (events, size) = (number(2)?, number(3)?);
        if events == 0 || events > MOST_EVENTS {
            return Err(bad("a number of its row is out of range"));
        }
        Ok(Self { first_id, last_id, events, size, digest })
    }

    fn said(&self) -> Said {
        let range = (seq_of(self.first_id), seq_of(self.last_id));
        Said { range, events: self.events, size: self.size, digest: self.digest }
    }
}

fn damaged(first_id: i64, last_id: i64, why: &str) -> StoreError {
    StoreError::BadRecord {
        what: segment::BLOCK,
        place: format!("the sealed events {} to {}", seq_of(first_id), seq_of(last_id)),
        why: why.to_owned(),
    }
}

impl Query<'_> {
    /// The first segment that ends at an event or after it, and begins no later than another.
    pub(in crate::core::store) fn segment_from(
        &self,
        from_id: i64,
        high_id: i64,
    ) -> Result<Option<Segment>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM segment WHERE first_id <= ?2 AND first_id >= \
             coalesce((SELECT max(first_id) FROM segment WHERE first_id <= ?1), ?1) ORDER BY first_id LIMIT 2"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let mut rows = query.query((from_id, high_id))?;
        while let Some(row) = rows.next()? {
            // The one before may be of another session, and none of ours to judge.
            if row.get::<_, i64>(1)? >= from_id {
                return Segment::read(row).map(Some);
            }
        }
        Ok(None)
    }

    /// The last segment that begins within a range.
    pub(super) fn segment_before(&self, low_id: i64, high_id: i64) -> Result<Option<Segment>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM segment WHERE first_id BETWEEN ?1 AND ?2 ORDER BY first_id DESC LIMIT 1"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let mut rows = query.query((low_id, high_id))?;
        rows.next()?.map(Segment::read).transpose()
    }

    /// Segments of a range, in their order, one after the other.
    pub(super) fn each_segment(
        &self,
        (low_id, high_id): (i64, i64),
        each: &mut dyn FnMut(&EventChunk),
    ) -> Result<(), StoreError> {
        let mut next = low_id;
        while let Some(segment) = self.segment_from(next, high_id)? {
            self.unpacked(&segment, |chunk| each(chunk))?;
            next = segment.last_id.saturating_add(1);
        }
        Ok(())
    }

    /// The events of a segment.
    pub(in crate::core::store) fn unpacked<T>(
        &self,
        segment: &Segment,
        look: impl FnOnce(&EventChunk) -> T,
    ) -> Result<T, StoreError> {
        let mut held = self.cold.0.borrow_mut();
        if held.segment != Some(*segment) {
            held.segment = None;
            self.unpack(segment, &mut held)?;
            held.segment = Some(*segment);
        }
        Ok(look(&held.chunk))
    }

    fn unpack(&self, segment: &Segment, held: &mut Held) -> Result<(), StoreError> {
        let session_no = segment.first_id >> SEQ_BITS;
        let known = held.dictionary.as_ref().is_some_and(|d| d.0 == session_no);
        if !known {
            held.dictionary = Some((session_no, self.dictionary(session_no)?));
        }
        let sql = "SELECT block FROM segment WHERE first_id = ?1";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query([segment.first_id])?;
        let row = rows.next()?.ok_or_else(|| damaged(segment.first_id, segment.last_id, "it is gone"))?;
        let block = row
            .get_ref(0)?
            .as_blob()
            .map_err(|e| damaged(segment.first_id, segment.last_id, &e.to_string()))?;
        let open = |held: &mut Held| {
            held.chunk.clear();
            let dictionary = held.dictionary.as_ref().and_then(|d| d.1.as_ref());
            segment::unpack(block, segment.said(), dictionary, &mut held.chunk)
        };
        let mut done = open(held);
        if done.is_err() && known {
            // The session may have been packed anew meanwhile, with another dictionary.
            held.dictionary = Some((session_no, self.dictionary(session_no)?));
            done = open(held);
        }
        done.map_err(|e| damaged(segment.first_id, segment.last_id, e.0))
    }

    /// The dictionary of a session's blocks, if it has one.
    pub(in crate::core::store) fn dictionary(
        &self,
        session_no: i64,
    ) -> Result<Option<Dictionary>, StoreError> {
        let sql =
            "SELECT dictionary FROM segment_dictionary WHERE session_no = ?1 AND length(dictionary) <= ?2";
        let most = i64::try_from(LARGEST_DICTIONARY).unwrap_or(i64::MAX);
        let bytes = self.conn.prepare_cached(sql)?.query_row((session_no, most), |r| r.get(0)).optional()?;
        Ok(bytes.map(Dictionary::new))
    }
}

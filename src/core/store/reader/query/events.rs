//! Questions after events. An event is a row or stands in a segment, and who asks does not see which.

use super::{Query, clamp, range_of};
use crate::core::model::chain::Hash;
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::ledger::to_hash;
use crate::core::store::reader::chunk::{COLUMNS, EventChunk, StoredEvent};
use crate::core::store::{SEQ_BITS, key_hash, row_id, seq_of};
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;

/// How much of a session's events is packed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Segments.
    pub segments: u64,
    /// Events in them.
    pub events: u64,
    /// Bytes of their blocks, and of the dictionary.
    pub bytes: u64,
    /// Bytes of the events' data, keys and unknown members.
    pub unpacked: u64,
}

/// Which of a session's events is looked for, from the end: in rows, and in a segment.
struct Rule<'r> {
    sql: &'r str,
    value: i64,
    holds: &'r dyn Fn(&StoredEvent) -> bool,
}

impl Query<'_> {
    /// What is asked meanwhile is of one moment: events go from rows to segments and back, and must not be missed
    /// in between.
    pub(super) fn at_once<T>(&self, ask: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        if !self.conn.is_autocommit() {
            return ask();
        }
        let moment = self.conn.unchecked_transaction()?;
        let answer = ask();
        moment.finish()?;
        answer
    }

    /// The seq of a session's last event; 0 when it has none.
    pub fn last_seq(&self, session_no: i64) -> Result<u64, StoreError> {
        let sql = "SELECT max(coalesce((SELECT max(event_id) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2), 0), \
                   coalesce((SELECT last_id FROM segment WHERE first_id BETWEEN ?1 AND ?2 \
                   ORDER BY first_id DESC LIMIT 1), 0))";
        let last: i64 = self.conn.prepare_cached(sql)?.query_row(range_of(session_no), |r| r.get(0))?;
        Ok(seq_of(last).max(self.floor(session_no)?))
    }

    /// The last seal of a session, and the event that carries it.
    pub fn last_seal(&self, session_no: i64) -> Result<Option<(u64, Hash)>, StoreError> {
        self.seal_up_to(session_no, seq_of(range_of(session_no).1))
    }

    /// Fills `chunk` with at most `limit` events from `from_seq` on, fewer where they are large.
    pub fn events(
        &self,
        session_no: i64,
        from_seq: u64,
        limit: usize,
        chunk: &mut EventChunk,
    ) -> Result<(), StoreError> {
        self.events_within(session_no, (from_seq, seq_of(range_of(session_no).1)), limit, chunk)
    }

    /// The same, and none after `upto`, however many a recorder adds meanwhile.
    pub fn events_within(
        &self,
        session_no: i64,
        (from_seq, upto): (u64, u64),
        limit: usize,
        chunk: &mut EventChunk,
    ) -> Result<(), StoreError> {
        chunk.clear();
        self.at_once(|| {
            let first = self.begin_at(session_no, from_seq)?;
            self.append((row_id(session_no, first), row_id(session_no, upto)), limit, chunk)
        })
    }

    /// Appends events of a range, rows and segments as they come, until there are `limit` or they are large.
    fn append(
        &self,
        (mut next, high): (i64, i64),
        limit: usize,
        chunk: &mut EventChunk,
    ) -> Result<(), StoreError> {
        while next <= high {
            let segment = self.segment_from(next, high)?;
            let rows_to = segment.map_or(high, |s| s.first_id - 1);
            if next <= rows_to && self.append_rows((next, rows_to), limit, chunk)? {
                return Ok(());
            }
            let Some(segment) = segment else { return Ok(()) };
            let within = next.max(segment.first_id)..=high;
            self.unpacked(&segment, |block| {
                let id = |e: &StoredEvent| row_id(segment.first_id >> SEQ_BITS, e.seq);
                let first = block.rows().partition_point(|e| id(e) < *within.start());
                let end = block.rows().partition_point(|e| id(e) <= *within.end());
                let some = end.min(first.saturating_add(limit - chunk.rows().len().min(limit)));
                chunk.copy_from(block, first..some);
            })?;
            if chunk.rows().len() >= limit || chunk.is_full() {
                return Ok(());
            }
            next = segment.last_id.saturating_add(1);
        }
        Ok(())
    }

    /// Appends rows alone. Says whether the chunk has all that it is to have.
    fn append_rows(
        &self,
        (low, high): (i64, i64),
        limit: usize,
        chunk: &mut EventChunk,
    ) -> Result<bool, StoreError> {
        if self.straight.is_some_and(|s| s.append(self.conn, (low, high), limit, chunk)) {
            return Ok(chunk.rows().len() >= limit || chunk.is_full());
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM stored_event WHERE event_id BETWEEN ?1 AND ?2 ORDER BY event_id LIMIT ?3"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let mut rows = query.query((low, high, clamp(limit - chunk.rows().len().min(limit))))?;
        let mut next = seq_of(low);
        while let Some(row) = rows.next()? {
            chunk.push(row)?;
            let seq = chunk.rows().last().map_or(0, |e| e.seq);
            if seq < next {
                // In a damaged tree; whoever reads on behind the last event would go in a circle.
                return Err(StoreError::Damaged("events of it stand out of their order".into()));
            }
            next = seq + 1;
            if chunk.is_full() {
                return Ok(true);
            }
        }
        Ok(chunk.rows().len() >= limit)
    }

    /// Fills `chunk` with rows alone, none of those that are packed: at most `limit` up to `upto`, and no further
    /// than the next segment.
    pub(in crate::core::store) fn rows_within(
        &self,
        session_no: i64,
        (from_seq, upto): (u64, u64),
        limit: usize,
        chunk: &mut EventChunk,
    ) -> Result<(), StoreError> {
        chunk.clear();
        let first = self.begin_at(session_no, from_seq)?;
        let (mut low, high) = (row_id(session_no, first), row_id(session_no, upto));
        while low <= high {
            let segment = self.segment_from(low, high)?;
            let rows_to = segment.map_or(high, |s| s.first_id - 1);
            if low <= rows_to {
                self.append_rows((low, rows_to), limit, chunk)?;
            }
            match segment {
                Some(segment) if chunk.rows().is_empty() => low = segment.last_id.saturating_add(1),
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    /// The last event of a frame. Frames never go back, so the first snapshot of a later frame bounds the search.
    pub fn seq_at_frame(&self, session_no: i64, frame: u64) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT min(last_seq) FROM stored_snapshot WHERE session_no = ?1 AND frame_id > ?2";
        let bound: Option<i64> =
            self.conn.prepare_cached(sql)?.query_row((session_no, frame.cast_signed()), |r| r.get(0))?;
        let bound = bound.map_or(u64::MAX >> (64 - SEQ_BITS), i64::cast_unsigned);
        let holds = |e: &StoredEvent| e.frame == Some(frame);
        let rule = Rule { sql: "frame_id = ?3", value: frame.cast_signed(), holds: &holds };
        Ok(self.last_where((session_no, bound), &rule)?.map(|e| e.0))
    }

    /// The last event with at most this time.
    pub fn seq_at_time(&self, session_no: i64, at: Timestamp) -> Result<Option<u64>, StoreError> {
        let holds = |e: &StoredEvent| e.at <= at;
        let rule = Rule { sql: "ts_us <= ?3", value: at.0, holds: &holds };
        Ok(self.last_where((session_no, u64::MAX >> (64 - SEQ_BITS)), &rule)?.map(|e| e.0))
    }

    /// The last event up to `bound` that follows a rule, and its seal.
    fn last_where(
        &self,
        (session_no, bound): (i64, u64),
        rule: &Rule<'_>,
    ) -> Result<Option<(u64, Option<Hash>)>, StoreError> {
        let first = self.begin_at(session_no, 0)?;
        let (low, high) = (row_id(session_no, first), row_id(session_no, bound));
        let sql = format!(
            "SELECT event_id, seal FROM stored_event WHERE event_id BETWEEN ?1 AND ?2 AND {} \
             ORDER BY event_id DESC LIMIT 1",
            rule.sql
        );
        self.at_once(|| {
            let row = self
                .conn
                .prepare_cached(&sql)?
                .query_row((low, high, rule.value), |r| Ok((r.get(0)?, r.get::<_, Option<Vec<u8>>>(1)?)))
                .optional()?;
            let mut next = high;
            while let Some(segment) = self.segment_before(low, next)? {
                if row.as_ref().is_some_and(|(id, _): &(i64, _)| *id > segment.last_id) {
                    break;
                }
                let found = self.unpacked(&segment, |block| {
                    let within = |e: &&StoredEvent| (first..=bound).contains(&e.seq) && (rule.holds)(e);
                    let found = block.rows().iter().rev().find(within);
                    found.map(|e| (e.seq, e.seal))
                })?;
                if let Some(found) = found.filter(|f| row.as_ref().is_none_or(|(id, _)| f.0 > seq_of(*id))) {
                    return Ok(Some(found));
                }
                next = segment.first_id - 1;
            }
            let seal = |id: i64, seal: &[u8]| to_hash(seal, &format!("the seal at event {}", seq_of(id)));
            row.map(|(id, bytes)| Ok((seq_of(id), bytes.map(|s| seal(id, &s)).transpose()?))).transpose()
        })
    }

    /// The events that were stored under a producer's key, at most a few: one, unless hashes collide.
    pub fn events_with_key(&self, session_no: i64, key: &str) -> Result<EventChunk, StoreError> {
        let sql = "SELECT seq FROM event_key WHERE session_no = ?1 AND key_hash = ?2 ORDER BY seq";
        let mut chunk = EventChunk::default();
        self.at_once(|| {
            let seqs: Vec<i64> = self.collect(sql, (session_no, key_hash(key)), |r| Ok(r.get(0)?))?;
            for seq in seqs {
                let id = row_id(session_no, seq.cast_unsigned());
                let limit = chunk.rows().len() + 1;
                self.append((id, id), limit, &mut chunk)?;
            }
            Ok(())
        })?;
        chunk.keep_key(key, self.begin_at(session_no, 0)?);
        Ok(chunk)
    }

    /// Events per type number and time bucket are folds; this one question is plain: events per type.
    pub fn events_per_type(&self, session_no: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql =
            "SELECT type_no, count(*) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2 GROUP BY type_no";
        self.at_once(|| {
            let first = self.begin_at(session_no, 0)?;
            let range = (row_id(session_no, first), range_of(session_no).1);
            let rows =
                self.collect(sql, range, |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?.cast_unsigned())))?;
            let mut counts: BTreeMap<i64, u64> = rows.into_iter().collect();
            self.each_segment(range, &mut |block| {
                let within = block.rows().iter().filter(|e| e.seq >= first);
                within.for_each(|e| *counts.entry(e.type_no).or_default() += 1);
            })?;
            Ok(counts.into_iter().collect())
        })
    }

    /// How many batches of a session are sealed.
    pub fn seal_count(&self, session_no: i64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2 AND seal IS NOT NULL";
        self.at_once(|| {
            let first = self.begin_at(session_no, 0)?;
            let range = (row_id(session_no, first), range_of(session_no).1);
            let rows = self.conn.prepare_cached(sql)?.query_row(range, |r| r.get::<_, i64>(0))?;
            let mut count = rows.cast_unsigned();
            self.each_segment(range, &mut |block| {
                let within = block.rows().iter().filter(|e| e.seq >= first && e.seal.is_some());
                count += within.count() as u64;
            })?;
            Ok(count)
        })
    }

    /// The last seal of a session up to an event, and the event that carries it.
    pub fn seal_up_to(&self, session_no: i64, seq: u64) -> Result<Option<(u64, Hash)>, StoreError> {
        let rule = Rule { sql: "seal IS NOT NULL AND ?3 = 0", value: 0, holds: &|e| e.seal.is_some() };
        match self.last_where((session_no, seq), &rule)? {
            Some((seq, seal)) => Ok(seal.map(|seal| (seq, seal))),
            None => Ok(self.floor_seal(session_no)?.filter(|base| base.0 <= seq)),
        }
    }

    /// The first event from `seq` on that carries a seal: the end of the batch that `seq` is in.
    pub fn sealed_from(&self, session_no: i64, seq: u64) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT event_id FROM stored_event WHERE event_id BETWEEN ?1 AND ?2 AND seal IS NOT NULL \
                   ORDER BY event_id LIMIT 1";
        self.at_once(|| {
            let first = self.begin_at(session_no, seq)?;
            if first > seq && first == seq + 1 {
                return Ok(Some(seq)); // the baseline ends with it, at a seal
            }
            let (low, high) = (row_id(session_no, first), range_of(session_no).1);
            let row: Option<i64> =
                self.conn.prepare_cached(sql)?.query_row((low, high), |r| r.get(0)).optional()?;
            let mut next = low;
            while let Some(segment) = self.segment_from(next, row.unwrap_or(high))? {
                let found = self.unpacked(&segment, |block| {
                    block.rows().iter().find(|e| e.seq >= first && e.seal.is_some()).map(|e| e.seq)
                })?;
                if let Some(found) = found.filter(|f| row.is_none_or(|id| *f < seq_of(id))) {
                    return Ok(Some(found));
                }
                next = segment.last_id.saturating_add(1);
            }
            Ok(row.map(seq_of))
        })
    }

    /// The seal that an event carries.
    pub fn seal_at(&self, session_no: i64, seq: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let id = row_id(session_no, seq);
        let sql = "SELECT seal FROM stored_event WHERE event_id = ?1";
        self.at_once(|| {
            if let Some((floor, seal)) = self.floor_seal(session_no)?.filter(|base| seq <= base.0) {
                return Ok((floor == seq).then(|| seal.to_vec()));
            }
            if let Some(segment) = self.segment_from(id, id)? {
                let seal = |e: &StoredEvent| e.seal.filter(|_| e.seq == seq).map(|s| s.to_vec());
                return self.unpacked(&segment, |block| block.rows().iter().find_map(seal));
            }
            let seal = self.conn.prepare_cached(sql)?.query_row([id], |r| r.get(0)).optional()?;
            Ok(seal.flatten())
        })
    }

    /// How many events of a session are rows, up to one of them.
    pub fn row_count(&self, session_no: i64, upto: u64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2";
        let range = (row_id(session_no, 0), row_id(session_no, upto));
        Ok(self.conn.prepare_cached(sql)?.query_row(range, |r| r.get::<_, i64>(0))?.cast_unsigned())
    }

    /// How much of a session is packed; of all of them where none is named.
    pub fn sealed(&self, session_no: Option<i64>) -> Result<Sealed, StoreError> {
        let (low, high) = session_no.map_or((i64::MIN, i64::MAX), range_of);
        let sql = "SELECT count(*), total(events), total(size), total(length(block)), (SELECT total(length(dictionary)) \
                   FROM segment_dictionary WHERE ?3 IS NULL OR session_no = ?3) \
                   FROM segment WHERE first_id BETWEEN ?1 AND ?2";
        let whole = |n: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "saturates, and is a count"
            )]
            let n = n as u64;
            n
        };
        Ok(self.conn.prepare_cached(sql)?.query_row((low, high, session_no), |r| {
            Ok(Sealed {
                segments: r.get::<_, i64>(0)?.cast_unsigned(),
                events: whole(r.get(1)?),
                unpacked: whole(r.get(2)?),
                bytes: whole(r.get::<_, f64>(3)? + r.get::<_, f64>(4)?),
            })
        })?)
    }
}

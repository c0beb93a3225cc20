//! Many sessions' events in passing: when, of which type, what they add, and the data of a few types alone. A session
//! by itself costs some ten microseconds of questions; ten thousand of them are a few ranges of one table.

use super::{Query, range_of};
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::reader::chunk::EventChunk;
use crate::core::store::{SEQ_BITS, seq_of};
use rusqlite::Row;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What of a session's row says whether its events are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSpan {
    /// Its number.
    pub no: i64,
    /// Its label.
    pub label: Option<String>,
}

/// Which events are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Passing<'p> {
    /// Of these sessions: the first and the last number of each run of them.
    pub sessions: &'p [(i64, i64)],
    /// From this time on.
    pub since: Timestamp,
    /// Before this time.
    pub until: Timestamp,
    /// Of these types alone; of all where that is `None`.
    pub only: Option<&'p [i64]>,
    /// The types whose data is wanted.
    pub data_of: &'p [i64],
}

/// An event in passing.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as in StoredEvent")]
pub struct Glance<'g> {
    pub session_no: i64,
    pub seq: u64,
    pub at: Timestamp,
    pub type_no: i64,
    pub energy: Option<i64>,
    /// Its data, where its type's is wanted and it was not erased.
    pub data: Option<&'g [u8]>,
}

impl Query<'_> {
    /// What the rows of all sessions say, in the order of their numbers, but for those that ended before a time. (A
    /// workflow may be given its text long after its end, which stays what it was: its row says when that was.)
    pub fn session_spans(&self, not_before: Timestamp) -> Result<Vec<SessionSpan>, StoreError> {
        let sql = "SELECT session_no, label FROM stored_session \
                   WHERE end_us IS NULL OR end_us >= ?1 OR owner IS NOT NULL OR (kind = 'workflow' AND updated_us >= ?1) \
                   ORDER BY session_no";
        self.collect(sql, [not_before.0], |r| Ok(SessionSpan { no: r.get(0)?, label: r.get(1)? }))
    }

    /// Hands each event that is asked for to `each`: rows first, then those that are packed, each in its order. What a
    /// baseline took the place of is not among them.
    pub fn each_glance(&self, ask: &Passing<'_>, each: &mut dyn FnMut(Glance<'_>)) -> Result<(), StoreError> {
        self.at_once(|| {
            let floors = self.floors()?;
            let mut each = |event: Glance<'_>| {
                if floors.get(&event.session_no).is_none_or(|floor| event.seq > *floor) {
                    each(event);
                }
            };
            let sql = sql(ask);
            for (first, last) in ask.sessions {
                let range = (range_of(*first).0, range_of(*last).1);
                let mut query = self.conn.prepare_cached(&sql)?;
                let mut rows = query.query((range.0, range.1, ask.since.0, ask.until.0))?;
                while let Some(row) = rows.next()? {
                    each(read(row)?);
                }
                self.packed(range, ask, &mut each)?;
            }
            Ok(())
        })
    }

    fn packed(
        &self,
        (mut next, high): (i64, i64),
        ask: &Passing<'_>,
        each: &mut dyn FnMut(Glance<'_>),
    ) -> Result<(), StoreError> {
        while let Some(segment) = self.segment_from(next, high)? {
            let session_no = segment.first_id >> SEQ_BITS;
            self.unpacked(&segment, |chunk| of_chunk(session_no, chunk, ask, each))?;
            next = segment.last_id.saturating_add(1);
        }
        Ok(())
    }

    /// The last event that is in the baseline of each session that has one.
    fn floors(&self) -> Result<BTreeMap<i64, u64>, StoreError> {
        let sql = "SELECT session_no, last_seq FROM baseline";
        let rows = self.collect(sql, (), |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned())))?;
        Ok(rows.into_iter().collect())
    }
}

fn of_chunk(session_no: i64, chunk: &EventChunk, ask: &Passing<'_>, each: &mut dyn FnMut(Glance<'_>)) {
    for e in chunk.rows() {
        let wanted = ask.only.is_none_or(|types| types.contains(&e.type_no));
        if wanted && e.at >= ask.since && e.at < ask.until {
            let data = chunk.payload(e).filter(|_| ask.data_of.contains(&e.type_no));
            each(Glance { session_no, seq: e.seq, at: e.at, type_no: e.type_no, energy: e.energy, data });
        }
    }
}

fn sql(ask: &Passing<'_>) -> String {
    let data = match ask.only {
        // Nothing else comes.
        Some(only) if only == ask.data_of => "payload".to_owned(),
        _ => format!("CASE WHEN type_no IN ({}) THEN payload END", list(ask.data_of)),
    };
    let only = ask.only.map(|types| format!(" AND type_no IN ({})", list(types))).unwrap_or_default();
    format!(
        "SELECT event_id, ts_us, type_no, energy_micro, {data} FROM stored_event \
         WHERE event_id BETWEEN ?1 AND ?2{only} AND ts_us >= ?3 AND ts_us < ?4 ORDER BY event_id"
    )
}

/// Numbers that the database itself gave; there is a handful of them.
fn list(types: &[i64]) -> String {
    let mut list = String::new();
    for (at, no) in types.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(list, "{}{no}", if at == 0 { "" } else { "," });
    }
    list
}

fn read<'r>(row: &'r Row<'_>) -> Result<Glance<'r>, StoreError> {
    let id: i64 = row.get(0)?;
    let bad = || StoreError::BadRecord {
        what: "data",
        place: format!("event {}", seq_of(id)),
        why: "its value is out of range".into(),
    };
    Ok(Glance {
        session_no: id >> SEQ_BITS,
        seq: seq_of(id),
        at: Timestamp(row.get(1)?),
        type_no: row.get(2)?,
        energy: row.get(3)?,
        data: row.get_ref(4)?.as_bytes_or_null().map_err(|_| bad())?,
    })
}

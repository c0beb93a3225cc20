//! Events as they are read: rows over one buffer.

use crate::core::model::chain::{Hash, Sealed};
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::ledger::to_hash;
use crate::core::store::salvage::record::{Value, Values};
use crate::core::store::seq_of;
use rusqlite::Row;
use std::ops::Range;

/// The columns of an event, in the order in which they are read.
pub(in crate::core::store) const COLUMNS: &str =
    "event_id, ts_us, type_no, flags, frame_id, energy_micro, payload, event_key, extra, seal";
/// Bytes after which a chunk is full whatever the number of its events.
const MAX_BYTES: usize = 4 << 20;

/// Events of one session in a row, their bytes in one buffer.
#[derive(Debug, Default, Clone)]
pub struct EventChunk {
    bytes: Vec<u8>,
    rows: Vec<StoredEvent>,
}

/// One event within a chunk.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Position in the session.
    pub seq: u64,
    /// Its time.
    pub at: Timestamp,
    /// Its type's number; [`Query::type_names`](super::Query::type_names) has the name.
    pub type_no: i64,
    /// How it came in.
    pub flags: Flags,
    /// Its frame.
    pub frame: Option<u64>,
    /// What it adds, micro-EU.
    pub energy: Option<i64>,
    /// The seal of the batch that ends with it.
    pub seal: Option<Hash>,
    payload: Option<Range<usize>>,
    key: Option<Range<usize>>,
    extra: Option<Range<usize>>,
}

/// What a range of a chunk's bytes is of its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its data.
    Payload,
    /// Its producer's key.
    Key,
    /// Its unknown members.
    Extra,
}

impl EventChunk {
    /// All that stands in it, one part after the other: to be searched at once. [`part_at`](Self::part_at) knows
    /// whose a place is.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The event whose part stands at a place, from a row on.
    pub fn part_at(&self, from_row: usize, at: usize) -> Option<(usize, Part, Range<usize>)> {
        let parts = |e: &StoredEvent| {
            [(Part::Payload, e.payload.clone()), (Part::Key, e.key.clone()), (Part::Extra, e.extra.clone())]
        };
        self.rows.iter().enumerate().skip(from_row).find_map(|(row, e)| {
            let found = parts(e)
                .into_iter()
                .find_map(|(part, range)| Some((part, range.filter(|r| r.contains(&at))?)));
            found.map(|(part, range)| (row, part, range))
        })
    }

    /// The events.
    pub fn rows(&self) -> &[StoredEvent] {
        &self.rows
    }

    /// An event's data as stored; `None` where it was erased.
    pub fn payload(&self, event: &StoredEvent) -> Option<&[u8]> {
        event.payload.clone().map(|r| &self.bytes[r])
    }

    /// An event's data within all the [bytes](Self::bytes), given as text; `None` where it was erased or is no text.
    pub fn payload_in<'t>(&self, text: &'t str, event: &StoredEvent) -> Option<&'t str> {
        text.get(event.payload.clone()?)
    }

    /// An event's key.
    pub fn key(&self, event: &StoredEvent) -> Option<&str> {
        event.key.clone().and_then(|r| std::str::from_utf8(&self.bytes[r]).ok())
    }

    /// An event's unknown members.
    pub fn extra(&self, event: &StoredEvent) -> Option<&str> {
        event.extra.clone().and_then(|r| std::str::from_utf8(&self.bytes[r]).ok())
    }

    /// What the seal covers of an event.
    pub fn sealed<'a>(&'a self, event: &'a StoredEvent, type_name: &'a str) -> Sealed<'a> {
        Sealed {
            seq: event.seq,
            at: event.at,
            type_name,
            flags: event.flags,
            frame: event.frame,
            energy: event.energy,
            key: self.key(event),
            extra: self.extra(event),
            payload: self.payload(event).unwrap_or_default(),
        }
    }

    /// Holds one event that comes from elsewhere, and nothing else.
    pub fn hold(&mut self, event: &Sealed<'_>, type_no: i64) {
        self.clear();
        let mut keep = |part: &[u8]| {
            let start = self.bytes.len();
            self.bytes.extend_from_slice(part);
            start..self.bytes.len()
        };
        let payload = Some(keep(event.payload));
        let key = event.key.map(|k| keep(k.as_bytes()));
        let extra = event.extra.map(|e| keep(e.as_bytes()));
        self.rows.push(StoredEvent {
            seq: event.seq,
            at: event.at,
            type_no,
            flags: event.flags,
            frame: event.frame,
            energy: event.energy,
            seal: None,
            payload,
            key,
            extra,
        });
    }

    /// Its buffers, for whoever appends events to it.
    pub(in crate::core::store) fn parts(&mut self) -> (&mut Vec<u8>, &mut Vec<StoredEvent>) {
        (&mut self.bytes, &mut self.rows)
    }

    /// Room for more events and their bytes.
    pub(in crate::core::store) fn reserve(&mut self, rows: usize, bytes: usize) {
        self.rows.reserve(rows);
        self.bytes.reserve(bytes);
    }

    /// Keeps the first events alone.
    pub(in crate::core::store) fn keep_first(&mut self, events: usize) {
        self.rows.truncate(events);
    }

    /// Whether it has the same events, each column of each.
    pub(in crate::core::store) fn is_same(&self, other: &Self) -> bool {
        let of = |chunk: &Self, e: &StoredEvent| {
            let texts = [&e.payload, &e.key, &e.extra].map(|r| r.clone().map(|r| chunk.bytes[r].to_vec()));
            (e.seq, e.at, e.type_no, e.flags, e.frame, e.energy, e.seal, texts)
        };
        let same = |(a, b): (&StoredEvent, &StoredEvent)| of(self, a) == of(other, b);
        self.rows.len() == other.rows.len() && self.rows.iter().zip(&other.rows).all(same)
    }

    /// How far it is filled.
    pub(in crate::core::store) fn mark(&self) -> (usize, usize) {
        (self.bytes.len(), self.rows.len())
    }

    /// Takes back what came after a mark.
    pub(in crate::core::store) fn cut(&mut self, (bytes, rows): (usize, usize)) {
        self.bytes.truncate(bytes);
        self.rows.truncate(rows);
    }

    /// Appends events of another chunk, their bytes in one piece.
    pub(in crate::core::store) fn copy_from(&mut self, other: &Self, rows: Range<usize>) {
        let rows = &other.rows[rows];
        // Rows stand in the order of their bytes.
        let parts =
            |e: &StoredEvent| [e.payload.clone(), e.key.clone(), e.extra.clone()].into_iter().flatten();
        let from = rows.iter().flat_map(parts).next().map_or(0, |r| r.start);
        let end = rows.iter().rev().find_map(|e| parts(e).last()).map_or(from, |r| r.end);
        let to = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes[from..end]);
        let moved =
            |part: &Option<Range<usize>>| part.clone().map(|r| r.start - from + to..r.end - from + to);
        self.rows.extend(rows.iter().map(|e| StoredEvent {
            payload: moved(&e.payload),
            key: moved(&e.key),
            extra: moved(&e.extra),
            ..*e
        }));
    }

    /// Empties it, keeping its memory.
    pub(in crate::core::store) fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
    }

    /// Whether it has grown enough, however few its events are.
    pub(in crate::core::store) fn is_full(&self) -> bool {
        self.bytes.len() >= MAX_BYTES
    }

    /// Keeps only the events with this key, from an event on.
    pub(super) fn keep_key(&mut self, key: &str, from_seq: u64) {
        let bytes = &self.bytes;
        self.rows
            .retain(|r| r.seq >= from_seq && r.key.clone().is_some_and(|at| &bytes[at] == key.as_bytes()));
    }

    /// Takes in a row of [`COLUMNS`].
    pub(in crate::core::store) fn push(&mut self, r: &Row<'_>) -> Result<(), StoreError> {
        let id: i64 = r.get(0)?;
        let integer = |at: usize| -> Result<Option<i64>, StoreError> {
            r.get_ref(at)?.as_i64_or_null().map_err(|_| bad_column(id, at))
        };
        let needed = |at: usize| integer(at)?.ok_or_else(|| bad_column(id, at));
        let mut keep = |at: usize| -> Result<Option<Range<usize>>, StoreError> {
            let Some(bytes) = r.get_ref(at)?.as_bytes_or_null().map_err(|_| bad_column(id, at))? else {
                return Ok(None);
            };
            let start = self.bytes.len();
            self.bytes.extend_from_slice(bytes);
            Ok(Some(start..self.bytes.len()))
        };
        let (payload, key, extra) = (keep(6)?, keep(7)?, keep(8)?);
        let seal = r.get_ref(9)?.as_bytes_or_null().map_err(|_| bad_column(id, 9))?;
        self.rows.push(StoredEvent {
            seq: seq_of(id),
            at: Timestamp(needed(1)?),
            type_no: needed(2)?,
            flags: Flags(u8::try_from(needed(3)?).map_err(|_| bad_column(id, 3))?),
            frame: integer(4)?.map(|f| u64::try_from(f).map_err(|_| bad_column(id, 4))).transpose()?,
            energy: integer(5)?,
            seal: seal.map(|s| to_hash(s, &format!("the seal at event {}", seq_of(id)))).transpose()?,
            payload,
            key,
            extra,
        });
        Ok(())
    }
    /// Takes in a record of the table as it stands in its page; `None` where a value is not what its column holds.
    pub(super) fn push_record(&mut self, id: i64, record: &[u8]) -> Option<()> {
        let mut values = Values::of(record)?;
        if values.next()? != Value::Null {
            return None; // the row's number stands in for it
        }
        let at = Timestamp(values.integer()??);
        let type_no = values.integer()??;
        let flags = Flags(u8::try_from(values.integer()??).ok()?);
        let frame = values.integer()?.map(u64::try_from).transpose().ok()?;
        let energy = values.integer()?;
        let mut keep = || {
            let part = match values.next()? {
                Value::Null => return Some(None),
                Value::Text(part) => part,
                _ => return None,
            };
            let start = self.bytes.len();
            self.bytes.extend_from_slice(part);
            Some(Some(start..self.bytes.len()))
        };
        let (payload, key, extra) = (keep()?, keep()?, keep()?);
        let seal = match values.next()? {
            Value::Null => None,
            Value::Blob(seal) => Some(seal.try_into().ok()?),
            _ => return None,
        };
        values.end()?;
        self.rows.push(StoredEvent {
            seq: seq_of(id),
            at,
            type_no,
            flags,
            frame,
            energy,
            seal,
            payload,
            key,
            extra,
        });
        Some(())
    }
}

impl StoredEvent {
    /// An event whose bytes stand in the chunk that it is put into: data, key, unknown members.
    pub(in crate::core::store) fn new(
        (seq, at, type_no, flags): (u64, Timestamp, i64, Flags),
        (frame, energy, seal): (Option<u64>, Option<i64>, Option<Hash>),
        [payload, key, extra]: [Option<Range<usize>>; 3],
    ) -> Self {
        Self { seq, at, type_no, flags, frame, energy, seal, payload, key, extra }
    }

    /// Bytes of its data, key and unknown members.
    pub(in crate::core::store) fn text_len(&self) -> usize {
        [&self.payload, &self.key, &self.extra].into_iter().flatten().map(|r| r.len()).sum()
    }
}

fn bad_column(id: i64, at: usize) -> StoreError {
    let what =
        ["event_id", "time", "type", "flags", "frame", "energy", "payload", "key", "extra", "seal"][at];
    StoreError::BadRecord {
        what,
        place: format!("event {}", seq_of(id)),
        why: "its value is out of range".into(),
    }
}

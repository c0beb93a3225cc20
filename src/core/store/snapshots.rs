//! Snapshots in the database: the state's hashed form, compressed with zstd, alone or with the last full
//! snapshot of the session as dictionary. (Measured on the mixed session: 2.1 kB of state become 0.8 kB alone and
//! 0.2 kB against the one before, so that chains of JSON patches would gain nothing.)

use super::error::StoreError;
use super::ledger::to_hash;
use crate::core::model::chain::Hash;
use crate::core::model::time::Timestamp;
use rusqlite::Row;
use std::cell::RefCell;
use zstd::bulk::Decompressor;

const LEVEL: i32 = 3;
/// No state comes near this; what says it does is damaged.
const MAX_STATE_BYTES: usize = 32 << 20;

/// A snapshot to be stored.
#[derive(Debug, Clone)]
pub struct NewSnapshot {
    /// The event that it stands after.
    pub last_seq: u64,
    /// The frame then.
    pub frame: Option<u64>,
    /// When it was taken.
    pub at: Timestamp,
    /// `periodic`, `session_end`, `migration` or `manual`.
    pub kind: &'static str,
    /// Why, in somebody's words.
    pub reason: Option<String>,
    /// The energy then.
    pub energy_micro: i64,
    /// The hashed form of the state.
    pub state: Vec<u8>,
    /// Its hash.
    pub state_hash: Hash,
}

/// A snapshot as stored.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the columns of stored_snapshot")]
pub struct SnapshotRow {
    pub id: i64,
    pub session_no: i64,
    pub last_seq: u64,
    pub frame: Option<u64>,
    pub at: Timestamp,
    pub kind: String,
    pub reason: Option<String>,
    pub energy_micro: i64,
    pub base_id: Option<i64>,
    pub size: u64,
    pub packed: Vec<u8>,
    pub state_hash: Hash,
}

impl SnapshotRow {
    pub(super) const COLUMNS: &'static str = "snapshot_id, session_no, last_seq, frame_id, ts_us, kind, reason, \
        energy_micro, base_id, size, state, state_hash";

    pub(super) fn read(r: &Row<'_>) -> Result<Self, StoreError> {
        let id: i64 = r.get(0)?;
        let hash: Vec<u8> = r.get(11)?;
        Ok(Self {
            id,
            session_no: r.get(1)?,
            last_seq: r.get::<_, i64>(2)?.cast_unsigned(),
            frame: r.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
            at: Timestamp(r.get(4)?),
            kind: r.get(5)?,
            reason: r.get(6)?,
            energy_micro: r.get(7)?,
            base_id: r.get(8)?,
            size: r.get::<_, i64>(9)?.cast_unsigned(),
            packed: r.get(10)?,
            state_hash: to_hash(&hash, &format!("snapshot {id}"))?,
        })
    }
}

/// Compresses a state, against a base where there is one.
pub fn pack(state: &[u8], base: Option<&[u8]>) -> Result<Vec<u8>, StoreError> {
    let packed = match base {
        Some(base) => {
            zstd::bulk::Compressor::with_dictionary(LEVEL, base).and_then(|mut c| c.compress(state))
        }
        None => zstd::bulk::compress(state, LEVEL),
    };
    packed.map_err(|e| bad("a new snapshot", &e.to_string()))
}

/// The state of a stored snapshot; `base` is the unpacked state of its base, if it has one.
pub fn unpack(row: &SnapshotRow, base: Option<&[u8]>) -> Result<Vec<u8>, StoreError> {
    let place = format!("snapshot {}", row.id);
    let base = match (row.base_id, base) {
        (None, _) => &[],
        (Some(_), Some(base)) => base,
        (Some(_), None) => return Err(bad(&place, "its base is gone")),
    };
    unpack_state(&row.packed, base, row.size, &place)
}

/// A packed state of so many bytes, against its base where that is not empty.
pub fn unpack_state(packed: &[u8], base: &[u8], size: u64, place: &str) -> Result<Vec<u8>, StoreError> {
    let size = usize::try_from(size).ok().filter(|s| *s <= MAX_STATE_BYTES);
    let size = size.ok_or_else(|| bad(place, "its size is out of range"))?;
    let state = decompress(packed, base, size).map_err(|e| bad(place, &e.to_string()))?;
    if state.len() == size { Ok(state) } else { Err(bad(place, "its size differs from what it says")) }
}

thread_local! {
    /// Kept from one to the next: to make one costs more than to unpack a state.
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn decompress(packed: &[u8], dictionary: &[u8], size: usize) -> std::io::Result<Vec<u8>> {
    let kept = UNPACKER.with_borrow_mut(Option::take);
    let mut unpacker = kept.map_or_else(Decompressor::new, Ok)?;
    unpacker.set_dictionary(dictionary)?;
    let state = unpacker.decompress(packed, size)?;
    // One that failed is not used again.
    UNPACKER.set(Some(unpacker));
    Ok(state)
}

fn bad(place: &str, why: &str) -> StoreError {
    StoreError::BadRecord { what: "the state", place: place.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(packed: Vec<u8>, size: usize, base_id: Option<i64>) -> SnapshotRow {
        SnapshotRow {
            id: 1,
            session_no: 1,
            last_seq: 1,
            frame: None,
            at: Timestamp(0),
            kind: "manual".into(),
            reason: None,
            energy_micro: 0,
            base_id,
            size: size as u64,
            packed,
            state_hash: [0; 32],
        }
    }

    #[test]
    fn states_come_back_alone_and_against_a_base() {
        let base = br#"{"frame_state":{"frame_id":1},"energy_accumulator":{"total_energy":1}}"#.repeat(20);
        let state = [base.as_slice(), b"x"].concat();
        let alone = pack(&state, None).unwrap();
        assert_eq!(unpack(&row(alone.clone(), state.len(), None), None).unwrap(), state);
        let delta = pack(&state, Some(&base)).unwrap();
        assert!(delta.len() < alone.len());
        assert_eq!(unpack(&row(delta.clone(), state.len(), Some(1)), Some(&base)).unwrap(), state);
        assert!(unpack(&row(delta, state.len(), Some(1)), None).is_err());
        assert!(unpack(&row(alone.clone(), state.len() + 1, None), None).is_err());
        assert!(unpack(&row(alone[..10].to_vec(), state.len(), None), None).is_err());
        assert!(unpack(&row(alone, usize::MAX, None), None).is_err());
    }
}

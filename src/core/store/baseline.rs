//! Baselines: the state that a session begins with where its first events are not there. They were compacted away,
//! or the session is a slice of another; whoever reads does not care which.

use super::error::StoreError;
use super::ledger::to_hash;
use super::snapshots;
use crate::core::model::chain::Hash;
use crate::core::model::time::Timestamp;
use rusqlite::Row;

/// A baseline as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The last event that is in it.
    pub last_seq: u64,
    /// The seal there, from which the chain goes on.
    pub seal: Hash,
    /// The time of that event.
    pub at: Timestamp,
    /// The frame then.
    pub frame: Option<u64>,
    /// The energy then.
    pub energy_micro: i64,
    /// Bytes of the state.
    pub size: u64,
    /// The hashed form of the state, compressed.
    pub packed: Vec<u8>,
    /// Its hash.
    pub state_hash: Hash,
}

impl Baseline {
    pub(super) const COLUMNS: &'static str =
        "last_seq, seal, ts_us, frame_id, energy_micro, size, state, state_hash";

    pub(super) fn read(r: &Row<'_>) -> Result<Self, StoreError> {
        let (seal, hash): (Vec<u8>, Vec<u8>) = (r.get(1)?, r.get(7)?);
        Ok(Self {
            last_seq: r.get::<_, i64>(0)?.cast_unsigned(),
            seal: to_hash(&seal, "a baseline")?,
            at: Timestamp(r.get(2)?),
            frame: r.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
            energy_micro: r.get(4)?,
            size: r.get::<_, i64>(5)?.cast_unsigned(),
            packed: r.get(6)?,
            state_hash: to_hash(&hash, "a baseline")?,
        })
    }

    /// Compresses the hashed form of a state.
    pub fn pack(state: &[u8]) -> Result<Vec<u8>, StoreError> {
        snapshots::pack(state, None)
    }

    /// The hashed form of its state.
    pub fn state(&self) -> Result<Vec<u8>, StoreError> {
        let place = format!("the baseline at event {}", self.last_seq);
        snapshots::unpack_state(&self.packed, &[], self.size, &place)
    }
}

//! Placing: giving an event its seq, folding it into its session's state, and saying where seals end.

use super::batch::{Batch, Note, Placed};
use super::pressure::Dropped;
use crate::core::decode::{Code, Incoming, Refusal};
use crate::core::model::chain::{GENESIS, Hash, Sealed};
use crate::core::model::event::{EventView, Flags};
use crate::core::model::json::Fields;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::NewSnapshot;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Events that one commitment key covers: a purge of single events destroys the keys of their stretch only.
pub const EVENTS_PER_KEY: u64 = 4096;

/// Where a session stands when it is opened.
#[derive(Debug)]
pub struct SessionStart {
    /// Its number in the database.
    pub no: i64,
    /// Its name.
    pub session_id: String,
    /// The database's name.
    pub database: [u8; 16],
    /// Its last event.
    pub last_seq: u64,
    /// Its state there.
    pub state: State,
    /// Its seal there.
    pub seal: Hash,
    /// The key that is in force from the next event on.
    pub key: [u8; 32],
    /// Whether it stores content.
    pub content: bool,
}

/// A session while it is recorded.
pub struct Track {
    /// Where it stood at the start.
    pub start: SessionStart,
    /// Its last event.
    pub last_seq: u64,
    /// Its state there; `None` while it is put aside for others (see [`Engine`](super::Engine)).
    state: Option<Box<State>>,
    /// The line at which it was used last.
    pub used: u64,
    key_from: u64,
    unsealed: bool,
    /// The last event that a snapshot covers.
    pub snapshot_seq: u64,
    /// When that was, or when the first event after it came.
    pub snapshot_due: Option<Timestamp>,
    /// Keys of events that are not committed yet: what they stand for, and in which batch.
    pub pending_keys: HashMap<String, (Hash, u64)>,
    /// What was left out since the last batch, because there was no room for it.
    pub dropped: Dropped,
}

impl Track {
    /// A session that was just opened.
    pub fn new(mut start: SessionStart) -> Self {
        let state = std::mem::take(&mut start.state);
        Self {
            last_seq: start.last_seq,
            state: Some(Box::new(state)),
            used: 0,
            key_from: start.last_seq + 1,
            unsealed: false,
            snapshot_seq: start.last_seq,
            snapshot_due: None,
            pending_keys: HashMap::new(),
            dropped: Dropped::default(),
            start,
        }
    }

    /// Its state. The engine brings it back before it asks.
    pub fn state_mut(&mut self) -> &mut State {
        self.state.get_or_insert_default()
    }

    /// Whether its state is at hand.
    pub fn has_state(&self) -> bool {
        self.state.is_some()
    }

    /// Brings its state back, or puts it aside.
    pub fn set_state(&mut self, state: Option<State>) {
        self.state = state.map(Box::new);
    }

    /// Bytes of its state in memory, roughly.
    pub fn state_bytes(&self) -> usize {
        self.state.as_ref().map_or(0, |s| s.approximate_bytes())
    }

    /// Whether the next event begins a new stretch, which needs a key of its own.
    pub fn needs_key(&self) -> bool {
        self.last_seq + 1 >= self.key_from + EVENTS_PER_KEY
    }

    /// Puts a key in force from the next event on. What came before is sealed first.
    pub fn set_key(&mut self, track: u32, key: [u8; 32], batch: &mut Batch) {
        self.seal(track, batch);
        self.key_from = self.last_seq + 1;
        batch.notes.push(Note::Key { track, first_seq: self.key_from, key });
    }

    /// Gives an event its place: the fold, the row, the leaf. Nothing is changed where it is refused.
    /// The event's data is `payload`, which stands in the batch's buffer already; `data` is the same, scanned.
    pub fn place(
        &mut self,
        track: u32,
        e: &Arrival<'_>,
        row: RowParts,
        batch: &mut Batch,
    ) -> Result<(), Refusal> {
        let seq = self.last_seq + 1;
        let view = EventView {
            seq,
            at: e.at,
            name: &e.event.name,
            spec: e.event.spec,
            frame: e.event.frame,
            energy: e.event.energy,
            data: e.data,
        };
        self.state_mut().apply(&view)?;
        self.last_seq = seq;
        batch.events.push(Placed {
            track,
            seq,
            at: e.at,
            type_slot: row.type_slot,
            flags: e.flags,
            frame: e.event.frame,
            energy: e.event.energy.map(|m| m.0),
            payload: row.payload,
            key: row.key,
            extra: row.extra,
            ends_seal: false,
            seal: None,
        });
        self.unsealed = true;
        Ok(())
    }

    /// Has what was placed since the last seal sealed; the writing thread does it, which has the time.
    pub fn seal(&mut self, track: u32, batch: &mut Batch) {
        if !std::mem::take(&mut self.unsealed) {
            return;
        }
        if let Some(last) = batch.events.iter_mut().rev().find(|e| e.track == track) {
            last.ends_seal = true;
        }
    }

    /// Takes a snapshot here.
    pub fn snapshot(&mut self, track: u32, kind: &'static str, at: Timestamp, batch: &mut Batch) {
        self.seal(track, batch);
        let now = self.state_mut();
        let (frame, energy_micro, state) = (now.frame.frame_id, now.total_energy().0, now.to_json());
        let snapshot = NewSnapshot {
            last_seq: self.last_seq,
            frame,
            at,
            kind,
            reason: None,
            energy_micro,
            state_hash: Sha256::digest(&state).into(),
            state,
        };
        self.snapshot_seq = self.last_seq;
        self.snapshot_due = None;
        batch.held_bytes += snapshot.state.len();
        batch.notes.push(Note::Snapshot { track, snapshot: Box::new(snapshot), seal: GENESIS });
    }
}

/// An event on its way in.
pub struct Arrival<'a> {
    /// As decoded.
    pub event: &'a Incoming<'a>,
    /// Its data.
    pub data: Fields<'a>,
    /// Its time.
    pub at: Timestamp,
    /// How it came in.
    pub flags: Flags,
}

/// Where the parts of a row stand in the batch's buffer.
pub struct RowParts {
    /// Which of the recording's types.
    pub type_slot: u32,
    /// Its data.
    pub payload: super::batch::Span,
    /// Its key.
    pub key: Option<super::batch::Span>,
    /// Its unknown members.
    pub extra: Option<super::batch::Span>,
}

/// What an event with a key stands for: sent again, the same bytes give the same hash. The recorder's own clock
/// is no part of it.
pub fn identity(e: &Sealed<'_>) -> Hash {
    let sent = if e.flags.has(Flags::CLOCK) { [0; 8] } else { e.at.0.to_be_bytes() };
    let number = |n: Option<i64>| {
        n.map_or([0; 9], |n| {
            let mut out = [1; 9];
            out[1..].copy_from_slice(&n.to_be_bytes());
            out
        })
    };
    let text = |t: &str| (t.len() as u64).to_be_bytes();
    let extra = e.extra.unwrap_or_default();
    Sha256::new()
        .chain_update([e.flags.0])
        .chain_update(sent)
        .chain_update(number(e.frame.map(u64::cast_signed)))
        .chain_update(number(e.energy))
        .chain_update(text(e.type_name))
        .chain_update(e.type_name)
        .chain_update(text(extra))
        .chain_update(extra)
        .chain_update(e.payload)
        .finalize()
        .into()
}

/// The refusal of a key that stands for something else already.
pub fn key_conflict(key: &str) -> Refusal {
    let shown: String = key.chars().take(40).collect();
    Refusal::new(
        Code::KeyConflict,
        "/event_key",
        format!("key `{shown}` was recorded with other bytes before"),
    )
}

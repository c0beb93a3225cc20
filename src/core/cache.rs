//! Folded states that are kept because they may be asked for again: bounded in bytes, the least recently used
//! one goes first. A state that was dropped is computed again from a snapshot and the events after it.

use crate::core::fold::{FoldFailure, Position, fold_from, newest_snapshot};
use crate::core::model::state::State;
use crate::core::store::Ask;
use std::collections::BTreeMap;

/// States of sessions at points, for whoever steps through them.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let path = dir.path().join("state.db");
/// use wfstate::{Event, Reader, Recorder, RecorderOptions, cache::StateCache};
/// # let mut recorder = Recorder::open(RecorderOptions::new(&path)?)?;
/// # for _ in 0..10 {
/// #     recorder.try_record(&Event { type_name: "user.action", data: r#"{"action":"pause"}"#, ..Event::default() })?;
/// # }
/// # recorder.finish()?;
/// let reader = Reader::open(&path, std::time::Duration::from_secs(5))?;
/// let session = reader.read(|q| q.sessions(0, 1))?.remove(0);
/// let mut states = StateCache::new(1 << 20);
/// for seq in (1..=10).rev() {
///     assert_eq!(states.state_at(&reader, session.no, seq)?.session.actions, seq);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct StateCache {
    limit_bytes: usize,
    used_bytes: usize,
    clock: u64,
    states: BTreeMap<(i64, u64), Entry>,
}

#[derive(Debug)]
struct Entry {
    state: State,
    bytes: usize,
    used: u64,
}

impl StateCache {
    /// An empty cache that keeps at most `limit_bytes` of states (and always the last one).
    pub fn new(limit_bytes: usize) -> Self {
        Self { limit_bytes, used_bytes: 0, clock: 0, states: BTreeMap::new() }
    }

    /// Bytes of the states that are kept, estimated.
    pub fn used_bytes(&self) -> usize {
        self.used_bytes
    }

    /// The state of a session after event `seq`: kept, or folded from the nearest one below it that is kept or
    /// stored as a snapshot.
    pub fn state_at(&mut self, from: &impl Ask, session_no: i64, seq: u64) -> Result<State, FoldFailure> {
        self.clock += 1;
        let below = self.states.range_mut((session_no, 0)..=(session_no, seq)).next_back();
        let kept = below.map(|((_, at), entry)| {
            entry.used = self.clock;
            Position { seq: *at, state: entry.state.clone(), snapshot: None }
        });
        if let Some(exact) = kept.as_ref().filter(|p| p.seq == seq) {
            return Ok(exact.state.clone());
        }
        let (stored, _) = newest_snapshot(from, session_no, seq)?;
        let start = [kept, stored].into_iter().flatten().max_by_key(|p| p.seq).unwrap_or_default();
        let state = fold_from(from, session_no, start, seq)?.state;
        self.keep((session_no, seq), state.clone());
        Ok(state)
    }

    fn keep(&mut self, at: (i64, u64), state: State) {
        let bytes = state.approximate_bytes();
        self.used_bytes += bytes;
        self.states.insert(at, Entry { state, bytes, used: self.clock });
        while self.used_bytes > self.limit_bytes && self.states.len() > 1 {
            let oldest = self.states.iter().min_by_key(|(_, e)| e.used).map(|(at, _)| *at);
            let Some(entry) = oldest.and_then(|at| self.states.remove(&at)) else { return };
            self.used_bytes -= entry.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_state_goes_first_and_the_bound_holds() {
        let one = State::default().approximate_bytes();
        let mut cache = StateCache::new(3 * one);
        for seq in 1..=10 {
            cache.clock += 1;
            cache.keep((1, seq), State::default());
            if let Some(first) = cache.states.get_mut(&(1, 1)) {
                first.used = cache.clock; // asked for all the time
            }
        }
        assert!(cache.used_bytes() <= 3 * one);
        let kept: Vec<u64> = cache.states.keys().map(|k| k.1).collect();
        assert_eq!(kept, [1, 9, 10]);
    }
}

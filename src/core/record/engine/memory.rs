//! A stream may name any number of sessions; the states of those that were not heard of for long are put aside
//! and folded again from the database when they go on.

use super::Engine;
use crate::core::fold::FoldFailure;
use crate::core::record::RecordError;
use crate::core::recover::state_at_end;

impl Engine {
    /// Makes sure that a session's state is at hand, and notes that it was used.
    pub(super) fn bring_back(&mut self, at_track: u32) -> Result<(), RecordError> {
        let now = self.summary.lines;
        let track = &mut self.tracks[at_track as usize];
        track.used = now;
        if track.has_state() {
            return Ok(());
        }
        let (no, last_seq) = (track.start.no, track.last_seq);
        self.flush()?;
        let Some(reader) = &self.reader else { return Ok(()) };
        let folded = state_at_end(reader, no, last_seq).map_err(|source| match source {
            FoldFailure::Store(e) => RecordError::Store(e),
            source @ FoldFailure::Event(_) => {
                let session = self.tracks[at_track as usize].start.session_id.clone();
                RecordError::Damaged { session, source }
            }
        })?;
        self.tracks[at_track as usize].set_state(Some(folded.state));
        Ok(())
    }

    /// Puts states aside, the least recently used first, when they take more than their share of the memory.
    /// What was placed is durable before; a recording in memory has nowhere to fold them from and keeps them.
    pub(super) fn put_aside(&mut self) -> Result<(), RecordError> {
        let resident: usize = self.resident_bytes();
        if resident <= self.options.state_bytes || self.reader.is_none() {
            return Ok(());
        }
        self.flush()?;
        let mut by_use: Vec<(u64, usize)> = self
            .tracks
            .iter()
            .enumerate()
            .filter(|(_, t)| t.has_state())
            .map(|(at, t)| (t.used, at))
            .collect();
        by_use.sort_unstable();
        // Half of them at once, so that this is rare.
        for (_, at) in by_use.iter().take(by_use.len().div_ceil(2)) {
            self.tracks[*at].set_state(None);
        }
        self.resident = by_use.len() / 2;
        Ok(())
    }

    /// Bytes of the states at hand; counted anew only when their number has grown.
    fn resident_bytes(&mut self) -> usize {
        self.resident += 1;
        if self.resident * MOST_STATES_BELOW < self.options.state_bytes {
            return 0;
        }
        self.tracks.iter().map(|t| t.state_bytes()).sum()
    }
}

/// Few states are larger than this; as long as all could be, nothing needs to be counted.
const MOST_STATES_BELOW: usize = 8 << 10;

//! The state of a session: a fold over its events, and nothing else.
//!
//! The hashed form is JSON with a fixed field order, sorted maps, energies as exact decimals and doubles in one
//! spelling; [`State::hash`] is the SHA-256 of those bytes, so the hash in any answer can be checked with
//! `sha256sum`. No time of day and no session id is in it: the same events give the same hash wherever and
//! whenever they are recorded.

pub mod diff;
mod parts;
pub mod per_type;
mod real;
mod workflow;

pub use parts::{EnergyAccumulator, FrameState, ModelState, PerformanceMetrics, SessionContext};
pub use real::Real;
pub use workflow::{PhaseState, WorkflowState};

use super::energy::MicroEu;
use super::event::{EventView, index_of};
use super::upcast::{Upcast, UpcastError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SHA-256 of a state's hashed form.
pub type StateHash = [u8; 32];

/// The folded state of one session.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The newest frame.
    #[serde(rename = "frame_state")]
    pub frame: FrameState,
    /// The sums of energy.
    #[serde(rename = "energy_accumulator")]
    pub energy: EnergyAccumulator,
    /// Who, with what, and how far.
    #[serde(rename = "session_context")]
    pub session: SessionContext,
    /// Counts, and how the producer was doing.
    #[serde(rename = "performance_metrics")]
    pub performance: PerformanceMetrics,
    /// Phases and their cost; only in sessions that have workflow events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<WorkflowState>,
}

/// Why an event cannot be folded. The state is as it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// A sum would leave the range of an i64.
    #[error("the session's energy would leave the range of ±9.2e12 EU")]
    EnergyOverflow,
    /// It is of an earlier shape, and its data cannot be brought into the one that is folded.
    #[error("{0}")]
    Upcast(UpcastError),
    /// The frame is smaller than that of an earlier event.
    #[error("frame {frame} comes after frame {after}; frames never go back within a session")]
    FrameWentBack {
        /// The event's frame.
        frame: u64,
        /// The highest so far.
        after: u64,
    },
}

impl State {
    /// Folds one event in; one of an earlier shape in the form that it has now.
    pub fn apply(&mut self, e: &EventView<'_>) -> Result<(), FoldError> {
        match e.spec {
            Some(spec) if spec.up.is_some() => {
                let now = Upcast::of(spec, &e.data).map_err(FoldError::Upcast)?;
                let (name, spec, data) = (now.spec.name, Some(now.spec), now.data());
                let EventView { seq, at, frame, energy, .. } = *e;
                self.fold(&EventView { seq, at, name, spec, frame, energy, data })
            }
            _ => self.fold(e),
        }
    }

    fn fold(&mut self, e: &EventView<'_>) -> Result<(), FoldError> {
        self.check(e)?;
        if let Some(frame) = e.frame {
            self.frame.advance(frame);
        }
        let known = e.spec.and_then(index_of);
        *self.performance.by_type.slot(known, e.name) += 1;
        self.performance.events += 1;
        if let Some(energy) = e.energy {
            self.energy.add(energy, known, e);
        }
        if let Some(spec) = e.spec {
            (spec.apply)(self, e);
        }
        Ok(())
    }

    /// Whether [`apply`](Self::apply) would take the event. `total` bounds every part: parts are only summed
    /// with the same amounts, and saturate where amounts of both signs drive one of them out of range.
    fn check(&self, e: &EventView<'_>) -> Result<(), FoldError> {
        if let Some(energy) = e.energy {
            self.energy.total.checked_add(energy).ok_or(FoldError::EnergyOverflow)?;
        }
        match (e.frame, self.frame.frame_id) {
            (Some(frame), Some(after)) if frame < after => Err(FoldError::FrameWentBack { frame, after }),
            _ => Ok(()),
        }
    }

    /// Bytes that it takes in memory, roughly.
    pub fn approximate_bytes(&self) -> usize {
        let names = self.energy.by_model.len() + self.performance.by_type.other_names();
        let phases = self.workflow.as_ref().map_or(0, |w| w.phases.len());
        size_of::<Self>() + 2048 + 160 * names + 128 * phases
    }

    /// The energy so far.
    pub fn total_energy(&self) -> MicroEu {
        self.energy.total
    }

    /// The bytes that are hashed.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(2048);
        // Writing to a Vec cannot fail, and no part of the state has a key that is not a string.
        let written = serde_json::to_writer(&mut out, self);
        debug_assert!(written.is_ok());
        out
    }

    /// The state that those bytes say.
    pub fn from_json(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// SHA-256 of [`to_json`](Self::to_json).
    pub fn hash(&self) -> StateHash {
        Sha256::digest(self.to_json()).into()
    }

    /// The workflow part, made on first use.
    pub fn workflow_mut(&mut self) -> &mut WorkflowState {
        self.workflow.get_or_insert_default()
    }
}

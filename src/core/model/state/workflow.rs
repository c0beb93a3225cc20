//! The workflow part of the state: phases in the order of their first completion, and what they cost.

use serde::{Deserialize, Serialize};

/// Phases and cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkflowState {
    /// What it is about.
    pub label: Option<String>,
    /// Running, Completed, Failed, Paused, Interrupted or Cancelled.
    pub status: Option<String>,
    /// In the order of first completion.
    pub phases: Vec<PhaseState>,
    /// Sum over all attempts whose price is known, micro-USD: the money was spent.
    pub cost_micro_usd: u64,
    /// Attempts whose price is unknown.
    pub unpriced: u64,
    /// Contexts saved.
    pub contexts: u64,
    /// Outputs saved.
    pub outputs: u64,
}

/// One phase.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PhaseState {
    /// Its name.
    pub phase_id: String,
    /// How often it was completed.
    pub attempts: u64,
    /// Of the latest attempt; null is unknown.
    pub duration_ms: Option<u64>,
    /// Of the latest attempt, micro-USD; null is unpriced.
    pub cost_micro_usd: Option<u64>,
}

impl WorkflowState {
    /// Another attempt of a phase.
    pub fn complete_phase(&mut self, phase_id: &str, duration_ms: Option<u64>, cost_micro_usd: Option<u64>) {
        match cost_micro_usd {
            Some(cost) => self.cost_micro_usd = self.cost_micro_usd.saturating_add(cost),
            None => self.unpriced += 1,
        }
        let at = self.phases.iter().position(|p| p.phase_id == phase_id).unwrap_or_else(|| {
            self.phases.push(PhaseState { phase_id: phase_id.to_owned(), ..PhaseState::default() });
            self.phases.len() - 1
        });
        let phase = &mut self.phases[at];
        phase.attempts += 1;
        phase.duration_ms = duration_ms;
        phase.cost_micro_usd = cost_micro_usd;
    }
}

//! The parts of the state.

use super::per_type::{PerType, change_bounded};
use super::real::Real;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::EventView;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// The newest frame.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameState {
    /// The highest frame so far.
    pub frame_id: Option<u64>,
    /// Frames that had events.
    pub frames: u64,
    /// Frame numbers that were passed over between them.
    pub frames_skipped: u64,
    /// The energy of the last `energy.update`, EU.
    #[serde(rename = "energy_current")]
    pub energy: MicroEu,
    /// Its model.
    pub model_id: Option<String>,
    /// Frames per second, as last reported.
    #[serde(with = "real")]
    pub fps: Option<f64>,
    /// Time used of the last frame, milliseconds.
    #[serde(rename = "frame_budget_used_ms", with = "real")]
    pub budget_used_ms: Option<f64>,
    /// Diversity of the ensemble, 0 to 1.
    #[serde(with = "real")]
    pub diversity_index: Option<f64>,
    /// Tokens of the last frame.
    pub token_count: Option<u64>,
}

impl FrameState {
    /// Moves on to a frame (the caller checked that it does not go back).
    pub(super) fn advance(&mut self, frame: u64) {
        match self.frame_id {
            Some(last) if last == frame => return,
            Some(last) => self.frames_skipped = self.frames_skipped.saturating_add(frame - last - 1),
            None => {}
        }
        self.frame_id = Some(frame);
        self.frames += 1;
    }
}

/// The sums of energy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EnergyAccumulator {
    /// All energy, EU.
    #[serde(rename = "total_energy")]
    pub total: MicroEu,
    /// `energy.update` events.
    pub updates: u64,
    /// The highest energy of one frame, EU.
    #[serde(rename = "peak_energy")]
    pub peak: MicroEu,
    /// The event that had it.
    pub peak_seq: Option<u64>,
    /// Per model.
    pub by_model: BTreeMap<String, ModelState>,
    /// Per event type, EU.
    pub by_type: PerType<MicroEu>,
}

/// What one model did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelState {
    /// EU.
    pub energy: MicroEu,
    /// `ai.output` events.
    pub tokens: u64,
    /// Responses completed.
    pub responses: u64,
}

impl EnergyAccumulator {
    /// Changes the entry of a model.
    pub fn model(&mut self, model: &str, change: impl FnOnce(&mut ModelState)) {
        change_bounded(&mut self.by_model, model, change);
    }

    /// Remembers the highest energy of a frame, and the first event that had it.
    pub fn see_peak(&mut self, energy: MicroEu, seq: u64) {
        if energy > self.peak || self.peak_seq.is_none() {
            self.peak = energy;
            self.peak_seq = Some(seq);
        }
    }

    pub(super) fn add(&mut self, energy: MicroEu, known: Option<usize>, e: &EventView<'_>) {
        self.total = saturating(self.total, energy);
        let of_type = self.by_type.slot(known, e.name);
        *of_type = saturating(*of_type, energy);
        if let Some(model) = e.data.text("model_id") {
            self.model(&model, |m| m.energy = saturating(m.energy, energy));
        }
    }
}

fn saturating(a: MicroEu, b: MicroEu) -> MicroEu {
    MicroEu(a.0.saturating_add(b.0))
}

/// Who, with what, and how far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the last value or the count of the event that its name says")]
pub struct SessionContext {
    pub starts: u64,
    pub user_id: Option<String>,
    pub mode: Option<String>,
    pub version: Option<String>,
    pub model_id: Option<String>,
    pub hardware_tier: Option<String>,
    pub features_enabled: Vec<String>,
    pub level: Option<u64>,
    pub level_name: Option<String>,
    pub prompts: u64,
    pub last_prompt_id: Option<String>,
    pub tokens: u64,
    pub responses: u64,
    pub response_tokens: u64,
    pub actions: u64,
    pub last_action: Option<String>,
    pub interferences: u64,
    pub last_interference: Option<String>,
    pub resonances: u64,
    #[serde(with = "real")]
    pub synchronization_level: Option<f64>,
    pub coordination_mode: Option<String>,
    pub ensemble_models: Vec<String>,
    pub celebrations: u64,
    pub errors: BTreeMap<String, u64>,
    pub last_error_code: Option<String>,
    pub ended: Option<String>,
    pub clean_shutdown: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolled_back_to: Option<u64>,
}

/// Counts, and how the producer was doing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PerformanceMetrics {
    /// All events.
    #[serde(rename = "events_total")]
    pub events: u64,
    /// Events per type.
    #[serde(rename = "events_by_type")]
    pub by_type: PerType<u64>,
    /// Frames that used more than 16.67 ms.
    pub frame_overruns: u64,
    /// Lowest frame rate reported.
    #[serde(with = "real")]
    pub fps_min: Option<f64>,
    /// Highest frame rate reported.
    #[serde(with = "real")]
    pub fps_max: Option<f64>,
    /// `health.heartbeat` events.
    pub heartbeats: u64,
    /// As last reported.
    pub system_health: Option<String>,
    /// As last reported.
    #[serde(with = "real")]
    pub memory_usage_mb: Option<f64>,
    /// `health.performance` events per metric.
    pub alerts: BTreeMap<String, u64>,
}

impl PerformanceMetrics {
    /// Widens the range of frame rates.
    pub fn see_fps(&mut self, fps: f64) {
        self.fps_min = Some(self.fps_min.map_or(fps, |low| low.min(fps)));
        self.fps_max = Some(self.fps_max.map_or(fps, |high| high.max(fps)));
    }
}

/// `Option<f64>` in the one spelling of [`Real`].
mod real {
    use super::{Deserialize, Deserializer, Real, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "the signature serde asks for")]
    pub fn serialize<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(Real).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
        Ok(Option::<Real>::deserialize(deserializer)?.map(|r| r.0))
    }
}

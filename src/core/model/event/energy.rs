//! `energy.*`: the meter. What an event adds to the totals is in its envelope and was added before `apply` runs;
//! what is here sets the picture of the current frame.

use super::EventView;
use super::spec::Check::{Between, Count, Model, NotNegative, Text};
use super::spec::{TypeSpec, optional, required};
use crate::core::model::energy::MicroEu;
use crate::core::model::state::State;

/// The meter of one frame. An overrun of the frame budget is recorded, never refused: alerts need it.
pub static UPDATE: TypeSpec = TypeSpec {
    name: "energy.update",
    needs_frame: true,
    version: 1,
    up: None,
    fields: &[
        required("energy", NotNegative),
        required("accumulator", NotNegative),
        required("model_id", Model),
        optional("fps", Between(0.0, 120.0)),
        optional("frame_budget_used", NotNegative),
        optional("diversity_index", Between(0.0, 1.0)),
        optional("token_count", Count),
    ],
    apply: update,
};

/// A frame of 60 Hz has this much time.
const FRAME_BUDGET_MS: f64 = 16.67;

fn update(state: &mut State, e: &EventView<'_>) {
    let d = &e.data;
    state.energy.updates += 1;
    if let Some(energy) = d.get("energy").and_then(|v| MicroEu::from_literal(v.literal())) {
        state.frame.energy = energy;
        state.energy.see_peak(energy, e.seq);
    }
    let fps = d.number("fps");
    state.frame.fps = fps.or(state.frame.fps);
    state.frame.diversity_index = d.number("diversity_index").or(state.frame.diversity_index);
    state.frame.token_count = d.count("token_count").or(state.frame.token_count);
    if let Some(fps) = fps {
        state.performance.see_fps(fps);
    }
    if let Some(used_ms) = d.number("frame_budget_used") {
        state.frame.budget_used_ms = Some(used_ms);
        state.performance.frame_overruns += u64::from(used_ms > FRAME_BUDGET_MS);
    }
    state.frame.model_id = d.text("model_id").map(Into::into);
}

/// The energy passed a threshold.
pub static PEAK: TypeSpec = TypeSpec {
    name: "energy.peak",
    needs_frame: true,
    version: 1,
    up: None,
    fields: &[
        required("energy", NotNegative),
        required("threshold", NotNegative),
        required("model_id", Model),
        optional("context", Text),
    ],
    apply: peak,
};

fn peak(state: &mut State, e: &EventView<'_>) {
    if let Some(energy) = e.data.get("energy").and_then(|v| MicroEu::from_literal(v.literal())) {
        state.energy.see_peak(energy, e.seq);
    }
}

/// The field as a server draws it; kept whole.
pub static FIELD: TypeSpec = TypeSpec {
    name: "energy.field",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[],
    apply: |_, _| {},
};

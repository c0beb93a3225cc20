//! `pattern.*` and `ensemble.*`: several models at once.

use super::spec::Check::{Amounts, Between, Flag, Models, NotNegative, OneOf};
use super::spec::{TypeSpec, optional, required};

/// Two or more models strengthen or weaken one another.
pub static INTERFERENCE: TypeSpec = TypeSpec {
    name: "pattern.interference",
    needs_frame: true,
    version: 1,
    up: None,
    fields: &[
        required("models_involved", Models(2)),
        required("interference_type", OneOf(&["constructive", "destructive", "neutral"])),
        required("strength", Between(0.0, 1.0)),
        optional("frequency", NotNegative),
        optional("duration_ms", NotNegative),
    ],
    apply: |state, e| {
        state.session.interferences += 1;
        state.session.last_interference = e.data.text("interference_type").map(Into::into);
    },
};

/// Two or more models fall into step.
pub static RESONANCE: TypeSpec = TypeSpec {
    name: "pattern.resonance",
    needs_frame: true,
    version: 1,
    up: None,
    fields: &[
        required("models_involved", Models(2)),
        required("resonance_frequency", NotNegative),
        required("amplitude", Between(0.0, 1.0)),
        required("synchronization_level", Between(0.0, 1.0)),
        optional("harmony_detected", Flag),
        optional("energy_amplification", Between(1.0, f64::MAX)),
    ],
    apply: |state, e| {
        state.session.resonances += 1;
        state.session.synchronization_level = e.data.number("synchronization_level");
    },
};

/// How several models share the work.
pub static ENSEMBLE: TypeSpec = TypeSpec {
    name: "ensemble.coordination",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("models", Models(0)),
        required("coordination_mode", OneOf(&["parallel", "sequential", "hierarchical", "competitive"])),
        required("diversity_index", Between(0.0, 1.0)),
        optional("consensus_reached", Flag),
        optional("energy_distribution", Amounts),
    ],
    apply: |state, e| {
        state.session.coordination_mode = e.data.text("coordination_mode").map(Into::into);
        state.session.ensemble_models = e.data.get("models").and_then(|v| v.texts()).unwrap_or_default();
        state.frame.diversity_index = e.data.number("diversity_index").or(state.frame.diversity_index);
    },
};

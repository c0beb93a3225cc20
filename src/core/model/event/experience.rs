//! `experience.*`: levels, celebrations, rewards.

use super::spec::Check::{Any, CountBetween, NotNegative, OneOf, Text, Texts};
use super::spec::{TypeSpec, optional, required};

/// A level was reached.
pub static LEVEL_UNLOCK: TypeSpec = TypeSpec {
    name: "experience.level_unlock",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("level", CountBetween(1, 5)),
        required("level_name", OneOf(&["Lightning", "Stream", "Interference", "Resonance", "Orchestration"])),
        required("trigger_condition", Text),
        optional("features_unlocked", Texts),
        optional("energy_threshold", NotNegative),
    ],
    apply: |state, e| {
        state.session.level = e.data.count("level");
        state.session.level_name = e.data.text("level_name").map(Into::into);
    },
};

/// Something is celebrated on screen.
pub static CELEBRATION: TypeSpec = TypeSpec {
    name: "experience.celebration",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required(
            "celebration_type",
            OneOf(&[
                "resonance_achieved",
                "interference_mastered",
                "energy_peak",
                "session_milestone",
                "level_complete",
            ]),
        ),
        required("intensity", OneOf(&["subtle", "moderate", "spectacular"])),
        optional("visual_effects", Any),
        optional("duration_ms", NotNegative),
        optional("trigger_data", Any),
    ],
    apply: |state, _| state.session.celebrations += 1,
};

/// A reward as a server sends it; kept whole.
pub static REWARD: TypeSpec = TypeSpec {
    name: "experience.reward",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[],
    apply: |_, _| {},
};

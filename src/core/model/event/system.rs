//! `system.*` and `state.*`: the life of a session as its producer tells it.

use super::EventView;
use super::spec::Check::{Count, Flag, Hash, Model, NotNegative, Object, OneOf, Text, Texts};
use super::spec::{TypeSpec, optional, required, result};
use crate::core::model::json::Fields;
use crate::core::model::privacy::hex;
use crate::core::model::state::State;

/// The producer started.
pub static START: TypeSpec = TypeSpec {
    name: "system.start",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("version", Text),
        required("user_id", Text),
        required("mode", OneOf(&["offline", "online", "debug", "private"])),
        optional("model_id", Model),
        optional("hardware_tier", OneOf(&["low", "mid", "high"])),
        optional("features_enabled", Texts),
        optional("config", Object),
    ],
    apply: start,
};

fn start(state: &mut State, e: &EventView<'_>) {
    let text = |name| e.data.text(name).map(Into::into);
    let s = &mut state.session;
    s.starts += 1;
    s.version = text("version");
    s.user_id = text("user_id");
    s.mode = text("mode");
    s.hardware_tier = text("hardware_tier").or(s.hardware_tier.take());
    s.model_id = text("model_id").or(s.model_id.take());
    if let Some(features) = e.data.get("features_enabled").and_then(|v| v.texts()) {
        s.features_enabled = features;
    }
    s.ended = None;
}

/// The producer ended.
pub static END: TypeSpec = TypeSpec {
    name: "system.end",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("duration_ms", NotNegative),
        required("clean_shutdown", Flag),
        required("reason", OneOf(&["user_exit", "system_shutdown", "error", "crash"])),
        optional("total_energy", NotNegative),
        optional("total_events", Count),
    ],
    apply: |state, e| {
        state.session.ended = e.data.text("reason").map(Into::into);
        state.session.clean_shutdown = e.data.flag("clean_shutdown");
    },
};

/// The state goes back to that after an earlier event, as a new event: nothing is deleted. The event carries the
/// state that it restores, so that the fold stays a function of the events alone; its energy is the difference.
pub static ROLLBACK: TypeSpec = TypeSpec {
    name: "system.rollback",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("to_seq", Count),
        result("state", true, Object),
        required("state_hash", Hash),
        optional("reason", Text),
    ],
    apply: rollback,
};

fn rollback(state: &mut State, e: &EventView<'_>) {
    let restored = e.data.get("state").and_then(|v| State::from_json(v.raw.as_bytes()).ok());
    let Some(restored) = restored else { return };
    let total = state.energy.total;
    let (events, by_type) = (state.performance.events, std::mem::take(&mut state.performance.by_type));
    *state = restored;
    // Counts of the log are facts about the log, and the total is the sum of what was added to it.
    state.energy.total = total;
    state.performance.events = events;
    state.performance.by_type = by_type;
    state.session.rolled_back_to = e.data.count("to_seq");
}

/// Whether a rollback's state is a state, and the one that its hash says.
pub fn rollback_holds(data: &Fields<'_>) -> bool {
    let state = data.get("state").and_then(|v| State::from_json(v.raw.as_bytes()).ok());
    state.is_some_and(|s| data.text("state_hash").as_deref() == Some(hex(&s.hash()).as_str()))
}

/// A producer's own note of a snapshot of its own; kept like any other event. (What wfstate's recorder has to
/// say of its snapshots goes to the journal.)
pub static SNAPSHOT_CREATED: TypeSpec = TypeSpec {
    name: "state.snapshot_created",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("snapshot_id", Count),
        required("snapshot_type", OneOf(&["periodic", "session_end", "migration", "manual"])),
        required("state_size_bytes", Count),
        optional("events_since_last", Count),
        optional("compression_ratio", NotNegative),
    ],
    apply: |_, _| {},
};

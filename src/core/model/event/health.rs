//! `health.*` and `error`: how the producer is doing.

use super::EventView;
use super::spec::Check::{Any, Count, Flag, NotNegative, Number, OneOf, Text};
use super::spec::{TypeSpec, content, optional, required};
use crate::core::model::state::State;

/// A sign of life.
pub static HEARTBEAT: TypeSpec = TypeSpec {
    name: "health.heartbeat",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("system_health", OneOf(&["healthy", "warning", "critical"])),
        required("fps", NotNegative),
        optional("memory_usage_mb", NotNegative),
        optional("disk_usage_mb", NotNegative),
        optional("active_connections", Count),
        optional("event_queue_size", Count),
        optional("models_loaded", Any),
    ],
    apply: |state, e| {
        state.performance.heartbeats += 1;
        state.performance.system_health = e.data.text("system_health").map(Into::into);
        state.performance.memory_usage_mb =
            e.data.number("memory_usage_mb").or(state.performance.memory_usage_mb);
        if let Some(fps) = e.data.number("fps") {
            state.performance.see_fps(fps);
        }
    },
};

/// A metric left its bounds.
pub static PERFORMANCE: TypeSpec = TypeSpec {
    name: "health.performance",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required(
            "metric",
            OneOf(&["frame_drop", "high_latency", "memory_pressure", "disk_slow", "queue_backlog"]),
        ),
        required("value", Number),
        required("severity", OneOf(&["info", "warning", "error", "critical"])),
        optional("threshold", Number),
        optional("mitigation", Text),
    ],
    apply: |state, e| {
        if let Some(metric) = e.data.text("metric") {
            *state.performance.alerts.entry(metric.into_owned()).or_insert(0) += 1;
        }
    },
};

/// The severities of `error`, and the spellings that producers use for them.
const SEVERITIES: &[(&str, &str)] = &[
    ("low", "low"),
    ("medium", "medium"),
    ("high", "high"),
    ("critical", "critical"),
    ("debug", "low"),
    ("info", "low"),
    ("warning", "medium"),
    ("error", "high"),
    ("fatal", "critical"),
];

/// `error` and its like, as one of the four severities.
pub fn severity(sent: &str) -> Option<&'static str> {
    SEVERITIES.iter().find(|(from, _)| *from == sent).map(|(_, to)| *to)
}

/// Something failed.
pub static ERROR: TypeSpec = TypeSpec {
    name: "error",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("error_code", Text),
        required("error_message", Text),
        required("component", Text),
        required(
            "severity",
            OneOf(&["low", "medium", "high", "critical", "debug", "info", "warning", "error", "fatal"]),
        ),
        required("recoverable", Flag),
        content("stack_trace"),
        optional("context", Any),
    ],
    apply: error,
};

fn error(state: &mut State, e: &EventView<'_>) {
    if let Some(severity) = e.data.text("severity").and_then(|s| severity(&s)) {
        *state.session.errors.entry(severity.to_owned()).or_insert(0) += 1;
    }
    state.session.last_error_code = e.data.text("error_code").map(Into::into);
}

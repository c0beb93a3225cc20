//! `workflow.*`: sessions of phases, as events of the same log.

use super::EventView;
use super::spec::Check::{Any, CountBetween, CountOrNull, Key, Object, OneOf, Text, Words};
use super::spec::{Field, TypeSpec, optional, required, result};
use crate::core::model::state::State;

/// The statuses of a session.
pub const STATUSES: &[&str] = &["Running", "Completed", "Failed", "Paused", "Interrupted", "Cancelled"];

/// TRANSITION TABLE: where each status may lead. Completed and Cancelled are final; a failed workflow runs again only
/// as a retry.
pub const TRANSITIONS: &[(&str, &[&str])] = &[
    ("Running", &["Completed", "Failed", "Paused", "Interrupted", "Cancelled"]),
    ("Paused", &["Running", "Cancelled", "Failed"]),
    ("Failed", &["Running"]),
    ("Interrupted", &["Running"]),
    ("Completed", &[]),
    ("Cancelled", &[]),
];

/// Whether one status may follow another. To say the same again changes nothing.
pub fn may_follow(from: &str, to: &str) -> bool {
    from == to || TRANSITIONS.iter().any(|(status, next)| *status == from && next.contains(&to))
}

/// Which attempt a sender takes its event for: a claim, since attempts are counted.
const ATTEMPT: Field = optional("attempt", CountBetween(1, u64::MAX));
/// The same key with the same data is the same event.
const IDEMPOTENCY_KEY: Field = optional("idempotency_key", Key);

/// A workflow began.
pub static STARTED: TypeSpec = TypeSpec {
    name: "workflow.started",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[required("label", Text), ATTEMPT, IDEMPOTENCY_KEY],
    apply: |state, e| {
        let w = state.workflow_mut();
        w.label = e.data.text("label").map(Into::into);
        w.status = Some("Running".into());
    },
};

/// A phase was done; again is a new attempt, and the first completion keeps its place in the order.
pub static PHASE_COMPLETED: TypeSpec = TypeSpec {
    name: "workflow.phase_completed",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("phase_id", Key),
        result("output", false, Any),
        optional("duration_ms", CountOrNull),
        optional("cost_micro_usd", CountOrNull),
        ATTEMPT,
        IDEMPOTENCY_KEY,
    ],
    apply: phase_completed,
};

fn phase_completed(state: &mut State, e: &EventView<'_>) {
    let Some(phase) = e.data.text("phase_id") else { return };
    let cost = e.data.get("cost_micro_usd").and_then(|v| v.count());
    let duration_ms = e.data.get("duration_ms").and_then(|v| v.count());
    state.workflow_mut().complete_phase(&phase, duration_ms, cost);
}

/// The context that a resume starts from.
pub static CONTEXT_SAVED: TypeSpec = TypeSpec {
    name: "workflow.context_saved",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[result("context", true, Object), IDEMPOTENCY_KEY],
    apply: |state, _| state.workflow_mut().contexts += 1,
};

/// The session moved on.
pub static STATUS_CHANGED: TypeSpec = TypeSpec {
    name: "workflow.status_changed",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("status", OneOf(STATUSES)),
        optional("previous_status", OneOf(STATUSES)),
        optional("error_message", Text),
        optional("reason", Text),
        optional("duration_ms", CountOrNull),
        ATTEMPT,
        IDEMPOTENCY_KEY,
    ],
    apply: |state, e| state.workflow_mut().status = e.data.text("status").map(Into::into),
};

/// The final markdown.
pub static OUTPUT_SAVED: TypeSpec = TypeSpec {
    name: "workflow.output_saved",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[result("markdown", true, Words), IDEMPOTENCY_KEY],
    apply: |state, _| state.workflow_mut().outputs += 1,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_transitions_has_every_status_once_and_leads_nowhere_else() {
        let from: Vec<&str> = TRANSITIONS.iter().map(|t| t.0).collect();
        assert!(from.len() == STATUSES.len() && STATUSES.iter().all(|s| from.contains(s)), "{from:?}");
        assert!(TRANSITIONS.iter().flat_map(|t| t.1).all(|s| STATUSES.contains(s)));
        assert!(may_follow("Failed", "Running") && may_follow("Completed", "Completed"));
        assert!(!may_follow("Completed", "Running") && !may_follow("Paused", "Completed"));
    }
}

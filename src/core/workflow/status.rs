//! From one status to the next, and what each allows.

use super::{Saved, WorkflowError, Workflows, again, event, finish, workflow};
use crate::core::ambient;
use crate::core::model::event::workflow::may_follow;
use crate::core::model::state::State;
use crate::core::record::Taken;
use crate::core::store::SessionRow;
use serde_json::json;

/// The status of a workflow: what its events say; what was running and lost its holder is interrupted.
pub fn status_of<'s>(row: &'s SessionRow, state: &'s State) -> &'s str {
    let folded = state.workflow.as_ref().and_then(|w| w.status.as_deref());
    let lost = row.status == "Interrupted" || row.owner.as_deref().is_some_and(|o| !ambient::is_alive(o));
    match folded {
        None | Some("Running") if lost => "Interrupted",
        Some(folded) => folded,
        None => &row.status,
    }
}

/// Whether a workflow of this status has ended.
pub(super) fn is_end(status: &str) -> bool {
    matches!(status, "Completed" | "Failed" | "Cancelled")
}

/// Phases and contexts are saved while it runs.
pub(super) fn may_work(status: &str) -> Result<(), &'static str> {
    match status {
        "Running" => Ok(()),
        "Completed" | "Cancelled" => Err("that is final; begin a new one with `wfstate workflow start`"),
        "Failed" => Err("go on with `wfstate workflow resume --retry`"),
        _ => Err("go on with `wfstate workflow resume`"),
    }
}

/// The text that it comes to may be saved as long as it was not given up.
pub(super) fn may_conclude(status: &str) -> Result<(), &'static str> {
    if status == "Cancelled" { Err("that is final") } else { Ok(()) }
}

/// Whether a workflow of this status can go on.
pub fn may_resume(status: &str, retry: bool) -> Result<(), &'static str> {
    match status {
        "Completed" | "Cancelled" => Err("that is final; there is nothing to go on with"),
        "Failed" if !retry => Err("--retry goes on with a workflow that failed"),
        _ => Ok(()),
    }
}

impl Workflows {
    /// Changes the status; `words` says what it failed of, or why. To say the same again changes nothing.
    pub fn change(
        &mut self,
        session_id: &str,
        to: &'static str,
        words: Option<&str>,
    ) -> Result<Saved, WorkflowError> {
        let holder = self.holder.clone();
        let mut step = workflow(self.stepper.step(session_id)?)?;
        let row = step.row().clone();
        let from = status_of(&row, step.state()).to_owned();
        if from == to {
            return Ok(again(step, from));
        }
        // A workflow that nobody runs any more can be ended as if it ran.
        let leaves = if from == "Interrupted" { "Running" } else { from.as_str() };
        if !may_follow(leaves, to) {
            let why = may_work(&from).err().unwrap_or("that does not follow");
            return Err(WorkflowError::Status { session: row.session_id, status: from, why });
        }
        let mut data = json!({ "status": to });
        if let Some(folded) = step.state().workflow.as_ref().and_then(|w| w.status.clone()) {
            data["previous_status"] = folded.into();
        }
        if is_end(to) {
            let ms = step.now().0.saturating_sub(row.start.0) / 1000;
            data["duration_ms"] = ms.max(0).into();
        }
        let error = words.filter(|_| to == "Failed");
        if let Some(words) = words {
            data[if to == "Failed" { "error_message" } else { "reason" }] = words.into();
        }
        let taken = step.event(&event("workflow.status_changed", data.to_string(), None))?;
        finish(step, taken, (to, error), holder.as_deref())
    }

    /// Has a workflow run again, as another attempt.
    pub(super) fn run_again(&mut self, session_id: &str, retry: bool) -> Result<Taken, WorkflowError> {
        let holder = self.holder.clone();
        let mut step = workflow(self.stepper.step(session_id)?)?;
        let row = step.row().clone();
        let from = status_of(&row, step.state()).to_owned();
        may_resume(&from, retry).map_err(|why| WorkflowError::Status {
            session: row.session_id,
            status: from.clone(),
            why,
        })?;
        let reason = if from == "Failed" { "retried" } else { "resumed" };
        let mut data = json!({ "status": "Running", "reason": reason });
        if let Some(folded) = step.state().workflow.as_ref().and_then(|w| w.status.clone()) {
            data["previous_status"] = folded.into();
        }
        let taken = step.event(&event("workflow.status_changed", data.to_string(), None))?;
        finish(step, taken, ("Running", None), holder.as_deref())?;
        Ok(taken)
    }
}

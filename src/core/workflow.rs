//! Workflows: sessions of phases that survive a crash and are never paid twice.
//!
//! ```text
//! start ─ phase saved ─ context saved ─ phase saved ─ … ─ completed
//!           └ every arrow is one transaction: an event, its seal, the row. Done, or not done.
//! ```
//!
//! Everything is an event of the same log (`workflow.*`): [`log`] reads it, the state is its fold. Between two steps no
//! process has to live. Who wants a session for itself holds it: [`Workflows::hold_for`] names a process, and as long as
//! that one lives, only it and what it started takes steps.

mod error;
pub mod log;
mod resume;
mod status;

pub use error::WorkflowError;
pub use log::{Attempt, Log, Phase};
pub use resume::{Lease, PhaseLine, Resumed};
pub use status::{may_resume, status_of};

use crate::core::ambient;
use crate::core::record::{Feedback, OneEvent, Options, Step, Stepper, Taken};
use crate::core::store::Rest;
use serde::Serialize;
use serde_json::value::RawValue;

/// A database of workflows, open for steps.
#[derive(Debug)]
pub struct Workflows {
    stepper: Stepper,
    holder: Option<String>,
}

/// What a phase came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct PhaseSave<'p> {
    /// Its name, at most 200 bytes.
    pub phase_id: &'p str,
    /// Its output, as JSON.
    pub output: Option<&'p str>,
    /// How long it took; `None` is unknown.
    pub duration_ms: Option<u64>,
    /// What it cost, micro-USD; `None` is unknown, which is not 0.
    pub cost_micro_usd: Option<u64>,
    /// Whoever saves the same under the same key again saves nothing.
    pub idempotency_key: Option<&'p str>,
}

/// What became of a step.
#[derive(Debug, Clone, Serialize)]
pub struct Saved {
    /// The session.
    pub session_id: String,
    /// The event; `None` where nothing had to be written.
    pub seq: Option<u64>,
    /// It was there already.
    pub duplicate: bool,
    /// The status now.
    pub status: String,
    /// What all attempts cost so far, as far as that is known.
    pub cost_micro_usd: Option<u64>,
    /// Of a phase: how often it was completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u64>,
}

#[derive(Serialize)]
struct PhaseData<'d> {
    phase_id: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<&'d RawValue>,
    duration_ms: Option<u64>,
    cost_micro_usd: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'d str>,
}

impl Workflows {
    /// Opens the database, makes it where the options say so, and marks workflows whose holder died as interrupted.
    pub fn open(options: Options, feedback: &mut dyn Feedback) -> Result<Self, WorkflowError> {
        Ok(Self { stepper: Stepper::open(options, feedback)?, holder: None })
    }

    /// Steps from now on leave their session held by a process, as [`ambient::name_of_process`] names it; `None`
    /// leaves it free.
    pub fn hold_for(&mut self, holder: Option<String>) {
        self.holder = holder;
    }

    /// The database, for what is no step.
    pub fn stepper(&mut self) -> &mut Stepper {
        &mut self.stepper
    }

    /// Begins a workflow; gives its name, a UUID of version 7.
    pub fn start(&mut self, label: &str) -> Result<Saved, WorkflowError> {
        let id = ambient::workflow_id()?;
        let holder = self.holder.clone();
        let mut step = self.stepper.begin(&id, Some(label))?;
        let data = serde_json::json!({ "label": label }).to_string();
        let taken = step.event(&event("workflow.started", data, None))?;
        finish(step, taken, ("Running", None), holder.as_deref())
    }

    /// Saves what a phase came to. A phase that is saved again is another attempt, unless its key says that it is
    /// the same.
    pub fn save_phase(&mut self, session_id: &str, phase: &PhaseSave<'_>) -> Result<Saved, WorkflowError> {
        let output = phase.output.map(raw).transpose()?;
        let data = PhaseData {
            phase_id: phase.phase_id,
            output: output.as_deref(),
            duration_ms: phase.duration_ms,
            cost_micro_usd: phase.cost_micro_usd,
            idempotency_key: phase.idempotency_key,
        };
        let data = serde_json::to_string(&data).map_err(|e| WorkflowError::Json(e.to_string()))?;
        let event = event("workflow.phase_completed", data, phase.idempotency_key);
        let mut saved = self.append(session_id, &event, status::may_work)?;
        let log = self.log(session_id)?;
        saved.attempts = log.phases.iter().find(|p| p.phase_id == phase.phase_id).map(|p| p.count());
        Ok(saved)
    }

    /// Saves the context that a resume starts from: a JSON object.
    pub fn save_context(&mut self, session_id: &str, context: &str) -> Result<Saved, WorkflowError> {
        let context = raw(context)?;
        if !context.get().trim_start().starts_with('{') {
            return Err(WorkflowError::Json("a context is a JSON object".into()));
        }
        let event = event("workflow.context_saved", format!("{{\"context\":{}}}", context.get()), None);
        self.append(session_id, &event, status::may_work)
    }

    /// Saves the final text.
    pub fn save_output(&mut self, session_id: &str, markdown: &str) -> Result<Saved, WorkflowError> {
        let data = serde_json::json!({ "markdown": markdown }).to_string();
        self.append(session_id, &event("workflow.output_saved", data, None), status::may_conclude)
    }

    /// Appends an event, where the status allows it. One that is there already changes nothing, whatever the status.
    fn append(
        &mut self,
        session_id: &str,
        event: &OneEvent,
        allowed: fn(&str) -> Result<(), &'static str>,
    ) -> Result<Saved, WorkflowError> {
        let holder = self.holder.clone();
        let mut step = workflow(self.stepper.step(session_id)?)?;
        let status = status_of(&step.row().clone(), step.state()).to_owned();
        let taken = step.event(event)?;
        if taken == Taken::Again {
            return Ok(again(step, status));
        }
        allowed(&status).map_err(|why| WorkflowError::Status {
            session: session_id.to_owned(),
            status: status.clone(),
            why,
        })?;
        let error = step.row().error_message.clone();
        finish(step, taken, (&status, error.as_deref()), holder.as_deref())
    }

    /// What a workflow's events say.
    pub fn log(&mut self, session_id: &str) -> Result<Log, WorkflowError> {
        Log::of_session(self.stepper.writer(), session_id)
    }
}

fn event(type_name: &str, data: String, key: Option<&str>) -> OneEvent {
    OneEvent { type_name: type_name.into(), data, key: key.map(str::to_owned), ..OneEvent::default() }
}

fn raw(json: &str) -> Result<Box<RawValue>, WorkflowError> {
    serde_json::from_str(json).map_err(|e| WorkflowError::Json(e.to_string()))
}

fn workflow(step: Step<'_>) -> Result<Step<'_>, WorkflowError> {
    if step.row().kind == "workflow" {
        return Ok(step);
    }
    Err(WorkflowError::NotOne { session: step.row().session_id.clone() })
}

/// The answer where nothing was written.
fn again(mut step: Step<'_>, status: String) -> Saved {
    let cost_micro_usd = log::cost_of(step.state());
    let session_id = step.row().session_id.clone();
    Saved { session_id, seq: None, duplicate: true, status, cost_micro_usd, attempts: None }
}

/// Commits a step that leaves the session with a status. A held session has to run: any other is left free.
fn finish(
    mut step: Step<'_>,
    taken: Taken,
    (status, error_message): (&str, Option<&str>),
    holder: Option<&str>,
) -> Result<Saved, WorkflowError> {
    let cost_micro_usd = log::cost_of(step.state());
    let ended = status::is_end(status);
    let kept = step.row().owner.clone();
    let before = step.row().end.filter(|_| ended && step.row().status == status);
    let rest = Rest {
        status,
        end: before.or(ended.then_some(step.now())),
        error_message,
        // Whoever held it holds it on; asked after within the step, so that nobody takes it in between.
        owner: holder.or(kept.as_deref()).filter(|_| status == "Running"),
    };
    let session_id = step.row().session_id.clone();
    step.commit(&rest)?;
    let seq = match taken {
        Taken::Stored(seq) => Some(seq),
        Taken::Again => None,
    };
    Ok(Saved { session_id, seq, duplicate: false, status: status.to_owned(), cost_micro_usd, attempts: None })
}

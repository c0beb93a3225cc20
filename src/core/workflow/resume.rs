//! Going on: what is done, what it cost, and what the next process needs to know.

use super::log::Phase;
use super::{WorkflowError, Workflows};
use crate::core::select;
use crate::core::store::{Ask, SessionRow};
use serde::Serialize;
use serde_json::value::RawValue;

/// The answer of a resume.
#[derive(Debug, Serialize)]
pub struct Resumed {
    /// `wfstate.workflow/1`.
    pub schema: &'static str,
    /// The session.
    pub session_id: String,
    /// What it is about.
    pub label: Option<String>,
    /// `Running`.
    pub status: String,
    /// The newest context; null where none was saved, and a resume works from the phases alone.
    pub context: Option<Box<RawValue>>,
    /// The phases that are done, in the order of their first completion.
    pub phases: Vec<PhaseLine>,
    /// The last of them.
    pub last_completed_phase: Option<String>,
    /// What all attempts cost, as far as that is known.
    pub cost_micro_usd: Option<u64>,
    /// How often it was begun, this time included.
    pub attempt: u64,
    /// Who holds it; null where nobody does.
    pub lease: Option<Lease>,
}

/// A phase, as a line of an answer.
#[derive(Debug, Clone, Serialize)]
pub struct PhaseLine {
    /// Its name.
    pub phase_id: String,
    /// How often it was completed.
    pub attempts: u64,
    /// When it was completed first.
    pub completed_at: Option<String>,
    /// Of the newest attempt; null is unknown.
    pub duration_ms: Option<u64>,
    /// Of all attempts whose price is known; null is unknown.
    pub cost_micro_usd: Option<u64>,
    /// Of the newest attempt; null is unknown.
    pub effective_cost_micro_usd: Option<u64>,
}

impl From<&Phase> for PhaseLine {
    fn from(phase: &Phase) -> Self {
        Self {
            phase_id: phase.phase_id.clone(),
            attempts: phase.count(),
            completed_at: phase.completed_at().map(|t| t.to_string()),
            duration_ms: phase.latest().and_then(|a| a.duration_ms),
            cost_micro_usd: phase.cost_micro_usd(),
            effective_cost_micro_usd: phase.latest().and_then(|a| a.cost_micro_usd),
        }
    }
}

/// A process that has a session for itself, as long as it lives.
#[derive(Debug, Clone, Serialize)]
pub struct Lease {
    /// Its number.
    pub pid: Option<u32>,
    /// `pid:start time:boot`, which no other process will ever be called.
    pub holder: String,
}

impl Lease {
    /// The lease that a row tells of.
    pub fn of(row: &SessionRow) -> Option<Self> {
        let holder = row.owner.clone()?;
        Some(Self { pid: holder.split(':').next().and_then(|p| p.parse().ok()), holder })
    }
}

impl Workflows {
    /// Has a workflow go on: whatever it was but Completed and Cancelled; Failed with `retry`. One that a living
    /// process holds is refused, unless that one started us.
    pub fn resume(&mut self, session_id: &str, retry: bool) -> Result<Resumed, WorkflowError> {
        self.run_again(session_id, retry)?;
        let log = self.log(session_id)?;
        let writer = self.stepper().writer();
        let row = select::session(writer, session_id)?;
        let last_seq = writer.ask(|q| q.last_seq(row.no))?;
        let state = crate::core::recover::state_at_end(writer, row.no, last_seq)?.state;
        Ok(Resumed {
            schema: "wfstate.workflow/1",
            lease: Lease::of(&row),
            session_id: row.session_id,
            label: row.label,
            status: row.status,
            last_completed_phase: log.last_completed().map(str::to_owned),
            phases: log.phases.iter().map(PhaseLine::from).collect(),
            cost_micro_usd: super::log::cost_of(&state),
            attempt: log.attempt,
            context: log.context.map(|(_, context)| context),
        })
    }
}

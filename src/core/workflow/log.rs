//! What a workflow's events say: its phases with every attempt, its context, its text.

use super::WorkflowError;
use crate::core::export::policy::is_filtered;
use crate::core::fold::{FoldFailure, TypeNames, each_chunk, load_baseline};
use crate::core::model::event::spec::is_commitment;
use crate::core::model::json::fields::Value;
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::state::{PhaseState, State};
use crate::core::model::time::Timestamp;
use crate::core::select;
use crate::core::store::{Ask, Baseline, EventChunk, SessionRow, StoredEvent};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A workflow, read from its events.
#[derive(Debug, Default)]
pub struct Log {
    /// Its phases, in the order of their first completion.
    pub phases: Vec<Phase>,
    /// The newest context, and when it was saved.
    pub context: Option<(Timestamp, Box<RawValue>)>,
    /// The newest text.
    pub output: Option<String>,
    /// How often it was begun: once, and once more with every resume.
    pub attempt: u64,
}

/// A phase.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Its name.
    pub phase_id: String,
    /// Each time that it was completed, as far as its events are there.
    pub attempts: Vec<Attempt>,
    /// Attempts before those, whose events were compacted.
    pub earlier: u64,
}

/// A completion of a phase.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its event.
    pub seq: u64,
    /// When.
    pub completed_at: Timestamp,
    /// How long it took; null is unknown.
    pub duration_ms: Option<u64>,
    /// What it cost; null is unknown.
    pub cost_micro_usd: Option<u64>,
    /// What it came to, as it was saved.
    pub output: Option<Box<RawValue>>,
}

impl Phase {
    /// What a baseline knows of a phase: its newest attempt, and how many there were.
    fn compacted(phase: &PhaseState, base: &Baseline) -> Self {
        let newest = Attempt {
            seq: base.last_seq,
            completed_at: base.at,
            duration_ms: phase.duration_ms,
            cost_micro_usd: phase.cost_micro_usd,
            output: None,
        };
        Self {
            phase_id: phase.phase_id.clone(),
            attempts: vec![newest],
            earlier: phase.attempts.saturating_sub(1),
        }
    }

    /// How often it was completed.
    pub fn count(&self) -> u64 {
        self.earlier + self.attempts.len() as u64
    }

    /// When it was completed first: that is its place in the order.
    pub fn completed_at(&self) -> Option<Timestamp> {
        self.attempts.first().map(|a| a.completed_at)
    }

    /// The newest attempt.
    pub fn latest(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// What all attempts cost whose price is known; `None` where none is.
    pub fn cost_micro_usd(&self) -> Option<u64> {
        let known = self.attempts.iter().filter_map(|a| a.cost_micro_usd);
        known.reduce(u64::saturating_add)
    }
}

impl Log {
    /// Reads the log of a session that is selected by name, prefix, `latest` or label.
    pub fn of_session(from: &impl Ask, selector: &str) -> Result<Self, WorkflowError> {
        let row = select::session(from, selector)?;
        Self::read(from, &row)
    }

    /// Reads the log of a session.
    pub fn read(from: &impl Ask, row: &SessionRow) -> Result<Self, WorkflowError> {
        if row.kind != "workflow" {
            return Err(WorkflowError::NotOne { session: row.session_id.clone() });
        }
        let types = TypeNames::load(from)?;
        let mut phases = Vec::new();
        if let Some(base) = from.ask(|q| q.baseline(row.no))?
            && let Some(workflow) = load_baseline(&base).ok().and_then(|state| state.workflow)
        {
            phases.extend(workflow.phases.iter().map(|p| Phase::compacted(p, &base)));
        }
        let upto = from.ask(|q| q.last_seq(row.no))?;
        let mut reading =
            Reading { log: Self { attempt: 1, phases, ..Self::default() }, ..Reading::default() };
        each_chunk(from, row.no, 0, upto, &mut |chunk| {
            for event in chunk.rows() {
                let name = types.get(event.type_no).map_or("", |t| t.0);
                reading.event(name, chunk, event);
            }
            Ok::<(), FoldFailure>(())
        })?;
        Ok(reading.log)
    }

    /// The phase that was completed last for the first time.
    pub fn last_completed(&self) -> Option<&str> {
        self.phases.last().map(|p| p.phase_id.as_str())
    }

    /// What all attempts cost as far as it is known: 0 before the first phase, `None` where no price is known.
    pub fn cost_micro_usd(&self) -> Option<u64> {
        let known = self.phases.iter().filter_map(Phase::cost_micro_usd).reduce(u64::saturating_add);
        if self.phases.is_empty() { Some(0) } else { known }
    }

    /// What the newest attempt of each phase cost, as far as it is known: what a run without repetitions would have.
    pub fn effective_cost_micro_usd(&self) -> Option<u64> {
        let known = self.phases.iter().filter_map(|p| p.latest()?.cost_micro_usd);
        known.reduce(u64::saturating_add)
    }
}

#[derive(Default)]
struct Reading {
    log: Log,
    scanner: Scanner,
    members: Vec<Member>,
}

impl Reading {
    fn event(&mut self, name: &str, chunk: &EventChunk, event: &StoredEvent) {
        let Some(payload) = chunk.payload(event).filter(|_| name.starts_with("workflow.")) else { return };
        let Ok(data) = Fields::scan(&mut self.scanner, payload, &mut self.members) else { return };
        let member =
            |name: &str| result(&data, name).and_then(|v| RawValue::from_string(v.raw.to_owned()).ok());
        let count = |name: &str| data.get(name).and_then(|v| v.count());
        match name {
            "workflow.phase_completed" => {
                let Some(phase_id) = data.text("phase_id") else { return };
                let attempt = Attempt {
                    seq: event.seq,
                    completed_at: event.at,
                    duration_ms: count("duration_ms"),
                    cost_micro_usd: count("cost_micro_usd"),
                    output: member("output"),
                };
                match self.log.phases.iter_mut().find(|p| p.phase_id == phase_id) {
                    Some(phase) => phase.attempts.push(attempt),
                    None => {
                        let phase_id = phase_id.into_owned();
                        self.log.phases.push(Phase { phase_id, attempts: vec![attempt], earlier: 0 });
                    }
                }
            }
            "workflow.context_saved" => {
                self.log.context =
                    member("context").map(|context| (event.at, context)).or(self.log.context.take());
            }
            "workflow.output_saved" => {
                self.log.output = result(&data, "markdown").and(data.text("markdown")).map(Cow::into_owned);
            }
            "workflow.status_changed" if data.text("status").as_deref() == Some("Running") => {
                self.log.attempt += 1;
            }
            _ => {}
        }
    }
}

/// A result, where it is one: what an export or a purge left in its place is nothing that a workflow could go on from.
fn result<'d>(data: &Fields<'d>, name: &str) -> Option<Value<'d>> {
    data.get(name).filter(|v| !is_commitment(v) && !is_filtered(v.raw))
}

/// What a workflow cost so far: 0 before its first phase, `None` where no price is known.
pub(super) fn cost_of(state: &State) -> Option<u64> {
    let Some(w) = &state.workflow else { return Some(0) };
    let attempts: u64 = w.phases.iter().map(|p| p.attempts).sum();
    (attempts == 0 || attempts > w.unpriced).then_some(w.cost_micro_usd)
}

//! Workflows: sessions of phases.

use super::{
    DayCost, MicroUsd, PhaseCompletion, Price, Session, SessionStatistics, SessionStatus, SessionSummary,
    StateError, StateManager, WorkflowContext,
};
use crate::core::ambient;
use crate::core::cost::{By, Row, cost};
use crate::core::list::{status_now, summary};
use crate::core::passing::{Scope, Window};
use crate::core::store::{Ask, Reader, SessionFilter, SessionRow};
use crate::core::workflow::{Log, PhaseSave};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

impl StateManager {
    /// Begins a workflow; gives its name, a UUID of version 7. It is this process's, until it ends or the process does.
    pub fn create_session(&self, label: &str) -> Result<String, StateError> {
        Ok(self.step(|w| w.start(label))?.session_id)
    }

    /// Changes the status, where the table of transitions allows it. To say the same again changes nothing.
    pub fn update_session_status(
        &self,
        session_id: &str,
        status: SessionStatus,
        error_message: Option<&str>,
    ) -> Result<(), StateError> {
        self.step(|w| w.change(session_id, status.as_str(), error_message))?;
        Ok(())
    }

    /// Saves the text that a workflow comes to.
    pub fn save_markdown_output(&self, session_id: &str, markdown: &str) -> Result<(), StateError> {
        self.step(|w| w.save_output(session_id, markdown))?;
        Ok(())
    }

    /// A session; `None` where there is none of that name.
    pub fn get_session(&self, session_id: &str) -> Result<Option<Session>, StateError> {
        let reader = self.reader()?;
        let Some(row) = reader.ask(|q| q.session(session_id))? else { return Ok(None) };
        let markdown_output = if row.kind == "workflow" { Log::read(&reader, &row)?.output } else { None };
        let s = line(&reader, &row)?;
        Ok(Some(Session {
            completed_at: row.end.map(|t| t.0 / 1000),
            error_message: row.error_message,
            session_id: s.session_id,
            label: s.label,
            status: s.status,
            created_at: s.created_at,
            duration_ms: s.duration_ms,
            cost_usd: s.cost_usd,
            markdown_output,
        }))
    }

    /// The newest workflows, at most `limit`, the newest first.
    pub fn get_session_history(&self, limit: usize) -> Result<Vec<SessionSummary>, StateError> {
        let reader = self.reader()?;
        let rows = reader.ask(|q| q.sessions_matching(&workflows(), 0, limit))?;
        rows.iter().map(|row| line(&reader, row)).collect()
    }

    /// Saves what a phase came to, with its cost, in one transaction. A phase that is saved again is a new attempt,
    /// and its cost is spent again.
    pub fn save_phase_completion(
        &self,
        session_id: &str,
        phase_id: &str,
        output: &Value,
        duration_ms: u64,
        cost: impl Into<Price>,
    ) -> Result<(), StateError> {
        self.save_phase(session_id, phase_id, output, duration_ms, cost.into(), None)
    }

    /// The same, once: saved again with the same key and the same values it changes nothing, whatever happened in
    /// between. With other values it is refused.
    pub fn save_phase_completion_once(
        &self,
        session_id: &str,
        phase_id: &str,
        output: &Value,
        duration_ms: u64,
        cost: impl Into<Price>,
        idempotency_key: &str,
    ) -> Result<(), StateError> {
        self.save_phase(session_id, phase_id, output, duration_ms, cost.into(), Some(idempotency_key))
    }

    fn save_phase(
        &self,
        session_id: &str,
        phase_id: &str,
        output: &Value,
        duration_ms: u64,
        cost: Price,
        idempotency_key: Option<&str>,
    ) -> Result<(), StateError> {
        let output = serde_json::to_string(output)?;
        let phase = PhaseSave {
            phase_id,
            output: Some(&output),
            duration_ms: Some(duration_ms),
            cost_micro_usd: cost.micro_usd()?,
            idempotency_key,
        };
        self.step(|w| w.save_phase(session_id, &phase))?;
        Ok(())
    }

    /// The phases that are done, in the order of their first completion.
    pub fn get_completed_phases(&self, session_id: &str) -> Result<Vec<PhaseCompletion>, StateError> {
        let log = self.log(session_id)?;
        let done = log.phases.into_iter().map(|p| PhaseCompletion {
            session_id: session_id.to_owned(),
            completed_at: p.completed_at().map_or(0, |t| t.0 / 1000),
            duration_ms: p.latest().and_then(|a| a.duration_ms),
            output: p.latest().and_then(|a| a.output.as_ref()).map_or("null", |o| o.get()).to_owned(),
            cost_usd: money(p.cost_micro_usd()),
            attempts: p.count(),
            phase_id: p.phase_id,
        });
        Ok(done.collect())
    }

    /// Whether a phase is done.
    pub fn is_phase_completed(&self, session_id: &str, phase_id: &str) -> Result<bool, StateError> {
        Ok(self.log(session_id)?.phases.iter().any(|p| p.phase_id == phase_id))
    }

    /// Saves the context that a resume starts from: a map, or whatever is written as a JSON object.
    pub fn save_context(&self, session_id: &str, context: &impl Serialize) -> Result<(), StateError> {
        let context = serde_json::to_string(context)?;
        self.step(|w| w.save_context(session_id, &context))?;
        Ok(())
    }

    /// The context that was saved last, with what is done and what it cost; `None` where none was saved.
    pub fn load_context(&self, session_id: &str) -> Result<Option<WorkflowContext>, StateError> {
        let log = self.log(session_id)?;
        let Some((_, context)) = &log.context else { return Ok(None) };
        let data = serde_json::from_str(context.get())?;
        Ok(Some(start_from(data, &log)))
    }

    /// Has a workflow go on, as another attempt: from its phases alone where no context was saved.
    pub fn resume_session(&self, session_id: &str) -> Result<WorkflowContext, StateError> {
        self.resume(session_id, false)
    }

    /// The same, also where it failed.
    pub fn retry_session(&self, session_id: &str) -> Result<WorkflowContext, StateError> {
        self.resume(session_id, true)
    }

    fn resume(&self, session_id: &str, retry: bool) -> Result<WorkflowContext, StateError> {
        self.step(|w| w.resume(session_id, retry))?;
        let log = self.log(session_id)?;
        let data = log.context.as_ref().map(|(_, c)| serde_json::from_str(c.get())).transpose()?;
        Ok(start_from(data.unwrap_or_default(), &log))
    }

    /// How long a session took, or has taken so far, in milliseconds; 0 where the clock went back.
    pub fn calculate_duration(&self, session_id: &str) -> Result<u64, StateError> {
        let row = Self::row(&self.reader()?, session_id)?;
        let end = row.end.unwrap_or_else(ambient::now);
        Ok(u64::try_from(end.0.saturating_sub(row.start.0) / 1000).unwrap_or(0))
    }

    /// How many workflows there are.
    pub fn get_total_sessions(&self) -> Result<usize, StateError> {
        Ok(self.every_workflow()?.len())
    }

    /// Figures of all workflows.
    pub fn get_statistics(&self) -> Result<SessionStatistics, StateError> {
        let lines = self.every_workflow()?;
        let is = |status| lines.iter().filter(move |s| s.status == status);
        let completed = || is(SessionStatus::Completed);
        let cost = average(completed().filter_map(|s| s.cost_usd.map(|c| c.0.unsigned_abs())));
        Ok(SessionStatistics {
            total_sessions: lines.len(),
            completed_sessions: completed().count(),
            failed_sessions: is(SessionStatus::Failed).count(),
            avg_cost_usd: money(cost),
            avg_duration_ms: average(completed().filter_map(|s| s.duration_ms)),
        })
    }

    /// What was spent on each of the last days, today included, the oldest first; at least one.
    pub fn get_cost_trends(&self, days: u32) -> Result<Vec<DayCost>, StateError> {
        let reader = self.reader()?;
        let window = Window::days(ambient::now(), i64::from(days.max(1)));
        let all = Scope::of_all(&reader, &window)?;
        let rows = cost(&reader, &all, &window, By::Day)?.rows;
        let of_day = |row: Row| DayCost {
            day: row.key.unwrap_or_default(),
            cost_usd: Some(MicroUsd(row.amount.known))
                .filter(|_| row.amount.count == 0 || row.amount.count > row.amount.unpriced),
            count: row.amount.count,
            unpriced: row.amount.unpriced,
        };
        Ok(rows.into_iter().map(of_day).collect())
    }

    fn every_workflow(&self) -> Result<Vec<SessionSummary>, StateError> {
        self.get_session_history(usize::MAX)
    }

    fn log(&self, session_id: &str) -> Result<Log, StateError> {
        let reader = self.reader()?;
        let row = Self::row(&reader, session_id)?;
        Ok(Log::read(&reader, &row)?)
    }
}

fn workflows() -> SessionFilter {
    SessionFilter { kind: Some("workflow".into()), ..SessionFilter::default() }
}

fn line(reader: &Reader, row: &SessionRow) -> Result<SessionSummary, StateError> {
    let s = summary(reader, row)?;
    Ok(SessionSummary {
        session_id: s.session_id,
        label: s.label.unwrap_or_default(),
        created_at: row.start.0 / 1000,
        status: SessionStatus::named(status_now(row))?,
        duration_ms: s.duration_ms.and_then(|ms| u64::try_from(ms).ok()),
        cost_usd: s.cost_micro_usd.map(MicroUsd),
    })
}

fn start_from(data: BTreeMap<String, Value>, log: &Log) -> WorkflowContext {
    WorkflowContext {
        data,
        last_completed_phase: log.last_completed().map(str::to_owned),
        accumulated_cost: money(log.cost_micro_usd()),
        attempt: log.attempt,
    }
}

fn money(micro_usd: Option<u64>) -> Option<MicroUsd> {
    micro_usd.and_then(|m| i64::try_from(m).ok()).map(MicroUsd)
}

/// Of integers, rounded down; `None` of none.
fn average(values: impl Iterator<Item = u64>) -> Option<u64> {
    let (sum, n) = values.fold((0_u128, 0_u128), |(sum, n), v| (sum + u128::from(v), n + 1));
    sum.checked_div(n).and_then(|average| u64::try_from(average).ok())
}

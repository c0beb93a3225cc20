//! Sessions, newest first, with what each came to.

use crate::core::ambient;
use crate::core::fold::FoldFailure;
use crate::core::holes;
use crate::core::model::energy::MicroEu;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::recover::{state_at_end, totals_of};
use crate::core::store::{Ask, SessionFilter, SessionRow, StoreError};
use serde::Serialize;

/// Rows that are looked at together.
const PAGE: usize = 200;

/// The answer of `list`.
#[derive(Debug, Serialize)]
pub struct Listing {
    schema: &'static str,
    /// Newest first.
    pub sessions: Vec<Summary>,
    /// Whether there are more that the filter lets through.
    #[serde(skip)]
    pub more: bool,
}

/// What one session came to. What is not known is `None`.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub session_id: String,
    pub kind: String,
    pub label: Option<String>,
    pub status: String,
    pub start_time: String,
    pub end_time: Option<String>,
    pub duration_ms: Option<i64>,
    pub events: u64,
    pub sealed_events: u64,
    pub energy: Option<MicroEu>,
    pub cost_micro_usd: Option<i64>,
    pub clean_shutdown: Option<bool>,
    pub loss: u64,
    /// When it began.
    #[serde(skip)]
    pub start: Timestamp,
    /// Why the figures that need the events are not known.
    #[serde(skip)]
    pub fault: Option<String>,
}

/// The newest sessions that a filter lets through, at most `limit`.
pub fn list(from: &impl Ask, filter: &SessionFilter, limit: usize) -> Result<Listing, StoreError> {
    let mut sessions = Vec::new();
    let mut skip = 0;
    loop {
        let page = from.ask(|q| q.sessions_matching(filter, skip, PAGE))?;
        for row in &page {
            if filter.status.as_deref().is_some_and(|wanted| wanted != status_now(row)) {
                continue;
            }
            if sessions.len() == limit {
                return Ok(Listing { schema: "wfstate.list/1", sessions, more: true });
            }
            sessions.push(summary(from, row)?);
        }
        if page.len() < PAGE {
            return Ok(Listing { schema: "wfstate.list/1", sessions, more: false });
        }
        skip += page.len();
    }
}

/// One session's row of the list.
pub fn summary(from: &impl Ask, row: &SessionRow) -> Result<Summary, StoreError> {
    if let (Some(last_seq), Some(energy), false) = (row.last_seq, row.energy_micro, row.owner.is_some()) {
        let stored = stored(from, row, last_seq)?;
        return Ok(Summary::new(row, stored, Some(MicroEu(energy)), row.cost_micro_usd, None));
    }
    let (last_seq, state) = state_of(from, row)?;
    summary_with(from, row, last_seq, &state)
}

/// The same where the state was computed already, or could not be.
pub fn summary_with(
    from: &impl Ask,
    row: &SessionRow,
    last_seq: u64,
    state: &Result<State, String>,
) -> Result<Summary, StoreError> {
    let stored = stored(from, row, last_seq)?;
    Ok(match state {
        Ok(state) => {
            let totals = totals_of(last_seq, state);
            Summary::new(row, stored, Some(MicroEu(totals.energy_micro)), totals.cost_micro_usd, None)
        }
        Err(why) => Summary::new(row, stored, None, None, Some(why.clone())),
    })
}

/// How many events of a session are stored, and how many of those are packed.
fn stored(from: &impl Ask, row: &SessionRow, last_seq: u64) -> Result<(u64, u64), StoreError> {
    let sealed = from.ask(|q| q.sealed(Some(row.no)))?;
    Ok((holes::stored(from, row, last_seq)?, sealed.events))
}

/// A session's last seq and the state there; the inner error says which event stands in the way.
pub fn state_of(from: &impl Ask, row: &SessionRow) -> Result<(u64, Result<State, String>), StoreError> {
    let last_seq = from.ask(|q| q.last_seq(row.no))?;
    match state_at_end(from, row.no, last_seq) {
        Ok(position) => Ok((last_seq, Ok(position.state))),
        Err(FoldFailure::Store(e)) => Err(e),
        Err(FoldFailure::Event(e)) => Ok((last_seq, Err(e.to_string()))),
    }
}

/// The status as it is: a session whose recorder died is interrupted, also before a writer has marked it.
pub fn status_now(row: &SessionRow) -> &str {
    let dead = row.owner.as_deref().is_some_and(|owner| !ambient::is_alive(owner));
    if dead && row.status == "Running" { "Interrupted" } else { &row.status }
}

impl Summary {
    fn new(
        row: &SessionRow,
        (events, sealed_events): (u64, u64),
        energy: Option<MicroEu>,
        cost_micro_usd: Option<i64>,
        fault: Option<String>,
    ) -> Self {
        let status = status_now(row).to_owned();
        Self {
            session_id: row.session_id.clone(),
            kind: row.kind.clone(),
            label: row.label.clone(),
            start_time: row.start.to_string(),
            end_time: row.end.map(|t| t.to_string()),
            duration_ms: row.end.map(|end| end.0.saturating_sub(row.start.0) / 1000),
            events,
            sealed_events,
            energy,
            cost_micro_usd,
            clean_shutdown: (status != "Running").then_some(row.clean),
            loss: row.lost,
            start: row.start,
            fault,
            status,
        }
    }
}

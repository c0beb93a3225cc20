//! Going back to an earlier state as one new event: nothing is deleted, and the totals stay sums.
//!
//! The event carries the state that it restores, so that the fold stays a function of the events alone; its energy
//! is the difference between then and now.

use crate::core::fold::{FoldFailure, Position, fold_from, newest_snapshot};
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::record::{Feedback, OneEvent, Options, RecordError, append_one};
use crate::core::store::{Ask, SessionRow, StoreError};
use serde::Serialize;
use serde_json::json;

/// A rollback that is ready to be appended.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The session.
    pub session_id: String,
    /// The event whose state comes back.
    pub to_seq: u64,
    /// The last event so far.
    pub last_seq: u64,
    /// The energy of the event, EU: then minus now.
    pub energy: MicroEu,
    /// The hash of the state that comes back.
    pub state_hash: String,
    /// The event's data.
    pub data: String,
}

/// What keeps a session from going back.
#[derive(Debug, thiserror::Error)]
pub enum RollbackError {
    /// The fold.
    #[error(transparent)]
    Fold(#[from] FoldFailure),
    /// The recorder.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The difference does not fit.
    #[error("the energy between event {to_seq} and now leaves the range of ±9.2e12 EU")]
    Energy {
        /// The event whose state was to come back.
        to_seq: u64,
    },
}

impl From<StoreError> for RollbackError {
    fn from(e: StoreError) -> Self {
        Self::Fold(e.into())
    }
}

/// What was appended.
#[derive(Debug, Serialize)]
pub struct RolledBack {
    /// `wfstate.rollback/1`.
    pub schema: &'static str,
    /// The session.
    pub session_id: String,
    /// The event whose state came back.
    pub to_seq: u64,
    /// The new event.
    pub seq: u64,
    /// What it adds to the energy, EU.
    pub energy_delta: MicroEu,
    /// The energy now, EU.
    pub energy: MicroEu,
    /// The hash of the state that came back, as it was then.
    pub restored_hash: String,
    /// The hash of the state now: the restored one with the counts of the whole log.
    pub state_hash: String,
}

/// Computes the event that takes a session back to its state after `to_seq`.
pub fn plan(
    from: &impl Ask,
    session: &SessionRow,
    to_seq: u64,
    reason: Option<&str>,
) -> Result<Plan, RollbackError> {
    let last_seq = from.ask(|q| q.last_seq(session.no))?;
    let then = position_at(from, session.no, to_seq)?;
    let now = position_at(from, session.no, last_seq)?;
    let energy = then.state.total_energy().checked_sub(now.state.total_energy());
    let state_hash = hex(&then.state.hash());
    let mut data = json!({ "to_seq": to_seq, "state_hash": &state_hash });
    if let (Some(reason), Some(object)) = (reason, data.as_object_mut()) {
        object.insert("reason".into(), reason.into());
    }
    // The state goes in as the bytes that were hashed.
    let mut text = data.to_string();
    text.pop();
    text.push_str(",\"state\":");
    text.push_str(&String::from_utf8(then.state.to_json()).unwrap_or_default());
    text.push('}');
    Ok(Plan {
        session_id: session.session_id.clone(),
        to_seq,
        last_seq,
        energy: energy.ok_or(RollbackError::Energy { to_seq })?,
        state_hash,
        data: text,
    })
}

fn position_at(from: &impl Ask, session_no: i64, seq: u64) -> Result<Position, FoldFailure> {
    let (start, _) = newest_snapshot(from, session_no, seq)?;
    fold_from(from, session_no, start.unwrap_or_default(), seq)
}

/// Appends the event, if the session still stands where the plan was made.
pub fn apply(
    options: Options,
    plan: &Plan,
    feedback: Box<dyn Feedback>,
) -> Result<RolledBack, RollbackError> {
    let event = OneEvent {
        type_name: "system.rollback".into(),
        data: plan.data.clone(),
        energy_delta: Some(plan.energy.to_string()),
        expect_seq: Some(plan.last_seq),
        ..OneEvent::default()
    };
    let options = Options { session: Some(plan.session_id.clone()), source: "rollback".into(), ..options };
    let summary = append_one(options, &event, feedback)?;
    let session = summary.sessions.into_iter().next();
    Ok(RolledBack {
        schema: "wfstate.rollback/1",
        session_id: plan.session_id.clone(),
        to_seq: plan.to_seq,
        seq: session.as_ref().map_or(plan.last_seq + 1, |s| s.last_seq),
        energy_delta: plan.energy,
        energy: session.as_ref().map_or(plan.energy, |s| s.energy),
        restored_hash: plan.state_hash.clone(),
        state_hash: session.map(|s| s.state_hash).unwrap_or_default(),
    })
}

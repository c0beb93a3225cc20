//! The values that the state manager takes and gives.

use super::StateError;
use crate::core::model::money::MicroUsd;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The status of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionStatus {
    /// It is at work.
    Running,
    /// It ended with success.
    Completed,
    /// It ended with an error.
    Failed,
    /// It rests until somebody resumes it.
    Paused,
    /// Its process is gone.
    Interrupted,
    /// It was given up.
    Cancelled,
}

impl SessionStatus {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Completed => "Completed",
            Self::Failed => "Failed",
            Self::Paused => "Paused",
            Self::Interrupted => "Interrupted",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The status of that name; there is no other, since the database allows none.
    pub(super) fn named(name: &str) -> Result<Self, StateError> {
        let all =
            [Self::Running, Self::Completed, Self::Failed, Self::Paused, Self::Interrupted, Self::Cancelled];
        let unknown = || StateError::Serialization(format!("`{name}` is no status"));
        all.into_iter().find(|s| s.as_str() == name).ok_or_else(unknown)
    }
}

/// A session. Times are milliseconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub session_id: String,
    /// What it is about; the documents call it `company`.
    pub label: String,
    /// Its status.
    pub status: SessionStatus,
    /// When it began.
    pub created_at: i64,
    /// When it ended.
    pub completed_at: Option<i64>,
    /// How long it took, once it has ended.
    pub duration_ms: Option<u64>,
    /// What all attempts of its phases cost, as far as that is known.
    pub cost_usd: Option<MicroUsd>,
    /// The text that it came to.
    pub markdown_output: Option<String>,
    /// What it failed of.
    pub error_message: Option<String>,
}

/// A session, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSummary {
    /// Its name.
    pub session_id: String,
    /// What it is about.
    pub label: String,
    /// When it began, in milliseconds since 1970.
    pub created_at: i64,
    /// Its status.
    pub status: SessionStatus,
    /// How long it took, once it has ended.
    pub duration_ms: Option<u64>,
    /// What it cost, as far as that is known.
    pub cost_usd: Option<MicroUsd>,
}

/// A phase that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseCompletion {
    /// Its session.
    pub session_id: String,
    /// Its name.
    pub phase_id: String,
    /// When it was completed first, in milliseconds since 1970.
    pub completed_at: i64,
    /// How long the newest attempt took.
    pub duration_ms: Option<u64>,
    /// What the newest attempt came to, as JSON; `null` where nothing was saved.
    pub output: String,
    /// What all attempts cost, as far as that is known.
    pub cost_usd: Option<MicroUsd>,
    /// How often it was completed.
    pub attempts: u64,
}

/// What a resume starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkflowContext {
    /// The context that was saved last; empty where none was.
    pub data: BTreeMap<String, serde_json::Value>,
    /// The phase that was completed last for the first time.
    pub last_completed_phase: Option<String>,
    /// What it cost so far, as far as that is known.
    pub accumulated_cost: Option<MicroUsd>,
    /// How often it was begun.
    pub attempt: u64,
}

/// Figures of all workflows. An average of nothing is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionStatistics {
    /// Sessions.
    pub total_sessions: usize,
    /// Of them, those that were completed.
    pub completed_sessions: usize,
    /// Of them, those that failed.
    pub failed_sessions: usize,
    /// Of the completed ones whose cost is known.
    pub avg_cost_usd: Option<MicroUsd>,
    /// Of the completed ones.
    pub avg_duration_ms: Option<u64>,
}

/// What was spent on a day of UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCost {
    /// The day, `2025-11-19`.
    pub day: String,
    /// What is known of it; `None` where something was spent and no price is known.
    pub cost_usd: Option<MicroUsd>,
    /// How many attempts of phases and answers of models that were.
    pub count: u64,
    /// Those among them whose price is unknown.
    pub unpriced: u64,
}

/// A price: an amount in micro-dollars, a float of dollars that is rounded half-even to one, or unknown.
#[derive(Debug, Clone, Copy)]
pub struct Price(Given);

#[derive(Debug, Clone, Copy)]
enum Given {
    Unknown,
    Micro(MicroUsd),
    Dollars(f64),
}

impl Price {
    /// It is not known what it cost; that is not 0.
    pub const UNKNOWN: Self = Self(Given::Unknown);

    pub(super) fn micro_usd(self) -> Result<Option<u64>, StateError> {
        let (amount, said) = match self.0 {
            Given::Unknown => return Ok(None),
            Given::Micro(m) => (Some(m), 0.0),
            Given::Dollars(d) if d.is_finite() => (MicroUsd::from_literal(&format!("{d}")), d),
            Given::Dollars(d) => (None, d),
        };
        let known = amount.and_then(|m| u64::try_from(m.0).ok());
        known.map(Some).ok_or(StateError::Price(said))
    }
}

impl From<f64> for Price {
    fn from(dollars: f64) -> Self {
        Self(Given::Dollars(dollars))
    }
}

impl From<MicroUsd> for Price {
    fn from(amount: MicroUsd) -> Self {
        Self(Given::Micro(amount))
    }
}

impl From<Option<MicroUsd>> for Price {
    fn from(amount: Option<MicroUsd>) -> Self {
        amount.map_or(Self::UNKNOWN, Self::from)
    }
}

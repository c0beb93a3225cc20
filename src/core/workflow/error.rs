//! Why a step is not taken.

use crate::core::fold::FoldFailure;
use crate::core::record::RecordError;
use crate::core::select::SelectError;
use crate::core::store::StoreError;

/// Why a step is not taken, or a workflow cannot be read. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// The recorder's part: the database, the key, an event that is refused, a session that somebody else holds.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// No such session.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// Its events cannot be read.
    #[error(transparent)]
    Fold(#[from] FoldFailure),
    /// It is a stream.
    #[error("session {session} is a stream, not a workflow")]
    NotOne {
        /// The session.
        session: String,
    },
    /// Its status does not allow the step.
    #[error("session {session} is {status}: {why}")]
    Status {
        /// The session.
        session: String,
        /// Its status.
        status: String,
        /// What that forbids, and what to do.
        why: &'static str,
    },
    /// What was to be saved is no JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
}

impl From<StoreError> for WorkflowError {
    fn from(e: StoreError) -> Self {
        Self::Record(e.into())
    }
}

impl From<std::io::Error> for WorkflowError {
    fn from(e: std::io::Error) -> Self {
        Self::Record(RecordError::System(e))
    }
}

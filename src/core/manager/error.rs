//! What keeps the state manager from an answer.

use crate::core::export::ExportError;
use crate::core::fold::FoldFailure;
use crate::core::import::ImportError;
use crate::core::purge::PurgeError;
use crate::core::record::RecordError;
use crate::core::select::SelectError;
use crate::core::store::StoreError;
use crate::core::workflow::WorkflowError;

/// What a [`StateManager`](super::StateManager) or a [`Store`](crate::Store) could not do.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// No such session.
    #[error("there is no session {0}")]
    SessionNotFound(String),
    /// Its status does not allow it: it is final, or has failed, or does not run.
    #[error("session {session} is {status}: {why}")]
    Status {
        /// The session.
        session: String,
        /// Its status.
        status: String,
        /// What that forbids.
        why: &'static str,
    },
    /// A living process has it for itself.
    #[error("session {session} is held by process {owner}")]
    Held {
        /// The session.
        session: String,
        /// The process.
        owner: String,
    },
    /// The event's key was used with other data.
    #[error("key {0} was used with other data before")]
    KeyConflict(String),
    /// The session is of the other kind, or not begun by this manager.
    #[error("session {session}: {why}")]
    WrongKind {
        /// The session.
        session: String,
        /// Why it cannot be meant.
        why: &'static str,
    },
    /// A price that is no amount: negative, or no number.
    #[error("{0} is no price")]
    Price(f64),
    /// What was to be saved is no JSON.
    #[error("{0}")]
    Serialization(String),
    /// No such session, or no such point in it.
    #[error(transparent)]
    Select(SelectError),
    /// The events cannot be folded, or not be read.
    #[error(transparent)]
    Fold(#[from] FoldFailure),
    /// The database, or an event that is refused.
    #[error(transparent)]
    Record(RecordError),
    /// An export.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// An import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A purge.
    #[error(transparent)]
    Purge(#[from] PurgeError),
}

impl From<SelectError> for StateError {
    fn from(e: SelectError) -> Self {
        match e {
            SelectError::Nothing { selector } => Self::SessionNotFound(selector),
            other => Self::Select(other),
        }
    }
}

impl From<StoreError> for StateError {
    fn from(e: StoreError) -> Self {
        match e {
            StoreError::Owned { session, owner } => Self::Held { session, owner },
            other => Self::Record(other.into()),
        }
    }
}

impl From<RecordError> for StateError {
    fn from(e: RecordError) -> Self {
        match e {
            RecordError::NoSession(session) => Self::SessionNotFound(session),
            RecordError::Store(e) => e.into(),
            other => Self::Record(other),
        }
    }
}

impl From<WorkflowError> for StateError {
    fn from(e: WorkflowError) -> Self {
        match e {
            WorkflowError::Record(e) => e.into(),
            WorkflowError::Select(e) => e.into(),
            WorkflowError::Fold(e) => Self::Fold(e),
            WorkflowError::NotOne { session } => {
                Self::WrongKind { session, why: "it is a stream, not a workflow" }
            }
            WorkflowError::Status { session, status, why } => Self::Status { session, status, why },
            WorkflowError::Json(why) => Self::Serialization(why),
        }
    }
}

impl From<serde_json::Error> for StateError {
    fn from(e: serde_json::Error) -> Self {
        Self::Serialization(e.to_string())
    }
}

impl From<std::io::Error> for StateError {
    fn from(e: std::io::Error) -> Self {
        Self::Record(RecordError::System(e))
    }
}

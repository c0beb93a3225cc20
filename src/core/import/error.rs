//! Why something is not imported.

use crate::core::export::undress::Fault;
use crate::core::fold::FoldFailure;
use crate::core::key::KeyError;
use crate::core::pack::PackError;
use crate::core::record::RecordError;
use crate::core::store::StoreError;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database, or what is made on the way.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Events of another program, on their way through the recorder.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The content key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// An event that does not fold.
    #[error(transparent)]
    Fold(#[from] FoldFailure),
    /// A file cannot be read.
    #[error("{name}: {source}")]
    Read {
        /// The file.
        name: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file is not what it would have to be.
    #[error("{name}, {place}: {why}")]
    Malformed {
        /// The file.
        name: String,
        /// Where, in words.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// A file can be read and is not what was written.
    #[error("{name} is not as it was written: {place}: {why}")]
    Unverified {
        /// The file.
        name: String,
        /// The first place that does not agree, in words.
        place: String,
        /// What does not agree.
        why: String,
    },
    /// A session of that name is there and is another.
    #[error("{name}: session {session_id} is there already and differs: {why}")]
    Conflict {
        /// The file.
        name: String,
        /// The session.
        session_id: String,
        /// The first difference.
        why: String,
    },
    /// Chance, or a private place.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

impl ImportError {
    /// What kept a line of a file from being read.
    pub fn of(name: &str, fault: Fault) -> Self {
        match fault {
            Fault::Read(source) => Self::Read { name: name.to_owned(), source },
            Fault::Malformed { place, why } => Self::malformed(name, place, why),
        }
    }

    /// A file that is not what it would have to be.
    pub fn malformed(name: &str, place: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Malformed { name: name.to_owned(), place: place.into(), why: why.into() }
    }
}

//! Purge: sessions are deleted for ever, and it is proved that nothing of them is left in the files.
//!
//! One transaction deletes the rows and the keys, notes `purge_pending` in the ledger and what there is still to do
//! in `erasure`: whoever is killed before it has done nothing, and after it the next writer finishes. Then the whole
//! file is written anew (deleted rows leave pieces in the gaps of pages), the log is emptied, the bytes of every file
//! of ours are searched, and the ledger says `purged`.

mod apply;
mod content;
mod copies;
mod finish;
pub mod needles;
mod plan;
mod receipt;

pub use apply::apply;
pub use content::{Request, apply_content};
pub use copies::Copy;
pub use finish::{finish_pending, resume};
pub use plan::{Doomed, Doubtful, Live, Plan, plan};
pub use receipt::{Content, Gone, Proof, Receipt, write_receipt};

use crate::core::fold::FoldFailure;
use crate::core::key::KeyError;
use crate::core::model::quantity::format_bytes;
use crate::core::store::StoreError;
use std::path::PathBuf;

/// Why a purge was not done, or is not finished.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Holds forbid it.
    #[error("{} nothing was deleted", held(holds))]
    Held {
        /// Their numbers.
        holds: Vec<i64>,
    },
    /// A session is being recorded.
    #[error("session {session} is being recorded by process {owner}{}; nothing was deleted", and_more(*more))]
    Live {
        /// The session.
        session: String,
        /// Its recorder.
        owner: String,
        /// So many others are, too.
        more: usize,
    },
    /// An event cannot be folded, or the store.
    #[error(transparent)]
    Fold(#[from] FoldFailure),
    /// The key of commitments.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There are no such events.
    #[error("session {session} has no such events: its last one is {last}")]
    Range {
        /// The session.
        session: String,
        /// Its last event.
        last: u64,
    },
    /// The state is made of what was to go.
    #[error("the state of session {session} would be another one; nothing was erased")]
    State {
        /// The session.
        session: String,
    },
    /// A session is not what it was when the plan was made.
    #[error("session {session} has changed since it was looked at; nothing was deleted")]
    Changed {
        /// The session.
        session: String,
    },
    /// The reason names what is to be forgotten.
    #[error("the reason is kept in the ledger for ever, and it names {what}; nothing was deleted")]
    Reason {
        /// What it names.
        what: &'static str,
    },
    /// There is no room to write the file anew.
    #[error(
        "{} takes {} and {} are free; {}",
        if *pending { "writing the database anew" } else { "deleting" },
        format_bytes(*needed),
        format_bytes(*free),
        if *pending { "the rows are deleted and the purge is pending" } else { "nothing was deleted" }
    )]
    Room {
        /// Bytes that it takes.
        needed: u64,
        /// Bytes that there are.
        free: u64,
        /// The rows are deleted already.
        pending: bool,
    },
    /// A reader holds the log.
    #[error(
        "the rows are deleted, but a reader still holds the write-ahead log, which may keep bytes of them: the purge is \
         pending"
    )]
    Pinned,
    /// Something of it is still there.
    #[error(
        "{hits} pieces of what was deleted are still in {}: the purge is pending",
        files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    Found {
        /// So many different pieces.
        hits: usize,
        /// In these files.
        files: Vec<PathBuf>,
    },
}

fn held(holds: &[i64]) -> String {
    let numbers: Vec<String> = holds.iter().map(ToString::to_string).collect();
    match holds {
        [_] => format!("hold {} forbids it;", numbers[0]),
        _ => format!("holds {} forbid it;", numbers.join(", ")),
    }
}

fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" (and {more} more are recorded)") }
}

impl PurgeError {
    /// A hold that the store met.
    fn of_hold(e: StoreError) -> Self {
        match e {
            StoreError::Held { holds, .. } => Self::Held { holds },
            other => Self::Store(other),
        }
    }
}

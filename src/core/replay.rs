//! Replay: the state of a session at any point again, from its events alone, compared with everything that is
//! on record about it.
//!
//! ```text
//! rows or lines ──> fold ──> state at the point
//!       │            ├─ each stored snapshot on the way: the same hash?
//!       │            ├─ a golden file: the same hashes?
//!       └─> leaves ──> seals: the same events?
//! ```
//!
//! A disagreement is data ([`Divergence`]), a broken event ends the fold ([`Replay::fault`]) unless it is to go on,
//! and only what keeps the work from being done is an error ([`ReplayError`]).

mod answer;
mod curve;
mod database;
mod divergence;
pub(crate) mod document;
pub(crate) mod file;
mod golden;
pub(crate) mod lines;
pub(crate) mod own;
mod seals;
pub(crate) mod stream;
mod track;
pub(crate) mod yaml;

pub use answer::Answer;
pub use curve::Curve;
pub use database::run as from_database;
pub use divergence::{Divergence, Field};
pub use file::{FileInput, run as from_file};
pub use golden::{Golden, GoldenError, Trace};
pub use seals::LeafMaker;

use crate::core::fold::{BadEvent, BadSnapshot, FoldFailure};
use crate::core::model::energy::MicroEu;
use crate::core::model::state::State;
use crate::core::model::state::diff::Change;
use crate::core::model::time::Timestamp;
use crate::core::select::{Point, SelectError};
use crate::core::store::{JournalEntry, SessionRow, StoreError};
use std::sync::Arc;

/// Where a fold begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// At the first event for the end of a session, which checks everything; at the newest snapshot for a point
    /// within it, which is quick.
    #[default]
    Automatic,
    /// At the first event.
    Zero,
    /// At the newest snapshot that holds.
    Newest,
    /// At this snapshot.
    Snapshot(i64),
}

/// What is replayed, and what it is compared with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Up to where.
    pub point: Point,
    /// From where.
    pub start: Start,
    /// Pass over broken events instead of stopping.
    pub keep_going: bool,
    /// Compare with this golden file.
    pub golden: Option<Arc<Golden>>,
    /// Collect the hashes that a golden file holds.
    pub trace: bool,
}

/// An event as `--events` shows it, or what stands between events.
#[derive(Debug)]
pub enum Shown<'a> {
    /// An event and what it changed.
    Event(Step<'a>),
    /// An event that was passed over.
    Skipped(&'a Skipped),
    /// What the recorder had to say at this place.
    Journal(&'a JournalEntry),
}

/// An event and what it changed.
#[derive(Debug)]
pub struct Step<'a> {
    /// Its number.
    pub seq: u64,
    /// Its time, where it has one.
    pub at: Option<Timestamp>,
    /// Its type.
    pub name: &'a str,
    /// Its frame.
    pub frame: Option<u64>,
    /// What it added.
    pub energy: Option<MicroEu>,
    /// Its producer's key.
    pub key: Option<&'a str>,
    /// The fields that it changed.
    pub changes: Vec<Change>,
}

/// Takes what `--events` shows.
pub type Show<'s> = dyn FnMut(Shown<'_>) -> std::io::Result<()> + 's;

/// An event or a line that was passed over.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Skipped {
    /// The event's number, in a database.
    pub seq: Option<u64>,
    /// The line's number, in a file.
    pub line: Option<u64>,
    /// The event's type, as far as it is known.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// The rule that it breaks, or the code of its refusal.
    pub rule: &'static str,
    /// What is wrong, in words.
    pub message: String,
}

/// At most this many are told one by one.
pub const MAX_TOLD: usize = 100;

/// What was compared.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Checked {
    /// Events that were folded.
    pub events: u64,
    /// Seals that hold.
    pub seals: u64,
    /// Stored snapshots that agree.
    pub snapshots: u64,
    /// Whether the hash that the session's row (or the file) keeps agrees; `None` where there is none.
    pub stored_hash: Option<bool>,
    /// Whether the golden file agrees; `None` without one.
    pub golden: Option<bool>,
}

/// What a replay came to.
#[derive(Debug)]
pub struct Replay {
    /// The session's name.
    pub session_id: Option<String>,
    /// Its row, where it comes from a database.
    pub session: Option<SessionRow>,
    /// The last event that is in the state.
    pub last_seq: u64,
    /// The state.
    pub state: State,
    /// The snapshot that the fold began from, and its last event.
    pub from: Option<(i64, u64)>,
    /// How the energy went.
    pub curve: Curve,
    /// What was compared.
    pub checked: Checked,
    /// Whether everything that was compared agrees; `None` where there was nothing to compare with.
    pub verified: Option<bool>,
    /// Why it is not verified, sentence by sentence.
    pub doubts: Vec<String>,
    /// Where two foldings differ, the first one first.
    pub divergences: Vec<Divergence>,
    /// The event that ended the fold before the point.
    pub fault: Option<BadEvent>,
    /// How many events were passed over.
    pub skipped: u64,
    /// The first of them.
    pub skipped_first: Vec<Skipped>,
    /// Numbers that no event has.
    pub missing: u64,
    /// Events that the recorder says it lost; `None` where nobody counted.
    pub lost: Option<u64>,
    /// Snapshots that cannot be read.
    pub damaged: Vec<BadSnapshot>,
    /// What the recorder had to say up to the point.
    pub journal: Vec<JournalEntry>,
    /// The hashes for a golden file.
    pub trace: Option<Trace>,
}

impl Replay {
    /// Whether every event that was meant to be in the state is in it.
    pub fn complete(&self) -> bool {
        self.missing == 0 && self.skipped == 0 && self.fault.is_none() && self.lost.unwrap_or(0) == 0
    }

    /// How often the recorder found this session without its recorder.
    pub fn recovered(&self) -> u64 {
        self.journal.iter().filter(|e| e.kind == "system.recovered").count() as u64
    }
}

/// What keeps a replay from being done.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The selector or the point.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The answer cannot be written.
    #[error(transparent)]
    Output(std::io::Error),
    /// The file cannot be read.
    #[error("{name}: {source}")]
    Read {
        /// The file.
        name: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file is no document of events.
    #[error("{name}: {why}")]
    Document {
        /// The file.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A line or an event of the file is refused.
    #[error("{name}, line {line}: {message} ({code})")]
    Line {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// The stable name of the refusal.
        code: &'static str,
        /// What is wrong.
        message: String,
    },
    /// The file has several sessions, or not the one that is meant.
    #[error("{name} {why}")]
    Session {
        /// The file.
        name: String,
        /// What it has.
        why: String,
    },
    /// The snapshot to begin from does not hold.
    #[error("snapshot {id} cannot be used: {why}")]
    Snapshot {
        /// Its id.
        id: i64,
        /// Why.
        why: String,
    },
}

impl From<FoldFailure> for ReplayError {
    fn from(e: FoldFailure) -> Self {
        match e {
            FoldFailure::Store(e) => Self::Store(e),
            FoldFailure::Event(e) => Self::Document { name: "the database".into(), why: e.to_string() },
        }
    }
}

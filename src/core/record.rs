//! The real-time writer: source → decode → redact → place → batch → commit → acknowledge.
//!
//! Two threads. The caller's decodes, redacts and *places* each event: it gives the seq, folds the state, seals
//! the batch. The writer's thread owns the database and does nothing but store batches and commit. Between them
//! runs a short bounded channel: when the disk is slow the caller waits, and with it the producer's pipe. An
//! acknowledgement is sent after COMMIT has returned, by the thread that committed.
//!
//! While the database cannot be written at all, a live recording keeps what comes in aside, in order: on disk
//! ([`spill`]), then in memory, and only when that fills up the lowest classes of events are dropped
//! ([`pressure`]), each drop declared in the session's journal.

mod backlog;
mod batch;
mod commit;
mod engine;
mod feedback;
pub(crate) mod filter;
mod meter;
mod one;
mod place;
pub mod pressure;
mod quarantine;
mod recorder;
mod shared;
mod source;
pub mod spill;
mod step;

pub use commit::BREAKER;
pub(crate) use commit::store::put_snapshot;
pub use engine::Engine;
pub use feedback::{Ack, Feedback, Nack, NoFeedback, SessionSummary, Summary};
pub use meter::{ALERT, STATS, check_metrics_file};
pub use one::{OneEvent, append_one};
pub(crate) use place::EVENTS_PER_KEY;
pub use quarantine::{Retried, retry};
pub use recorder::{Event, Full, Recorder, RecorderOptions};
pub use source::{Input, Stop, run};
pub use spill::leftover::drain_all as drain_leftovers;
pub use step::{Step, Stepper, Taken};

use crate::core::config::Alerts;
use crate::core::decode::Refusal;
use crate::core::fold::FoldFailure;
use crate::core::key::KeyError;
use crate::core::store::{Opening, Place, StoreError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a recording does.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it is stored.
    pub place: Place,
    /// How the database is opened.
    pub opening: Opening,
    /// The content key's file; `None` keeps a key in memory only.
    pub key_file: Option<PathBuf>,
    /// Start a new content key where the old one is lost.
    pub new_key: bool,
    /// The recorder's own session; `None` has one made on first use.
    pub session: Option<String>,
    /// The label of the sessions that this recording opens.
    pub label: Option<String>,
    /// Go on with sessions that exist.
    pub resume: bool,
    /// Store content instead of committing to it.
    pub content: bool,
    /// What happens to types that are not in the table.
    pub unknown: Unknown,
    /// Stop at the first line that is refused.
    pub abort_on_invalid: bool,
    /// Keep refused lines in quarantine; not where the sender is told at once.
    pub hold_refused: bool,
    /// Types that are recorded (globs); empty is all.
    pub include: Vec<String>,
    /// Types that are not.
    pub exclude: Vec<String>,
    /// Events that may gather while the writer is behind; then the producer waits.
    pub queue: usize,
    /// Events at which a live stream is handed to the writer.
    pub batch_size: usize,
    /// How long a batch may wait for more.
    pub batch_timeout: Duration,
    /// Events between snapshots; 0 takes none.
    pub snapshot_every: u64,
    /// Time between snapshots of a session that has new events.
    pub snapshot_interval: Duration,
    /// Where lines come from, as the quarantine names it.
    pub source: String,
    /// Bytes of folded states that are kept at hand; sessions beyond that are folded again when they go on.
    pub state_bytes: usize,
    /// Hand out lines that were accepted, after they are durable.
    pub tee: bool,
    /// The producer is live: while the database cannot be written the recording goes on without it. A file can
    /// be recorded again, and ends with the error.
    pub live: bool,
    /// Where spill files go, if not beside the database.
    pub spill_directory: Option<PathBuf>,
    /// Bytes that may wait on disk while the database cannot be written; 0 for none.
    pub spill_bytes: u64,
    /// Bytes that may wait in memory when the disk takes no more.
    pub hold_bytes: usize,
    /// Types that are dropped when the memory is filling up, the first of them first.
    pub droppable: Vec<String>,
    /// Bytes of the ballast file beside the database; 0 for none.
    pub ballast_bytes: u64,
    /// Time between two `recorder.stats` entries of a session that has new events.
    pub stats_interval: Duration,
    /// What is worth a warning.
    pub alerts: Alerts,
    /// Where the figures are kept in the Prometheus text format.
    pub metrics_file: Option<PathBuf>,
    /// What a shell runs at each alert, with `WFSTATE_ALERT_*` in its environment.
    pub on_alert: Option<String>,
}

impl Options {
    /// The defaults: a durable recording of all types, content committed, snapshots every 1000 events or 60 s.
    pub fn new(place: Place, opening: Opening) -> Self {
        Self {
            place,
            opening,
            key_file: None,
            new_key: false,
            session: None,
            label: None,
            resume: false,
            content: false,
            unknown: Unknown::Accept,
            abort_on_invalid: false,
            hold_refused: true,
            include: Vec::new(),
            exclude: Vec::new(),
            queue: 1000,
            batch_size: 15,
            batch_timeout: Duration::from_millis(200),
            snapshot_every: 1000,
            snapshot_interval: Duration::from_secs(60),
            source: "-".into(),
            state_bytes: 32 << 20,
            tee: false,
            live: false,
            spill_directory: None,
            spill_bytes: 128 << 20,
            hold_bytes: 32 << 20,
            droppable: pressure::DROPPABLE.iter().map(|t| (*t).to_owned()).collect(),
            ballast_bytes: 8 << 20,
            stats_interval: Duration::from_secs(10),
            alerts: Alerts::default(),
            metrics_file: None,
            on_alert: None,
        }
    }
}

/// What happens to an event of a type that wfstate does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Kept, counted, and warned of once per type.
    Accept,
    /// Put into quarantine.
    Quarantine,
    /// Refused, and put into quarantine like every refused line.
    Reject,
}

/// What ends a recording early.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The content key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A session that is to go on does not fold.
    #[error("session {session} cannot go on: {source}")]
    Damaged {
        /// The session.
        session: String,
        /// Why.
        source: FoldFailure,
    },
    /// `--on-invalid abort`.
    #[error("line {line} was refused: {refusal}")]
    Invalid {
        /// Its number.
        line: u64,
        /// Why.
        refusal: Refusal,
    },
    /// The recording ended, and the database could not be written. Nothing of this was acknowledged.
    #[error("{source}: {}", not_stored(*waiting, spill.as_deref(), *lost))]
    Unstored {
        /// Events that wait in the spill file; the next recording stores them.
        waiting: u64,
        /// The spill file.
        spill: Option<PathBuf>,
        /// Events that are stored nowhere.
        lost: u64,
        /// Why.
        source: StoreError,
    },
    /// Reading the input.
    #[error("cannot read the input: {0}")]
    Input(std::io::Error),
    /// Chance or threads.
    #[error("{0}")]
    System(std::io::Error),
    /// The one event of `emit` was refused.
    #[error("{0}")]
    Refused(Refusal),
    /// The session does not exist.
    #[error("there is no session {0}")]
    NoSession(String),
}

fn not_stored(waiting: u64, spill: Option<&Path>, lost: u64) -> String {
    let kept = match (waiting, spill) {
        (0, _) | (_, None) => String::new(),
        (n, Some(path)) => format!("{n} events wait in {}, ", path.display()),
    };
    format!("{kept}{lost} events were not stored; none of them was acknowledged")
}

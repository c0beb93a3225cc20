//! Exports: sessions written out, to be read by people, by other programs, and by wfstate again.
//!
//! ```text
//! rows ──> survey: what may leave, what the file's events come to (the heads stand before them)
//!      └═> filter ──> lines ──> scan for leaks ══> digest ──> dress ──> bytes       (══> other threads)
//! ```
//!
//! Everything is read in chunks and written as it comes; no transaction is open meanwhile. A recorder may add
//! events: those that were there when it began are the export.

mod audit;
mod crew;
pub mod dress;
mod html;
mod integrity;
mod journal;
mod leak;
mod leaving;
pub mod place;
pub mod policy;
pub mod proof;
pub mod record;
mod session;
mod sink;
mod survey;
pub mod undress;

pub use audit::AUDIT;
pub use leak::Leak;
pub use session::Written;
pub use sink::File;

use crate::core::fold::{BadEvent, Fault, FoldFailure, TypeNames};
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::record::filter::Filter as TypeFilter;
use crate::core::select::SelectError;
use crate::core::store::{Reader, SessionRow, StoreError};
use dress::Dress;
use leak::Needles;
use leaving::Terms;
use record::{ExportRecord, Kind, SCHEMA, line};
use sink::{Feed, Sink, way};
use std::io::Write;
use std::path::PathBuf;
use survey::Scene;

/// A stretch of a session.
#[derive(Debug, Clone, Default)]
pub struct Slice {
    /// From this event on.
    pub from_seq: Option<u64>,
    /// Up to this event.
    pub to_seq: Option<u64>,
    /// Events of this time and later.
    pub since: Option<Timestamp>,
    /// Events before this time.
    pub until: Option<Timestamp>,
}

/// What the document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// The records of a session, to be read back.
    #[default]
    Plain,
    /// An audit document of one session.
    Audit,
}

/// What is exported, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Everything that is stored leaves, a person's and a model's words as well.
    pub content: bool,
    /// Secrets may leave.
    pub secrets: bool,
    /// Only this stretch of each session.
    pub slice: Slice,
    /// Only these types, as globs; all where there is none.
    pub types: Vec<String>,
    /// `plain`, or `audit`.
    pub profile: Profile,
    /// What is written goes to a terminal.
    pub terminal: bool,
}

/// What keeps an export from being made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The selection.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An event that cannot be read or folded.
    #[error(transparent)]
    Event(#[from] BadEvent),
    /// Something that may not leave.
    #[error("{0}")]
    Leak(Leak),
    /// It cannot be written.
    #[error("{0}")]
    Output(std::io::Error),
    /// The place is the database's own.
    #[error("{}: this is the database itself, or belongs to it", path.display())]
    OntoItself {
        /// The place.
        path: PathBuf,
    },
    /// Something stands there.
    #[error("{}: there is a file already", path.display())]
    Exists {
        /// The place.
        path: PathBuf,
    },
    /// A directory or a link stands there.
    #[error("{}: this is a directory or a link, and no export goes there", path.display())]
    NoFile {
        /// The place.
        path: PathBuf,
    },
    /// Events went away in the middle.
    #[error("session {session} was changed while it was exported")]
    Changed {
        /// The session.
        session: String,
    },
    /// A value that has no JSON.
    #[error("a record has no JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Something is taken out that a fold reads, so that the state has to be computed.
    #[error("it has to be folded")]
    Again,
    /// The writer ended first.
    #[error("the writer ended")]
    WriterGone,
    /// The reader ended first.
    #[error("the reader ended")]
    ReaderGone,
}

impl From<FoldFailure> for ExportError {
    fn from(e: FoldFailure) -> Self {
        match e {
            FoldFailure::Store(e) => Self::Store(e),
            FoldFailure::Event(e) => Self::Event(e),
        }
    }
}

/// What an export came to.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The file.
    pub file: File,
    /// Events in it.
    pub events: u64,
    /// Those of which something was taken out.
    pub filtered: u64,
}

/// Writes sessions.
pub fn write(
    reader: &Reader,
    sessions: &[SessionRow],
    options: &Options,
    (dress, out): (Box<dyn Dress>, impl Write + Send),
    observer: &dyn Observer,
) -> Result<Exported, ExportError> {
    let (feed, inlet) = way(options.secrets);
    let sink = Sink { out, dress, terminal: options.terminal };
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || sink.run(&inlet));
        let read = read(reader, sessions, options, feed, observer);
        let written = writer.join().unwrap_or(Err(ExportError::WriterGone));
        match (read, written) {
            (Err(ExportError::WriterGone) | Ok(_), Err(e)) | (Err(e), _) => Err(e),
            (Ok(all), Ok(file)) => {
                let sum = |of: fn(&Written) -> u64| all.iter().map(of).sum();
                Ok(Exported { file, events: sum(|w| w.events), filtered: sum(|w| w.filtered) })
            }
        }
    })
}

fn read(
    reader: &Reader,
    sessions: &[SessionRow],
    options: &Options,
    feed: Feed,
    observer: &dyn Observer,
) -> Result<Vec<Written>, ExportError> {
    let head = ExportRecord {
        schema: SCHEMA.to_owned(),
        wfstate: env!("CARGO_PKG_VERSION").to_owned(),
        content: if options.content { "as stored" } else { "filtered" }.to_owned(),
        profile: "plain".to_owned(),
        sessions: sessions.len() as u64,
    };
    let mut needles = Needles::default();
    feed.lines(line(Kind::Export, &head)? + "\n", 1, &needles)?;
    let only = TypeFilter::new(&options.types, &[]);
    let mut all = Vec::new();
    for row in sessions {
        // A recorder may have named a type since.
        let types = TypeNames::load(reader)?;
        let terms = Terms { types: &types, only: &only, content: options.content };
        let scene = Scene { reader, row, terms, options, observer };
        all.push(session::write(&scene, reader.uuid(), (&feed, &mut needles))?);
    }
    feed.scanned(String::new(), 0)?;
    Ok(all)
}

/// Ends a walk over events whose own error is told.
fn stop(seq: u64) -> FoldFailure {
    FoldFailure::Event(BadEvent { seq, type_name: String::new(), fault: Fault::Type })
}

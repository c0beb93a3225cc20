//! The database as a program sees it that embeds wfstate: one handle, from which recorders and readers come.

use crate::core::fold::{fold_from, newest_snapshot};
use crate::core::manager::StateError;
use crate::core::model::state::State;
use crate::core::record::{RecordError, Recorder, RecorderOptions};
use crate::core::select::{self, Point};
use crate::core::store::{Ask, Reader, SessionRow, StoreError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A database file. Holding a handle opens nothing; each answer opens what it needs and closes it again, so that
/// a handle can be kept beside a recorder for as long as one likes.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let path = dir.path().join("state.db");
/// use wfstate::{Event, Store, select::Point};
///
/// let store = Store::at(&path);
/// let mut recorder = store.recorder()?;
/// for action in ["pause", "resume", "stop"] {
///     let data = format!(r#"{{"action":"{action}"}}"#);
///     recorder.try_record(&Event { type_name: "user.action", data: &data, ..Event::default() })?;
/// }
/// recorder.finish()?;
///
/// assert_eq!(store.sessions(10)?.len(), 1);
/// let then = store.state("latest", &Point::Seq(2))?;
/// assert_eq!(then.session.last_action.as_deref(), Some("resume"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
    lock_timeout: Duration,
}

impl Store {
    /// A handle to the database at a path, which need not exist yet.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), lock_timeout: Duration::from_secs(5) }
    }

    /// How long answers wait for a writer that holds the file; five seconds unless said otherwise.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// A recorder with the default settings; makes the file where it is missing.
    pub fn recorder(&self) -> Result<Recorder, RecordError> {
        Recorder::open(RecorderOptions::new(&self.path)?)
    }

    /// A reader, for questions of one's own.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.path, self.lock_timeout)
    }

    /// The newest sessions, at most `limit`.
    pub fn sessions(&self, limit: usize) -> Result<Vec<SessionRow>, StoreError> {
        self.reader()?.ask(|q| q.sessions(0, limit))
    }

    /// The state of a session (by id, prefix, `latest`, `label:…`) at a point of it, from the newest snapshot
    /// before the point and the events after that.
    pub fn state(&self, session: &str, point: &Point) -> Result<State, StateError> {
        let reader = self.reader()?;
        let session = select::session(&reader, session)?;
        let seq = select::seq_of(&reader, &session, point)?;
        let (snapshot, _) = newest_snapshot(&reader, session.no, seq)?;
        Ok(fold_from(&reader, session.no, snapshot.unwrap_or_default(), seq)?.state)
    }
}

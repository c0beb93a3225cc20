//! Reading. Every question is one short read transaction: nothing is held while the caller prints.

mod chunk;
mod query;
mod sealed;
mod straight;

pub(super) use chunk::COLUMNS;
pub use chunk::{EventChunk, Part, StoredEvent};
pub(super) use query::QUARANTINED;
pub use query::{CameWith, Erasure, Glance, Passing, Query, Sealed, SessionFilter, SessionSpan, Weight};
pub(super) use sealed::Cold;

use super::connect::{Link, Purpose, Quiet, open_file, open_memory, quiet};
use super::error::StoreError;
use super::log::{LogFinding, LogGrade, before_reading};
use super::preflight::{Found, Place, is_read_only, look};
use super::salvage::PrivateDir;
use super::schema::{SCHEMA_VERSION, sibling, uuid_of};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;
use straight::Straight;

/// A database open for reading. It has no way to write.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    lock_timeout: Duration,
    state: RefCell<State>,
    uuid: [u8; 16],
    log: Option<LogFinding>,
    alone: bool,
    /// The name that the user knows it by, where that is another.
    known_as: Option<PathBuf>,
    /// Where the file and its log were copied to, because they cannot be read where they are.
    copy: Option<PrivateDir>,
}

/// The name of the database in a copy.
const COPY: &str = "copy.db";

/// A log without its index has nobody at work, as in a checkout of a database that a crash left. SQLite would make
/// the index and leave it there; alone it keeps one in memory. `None` where that cannot be.
fn open_apart(path: &Path, lock_timeout: Duration) -> Option<Link> {
    let link = open_file(path, Purpose::ReadAlone, lock_timeout).ok()?;
    uuid_of(&link.conn).ok().map(|_| link)
}

/// Copies a database and its log. Nobody writes them where they are.
fn copy_aside(path: &Path) -> Result<PrivateDir, StoreError> {
    let private = PrivateDir::temporary()?;
    let to = private.path().join(COPY);
    for (from, to) in [(path.to_owned(), to.clone()), (sibling(path, "-wal"), sibling(&to, "-wal"))] {
        std::fs::copy(&from, &to).map_err(|e| StoreError::io(&from, e))?;
    }
    Ok(private)
}

#[derive(Debug)]
struct State {
    link: Link,
    /// Opened as if nobody could write; to be checked after each question.
    quiet: Option<Quiet>,
    /// The same file without SQLite, as long as it is quiet.
    straight: Option<Straight>,
}

impl Reader {
    /// Opens a database. Leaves no file behind and changes none.
    pub fn open(path: &Path, lock_timeout: Duration) -> Result<Self, StoreError> {
        Self::open_from(path, SCHEMA_VERSION, lock_timeout)
    }

    /// Opens one that may be of an earlier version, too, for questions that every version can answer: how it was
    /// made, and what was added to it.
    pub fn open_of_any_version(path: &Path, lock_timeout: Duration) -> Result<Self, StoreError> {
        Self::open_from(path, 0, lock_timeout)
    }

    fn open_from(path: &Path, oldest: i64, lock_timeout: Duration) -> Result<Self, StoreError> {
        let Place::File(path) = Place::parse(path) else {
            return Err(StoreError::Missing { path: path.to_owned() });
        };
        match look(&path)? {
            Found::Absent => return Err(StoreError::Missing { path }),
            Found::Empty => {
                return Err(StoreError::NotADatabase { path, why: "it is empty".into() });
            }
            Found::Database(found) if found >= oldest => {}
            Found::Database(found) => {
                return Err(StoreError::MustMigrate { path, found, known: SCHEMA_VERSION });
            }
        }
        let log = before_reading(&path);
        let quiet = quiet(&path);
        let purpose = if quiet.is_some() { Purpose::ReadQuiet } else { Purpose::Read };
        let mut copy = None;
        let indexed = quiet.is_some() || sibling(&path, "-shm").exists();
        let apart = if indexed { None } else { open_apart(&path, lock_timeout) };
        let mut alone = apart.is_some();
        let mut link = apart.map_or_else(|| open_file(&path, purpose, lock_timeout), Ok)?;
        let mut uuid = uuid_of(&link.conn);
        if let (Purpose::Read, Err(StoreError::Full | StoreError::Sql(_))) = (purpose, &uuid) {
            // There is no room for the index that SQLite keeps beside a log, or no right to make it. The first
            // connection goes before the second comes, which wants to be alone.
            drop(std::mem::replace(&mut link, open_memory()?));
            if is_read_only(&path) {
                let private = copy_aside(&path)?;
                link = open_file(&private.path().join(COPY), Purpose::Read, lock_timeout)?;
                copy = Some(private);
            } else {
                link = open_file(&path, Purpose::ReadAlone, lock_timeout)?;
                alone = true;
            }
            uuid = uuid_of(&link.conn).or(uuid);
        }
        // Where the log's rest is missing the database may not even say who it is: then the log is the cause.
        let uuid = uuid.map_err(|e| match &log {
            Some(found) if found.grade == LogGrade::Damaged => found.refusal(&path),
            _ => e,
        })?;
        let straight = quiet.map(|_| Straight::new(&path));
        let state = RefCell::new(State { link, quiet, straight });
        Ok(Self { path, lock_timeout, state, uuid, log, alone, known_as: None, copy })
    }

    /// An empty database in memory, for tests of what reads.
    pub fn empty() -> Result<Self, StoreError> {
        let state = RefCell::new(State { link: open_memory()?, quiet: None, straight: None });
        Ok(Self {
            path: ":memory:".into(),
            lock_timeout: Duration::ZERO,
            state,
            uuid: [0; 16],
            log: None,
            alone: false,
            known_as: None,
            copy: None,
        })
    }

    /// Asks. The question is asked again when a writer appeared during it.
    pub fn read<T>(&self, ask: impl Fn(&Query<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut state = self.state.borrow_mut();
        state.link.renew();
        let answer = ask(&Query::beside(&state.link, state.straight.as_ref()));
        if state.quiet.is_none() || quiet(&self.path) == state.quiet {
            return answer;
        }
        state.link = open_file(&self.path, Purpose::Read, self.lock_timeout)?;
        (state.quiet, state.straight) = (None, None);
        ask(&Query::new(&state.link))
    }

    /// Writes all that this reader sees to a new file, without free pages and without a log; others may go on
    /// writing meanwhile.
    pub fn copy_into(&self, to: &Path) -> Result<(), StoreError> {
        let text = to.to_str().ok_or_else(|| {
            StoreError::io(to, std::io::Error::new(std::io::ErrorKind::InvalidInput, "the path is not UTF-8"))
        })?;
        // SQLite takes a path as it is only where it cannot be read as something else.
        let Place::File(place) = Place::parse(Path::new(text)) else {
            return Err(StoreError::NotAFile { path: to.to_owned(), what: "not a path" });
        };
        self.read(|q| q.vacuum_into(&place))
    }

    /// What is wrong with the write-ahead log. What SQLite left out of it, this reader does not see.
    pub fn log_finding(&self) -> Option<&LogFinding> {
        self.log.as_ref()
    }

    /// The same in words.
    pub fn log_notice(&self) -> Option<&str> {
        self.log.as_ref().map(|found| found.text.as_str())
    }

    /// Whether a second connection would have to wait for this one, or need a copy of its own.
    pub fn is_alone(&self) -> bool {
        self.alone || self.copy.is_some()
    }

    /// The same database open once more, for another thread.
    pub fn another(&self) -> Result<Self, StoreError> {
        Self::open(&self.path, self.lock_timeout)
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path that the user named.
    pub fn name(&self) -> &Path {
        self.known_as.as_deref().unwrap_or(&self.path)
    }

    /// Keeps the place that the database was unpacked to for as long as this reader, under the name that the user
    /// knows.
    #[must_use]
    pub fn unpacked_from(self, name: &Path, private: PrivateDir) -> Self {
        Self { known_as: Some(name.to_owned()), copy: Some(private), ..self }
    }

    /// The database's name for ever.
    pub fn uuid(&self) -> &[u8; 16] {
        &self.uuid
    }
}

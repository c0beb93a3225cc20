//! What can go wrong with a database, told apart by what a caller can do about it.

use std::path::PathBuf;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file at the path.
    #[error("no database at {}", path.display())]
    Missing {
        /// Where.
        path: PathBuf,
    },
    /// The path is a directory, a FIFO, a device.
    #[error("{} is {what}, not a database file", path.display())]
    NotAFile {
        /// Where.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The bytes are not those of an SQLite database.
    #[error("{} is not an SQLite database ({why})", path.display())]
    NotADatabase {
        /// Where.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// An SQLite database of another application.
    #[error("{} is an SQLite database, but not one of wfstate (application id {application_id:#010x})", path.display())]
    Foreign {
        /// Where.
        path: PathBuf,
        /// Its application id.
        application_id: u32,
    },
    /// Another program's file was written while it was read.
    #[error("{} was written while it was read", path.display())]
    Changing {
        /// Where.
        path: PathBuf,
    },
    /// Another program's file whose last transaction was cut off in the middle.
    #[error("{} holds a transaction that was cut off in the middle; without taking it back the database is not whole", path.display())]
    HotJournal {
        /// The journal.
        path: PathBuf,
    },
    /// Written by a newer wfstate.
    #[error("{} has schema version {found}; this wfstate knows versions up to {known} and cannot tell whether it would read it right", path.display())]
    TooNew {
        /// Where.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// Has to be migrated before it can be written.
    #[error("{} has schema version {found} and must be migrated to {known} first", path.display())]
    MustMigrate {
        /// Where.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest.
        known: i64,
    },
    /// The schema is not what this version wrote.
    #[error("{}: the schema differs from what wfstate made: {difference}", path.display())]
    SchemaDiffers {
        /// Where.
        path: PathBuf,
        /// The first difference.
        difference: String,
    },
    /// Another process holds the lock.
    #[error("the database is locked by {}", holder.as_deref().unwrap_or("another process"))]
    Locked {
        /// Who, where that is known.
        holder: Option<String>,
    },
    /// A session is being recorded by a live process.
    #[error("session {session} is being recorded by process {owner}")]
    Owned {
        /// The session.
        session: String,
        /// Its owner: pid and start time.
        owner: String,
    },
    /// A hold forbids to delete something.
    #[error("session {session} is held (hold {}); nothing of it is deleted", numbers(holds))]
    Held {
        /// The session.
        session: String,
        /// The numbers of the holds.
        holds: Vec<i64>,
    },
    /// No room.
    #[error("no space left for the database")]
    Full,
    /// The medium or the file does not let itself be written.
    #[error("the database is read-only")]
    ReadOnly,
    /// SQLite found the file damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The write-ahead log would lose commits by being opened.
    #[error("{}: {text}", path.display())]
    LogDamaged {
        /// The log.
        path: PathBuf,
        /// Where, and what stands behind it.
        text: String,
    },
    /// What is stored is not what wfstate stores.
    #[error("{what} of {place} cannot be read: {why}")]
    BadRecord {
        /// Which part.
        what: &'static str,
        /// Of which session, event, snapshot.
        place: String,
        /// Why.
        why: String,
    },
    /// Anything else from SQLite.
    #[error("SQLite: {0}")]
    Sql(rusqlite::Error),
    /// Anything else from the operating system.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
}

impl StoreError {
    /// Whether trying again can help: somebody else's lock, or a fault of the disk that may pass.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Locked { .. } => true,
            Self::Sql(rusqlite::Error::SqliteFailure(e, _)) => e.code == rusqlite::ErrorCode::SystemIoFailure,
            _ => false,
        }
    }

    /// The same error of a file that the user knows under another name.
    #[must_use]
    pub fn known_as(mut self, name: &std::path::Path) -> Self {
        match &mut self {
            Self::Missing { path }
            | Self::NotAFile { path, .. }
            | Self::NotADatabase { path, .. }
            | Self::Foreign { path, .. }
            | Self::Changing { path }
            | Self::TooNew { path, .. }
            | Self::MustMigrate { path, .. }
            | Self::SchemaDiffers { path, .. }
            | Self::LogDamaged { path, .. }
            | Self::Io { path, .. } => name.clone_into(path),
            _ => {}
        }
        self
    }

    /// Whether a block of sealed events could not be read.
    pub fn is_of_block(&self) -> bool {
        matches!(self, Self::BadRecord { what, .. } if *what == super::segment::BLOCK)
    }

    /// Whether a live recording goes on without the database until it can be written again.
    pub fn may_be_waited_out(&self) -> bool {
        self.may_pass() || matches!(self, Self::Full | Self::ReadOnly)
    }

    /// What the operating system said of a path, told apart by what can be done about it.
    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io { path: path.to_owned(), source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let rusqlite::Error::SqliteFailure(failure, text) = &e else { return Self::Sql(e) };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked { holder: None },
            ErrorCode::OperationInterrupted => {
                Self::Damaged("a question to it does not end; its pages lead back to each other".into())
            }
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                Self::Damaged(text.clone().unwrap_or_else(|| failure.to_string()))
            }
            _ => Self::Sql(e),
        }
    }
}

fn numbers(holds: &[i64]) -> String {
    holds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

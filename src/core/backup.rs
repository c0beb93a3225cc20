//! Backups: a whole database in one file elsewhere, taken while it is recorded, checked by being restored, thinned
//! out by age, and turned into a database again by [`restore`](crate::restore).
//!
//! | step | file |
//! | --- | --- |
//! | copy, pack, read back, note, place | `create`, `latest` |
//! | from whatever file to a database in a private place | `open`, `crypt` |
//! | is it what it says, and does it come to the same states | `verify` |
//! | which files of a folder are backups of this database | `known` |
//! | which of them go | `prune` |
//! | one of an earlier version | `older` |
//!
//! A copy says of itself that it is one (`backup_made` in `meta`, with the ledger's tip of that moment), so that a
//! database that somebody records into is never taken for a backup.

mod create;
pub mod crypt;
pub mod known;
mod latest;
mod older;
mod open;
pub mod prune;
mod verify;

pub use create::{Made, Request, create, same_file};
pub use older::version as earlier_version;
pub use open::{Keys, Opened, lock_whole, open};
pub use verify::{check, verify};

use crate::core::model::privacy::hex;
use crate::core::pack::PackError;
use crate::core::replay::ReplayError;
use crate::core::store::StoreError;
use crate::core::validate::{Finding, TargetError};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The meta entry that makes a copy a backup: when the copying began, and the hash of the ledger's last entry.
pub const MARK: &str = "backup_made";

/// How a backup is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A zip of the database and a manifest.
    #[default]
    Zip,
    /// The database as it is.
    Sqlite,
    /// The database in one zstd stream.
    Zst,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Sqlite => "db",
            Self::Zst => "zst",
        }
    }
}

/// What is said of one backup.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `wfstate.backup/1`
    pub schema: &'static str,
    /// Its path.
    pub path: String,
    /// How it is packed.
    pub format: Format,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// When the copying began; `None` where it does not say.
    pub created: Option<String>,
    /// The uuid of the database.
    pub database: Option<String>,
    /// Of the file.
    pub sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// How many sessions it has; `None` where they could not be counted.
    pub sessions: Option<u64>,
    /// How many events they have.
    pub events: Option<u64>,
    /// The line that `wfstate head` printed for the database then.
    pub head: Option<String>,
    /// Its bytes were read again and are what they should be (when it is made), and so is all that is in it (when it
    /// is verified).
    pub verified: bool,
    /// It was restored to a private place, and every session was replayed.
    pub drilled: bool,
    /// What is wrong.
    pub findings: Vec<Trouble>,
}

/// Something that is wrong with a backup.
#[derive(Debug, Clone, Serialize)]
pub struct Trouble {
    /// A rule of `validate`, or `drill`.
    pub rule: &'static str,
    /// The session.
    pub session_id: Option<String>,
    /// The event.
    pub seq: Option<u64>,
    /// What it is.
    pub message: String,
}

impl From<&Finding> for Trouble {
    fn from(f: &Finding) -> Self {
        Self { rule: f.rule, session_id: f.session_id.clone(), seq: f.seq, message: f.message.clone() }
    }
}

/// Why a backup cannot be made, read or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database, or a file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A session of it.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The place belongs to the database.
    #[error("{} belongs to the database itself", path.display())]
    Itself {
        /// The place.
        path: PathBuf,
    },
    /// It does not say what it was made of.
    #[error("what was written to {} does not read back as it was", path.display())]
    NotRead {
        /// The file.
        path: PathBuf,
    },
    /// This program cannot encrypt.
    #[error("this wfstate was built without encryption")]
    NotBuilt,
    /// The key is missing or another one.
    #[error("{}: {why}", path.display())]
    Key {
        /// The backup, or the file of the key.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Something that was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
}

impl From<TargetError> for BackupError {
    fn from(e: TargetError) -> Self {
        match e {
            TargetError::Store(e) => e.into(),
            TargetError::Pack(e) => e.into(),
            TargetError::Export(e) => Self::Usage(e.to_string()),
            TargetError::Import(e) => Self::Usage(e.to_string()),
        }
    }
}

/// The SHA-256 of a file, and its length.
pub fn digest_of(path: &Path) -> Result<(String, u64), StoreError> {
    let io = |e| StoreError::io(path, e);
    let mut file = std::fs::File::open(path).map_err(io)?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer).map_err(io)? {
            0 => return Ok((hex(&hash.finalize()), bytes)),
            length => {
                hash.update(&buffer[..length]);
                bytes += length as u64;
            }
        }
    }
}

/// A database's uuid in words.
pub fn uuid_text(uuid: &[u8; 16]) -> String {
    uuid::Uuid::from_bytes(*uuid).to_string()
}

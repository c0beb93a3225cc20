//! From a backup of whatever format to a database in a private place that is gone with the value.

use super::{BackupError, Format, crypt};
use crate::core::ambient;
use crate::core::observer::Observer;
use crate::core::pack::{self, Limits, Unpacked, ZIP_MAGIC, ZST_MAGIC};
use crate::core::store::salvage::PrivateDir;
use crate::core::store::{
    FileLock, Found, Older, Reader, SCHEMA_VERSION, StoreError, first_bytes, is_held, look, sibling,
};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What opens a backup that is encrypted.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// A file with age identities.
    pub identity: Option<PathBuf>,
    /// A file whose first line is a passphrase.
    pub passphrase_file: Option<PathBuf>,
}

impl Keys {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.identity.is_none() && self.passphrase_file.is_none()
    }
}

/// A backup whose database was taken out.
#[derive(Debug)]
pub struct Opened {
    /// How it was packed.
    pub format: Format,
    /// Whether it was encrypted.
    pub encrypted: bool,
    /// The database, and what the pack says of it.
    pub unpacked: Unpacked,
}

/// Opens a backup. Nothing is written but in private places.
pub fn open(path: &Path, keys: &Keys, observer: &dyn Observer) -> Result<Opened, BackupError> {
    // A FIFO would keep us waiting, and a device has no end.
    let meta = std::fs::metadata(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => StoreError::Missing { path: path.to_owned() },
        _ => StoreError::io(path, e),
    })?;
    if !meta.is_file() {
        let what = if meta.is_dir() { "a directory" } else { "no file" };
        return Err(StoreError::NotAFile { path: path.to_owned(), what }.into());
    }
    let first = first_bytes(path, crypt::MAGIC.len()).unwrap_or_default();
    if first != crypt::MAGIC {
        return take_out(path, path, observer);
    }
    let private = PrivateDir::temporary()?;
    let plain = private.path().join("plain");
    crypt::unlock(path, &plain, keys, observer)?;
    let opened = take_out(&plain, path, observer)?;
    Ok(Opened { encrypted: true, ..opened })
}

/// `name` is what the user calls it.
fn take_out(path: &Path, name: &Path, observer: &dyn Observer) -> Result<Opened, BackupError> {
    let limits = Limits::default();
    let first = first_bytes(path, ZST_MAGIC.len()).unwrap_or_default();
    let (format, unpacked) = if first.starts_with(ZIP_MAGIC) {
        (Format::Zip, pack::open(path, &limits, observer))
    } else if first == ZST_MAGIC {
        (Format::Zst, pack::open_zst(path, &limits, observer))
    } else {
        (Format::Sqlite, copy(path).map_err(Into::into))
    };
    Ok(Opened { format, encrypted: false, unpacked: unpacked.map_err(|e| e.known_as(name))? })
}

/// A copy of a database file. One that somebody may be writing is copied by SQLite.
fn copy(path: &Path) -> Result<Unpacked, StoreError> {
    let private = PrivateDir::temporary()?;
    let to = private.path().join(pack::DATABASE);
    let has_log =
        ["-wal", "-journal"].iter().any(|s| std::fs::metadata(sibling(path, s)).is_ok_and(|m| m.len() > 0));
    let earlier = matches!(look(path), Ok(Found::Database(version)) if version < SCHEMA_VERSION);
    if has_log && earlier && !is_held(path) {
        // SQLite reads it in private: nothing of this version may touch the file where it is.
        let apart = private.path().join("apart.db");
        for suffix in ["", "-wal"] {
            let (from, to) = (sibling(path, suffix), sibling(&apart, suffix));
            std::fs::copy(&from, &to).map_err(|e| StoreError::io(&from, e))?;
        }
        Older::open(&apart, &ambient::process_name(), Duration::ZERO)?.copy_into(&to)?;
    } else if has_log || is_held(path) {
        Reader::open(path, Duration::from_secs(5))?.copy_into(&to)?;
    } else {
        let mut from = File::open(path).map_err(|e| StoreError::io(path, e))?;
        let mut out = pack::create(&to)?;
        std::io::copy(&mut from, &mut out).map_err(|e| StoreError::io(&to, e))?;
    }
    Ok(Unpacked::of_copy(private, to))
}

/// The lock of a database, for as long as it is changed as a whole.
pub fn lock_whole(database: &Path, owner: &str) -> Result<FileLock, StoreError> {
    FileLock::take(database, owner)?.map_err(|holder| {
        let pid = holder.split(':').next().map(str::trim).filter(|pid| !pid.is_empty());
        StoreError::Locked { holder: pid.map(|pid| format!("process {pid}")) }
    })
}

//! The mark of a database whose log may hold commits that were never synced: `<db>.unsynced`.
//!
//! `--durability process` syncs the log only now and then, so that a power cut may spoil many commits at once,
//! which in a durable recording is proof of damage. Whoever scans the log must know that before the database can be
//! asked; the sessions' own column stands behind the very log in question. The mark is made, durably, before the
//! first such commit, and goes when the log is empty. Each such writer holds a shared lock on it, so that nobody
//! takes it away under one.

use super::error::StoreError;
use super::preflight::wal_len;
use super::schema::{sibling, sync_directory};
use rustix::fs::FlockOperation;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

/// The mark, held while commits may be un-synced.
#[derive(Debug)]
pub struct Unsynced {
    _file: File,
}

const SUFFIX: &str = ".unsynced";

/// Whether a database bears the mark.
pub fn is_marked(database: &Path) -> bool {
    sibling(database, SUFFIX).exists()
}

impl Unsynced {
    /// Makes the mark where it is missing, and holds it.
    pub fn mark(database: &Path) -> Result<Self, StoreError> {
        let path = sibling(database, SUFFIX);
        let io = |e| StoreError::io(&path, e);
        loop {
            let mut options = OpenOptions::new();
            let file =
                options.write(true).create(true).truncate(false).mode(0o600).open(&path).map_err(io)?;
            rustix::fs::flock(&file, FlockOperation::LockShared).map_err(|e| io(e.into()))?;
            // It may have been taken away between the two; then it is made again.
            let ours = file.metadata().map_err(io)?.ino();
            if std::fs::metadata(&path).is_ok_and(|m| m.ino() == ours) {
                sync_directory(&path)?;
                return Ok(Self { _file: file });
            }
        }
    }
}

/// Takes the mark away, if the log is empty and no writer holds it. For the holder of the database's lock.
pub fn clear(database: &Path) {
    let path = sibling(database, SUFFIX);
    let Ok(file) = OpenOptions::new().write(true).open(&path) else { return };
    let alone = rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok();
    if alone && wal_len(database) == 0 {
        // A mark that stays makes a refusal into a warning, no more.
        let _ = std::fs::remove_file(&path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stays_while_somebody_holds_it_or_the_log_has_content() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("t.db");
        let wal = sibling(&database, "-wal");
        clear(&database);
        assert!(!is_marked(&database));
        let (one, two) = (Unsynced::mark(&database).unwrap(), Unsynced::mark(&database).unwrap());
        drop(one);
        clear(&database);
        assert!(is_marked(&database), "the second still holds it");
        drop(two);
        std::fs::write(&wal, b"x").unwrap();
        clear(&database);
        assert!(is_marked(&database), "the log has content");
        std::fs::write(&wal, b"").unwrap();
        clear(&database);
        assert!(!is_marked(&database));
    }
}

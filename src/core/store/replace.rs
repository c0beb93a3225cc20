//! One database file in the place of another, as a whole.
//!
//! The old one is brought out of WAL mode first, which SQLite does only for whoever is alone with it, and which leaves
//! no log beside it. Whoever opens it in that moment and gets to it later finds a file that has moved: SQLite refuses
//! to make a rollback journal for that, so that no log of the old file can come to stand beside the new one.

use super::connect::{Link, Purpose, open_file};
use super::error::StoreError;
use super::log::{LogGrade, before_reading};
use super::preflight::{Found, look};
use super::schema::{SCHEMA_VERSION, sibling, sync_directory};
use rustix::fs::{CWD, RenameFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What belongs to a database file and to no other.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];
const UNSYNCED: &str = ".unsynced";

/// Puts a whole new database, which has no log, at a path; the old one, or what stands there instead, is kept under
/// another name with all that belongs to it. For the holder of the path's lock.
pub fn replace(made: &Path, path: &Path, aside: &Path, lock_timeout: Duration) -> Result<(), StoreError> {
    std::fs::File::open(made).and_then(|f| f.sync_all()).map_err(|e| StoreError::io(made, e))?;
    let alone = settle(path, lock_timeout)?;
    if alone.is_some() {
        // That of leaving WAL mode: void, but there as long as the connection is, and it would be taken along.
        remove_if_there(&sibling(path, "-journal"))?;
    }
    // Both whole, under two names; the exchange is one step. A crash before it leaves the new one under the name that
    // the old one was to have.
    rename(made, aside, RenameFlags::NOREPLACE)?;
    sync_directory(path)?;
    let exchanged = set_aside(path, aside).and_then(|()| exchange(path, aside));
    if let Err(e) = exchanged {
        let _ = std::fs::rename(aside, made);
        return Err(e);
    }
    sync_directory(path)?;
    drop(alone);
    Ok(())
}

/// Moves what an earlier database left beside a path where none is.
pub fn clear_strays(path: &Path, aside: &Path) -> Result<(), StoreError> {
    set_aside(path, aside)
}

/// Writes the log into the file, and keeps everybody out. `None` of a file that cannot be opened.
fn settle(path: &Path, lock_timeout: Duration) -> Result<Option<Link>, StoreError> {
    let ours = matches!(look(path), Ok(Found::Database(version)) if version <= SCHEMA_VERSION);
    if !ours || before_reading(path).is_some_and(|found| found.grade == LogGrade::Damaged) {
        return Ok(None);
    }
    let settled = open_file(path, Purpose::Settle, lock_timeout).and_then(|link| {
        let mode: String = link.conn.query_row("PRAGMA journal_mode = DELETE", [], |r| r.get(0))?;
        // The pragma holds no lock where the file was out of WAL mode already.
        link.conn.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
        Ok((link, mode))
    });
    match settled {
        Ok((link, mode)) if mode == "delete" => Ok(Some(link)),
        Ok(_) | Err(StoreError::Locked { .. }) => Err(StoreError::Locked { holder: None }),
        Err(e @ (StoreError::Full | StoreError::ReadOnly | StoreError::Io { .. })) => Err(e),
        // Damaged; that may well be why it is replaced.
        Err(_) => Ok(None),
    }
}

/// Gives what belongs to the old file the names that go with its new one.
fn set_aside(path: &Path, aside: &Path) -> Result<(), StoreError> {
    for suffix in LOGS.into_iter().chain([UNSYNCED]) {
        let from = sibling(path, suffix);
        match rustix::fs::rename(&from, sibling(aside, suffix)) {
            Ok(()) | Err(rustix::io::Errno::NOENT) => {}
            Err(e) => return Err(StoreError::io(&from, e.into())),
        }
    }
    Ok(())
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(path, e)),
        _ => Ok(()),
    }
}

fn exchange(path: &Path, aside: &Path) -> Result<(), StoreError> {
    match rename(aside, path, RenameFlags::EXCHANGE) {
        Err(StoreError::Io { source, .. })
            if matches!(
                source.raw_os_error().map(rustix::io::Errno::from_raw_os_error),
                Some(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS)
            ) =>
        {
            // This file system cannot exchange: the old one gets a second name first, and loses the one it had.
            let third: PathBuf = sibling(aside, ".old");
            std::fs::hard_link(path, &third).map_err(|e| StoreError::io(&third, e))?;
            rename(aside, path, RenameFlags::empty())?;
            rename(&third, aside, RenameFlags::empty())
        }
        other => other,
    }
}

fn rename(from: &Path, to: &Path, flags: RenameFlags) -> Result<(), StoreError> {
    let renamed = if flags.is_empty() {
        rustix::fs::rename(from, to)
    } else {
        match rustix::fs::renameat_with(CWD, from, CWD, to, flags) {
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) if flags == RenameFlags::NOREPLACE => {
                rustix::fs::rename(from, to)
            }
            other => other,
        }
    };
    renamed.map_err(|e| StoreError::io(to, e.into()))
}

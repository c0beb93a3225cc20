//! What is done about a write-ahead log before SQLite sees it. Only a log that nobody is writing is judged: the
//! first writer asks while it holds the lock, a reader asks when nobody does.

use super::error::StoreError;
use super::lease::{FileLock, is_held};
use super::preflight::wal_len;
use super::schema::{sibling, sync_directory};
use super::unsynced;
use super::wal::{Fault, WalEnd, scan};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How much there is to a log that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogGrade {
    /// Its last transaction is not complete: what a crash leaves.
    Torn,
    /// More is left out than a crash of a durable recording leaves; the recording can go on.
    Doubtful,
    /// Commits are lost to everyone who reads it with SQLite. Nothing is written.
    Damaged,
}

/// What was found in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFinding {
    /// How bad it is.
    pub grade: LogGrade,
    /// In words.
    pub text: String,
    fault: Fault,
}

impl LogFinding {
    /// As an error of whoever cannot go on with such a log.
    pub(crate) fn refusal(&self, database: &Path) -> StoreError {
        StoreError::LogDamaged { path: sibling(database, "-wal"), text: self.text.clone() }
    }
}

/// Scans are compared this often; a log that still changes is one that somebody writes.
const TRIES: usize = 3;
/// Between two looks at a lock.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks at the log of a database that nobody writes. `None` when all is well, or somebody does write after all.
pub fn look(database: &Path) -> io::Result<Option<LogFinding>> {
    let path = sibling(database, "-wal");
    let mut log = match File::open(&path) {
        Ok(log) => log,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut last = scan(&mut log)?;
    for _ in 0..TRIES {
        if last.end == WalEnd::Clean {
            return Ok(None);
        }
        // A recorder without the lock (the second of two) may be writing: then the log is another one by now.
        let again = scan(&mut log)?;
        if again == last {
            return Ok(grade(database, last.end));
        }
        last = again;
    }
    Ok(None)
}

fn grade(database: &Path, end: WalEnd) -> Option<LogFinding> {
    let lost = |fault: Fault| {
        let commits = if fault.commits_after == 1 { "1 commit" } else { "commits" };
        let number =
            if fault.commits_after == 1 { String::new() } else { format!("{} ", fault.commits_after) };
        format!("{number}{commits} behind it would be left out without a word")
    };
    let (grade, fault, text) = match end {
        WalEnd::Clean => return None,
        WalEnd::Torn(fault) => {
            let text = format!(
                "the write-ahead log ends in a transaction that is not complete ({}), as a crash leaves it; that \
                 transaction is left out",
                place(fault)
            );
            (LogGrade::Torn, fault, text)
        }
        WalEnd::Doubtful(fault) => (
            LogGrade::Doubtful,
            fault,
            format!("the write-ahead log is bad at {}; {}", place(fault), lost(fault)),
        ),
        // The header is synced before the frames at every durability.
        WalEnd::Damaged(fault) if fault.frame > 0 && unsynced::is_marked(database) => {
            let text = format!(
                "the write-ahead log is bad at {}; {}. It was recorded with --durability process, where a power cut \
                 does that",
                place(fault),
                lost(fault)
            );
            (LogGrade::Doubtful, fault, text)
        }
        WalEnd::Damaged(fault) => (
            LogGrade::Damaged,
            fault,
            format!("the write-ahead log is damaged at {}; {}", place(fault), lost(fault)),
        ),
    };
    Some(LogFinding { grade, text, fault })
}

/// `frame 17, byte 65952`
pub fn place(fault: Fault) -> String {
    match fault.frame {
        0 => "its header".to_owned(),
        frame => format!("frame {frame}, byte {}", fault.offset),
    }
}

/// What a writer that holds the lock does before its first connection: refuses a damaged log, keeps a copy of one
/// in which a commit may have been lost.
fn before_writing(database: &Path) -> Result<Option<LogFinding>, StoreError> {
    let wal = sibling(database, "-wal");
    let Some(mut found) = look(database).map_err(|e| StoreError::io(&wal, e))? else { return Ok(None) };
    match found.grade {
        LogGrade::Damaged => return Err(found.refusal(database)),
        LogGrade::Doubtful => {
            let kept = keep(&wal)?;
            found.text = format!("{}; kept as {}", found.text, kept.display());
        }
        // The commit frame is there: the transaction may have been acknowledged and a bit of it flipped since. A
        // copy that cannot be made is no reason not to go on after a crash.
        LogGrade::Torn if found.fault.commits_after > 0 => {
            let kept =
                keep(&wal).map_or_else(|e| format!("no copy: {e}"), |p| format!("kept as {}", p.display()));
            found.text = format!("{}; its commit frame is there ({kept})", found.text);
        }
        LogGrade::Torn => {}
    }
    Ok(Some(found))
}

/// The lock and the log of a database before its first connection. A database without a log is locked later, once
/// it is known to be one of ours. `None`, `None` also where another writer is at work.
pub fn before_connecting(
    database: &Path,
    owner: &str,
    mut patience: Duration,
) -> Result<(Option<FileLock>, Option<LogFinding>), StoreError> {
    if wal_len(database) == 0 {
        return Ok((None, None));
    }
    loop {
        match FileLock::take_unnamed(database)? {
            Ok(mut lock) => {
                let found = before_writing(database)?;
                lock.sign(owner)?;
                return Ok((Some(lock), found));
            }
            Err(owner) if !owner.is_empty() => return Ok((None, None)),
            // Its holder is looking at the log. Should it refuse, this one must not write there unseen.
            Err(_) if patience.is_zero() => return Err(StoreError::Locked { holder: None }),
            Err(_) => {
                std::thread::sleep(PAUSE.min(patience));
                patience = patience.saturating_sub(PAUSE);
            }
        }
    }
}

/// What a reader finds. It goes on whatever that is, so an error here is none of its own.
pub fn before_reading(database: &Path) -> Option<LogFinding> {
    if wal_len(database) == 0 || is_held(database) {
        return None;
    }
    look(database).ok().flatten()
}

/// Copies a log aside, under a name that is not taken, durably.
fn keep(wal: &Path) -> Result<PathBuf, StoreError> {
    let mut from = File::open(wal).map_err(|e| StoreError::io(wal, e))?;
    let mut number = 1u32;
    loop {
        let kept = sibling(wal, &format!(".kept-{number}"));
        let io = |e| StoreError::io(&kept, e);
        let mut to = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&kept) {
            Ok(to) => to,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && number < u32::MAX => {
                number += 1;
                continue;
            }
            Err(e) => return Err(io(e)),
        };
        let copied = io::copy(&mut from, &mut to).and_then(|_| to.sync_all());
        if copied.is_err() {
            // Half a copy would pass for evidence.
            let _ = std::fs::remove_file(&kept);
        }
        copied.map_err(io)?;
        sync_directory(&kept)?;
        return Ok(kept);
    }
}

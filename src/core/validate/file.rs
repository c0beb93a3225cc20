//! WFD: the bytes of the file, as SQLite sees them.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::store::{Ask, StoreError};
use std::path::Path;

/// SQLite's own check.
pub static INTEGRITY: Rule = Rule {
    id: "WFD001",
    severity: Severity::Error,
    title: "SQLite finds the file damaged",
    why: "Pages, indexes or column constraints of the file contradict each other: the disk, a copy made while it was \
          being written, or an editor changed bytes.",
    repair: "keep this file as it is, and put a backup in its place",
    scope: Scope::Database,
};
/// Bytes that are no pages.
pub static LENGTH: Rule = Rule {
    id: "WFD002",
    severity: Severity::Warning,
    title: "the file is longer or shorter than its pages",
    why: "Something was appended to the file or cut from it; SQLite does not look at such bytes.",
    repair: "keep a copy of the file as it is; a backup in its place has no such bytes",
    scope: Scope::Database,
};
/// A part that no query can read.
pub static UNREADABLE: Rule = Rule {
    id: "WFD003",
    severity: Severity::Error,
    title: "a part of the database cannot be read",
    why: "What stands there could not be checked; what follows it in the same session was not looked at.",
    repair: "keep this file as it is, and put a backup in its place",
    scope: Scope::Database,
};
/// Free pages.
pub static FREE: Rule = Rule {
    id: "WFD004",
    severity: Severity::Info,
    title: "more than half of the file is free",
    why: "Deleted rows leave their pages in the file until it is vacuumed.",
    repair: "nothing has to be done; VACUUM gives the space back",
    scope: Scope::Database,
};

/// Faults of one file that are listed one by one.
const MOST_FAULTS: usize = 100;
/// Below this a file's free pages are not worth a word.
const WORTH_BYTES: u64 = 1 << 20;

/// Checks the file.
pub fn check(from: &impl Ask, path: &Path, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    if sink.wants(&INTEGRITY) {
        let mut faults = from.ask(|q| q.integrity(MOST_FAULTS))?;
        faults.extend(from.ask(|q| q.broken_checks())?);
        for fault in faults {
            sink.report(&INTEGRITY, None, fault);
        }
    }
    let (bytes, free) = from.ask(|q| q.size())?;
    // With a write-ahead log the file itself is behind, or a recorder is at work.
    if let Ok(meta) = std::fs::metadata(path)
        && meta.len() != bytes
        && wal_is_empty(path)
    {
        sink.report(&LENGTH, None, format!("the file has {} bytes, its pages {bytes}", meta.len()));
    }
    if free > WORTH_BYTES && free > bytes / 2 {
        sink.report(&FREE, None, format!("{free} of {bytes} bytes are free pages"));
    }
    Ok(())
}

/// Reports what stopped a part of the check.
pub fn unreadable(sink: &mut Sink<'_>, seq: Option<u64>, what: &str, error: &StoreError) {
    sink.report(&UNREADABLE, seq, format!("{what}: {error}"));
}

fn wal_is_empty(path: &Path) -> bool {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    std::fs::metadata(wal).map_or(0, |m| m.len()) == 0
}

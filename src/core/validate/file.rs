//! WFD: the bytes of the file, as SQLite sees them.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use super::sealed;
use crate::core::store::{Ask, LogFinding, LogGrade, StoreError};
use std::path::Path;

/// SQLite's own check.
pub static INTEGRITY: Rule = Rule {
    id: "WFD001",
    severity: Severity::Error,
    title: "SQLite finds the file damaged",
    why: "Pages, indexes or column constraints of the file contradict each other: the disk, a copy made while it was \
          being written, or an editor changed bytes.",
    repair: "keep this file as it is; `wfstate recover BAD -o GOOD` saves what stands there, a copy from before has it all",
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
    repair: "keep this file as it is; `wfstate recover BAD -o GOOD` saves what stands there, a copy from before has it all",
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

/// Commits that nobody sees.
pub static LOG_DAMAGED: Rule = Rule {
    id: "WFD005",
    severity: Severity::Error,
    title: "the write-ahead log is damaged",
    why: "SQLite takes a log up to its first bad frame and leaves out the rest without a word. Behind this one stand \
          commits that no crash can have left there: bytes were changed. wfstate refuses to write.",
    repair: "keep the database and its -wal as they are; `wfstate recover BAD -o GOOD` saves what stands there",
    scope: Scope::Database,
};
/// Commits that may be missing.
pub static LOG_DOUBTFUL: Rule = Rule {
    id: "WFD006",
    severity: Severity::Warning,
    title: "the write-ahead log ends before its last commits",
    why: "Commits stand behind a bad frame. It may be a bit that was flipped, or a power cut during a recording with \
          --durability process.",
    repair: "keep a copy of the -wal; the next recorder makes one, and goes on without those commits",
    scope: Scope::Database,
};
/// What a crash leaves.
pub static LOG_TORN: Rule = Rule {
    id: "WFD007",
    severity: Severity::Info,
    title: "the write-ahead log ends in a transaction that is not complete",
    why: "A crash during a commit leaves that. Nothing that was acknowledged as being on disk is in it, unless its bytes \
          were changed since.",
    repair: "nothing has to be done; the next recorder leaves that transaction out",
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

/// Reports what is wrong with the log that the reader found.
pub fn log(found: Option<&LogFinding>, sink: &mut Sink<'_>) {
    let Some(found) = found else { return };
    let rule = match found.grade {
        LogGrade::Damaged => &LOG_DAMAGED,
        LogGrade::Doubtful => &LOG_DOUBTFUL,
        LogGrade::Torn => &LOG_TORN,
    };
    sink.report(rule, None, found.text.as_str());
}

/// Reports what stopped a part of the check.
pub fn unreadable(sink: &mut Sink<'_>, seq: Option<u64>, what: &str, error: &StoreError) {
    let rule = if error.is_of_block() { &sealed::BLOCK } else { &UNREADABLE };
    sink.report(rule, seq, format!("{what}: {error}"));
}

fn wal_is_empty(path: &Path) -> bool {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    std::fs::metadata(wal).map_or(0, |m| m.len()) == 0
}

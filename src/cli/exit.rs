//! The exit codes, and what each failure of the library means in them.

use crate::core::config::ConfigError;
use crate::core::fold::FoldFailure;
use crate::core::import::introduction;
use crate::core::key::KeyError;
use crate::core::pack::PackError;
use crate::core::record::RecordError;
use crate::core::select::SelectError;
use crate::core::store::{PACKED, StoreError};
use crate::core::validate::{ExportError, TargetError};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// What the exit code of `wfstate` says. One meaning for every verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, nothing wrong.
    Done,
    /// Could not do it: I/O, corrupt input, internal.
    Failed,
    /// Usage or configuration.
    Usage,
    /// Done, but data was lost or left out, and the output says what.
    Incomplete,
    /// The check ran and the answer is no.
    No,
    /// A selector matched nothing, or is ambiguous.
    NoMatch,
    /// No database there.
    NoDatabase,
    /// Locked, live owner, busy after retries.
    Locked,
    /// Key missing or wrong.
    Key,
    /// Schema too new, or must be migrated first.
    Schema,
    /// Storage full or read-only.
    Storage,
    /// Interrupted.
    Interrupted,
}

/// EXIT CODE TABLE: the code, its name in `exit_error`, its meaning. The README's table is compared with it.
pub static EXIT_CODES: &[(Exit, u8, &str, &str)] = &[
    (Exit::Done, 0, "done", "done, nothing wrong"),
    (Exit::Failed, 1, "failed", "could not do it (I/O, corrupt input, internal)"),
    (Exit::Usage, 2, "usage", "usage or configuration"),
    (Exit::Incomplete, 3, "incomplete", "done, but data was lost or left out, and the output says what"),
    (
        Exit::No,
        4,
        "no",
        "the check ran and the answer is no: findings, golden mismatch, divergence, conflict",
    ),
    (Exit::NoMatch, 5, "no_match", "a selector matched nothing, or is ambiguous"),
    (Exit::NoDatabase, 10, "no_database", "no database there"),
    (Exit::Locked, 11, "locked", "locked, live owner, busy after retries"),
    (Exit::Key, 12, "key", "key missing or wrong"),
    (Exit::Schema, 13, "schema", "schema too new, or must be migrated first"),
    (Exit::Storage, 14, "storage", "storage full or read-only"),
    (Exit::Interrupted, 130, "interrupted", "interrupted (143 after SIGTERM); a recording ends with 0 or 3"),
];

impl Exit {
    fn row(self) -> &'static (Self, u8, &'static str, &'static str) {
        EXIT_CODES.iter().find(|row| row.0 == self).unwrap_or(&EXIT_CODES[1])
    }

    /// The number.
    pub fn code(self) -> u8 {
        self.row().1
    }

    /// The exit with a number; one that is not in the table is a failure.
    pub fn from_code(code: u8) -> Self {
        EXIT_CODES.iter().find(|row| row.1 == code).map_or(Self::Failed, |row| row.0)
    }

    /// The name that `exit_error` carries.
    pub fn kind(self) -> &'static str {
        self.row().2
    }

    /// Of several targets the worst wins: 1 > 4 > 3 > 0; anything that stopped a target counts as 1 does.
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        let rank = |e: Self| match e {
            Self::Done => 0,
            Self::Incomplete => 1,
            Self::No => 2,
            _ => 3,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What stops a verb: printed once, in `cli.rs`.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure with a message.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), hint: None }
    }

    /// A usage error.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// With advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Failure {
    /// A database of another program whose tables an importer knows: it is said what takes it.
    pub fn foreign(path: &Path) -> Option<Self> {
        let (what, command) = introduction(path, Duration::ZERO)?;
        let hint = format!("`{command}` takes it into a database of wfstate, and leaves the file as it is");
        Some(Self::new(Exit::Failed, what).hint(hint))
    }
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        let (exit, hint) = match &e {
            StoreError::Missing { .. } => {
                (Exit::NoDatabase, "name one with --db, or make one with `wfstate record`")
            }
            StoreError::Foreign { path, .. } => {
                return Self::foreign(path).unwrap_or_else(|| {
                    Self::new(Exit::Failed, e.to_string())
                        .hint("wfstate leaves other applications' files alone")
                });
            }
            StoreError::Changing { .. } => (
                Exit::Locked,
                "nothing was taken of it; end the program that writes it, or take a copy that its own backup makes",
            ),
            StoreError::HotJournal { .. } => (
                Exit::Failed,
                "open it once with the program that it is of, which takes it back; wfstate does not change it",
            ),
            StoreError::NotAFile { .. } => (Exit::Failed, "--db takes a database file that wfstate made"),
            StoreError::NotADatabase { why, .. } if why == PACKED => (
                Exit::Failed,
                "`wfstate archive restore` brings an archive's sessions into a database, `wfstate restore` makes one of a backup",
            ),
            StoreError::NotADatabase { .. } => {
                (Exit::Failed, "if it was one of wfstate, `wfstate recover` may still find recordings in it")
            }
            StoreError::TooNew { .. } => (
                Exit::Schema,
                "use a newer wfstate; this one leaves the file untouched, with --read-only too (any SQLite program reads its views)",
            ),
            StoreError::MustMigrate { path, .. } => {
                let hint = format!("run `wfstate migrate up --db {}` first", path.display());
                return Self::new(Exit::Schema, e.to_string()).hint(hint);
            }
            StoreError::SchemaDiffers { .. } => {
                (Exit::Failed, "see `wfstate validate`; nothing is written to a file that differs")
            }
            StoreError::Locked { .. } => {
                (Exit::Locked, "end what holds it, or wait longer with --lock-timeout 30s")
            }
            StoreError::Owned { .. } => (Exit::Locked, "end that recorder, or record into another session"),
            StoreError::Held { .. } => {
                (Exit::No, "`wfstate hold list` says why; `wfstate hold remove N` ends a hold")
            }
            StoreError::Full => (Exit::Storage, "make room on the disk, then run the same command again"),
            StoreError::ReadOnly => (Exit::Storage, "give --db on a file system that can be written"),
            StoreError::LogDamaged { .. } => (
                Exit::Failed,
                "keep the database and its -wal as they are; `wfstate recover BAD -o GOOD` saves what stands there",
            ),
            StoreError::Damaged(_) | StoreError::BadRecord { .. } => {
                (Exit::Failed, "`wfstate recover BAD -o GOOD` makes a new database out of what still holds")
            }
            StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied => {
                (Exit::Failed, "check who owns the file and its directory")
            }
            StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                (Exit::Failed, "the directory must exist; wfstate makes files, not directories")
            }
            _ => return Self::new(Exit::Failed, e.to_string()),
        };
        Self::new(exit, e.to_string()).hint(hint)
    }
}

impl From<PackError> for Failure {
    fn from(e: PackError) -> Self {
        let (exit, hint) = match e {
            PackError::Store(e) => return e.into(),
            PackError::Refused { .. } => {
                (Exit::Failed, "take another copy of it; nothing of this one was used")
            }
            PackError::Room { .. } => (
                Exit::Storage,
                "make room there, or name another directory in the environment variable TMPDIR",
            ),
            PackError::Exists { .. } => (Exit::Failed, "name another file, or give --force"),
        };
        Self::new(exit, e.to_string()).hint(hint)
    }
}

impl From<TargetError> for Failure {
    fn from(e: TargetError) -> Self {
        match e {
            TargetError::Store(e) | TargetError::Export(ExportError::Store(e)) => e.into(),
            TargetError::Pack(e) => e.into(),
            TargetError::Import(e) => e.into(),
            TargetError::Export(e) => {
                let hint = match &e {
                    ExportError::Sessions { .. } => "split it into files of fewer sessions",
                    _ => "check who owns the file and whether its medium is sound",
                };
                Self::new(Exit::Failed, e.to_string()).hint(hint)
            }
        }
    }
}

impl From<SelectError> for Failure {
    fn from(e: SelectError) -> Self {
        match e {
            SelectError::Store(e) => e.into(),
            SelectError::IsFile { .. } => {
                Self::usage(e.to_string()).hint("name the database with --db and the session as argument")
            }
            SelectError::Ambiguous { .. } => {
                Self::new(Exit::NoMatch, e.to_string()).hint("write more of the id")
            }
            _ => Self::new(Exit::NoMatch, e.to_string()).hint("`wfstate list` shows what is there"),
        }
    }
}

impl From<FoldFailure> for Failure {
    fn from(e: FoldFailure) -> Self {
        match e {
            FoldFailure::Store(e) => e.into(),
            FoldFailure::Event(e) => {
                Self::new(Exit::Failed, e.to_string()).hint("see `wfstate validate` for all that is wrong")
            }
        }
    }
}

impl From<KeyError> for Failure {
    fn from(e: KeyError) -> Self {
        match e {
            KeyError::Store(e) => e.into(),
            KeyError::Io { .. } => Self::new(Exit::Failed, e.to_string()),
            _ => Self::new(Exit::Key, e.to_string()).hint(
                "put the file back or name it with --key-file; `wfstate record --new-key` goes on under a new key, \
                 and old commitments can then no longer be checked",
            ),
        }
    }
}

impl From<RecordError> for Failure {
    fn from(e: RecordError) -> Self {
        let message = e.to_string();
        match e {
            RecordError::Store(e) => e.into(),
            RecordError::Key(e) => e.into(),
            RecordError::Unstored { source, waiting, .. } => {
                let failure = Self::from(source);
                match (waiting, failure.exit) {
                    (0, _) => Self { message, ..failure },
                    (_, Exit::Storage) => Self { message, ..failure }.hint(
                        "make room; the next `wfstate record` on this database stores what waits first",
                    ),
                    _ => Self { message, ..failure }
                        .hint("the next `wfstate record` on this database stores what waits first"),
                }
            }
            RecordError::Damaged { .. } => Self::new(Exit::Failed, e.to_string())
                .hint("see `wfstate validate`; record into another session"),
            RecordError::Invalid { .. } => Self::new(Exit::Failed, e.to_string())
                .hint("what came before is recorded; --on-invalid quarantine goes on"),
            RecordError::Refused(_) => Self::new(Exit::No, e.to_string()).hint("nothing was recorded"),
            RecordError::NoSession(_) => Self::new(Exit::NoMatch, e.to_string()).hint("--create makes it"),
            RecordError::Input(_) | RecordError::System(_) => Self::new(Exit::Failed, e.to_string()),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(e: ConfigError) -> Self {
        let hint = e.hint();
        let cause = std::error::Error::source(&e).map(|s| format!(": {s}")).unwrap_or_default();
        Self { exit: Exit::Usage, message: format!("{e}{cause}"), hint }
    }
}

impl From<std::io::Error> for Failure {
    fn from(e: std::io::Error) -> Self {
        match e.kind() {
            std::io::ErrorKind::StorageFull => {
                Self::new(Exit::Failed, format!("cannot write the output: {e}"))
            }
            _ => Self::new(Exit::Failed, e.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_several_wins() {
        assert_eq!(Exit::Done.worst(Exit::Incomplete).worst(Exit::Done), Exit::Incomplete);
        assert_eq!(Exit::Incomplete.worst(Exit::No), Exit::No);
        assert_eq!(Exit::No.worst(Exit::Failed).worst(Exit::Incomplete), Exit::Failed);
    }

    #[test]
    fn no_two_codes_are_the_same() {
        let codes: std::collections::BTreeSet<u8> = EXIT_CODES.iter().map(|row| row.1).collect();
        assert_eq!(codes.len(), EXIT_CODES.len());
    }
}

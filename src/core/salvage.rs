//! Salvage: a new database out of what a damaged one still proves.
//!
//! ```text
//! BAD ──copy──> rows ──> seals, ledger, journal: what is proved ──> GOOD, sealed anew ──> validate, replay ──> in place
//! ```
//!
//! An event is kept when the seal of its batch fits; what can be read and not be proved is left out unless it is
//! asked for. Numbers never change: what is lost is a hole, and a `recorder.gap` entry of the session's journal
//! declares it. The damaged file is only ever read, from a private copy, and never by SQLite.

mod check;
mod identity;
mod journal;
mod names;
mod prove;
mod report;
mod seal;
mod session;
mod sound;
mod write;

pub use report::{Lost, Report, SessionReport};

use crate::core::ambient;
use crate::core::fold::{FoldFailure, TypeNames};
use crate::core::key;
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::record::spill;
use crate::core::store::salvage::{PrivateDir, Scratch, hold_still, put_in_place};
use crate::core::store::{StoreError, sibling};
use identity::Ledger;
use session::Salvaged;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What is salvaged, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The damaged database.
    pub bad: PathBuf,
    /// The new one.
    pub good: PathBuf,
    /// Put it over an existing file.
    pub force: bool,
    /// Keep events that can be read and not be proved.
    pub keep_unproved: bool,
    /// Do everything, and leave nothing.
    pub dry_run: bool,
    /// The content key's file, if it is not beside the database.
    pub key_file: Option<PathBuf>,
}

/// Why there is no new database.
#[derive(Debug, thiserror::Error)]
pub enum SalvageError {
    /// The output is the damaged database, or stands beside it.
    #[error("{} belongs to the database that is to be salvaged", path.display())]
    OntoItself {
        /// The output.
        path: PathBuf,
    },
    /// There is a file.
    #[error("{} exists", path.display())]
    Exists {
        /// The output.
        path: PathBuf,
    },
    /// A log would be taken for the new database's.
    #[error("{} has content, and SQLite would take it for a part of the new database", path.display())]
    StrayLog {
        /// The log.
        path: PathBuf,
    },
    /// Nothing is left.
    #[error("{}: {why}", path.display())]
    Nothing {
        /// The damaged database.
        path: PathBuf,
        /// What there is instead.
        why: String,
        /// Events that could be kept unproved.
        unproved: u64,
    },
    /// What came out does not hold.
    #[error("what could be salvaged does not hold, and was not kept: {0}")]
    Unsound(String),
    /// The store, or an event of it.
    #[error(transparent)]
    Fold(#[from] FoldFailure),
    /// The operating system.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

impl From<StoreError> for SalvageError {
    fn from(e: StoreError) -> Self {
        Self::Fold(e.into())
    }
}

/// Progress over all that is read or written in one step.
struct Whole<'o> {
    observer: &'o dyn Observer,
    phase: &'static str,
    done: Cell<u64>,
}

impl<'o> Whole<'o> {
    fn new(observer: &'o dyn Observer, phase: &'static str) -> Self {
        Self { observer, phase, done: Cell::new(0) }
    }

    fn step(&self, more: u64) {
        self.done.set(self.done.get() + more);
        self.observer.progress(self.phase, self.done.get(), None);
    }
}

/// Salvages.
pub fn run(options: &Options, observer: &dyn Observer) -> Result<Report, SalvageError> {
    let _held = hold_still(&options.bad)?;
    check_place(options)?;
    let tag = hex(&ambient::random::<4>()?);
    let dir = PrivateDir::beside(&options.good, &format!(".salvage-{tag}"))?;
    let mut scratch = Scratch::salvage(&options.bad, dir.path(), &mut |done, total| {
        observer.progress("read", done, Some(total));
    })?;
    let ledger = Ledger::read(&scratch)?;
    names::settle(&mut scratch, &ledger, observer)?;
    let (sessions, strays) = examine(&scratch, &ledger, observer)?;
    check_left(options, &scratch, &ledger, &sessions)?;

    let made = dir.path().join("good.db");
    let mut report = write::write(&made, &scratch, &ledger, &sessions, options, observer)?;
    report.strays = strays;
    report.spilled_bytes = spill::waiting_bytes(&options.bad, None).unwrap_or(0);
    drop(scratch);
    check::check(&made, &mut report, observer)?;
    if options.dry_run {
        return Ok(report);
    }
    let key_file = options.key_file.clone().unwrap_or_else(|| key::default_path(&options.bad));
    report.key_copied = copy_key(&key_file, &options.good)?;
    let placed = put_in_place(&made, &options.good, options.force);
    if !matches!(placed, Ok(true)) && report.key_copied == Some(true) {
        // Nothing of ours stays behind; the first error is the one to tell.
        let _ = std::fs::remove_file(key::default_path(&options.good));
    }
    if placed? { Ok(report) } else { Err(SalvageError::Exists { path: options.good.clone() }) }
}

/// Never over the damaged database or what belongs to it, and over nothing else without being told to.
fn check_place(options: &Options) -> Result<(), SalvageError> {
    let good = &options.good;
    let own = ["", "-wal", "-shm", "-journal", ".lock", ".key"].map(|s| sibling(&options.bad, s));
    if own.iter().any(|own| own == good || same_file(own, good)) {
        return Err(SalvageError::OntoItself { path: good.clone() });
    }
    for suffix in ["-wal", "-journal"] {
        let path = sibling(good, suffix);
        if std::fs::metadata(&path).is_ok_and(|m| m.len() > 0) {
            return Err(SalvageError::StrayLog { path });
        }
    }
    match std::fs::symlink_metadata(good) {
        Ok(_) if !options.force => Err(SalvageError::Exists { path: good.clone() }),
        // Whoever records into it would go on with a file that has no name any more.
        Ok(meta) if meta.is_file() => Ok(hold_still(good).map(|_| ())?),
        Ok(meta) if meta.is_dir() => Err(SalvageError::Exists { path: good.clone() }),
        _ => Ok(()),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (std::fs::metadata(a), std::fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

/// Every session that has a name, and how many events belong to none.
fn examine(
    scratch: &Scratch,
    ledger: &Ledger,
    observer: &dyn Observer,
) -> Result<(Vec<Salvaged>, u64), SalvageError> {
    let types = TypeNames::load(scratch)?;
    let whole = Whole::new(observer, "prove");
    let (mut sessions, mut strays): (Vec<Salvaged>, u64) = (Vec::new(), 0);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for no in scratch.session_numbers()? {
        match session::examine(scratch, no, ledger, &types, &whole)? {
            // Two rows of one name: one of the numbers was damaged.
            Some(found) => match places.get(&found.session_id).map(|at| &mut sessions[*at]) {
                Some(other) if other.proof.count < found.proof.count => *other = found,
                Some(_) => {}
                None => {
                    places.insert(found.session_id.clone(), sessions.len());
                    sessions.push(found);
                }
            },
            None => strays += scratch.event_count(no)?,
        }
    }
    Ok((sessions, strays))
}

/// Whether there is enough left to make a database of.
fn check_left(
    options: &Options,
    scratch: &Scratch,
    ledger: &Ledger,
    sessions: &[Salvaged],
) -> Result<(), SalvageError> {
    let proved: u64 = sessions.iter().map(|s| s.proof.count + s.proof.floor).sum();
    let mut readable = 0;
    for session in sessions {
        readable += scratch.event_count(session.no)?;
    }
    let nothing = |why: &str, unproved| {
        Err(SalvageError::Nothing { path: options.bad.clone(), why: why.to_owned(), unproved })
    };
    if proved > 0 || options.keep_unproved && readable > 0 {
        return Ok(());
    }
    if readable > 0 {
        let why = match ledger.uuid {
            Some(_) => "of all events that can be read none has a seal that fits",
            None => "its uuid is lost, and without it no seal can be checked",
        };
        return nothing(why, readable);
    }
    let empty = ledger.uuid.is_some() && ledger.entries > 0 && ledger.lost == 0;
    let cut =
        sessions.iter().any(|s| !matches!(s.last, session::Last::Exactly(0) | session::Last::AtLeast(0)));
    if empty && !cut { Ok(()) } else { nothing("nothing of a recording was found in it", 0) }
}

/// The content key goes with the recordings that were made under it. Never over another one.
fn copy_key(from: &Path, good: &Path) -> Result<Option<bool>, SalvageError> {
    let to = key::default_path(good);
    let is_key = std::fs::metadata(from).is_ok_and(|m| m.is_file() && m.len() == 32);
    let Some(bytes) = is_key.then(|| std::fs::read(from)).transpose()? else { return Ok(None) };
    if std::fs::read(&to).is_ok_and(|there| there == bytes) {
        return Ok(Some(true));
    }
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&to) {
        Ok(mut file) => match file.write_all(&bytes).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(Some(true)),
            Err(e) => {
                let _ = std::fs::remove_file(&to);
                Err(e.into())
            }
        },
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(Some(false)),
        Err(e) => Err(e.into()),
    }
}

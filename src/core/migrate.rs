//! From an earlier schema to this one. Plan, copy aside, apply, compare: every session has to come to the same state
//! as before, and only then is the one transaction committed. The way back is the copy, put in place by `restore`.

pub mod events;
#[cfg(test)]
mod tests;

use crate::core::ambient;
use crate::core::fold::{FoldFailure, Folder, Position, TypeNames, fold_from};
use crate::core::model::chain::Hash;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::salvage::{PrivateDir, put_in_place};
use crate::core::store::{
    Ask, Drift, EventChunk, Made, Migration, Older, SCHEMA_VERSION, Step, StoreError, made, pending, sibling,
    steps_after,
};
use crate::core::validate;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Events read at a time.
const CHUNK: i64 = 2000;

/// What stops a migration. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Before anything was done.
    #[error("it is not what version {version} made: {fault}")]
    Before {
        /// The version that it says it has.
        version: i64,
        /// What is wrong.
        fault: String,
    },
    /// One of its statements, such as a check that does not hold.
    #[error("migration {version} ({name}) does not go through: {fault}")]
    Statement {
        /// The version that it leads to.
        version: i64,
        /// Its name.
        name: &'static str,
        /// What SQLite says.
        fault: String,
    },
    /// After the last step.
    #[error("after the migration it would not be right: {fault}")]
    After {
        /// What is wrong.
        fault: String,
    },
}

/// A step that is still to be done, or was done.
#[derive(Debug, Clone, Serialize)]
pub struct StepReport {
    /// The version that it leads to.
    pub version: i64,
    /// Its name.
    pub name: &'static str,
    /// Of its statements.
    pub checksum: String,
    /// Its statements, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<&'static str>,
    /// How long it took; `None` before it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<f64>,
}

impl StepReport {
    fn of(migration: &Migration) -> Self {
        let (version, name, checksum) = (migration.version, migration.name, migration.checksum());
        Self { version, name, checksum, sql: None, elapsed_ms: None }
    }

    fn done(migration: &'static Migration, elapsed: Duration, sql: bool) -> Self {
        let elapsed_ms = Some((elapsed.as_secs_f64() * 1e6).round() / 1e3);
        Self { elapsed_ms, sql: sql.then_some(migration.sql), ..Self::of(migration) }
    }
}

/// Where a database stands.
#[derive(Debug, Serialize)]
pub struct Status {
    /// `wfstate.migrate/1`.
    pub schema: &'static str,
    /// The version that it has.
    pub current: i64,
    /// The version that this wfstate writes.
    pub target: i64,
    /// What lies between.
    pub pending: Vec<StepReport>,
    /// Migrations that were applied from another text than the one that is known here.
    pub drift: Vec<Drift>,
    /// Where the schema is not the one of its version.
    pub difference: Option<String>,
    /// What users added: no migration touches it.
    pub extensions: Vec<String>,
}

/// Where a database stands.
pub fn status(database: &Path, lock_timeout: Duration) -> Result<Status, StoreError> {
    let Made { version: current, drift, difference, extensions } = made(database, lock_timeout)?;
    let pending = steps_after(current).iter().map(StepReport::of).collect();
    Ok(Status {
        schema: "wfstate.migrate/1",
        current,
        target: SCHEMA_VERSION,
        pending,
        drift,
        difference,
        extensions,
    })
}

/// Whether anything is pending, by the header alone.
pub fn is_current(database: &Path) -> Result<bool, StoreError> {
    Ok(pending(database)?.1.is_empty())
}

/// What was done, or tried.
#[derive(Debug, Serialize)]
pub struct Migrated {
    /// `wfstate.migrate/1`.
    pub schema: &'static str,
    /// The version that it had.
    pub from: i64,
    /// The version that it has now.
    pub current: i64,
    /// The version that this wfstate writes.
    pub target: i64,
    /// Nothing is left.
    pub pending: Vec<StepReport>,
    /// The steps, with their durations.
    pub applied: Vec<StepReport>,
    /// Sessions that came to the same state as before.
    pub sessions: u64,
    /// The copy of the database as it was; `None` of a dry run.
    pub backup: Option<PathBuf>,
    /// The command that goes back to it; `None` of a dry run.
    pub way_back: Option<String>,
    /// A session could not be folded before either, or its row said another state.
    #[serde(skip)]
    doubtful: bool,
    /// What `validate` says of it now; of a dry run, of the copy. `None` where it could not be asked.
    pub validated: Option<Validated>,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// What `validate` counts.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Validated {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
}

/// Holds a migrated database against all rules. The states are compared before the commit; this is for all else, and
/// what it finds may have been there before.
fn judge(database: &Path, observer: &dyn Observer) -> Option<Validated> {
    let report = validate::check(database, &validate::Options::default(), observer).ok()?;
    Some(Validated { errors: report.tally.errors, warnings: report.tally.warnings })
}

/// Brings a database to this version; a copy is made of it first, with the time in its name.
pub fn up(
    database: &Path,
    lock_timeout: Duration,
    at: Timestamp,
    observer: &dyn Observer,
) -> Result<Migrated, MigrateError> {
    let mut older = Older::open(database, &ambient::process_name(), lock_timeout)?;
    check_before(&older)?;
    if older.steps().is_empty() {
        return finished(&older);
    }
    let backup = copy_aside(&older, at)?;
    let made = apply(&mut older, at, Apply { sql: false, copy: Some(&backup) }, observer);
    let done = match made {
        Ok(done) => done,
        Err(e) => {
            // Nothing was changed: there is nothing to go back from.
            let _ = std::fs::remove_file(&backup);
            return Err(e);
        }
    };
    // It is committed: what stays in the log, the next one who writes moves into the file.
    let _ = older.tidy();
    drop(older);
    let validated = judge(database, observer);
    let way_back = way_back(&backup, database, done.doubtful);
    Ok(Migrated { backup: Some(backup), way_back: Some(way_back), validated, ..done })
}

/// What a migration has left that was killed after it committed: its log moves into the file.
fn finished(older: &Older) -> Result<Migrated, MigrateError> {
    older.tidy()?;
    let backup = older.copy_of_last()?;
    Ok(Migrated {
        schema: "wfstate.migrate/1",
        from: older.version(),
        current: older.version(),
        target: older.target(),
        pending: Vec::new(),
        applied: Vec::new(),
        sessions: 0,
        way_back: backup.as_deref().map(|backup| way_back(backup, older.path(), false)),
        backup,
        dry_run: false,
        validated: None,
        doubtful: false,
    })
}

/// The command that puts the copy in the place of the database, for a shell in any directory.
fn way_back(backup: &Path, database: &Path, doubtful: bool) -> String {
    let word = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let text = path.to_string_lossy().into_owned();
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-+:,@".contains(&b);
        if text.bytes().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
    };
    // A session that was wrong before makes its copy one that is not whole.
    let force = if doubtful { " --force" } else { "" };
    format!("wfstate restore {} --db {} --yes{force}", word(backup), word(database))
}

/// Brings a private copy of a database to this version, for whoever wants to look into it as it is now.
pub fn carry(copy: &Path, observer: &dyn Observer) -> Result<Migrated, MigrateError> {
    let mut older = Older::open(copy, &ambient::process_name(), Duration::ZERO)?;
    check_before(&older)?;
    let done = apply(&mut older, ambient::now(), Apply { sql: false, copy: None }, observer)?;
    older.tidy()?;
    Ok(done)
}

/// The same on a private copy, which is gone afterwards.
pub fn dry_run(
    database: &Path,
    lock_timeout: Duration,
    at: Timestamp,
    observer: &dyn Observer,
) -> Result<Migrated, MigrateError> {
    let private = PrivateDir::temporary()?;
    let copy = private.path().join("copy.db");
    {
        let older = Older::open(database, &ambient::process_name(), lock_timeout)?;
        check_before(&older)?;
        older.copy_into(&copy)?;
    }
    let mut older = Older::open(&copy, &ambient::process_name(), lock_timeout)?;
    let done = apply(&mut older, at, Apply { sql: true, copy: None }, observer)?;
    older.tidy()?;
    drop(older);
    Ok(Migrated { current: done.from, dry_run: true, validated: judge(&copy, observer), ..done })
}

fn check_before(older: &Older) -> Result<(), MigrateError> {
    match older.fault()? {
        None => Ok(()),
        Some(fault) => Err(MigrateError::Before { version: older.version(), fault }),
    }
}

/// `state.db.v1-20261121T160000Z`: whole and on disk before the first step.
fn copy_aside(older: &Older, at: Timestamp) -> Result<PathBuf, MigrateError> {
    let digits: String = at.to_string().chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
    let name = |n: u32| match n {
        1 => format!(".v{}-{digits}Z", older.version()),
        // Of a migration that was killed a moment ago.
        n => format!(".v{}-{digits}Z-{n}", older.version()),
    };
    let private = PrivateDir::beside(older.path(), &format!(".migrating-{}", std::process::id()))?;
    let copy = private.path().join("copy.db");
    older.copy_into(&copy)?;
    let mut n = 1;
    loop {
        let backup = sibling(older.path(), &name(n));
        if put_in_place(&copy, &backup, false)? {
            return Ok(backup);
        }
        n += 1;
    }
}

/// How the steps are applied.
struct Apply<'a> {
    /// The statements are told.
    sql: bool,
    /// Where the copy of the database is.
    copy: Option<&'a Path>,
}

fn apply(
    older: &mut Older,
    at: Timestamp,
    how: Apply<'_>,
    observer: &dyn Observer,
) -> Result<Migrated, MigrateError> {
    let (from, target, steps) = (older.version(), older.target(), older.steps());
    let step = older.begin()?;
    let read_before: &Fold = if from < FIRST_WITH_BLOCKS { &fold_rows } else { &fold_now };
    let before = states(&step, "fold before", observer, read_before)?;
    let mut applied = Vec::new();
    for migration in steps {
        let begun = ambient::instant();
        step.apply(migration, at).map_err(|e| of_statement(e, migration))?;
        applied.push(StepReport::done(migration, begun.elapsed(), how.sql));
    }
    if let Some(copy) = how.copy {
        step.note_copy(copy, at)?;
    }
    if let Some(fault) = step.fault()? {
        return Err(MigrateError::After { fault });
    }
    let after = states(&step, "fold after", observer, &fold_now)?;
    if let Some(no) = (0..before.len().max(after.len())).find(|at| before.get(*at) != after.get(*at)) {
        let name = after.get(no).or(before.get(no)).map(|s| s.name.clone()).unwrap_or_default();
        return Err(MigrateError::After { fault: format!("session {name} comes to another state") });
    }
    step.commit()?;
    Ok(Migrated {
        schema: "wfstate.migrate/1",
        from,
        current: target,
        target,
        pending: Vec::new(),
        applied,
        doubtful: before.iter().any(End::is_doubtful),
        way_back: None,
        sessions: after.len() as u64,
        backup: None,
        validated: None,
        dry_run: false,
    })
}

/// What SQLite says of a statement is told with the migration that it stands in; a full disk is a full disk.
fn of_statement(e: StoreError, migration: &Migration) -> MigrateError {
    let (version, name) = (migration.version, migration.name);
    match e {
        StoreError::Sql(e) => MigrateError::Statement { version, name, fault: e.to_string() },
        other => other.into(),
    }
}

/// What a session comes to.
#[derive(Debug, PartialEq, Eq)]
struct End {
    name: String,
    /// The hash of its state, or why that cannot be computed.
    state: Result<Hash, String>,
    /// What its row says that it is.
    said: Option<Hash>,
}

impl End {
    /// Whether a check of it would find something.
    fn is_doubtful(&self) -> bool {
        match (&self.state, &self.said) {
            (Ok(state), Some(said)) => state != said,
            (Ok(_), None) => false,
            (Err(_), _) => true,
        }
    }
}

/// How a session is folded.
type Fold = dyn Fn(&Step<'_>, i64) -> Result<Hash, FoldFailure>;

/// What every session comes to, in the order of their numbers.
fn states(
    step: &Step<'_>,
    phase: &str,
    observer: &dyn Observer,
    fold: &Fold,
) -> Result<Vec<End>, StoreError> {
    const PAGE: usize = 500;
    let total = step.ask(|q| q.session_count())?;
    let (mut ends, mut after) = (Vec::new(), 0);
    loop {
        let page = step.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(ends) };
        after = *last;
        for no in page {
            let row = step.ask(|q| q.session_at(no))?;
            let (name, said) = row.map(|row| (row.session_id, row.state_hash)).unwrap_or_default();
            let state = match fold(step, no) {
                Err(FoldFailure::Store(e)) if !e.is_of_block() => return Err(e),
                other => other.map_err(|e| e.to_string()),
            };
            ends.push(End { name, state, said });
            observer.progress(phase, ends.len() as u64, Some(total));
        }
    }
}

/// Versions before this one have rows of events and nothing else.
const FIRST_WITH_BLOCKS: i64 = 2;

/// By the rows alone.
fn fold_rows(step: &Step<'_>, no: i64) -> Result<Hash, FoldFailure> {
    let types = TypeNames::load(step)?;
    let (mut folder, mut state, mut next) = (Folder::default(), State::default(), 1);
    let mut chunk = EventChunk::default();
    loop {
        step.rows(no, next, CHUNK, &mut chunk)?;
        let Some(last) = chunk.rows().last() else { return Ok(state.hash()) };
        next = last.seq + 1;
        for event in chunk.rows() {
            folder.apply(&mut state, &chunk, event, &types)?;
        }
    }
}

/// As this version reads it, and those before it that had blocks and baselines already.
fn fold_now(step: &Step<'_>, no: i64) -> Result<Hash, FoldFailure> {
    let upto = step.ask(|q| q.last_seq(no))?;
    Ok(fold_from(step, no, Position::default(), upto)?.state.hash())
}

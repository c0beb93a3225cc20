//! Import: sessions from elsewhere, exactly as they were where that can be proved, and all of a run or nothing.
//!
//! ```text
//! file ─ staged in a private database ─ proved, folded ─ compared ─ brought in, in short transactions ─ made sessions
//! ```
//!
//! Nothing is written to the database before all files were read and proved. Then the events arrive under numbers that
//! no session has; a recorder beside it goes on. The last transaction makes sessions of them. What a killed import
//! leaves is nobody's, and the next writer takes it away.

mod database;
mod error;
mod foreign;
mod input;
pub mod leftover;
mod merge;
mod native;
mod plan;
mod prove;
mod seen;
mod source;

pub use error::ImportError;
pub use foreign::database::{Staged, importer_of, introduction, is_foreign, stage};
pub use foreign::{Note, Notes, What};

use crate::core::ambient;
use crate::core::export::undress;
use crate::core::key;
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::store::foreign::{Foreign, is_sqlite};
use crate::core::store::salvage::{PrivateDir, put_in_place};
use crate::core::store::{Created, Opening, Place, Reader, StoreError, Writer};
use input::Input;
use plan::{Planned, There};
use serde::Serialize;
use source::Source;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What happens to a session whose name is another session's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnConflict {
    /// Nothing is imported.
    #[default]
    Fail,
    /// It is left out.
    Skip,
    /// It gets another name.
    Rename,
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is new.
    Imported,
    /// All of it was there.
    #[serde(rename = "already there")]
    AlreadyThere,
    /// The beginning of it was there.
    Completed,
    /// It was left out.
    Skipped,
    /// It has another name now.
    Renamed,
}

/// What is imported, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The files; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// The database.
    pub database: PathBuf,
    /// How it is opened; made where it is missing.
    pub opening: Opening,
    /// The format, where it is not to be guessed.
    pub from: Option<&'static Importer>,
    /// Only these sessions; empty is all.
    pub sessions: Vec<String>,
    /// What happens to a session whose name is another's.
    pub on_conflict: OnConflict,
    /// Take what cannot be proved, marked.
    pub accept_unverified: bool,
    /// Store content of other programs' events.
    pub content: bool,
    /// The content key's file.
    pub key_file: PathBuf,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What an importer is given.
pub struct Job<'j> {
    /// How.
    pub options: &'j Options,
    /// Where it may stage.
    pub staged: PathBuf,
    /// The content key's file, as long as this runs.
    pub key_file: Option<PathBuf>,
    /// What earlier files told.
    pub seen: &'j seen::Seen<'j>,
    /// Its number among the files of this run.
    pub file: u32,
    /// Words that are replaced are noted: where they stand is asked after.
    pub notes_words: bool,
    /// Is told of long work.
    pub observer: &'j dyn Observer,
}

/// A kind of file that can be imported.
pub struct Importer {
    /// The name of `--from`.
    pub name: &'static str,
    /// What it reads.
    pub what: &'static str,
    /// Whether a file seems to be of this kind, by how it begins.
    fits: fn(&Input) -> bool,
    /// Whether a database of another program is of this kind, by its tables.
    tables: fn(&Foreign) -> bool,
    /// Reads one.
    read: fn(&mut Input, &Job<'_>) -> Result<Source, ImportError>,
}

impl std::fmt::Debug for Importer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// **IMPORTER TABLE**: one file and one row; the first that fits a file reads it.
pub static IMPORTERS: &[Importer] = &[
    Importer {
        name: "native",
        what: "exports of wfstate, its databases and packs",
        fits: |input| undress::of(input.begins()).is_some() || database::fits(input),
        tables: |_| false,
        read: read_native,
    },
    Importer {
        name: "claude-code",
        what: "session logs of Claude Code, as JSON lines",
        fits: |input| foreign::claude_code::fits(&input.head),
        tables: |_| false,
        read: foreign::claude_code::read,
    },
    Importer {
        name: "otlp",
        what: "OpenTelemetry spans of generative AI, as OTLP JSON",
        fits: |input| foreign::otlp::fits(input.begins()),
        tables: |_| false,
        read: foreign::otlp::read,
    },
    Importer {
        name: "llm",
        what: "databases of the llm tool: its logs of prompts and answers",
        fits: |_| false,
        tables: foreign::llm::has_tables,
        read: foreign::llm::read,
    },
    Importer {
        name: "wirthforge",
        what: "databases of the WIRTHFORGE state manager, and documents of its tools, as JSON or YAML",
        fits: |input| memchr::memmem::find(&input.head, b"session_metadata").is_some(),
        tables: foreign::wirthforge::has_tables,
        read: read_wirthforge,
    },
    Importer {
        name: "statemanager",
        what: "databases of the StateManager: workflow sessions, their phases, contexts and costs",
        fits: |_| false,
        tables: foreign::statemanager::has_tables,
        read: foreign::statemanager::read,
    },
    Importer {
        name: "events",
        what: "state events and protocol messages: NDJSON, or a JSON or YAML document",
        fits: |_| true,
        tables: |_| false,
        read: |input, job| foreign::events::read(input, job, "events"),
    },
];

fn read_wirthforge(input: &mut Input, job: &Job<'_>) -> Result<Source, ImportError> {
    if is_sqlite(&input.head) {
        return foreign::wirthforge::read(input, job);
    }
    foreign::events::read(input, job, foreign::wirthforge::FORMAT)
}

fn read_native(input: &mut Input, job: &Job<'_>) -> Result<Source, ImportError> {
    let accept = job.options.accept_unverified;
    if let Some(format) = undress::of(input.begins()) {
        input.hash()?;
        let mut lines = (format.open)(Box::new(input.read_whole()?));
        return native::stage(input, &mut *lines, &job.staged, accept, job.observer);
    }
    if database::fits(input) {
        return database::read(input, job.options.opening.lock_timeout, accept, job.observer);
    }
    let why = "it is no export, database or pack of wfstate; --from says what else it is";
    Err(ImportError::malformed(&input.name, "its beginning", why))
}

/// Hands the records of an export of ours to `each`, as NDJSON lines whatever it is dressed in. False where it is none.
pub fn records(file: &Path, each: &mut dyn FnMut(&[u8])) -> Result<bool, ImportError> {
    let input = Input::open(file, Path::new(""))?;
    let Some(format) = undress::of(input.begins()) else { return Ok(false) };
    let (mut lines, mut line) = ((format.open)(Box::new(input.read_whole()?)), Vec::new());
    while lines.next(&mut line).map_err(|fault| ImportError::of(&input.name, fault))? {
        each(&line);
    }
    Ok(true)
}

/// The answer.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/import.json, which explains them")]
pub struct Report {
    pub schema: &'static str,
    pub database: String,
    pub dry_run: bool,
    pub files: Vec<FileReport>,
    pub counts: Counts,
}

/// What became of a file.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/import.json, which explains them")]
pub struct FileReport {
    pub path: String,
    pub format: &'static str,
    pub sessions: Vec<SessionReport>,
    pub kinds: Vec<KindReport>,
    pub notes: Vec<Note>,
}

/// How often something was left out, repaired, or is less than it could be.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/import.json, which explains them")]
pub struct KindReport {
    pub what: What,
    pub code: &'static str,
    pub count: u64,
}

/// What became of a session.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/import.json, which explains them")]
pub struct SessionReport {
    pub session_id: String,
    pub imported_as: Option<String>,
    pub events: u64,
    pub outcome: Outcome,
    pub verified: bool,
    pub why: Option<String>,
}

/// What it all came to.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/import.json, which explains them")]
pub struct Counts {
    pub sessions: u64,
    pub events: u64,
    pub imported: u64,
    pub already_there: u64,
    pub completed: u64,
    pub skipped: u64,
    pub renamed: u64,
    pub left_out: u64,
    pub repaired: u64,
    pub degraded: u64,
}

/// Imports.
pub fn run(options: &Options, observer: &dyn Observer) -> Result<Report, ImportError> {
    let place = Place::parse(&options.database);
    leftover::sweep(place.path());
    let exists = std::fs::metadata(place.path()).is_ok_and(|m| !m.is_file() || m.len() > 0);
    // A database that cannot be opened is told of before anything is read.
    let target = exists.then(|| Reader::open(place.path(), options.opening.lock_timeout)).transpose()?;
    let dir = private_directory(place.path())?;
    let key_file = key_for(options, exists, &dir)?;
    let seen = seen::Seen::new(target.as_ref());
    let mut sources = Vec::new();
    for (number, file) in options.files.iter().enumerate() {
        let staged = dir.path().join(format!("{number}.db"));
        let number = u32::try_from(number).unwrap_or(u32::MAX - 1);
        let job = Job {
            options,
            staged,
            key_file: key_file.clone(),
            seen: &seen,
            file: number,
            notes_words: false,
            observer,
        };
        sources.push(read(file, &job, dir.path())?);
    }
    let planned = plan(target.as_ref(), &sources, options, observer)?;
    drop(target);
    let report = report(options, &sources, &planned);
    if !options.dry_run && planned.iter().any(Planned::changes) {
        write(options, exists, &dir, (&sources, &planned), observer)?;
    }
    Ok(report)
}

fn private_directory(database: &Path) -> Result<PrivateDir, ImportError> {
    let tag = hex(&ambient::random::<4>()?);
    let suffix = format!("{}{}:{tag}", leftover::SUFFIX, ambient::process_name());
    Ok(PrivateDir::beside(database, &suffix)?)
}

/// Where the content key is while files are read. The one of a database that is not there yet is made aside.
fn key_for(options: &Options, exists: bool, dir: &PrivateDir) -> Result<Option<PathBuf>, ImportError> {
    if options.content || options.dry_run {
        return Ok(None);
    }
    let there = exists || key::read(&options.key_file)?.is_some();
    Ok(Some(if there { options.key_file.clone() } else { dir.path().join("new.key") }))
}

fn read(file: &Path, job: &Job<'_>, private: &Path) -> Result<Source, ImportError> {
    let mut input = Input::open(file, private)?;
    if is_same(&input.path, &job.options.database) {
        return Err(ImportError::malformed(
            &input.name,
            "the file",
            "it is the database that is imported into",
        ));
    }
    if input.begins().is_empty() {
        return Err(ImportError::malformed(&input.name, "its beginning", "it is empty"));
    }
    let importer = match job.options.from {
        Some(named) => named,
        None => guess(&input, job.options.opening.lock_timeout)?,
    };
    (importer.read)(&mut input, job)
}

/// Whose file it is: by how it begins, and a database by its tables.
fn guess(input: &Input, lock_timeout: Duration) -> Result<&'static Importer, ImportError> {
    let nobody = |why: &str| ImportError::malformed(&input.name, "its beginning", why);
    if is_foreign(&input.head, &input.path) {
        let known = importer_of(&input.path, lock_timeout)?;
        return known
            .ok_or_else(|| nobody("it is a database of another program, and its tables are not known here"));
    }
    let fits = IMPORTERS.iter().find(|i| (i.fits)(input));
    fits.ok_or_else(|| nobody("nobody knows what it is"))
}

fn is_same(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |p: &Path| std::fs::metadata(p).ok().map(|m| (m.dev(), m.ino()));
    id(a).is_some_and(|a| Some(a) == id(b))
}

fn plan(
    target: Option<&Reader>,
    sources: &[Source],
    options: &Options,
    observer: &dyn Observer,
) -> Result<Vec<Planned>, ImportError> {
    let mut there = There { target, taken: HashMap::new() };
    let mut planned = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        for row in source.sessions()? {
            if !options.sessions.is_empty() && !options.sessions.contains(&row.session_id) {
                continue;
            }
            let policy = (options.on_conflict, options.accept_unverified);
            let next = plan::session(&mut there, (sources, &planned), at, row, policy)?;
            planned.push(next);
            observer.progress("prove", planned.len() as u64, None);
        }
    }
    Ok(planned)
}

fn write(
    options: &Options,
    exists: bool,
    dir: &PrivateDir,
    (sources, planned): (&[Source], &[Planned]),
    observer: &dyn Observer,
) -> Result<(), ImportError> {
    let place = if exists { options.database.clone() } else { dir.path().join("new.db") };
    let created = Created { uuid: ambient::database_uuid()?, at: ambient::now() };
    let create = if exists { None } else { Some(created) };
    let opening = Opening { create, ..options.opening.clone() };
    let mut writer = Writer::open(&Place::parse(&place), &opening)?;
    leftover::turn_away_dead(&mut writer)?;
    let redacts = !options.content && sources.iter().any(|s| s.proofs == source::Proofs::None);
    let made_key = dir.path().join("new.key");
    if redacts {
        let mut tx = writer.begin()?;
        let path = if made_key.exists() { &made_key } else { &options.key_file };
        key::obtain(&mut tx, path, false)?;
        tx.commit()?;
    }
    merge::run(&mut writer, sources, planned, observer)?;
    // What was imported is durable; a log that cannot be moved into the file now will be later.
    let moved = writer.tidy();
    drop(writer);
    if exists {
        return Ok(());
    }
    moved?;
    let made_key = made_key.exists().then_some(made_key);
    if let Some(made) = &made_key
        && !put_in_place(made, &options.key_file, false)?
    {
        return Err(appeared(&options.key_file));
    }
    let database = Place::parse(&options.database);
    let placed = put_in_place(&place, database.path(), is_empty(database.path()));
    if !matches!(placed, Ok(true)) && made_key.is_some() {
        // Nothing of ours stays behind; the first error is the one to tell.
        let _ = std::fs::remove_file(&options.key_file);
    }
    if placed? { Ok(()) } else { Err(appeared(&options.database)) }
}

/// A file without a byte is a database that is not made yet.
fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() == 0)
}

fn appeared(path: &Path) -> ImportError {
    let source =
        std::io::Error::other("it was made by another process meanwhile; run the same command again");
    StoreError::io(path, source).into()
}

fn report(options: &Options, sources: &[Source], planned: &[Planned]) -> Report {
    let mut counts = Counts::default();
    for p in planned {
        let count = match p.outcome {
            Outcome::Imported => &mut counts.imported,
            Outcome::AlreadyThere => &mut counts.already_there,
            Outcome::Completed => &mut counts.completed,
            Outcome::Skipped => &mut counts.skipped,
            Outcome::Renamed => &mut counts.renamed,
        };
        *count += 1;
        counts.sessions += 1;
        counts.events += p.proved.events;
    }
    let count = |what| sources.iter().map(|s| s.notes.count(what)).sum();
    counts.left_out = count(What::LeftOut);
    counts.repaired = count(What::Repaired);
    counts.degraded = count(What::Degraded);
    let files = sources.iter().enumerate().map(|(at, s)| FileReport {
        path: s.name.clone(),
        format: s.format,
        sessions: planned.iter().filter(|p| p.source == at).map(SessionReport::of).collect(),
        kinds: s.notes.counts().map(|(what, code, count)| KindReport { what, code, count }).collect(),
        notes: s.notes.kept().to_vec(),
    });
    Report {
        schema: "wfstate.import/1",
        database: options.database.display().to_string(),
        dry_run: options.dry_run,
        files: files.collect(),
        counts,
    }
}

impl SessionReport {
    fn of(p: &Planned) -> Self {
        Self {
            session_id: p.row.session_id.clone(),
            imported_as: (p.outcome != Outcome::Skipped).then(|| p.imported_as.clone()),
            events: p.proved.events,
            outcome: p.outcome,
            verified: p.verified(),
            why: p.why.clone().or_else(|| p.doubt.clone()),
        }
    }
}

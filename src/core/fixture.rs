//! Fixtures: databases that are made to be checked. A whole one of any size has nothing that `validate` could find;
//! a broken one breaks exactly one rule. The same arguments give the same bytes: every name, time and key comes from
//! the seed.
//!
//! ```text
//! seed ──generate──> events ──write──> rows, seals, ledger ──broken──> a wound ──place──> in place, whole or not at all
//! ```

mod broken;
mod generate;
mod lines;
mod packed;
mod place;
mod rng;
mod script;
mod sessions;
mod stats;
mod write;

pub use broken::{BREAKAGES, Breakage, Wound};
pub use generate::{FEWEST, Kind};
pub use script::{Ev, SESSION, START, Script};
#[cfg(test)]
#[cfg(test)]
pub use sessions::script_database;

use crate::core::observer::Observer;
use crate::core::pack::PackError;
use crate::core::store::{StoreError, sibling};
use crate::core::validate::{RULES, Severity};
use generate::Size;
use place::Making;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// The file. Its ending says what it is: `.ndjson` holds events for `record`, `.zip` and `.wfz` are packs, `.zst` a
    /// database in one zstd stream, anything else is a database.
    pub out: PathBuf,
    /// Events in all; without it as many as a small fixture needs.
    pub events: Option<u64>,
    /// Sessions that they are shared out to.
    pub sessions: Option<u64>,
    /// Another seed, other bytes.
    pub seed: u64,
    /// Which sessions.
    pub kind: Kind,
    /// Prompts and outputs are stored as they are.
    pub content: bool,
    /// The rule that is broken.
    pub broken: Option<String>,
    /// Put it over an existing file.
    pub force: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            out: PathBuf::new(),
            events: None,
            sessions: None,
            seed: 1,
            kind: Kind::Mixed,
            content: false,
            broken: None,
            force: false,
        }
    }
}

/// Events of a whole fixture when nothing is said.
const EVENTS: u64 = 1000;
/// Its sessions: two streams and a workflow.
const SESSIONS: u64 = 3;
/// Events of each session that is added to a broken one.
const ADDED: u64 = 100;

/// Why there is no fixture.
#[derive(Debug, thiserror::Error)]
pub enum FixtureError {
    /// There is a file.
    #[error("{} exists", path.display())]
    Exists {
        /// Where it was to be.
        path: PathBuf,
    },
    /// No rule has this name.
    #[error("there is no rule `{0}`")]
    NoRule(String),
    /// The sessions cannot all begin and end.
    #[error("at least {least} events are needed for that many sessions ({sessions})")]
    TooFew {
        /// How many there were to be.
        sessions: u64,
        /// How many events that takes.
        least: u64,
    },
    /// No event that a producer sends breaks this rule.
    #[error("{rule} is broken in a database, and no stream of events can do that")]
    OnlyDatabase {
        /// The rule.
        rule: &'static str,
    },
    /// A copy of the database does not have the damage.
    #[error("{rule} is broken in a database's own file, and packing it would mend it")]
    OnlyUnpacked {
        /// The rule.
        rule: &'static str,
    },
    /// A stream of zstd has no manifest.
    #[error("{rule} is broken in a manifest, which a .zst has not")]
    OnlyPacked {
        /// The rule.
        rule: &'static str,
    },
    /// The pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

/// What was made.
#[derive(Debug, Serialize)]
pub struct Report {
    schema: &'static str,
    /// The file.
    pub path: String,
    /// What it is.
    pub form: Form,
    /// The rule that it breaks.
    pub broken: Option<&'static str>,
    /// How.
    pub how: Option<&'static str>,
    /// A file beside it that belongs to it: a log, or the head that it does not extend.
    pub beside: Option<String>,
    /// Its sessions.
    pub sessions: u64,
    /// Its events.
    pub events: u64,
    /// What it was made from.
    pub seed: u64,
    /// Its size.
    pub bytes: u64,
}

/// One rule and how its fixture is broken.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What a finding says.
    pub title: &'static str,
    /// How the fixture is broken.
    pub how: &'static str,
    /// The ending of the file that stands beside it.
    pub beside: Option<&'static str>,
    /// Whether a stream of events can be made that breaks it, or is refused for it.
    pub stream: bool,
}

/// The answer of `fixture list`.
#[derive(Debug, Serialize)]
pub struct List {
    schema: &'static str,
    /// In the order of the rules.
    pub rules: Vec<Row>,
}

const SCHEMA: &str = "wfstate.fixture/1";

/// Every rule and how its fixture is broken.
pub fn list() -> List {
    let row = |r: &&'static crate::core::validate::Rule| {
        let b = broken::find(r.id)?;
        let (rule, severity, title) = (r.id, r.severity, r.title);
        Some(Row { rule, severity, title, how: b.how, beside: b.companion(), stream: b.sent })
    };
    List { schema: SCHEMA, rules: RULES.iter().filter_map(row).collect() }
}

/// Counts what is made, and tells of it.
struct Count<'o> {
    observer: &'o dyn Observer,
    total: u64,
    events: u64,
    sessions: u64,
}

/// Events between two words about the progress.
const TELL_EVERY: u64 = 1000;

impl Count<'_> {
    fn event(&mut self) {
        self.events += 1;
        if self.events.is_multiple_of(TELL_EVERY) {
            self.observer.progress("make", self.events, Some(self.total));
        }
    }

    fn session(&mut self) {
        self.sessions += 1;
    }
}

/// What is in it: a script that is broken, generated sessions, or both.
struct Contents {
    breakage: Option<&'static Breakage>,
    script: Option<Script>,
    /// `None` where there is nothing but the script.
    size: Option<Size>,
    seed: u64,
    content: bool,
}

/// What a fixture's name says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// A database.
    Database,
    /// A backup: a database that is packed.
    Backup,
    /// An archive: the same, for sessions that are put away.
    Archive,
    /// A database in one zstd stream.
    Zst,
    /// Events as a producer sends them.
    Ndjson,
}

impl Form {
    fn of(path: &Path) -> Self {
        let is = |ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
        let endings =
            [("ndjson", Self::Ndjson), ("zip", Self::Backup), ("wfz", Self::Archive), ("zst", Self::Zst)];
        endings.into_iter().find(|(ending, _)| is(ending)).map_or(Self::Database, |(_, form)| form)
    }
}

/// Makes a fixture.
pub fn make(options: &Options, observer: &dyn Observer) -> Result<Report, FixtureError> {
    let form = Form::of(&options.out);
    let contents = contents(options)?;
    let form = match contents.breakage.map(|b| (b, b.wound)) {
        Some((b, _)) if form == Form::Ndjson && !b.sent => {
            return Err(FixtureError::OnlyDatabase { rule: b.rule });
        }
        // Bytes around the pages, or beside them, are not in a copy.
        Some((b, Wound::Log(_) | Wound::Appended)) if form != Form::Database => {
            return Err(FixtureError::OnlyUnpacked { rule: b.rule });
        }
        Some((b, Wound::Packed(_))) if form == Form::Zst => {
            return Err(FixtureError::OnlyPacked { rule: b.rule });
        }
        Some((_, Wound::Packed(_))) if form == Form::Database => Form::Backup,
        _ => form,
    };
    let script_events = contents.script.as_ref().map_or(0, |s| s.events.len() as u64);
    let total = script_events + contents.size.map_or(0, |s| s.events);
    let mut count = Count { observer, total, events: 0, sessions: 0 };
    let making = Making::begin(&options.out, options.force)?;
    let made = making.file();
    let companion = match form {
        Form::Ndjson => {
            write_lines(&contents, &made, &mut count)?;
            None
        }
        Form::Database | Form::Backup | Form::Archive | Form::Zst => {
            sessions::database(&contents, &made, &mut count)?;
            packed::pack(form, &contents, &made, observer)?;
            contents.breakage.and_then(Breakage::companion)
        }
    };
    let bytes = std::fs::metadata(&made)?.len();
    making.finish(companion)?;
    Ok(Report {
        schema: SCHEMA,
        path: options.out.display().to_string(),
        form,
        broken: contents.breakage.map(|b| b.rule),
        how: contents.breakage.map(|b| b.how),
        beside: companion.map(|c| sibling(&options.out, c).display().to_string()),
        sessions: count.sessions,
        events: count.events,
        seed: options.seed,
        bytes,
    })
}

fn contents(options: &Options) -> Result<Contents, FixtureError> {
    let breakage = match &options.broken {
        None => None,
        Some(rule) => Some(broken::find(rule).ok_or_else(|| FixtureError::NoRule(rule.clone()))?),
    };
    let script = breakage.map(Breakage::script);
    let size = |events, sessions| Size { events, sessions, seed: options.seed, kind: options.kind };
    let size = match &script {
        None => {
            let events = options.events.unwrap_or(EVENTS.max(options.sessions.unwrap_or(1) * FEWEST));
            let fitting = SESSIONS.min(events / FEWEST).max(1);
            Some(size(events, options.sessions.unwrap_or(fitting)))
        }
        Some(script) => {
            let own = script.events.len() as u64;
            let sessions = options.sessions.map_or(0, |n| n.saturating_sub(1));
            let events = options.events.map_or(sessions * ADDED, |n| n.saturating_sub(own));
            let sessions = if events > 0 { sessions.max(1) } else { sessions };
            // An event that is left over alone makes no session.
            Some(size(events, sessions)).filter(|s| s.sessions > 0 && (s.events >= FEWEST || s.sessions > 1))
        }
    };
    if let Some(Size { sessions, .. }) = size.filter(|s| s.events < s.sessions * FEWEST || s.sessions == 0) {
        return Err(FixtureError::TooFew { sessions, least: sessions.max(1) * FEWEST });
    }
    Ok(Contents { breakage, script, size, seed: options.seed, content: options.content })
}

fn write_lines(contents: &Contents, path: &Path, count: &mut Count<'_>) -> Result<(), FixtureError> {
    use std::io::Write;
    let mut out = std::io::BufWriter::new(place::create(path)?);
    if let Some(script) = &contents.script {
        lines::script(script, &mut out, count)?;
    }
    if let Some(size) = contents.size {
        lines::generated(size, &mut out, count)?;
    }
    Ok(out.flush()?)
}

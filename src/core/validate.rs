//! Checking a database, from the bytes of its file to what its events mean. Nothing is changed and nothing is
//! left behind: a [`Reader`] cannot write.
//!
//! **RULE TABLE**: a rule is a constant in its family's file and one row in [`RULES`]. A family is one file:
//!
//! | family | file | looks at |
//! | --- | --- | --- |
//! | WFS | `schema` | tables, and what the small ones say |
//! | WFM | `migration` | the list of migrations |
//! | WFD | `file`, `packed`, `sealed` | pages, length, the write-ahead log, what cannot be read |
//! | WFK | `keys`, `sealed` | references, types, event keys |
//! | WFJ | `data`, `user_schemas` (with `best`) | the JSON of events and states |
//! | WFE | `energy` (and `claims`) | sums, state hashes, producers' totals |
//! | WFC | `workflow` | phases and their cost, statuses |
//! | WFP | `performance` | frames, and what the recorder said of itself |
//! | WFR | `privacy` (with `secrets`, `personal`) | words, secrets and personal data |
//! | WFT | `time` | clocks |
//! | WFG | `gaps` | seq and frames |
//! | WFH | `seals`, `ledger`, `heads`, `row` | chains, and what leans on them |
//! | WFN | `snapshots` | snapshots |
//! | WFB | `baselines` | states that took the place of compacted events |
//!
//! Only the first cause is a finding where that can be told: a state that cannot be folded is not compared.

mod baseline;
mod baselines;
mod best;
mod claims;
mod crew;
mod data;
mod energy;
mod export;
mod extent;
mod file;
mod findings;
mod foreign;
mod gaps;
mod heads;
mod keys;
mod ledger;
mod many;
mod migration;
mod outcome;
mod packed;
mod performance;
mod personal;
mod privacy;
mod progress;
mod row;
mod rule;
mod schema;
mod sealed;
mod seals;
pub(crate) mod secrets;
mod session;
mod snapshots;
mod target;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tests;
mod time;
mod unescaped;
mod user_schemas;
mod visit;
mod walk;
mod watch;
mod workflow;

pub use baseline::{Baseline, Folder};
pub use export::ExportError;
pub use extent::Extent;
pub use findings::{Finding, Tally};
pub use ledger::Book;
pub use many::each;
pub use outcome::{Checked, Coverage, DatabaseReport, Form, Unopened};
pub use rule::{Rule, Scope, Selection, Severity};
pub use target::{TargetError, check_target, check_unpacked};
pub use user_schemas::{SchemaError, UserSchemas};
pub use watch::{Watch, Watched};

use crate::core::ambient;
use crate::core::fold::TypeNames;
use crate::core::head::Head;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::{Ask, Reader, StoreError};
use baseline::Known;
use crew::Crew;
use findings::Sink;
use progress::Progress;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Every rule, by id.
pub static RULES: &[&Rule] = &[
    &file::INTEGRITY,
    &file::LENGTH,
    &file::UNREADABLE,
    &file::FREE,
    &file::LOG_DAMAGED,
    &file::LOG_DOUBTFUL,
    &file::LOG_TORN,
    &packed::MEMBER,
    &packed::SAYS,
    &sealed::BLOCK,
    &energy::TOTAL,
    &energy::OVERFLOW,
    &energy::STATE,
    &energy::ACCUMULATOR,
    &energy::END,
    &energy::COLUMN,
    &gaps::GAP,
    &gaps::FRAME_BACK,
    &gaps::DECLARED,
    &gaps::SKIPPED,
    &seals::SEAL,
    &seals::TAIL,
    &seals::JOURNAL,
    &ledger::CHAIN,
    &ledger::UNOPENED,
    &seals::ANCHOR,
    &ledger::GONE,
    &seals::KEY,
    &ledger::ROW,
    &heads::HEAD,
    &row::SAID,
    &data::DAMAGED,
    &data::SCHEMA,
    &data::METADATA,
    &user_schemas::OWN,
    &data::STATE,
    &keys::FOREIGN,
    &keys::TYPE,
    &keys::ORPHAN,
    &keys::EVENT_KEY,
    &sealed::PLACE,
    &session::NUMBER,
    &snapshots::PACKED,
    &snapshots::HASH,
    &snapshots::FOLD,
    &snapshots::UNKNOWN,
    &snapshots::GONE,
    &snapshots::BEYOND,
    &baselines::STATE,
    &baselines::UNKNOWN,
    &baselines::GONE,
    &baselines::LEFT,
    &baselines::PASSED,
    &schema::DIFFERS,
    &schema::META,
    &schema::QUARANTINE,
    &schema::EXTENSION,
    &migration::VERSION,
    &migration::UNKNOWN,
    &migration::ORDER,
    &migration::DRIFT,
    &workflow::COST,
    &workflow::STATUS,
    &workflow::TRANSITION,
    &workflow::CLAIM,
    &workflow::KEY_AGAIN,
    &workflow::ORPHAN,
    &workflow::UNPRICED,
    &performance::BUDGET,
    &performance::RATE,
    &performance::LATENCY,
    &performance::ALERTED,
    &privacy::RAW,
    &privacy::SECRET,
    &privacy::PERSONAL,
    &time::BACKWARDS,
    &time::FUTURE,
    &time::BEFORE_START,
    &time::ENDED_BEFORE_START,
];

/// The rule with an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.id.eq_ignore_ascii_case(id))
}

/// What is checked, and against what.
#[derive(Debug, Clone)]
pub struct Options {
    /// The rules that run.
    pub selection: Selection,
    /// How much of each session is looked at.
    pub extent: Extent,
    /// Findings of one database that are kept; the others are counted.
    pub max_findings: usize,
    /// Findings that are known and accepted.
    pub baseline: Option<Arc<Baseline>>,
    /// Heads that were kept elsewhere.
    pub heads: Vec<Head>,
    /// How long to wait for a writer.
    pub lock_timeout: Duration,
    /// Sessions that are looked at side by side.
    pub threads: usize,
    /// The user's own schemas.
    pub schemas: UserSchemas,
}

impl Default for Options {
    /// All rules, all events, all cores.
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            extent: Extent::All,
            max_findings: 1000,
            baseline: None,
            heads: Vec::new(),
            lock_timeout: Duration::ZERO,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            schemas: UserSchemas::default(),
        }
    }
}

/// What all sessions of one database are checked with.
struct Hall<'a> {
    options: &'a Options,
    types: &'a TypeNames,
    /// The ledger by session; each session looks into it twice, for a moment.
    book: Mutex<Book>,
    /// This moment.
    now: Timestamp,
    progress: &'a Progress<'a>,
    /// Several sessions are looked at side by side.
    crowded: bool,
}

impl Hall<'_> {
    fn book<T>(&self, ask: impl FnOnce(&mut Book) -> T) -> T {
        ask(&mut self.book.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Sessions that are handed out at a time. Their findings are held until those before them are done.
const PAGE: usize = 64;

/// Checks one database. An error is one that kept it from being opened.
pub fn check(path: &Path, options: &Options, observer: &dyn Observer) -> Result<DatabaseReport, StoreError> {
    let named = path.to_string_lossy();
    let known = options.baseline.as_ref().map(|b| b.known(&named));
    check_named(path, &named, known.as_ref(), options, observer)
}

/// The same of a database that the user knows under another name, and what of the baseline is known of that.
fn check_named(
    path: &Path,
    named: &str,
    known: Option<&Known>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<DatabaseReport, StoreError> {
    let reader = Reader::open(path, options.lock_timeout)?;
    let mut own = Sink::new(&options.selection, options.max_findings, known);
    let progress = Progress::new(observer);
    file::log(reader.log_finding(), &mut own);
    let mut of_file = own.twin();
    let (whole, looked) = if reader.is_alone() {
        (check_file(&reader, path, &mut of_file), check_sessions(&reader, options, &progress, &mut own))
    } else {
        // SQLite's own check and the events need the disk and the cores at different moments.
        std::thread::scope(|scope| {
            let aside = scope.spawn(|| check_aside(path, options, &mut of_file));
            let looked = check_sessions(&reader, options, &progress, &mut own);
            (aside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), looked)
        })
    };
    of_file.absorb(own);
    let (findings, tally) = of_file.into_parts();
    let all = tally.errors + tally.warnings + tally.infos;
    let counts = looked.counts;
    Ok(DatabaseReport {
        path: named.to_owned(),
        form: Form::Database,
        sessions: counts.map(|c| c.sessions),
        events: counts.map(|c| c.events),
        events_total: counts.map(|c| c.events_total),
        snapshots: counts.map(|c| c.snapshots),
        coverage: coverage(options, whole && looked.whole, counts),
        importer: None,
        anchored: !options.heads.is_empty(),
        not_shown: all - findings.len() as u64,
        findings,
        baselined: tally.baselined,
        baseline_left: known.map_or(0, Known::left),
        tally,
    })
}

fn coverage(options: &Options, whole: bool, counts: Option<Counts>) -> Coverage {
    let all = counts.is_none_or(|c| c.events >= c.events_total);
    match options.extent {
        _ if !whole => Coverage::Partial,
        Extent::Since(seq) if seq > 0 => Coverage::Since,
        Extent::After(_) => Coverage::Since,
        Extent::Sample(_) if !all => Coverage::Sampled,
        _ => Coverage::Full,
    }
}

/// The same as [`check_file`], over a connection of its own.
fn check_aside(path: &Path, options: &Options, sink: &mut Sink<'_>) -> bool {
    if matches!(options.extent, Extent::After(_)) {
        return true; // the file as a whole is not what is asked after
    }
    match Reader::open(path, options.lock_timeout) {
        Ok(reader) => check_file(&reader, path, sink),
        Err(error) => {
            file::unreadable(sink, None, "the file", &error);
            false
        }
    }
}

/// The rules about the file, the schema and references; each goes on where another could not. Says whether all
/// could be read.
fn check_file(reader: &Reader, path: &Path, sink: &mut Sink<'_>) -> bool {
    let results = [
        ("the file", file::check(reader, path, sink)),
        ("the schema", schema::check(reader, sink)),
        ("the migrations", migration::check(reader, sink)),
        ("the references", keys::check(reader, sink)),
        ("the sealed events", sealed::check(reader, sink)),
        ("the quarantine", privacy::quarantine(reader, sink)),
    ];
    let mut whole = true;
    for (what, result) in results {
        if let Err(error) = result {
            file::unreadable(sink, None, what, &error);
            whole = false;
        }
    }
    whole
}

struct Looked {
    /// `None` where no rule asks for sessions, or none could be read.
    counts: Option<Counts>,
    whole: bool,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    sessions: u64,
    events: u64,
    events_total: u64,
    snapshots: u64,
}

fn check_sessions(
    reader: &Reader,
    options: &Options,
    progress: &Progress<'_>,
    sink: &mut Sink<'_>,
) -> Looked {
    let wanted = |r: &Rule| r.scope != Scope::Database && options.selection.wants(r);
    if !RULES.iter().any(|r| wanted(r)) {
        return Looked { counts: None, whole: true };
    }
    walk_sessions(reader, options, progress, sink).unwrap_or_else(|error| {
        file::unreadable(sink, None, "the sessions", &error);
        Looked { counts: None, whole: false }
    })
}

fn walk_sessions(
    reader: &Reader,
    options: &Options,
    progress: &Progress<'_>,
    sink: &mut Sink<'_>,
) -> Result<Looked, StoreError> {
    // Sessions first, then the ledger: it then knows all of them, even while somebody opens new ones.
    let newest = reader.ask(|q| q.newest_session())?;
    let book = Book::open(reader, reader.uuid(), sink)?;
    let types = TypeNames::load(reader)?;
    if options.extent == Extent::All {
        progress.expect(reader.ask(|q| q.events_said())?);
    }
    let mut hall = Hall {
        options,
        types: &types,
        book: Mutex::new(book),
        now: ambient::now(),
        progress,
        crowded: false,
    };
    let mut crew = Crew::new(reader);
    let (mut sessions, mut whole, mut after) = (0, true, i64::MIN);
    loop {
        let mut page = reader.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = *last;
        page.retain(|n| Some(*n) <= newest);
        let looked = crew.look(&mut hall, &page, sink);
        sessions += looked.0;
        whole &= looked.1;
    }
    let mut book = hall.book.into_inner().unwrap_or_else(PoisonError::into_inner);
    if whole && !matches!(options.extent, Extent::After(_)) {
        book.finish(reader, sink)?;
    }
    heads::check(reader, &book, &options.heads, sink)?;
    Ok(Looked { counts: Some(Counts { sessions, ..crew.counts() }), whole })
}

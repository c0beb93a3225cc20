//! Checking a database, from the bytes of its file to what its events mean. Nothing is changed and nothing is
//! left behind: a [`Reader`] cannot write.
//!
//! **RULE TABLE**: a rule is a constant in its family's file and one row in [`RULES`]. A family is one file:
//!
//! | family | file | looks at |
//! | --- | --- | --- |
//! | WFS | `schema` | tables, versions, migrations |
//! | WFD | `file`, `packed` | pages, length, the write-ahead log, what cannot be read |
//! | WFK | `keys` | references, types, event keys |
//! | WFJ | `data` | the JSON of events |
//! | WFE | `energy` (and `claims`) | sums, state hashes, producers' totals |
//! | WFT | `time` | clocks |
//! | WFG | `gaps` | seq and frames |
//! | WFH | `seals`, `ledger`, `heads`, `row` | chains, and what leans on them |
//! | WFN | `snapshots` | snapshots |
//!
//! Only the first cause is a finding where that can be told: a state that cannot be folded is not compared.

mod claims;
mod data;
mod energy;
mod export;
mod file;
mod findings;
mod gaps;
mod heads;
mod keys;
mod ledger;
mod outcome;
mod packed;
mod row;
mod rule;
mod schema;
mod seals;
mod session;
mod snapshots;
mod target;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tests;
mod time;
mod visit;

pub use export::ExportError;
pub use findings::{Finding, Tally};
pub use ledger::Book;
pub use outcome::{Checked, Coverage, DatabaseReport, Form, Unopened};
pub use rule::{Rule, Scope, Selection, Severity};
pub use target::{TargetError, check_target};

use crate::core::ambient;
use crate::core::fold::TypeNames;
use crate::core::head::Head;
use crate::core::observer::Observer;
use crate::core::store::{Ask, Reader, StoreError};
use findings::Sink;
use session::Job;
use std::path::Path;
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
    &keys::FOREIGN,
    &keys::TYPE,
    &keys::ORPHAN,
    &keys::EVENT_KEY,
    &session::NUMBER,
    &snapshots::PACKED,
    &snapshots::HASH,
    &snapshots::FOLD,
    &snapshots::UNKNOWN,
    &snapshots::GONE,
    &snapshots::BEYOND,
    &schema::DIFFERS,
    &schema::VERSION,
    &schema::MIGRATION,
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
    /// Findings of one database that are kept; the others are counted.
    pub max_findings: usize,
    /// Heads that were kept elsewhere.
    pub heads: Vec<Head>,
    /// How long to wait for a writer.
    pub lock_timeout: Duration,
}

/// Sessions read at a time.
const PAGE: usize = 500;

/// Checks one database. An error is one that kept it from being opened.
pub fn check(path: &Path, options: &Options, observer: &dyn Observer) -> Result<DatabaseReport, StoreError> {
    let reader = Reader::open(path, options.lock_timeout)?;
    let mut own = Sink::new(&options.selection, options.max_findings);
    file::log(reader.log_finding(), &mut own);
    let ((whole, mut sink), checked) = if reader.is_alone() {
        (check_file(&reader, path, options), check_sessions(&reader, options, observer, &mut own))
    } else {
        // SQLite's own check and the events need the disk and the cores at different moments.
        std::thread::scope(|scope| {
            let aside = scope.spawn(|| check_aside(path, options));
            let checked = check_sessions(&reader, options, observer, &mut own);
            match aside.join() {
                Ok(found) => (found, checked),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    };
    sink.absorb(own);
    let (findings, tally) = sink.into_parts();
    let all = tally.errors + tally.warnings + tally.infos;
    Ok(DatabaseReport {
        path: path.to_string_lossy().into_owned(),
        form: Form::Database,
        sessions: checked.counts.map(|c| c.sessions),
        events: checked.counts.map(|c| c.events),
        events_total: checked.counts.map(|c| c.events),
        snapshots: checked.counts.map(|c| c.snapshots),
        coverage: if whole && checked.whole { Coverage::Full } else { Coverage::Partial },
        anchored: !options.heads.is_empty(),
        not_shown: all - findings.len() as u64,
        findings,
        baselined: 0,
        tally,
    })
}

/// The same as [`check_file`], over a connection of its own.
fn check_aside<'a>(path: &Path, options: &'a Options) -> (bool, Sink<'a>) {
    match Reader::open(path, options.lock_timeout) {
        Ok(reader) => check_file(&reader, path, options),
        Err(error) => {
            let mut sink = Sink::new(&options.selection, options.max_findings);
            file::unreadable(&mut sink, None, "the file", &error);
            (false, sink)
        }
    }
}

/// The rules about the file, the schema and references; each goes on where another could not. Says whether all
/// could be read.
fn check_file<'a>(reader: &Reader, path: &Path, options: &'a Options) -> (bool, Sink<'a>) {
    let mut sink = Sink::new(&options.selection, options.max_findings);
    let results = [
        ("the file", file::check(reader, path, &mut sink)),
        ("the schema", schema::check(reader, &mut sink)),
        ("the references", keys::check(reader, &mut sink)),
    ];
    let mut whole = true;
    for (what, result) in results {
        if let Err(error) = result {
            file::unreadable(&mut sink, None, what, &error);
            whole = false;
        }
    }
    (whole, sink)
}

struct Looked {
    /// `None` where no rule asks for sessions, or none could be read.
    counts: Option<Counts>,
    whole: bool,
}

#[derive(Clone, Copy)]
struct Counts {
    sessions: u64,
    events: u64,
    snapshots: u64,
}

fn check_sessions(
    reader: &Reader,
    options: &Options,
    observer: &dyn Observer,
    sink: &mut Sink<'_>,
) -> Looked {
    let wanted = |r: &Rule| r.scope != Scope::Database && options.selection.wants(r);
    if !RULES.iter().any(|r| wanted(r)) {
        return Looked { counts: None, whole: true };
    }
    walk_sessions(reader, options, observer, sink).unwrap_or_else(|error| {
        file::unreadable(sink, None, "the sessions", &error);
        Looked { counts: None, whole: false }
    })
}

fn walk_sessions(
    reader: &Reader,
    options: &Options,
    observer: &dyn Observer,
    sink: &mut Sink<'_>,
) -> Result<Looked, StoreError> {
    // Sessions first, then the ledger: it then knows all of them, even while somebody opens new ones.
    let newest = reader.ask(|q| q.newest_session())?;
    let mut book = Book::open(reader, reader.uuid(), sink)?;
    let types = TypeNames::load(reader)?;
    let mut job = Job {
        reader,
        types: &types,
        second: None,
        lock_timeout: options.lock_timeout,
        now: ambient::now(),
        observer,
        events: 0,
        snapshots: 0,
    };
    let (mut sessions, mut whole, mut after) = (0, true, i64::MIN);
    loop {
        let page = reader.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = *last;
        for number in page.iter().filter(|n| Some(**n) <= newest) {
            sessions += 1;
            whole &= check_session(&mut job, *number, &mut book, sink);
        }
    }
    if whole {
        book.finish(reader, sink)?;
    }
    heads::check(reader, &book, &options.heads, sink)?;
    let counts = Some(Counts { sessions, events: job.events, snapshots: job.snapshots });
    Ok(Looked { counts, whole })
}

fn check_session(job: &mut Job<'_>, number: i64, book: &mut Book, sink: &mut Sink<'_>) -> bool {
    let row = match job.reader.ask(|q| q.session_at(number)) {
        Ok(Some(row)) => row,
        Ok(None) => return true, // purged meanwhile
        Err(error) => {
            file::unreadable(sink, None, &format!("the row of session number {number}"), &error);
            return false;
        }
    };
    let mut own = sink.for_session(&row.session_id);
    let whole = session::check(job, &row, book, &mut own);
    own.sort();
    sink.absorb(own);
    whole
}

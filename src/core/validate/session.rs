//! One pass over the events of one session feeds every rule that looks at events. One thread reads and hashes, a
//! second one scans and folds what was read; that is about the same work.

use super::findings::Sink;
use super::keys::KeySum;
use super::ledger::Book;
use super::privacy::Privacy;
use super::rule::{Rule, Scope, Severity};
use super::seals::Chain;
use super::snapshots::{self, Snapshots};
use super::user_schemas::UserSchemas;
use super::visit::Visitor;
use super::{data, file, gaps, keys, performance, row, workflow};
use crate::core::fold::{CHUNK, TypeNames};
use crate::core::holes::{Declared, GAP as GAP_ENTRY};
use crate::core::model::chain::SessionHasher;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::{Ask, EventChunk, JournalEntry, Reader, SEQ_BITS, SessionRow, StoreError};
use crossbeam_channel::bounded;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// Numbers that no event id can hold.
pub static NUMBER: Rule = Rule {
    id: "WFK005",
    severity: Severity::Error,
    title: "a session's number is out of range",
    why: "Event ids are made of the session's number and the seq; this number leaves no room for the seq.",
    repair: "restore a backup",
    scope: Scope::Session,
};

/// What every session is checked with.
pub struct Job<'a> {
    /// The database.
    pub reader: &'a Reader,
    /// Its event types.
    pub types: &'a TypeNames,
    /// The same database once more, for the thread that folds; opened by the first session that needs it.
    pub second: Option<Reader>,
    /// How long to wait for a writer.
    pub lock_timeout: Duration,
    /// The user's own schemas.
    pub schemas: &'a UserSchemas,
    /// This moment.
    pub now: Timestamp,
    /// Who is told of progress.
    pub observer: &'a dyn Observer,
    /// Events looked at in all sessions.
    pub events: u64,
    /// Snapshots looked at in all sessions.
    pub snapshots: u64,
}

/// Checks one session; says whether all of it could be read.
pub fn check(job: &mut Job<'_>, row: &SessionRow, book: &mut Book, sink: &mut Sink<'_>) -> bool {
    if !(1..1 << (63 - SEQ_BITS)).contains(&row.no) {
        sink.report(&NUMBER, None, format!("its number is {}", row.no));
        return false;
    }
    match examine(job, row, book, sink) {
        Ok(whole) => whole,
        Err(error) => {
            file::unreadable(sink, None, "the session", &error);
            false
        }
    }
}

fn examine(
    job: &mut Job<'_>,
    row: &SessionRow,
    book: &mut Book,
    sink: &mut Sink<'_>,
) -> Result<bool, StoreError> {
    let reader = job.reader;
    // The end first: what is read after it covers at least the events up to it, even while somebody records.
    let upto = reader.ask(|q| q.last_seq(row.no))?;
    let keys = reader.ask(|q| q.seal_keys(row.no))?;
    let journal = reader.ask(|q| q.journal(row.no))?;
    let snapshots = Snapshots::new(snapshots::places(reader, row.no)?, &journal);
    let name = book.find(row, keys.first().map(|k| &k.1), sink);
    data::check_row(row, sink);
    gaps::declared(&journal, sink);
    performance::journal(&journal, sink);
    let lossy = row.lost > 0 || journal.iter().any(|e| e.kind == GAP_ENTRY);
    let declared = Declared::of(&journal);
    let anchors = book.subject(&name).map(|s| s.anchors.as_slice()).unwrap_or_default();
    let hasher = SessionHasher::new(reader.uuid(), &row.session_id);
    let visitor = (snapshots, declared, releases(&journal));
    let privacy = Privacy::new(row, sink);
    privacy.row(row, &journal, sink);
    let mut visitor = Visitor::new(job.types, job.now, row, visitor, (privacy, job.schemas));
    let mut chain = Chain::new(hasher, keys, journal.clone(), anchors);
    job.snapshots += visitor.snapshots();
    let whole = walk(job, row, upto, &mut chain, &mut visitor, sink);
    // A row that changed while its events were read is being recorded, or was until a moment ago.
    let moving = changed(reader, row)?;
    let live = row.owner.is_some() || moving;
    if whole {
        visitor.finish(reader, row, (live, lossy), sink);
        // A recorder may have been faster than the question for the end.
        let read_to = chain.last_seq().max(upto);
        let events = chain.finish(live, sink);
        compare_keys(reader, row.no, read_to, events, sink)?;
    }
    if !moving {
        row::check(row, &journal, sink);
        if book.check_row(reader, row, &name, sink)? {
            workflow::check_owned(row, sink);
        }
    }
    Ok(whole)
}

/// The events after which a recorder let the session go, and its row took over what they came to. A recovery that
/// could not fold them has no state, and wrote nothing. A salvage writes the row anew.
fn releases(journal: &[JournalEntry]) -> Vec<u64> {
    let ends = |e: &&JournalEntry| match e.kind.as_str() {
        "recorder.closed" | "recorder.salvaged" => true,
        "system.recovered" => !e.facts.contains("\"state\":null"),
        _ => false,
    };
    journal.iter().filter(ends).map(|e| e.after_seq).collect()
}

fn compare_keys(
    reader: &Reader,
    session_no: i64,
    upto: u64,
    events: KeySum,
    sink: &mut Sink<'_>,
) -> Result<(), StoreError> {
    if sink.wants(&keys::EVENT_KEY) {
        keys::compare(events, keys::indexed(reader, session_no, upto)?, sink);
    }
    Ok(())
}

fn changed(reader: &Reader, row: &SessionRow) -> Result<bool, StoreError> {
    let now = reader.ask(|q| q.session_at(row.no))?;
    let same = |n: &SessionRow| {
        (&n.owner, n.last_seq, n.state_hash, n.end) == (&row.owner, row.last_seq, row.state_hash, row.end)
    };
    Ok(now.is_none_or(|n| !same(&n)))
}

/// Reads the events up to `upto` and hands them to both sides. False where a part cannot be read.
fn walk(
    job: &mut Job<'_>,
    row: &SessionRow,
    upto: u64,
    chain: &mut Chain,
    visitor: &mut Visitor<'_>,
    sink: &mut Sink<'_>,
) -> bool {
    let (reader, types) = (job.reader, job.types);
    if upto <= CHUNK as u64 || reader.is_alone() {
        let read = read_all(job, row.no, upto, &mut |chunk| {
            chain.events(chunk, types, sink);
            visitor.events(reader, chunk, sink);
        });
        return whole(read, sink);
    }
    let second = match job.second.take().map_or_else(|| Reader::open(reader.path(), job.lock_timeout), Ok) {
        Ok(second) => second,
        Err(error) => return whole(Err((0, error)), sink),
    };
    let mut visitor_sink = sink.twin();
    let read = std::thread::scope(|scope| {
        let (send, receive) = bounded::<Arc<EventChunk>>(4);
        let visitor_sink = &mut visitor_sink;
        let folding = scope.spawn(move || {
            receive.iter().for_each(|chunk| visitor.events(&second, &chunk, visitor_sink));
            second
        });
        let read = read_all(job, row.no, upto, &mut |chunk| {
            // The other side only hangs up by panicking, and then the join says so.
            let _ = send.send(Arc::clone(chunk));
            chain.events(chunk, types, sink);
        });
        drop(send);
        match folding.join() {
            Ok(second) => job.second = Some(second),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        read
    });
    sink.absorb(visitor_sink);
    whole(read, sink)
}

fn whole(read: Result<(), (u64, StoreError)>, sink: &mut Sink<'_>) -> bool {
    match read {
        Ok(()) => true,
        Err((next, error)) => {
            file::unreadable(sink, Some(next), "the events from here on", &error);
            false
        }
    }
}

/// Chunks whose memory is used again once the other thread is done with them.
const SPARE: usize = 6;

/// Reads events in chunks, from seq 0, where none should be.
fn read_all(
    job: &mut Job<'_>,
    session_no: i64,
    upto: u64,
    each: &mut dyn FnMut(&Arc<EventChunk>),
) -> Result<(), (u64, StoreError)> {
    let mut spare: VecDeque<Arc<EventChunk>> = VecDeque::new();
    let mut next = 0;
    while next <= upto {
        let limit = usize::try_from(upto - next + 1).unwrap_or(CHUNK).min(CHUNK);
        let reused = if spare.len() < SPARE { None } else { spare.pop_front().map(Arc::try_unwrap) };
        let cell = RefCell::new(reused.and_then(Result::ok).unwrap_or_default());
        let read = job.reader.ask(|q| q.events(session_no, next, limit, &mut cell.borrow_mut()));
        let chunk = Arc::new(cell.into_inner());
        // What stands before the fault was read.
        if let Some(last) = chunk.rows().last() {
            next = last.seq + 1;
            job.events += chunk.rows().len() as u64;
            each(&chunk);
            job.observer.progress("validate", job.events, None);
        } else if read.is_ok() {
            return Ok(());
        }
        read.map_err(|error| (next, error))?;
        spare.push_back(chunk);
    }
    Ok(())
}

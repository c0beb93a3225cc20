//! One pass over the events of one session feeds every rule that looks at events.

use super::extent::{Extent, Plan, Stretch};
use super::findings::Sink;
use super::keys::KeySum;
use super::ledger::Anchor;
use super::privacy::Privacy;
use super::rule::{Rule, Scope, Severity};
use super::seals::{Chain, KeyFrom};
use super::snapshots::{self, Snapshots};
use super::visit::{Begin, Visitor};
use super::walk::Worker;
use super::{Hall, baselines, data, file, gaps, keys, performance, row, workflow};
use crate::core::erased::Erased;
use crate::core::holes::{Declared, GAP as GAP_ENTRY};
use crate::core::model::chain::{Hash, SessionHasher};
use crate::core::store::{Ask, JournalEntry, Reader, SEQ_BITS, SessionRow, StoreError};

/// Numbers that no event id can hold.
pub static NUMBER: Rule = Rule {
    id: "WFK005",
    severity: Severity::Error,
    title: "a session's number is out of range",
    why: "Event ids are made of the session's number and the seq; this number leaves no room for the seq.",
    repair: "restore a backup",
    scope: Scope::Session,
};

/// Checks one session; says whether all of it could be read.
pub fn check(worker: &mut Worker<'_>, hall: &Hall<'_>, row: &SessionRow, sink: &mut Sink<'_>) -> bool {
    if !(1..1 << (63 - SEQ_BITS)).contains(&row.no) {
        sink.report(&NUMBER, None, format!("its number is {}", row.no));
        return false;
    }
    match examine(worker, hall, row, sink) {
        Ok(whole) => whole,
        Err(error) => {
            file::unreadable(sink, None, "the session", &error);
            false
        }
    }
}

/// Looks again where somebody compacted the session meanwhile: what it began with is gone.
fn examine(
    worker: &mut Worker<'_>,
    hall: &Hall<'_>,
    row: &SessionRow,
    sink: &mut Sink<'_>,
) -> Result<bool, StoreError> {
    let reader = worker.reader;
    let counts = (worker.events, worker.events_total, worker.snapshots);
    loop {
        let floor = reader.ask(|q| q.floor(row.no))?;
        let mut own = sink.twin();
        let whole = examine_once(worker, hall, row, &mut own)?;
        if reader.ask(|q| q.floor(row.no))? == floor {
            sink.absorb(own);
            return Ok(whole);
        }
        (worker.events, worker.events_total, worker.snapshots) = counts;
    }
}

/// Snapshots: id and place.
type Places = Vec<(i64, u64)>;
/// Looks at a journal and its snapshots until nobody was faster.
const TRIES: usize = 20;

/// What was read of a session before its events.
struct Before {
    keys: Vec<KeyFrom>,
    erased: Erased,
    journal: Vec<JournalEntry>,
    places: Places,
    anchors: Vec<Anchor>,
    /// The event before the first one, and its seal.
    begin: (u64, Hash),
}

fn examine_once(
    worker: &mut Worker<'_>,
    hall: &Hall<'_>,
    row: &SessionRow,
    sink: &mut Sink<'_>,
) -> Result<bool, StoreError> {
    let reader = worker.reader;
    // The end first: what is read after it covers at least the events up to it, even while somebody records.
    let upto = reader.ask(|q| q.last_seq(row.no))?;
    let keys = reader.ask(|q| q.seal_keys(row.no))?;
    let (journal, places) = journal_and_places(reader, row.no)?;
    let erased = Erased::read(reader, row.no, &journal)?;
    // The row's pseudonym is made of the first key, which goes when its events are compacted or their words erased.
    let first_key = keys.first().filter(|k| k.0 == 1 && !erased.covers(k.0)).map(|k| &k.1);
    let (name, anchors, stood) = hall.book(|book| {
        let name = book.find(row, first_key, sink);
        let subject = book.subject(&name);
        let anchors = subject.map(|s| s.anchors.clone()).unwrap_or_default();
        let stood = subject.and_then(|s| s.stood.clone());
        (name, anchors, stood)
    });
    let begin = baselines::check(reader, row, &journal, stood.as_ref(), sink)?;
    data::check_row(row, sink);
    gaps::declared(&journal, sink);
    performance::journal(&journal, sink);
    Privacy::new(row.stores_content, sink).row(row, &journal, sink);
    worker.events_total += upto.saturating_sub(begin.0);
    let before = Before { keys, erased, journal, places, anchors, begin };
    let session = (row.no, row.session_id.as_str());
    let (whole, moving) = match hall.options.extent.plan(reader, session, (begin, upto))? {
        Plan::Tail(stretch) => tail(worker, hall, row, &before, &stretch, sink)?,
        Plan::Sample(stretches) => {
            let mut whole = true;
            for stretch in &stretches {
                whole &= part(worker, hall, row, (&before, upto), stretch, sink)?;
            }
            (whole, changed(reader, row)?)
        }
    };
    if !moving {
        row::check(row, &before.journal, sink);
        if hall.book(|book| book.check_row(reader, row, &name, sink))? {
            workflow::check_owned(row, sink);
        }
    }
    Ok(whole)
}

/// The journal and the places of the snapshots that it speaks of. Anybody may take or prune a snapshot of a session
/// that ended, so that both have to be of one moment.
fn journal_and_places(reader: &Reader, session_no: i64) -> Result<(Vec<JournalEntry>, Places), StoreError> {
    let mut places = snapshots::places(reader, session_no)?;
    for _ in 1..TRIES {
        let journal = reader.ask(|q| q.journal(session_no))?;
        let now = snapshots::places(reader, session_no)?;
        if now == places {
            return Ok((journal, places));
        }
        places = now;
    }
    Ok((reader.ask(|q| q.journal(session_no))?, places))
}

/// A stretch up to the session's end. Says whether all of it could be read, and whether the session is moving.
fn tail(
    worker: &mut Worker<'_>,
    hall: &Hall<'_>,
    row: &SessionRow,
    before: &Before,
    stretch: &Stretch,
    sink: &mut Sink<'_>,
) -> Result<(bool, bool), StoreError> {
    let reader = worker.reader;
    let (mut chain, mut visitor) = begin(worker, hall, row, (before, stretch), sink);
    let whole = worker.walk(hall, (row.no, stretch), (&mut chain, &mut visitor), sink);
    // A row that changed while its events were read is being recorded, or was until a moment ago.
    let moving = changed(reader, row)?;
    let live = row.owner.is_some() || moving;
    if whole {
        let lossy = row.lost > 0 || before.journal.iter().any(|e| e.kind == GAP_ENTRY);
        visitor.finish(reader, row, (live, lossy), sink);
        // A recorder may have been faster than the question for the end.
        let read_to = chain.last_seq().max(stretch.upto);
        let events = chain.finish(live, sink);
        compare_keys(reader, row.no, (stretch.after, read_to), events, sink)?;
    }
    Ok((whole, moving))
}

/// A stretch of a sample: what needs the events before it, or all of them, is left out. One that reaches the
/// session's end sees what was cut off or added there.
fn part(
    worker: &mut Worker<'_>,
    hall: &Hall<'_>,
    row: &SessionRow,
    (before, end): (&Before, u64),
    stretch: &Stretch,
    sink: &mut Sink<'_>,
) -> Result<bool, StoreError> {
    let (mut chain, mut visitor) = begin(worker, hall, row, (before, stretch), sink);
    let whole = worker.walk(hall, (row.no, stretch), (&mut chain, &mut visitor), sink);
    if whole && stretch.upto == end {
        let live = row.owner.is_some() || changed(worker.reader, row)?;
        visitor.finish_part(live, sink);
        chain.finish(live, sink);
    }
    Ok(whole)
}

fn begin<'h>(
    worker: &mut Worker<'_>,
    hall: &Hall<'h>,
    row: &SessionRow,
    (before, stretch): (&Before, &Stretch),
    sink: &Sink<'_>,
) -> (Chain, Visitor<'h>) {
    let hasher = SessionHasher::new(worker.reader.uuid(), &row.session_id);
    let journal = &before.journal;
    let chain = Chain::new(
        hasher,
        (before.keys.clone(), before.erased.clone()),
        journal.clone(),
        &before.anchors,
        stretch,
    );
    let imported = before.anchors.iter().any(Anchor::is_import);
    let snapshots = Snapshots::new(before.places.clone(), journal).of_import(imported);
    let sampled = matches!(hall.options.extent, Extent::Sample(_));
    let known = stretch.after == before.begin.0 || !sampled;
    let state = if known { snapshots.state_after(worker.reader, row.no, stretch.after) } else { None };
    let watched = (snapshots, Declared::of(journal), releases(journal));
    let begin = Begin { after: stretch.after, state };
    let rules = (Privacy::new(row.stores_content, sink), &hall.options.schemas);
    let visitor = Visitor::new(hall.types, hall.now, row, watched, rules, begin);
    worker.snapshots += visitor.snapshots(stretch.upto);
    (chain, visitor)
}

/// The events after which a recorder let the session go, and its row took over what they came to. A recovery that
/// could not fold them has no state, and wrote nothing. A salvage writes the row anew, and so does a restoration that
/// cuts the session.
fn releases(journal: &[JournalEntry]) -> Vec<u64> {
    let ends = |e: &&JournalEntry| match e.kind.as_str() {
        "recorder.closed" | "recorder.salvaged" | "recorder.restored" => true,
        "system.recovered" => !e.facts.contains("\"state\":null"),
        _ => false,
    };
    journal.iter().filter(ends).map(|e| e.after_seq).collect()
}

fn compare_keys(
    reader: &Reader,
    session_no: i64,
    stretch: (u64, u64),
    events: KeySum,
    sink: &mut Sink<'_>,
) -> Result<(), StoreError> {
    if sink.wants(&keys::EVENT_KEY) {
        keys::compare(events, keys::indexed(reader, session_no, stretch)?, sink);
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

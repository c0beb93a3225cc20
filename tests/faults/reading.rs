//! All that a program can read of a database through the library, as places and values: what the promises about
//! flipped bits and edited rows are about.

use std::cell::RefCell;
use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;
use wfstate::Reader;
use wfstate::fold::{self, Position, TypeNames};
use wfstate::observer::Silent;
use wfstate::store::{Ask, EventChunk, LedgerEntry, SessionRow, SnapshotRow};
use wfstate::validate::{self, Options, Selection, UserSchemas};

/// Places and values; equal pictures mean that nothing that can be read has changed.
pub type Picture = Vec<(String, String)>;

/// Reads everything; the first thing that cannot be read ends it.
pub fn picture(path: &Path) -> Result<Picture, String> {
    let reader = Reader::open(path, Duration::ZERO).map_err(|e| e.to_string())?;
    let mut out = Picture::new();
    put(&mut out, "database uuid", reader.uuid());
    for e in reader.ask(|q| q.ledger()).map_err(|e| e.to_string())? {
        ledger(&mut out, &e);
    }
    for row in reader.ask(|q| q.sessions(0, usize::MAX)).map_err(|e| e.to_string())? {
        session(&mut out, &row);
        beside(&mut out, &reader, &row).map_err(|e| e.to_string())?;
        events(&mut out, &reader, &row)?;
    }
    Ok(out)
}

fn put(out: &mut Picture, place: &str, value: impl Debug) {
    out.push((place.to_owned(), format!("{value:?}")));
}

fn ledger(out: &mut Picture, e: &LedgerEntry) {
    let LedgerEntry { number, at, kind, subject, facts, hash } = e;
    put(out, "ledger", (number, at, kind, subject, facts, hash));
}

/// Taken apart by name, so that a column that is added later has to be thought of here.
fn session(out: &mut Picture, row: &SessionRow) {
    let SessionRow {
        no,
        session_id,
        kind,
        label,
        user_id,
        mode,
        status,
        stores_content,
        durability,
        start,
        end,
        clean,
        owner,
        pseudonym,
        last_seq,
        energy_micro,
        cost_micro_usd,
        lost,
        state_hash,
        model_id,
        hardware_tier,
        level,
        error_message,
        metadata,
    } = row;
    put(out, "session.session_id", (no, session_id));
    put(out, "session.kind", kind);
    put(out, "session.label", label);
    put(out, "session.user_id", user_id);
    put(out, "session.mode", mode);
    put(out, "session.status", status);
    put(out, "session.stores_content", stores_content);
    put(out, "session.durability", durability);
    put(out, "session.start", start);
    put(out, "session.end", end);
    put(out, "session.clean", clean);
    put(out, "session.owner", owner);
    put(out, "session.pseudonym", pseudonym);
    put(out, "session.last_seq", last_seq);
    put(out, "session.energy", energy_micro);
    put(out, "session.cost", cost_micro_usd);
    put(out, "session.lost", lost);
    put(out, "session.state_hash", state_hash);
    put(out, "session.model_id", model_id);
    put(out, "session.hardware_tier", hardware_tier);
    put(out, "session.level", level);
    put(out, "session.error_message", error_message);
    put(out, "session.metadata", metadata);
}

fn beside(out: &mut Picture, from: &Reader, row: &SessionRow) -> Result<(), wfstate::store::StoreError> {
    for (seq, key) in from.ask(|q| q.seal_keys(row.no))? {
        put(out, "seal key", (seq, key));
    }
    for e in from.ask(|q| q.journal(row.no))? {
        put(out, "journal", e);
    }
    for (hash, seq) in from.ask(|q| q.event_keys(row.no, None, usize::MAX))? {
        put(out, "event key", (hash, seq));
    }
    for snapshot in from.ask(|q| q.snapshots(row.no))? {
        let SnapshotRow { id, session_no, last_seq, frame, at, kind, reason, energy_micro, .. } = &snapshot;
        put(out, "snapshot", (id, session_no, last_seq, frame, at));
        put(out, "snapshot.kind", kind);
        put(out, "snapshot.reason", reason);
        put(out, "snapshot.energy", energy_micro);
        put(out, "snapshot.base", (snapshot.base_id, snapshot.size));
        put(out, "snapshot.state", (&snapshot.packed, snapshot.state_hash));
        put(out, "snapshot.state", fold::load_snapshot(from, *id)?.map(|p| (p.seq, p.state.hash())));
    }
    Ok(())
}

fn events(out: &mut Picture, from: &Reader, row: &SessionRow) -> Result<(), String> {
    let types = TypeNames::load(from).map_err(|e| e.to_string())?;
    let last = from.ask(|q| q.last_seq(row.no)).map_err(|e| e.to_string())?;
    let chunk = RefCell::new(EventChunk::default());
    // From 0: a row before the first event is one, too.
    from.ask(|q| q.events(row.no, 0, usize::MAX, &mut chunk.borrow_mut())).map_err(|e| e.to_string())?;
    let chunk = chunk.into_inner();
    for e in chunk.rows() {
        put(out, "event.seq", e.seq);
        put(out, "event.time", e.at);
        put(out, "event.type", types.get(e.type_no).map(|t| t.0));
        put(out, "event.flags", e.flags);
        put(out, "event.frame", e.frame);
        put(out, "event.energy", e.energy);
        put(out, "event.payload", chunk.payload(e).map(String::from_utf8_lossy));
        put(out, "event.key", chunk.key(e));
        put(out, "event.extra", chunk.extra(e));
        put(out, "event.seal", e.seal);
    }
    let end = fold::fold_from(from, row.no, Position::default(), last).map_err(|e| e.to_string())?;
    put(out, "folded state", (end.seq, end.state.hash()));
    Ok(())
}

/// The places at which two pictures differ; rows that were added or taken away are one place.
pub fn differences(before: &Picture, after: &Picture) -> Vec<String> {
    if before.len() != after.len() {
        return vec!["another number of rows".into()];
    }
    let pairs = before.iter().zip(after).filter(|(b, a)| b != a);
    let mut places: Vec<String> = pairs.map(|(b, _)| b.0.clone()).collect();
    places.sort();
    places.dedup();
    places
}

/// What `validate` says of a file.
pub struct Verdict {
    /// Errors; a database that cannot be opened is one.
    pub errors: u64,
    /// In words, for a test that fails.
    pub said: String,
}

/// `validate` with some rules only; none named is all of them.
pub fn validated(path: &Path, rules: &[&str]) -> Verdict {
    let select: Vec<String> = rules.iter().map(|r| (*r).to_owned()).collect();
    let selection = Selection::new(validate::RULES, &select, &[]).unwrap();
    let options = Options {
        selection,
        max_findings: 20,
        heads: Vec::new(),
        lock_timeout: Duration::ZERO,
        schemas: UserSchemas::default(),
    };
    match validate::check(path, &options, &Silent) {
        Ok(report) => {
            let said = report.findings.iter().map(|f| format!("{} {:?} {}", f.rule, f.session_id, f.message));
            Verdict { errors: report.tally.errors, said: said.collect::<Vec<_>>().join("\n") }
        }
        Err(e) => Verdict { errors: 1, said: e.to_string() },
    }
}

//! Sessions into the database. Their events come first, a few at a time, under numbers that nobody has yet, so that a
//! recorder next to it never waits for more than some of them. One last transaction makes sessions of them all.

mod carry;

use super::error::ImportError;
use super::plan::Planned;
use super::source::{Proofs, Source};
use super::{Outcome, leftover};
use crate::core::ambient;
use crate::core::audit::{Deed, note_in};
use crate::core::compact::{Noted, first_time};
use crate::core::erased::Erased;
use crate::core::export::record::{Integrity, KeyRecord, Origin, SealRecord, raw};
use crate::core::fold::snapshot_bytes;
use crate::core::model::chain::{GENESIS, Hash, SessionHasher, pseudonym};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::snapshot::base_for_next;
use crate::core::store::{
    Ask, ImportedSession, NewSnapshot, SessionRow, SnapshotRow, StoreError, Transaction, Writer,
};
use carry::Carry;
use serde_json::{Value, json};

/// Brings the planned sessions in: all of them or none.
pub fn run(
    writer: &mut Writer,
    sources: &[Source],
    planned: &[Planned],
    observer: &dyn Observer,
) -> Result<(), ImportError> {
    let mut numbers = Vec::new();
    let done = bring(writer, sources, planned, &mut numbers, observer);
    if done.is_err() {
        for no in numbers {
            // What cannot be taken away now (the disk may be full) is for the next writer.
            let _ = leftover::turn_away(writer, no);
        }
    }
    done
}

fn bring(
    writer: &mut Writer,
    sources: &[Source],
    planned: &[Planned],
    numbers: &mut Vec<i64>,
    observer: &dyn Observer,
) -> Result<(), ImportError> {
    let owner = ambient::process_name();
    let mut carried = Vec::new();
    let total = planned.iter().map(|p| p.proved.events).sum();
    let mut done = 0;
    for p in planned.iter().filter(|p| matches!(p.outcome, Outcome::Imported | Outcome::Renamed)) {
        let mut tx = writer.begin()?;
        let no = tx.announce(&owner)?;
        tx.commit()?;
        numbers.push(no);
        let source = &sources[p.source];
        let mut carry = Carry::new(writer.uuid(), no, source, p)?;
        source.each_chunk(p.row.no, carry.last_seq, &mut |chunk, commitments| {
            let seals = carry.seals(chunk)?;
            let mut tx = writer.begin()?;
            carry.store(&mut tx, chunk, commitments, &seals)?;
            tx.commit()?;
            writer.move_log();
            done += chunk.rows().len() as u64;
            observer.progress("import", done, Some(total));
            Ok(())
        })?;
        carried.push((p, carry));
    }
    let now = ambient::now();
    let mut tx = writer.begin()?;
    for (p, mut carry) in carried {
        carry.end(&mut tx)?;
        let row = row_of(p, &carry);
        tx.insert_imported(&ImportedSession { row: &row, at: now })?;
        for (first, key) in &carry.keys {
            tx.insert_key(row.no, *first, key)?;
        }
        if let Some(baseline) = sources[p.source].reader.ask(|q| q.baseline(p.row.no))? {
            tx.put_baseline(row.no, &baseline)?;
        }
        tx.ledger(row.start, "opened", Some(&row.pseudonym), "{}")?;
        settle(&mut tx, &sources[p.source], p, (&row, &carry), now)?;
    }
    for p in planned.iter().filter(|p| p.outcome == Outcome::Completed) {
        complete(&mut tx, &sources[p.source], p, now)?;
    }
    tx.commit()?;
    numbers.clear();
    Ok(())
}

/// A session that is there goes on with what the longer one has more.
fn complete(
    tx: &mut Transaction<'_>,
    source: &Source,
    p: &Planned,
    now: Timestamp,
) -> Result<(), ImportError> {
    let Some(old) = &p.onto else { return Ok(()) };
    let mut carry = Carry::onto(tx, old, source, p)?;
    source.each_chunk(p.row.no, carry.last_seq, &mut |chunk, commitments| {
        let seals = carry.seals(chunk)?;
        carry.store(tx, chunk, commitments, &seals)
    })?;
    carry.end(tx)?;
    for (first, key) in &carry.keys {
        tx.insert_key(old.no, *first, key)?;
    }
    let mut row = row_of(p, &carry);
    (row.no, row.pseudonym) = (old.no, old.pseudonym.clone());
    tx.set_outcome(&row, now)?;
    settle(tx, source, p, (&row, &carry), now)
}

/// What belongs to a session that is there now: snapshots, where it is from, the ledger's word.
fn settle(
    tx: &mut Transaction<'_>,
    source: &Source,
    p: &Planned,
    (row, carry): (&SessionRow, &Carry<'_>),
    now: Timestamp,
) -> Result<(), ImportError> {
    let after = p.onto.as_ref().map_or(0, |_| carry.began_after);
    let there = if p.onto.is_some() { tx.ask(|q| q.snapshots(row.no))? } else { Vec::new() };
    for id in &p.proved.snapshots {
        let Some(snapshot) = source.reader.ask(|q| q.snapshot(*id))? else { continue };
        let known =
            |s: &SnapshotRow| (s.last_seq, s.at, &s.kind) == (snapshot.last_seq, snapshot.at, &snapshot.kind);
        if source.proofs == Proofs::None && snapshot.last_seq <= after || there.iter().any(known) {
            continue;
        }
        copy_snapshot(tx, source, row.no, &snapshot)?;
    }
    if p.keeps_proof()
        && let Some(proof) = proof_of(source, p, carry)?
    {
        tx.set_origin(row.no, &proof)?;
    }
    note(tx, source, p, (row, carry), now)
}

fn copy_snapshot(
    tx: &mut Transaction<'_>,
    source: &Source,
    session_no: i64,
    s: &SnapshotRow,
) -> Result<(), ImportError> {
    // It was unpacked when it was proved.
    let Ok(state) = snapshot_bytes(&source.reader, s)? else { return Ok(()) };
    let kinds = ["periodic", "session_end", "migration", "manual"];
    let new = NewSnapshot {
        last_seq: s.last_seq,
        frame: s.frame,
        at: s.at,
        kind: kinds.into_iter().find(|k| *k == s.kind).unwrap_or("manual"),
        reason: s.reason.clone(),
        energy_micro: s.energy_micro,
        state,
        state_hash: s.state_hash,
    };
    let base = base_for_next(tx, session_no)?;
    tx.insert_snapshot(session_no, &new, base.as_ref().map(|(id, state)| (*id, state.as_slice())))?;
    Ok(())
}

/// The row that a session gets.
fn row_of(p: &Planned, carry: &Carry<'_>) -> SessionRow {
    let mut row = p.row.clone();
    let totals = &p.proved.totals;
    (row.no, row.owner) = (carry.session_no, None);
    row.session_id.clone_from(&p.imported_as);
    row.pseudonym = carry.first_key().map_or_else(Vec::new, |key| pseudonym(key, &row.session_id).to_vec());
    row.last_seq = Some(totals.last_seq);
    if p.doubt.is_some() || row.energy_micro.is_none() {
        row.energy_micro = Some(totals.energy_micro);
    }
    if p.doubt.is_some() || row.state_hash.is_none() {
        row.state_hash = Some(totals.state_hash);
    }
    if let Some(doubt) = &p.doubt {
        let mut metadata: Value = serde_json::from_str(&row.metadata).unwrap_or_else(|_| json!({}));
        if let Some(object) = metadata.as_object_mut() {
            object.insert("unverified".into(), json!(doubt));
        }
        row.metadata = metadata.to_string();
        row.cost_micro_usd = totals.cost_micro_usd;
        row.lost = row.lost.saturating_add(p.proved.missing.iter().map(|(last, next)| next - last - 1).sum());
    }
    row
}

/// What the session says of itself where it comes from.
fn proof_of(source: &Source, p: &Planned, carry: &Carry<'_>) -> Result<Option<String>, ImportError> {
    let said = source.reader.ask(|q| q.origin(p.row.no))?;
    match (said, source.proofs) {
        (Some(said), _) => Ok(Some(said)),
        (None, Proofs::Own) => own_proof(source, p, carry).map(Some),
        (None, _) => Ok(None),
    }
}

fn own_proof(source: &Source, p: &Planned, carry: &Carry<'_>) -> Result<String, ImportError> {
    let keys = source.reader.ask(|q| q.seal_keys(p.row.no))?;
    let seal = |(last_seq, seal): &(u64, Hash)| SealRecord { last_seq: *last_seq, seal: hex(seal) };
    let journal = source.reader.ask(|q| q.journal(p.row.no))?;
    let integrity = Integrity {
        database: hex(source.reader.uuid()),
        keys: keys.iter().map(|(first_seq, k)| KeyRecord { first_seq: *first_seq, key: hex(k) }).collect(),
        withheld: Vec::new(),
        erased: Erased::read(&source.reader, p.row.no, &journal)?.said(),
        seals: carry.came_with.iter().map(seal).collect(),
    };
    let floor = source.reader.ask(|q| q.floor(p.row.no))?;
    let text = |integrity: &Integrity| -> Result<String, serde_json::Error> {
        let origin = Origin {
            integrity: raw(serde_json::to_string(integrity)?)?,
            last_seq: p.proved.totals.last_seq,
            floor,
            filtered_events: 0,
            journal_before: 0,
        };
        serde_json::to_string(&origin)
    };
    Ok(text(&integrity).map_err(std::io::Error::from)?)
}

/// The ledger's word on it: what it is now, and that it came from elsewhere.
fn note(
    tx: &mut Transaction<'_>,
    source: &Source,
    p: &Planned,
    (row, carry): (&SessionRow, &Carry<'_>),
    now: Timestamp,
) -> Result<(), ImportError> {
    let (entries, journal) = tx.ask(|q| q.journal_tip(row.no))?.unwrap_or((0, GENESIS));
    let last_seq = p.proved.totals.last_seq;
    let head = SessionHasher::new(tx.uuid(), &row.session_id).head(last_seq, &carry.seal, entries, &journal);
    let facts = json!({
        "last_seq": last_seq,
        "journal": entries,
        "head": hex(&head),
        "status": row.status,
        "clean": row.clean,
        "end": row.end.map(|t| t.to_string()),
        "events": p.proved.events,
        "format": source.format,
        "verified": p.verified(),
        "sha256": source.sha256,
        "baseline": baseline_of(tx, row)?,
    });
    let deed =
        Deed { kind: "imported", subject: Some(row.pseudonym.clone()), facts, path: source.path.clone() };
    note_in(tx, now, &deed)?;
    Ok(())
}

/// What the ledger says of the state that the session begins with: nothing of an import stands in its journal.
fn baseline_of(tx: &Transaction<'_>, row: &SessionRow) -> Result<Option<Noted>, StoreError> {
    let Some(base) = tx.ask(|q| q.baseline(row.no))? else { return Ok(None) };
    let journal = tx.ask(|q| q.journal(row.no))?;
    let told = Noted::newest(&journal).filter(|n| n.to_seq == base.last_seq);
    let first = match &told {
        Some(_) => Some(first_time(tx, row.no, base.at)?),
        None => None,
    };
    let events = told.map_or(base.last_seq, |n| n.events);
    Ok(Some(Noted::of(&base, events, first, &journal)))
}

/// For a hash that is asked of somebody else's database.
pub fn seal_before(from: &impl Ask, row: &SessionRow) -> Result<(u64, Hash), StoreError> {
    Ok(from.ask(|q| q.last_seal(row.no))?.unwrap_or((0, GENESIS)))
}

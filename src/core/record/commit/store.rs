//! Storing one batch within a transaction: its events, and what else is to be written with them.

use crate::core::model::chain::Hash;
use crate::core::model::time::Timestamp;
use crate::core::record::batch::{Batch, JournalNote, Note, Placed};
use crate::core::recover::{anchor, seal_at_end};
use crate::core::snapshot::facts_of;
use crate::core::store::{Ask, EventRow, NewSnapshot, SessionRow, StoreError, Totals, Transaction};
use serde_json::Value;

/// Snapshots that may lean on one full snapshot.
const SNAPSHOTS_PER_BASE: u32 = 16;

/// A session as storing needs to know it.
#[derive(Debug)]
pub struct Target {
    pub no: i64,
    pub session_id: String,
    base: Option<(i64, Vec<u8>)>,
    leaning: u32,
}

impl Target {
    /// A session of the database.
    pub fn new(no: i64, session_id: String) -> Self {
        Self { no, session_id, base: None, leaning: 0 }
    }

    /// A transaction came to nothing: ids of snapshots that it gave mean nothing now.
    pub fn forget_base(&mut self) {
        self.base = None;
    }

    fn name(&self) -> (i64, &str) {
        (self.no, &self.session_id)
    }
}

/// Sessions by their number within a recording.
pub trait Targets {
    /// One of them.
    fn target(&mut self, track: u32) -> Option<&mut Target>;
}

/// Inserts one batch.
pub fn store(
    tx: &mut Transaction<'_>,
    batch: &Batch,
    types: &[String],
    targets: &mut impl Targets,
) -> Result<(), StoreError> {
    let mut type_nos = vec![None; types.len()];
    for e in &batch.events {
        let slot = e.type_slot as usize;
        if type_nos[slot].is_none() {
            type_nos[slot] = Some(tx.type_no(&types[slot])?);
        }
    }
    let mut last = None;
    tx.insert_events(batch.events.iter().map(|e| {
        let no = match last {
            Some((track, no)) if track == e.track => no,
            _ => targets.target(e.track).map_or(0, |t| t.no),
        };
        last = Some((e.track, no));
        row(e, batch, no, &type_nos)
    }))?;
    for note in &batch.notes {
        store_note(tx, note, targets)?;
    }
    Ok(())
}

fn row<'b>(e: &'b Placed, batch: &'b Batch, session_no: i64, type_nos: &[Option<i64>]) -> EventRow<'b> {
    EventRow {
        session_no,
        seq: e.seq,
        at: e.at,
        type_no: type_nos[e.type_slot as usize].unwrap_or_default(),
        flags: e.flags,
        frame: e.frame,
        energy: e.energy,
        payload: batch.text_at(&e.payload),
        key: e.key.as_ref().map(|span| batch.text_at(span)),
        extra: e.extra.as_ref().map(|span| batch.text_at(span)),
        seal: e.seal.as_ref(),
    }
}

fn store_note(tx: &mut Transaction<'_>, note: &Note, targets: &mut impl Targets) -> Result<(), StoreError> {
    match note {
        Note::Key { track, first_seq, key } => tx.insert_key(find(targets, *track)?.no, *first_seq, key),
        Note::Quarantine(refused) => tx.quarantine(refused).map(|_| ()),
        Note::Retried { entry_no, status } => tx.set_quarantine_status(*entry_no, status),
        Note::Snapshot { track, snapshot, seal } => {
            store_snapshot(tx, find(targets, *track)?, seal, snapshot)
        }
        Note::Journal(entry) => store_entry(tx, find(targets, entry.track)?, entry),
        Note::Close { track, totals, facts, at, seal } => {
            let target = find(targets, *track)?;
            tx.journal(target.name(), (totals.last_seq, seal), *at, "recorder.closed", facts)?;
            close(tx, target, totals, *at)
        }
    }
}

fn find(targets: &mut impl Targets, track: u32) -> Result<&mut Target, StoreError> {
    let unknown = || gone(&format!("number {track} of a recording"), "nobody knows it");
    targets.target(track).ok_or_else(unknown)
}

fn close(
    tx: &mut Transaction<'_>,
    target: &Target,
    totals: &Totals,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.release(target.no, "Completed", true, at, Some(totals))?;
    let session = row_of(tx, target)?;
    anchor(tx, &session, at, "closed", totals.last_seq)
}

/// The row of a session that is being recorded.
fn row_of(from: &impl Ask, target: &Target) -> Result<SessionRow, StoreError> {
    let session = from.ask(|q| q.session(&target.session_id))?;
    session.ok_or_else(|| gone(&target.session_id, "it went away while it was recorded"))
}

fn gone(session: &str, why: &str) -> StoreError {
    StoreError::BadRecord { what: "the row", place: format!("session {session}"), why: why.to_owned() }
}

fn store_entry(tx: &mut Transaction<'_>, target: &Target, entry: &JournalNote) -> Result<(), StoreError> {
    tx.journal(target.name(), (entry.after_seq, &entry.seal), entry.at, &entry.kind, &entry.facts)?;
    if entry.lost > 0 {
        tx.add_lost(target.no, entry.lost)?;
    }
    Ok(())
}

/// An entry of a session's journal after the last event that is stored.
pub fn say_at_end(
    tx: &mut Transaction<'_>,
    target: &Target,
    at: Timestamp,
    kind: &str,
    facts: &Value,
) -> Result<(), StoreError> {
    let last_seq = tx.ask(|q| q.last_seq(target.no))?;
    let seal = seal_at_end(tx, target.no)?;
    tx.journal(target.name(), (last_seq, &seal), at, kind, &facts.to_string())
}

fn store_snapshot(
    tx: &mut Transaction<'_>,
    target: &mut Target,
    seal: &Hash,
    snapshot: &NewSnapshot,
) -> Result<(), StoreError> {
    let base = target.base.as_ref().filter(|_| target.leaning < SNAPSHOTS_PER_BASE);
    let alone = base.is_none();
    let id = put_snapshot(tx, target.name(), seal, snapshot, base.map(|b| (b.0, b.1.as_slice())))?;
    if snapshot.kind == "session_end" {
        target.base = None; // nothing follows that could lean on it
    } else if alone {
        target.base = Some((id, snapshot.state.clone()));
        target.leaning = 0;
    } else {
        target.leaning += 1;
    }
    Ok(())
}

/// Stores a snapshot and its journal entry, which stands after the seal that is given.
pub fn put_snapshot(
    tx: &mut Transaction<'_>,
    session: (i64, &str),
    seal: &Hash,
    snapshot: &NewSnapshot,
    base: Option<(i64, &[u8])>,
) -> Result<i64, StoreError> {
    let id = tx.insert_snapshot(session.0, snapshot, base)?;
    let (facts, _) = facts_of(tx, id)?;
    tx.journal(
        session,
        (snapshot.last_seq, seal),
        snapshot.at,
        "state.snapshot_created",
        &facts.to_string(),
    )?;
    Ok(id)
}

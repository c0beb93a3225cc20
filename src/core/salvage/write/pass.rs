//! One pass over the rows of a session: each event is kept or left out, folded, sealed and stored, and the journal
//! gets its entries in their places. One event is held back: only the next one shows whether a batch ends with it.

use super::Job;
use crate::core::compact::{Before, Noted};
use crate::core::fold::{CHUNK, Folder};
use crate::core::holes::{Declared, GAP};
use crate::core::model::chain::{GENESIS, Sealed};
use crate::core::model::event::Flags;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::record::put_snapshot;
use crate::core::recover::{anchor, totals_of};
use crate::core::salvage::SalvageError;
use crate::core::salvage::report::{Lost, SessionReport};
use crate::core::salvage::seal::{Sealer, new_key};
use crate::core::salvage::session::{Last, Salvaged};
use crate::core::salvage::sound::Sound;
use crate::core::store::{
    Ask, EventChunk, EventRow, JournalEntry, NewSnapshot, StoreError, StoredEvent, Transaction,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::cell::RefCell;

/// Chunks that are stored in one transaction.
const CHUNKS: usize = 10;
/// Stretches of unproved events that an entry names one by one.
const NAMED: usize = 1000;

/// An event that waits for the next one.
struct Held {
    seq: u64,
    at: Timestamp,
    type_name: String,
    flags: Flags,
    frame: Option<u64>,
    energy: Option<i64>,
    payload: String,
    key: Option<String>,
    extra: Option<String>,
    ended_batch: bool,
}

/// The pass.
pub struct Pass<'p> {
    job: &'p Job<'p>,
    session: &'p Salvaged,
    no: i64,
    sealer: Sealer,
    declared: Declared,
    folder: Folder,
    sound: Sound,
    state: State,
    held: Option<Held>,
    next: u64,
    journal_next: usize,
    kept: u64,
    last: u64,
    lost: Vec<Lost>,
    has_hole: bool,
    unproved: u64,
    unproved_kept: Vec<(u64, u64)>,
}

impl<'p> Pass<'p> {
    /// Before the first event.
    pub fn new(job: &'p Job<'p>, session: &'p Salvaged, no: i64, sealer: Sealer) -> Self {
        let base = session.base.as_ref();
        let (last, state) = base.map_or_else(Default::default, |b| (b.row.last_seq, b.state.clone()));
        Self {
            job,
            session,
            no,
            sealer: base.map(|b| b.row.seal).into_iter().fold(sealer, Sealer::after),
            declared: Declared::of(&session.journal),
            folder: Folder::default(),
            sound: Sound::default(),
            held: None,
            next: last + 1,
            journal_next: 0,
            kept: state.performance.events,
            state,
            last,
            lost: Vec::new(),
            has_hole: false,
            unproved: 0,
            unproved_kept: Vec::new(),
        }
    }

    /// Stores what the session begins with, where that is a state: as it is, and the journal before it. Those entries
    /// keep their places, whose seals are nowhere any more.
    pub fn begin(&mut self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        let Some(base) = &self.session.base else { return Ok(()) };
        tx.put_baseline(self.no, &base.row)?;
        let name = (self.no, self.session.session_id.as_str());
        for entry in self.session.journal.iter().take_while(|e| e.after_seq < base.row.last_seq) {
            self.journal_next += 1;
            tx.journal(name, (entry.after_seq, &GENESIS), entry.at, &entry.kind, &entry.facts)?;
        }
        Ok(())
    }

    /// What a journal entry says in the new database: of its baseline, the digest of the entries as they are now.
    fn facts_now(&self, tx: &Transaction<'_>, entry: &JournalEntry) -> Result<String, StoreError> {
        let noted = Noted::newest(std::slice::from_ref(entry));
        match (noted, &self.session.base) {
            (Some(noted), Some(base)) if noted == base.noted => {
                let journal = tx.ask(|q| q.journal(self.no))?;
                let before = Some(Before::of(&journal, base.row.last_seq));
                Ok(json!(Noted { journal: before, ..noted }).to_string())
            }
            _ => Ok(entry.facts.clone()),
        }
    }

    /// Stores some of the events. False when there are no more.
    pub fn some(&mut self, tx: &mut Transaction<'_>) -> Result<bool, SalvageError> {
        let cell = RefCell::new(EventChunk::default());
        for _ in 0..CHUNKS {
            self.job.scratch.ask(|q| q.events(self.session.no, self.next, CHUNK, &mut cell.borrow_mut()))?;
            let chunk = cell.borrow();
            let Some(last) = chunk.rows().last() else { return Ok(false) };
            self.next = last.seq + 1;
            for event in chunk.rows() {
                if self.wants(&chunk, event) {
                    self.store_held(tx, Some(event.seq))?;
                    self.hold(tx, &chunk, event)?;
                }
            }
            self.job.whole.step(chunk.rows().len() as u64);
        }
        Ok(true)
    }

    /// Whether an event is kept; it is in the state then.
    fn wants(&mut self, chunk: &EventChunk, event: &StoredEvent) -> bool {
        let proved = self.session.proof.holds(event.seq);
        if !proved {
            let beyond = matches!(self.session.last, Last::Exactly(last) if event.seq > last);
            if beyond || !self.sound.is(chunk, event, &self.job.types) {
                return false;
            }
            self.unproved += 1;
            if !self.job.keep_unproved {
                return false;
            }
        }
        if self.folder.apply(&mut self.state, chunk, event, &self.job.types).is_err() {
            return false;
        }
        if !proved {
            match self.unproved_kept.last_mut() {
                Some(before) if before.1 + 1 == event.seq => before.1 = event.seq,
                _ => self.unproved_kept.push((event.seq, event.seq)),
            }
        }
        self.kept += 1;
        true
    }

    fn hold(
        &mut self,
        tx: &mut Transaction<'_>,
        chunk: &EventChunk,
        event: &StoredEvent,
    ) -> Result<(), SalvageError> {
        if self.sealer.needs_key(event.seq) {
            self.sealer.next_key(tx, event.seq, &new_key()?)?;
        }
        // Rows that were not UTF-8 did not come this far.
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.held = Some(Held {
            seq: event.seq,
            at: event.at,
            type_name: self.job.types.get(event.type_no).map(|t| t.0).unwrap_or_default().to_owned(),
            flags: event.flags,
            frame: event.frame,
            energy: event.energy,
            payload: text(chunk.payload(event).unwrap_or_default()),
            key: chunk.key(event).map(str::to_owned),
            extra: chunk.extra(event).map(str::to_owned),
            ended_batch: event.seal.is_some(),
        });
        Ok(())
    }

    /// Stores the event that waits, knowing the next one, and what stands between the two.
    fn store_held(&mut self, tx: &mut Transaction<'_>, next: Option<u64>) -> Result<(), SalvageError> {
        let hole = next.filter(|next| *next != self.held.as_ref().map_or(self.last, |h| h.seq) + 1);
        if let Some(held) = self.held.take() {
            let entry_stands_here = self
                .session
                .journal
                .get(self.journal_next)
                .is_some_and(|e| next.is_none_or(|n| e.after_seq < n));
            let ends = held.ended_batch
                || hole.is_some()
                || next.is_none_or(|next| self.sealer.needs_key(next))
                || entry_stands_here;
            self.insert(tx, &held, ends)?;
            self.last = held.seq;
            if !ends {
                return Ok(());
            }
        }
        self.entries_upto(tx, self.last)?;
        if let Some(next) = hole {
            self.has_hole = true;
            if !self.declared.between(self.last, next) {
                self.declare(tx, Lost::stretch(self.last + 1, next - 1))?;
            }
            self.entries_upto(tx, next - 1)?;
        }
        Ok(())
    }

    fn insert(&mut self, tx: &mut Transaction<'_>, e: &Held, ends: bool) -> Result<(), StoreError> {
        let sealed = Sealed {
            seq: e.seq,
            at: e.at,
            type_name: &e.type_name,
            flags: e.flags,
            frame: e.frame,
            energy: e.energy,
            key: e.key.as_deref(),
            extra: e.extra.as_deref(),
            payload: e.payload.as_bytes(),
        };
        let seal = self.sealer.add(&sealed, ends);
        let type_no = tx.type_no(&e.type_name)?;
        tx.insert_events([EventRow {
            session_no: self.no,
            seq: e.seq,
            at: e.at,
            type_no,
            flags: e.flags,
            frame: e.frame,
            energy: e.energy,
            payload: &e.payload,
            key: e.key.as_deref(),
            extra: e.extra.as_deref(),
            seal: seal.as_ref(),
        }])
    }

    /// Copies the journal's entries that stood after an event or before it. Where that event is lost they stand
    /// after the last one that is not.
    fn entries_upto(&mut self, tx: &mut Transaction<'_>, seq: u64) -> Result<(), StoreError> {
        while let Some(entry) = self.session.journal.get(self.journal_next).filter(|e| e.after_seq <= seq) {
            self.journal_next += 1;
            let facts = self.facts_now(tx, entry)?;
            self.note(tx, entry.at, &entry.kind, &facts)?;
        }
        Ok(())
    }

    fn note(
        &self,
        tx: &mut Transaction<'_>,
        at: Timestamp,
        kind: &str,
        facts: &str,
    ) -> Result<(), StoreError> {
        let name = (self.no, self.session.session_id.as_str());
        tx.journal(name, (self.last, &self.sealer.seal), at, kind, facts)
    }

    fn declare(&mut self, tx: &mut Transaction<'_>, lost: Lost) -> Result<(), StoreError> {
        let facts = json!({
            "from": lost.from,
            "to": lost.to,
            "count": lost.count,
            "reason": lost.reason,
            "salvaged_from": self.job.old_uuid,
        });
        self.note(tx, self.job.now, GAP, &facts.to_string())?;
        self.lost.push(lost);
        Ok(())
    }

    /// The end of the session: the last event, the tail that is gone, the row.
    pub fn finish(mut self, tx: &mut Transaction<'_>) -> Result<SessionReport, SalvageError> {
        self.store_held(tx, None)?;
        let tail = match self.session.last {
            Last::Exactly(end) | Last::AtLeast(end) if end > self.last => {
                Some(Lost::stretch(self.last + 1, end))
            }
            Last::Beyond(_) => Some(Lost::beyond(self.last + 1)),
            Last::Exactly(_) | Last::AtLeast(_) => None,
        };
        if let Some(tail) = tail {
            self.declare(tx, tail)?;
        }
        self.entries_upto(tx, u64::MAX)?;
        if self.session.end.is_none() {
            let facts = json!({ "last_seq": self.last, "owner": null, "state": hex_of(&self.state) });
            self.note(tx, self.job.now, "system.recovered", &facts.to_string())?;
        }
        self.note_salvage(tx)?;
        self.snapshot(tx)?;
        let snapshots = u64::from(self.takes_snapshot());
        let status = self.close(tx)?;
        Ok(SessionReport {
            session_id: self.session.session_id.clone(),
            status,
            events: self.kept,
            last_seq: self.last,
            lost: self.lost,
            unproved: self.unproved,
            journal_lost: self.session.journal_lost,
            snapshots,
            energy: None,
            state_hash: None,
        })
    }

    fn note_salvage(&self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        let facts = json!({
            "salvaged_from": self.job.old_uuid,
            "events": self.kept,
            "unproved": self.unproved_kept.iter().map(|(first, last)| last - first + 1).sum::<u64>(),
            "unproved_events": self.unproved_kept.iter().take(NAMED).collect::<Vec<_>>(),
        });
        self.note(tx, self.job.now, "recorder.salvaged", &facts.to_string())
    }

    fn takes_snapshot(&self) -> bool {
        self.kept > 0 && !self.has_hole
    }

    fn snapshot(&self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        // Behind a hole there is none: whoever folds is to come by the hole, and by what declares it.
        if !self.takes_snapshot() {
            return Ok(());
        }
        let state = self.state.to_json();
        let snapshot = NewSnapshot {
            last_seq: self.last,
            frame: self.state.frame.frame_id,
            at: self.job.now,
            kind: "session_end",
            reason: Some("salvaged".into()),
            energy_micro: self.state.total_energy().0,
            state_hash: Sha256::digest(&state).into(),
            state,
        };
        let name = (self.no, self.session.session_id.as_str());
        put_snapshot(tx, name, &self.sealer.seal, &snapshot, None).map(|_| ())
    }

    fn close(&self, tx: &mut Transaction<'_>) -> Result<&'static str, StoreError> {
        let clean = self.session.end.is_some_and(|e| e.clean);
        let at = self.session.end.map_or(self.job.now, |e| e.at);
        let (status, kind) = if clean { ("Completed", "closed") } else { ("Interrupted", "interrupted") };
        // Nobody knows how much more than one event a loss without an end is.
        let lost: u64 = self.lost.iter().map(|l| l.count.unwrap_or(1)).sum();
        tx.add_lost(self.no, self.session.lost_before.saturating_add(lost))?;
        tx.release(self.no, status, clean, at, Some(&totals_of(self.last, &self.state)))?;
        let row = tx.ask(|q| q.session_by_no(self.no))?.ok_or_else(|| StoreError::BadRecord {
            what: "the row",
            place: format!("session {}", self.session.session_id),
            why: "it is gone while it was written".into(),
        })?;
        anchor(tx, &row, at, kind, self.last)?;
        Ok(status)
    }
}

fn hex_of(state: &State) -> String {
    crate::core::model::privacy::hex(&state.hash())
}

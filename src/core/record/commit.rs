//! The writing thread: stores batches, commits, and tells of it afterwards.
//!
//! A batch's rows are inserted as soon as it arrives; the commit comes when the placing thread says that the
//! input pauses, when enough has gathered, or when the first row has waited long enough. A batch is kept until
//! COMMIT has returned, and stored again as a whole when the database was busy.

mod open;
mod seal;

use super::batch::{Batch, Message, Note, Placed};
use super::feedback::{Ack, Feedback};
use super::{Options, RecordError};
use crate::core::ambient;
use crate::core::model::chain::Hash;
use crate::core::model::privacy::hex;
use crate::core::recover::anchor;
use crate::core::store::{Ask, EventRow, NewSnapshot, StoreError, Transaction, Writer};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use seal::Sealer;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Events after which a commit is made even while more keep coming.
const GROUP: usize = 10_000;
/// Bytes after which it is: a batch is kept until its commit, and the memory is bounded.
const GROUP_BYTES: usize = 8 << 20;
/// Waits before a failed batch is stored again.
const RETRY: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(200), Duration::from_millis(400)];
/// Snapshots that may lean on one full snapshot.
const SNAPSHOTS_PER_BASE: u32 = 16;

/// A session as the writing thread knows it.
struct Known {
    no: i64,
    session_id: String,
    sealer: Sealer,
    base: Option<(i64, Vec<u8>)>,
    leaning: u32,
}

/// The writing thread's state.
pub struct Commits {
    writer: Writer,
    options: Options,
    feedback: Box<dyn Feedback>,
    free: Sender<Box<Batch>>,
    committed: Arc<AtomicU64>,
    sessions: Vec<Known>,
    types: Vec<String>,
    #[expect(clippy::vec_box, reason = "batches travel between the threads as boxes")]
    pending: Vec<Box<Batch>>,
}

/// What ends the gathering of batches for one commit.
enum Then {
    Nothing,
    Answer(Sender<()>),
    Message(Message),
    End,
}

impl Commits {
    /// A writing thread over a database.
    pub fn new(
        writer: Writer,
        options: Options,
        feedback: Box<dyn Feedback>,
        free: Sender<Box<Batch>>,
        committed: Arc<AtomicU64>,
    ) -> Self {
        Self {
            writer,
            options,
            feedback,
            free,
            committed,
            sessions: Vec::new(),
            types: Vec::new(),
            pending: Vec::new(),
        }
    }

    /// Works until the placing thread hangs up; gives the writer back.
    pub fn run(mut self, messages: &Receiver<Message>) -> Result<Writer, RecordError> {
        let mut next = self.wait(messages);
        while let Some(message) = next.take() {
            match message {
                Message::Open(request, answer) => {
                    let opened = self.open(&request);
                    // Nobody waits for the answer only when the placing thread is gone.
                    let _ = answer.send(opened);
                }
                Message::Flush(answer) => {
                    let _ = answer.send(());
                }
                Message::Batch(batch) => match self.group(batch, messages)? {
                    Then::Nothing => {}
                    Then::Answer(answer) => {
                        let _ = answer.send(());
                    }
                    Then::Message(message) => {
                        next = Some(message);
                        continue;
                    }
                    Then::End => break,
                },
            }
            next = self.wait(messages);
        }
        Ok(self.writer)
    }

    /// The next message; the time until it comes is used to move the log into the file.
    fn wait(&mut self, messages: &Receiver<Message>) -> Option<Message> {
        self.writer.move_log();
        messages.recv().ok()
    }

    /// Gathers batches from the first one on, commits them together, and tells of it.
    fn group(&mut self, first: Box<Batch>, messages: &Receiver<Message>) -> Result<Then, RecordError> {
        let began = ambient::instant();
        self.take(first);
        // Kept outside of what can fail: a question that ended the gathering is answered after a second try, too.
        let mut then = Then::Nothing;
        match self.store_group(began, messages, &mut then) {
            Err(e) if e.may_pass() => self.store_again(e)?,
            other => other?,
        }
        self.tell();
        Ok(then)
    }

    /// Seals a batch and keeps it until it is committed.
    fn take(&mut self, mut batch: Box<Batch>) {
        seal::arrive(&mut batch, &mut self.sessions, &mut self.types);
        self.pending.push(batch);
    }

    fn store_group(
        &mut self,
        began: Instant,
        messages: &Receiver<Message>,
        then: &mut Then,
    ) -> Result<(), StoreError> {
        let (sessions, types, options) = (&mut self.sessions, &mut self.types, &self.options);
        let mut tx = self.writer.begin()?;
        let mut stored = 0;
        let mut events = 0;
        let mut bytes = 0;
        *then = loop {
            while stored < self.pending.len() {
                let batch = &self.pending[stored];
                store(&mut tx, batch, sessions, types, options)?;
                events += batch.events.len();
                bytes += batch.weight_bytes();
                stored += 1;
            }
            let last = &self.pending[stored - 1];
            let waited = began.elapsed();
            if last.commit || events >= GROUP || bytes >= GROUP_BYTES || waited >= options.batch_timeout {
                break Then::Nothing;
            }
            match messages.recv_timeout(options.batch_timeout.saturating_sub(waited)) {
                Ok(Message::Batch(mut batch)) => {
                    seal::arrive(&mut batch, sessions, types);
                    self.pending.push(batch);
                }
                Ok(Message::Flush(answer)) => break Then::Answer(answer),
                Ok(other) => break Then::Message(other),
                Err(RecvTimeoutError::Timeout) => break Then::Nothing,
                Err(RecvTimeoutError::Disconnected) => break Then::End,
            }
        };
        tx.commit()
    }

    /// The whole group again, after a pause; the placing thread waits meanwhile.
    fn store_again(&mut self, first: StoreError) -> Result<(), StoreError> {
        let mut error = first;
        for pause in RETRY {
            self.feedback.warn(&format!("{error}; trying again in {} ms", pause.as_millis()));
            std::thread::sleep(pause);
            // Ids of snapshots that were rolled back mean nothing now.
            self.sessions.iter_mut().for_each(|s| s.base = None);
            match self.store_pending() {
                Ok(()) => return Ok(()),
                Err(e) if e.may_pass() => error = e,
                Err(e) => return Err(e),
            }
        }
        Err(error)
    }

    fn store_pending(&mut self) -> Result<(), StoreError> {
        let mut tx = self.writer.begin()?;
        for batch in &self.pending {
            store(&mut tx, batch, &mut self.sessions, &self.types, &self.options)?;
        }
        tx.commit()
    }

    /// After the commit: refusals, lines to pass on, acknowledgements; and the buffers go back.
    fn tell(&mut self) {
        let Some(last) = self.pending.last() else { return };
        let (number, lines) = (last.number, last.lines);
        self.committed.store(number, Ordering::Release);
        let mut acks: Vec<(u32, u64)> = Vec::new();
        for batch in &self.pending {
            batch.nacks.iter().for_each(|nack| self.feedback.nack(nack));
            batch.tee.iter().for_each(|span| self.feedback.accepted_line(batch.bytes_at(span)));
            for (track, last_seq) in &batch.acks {
                match acks.iter_mut().find(|(t, _)| t == track) {
                    Some(known) => known.1 = *last_seq,
                    None => acks.push((*track, *last_seq)),
                }
            }
        }
        for (track, last_seq) in acks {
            let session_id = self.sessions[track as usize].session_id.clone();
            self.feedback.ack(&Ack { session_id, last_seq, lines });
        }
        let mut known: Vec<&(String, u64)> = self.pending.iter().flat_map(|batch| &batch.known).collect();
        known.dedup();
        for (session_id, last_seq) in known {
            self.feedback.ack(&Ack { session_id: session_id.clone(), last_seq: *last_seq, lines });
        }
        self.feedback.flush();
        for mut batch in self.pending.drain(..) {
            batch.clear();
            // A full or closed return lane only means that the buffer is not needed again.
            let _ = self.free.try_send(batch);
        }
    }
}

/// Inserts one batch.
fn store(
    tx: &mut Transaction<'_>,
    batch: &Batch,
    sessions: &mut [Known],
    types: &[String],
    options: &Options,
) -> Result<(), StoreError> {
    let mut numbers = vec![None; types.len()];
    for e in &batch.events {
        let slot = e.type_slot as usize;
        if numbers[slot].is_none() {
            numbers[slot] = Some(tx.type_no(&types[slot])?);
        }
    }
    tx.insert_events(batch.events.iter().map(|e| row(e, batch, sessions, &numbers)))?;
    for note in &batch.notes {
        store_note(tx, note, batch, sessions, options)?;
    }
    Ok(())
}

fn row<'b>(e: &'b Placed, batch: &'b Batch, sessions: &[Known], type_nos: &[Option<i64>]) -> EventRow<'b> {
    EventRow {
        session_no: sessions[e.track as usize].no,
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

fn store_note(
    tx: &mut Transaction<'_>,
    note: &Note,
    batch: &Batch,
    sessions: &mut [Known],
    options: &Options,
) -> Result<(), StoreError> {
    match note {
        Note::Key { track, first_seq, key } => tx.insert_key(sessions[*track as usize].no, *first_seq, key),
        Note::Quarantine(refused) => tx.quarantine(refused).map(|_| ()),
        Note::Retried { entry_no, status } => tx.set_quarantine_status(*entry_no, status),
        Note::Snapshot { track, snapshot } => {
            let known = &mut sessions[*track as usize];
            let seal = seal::seal_at(batch, known, *track, snapshot.last_seq);
            store_snapshot(tx, known, &seal, snapshot)
        }
        Note::Close { track, totals, facts, at } => {
            let known = &sessions[*track as usize];
            let name = (known.no, known.session_id.as_str());
            let seal = seal::seal_at(batch, known, *track, totals.last_seq);
            tx.journal(name, (totals.last_seq, &seal), *at, "recorder.closed", facts)?;
            tx.release(known.no, "Completed", true, *at, Some(totals))?;
            let session = tx.ask(|q| q.session(&known.session_id))?;
            let session = session.ok_or_else(|| StoreError::BadRecord {
                what: "the row",
                place: format!("session {}", known.session_id),
                why: format!("it is gone while {} recorded it", options.opening.owner),
            })?;
            anchor(tx, &session, *at, "closed", totals.last_seq)
        }
    }
}

fn store_snapshot(
    tx: &mut Transaction<'_>,
    known: &mut Known,
    seal: &Hash,
    snapshot: &NewSnapshot,
) -> Result<(), StoreError> {
    let base = known.base.as_ref().filter(|_| known.leaning < SNAPSHOTS_PER_BASE);
    let alone = base.is_none();
    let id =
        put_snapshot(tx, (known.no, &known.session_id), seal, snapshot, base.map(|b| (b.0, b.1.as_slice())))?;
    if snapshot.kind == "session_end" {
        known.base = None; // nothing follows that could lean on it
    } else if alone {
        known.base = Some((id, snapshot.state.clone()));
        known.leaning = 0;
    } else {
        known.leaning += 1;
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
    let packed = tx.ask(|q| q.snapshot(id))?.map(|row| row.packed).unwrap_or_default();
    let facts = json!({
        "snapshot_id": id,
        "last_seq": snapshot.last_seq,
        "state_hash": hex(&snapshot.state_hash),
        "digest": hex(&Sha256::digest(&packed)),
    });
    tx.journal(
        session,
        (snapshot.last_seq, seal),
        snapshot.at,
        "state.snapshot_created",
        &facts.to_string(),
    )?;
    Ok(id)
}

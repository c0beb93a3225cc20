//! The placing thread's side: takes lines, hands over batches.

mod keys;
mod memory;

use super::batch::{Batch, Message, Note, OpenRequest, Opened};
use super::commit::Commits;
use super::feedback::{Feedback, Nack, SessionSummary, Summary};
use super::filter::Filter;
use super::place::{Arrival, RowParts, Track};
use super::{Options, RecordError, Unknown};
use crate::core::ambient;
use crate::core::decode::{Code, Decoder, Incoming, Refusal};
use crate::core::key;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::{Flags, TYPES, index_of};
use crate::core::model::privacy::{ContentKey, hex, redact};
use crate::core::model::time::Timestamp;
use crate::core::recover::{Recovered, recover_all, totals_of};
use crate::core::store::{Place, Reader, Refused, Writer};
use crossbeam_channel::{Receiver, Sender, bounded};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

/// Bytes after which it is.
const CHUNK_BYTES: usize = 1 << 20;
/// Different types that are not in the table, in one recording.
const MAX_UNKNOWN_TYPES: usize = 10_000;
/// Batches under way between the two threads.
const LANE: usize = 8;

/// A recording under way.
pub struct Engine {
    options: Options,
    decoder: Decoder,
    filter: Filter,
    key: ContentKey,
    tracks: Vec<Track>,
    by_name: HashMap<String, Slot>,
    own: Option<String>,
    types: Types,
    last_slot: Option<(String, Slot)>,
    batch: Box<Batch>,
    handed_over: u64,
    /// The last batch was handed over with more to come: the writer may hold its transaction open.
    group_open: bool,
    dirty: Vec<u32>,
    messages: Option<Sender<Message>>,
    free: Receiver<Box<Batch>>,
    committed: Arc<AtomicU64>,
    writer: Option<JoinHandle<Result<Writer, RecordError>>>,
    reader: Option<Reader>,
    recovered: Vec<Recovered>,
    retrying: Option<i64>,
    /// States at hand.
    resident: usize,
    summary: Summary,
}

/// What the recording knows of a session's name.
#[derive(Clone, Copy)]
enum Slot {
    /// It is recorded.
    Open(u32),
    /// It has events already, and the recording was not told to go on with it.
    Exists { no: i64, last_seq: u64, content: bool },
}

/// The recording's types, numbered in the order of their first appearance.
#[derive(Default)]
struct Types {
    known: [Option<u32>; TYPES.len()],
    others: HashMap<String, u32>,
    count: u32,
}

impl Types {
    /// Whether one more type fits: ever new names would fill the memory.
    fn fits(&self, event: &Incoming<'_>) -> bool {
        event.spec.is_some() || self.others.len() < MAX_UNKNOWN_TYPES || self.others.contains_key(event.name.as_ref())
    }

    /// The number of an event's type; a new one is announced in the batch.
    fn slot_of(&mut self, event: &Incoming<'_>, batch: &mut Batch) -> u32 {
        let known = event.spec.and_then(index_of);
        let found = match known {
            Some(at) => self.known[at],
            None => self.others.get(event.name.as_ref()).copied(),
        };
        if let Some(slot) = found {
            return slot;
        }
        let slot = self.count;
        self.count += 1;
        match known {
            Some(at) => self.known[at] = Some(slot),
            None => {
                self.others.insert(event.name.to_string(), slot);
            }
        }
        batch.new_types.push((slot, event.name.to_string()));
        slot
    }
}

/// What became of one event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Dropped,
    Duplicate,
    Stored,
}

impl Engine {
    /// Opens the database, recovers what a crash left, and starts the writing thread.
    pub fn start(options: Options, feedback: Box<dyn Feedback>) -> Result<Self, RecordError> {
        let mut writer = Writer::open(&options.place, &options.opening)?;
        let recovered = recover_all(&mut writer, ambient::now())?;
        let key = match &options.key_file {
            None => key::ephemeral()?,
            Some(path) => {
                let mut tx = writer.begin()?;
                let key = key::obtain(&mut tx, path, options.new_key)?;
                tx.commit()?;
                key
            }
        };
        let reader = match &options.place {
            Place::File(path) => Some(Reader::open(path, options.opening.lock_timeout)?),
            Place::Memory => None,
        };
        let (messages, inbox) = bounded(LANE);
        let (give_back, free) = bounded(LANE);
        let committed = Arc::new(AtomicU64::new(0));
        let commits = Commits::new(writer, options.clone(), feedback, give_back, Arc::clone(&committed));
        let thread = std::thread::Builder::new().name("wfstate-writer".into());
        let writer = thread.spawn(move || commits.run(&inbox)).map_err(RecordError::System)?;
        Ok(Self {
            decoder: Decoder::new(options.unknown != Unknown::Accept),
            filter: Filter::new(&options.include, &options.exclude),
            key,
            tracks: Vec::new(),
            by_name: HashMap::new(),
            own: options.session.clone(),
            types: Types::default(),
            last_slot: None,
            batch: Box::default(),
            handed_over: 0,
            group_open: false,
            dirty: Vec::new(),
            messages: Some(messages),
            free,
            committed,
            writer: Some(writer),
            reader,
            recovered,
            retrying: None,
            resident: 0,
            summary: Summary { durable: options.opening.durable, ..Summary::default() },
            options,
        })
    }

    /// Sessions that were found without their recorder when the database was opened.
    pub fn recovered(&self) -> &[Recovered] {
        &self.recovered
    }

    /// What it came to so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Opens the recorder's own session now, instead of with its first event.
    pub fn open_own(&mut self) -> Result<(), RecordError> {
        let name = self.own.clone();
        self.slot_of(name.as_deref(), true, "stream").map(|_| ())
    }

    /// The same, for a session whose first event is known to be of this type.
    pub fn open_own_for(&mut self, first_type: &str) -> Result<(), RecordError> {
        let name = self.own.clone();
        self.slot_of(name.as_deref(), true, kind_of(first_type)).map(|_| ())
    }

    /// The last event of the recorder's own session, once that is open.
    pub fn own_seq(&self) -> Option<u64> {
        match self.by_name.get(self.own.as_deref()?)? {
            Slot::Open(track) => self.tracks.get(*track as usize).map(|t| t.last_seq),
            Slot::Exists { last_seq, .. } => Some(*last_seq),
        }
    }

    /// The name of the recorder's own session, once it has one.
    pub fn own(&self) -> Option<&str> {
        self.own.as_deref()
    }

    /// Takes one line, without its line end.
    pub fn line(&mut self, line: &[u8]) -> Result<(), RecordError> {
        self.summary.lines += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            self.summary.blank += 1;
            return Ok(());
        }
        let mut decoder = std::mem::take(&mut self.decoder);
        let mut best = Outcome::Dropped;
        let mut fatal = None;
        let decoded = decoder.decode(line, &mut |event| match self.event(&event) {
            Ok(Ok(o)) => {
                best = best.max(o);
                Ok(())
            }
            Ok(Err(refusal)) => Err(refusal),
            Err(e) => {
                fatal = Some(e);
                Err(Refusal::whole(Code::MalformedJson, "the recording stops"))
            }
        });
        self.decoder = decoder;
        if let Some(fatal) = fatal {
            return Err(fatal);
        }
        match decoded {
            Ok(()) => self.took(line, best),
            Err(refusal) => self.refuse(line, line.len() as u64, refusal)?,
        }
        let count = self.batch.events.len() + self.batch.nacks.len();
        if count >= self.options.queue || self.batch.weight_bytes() >= CHUNK_BYTES {
            self.hand_over(false)?;
        }
        Ok(())
    }

    /// The input began with a byte order mark, which was left out.
    pub fn note_bom(&mut self) {
        self.summary.bom = true;
    }

    /// Takes a line out of quarantine again; it goes into the session that it names, or was meant for.
    pub fn retry_line(&mut self, entry_no: i64, session: Option<String>, line: &str) -> Result<(), RecordError> {
        self.own = session;
        self.retrying = Some(entry_no);
        let taken = self.line(line.as_bytes());
        self.retrying = None;
        taken
    }

    /// Takes note of a line that was too long to be kept: only its length is known, and its first bytes.
    pub fn long_line(&mut self, head: &[u8], length: u64) -> Result<(), RecordError> {
        self.summary.lines += 1;
        let refusal = Refusal::whole(Code::LineTooLong, format!("the line has {length} bytes, more than the limit"));
        self.refuse(head, length, refusal)
    }

    fn took(&mut self, line: &[u8], outcome: Outcome) {
        match outcome {
            Outcome::Stored => {
                self.summary.accepted += 1;
                if self.options.tee {
                    let span = self.batch.keep(line);
                    self.batch.tee.push(span);
                }
                if let Some(entry_no) = self.retrying {
                    self.batch.notes.push(Note::Retried { entry_no, status: "accepted" });
                }
            }
            Outcome::Duplicate => {
                self.summary.duplicate += 1;
                if let Some(entry_no) = self.retrying {
                    self.batch.notes.push(Note::Retried { entry_no, status: "accepted" });
                }
            }
            Outcome::Dropped => self.summary.dropped += 1,
        }
    }

    /// Places one event. The outer error ends the recording, the inner one refuses the line.
    fn event(&mut self, event: &Incoming<'_>) -> Result<Result<Outcome, Refusal>, RecordError> {
        if !self.filter.takes(&event.name) {
            return Ok(Ok(Outcome::Dropped));
        }
        if !self.types.fits(event) {
            let message = format!("more than {MAX_UNKNOWN_TYPES} different unknown event types in one recording");
            return Ok(Err(Refusal::new(Code::TooManyTypes, "/type", message)));
        }
        let name = event.session.as_deref().or(self.own.as_deref());
        // Nearly every event is of the same session as the one before it.
        let again = self.last_slot.as_ref().filter(|(last, _)| name == Some(last)).map(|(_, slot)| *slot);
        let slot = match again.or_else(|| self.by_name.get(name?).copied()) {
            Some(slot) => slot,
            None => {
                let name = name.map(str::to_owned);
                self.slot_of(name.as_deref(), event.session.is_none(), kind_of(&event.name))?
            }
        };
        if again.is_none() {
            let name = event.session.as_deref().or(self.own.as_deref());
            self.last_slot = name.map(|n| (n.to_owned(), slot));
        }
        match slot {
            Slot::Open(track) => self.add_to_track(track, event),
            Slot::Exists { no, last_seq, content } => {
                let name = event.session.as_deref().or(self.own.as_deref()).unwrap_or_default().to_owned();
                self.add_to_existing(&name, (no, last_seq, content), event)
            }
        }
    }

    /// Opens a session; `own` says that it is the recorder's own.
    fn slot_of(&mut self, name: Option<&str>, own: bool, kind: &'static str) -> Result<Slot, RecordError> {
        let request = OpenRequest {
            session_id: name.map(str::to_owned),
            label: self.options.label.clone(),
            kind,
            content: self.options.content,
            resume: self.options.resume,
            at: ambient::now(),
            key: ambient::random().map_err(RecordError::System)?,
        };
        self.hand_over(true)?;
        let (answer, answered) = bounded(1);
        self.send(Message::Open(Box::new(request), answer))?;
        let opened = match answered.recv() {
            Ok(opened) => opened?,
            Err(_) => return Err(self.writer_error()),
        };
        let (session_id, slot) = match opened {
            Opened::Started(start) => {
                let id = start.session_id.clone();
                self.put_aside()?;
                self.tracks.push(Track::new(*start));
                (id, Slot::Open(u32::try_from(self.tracks.len() - 1).unwrap_or(u32::MAX)))
            }
            Opened::Exists { no, session_id, last_seq, content } => {
                (session_id, Slot::Exists { no, last_seq, content })
            }
        };
        self.by_name.insert(session_id.clone(), slot);
        if own {
            self.own = Some(session_id);
        }
        Ok(slot)
    }

    fn add_to_track(
        &mut self,
        at_track: u32,
        event: &Incoming<'_>,
    ) -> Result<Result<Outcome, Refusal>, RecordError> {
        let at = event.sent_at.map_or_else(ambient::now, |t| t.at);
        self.bring_back(at_track)?;
        let track = &mut self.tracks[at_track as usize];
        if track.needs_key() {
            track.set_key(at_track, ambient::random().map_err(RecordError::System)?, &mut self.batch);
        }
        let before = self.batch.bytes.len();
        let (row, flags) = self.row_parts(at_track, event);
        if let Some(known) = self.known(at_track, event, (&row, flags, at))? {
            self.batch.bytes.truncate(before);
            if known.is_ok() {
                self.mark_dirty(at_track);
            }
            return Ok(known.map(|()| Outcome::Duplicate));
        }
        let arrival = Arrival { event, data: event.data, at, flags };
        let key_identity = event.key.as_ref().map(|key| (key.to_string(), self.identity(event, &row, flags, at)));
        let track = &mut self.tracks[at_track as usize];
        if let Err(refusal) = track.place(at_track, &arrival, row, &mut self.batch) {
            self.batch.bytes.truncate(before);
            return Ok(Err(refusal));
        }
        if let Some((key, identity)) = key_identity {
            track.pending_keys.insert(key, (identity, self.handed_over + 1));
        }
        if track.snapshot_due.is_none() {
            track.snapshot_due = Some(ambient::now());
        }
        let every = self.options.snapshot_every;
        if every > 0 && track.last_seq - track.snapshot_seq >= every {
            track.snapshot(at_track, "periodic", ambient::now(), &mut self.batch);
        }
        if event.spec.is_none() {
            *self.summary.unknown_types.entry(event.name.to_string()).or_insert(0) += 1;
        }
        self.mark_dirty(at_track);
        Ok(Ok(Outcome::Stored))
    }

    /// Puts the parts of a row into the batch's buffer, the data redacted.
    fn row_parts(&mut self, at_track: u32, event: &Incoming<'_>) -> (RowParts, Flags) {
        let type_slot = self.types.slot_of(event, &mut self.batch);
        let track = &self.tracks[at_track as usize];
        let start = self.batch.bytes.len();
        let mut flags = event.flags;
        if track.start.content {
            self.batch.bytes.extend_from_slice(event.data.object());
        } else {
            let place = (track.start.session_id.as_str(), event.name.as_ref());
            if redact(&self.key, place, event.spec, &event.data, &mut self.batch.bytes) {
                flags = flags.with(Flags::REDACTED);
            }
        }
        let payload = super::batch::narrow(start..self.batch.bytes.len());
        let extra = event.extra.as_ref().map(|extra| self.keep_extra(at_track, &event.name, extra));
        let key = event.key.as_ref().map(|key| self.batch.keep(key.as_bytes()));
        (RowParts { type_slot, payload, key, extra }, flags)
    }

    fn mark_dirty(&mut self, track: u32) {
        if !self.dirty.contains(&track) {
            self.dirty.push(track);
        }
    }

    /// Keeps a refused line in quarantine, under the policy that its content is under.
    fn refuse(&mut self, line: &[u8], length: u64, refusal: Refusal) -> Result<(), RecordError> {
        self.summary.rejected += 1;
        let line_no = self.summary.lines;
        self.batch.nacks.push(Nack { line: line_no, code: refusal.code.as_str(), message: refusal.message.clone() });
        match (refusal.code, self.retrying) {
            // The session's events are where they were, and this line's producer is told.
            (Code::SessionExists, None) => {}
            (_, Some(entry_no)) => self.batch.notes.push(Note::Retried { entry_no, status: "refused again" }),
            (_, None) if !self.options.hold_refused => {}
            (_, None) => {
                let refused = self.quarantined(line, length, &refusal);
                self.batch.held_bytes += refused.line.as_ref().map_or(0, String::len);
                self.batch.notes.push(Note::Quarantine(Box::new(refused)));
            }
        }
        let unknown = refusal.code == Code::UnknownType && self.options.unknown == Unknown::Quarantine;
        if self.options.abort_on_invalid && !unknown {
            return Err(RecordError::Invalid { line: line_no, refusal });
        }
        Ok(())
    }

    fn quarantined(&self, line: &[u8], length: u64, refusal: &Refusal) -> Refused {
        let whole = length == line.len() as u64;
        let kept = (whole && (refusal.was_parsed() || self.options.content))
            .then(|| super::quarantine::redact_line(&self.key, line, self.options.content))
            .flatten();
        Refused {
            session_id: kept.as_ref().and_then(|k| k.session_id.clone()).or_else(|| self.own.clone()),
            received: ambient::now(),
            source: self.options.source.clone(),
            line_no: self.summary.lines,
            code: refusal.code.as_str().to_owned(),
            message: refusal.message.clone(),
            pointer: refusal.pointer.clone(),
            column: refusal.column.map(|c| c as u64),
            length,
            digest: self.key.digest(line),
            line: kept.map(|k| k.line),
        }
    }

    /// The input pauses: everything that was taken is to be durable as soon as the disk allows.
    pub fn pause(&mut self) -> Result<(), RecordError> {
        self.hand_over(true)
    }

    /// More input is there already. A live stream is handed over at its batch size when the writer is idle;
    /// while the writer is busy, what arrives gathers into one commit.
    pub fn more_coming(&mut self) -> Result<(), RecordError> {
        let idle = self.committed.load(Ordering::Acquire) == self.handed_over;
        if idle && self.batch.events.len() >= self.options.batch_size {
            return self.hand_over(true);
        }
        Ok(())
    }

    /// Seals the batch and hands it over; waits while the writer is behind.
    fn hand_over(&mut self, commit: bool) -> Result<(), RecordError> {
        if self.batch.is_empty() && self.dirty.is_empty() && !(commit && self.group_open) {
            return Ok(());
        }
        self.group_open = !commit;
        let now = ambient::now();
        let interval_us = i64::try_from(self.options.snapshot_interval.as_micros()).unwrap_or(i64::MAX);
        for at_track in std::mem::take(&mut self.dirty) {
            let track = &mut self.tracks[at_track as usize];
            let due = track.snapshot_due.is_some_and(|since| now >= since.plus_us(interval_us));
            if due && self.options.snapshot_every > 0 && track.last_seq > track.snapshot_seq {
                track.snapshot(at_track, "periodic", now, &mut self.batch);
            }
            track.seal(at_track, &mut self.batch);
            self.batch.acks.push((at_track, track.last_seq));
        }
        self.forget_committed_keys();
        self.handed_over += 1;
        self.batch.number = self.handed_over;
        self.batch.lines = self.summary.lines;
        self.batch.commit = commit;
        let next = self.free.try_recv().unwrap_or_default();
        let full = std::mem::replace(&mut self.batch, next);
        self.send(Message::Batch(full))
    }

    fn send(&mut self, message: Message) -> Result<(), RecordError> {
        let sent = self.messages.as_ref().is_some_and(|m| m.send(message).is_ok());
        if sent { Ok(()) } else { Err(self.writer_error()) }
    }

    /// Why the writing thread has stopped.
    fn writer_error(&mut self) -> RecordError {
        self.messages = None;
        match self.writer.take().map(JoinHandle::join) {
            Some(Ok(Err(e))) => e,
            _ => RecordError::System(std::io::Error::other("the writing thread is gone")),
        }
    }

    /// Waits until everything that was taken is durable.
    pub fn flush(&mut self) -> Result<(), RecordError> {
        self.hand_over(true)?;
        let (answer, answered) = bounded(1);
        self.send(Message::Flush(answer))?;
        answered.recv().map_err(|_| self.writer_error())
    }

    /// Ends every session cleanly: a last snapshot, its journal's last entry, its head in the ledger.
    pub fn finish(mut self) -> Result<Summary, RecordError> {
        let now = ambient::now();
        let mut sessions = Vec::with_capacity(self.tracks.len());
        for at in 0..self.tracks.len() {
            sessions.push(self.close(u32::try_from(at).unwrap_or(u32::MAX), now)?);
            if self.batch.notes.len() >= self.options.queue {
                self.hand_over(false)?;
            }
        }
        self.flush()?;
        self.messages = None;
        // The writer must be the last to close the file: only it can take the log away.
        self.reader = None;
        if let Some(thread) = self.writer.take() {
            let joined = thread.join().unwrap_or_else(|_| {
                Err(RecordError::System(std::io::Error::other("the writing thread panicked")))
            });
            // What was recorded is durable; a log that could not be moved into the file now will be later.
            let _ = joined?.tidy();
        }
        Ok(Summary { sessions, ..self.summary })
    }

    fn close(&mut self, at_track: u32, now: Timestamp) -> Result<SessionSummary, RecordError> {
        self.bring_back(at_track)?;
        let track = &mut self.tracks[at_track as usize];
        if self.options.snapshot_every > 0 && track.last_seq > track.snapshot_seq {
            track.snapshot(at_track, "session_end", now, &mut self.batch);
        }
        track.seal(at_track, &mut self.batch);
        let facts = json!({ "last_seq": track.last_seq, "recorded": track.last_seq - track.start.last_seq });
        let totals = Box::new(totals_of(track.last_seq, track.state_mut()));
        let summary = SessionSummary {
            session_id: track.start.session_id.clone(),
            last_seq: track.last_seq,
            events: track.last_seq,
            energy: MicroEu(totals.energy_micro),
            state_hash: hex(&totals.state_hash),
            clean: true,
        };
        self.batch.notes.push(Note::Close { track: at_track, totals, facts: facts.to_string(), at: now });
        Ok(summary)
    }
}

/// A session that begins with an event of a workflow is one.
fn kind_of(first_type: &str) -> &'static str {
    if first_type.starts_with("workflow.") { "workflow" } else { "stream" }
}

//! The placing thread's side: takes lines, hands over batches.

mod hand_over;
pub(super) mod keys;
mod memory;
mod refuse;
pub(super) mod types;

use super::batch::{Batch, Message, Note, OpenRequest, Opened};
use super::commit::Commits;
use super::feedback::{Feedback, Summary};
use super::filter::Filter;
use super::meter::Placing;
use super::place::{Arrival, RowParts, Track};
use super::shared::{Ending, Shared};
use super::{Options, RecordError, Unknown};
use super::{pressure, spill};
use crate::core::ambient;
use crate::core::decode::{Code, Decoder, Incoming, Refusal};
use crate::core::key;
use crate::core::model::event::Flags;
use crate::core::model::privacy::{ContentKey, redact};
use crate::core::observer::Silent;
use crate::core::purge;
use crate::core::recover::{Recovered, recover_all, sweep};
use crate::core::store::{Place, Reader, Writer};
use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::pipe::{PipeFlags, pipe_with};
use std::collections::HashMap;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::thread::JoinHandle;
use types::{MAX_UNKNOWN_TYPES, Types};

/// Bytes after which a batch is handed over in any case.
const CHUNK_BYTES: usize = 1 << 20;
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
    placing: Placing,
    handed_over: u64,
    /// The last batch was handed over with more to come: the writer may hold its transaction open.
    group_open: bool,
    dirty: Vec<u32>,
    messages: Option<Sender<Message>>,
    free: Receiver<Box<Batch>>,
    shared: Arc<Shared>,
    /// Becomes readable when the recording is to end.
    stop: Option<OwnedFd>,
    /// Hangs up when the writing thread ends.
    writing: OwnedFd,
    writer: Option<JoinHandle<Result<Writer, RecordError>>>,
    reader: Option<Reader>,
    recovered: Vec<Recovered>,
    /// Events that were given a place.
    placed: u64,
    retrying: Option<i64>,
    /// States at hand.
    resident: usize,
    /// Lines that are dealt with whole. A line that opens a session has those before it made durable, and must
    /// not be acknowledged with them.
    dealt_lines: u64,
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

/// What became of one event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Dropped,
    Duplicate,
    Stored,
}

impl Engine {
    /// Opens the database, recovers what a crash left, and starts the writing thread.
    pub fn start(options: Options, mut feedback: Box<dyn Feedback>) -> Result<Self, RecordError> {
        let mut writer = Writer::open(&options.place, &options.opening)?;
        let log = writer.log_finding().cloned();
        let recovered = put_right(&mut writer, &options, &mut *feedback)?;
        let key = content_key(&mut writer, &options)?;
        let reader = match &options.place {
            Place::File(path) => Some(Reader::open(path, options.opening.lock_timeout)?),
            Place::Memory => None,
        };
        let (messages, inbox) = bounded(LANE);
        let (give_back, free) = bounded(LANE);
        let shared = Arc::new(Shared::default());
        let commits = Commits::new(writer, options.clone(), feedback, give_back, Arc::clone(&shared));
        let placing = commits.meter.placing();
        let thread = std::thread::Builder::new().name("wfstate-writer".into());
        let (writing, held) = pipe_with(PipeFlags::CLOEXEC).map_err(|e| RecordError::System(e.into()))?;
        let run = move || {
            let ended = commits.run(&inbox);
            drop(held);
            ended
        };
        let writer = thread.spawn(run).map_err(RecordError::System)?;
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
            placing,
            handed_over: 0,
            group_open: false,
            dirty: Vec::new(),
            messages: Some(messages),
            free,
            shared,
            stop: None,
            writing,
            writer: Some(writer),
            reader,
            recovered,
            placed: 0,
            retrying: None,
            resident: 0,
            dealt_lines: 0,
            summary: Summary { durable: options.opening.durable, log, ..Summary::default() },
            options,
        })
    }

    /// Sessions that were found without their recorder when the database was opened.
    pub fn recovered(&self) -> &[Recovered] {
        &self.recovered
    }

    /// Somebody waits for the end.
    pub fn end_at_once(&self) {
        self.shared.end(Ending::AtOnce);
    }

    /// A stop that is wished for is heeded also while the disk has this side wait.
    pub fn heed(&mut self, stop: OwnedFd) {
        self.stop = Some(stop);
    }

    /// Hangs up when nothing can be recorded any more: [`Engine::failed`] says why.
    pub fn writing(&self) -> BorrowedFd<'_> {
        self.writing.as_fd()
    }

    /// Whether nothing can be recorded any more.
    pub fn has_failed(&self) -> bool {
        self.writer.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Why nothing can be recorded any more.
    pub fn failed(&mut self) -> RecordError {
        self.writer_error()
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

    /// Opens a session of a given name, kind and label now, instead of with its first event.
    pub fn open_named(
        &mut self,
        name: &str,
        kind: &'static str,
        label: Option<&str>,
    ) -> Result<(), RecordError> {
        let of_all = std::mem::replace(&mut self.options.label, label.map(str::to_owned));
        let opened = self.slot_of(Some(name), false, kind);
        self.options.label = of_all;
        opened.map(|_| ())
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
            self.dealt_lines = self.summary.lines;
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
        self.dealt_lines = self.summary.lines;
        self.placing.holds(&self.batch);
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
            let message =
                format!("more than {MAX_UNKNOWN_TYPES} different unknown event types in one recording");
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
        let opened = self.await_answer(&answered)??;
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
        let level = self.shared.pressure();
        if level > 0 && pressure::drops(&self.options.droppable, level, &event.name) {
            self.batch.bytes.truncate(before);
            self.tracks[at_track as usize].dropped.add(&event.name, ambient::now());
            self.summary.lost += 1;
            self.mark_dirty(at_track);
            return Ok(Ok(Outcome::Dropped));
        }
        let arrival = Arrival { event, data: event.data, at, flags };
        let key_identity =
            event.key.as_ref().map(|key| (key.to_string(), self.identity(event, &row, flags, at)));
        let track = &mut self.tracks[at_track as usize];
        if let Err(refusal) = track.place(at_track, &arrival, row, &mut self.batch) {
            self.batch.bytes.truncate(before);
            return Ok(Err(refusal));
        }
        self.placed += 1;
        self.placing.frame(at_track, event.frame, &mut self.batch, ambient::instant);
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
}

/// What an earlier recording left is put right before anything is written: events that wait to be stored come
/// first, then sessions that lost their recorder.
pub(super) fn put_right(
    writer: &mut Writer,
    options: &Options,
    feedback: &mut dyn Feedback,
) -> Result<Vec<Recovered>, RecordError> {
    let now = ambient::now();
    if let Place::File(path) = &options.place {
        sweep(path, now);
        // What a purge left to do can wait, a stream of events less so: whatever keeps it from being done is said.
        match purge::finish_pending(writer, &Silent) {
            Ok(told) => told.iter().for_each(|line| feedback.warn(line)),
            Err(e) => feedback.warn(&format!("a purge that was interrupted is not finished: {e}")),
        }
        let directory = options.spill_directory.as_deref();
        for notice in spill::leftover::drain_all(writer, path, directory, now)? {
            feedback.warn(&notice);
        }
    }
    Ok(recover_all(writer, now)?)
}

pub(super) fn content_key(writer: &mut Writer, options: &Options) -> Result<ContentKey, RecordError> {
    let Some(path) = &options.key_file else { return Ok(key::ephemeral()?) };
    let mut tx = writer.begin()?;
    let key = key::obtain(&mut tx, path, options.new_key)?;
    tx.commit()?;
    Ok(key)
}

/// A session that begins with an event of a workflow is one.
fn kind_of(first_type: &str) -> &'static str {
    if first_type.starts_with("workflow.") { "workflow" } else { "stream" }
}

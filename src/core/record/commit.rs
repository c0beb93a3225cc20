//! The writing thread: stores batches, commits, and tells of it afterwards.
//!
//! A batch's rows are inserted as soon as it arrives; the commit comes when the placing thread says that the
//! input pauses, when enough has gathered, or when the first row has waited long enough. A batch is kept until
//! COMMIT has returned, and stored again as a whole when the database was busy. When that does not help, a live
//! recording goes on without the database for a while: see [`circuit`].

mod circuit;
pub(super) mod open;
pub(super) mod seal;
pub mod store;

use super::backlog::Batches;
use super::batch::{Batch, Message};
use super::feedback::{Ack, Feedback};
use super::meter::Meter;
use super::place::SessionStart;
use super::shared::Shared;
use super::{Options, RecordError};
use crate::core::ambient;
use crate::core::store::{Place, StoreError, Writer, ballast};
pub use circuit::BREAKER;
use circuit::Trouble;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use seal::Sealer;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Target, Targets};

/// Events after which a commit is made even while more keep coming.
const GROUP: usize = 10_000;
/// Bytes after which it is: a batch is kept until its commit, and the memory is bounded.
const GROUP_BYTES: usize = 8 << 20;
/// Waits before a failed batch is stored again.
const RETRY: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(200), Duration::from_millis(400)];

/// A session as the writing thread knows it.
pub struct Known {
    target: Target,
    sealer: Sealer,
}

impl Known {
    /// A session that was just opened.
    pub fn new(start: &SessionStart) -> Self {
        Self { target: Target::new(start.no, start.session_id.clone()), sealer: Sealer::new(start) }
    }
}

impl Targets for Vec<Known> {
    fn target(&mut self, track: u32) -> Option<&mut Target> {
        self.get_mut(track as usize).map(|known| &mut known.target)
    }
}

/// The writing thread's state.
pub struct Commits {
    writer: Writer,
    options: Options,
    feedback: Box<dyn Feedback>,
    free: Sender<Box<Batch>>,
    shared: Arc<Shared>,
    sessions: Vec<Known>,
    types: Vec<String>,
    pending: Batches,
    /// The database could not be written, and what has waited since.
    trouble: Option<Trouble>,
    /// Questions of the placing thread that only the database can answer.
    owed: VecDeque<Message>,
    /// Measures; the placing thread has its other half.
    pub meter: Meter,
}

/// What ends the gathering of batches for one commit.
enum Then {
    Nothing,
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
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            meter: Meter::new(&options),
            writer,
            options,
            feedback,
            free,
            shared,
            sessions: Vec::new(),
            types: Vec::new(),
            pending: Vec::new(),
            trouble: None,
            owed: VecDeque::new(),
        }
    }

    /// Works until the placing thread hangs up; gives the writer back.
    pub fn run(mut self, messages: &Receiver<Message>) -> Result<Writer, RecordError> {
        while let Some(message) = self.next(messages)? {
            match message {
                Message::Open(request, answer) => {
                    let opened = self.open_when_possible(&request);
                    // Nobody waits for the answer only when the placing thread is gone.
                    let _ = answer.send(opened);
                }
                Message::Flush(answer) => {
                    let _ = answer.send(());
                }
                Message::Batch(batch) => match self.group(batch, messages)? {
                    Then::Nothing | Then::End => {}
                    Then::Message(message) => self.owed.push_back(message),
                },
            }
        }
        Ok(self.writer)
    }

    /// The next message; `None` when there will be none.
    fn next(&mut self, messages: &Receiver<Message>) -> Result<Option<Message>, RecordError> {
        if self.trouble.is_some() {
            self.weather(messages)?;
        }
        Ok(self.owed.pop_front().or_else(|| self.wait(messages)))
    }

    /// The next message; the time until it comes is used to move the log into the file.
    fn wait(&mut self, messages: &Receiver<Message>) -> Option<Message> {
        if self.writer.move_log() {
            self.keep_ballast();
        }
        messages.recv().ok()
    }

    /// A database that fills logs is worth its ballast; a small one is not. Without room there is none.
    fn keep_ballast(&self) {
        if let Place::File(path) = &self.options.place {
            let _ = ballast::ensure(path, self.options.ballast_bytes);
        }
    }

    /// Gathers batches from the first one on, commits them together, and tells of it.
    fn group(&mut self, first: Box<Batch>, messages: &Receiver<Message>) -> Result<Then, RecordError> {
        let began = ambient::instant();
        self.take(first);
        // Kept outside of what can fail: a question that ended the gathering is answered after a second try, too.
        let mut then = Then::Nothing;
        match self.store_group(began, messages, &mut then) {
            Ok(()) => self.tell(),
            Err(e) => self.stored_or_not(e)?,
        }
        Ok(then)
    }

    /// Seals a batch and keeps it until it is committed.
    fn take(&mut self, mut batch: Box<Batch>) {
        arrive(&mut batch, &mut self.sessions, &mut self.types, &mut self.meter);
        self.pending.push(batch);
    }

    fn store_group(
        &mut self,
        began: Instant,
        messages: &Receiver<Message>,
        then: &mut Then,
    ) -> Result<(), StoreError> {
        let (sessions, types, options) = (&mut self.sessions, &mut self.types, &self.options);
        let meter = &mut self.meter;
        let mut tx = self.writer.begin()?;
        let mut stored = 0;
        let mut events = 0;
        let mut bytes = 0;
        *then = loop {
            while stored < self.pending.len() {
                let batch = &self.pending[stored];
                store::store(&mut tx, batch, types, sessions)?;
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
                    arrive(&mut batch, sessions, types, meter);
                    self.pending.push(batch);
                }
                Ok(other) => break Then::Message(other),
                Err(RecvTimeoutError::Timeout) => break Then::Nothing,
                Err(RecvTimeoutError::Disconnected) => break Then::End,
            }
        };
        meter.committing();
        tx.commit()
    }

    /// The whole group again, after pauses; the placing thread waits meanwhile.
    fn store_again(&mut self, first: StoreError, say_so: bool) -> Result<(), StoreError> {
        let mut error = first;
        for pause in RETRY {
            if !error.may_pass() {
                return Err(error);
            }
            if say_so {
                self.feedback.warn(&format!("{error}; trying again in {} ms", pause.as_millis()));
            }
            std::thread::sleep(pause);
            self.meter.retried();
            match self.store_pending() {
                Ok(()) => return Ok(()),
                Err(e) => error = e,
            }
        }
        Err(error)
    }

    fn store_pending(&mut self) -> Result<(), StoreError> {
        // Ids of snapshots that were rolled back mean nothing now.
        self.sessions.iter_mut().for_each(|s| s.target.forget_base());
        let mut tx = self.writer.begin()?;
        for batch in &self.pending {
            store::store(&mut tx, batch, &self.types, &mut self.sessions)?;
        }
        self.meter.committing();
        tx.commit()
    }

    /// After the commit: refusals, lines to pass on, acknowledgements; and the buffers go back.
    fn tell(&mut self) {
        let Some(last) = self.pending.last() else { return };
        let (number, lines) = (last.number, last.lines);
        self.meter.committed(&self.pending, &mut *self.feedback);
        let events = self.pending.iter().map(|batch| batch.events.len() as u64).sum();
        self.shared.set_committed(number, events);
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
            let session_id = self.sessions[track as usize].target.session_id.clone();
            self.feedback.ack(&Ack { session_id, last_seq, lines });
        }
        let mut known: Vec<&(String, u64)> = self.pending.iter().flat_map(|batch| &batch.known).collect();
        known.dedup();
        for (session_id, last_seq) in known {
            self.feedback.ack(&Ack { session_id: session_id.clone(), last_seq: *last_seq, lines });
        }
        self.feedback.flush();
        for batch in self.pending.drain(..) {
            recycle(batch, &self.free);
        }
    }
}

/// Seals a batch that has come, and adds to it what the meter has to say.
fn arrive(batch: &mut Batch, sessions: &mut [Known], types: &mut Vec<String>, meter: &mut Meter) {
    seal::events(batch, sessions, types);
    meter.arrived(batch, types);
    seal::notes(batch, sessions);
}

/// Gives a buffer back. A full or closed return lane only means that it is not needed again.
fn recycle(mut batch: Box<Batch>, free: &Sender<Box<Batch>>) {
    batch.clear();
    let _ = free.try_send(batch);
}

//! The breaker. A batch that cannot be stored is tried again; after five such batches in a row (on a full disk
//! after the first) a live recording goes on without the database: what arrives waits in order (see
//! [`Backlog`]), and once in a while the oldest batch alone is tried. When it is stored, all that waited is, and
//! the recording is as it was. Nothing is acknowledged before it is committed.

use super::store::{Target, say_at_end, store};
use super::{Commits, GROUP, recycle};
use crate::core::ambient;
use crate::core::model::time::Timestamp;
use crate::core::record::RecordError;
use crate::core::record::backlog::{Backlog, Names, Room, Spilled};
use crate::core::record::batch::{Batch, Message, Note, OpenRequest, Opened};
use crate::core::record::shared::Ending;
use crate::core::record::spill::{marker, path_of};
use crate::core::store::{Place, StoreError, Transaction, ballast};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// The kind of an entry that says whether the database could be written.
pub const BREAKER: &str = "recorder.breaker";
/// Failed batches in a row after which the breaker opens.
const FAILURES: u32 = 5;
/// The first wait until the database is tried again; it doubles up to the last.
const PROBE: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(4)];
/// At the end of the input, what is in memory alone is tried to be stored for so long.
const GRACE: Duration = Duration::from_secs(10);
/// Where somebody waits for the end, a lock is waited for no longer than this.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How often the end of the recording is looked for while nothing can be taken in.
const LOOK: Duration = Duration::from_millis(50);

/// The breaker is open: since when, why, and what waits.
pub struct Trouble {
    backlog: Backlog,
    cause: StoreError,
    failures: u32,
    at: Timestamp,
    since: Instant,
    pause: Duration,
    probe_at: Instant,
    /// Sessions whose journal says that it is open.
    announced: BTreeSet<u32>,
    said_that_memory_is_used: bool,
    /// The journals say already that it is over.
    said_end: bool,
    /// When the recording's end was first seen.
    ended: Option<Instant>,
}

impl Trouble {
    /// The journals of these sessions say that it is over.
    fn say_end<'t>(
        &self,
        tx: &mut Transaction<'_>,
        targets: impl Iterator<Item = &'t Target>,
    ) -> Result<(), StoreError> {
        let now = ambient::now();
        let Spilled { batches, events, bytes } = self.backlog.spilled;
        let spill = json!({ "batches": batches, "events": events, "bytes": bytes });
        let after_ms = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        let closed = json!({ "state": "closed", "after_ms": after_ms });
        for target in targets {
            if batches > 0 {
                say_at_end(tx, target, now, "recorder.spill", &spill)?;
            }
            say_at_end(tx, target, now, BREAKER, &closed)?;
        }
        Ok(())
    }
}

impl Commits {
    /// After a group was not stored: it is now, or it waits in the backlog, or the recording ends.
    pub(super) fn stored_or_not(&mut self, first: StoreError) -> Result<(), RecordError> {
        let live = self.options.live;
        self.writer.tell_outage(Some((ambient::now(), &first.to_string())));
        let mut error = first;
        let mut failures = 0;
        if live {
            // The pauses between the tries are patience enough from here on.
            self.writer.set_patience(Duration::ZERO)?;
        }
        while failures < FAILURES && self.shared.ending() != Ending::AtOnce {
            error = match self.store_again(error, failures == 0) {
                Ok(()) => {
                    let _ = self.writer.set_patience(self.options.opening.lock_timeout);
                    self.writer.tell_outage(None);
                    self.feedback.warn("the database is written again");
                    self.tell();
                    return Ok(());
                }
                Err(e) if live && e.may_be_waited_out() => e,
                Err(e) => return Err(e.into()),
            };
            failures += 1;
            if !error.may_pass() {
                break; // a full disk is full; only time helps
            }
        }
        self.open_circuit(error, failures)
    }

    /// Opens a session. A live recording that has others waits with that until the database can be written; one
    /// that has not begun yet says at once that it cannot.
    pub(super) fn open_when_possible(&mut self, request: &OpenRequest) -> Result<Opened, RecordError> {
        let (mut pause, mut told) = (PROBE[0], false);
        loop {
            let opened = self.open(request);
            let wait = match &opened {
                Err(RecordError::Store(e))
                    if self.options.live && !self.sessions.is_empty() && e.may_be_waited_out() =>
                {
                    if !std::mem::replace(&mut told, true) {
                        self.writer.tell_outage(Some((ambient::now(), &e.to_string())));
                        self.feedback.warn(&format!("{e}: a new session waits until it can be written"));
                    }
                    self.shared.ending() == Ending::NotYet
                }
                _ => false,
            };
            if !wait {
                if told {
                    self.writer.tell_outage(None);
                }
                return opened;
            }
            self.writer.make_room();
            let until = ambient::instant() + pause;
            while ambient::instant() < until && self.shared.ending() == Ending::NotYet {
                std::thread::sleep(LOOK);
            }
            pause = (pause * 2).min(PROBE[1]);
        }
    }

    fn open_circuit(&mut self, cause: StoreError, failures: u32) -> Result<(), RecordError> {
        let Place::File(database) = &self.options.place else { return Err(cause.into()) };
        let room = Room {
            database: database.clone(),
            uuid: *self.writer.uuid(),
            directory: self.options.spill_directory.clone(),
            spill_bytes: self.options.spill_bytes,
            held_bytes: self.options.hold_bytes,
            id: ambient::random().map_err(RecordError::System)?,
        };
        self.writer.set_patience(Duration::ZERO)?;
        let place = match room.spill_bytes {
            0 => "memory".to_owned(),
            _ => path_of(database, room.directory.as_deref(), &room.id).display().to_string(),
        };
        self.feedback
            .warn(&format!("{cause}: what comes in is kept aside in {place} until it can be written"));
        self.meter.outage(&mut *self.feedback);
        let now = ambient::instant();
        self.trouble = Some(Trouble {
            backlog: Backlog::new(room),
            cause,
            failures,
            at: ambient::now(),
            since: now,
            pause: PROBE[0],
            probe_at: now + PROBE[0],
            announced: BTreeSet::new(),
            said_that_memory_is_used: false,
            said_end: false,
            ended: None,
        });
        for batch in std::mem::take(&mut self.pending) {
            self.set_aside(batch);
        }
        Ok(())
    }

    /// Puts a sealed batch into the backlog.
    fn set_aside(&mut self, batch: Box<Batch>) {
        let Some(trouble) = &mut self.trouble else { return };
        let names = (&self.sessions, &self.types);
        let session = |n: u32| names.0[n as usize].target.session_id.as_str();
        let type_name = |n: u32| names.1[n as usize].as_str();
        let names = Names { session: &session, type_name: &type_name };
        if let Some(done) = trouble.backlog.add(batch, names) {
            recycle(done, &self.free);
        }
        if let Some(e) = trouble.backlog.refused.take()
            && !std::mem::replace(&mut trouble.said_that_memory_is_used, true)
        {
            self.feedback.warn(&format!("nothing can be kept in a spill file ({e}), only in memory"));
        }
        self.shared.set_pressure(trouble.backlog.pressure());
    }

    /// Takes in what comes and tries the database, until it can be written again.
    pub(super) fn weather(&mut self, messages: &Receiver<Message>) -> Result<(), RecordError> {
        while let Some(trouble) = &self.trouble {
            let until_probe = trouble.probe_at.saturating_duration_since(ambient::instant());
            if self.shared.ending() != Ending::NotYet {
                self.last_tries(messages)?;
                continue;
            }
            if until_probe.is_zero() {
                self.probe()?;
                continue;
            }
            // Who waits for an answer sends nothing more; and what is full takes nothing.
            if !self.owed.is_empty() || trouble.backlog.is_full() {
                std::thread::sleep(until_probe.min(LOOK));
                continue;
            }
            match messages.recv_timeout(until_probe.min(LOOK)) {
                Ok(Message::Batch(batch)) => self.take_aside(batch),
                Ok(question) => self.owed.push_back(question),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.last_tries(messages)?,
            }
        }
        Ok(())
    }

    fn take_aside(&mut self, batch: Box<Batch>) {
        self.take(batch);
        for batch in std::mem::take(&mut self.pending) {
            self.set_aside(batch);
        }
    }

    /// Half open: the oldest batch alone; when it is stored, all the others.
    fn probe(&mut self) -> Result<(), RecordError> {
        let mut most_events = 1;
        while let Some(trouble) = &mut self.trouble {
            // Each time: a log that grows while all that waited is stored would fill the disk again.
            self.writer.make_room();
            self.pending = trouble.backlog.portion(most_events).map_err(RecordError::System)?;
            let stored = if self.pending.is_empty() { self.store_end() } else { self.store_portion() };
            let Some(trouble) = &mut self.trouble else { break };
            match stored {
                Ok(()) if self.pending.is_empty() => return self.close_circuit(),
                Ok(()) => {
                    trouble.backlog.stored(&self.pending);
                    self.shared.set_pressure(trouble.backlog.pressure());
                    self.tell();
                    most_events = GROUP;
                }
                Err(e) if e.may_be_waited_out() => {
                    self.meter.retried();
                    trouble.backlog.not_stored(std::mem::take(&mut self.pending));
                    trouble.pause = (trouble.pause * 2).min(PROBE[1]);
                    trouble.probe_at = ambient::instant() + trouble.pause;
                    trouble.failures += 1;
                    trouble.cause = e;
                    self.settle_backlog();
                    return Ok(());
                }
                Err(e) => return Err(e.into()),
            }
        }
        Ok(())
    }

    /// What waits in memory goes to disk, if that takes it now.
    fn settle_backlog(&mut self) {
        let Some(trouble) = &mut self.trouble else { return };
        let names = (&self.sessions, &self.types);
        let session = |n: u32| names.0[n as usize].target.session_id.as_str();
        let type_name = |n: u32| names.1[n as usize].as_str();
        let freed = trouble.backlog.settle(Names { session: &session, type_name: &type_name });
        trouble.backlog.refused = None; // said before, or not worth saying
        for batch in freed {
            recycle(batch, &self.free);
        }
        self.shared.set_pressure(trouble.backlog.pressure());
    }

    fn store_portion(&mut self) -> Result<(), StoreError> {
        let Some(trouble) = &mut self.trouble else { return Ok(()) };
        self.sessions.iter_mut().for_each(|s| s.target.forget_base());
        let mut tx = self.writer.begin()?;
        let mut announced = BTreeSet::new();
        let facts =
            json!({ "state": "open", "cause": trouble.cause.to_string(), "failures": trouble.failures });
        for track in self.pending.iter().flat_map(|b| b.events.iter().map(|e| e.track)) {
            if !trouble.announced.contains(&track) && announced.insert(track) {
                let target = &self.sessions[track as usize].target;
                say_at_end(&mut tx, target, trouble.at, BREAKER, &facts)?;
            }
        }
        let mut said_end = trouble.said_end;
        for batch in &self.pending {
            let closes = batch.notes.iter().any(|note| matches!(note, Note::Close { .. }));
            if closes && !std::mem::replace(&mut said_end, true) {
                // The end of a session is the last thing that its journal says.
                let sessions = trouble.announced.union(&announced);
                trouble.say_end(&mut tx, sessions.map(|track| &self.sessions[*track as usize].target))?;
            }
            store(&mut tx, batch, &self.types, &mut self.sessions)?;
        }
        if let Some((id, frames)) = trouble.backlog.mark() {
            tx.set_meta(&marker(&id), &frames.to_string())?;
        }
        self.meter.committing();
        tx.commit()?;
        trouble.announced.append(&mut announced);
        trouble.said_end = said_end;
        Ok(())
    }

    /// Nothing waits any more: the journals say so.
    fn store_end(&mut self) -> Result<(), StoreError> {
        let Some(trouble) = self.trouble.as_ref().filter(|t| !t.said_end) else { return Ok(()) };
        let mut tx = self.writer.begin()?;
        trouble.say_end(&mut tx, trouble.announced.iter().map(|n| &self.sessions[*n as usize].target))?;
        tx.commit()
    }

    fn close_circuit(&mut self) -> Result<(), RecordError> {
        let Some(mut trouble) = self.trouble.take() else { return Ok(()) };
        self.shared.set_pressure(0);
        self.writer.tell_outage(None);
        self.writer.set_patience(self.options.opening.lock_timeout)?;
        // A spill file that does not let itself be removed is known to be drained.
        if let Ok(Some(id)) = trouble.backlog.finish() {
            let forgotten = self.writer.begin().and_then(|mut tx| {
                tx.delete_meta(&marker(&id))?;
                tx.commit()
            });
            let _ = forgotten; // one row more, which says nothing any more
        }
        let seconds = trouble.since.elapsed().as_secs_f64();
        self.feedback.warn(&format!("the database is written again, after {seconds:.1} s"));
        Ok(())
    }

    /// The recording ends, and the database could not be written: the ballast goes, whoever has the lock is
    /// waited for. What then still cannot be stored stays in the spill file; what is in memory alone is worth
    /// some more tries, unless somebody waits for the end.
    fn last_tries(&mut self, messages: &Receiver<Message>) -> Result<(), RecordError> {
        while let Ok(message) = messages.try_recv() {
            match message {
                Message::Batch(batch) => self.take_aside(batch),
                question => self.owed.push_back(question),
            }
        }
        let Some(trouble) = &mut self.trouble else { return Ok(()) };
        let first = trouble.ended.is_none();
        let ended = *trouble.ended.get_or_insert_with(ambient::instant);
        if first {
            if let Place::File(path) = &self.options.place {
                ballast::release(path);
            }
            let most = if self.shared.ending() == Ending::AtOnce { AT_ONCE } else { Duration::MAX };
            self.writer.set_patience(self.options.opening.lock_timeout.min(most))?;
        }
        self.probe()?;
        let Some(trouble) = self.trouble.take() else { return Ok(()) };
        let in_memory = trouble.backlog.held_events();
        let patient = self.shared.ending() == Ending::InputIsOver && ended.elapsed() < GRACE;
        if in_memory > 0 && patient {
            self.writer.set_patience(Duration::ZERO)?;
            std::thread::sleep(PROBE[0]);
            self.trouble = Some(trouble);
            return Ok(());
        }
        Err(RecordError::Unstored {
            waiting: trouble.backlog.spilled_events(),
            spill: trouble.backlog.spill_file(),
            lost: in_memory,
            source: trouble.cause,
        })
    }
}

//! Batches on their way to the writing thread, and the end of a recording.

use super::Engine;
use crate::core::ambient;
use crate::core::model::chain::GENESIS;
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::record::RecordError;
use crate::core::record::batch::{Message, Note};
use crate::core::record::feedback::{SessionSummary, Summary};
use crate::core::record::shared::Ending;
use crate::core::recover::totals_of;
use crossbeam_channel::{Receiver, RecvTimeoutError, SendTimeoutError, bounded};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::json;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often a wait for the writing thread looks whether it is still there.
const LOOK_AFTER_WRITER: Duration = Duration::from_millis(100);

impl Engine {
    /// The input pauses: everything that was taken is to be durable as soon as the disk allows.
    pub fn pause(&mut self) -> Result<(), RecordError> {
        self.hand_over(true)?;
        self.placing.waits(ambient::instant());
        Ok(())
    }

    /// More input is there already. A live stream is handed over at its batch size when the writer is idle;
    /// while the writer is busy, what arrives gathers into one commit.
    pub fn more_coming(&mut self) -> Result<(), RecordError> {
        let idle = self.shared.committed() == self.handed_over;
        if idle && self.batch.events.len() >= self.options.batch_size {
            return self.hand_over(true);
        }
        Ok(())
    }

    /// Seals the batch and hands it over; waits while the writer is behind.
    pub(super) fn hand_over(&mut self, commit: bool) -> Result<(), RecordError> {
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
            if let Some(loss) = track.dropped.declare(at_track, track.last_seq, now) {
                self.batch.notes.push(Note::Journal(Box::new(loss)));
            }
            self.batch.acks.push((at_track, track.last_seq));
        }
        self.forget_committed_keys();
        self.handed_over += 1;
        self.batch.number = self.handed_over;
        self.batch.lines = self.dealt_lines;
        self.batch.commit = commit;
        self.placing.hand_over(&mut self.batch, ambient::instant());
        let next = self.free.try_recv().unwrap_or_default();
        let full = std::mem::replace(&mut self.batch, next);
        self.send(Message::Batch(full))
    }

    pub(super) fn send(&mut self, message: Message) -> Result<(), RecordError> {
        let mut message = message;
        while let Some(messages) = &self.messages {
            match messages.send_timeout(message, LOOK_AFTER_WRITER) {
                Ok(()) => return Ok(()),
                Err(SendTimeoutError::Timeout(back)) => message = back,
                Err(SendTimeoutError::Disconnected(_)) => break,
            }
            self.look_for_stop();
        }
        Err(self.writer_error())
    }

    /// While the disk has this side wait, nobody else looks whether the recording is to end.
    fn look_for_stop(&self) {
        if let Some(stop) = &self.stop {
            let mut fds = [PollFd::new(stop, PollFlags::IN)];
            let none = Timespec { tv_sec: 0, tv_nsec: 0 };
            if poll(&mut fds, Some(&none)).is_ok_and(|n| n > 0) {
                self.shared.end(Ending::AtOnce);
            }
        }
    }

    /// Waits for the writing thread's answer. A question that a failing writer left in the channel stays there
    /// for as long as this side could send, hence the look at the thread.
    pub(super) fn await_answer<T>(&mut self, answered: &Receiver<T>) -> Result<T, RecordError> {
        loop {
            match answered.recv_timeout(LOOK_AFTER_WRITER) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Timeout) if self.writer.as_ref().is_some_and(|w| !w.is_finished()) => {
                    self.look_for_stop();
                }
                // It may have answered just before it ended.
                Err(_) => return answered.try_recv().map_err(|_| self.writer_error()),
            }
        }
    }

    /// Why the writing thread has stopped.
    pub(super) fn writer_error(&mut self) -> RecordError {
        self.messages = None;
        match self.writer.take().map(JoinHandle::join) {
            Some(Ok(Err(RecordError::Unstored { waiting, spill, source, .. }))) => {
                // What is on this side, or was on the way, is not stored either.
                let lost = self.placed.saturating_sub(self.shared.stored() + waiting);
                RecordError::Unstored { waiting, spill, lost, source }
            }
            Some(Ok(Err(e))) => e,
            _ => RecordError::System(std::io::Error::other("the writing thread is gone")),
        }
    }

    /// Waits until everything that was taken is durable.
    pub fn flush(&mut self) -> Result<(), RecordError> {
        self.hand_over(true)?;
        let (answer, answered) = bounded(1);
        self.send(Message::Flush(answer))?;
        self.await_answer(&answered)
    }

    /// The same at the end of a recording: what cannot be stored now is not waited for any longer.
    fn flush_at_end(&mut self) -> Result<(), RecordError> {
        self.hand_over(true)?;
        let (answer, answered) = bounded(1);
        self.send(Message::Flush(answer))?;
        self.shared.end(Ending::InputIsOver);
        self.await_answer(&answered)
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
        self.flush_at_end()?;
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
        let facts = facts.to_string();
        self.batch.notes.push(Note::Close { track: at_track, totals, facts, at: now, seal: GENESIS });
        Ok(summary)
    }
}

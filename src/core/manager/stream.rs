//! Streams: events as they happen.

use super::{PATIENCE, StateError, StateManager, nobody};
use crate::core::ambient;
use crate::core::model::state::State;
use crate::core::record::{Event, Full, Recorder, RecorderOptions};
use crate::core::recover::{Recovered, recover_all, state_at_end};
use crate::core::snapshot;
use crate::core::store::{Ask, Opening, Place, Writer};
use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

/// How long a full queue is waited for at a time.
const FULL: Duration = Duration::from_millis(1);

impl StateManager {
    /// Marks every session that lost its process as interrupted, and says which. [`StateManager::new`] did it, too.
    pub fn initialize(&self) -> Result<Vec<Recovered>, StateError> {
        self.step(|w| recover_all(w.stepper().writer(), ambient::now()))
    }

    /// Begins a stream of this name, or goes on with one that was interrupted.
    pub fn start_session(&self, session_id: &str, user_id: &str) -> Result<(), StateError> {
        let mut recorders = self.recorders();
        if recorders.contains_key(session_id) {
            return Ok(());
        }
        let mut options = RecorderOptions::new(&self.path)?;
        options.record.session = Some(session_id.to_owned());
        options.record.resume = true;
        options.record.key_file = Some(self.key_file.clone());
        let mut recorder = Recorder::open_with(options, nobody())?;
        let data = serde_json::json!({
            "version": env!("CARGO_PKG_VERSION"), "user_id": user_id, "mode": "offline",
        });
        let data = data.to_string();
        put(&mut recorder, &Event { type_name: "system.start", data: &data, ..Event::default() });
        recorder.flush()?;
        recorders.insert(session_id.to_owned(), recorder);
        Ok(())
    }

    /// Hands an event of a stream over, and waits while the queue is full. Durable after [`StateManager::flush`].
    pub fn put(&self, session_id: &str, event: &Event<'_>) -> Result<(), StateError> {
        self.with(session_id, |recorder| {
            put(recorder, event);
            Ok(())
        })
    }

    /// Waits until everything that was put into a stream is on disk.
    pub fn flush(&self, session_id: &str) -> Result<(), StateError> {
        self.with(session_id, |recorder| Ok(recorder.flush()?))
    }

    /// Records one event of a stream: on disk when this returns.
    pub fn log_event(
        &self,
        type_name: &str,
        data: &serde_json::Value,
        session_id: &str,
    ) -> Result<(), StateError> {
        let data = serde_json::to_string(data)?;
        self.with(session_id, |recorder| {
            put(recorder, &Event { type_name, data: &data, ..Event::default() });
            Ok(recorder.flush()?)
        })
    }

    /// Takes a snapshot of a session as it stands on disk; gives its id.
    pub fn create_snapshot(&self, session_id: &str) -> Result<i64, StateError> {
        if let Some(recorder) = self.recorders().get_mut(session_id) {
            recorder.flush()?;
        }
        let opening =
            Opening { create: None, durable: true, lock_timeout: PATIENCE, owner: ambient::process_name() };
        let mut writer = Writer::open(&Place::parse(&self.path), &opening)?;
        let row = writer.ask(|q| q.session(session_id))?;
        let row = row.ok_or_else(|| StateError::SessionNotFound(session_id.to_owned()))?;
        let upto = writer.ask(|q| q.last_seq(row.no))?;
        Ok(snapshot::create(&mut writer, &row, upto, ("manual", None), ambient::now())?.snapshot_id)
    }

    /// The state of a session after its last event that is on disk.
    pub fn current_state(&self, session_id: &str) -> Result<State, StateError> {
        let reader = self.reader()?;
        let row = Self::row(&reader, session_id)?;
        let upto = reader.ask(|q| q.last_seq(row.no))?;
        Ok(state_at_end(&reader, row.no, upto)?.state)
    }

    /// Marks what lost its process, and gives the state that a session has: what a program goes on from.
    pub fn recover_from_crash(&self, session_id: &str) -> Result<State, StateError> {
        self.initialize()?;
        self.current_state(session_id)
    }

    /// Ends a stream cleanly.
    pub fn end_session(&self, session_id: &str) -> Result<(), StateError> {
        let recorder = self.recorders().remove(session_id).ok_or_else(|| not_begun(session_id))?;
        recorder.finish()?;
        Ok(())
    }

    /// Ends all streams cleanly. Workflows stay as they are: running ones are interrupted when this process ends.
    pub fn shutdown(self) -> Result<(), StateError> {
        let recorders = self.recorders.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ended: Vec<_> = recorders.into_values().map(Recorder::finish).collect();
        ended.into_iter().find_map(Result::err).map_or(Ok(()), |e| Err(e.into()))
    }

    fn recorders(&self) -> MutexGuard<'_, HashMap<String, Recorder>> {
        self.recorders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(
        &self,
        session_id: &str,
        work: impl FnOnce(&mut Recorder) -> Result<T, StateError>,
    ) -> Result<T, StateError> {
        let mut recorders = self.recorders();
        work(recorders.get_mut(session_id).ok_or_else(|| not_begun(session_id))?)
    }
}

fn not_begun(session_id: &str) -> StateError {
    let why = "this manager records no such stream; start_session begins one";
    StateError::WrongKind { session: session_id.to_owned(), why }
}

/// A producer that may wait waits: nothing is dropped, and nothing overtakes.
fn put(recorder: &mut Recorder, event: &Event<'_>) {
    while recorder.try_record(event) == Err(Full) {
        std::thread::sleep(FULL);
    }
}

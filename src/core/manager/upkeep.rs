//! What is done with the database as a whole.

use super::{PATIENCE, StateError, StateManager};
use crate::core::ambient;
use crate::core::export::{self, dress, place::Destination};
use crate::core::import;
use crate::core::maintain::{Wish, maintain};
use crate::core::observer::Silent;
use crate::core::purge;
use crate::core::select::SelectError;
use crate::core::selection::{Selection, resolve};
use crate::core::store::{Opening, Place, Writer};
use std::path::Path;

/// A day.
const DAY_US: i64 = 86_400_000_000;

impl StateManager {
    /// Deletes for ever what ended so many days ago, with a receipt in the ledger; gives how many sessions it were.
    /// What is held stays, and then nothing is deleted.
    pub fn cleanup_old_sessions(&self, days: u32) -> Result<usize, StateError> {
        let cut = ambient::now().plus_us(-i64::from(days).saturating_mul(DAY_US));
        let selection = Selection { older_than: Some(cut), ..Selection::default() };
        // A purge wants the file alone; whoever steps waits, and opens it anew.
        let mut steps = self.steps();
        *steps = None;
        let writer = self.writer()?;
        let sessions = match resolve(&writer, &selection) {
            Err(SelectError::Nothing { .. }) => return Ok(0),
            other => other?,
        };
        let plan = purge::plan(&writer, (&self.path, None), sessions, &Silent)?;
        if let Some(refusal) = plan.refusal() {
            return Err(refusal.into());
        }
        let count = plan.sessions.len();
        purge::apply(writer, &Self::opening(), plan, Some("cleanup"), &Silent)?;
        Ok(count)
    }

    /// Writes the file anew without its free pages, where nobody else is at work.
    pub fn vacuum(&self) -> Result<(), StateError> {
        self.maintain(&Wish { vacuum: true, force: true, ..Wish::default() })
    }

    /// Makes all statistics anew.
    pub fn optimize(&self) -> Result<(), StateError> {
        self.maintain(&Wish { optimize: true, analyze: true, ..Wish::default() })
    }

    /// Moves the log into the file.
    pub fn checkpoint(&self) -> Result<(), StateError> {
        self.maintain(&Wish { checkpoint: true, ..Wish::default() })
    }

    /// Writes a session to a file, by whose ending the format goes (NDJSON where it says nothing), without the words
    /// of people and models.
    pub fn export_session(&self, session_id: &str, path: impl AsRef<Path>) -> Result<(), StateError> {
        let (reader, path) = (self.reader()?, path.as_ref());
        let row = Self::row(&reader, session_id)?;
        let destination = Destination::check(path, &self.path, false)?;
        let format = dress::format_of(path).unwrap_or(&dress::FORMATS[0]);
        let out = ((format.dress)(), destination.open()?);
        export::write(&reader, &[row], &export::Options::default(), out, &Silent)?;
        Ok(destination.finish()?)
    }

    /// Brings a session in from a file that [`StateManager::export_session`] wrote, or one of another program; gives
    /// its name, the first one where there are several.
    pub fn import_session(&self, path: impl AsRef<Path>) -> Result<String, StateError> {
        let options = import::Options {
            files: vec![path.as_ref().to_owned()],
            database: self.path.clone(),
            opening: Self::opening(),
            from: None,
            sessions: Vec::new(),
            on_conflict: import::OnConflict::Fail,
            accept_unverified: false,
            content: false,
            key_file: self.key_file.clone(),
            dry_run: false,
        };
        let report = import::run(&options, &Silent)?;
        let first = report.files.iter().flat_map(|f| &f.sessions).find_map(|s| s.imported_as.clone());
        first.ok_or_else(|| StateError::SessionNotFound(path.as_ref().display().to_string()))
    }

    fn maintain(&self, wish: &Wish) -> Result<(), StateError> {
        // The writer of the steps has the lock that a file that is written anew needs.
        self.step(|w| maintain(w.stepper().writer(), &self.path, wish, &Silent)).map(drop)
    }

    fn opening() -> Opening {
        Opening { create: None, durable: true, lock_timeout: PATIENCE, owner: ambient::process_name() }
    }

    fn writer(&self) -> Result<Writer, StateError> {
        Ok(Writer::open(&Place::parse(&self.path), &Self::opening())?)
    }
}

//! Checking while somebody records: round by round what is new since the last event that was verified.

use super::baseline::Baseline;
use super::findings::{Finding, Tally};
use super::{Extent, Options, check};
use crate::core::observer::Silent;
use crate::core::store::{Ask, Reader, StoreError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What a watch has seen so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// Rounds that looked at something.
    pub rounds: u64,
    /// Events that were verified; what a round looked at again counts once.
    pub events: u64,
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Rounds that could not be made, because the database could not be opened or read.
    pub failed: u64,
}

/// Watches the sessions of a database that are being recorded.
#[derive(Debug)]
pub struct Watch {
    path: PathBuf,
    options: Options,
    /// Per session how far it was looked at.
    sessions: BTreeMap<String, Progress>,
    /// What earlier rounds found: it is said once.
    said: Arc<Baseline>,
    seen: Watched,
}

/// How far a session was looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// The sealed event up to which it was.
    verified: u64,
    /// It ended, and its end was looked at too: nothing comes before somebody records it again.
    settled: bool,
}

impl Watch {
    /// A watch that has seen nothing. One thread is enough: it must not slow the recorder.
    pub fn new(path: PathBuf, options: Options) -> Self {
        let options = Options { threads: 1, ..options };
        Self { path, options, sessions: BTreeMap::new(), said: Arc::default(), seen: Watched::default() }
    }

    /// What was seen so far.
    pub fn seen(&self) -> Watched {
        self.seen
    }

    /// Sessions that are watched from now on, whether somebody is recording them or not.
    pub fn add(&mut self, sessions: impl IntoIterator<Item = String>) {
        for session in sessions {
            self.sessions.entry(session).or_default().settled = false;
        }
    }

    /// Looks at what is new. The findings are those of this round.
    pub fn round(&mut self) -> Result<Vec<Finding>, StoreError> {
        self.look().inspect_err(|_| self.seen.failed += 1)
    }

    fn look(&mut self) -> Result<Vec<Finding>, StoreError> {
        let reader = Reader::open(&self.path, self.options.lock_timeout)?;
        self.add(reader.ask(|q| q.owned_sessions())?.into_iter().map(|row| row.session_id));
        // The ends before the check: what comes meanwhile is for the next round, and is looked at twice.
        let mut ends = BTreeMap::new();
        for id in self.sessions.iter().filter(|s| !s.1.settled).map(|s| s.0) {
            let Some(row) = reader.ask(|q| q.session(id))? else { continue };
            let verified = reader.ask(|q| q.last_seal(row.no))?.map_or(0, |seal| seal.0);
            ends.insert(id.clone(), Progress { verified, settled: row.owner.is_none() });
        }
        drop(reader);
        if ends.is_empty() {
            return Ok(Vec::new());
        }
        let after = ends.keys().map(|id| (id.clone(), self.sessions.get(id).map_or(0, |s| s.verified)));
        let (extent, baseline) = (Extent::After(after.collect()), Some(Arc::clone(&self.said)));
        let report = check(&self.path, &Options { extent, baseline, ..self.options.clone() }, &Silent)?;
        for (id, end) in ends {
            let session = self.sessions.entry(id).or_default();
            self.seen.events += end.verified.saturating_sub(session.verified);
            *session = Progress { verified: end.verified.max(session.verified), ..end };
        }
        Arc::make_mut(&mut self.said).learn(&self.path.to_string_lossy(), &report.findings);
        let Tally { errors, warnings, .. } = report.tally;
        self.seen.rounds += 1;
        self.seen.errors += errors;
        self.seen.warnings += warnings;
        Ok(report.findings)
    }
}

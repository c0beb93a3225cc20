//! A fold on its way: the state, and everything that is compared with it as it passes.

use super::curve::Curve;
use super::divergence::{Divergence, fields_of};
use super::golden::{Golden, Trace, short};
use super::{Options, Start};
use crate::core::model::chain::Hash;
use crate::core::model::state::State;
use crate::core::model::state::diff::diff;
use std::sync::Arc;

/// A stored snapshot that the fold will pass.
#[derive(Debug, Clone)]
pub struct Expected {
    pub id: i64,
    pub seq: u64,
    pub hash: Hash,
}

/// A snapshot that says something else than the fold.
#[derive(Debug, Clone)]
pub struct SnapshotMismatch {
    /// Its id.
    pub id: i64,
    /// Its last event.
    pub seq: u64,
    /// The last event at which a snapshot agreed, or 0.
    pub agreed_at: u64,
    /// The hash that it says.
    pub expected: Hash,
    /// The state of the fold there; kept for the first few only.
    pub state: Option<State>,
    /// Its hash.
    pub found: Hash,
}

/// States are kept for at most this many snapshots.
const MAX_STATES: usize = 20;

/// Where the fold left the golden file's trace.
#[derive(Debug, Clone)]
struct Left {
    divergence: Divergence,
}

/// A fold on its way.
#[derive(Debug, Clone)]
pub struct Track {
    pub state: State,
    /// The last event that it has seen.
    pub seq: u64,
    /// Events folded here.
    pub folded: u64,
    pub curve: Curve,
    pub trace: Option<Trace>,
    pub agreed: u64,
    pub mismatches: Vec<SnapshotMismatch>,
    agreed_at: u64,
    expected: Arc<[Expected]>,
    next: usize,
    golden: Option<Arc<Golden>>,
    before: Option<State>,
    left: Option<Left>,
}

impl Track {
    /// A fold that goes on from a state.
    pub fn new(state: State, seq: u64, options: &Options, expected: Vec<Expected>) -> Self {
        let mut track = Self {
            curve: Curve::new(state.total_energy()),
            state,
            seq,
            folded: 0,
            trace: options.trace.then(Trace::default),
            agreed: 0,
            mismatches: Vec::new(),
            agreed_at: 0,
            expected: expected.into(),
            next: 0,
            golden: options.golden.clone(),
            before: None,
            left: None,
        };
        track.compare_snapshots(None);
        track
    }

    /// Before an event is folded.
    pub fn before(&mut self) {
        if self.left.is_none() && self.golden.as_ref().is_some_and(|g| g.trace.stride == 1) {
            self.before = Some(self.state.clone());
        }
    }

    /// After event `seq` was folded.
    pub fn after(&mut self, seq: u64, name: &str) {
        let from = std::mem::replace(&mut self.seq, seq);
        self.folded += 1;
        self.curve.push(self.state.total_energy());
        let mut hash = None;
        if let Some(trace) = self.trace.as_mut().filter(|t| t.wants(self.folded)) {
            trace.push(self.folded, hash.get_or_insert_with(|| self.state.hash()));
        }
        if self.golden.is_some() {
            self.compare_trace(from, name, &mut hash);
        }
        self.compare_snapshots(hash);
    }

    fn compare_trace(&mut self, from: u64, name: &str, hash: &mut Option<Hash>) {
        let Some(golden) = self.golden.as_ref().filter(|_| self.left.is_none()) else { return };
        let Some(wanted) = golden.trace.at(self.folded) else { return };
        let found = short(hash.get_or_insert_with(|| self.state.hash()));
        if found == wanted {
            return;
        }
        let exact = golden.trace.stride == 1;
        let first = if exact { self.seq } else { self.seq.saturating_sub(golden.trace.stride - 1).max(1) };
        let message = if exact {
            format!("event {} ({name}) leads to another state than in the golden file", self.seq)
        } else {
            format!("between events {first} and {} the state leaves that of the golden file", self.seq)
        };
        let mut divergence = Divergence::new("golden", (first, self.seq), message);
        if let Some(before) = self.before.take().filter(|_| exact && from < self.seq) {
            divergence.type_name = Some(name.to_owned());
            divergence.event_changes = fields_of(&diff(&before, &self.state));
        }
        self.left = Some(Left { divergence });
    }

    fn compare_snapshots(&mut self, hash: Option<Hash>) {
        let mut hash = hash;
        while let Some(expected) = self.expected.get(self.next).filter(|e| e.seq <= self.seq) {
            self.next += 1;
            if expected.seq < self.seq {
                continue; // its event is missing, which is a finding of its own
            }
            let found = *hash.get_or_insert_with(|| self.state.hash());
            if found == expected.hash {
                self.agreed += 1;
                self.agreed_at = self.seq;
                continue;
            }
            let state = (self.mismatches.len() < MAX_STATES).then(|| self.state.clone());
            self.mismatches.push(SnapshotMismatch {
                id: expected.id,
                seq: expected.seq,
                agreed_at: self.agreed_at,
                expected: expected.hash,
                state,
                found,
            });
        }
    }

    /// Where the fold left the golden file's trace, if it did.
    pub fn left_golden(&self) -> Option<Divergence> {
        self.left.as_ref().map(|l| l.divergence.clone())
    }
}

impl Options {
    /// Where the fold begins: golden files hold every event from the first.
    pub fn effective_start(&self) -> Start {
        let whole = self.golden.is_some() || self.trace;
        match self.start {
            Start::Automatic if whole || self.point == crate::core::select::Point::End => Start::Zero,
            Start::Automatic => Start::Newest,
            other => other,
        }
    }
}

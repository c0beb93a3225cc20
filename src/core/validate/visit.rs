//! The rules that see each event with its data and with the state after it.

use super::energy::{self, Energy, Kept};
use super::findings::Sink;
use super::gaps::{self, Follows, Frames, Seqs};
use super::snapshots::Snapshots;
use super::time::Times;
use super::{data, keys};
use crate::core::fold::{Fault, TypeNames};
use crate::core::holes::Declared;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::EventView;
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::state::{FoldError, State};
use crate::core::model::time::Timestamp;
use crate::core::store::{EventChunk, JournalEntry, Reader, SessionRow, StoredEvent};

/// Looks at the events of one session.
pub struct Visitor<'a> {
    types: &'a TypeNames,
    scanner: Scanner,
    members: Vec<Member>,
    state: State,
    /// Every event so far was there and could be folded. Otherwise the state is not the session's, and comparing
    /// it would only say again what another finding says better.
    known: bool,
    seqs: Seqs,
    frames: Frames,
    times: Times,
    energy: Energy,
    snapshots: Snapshots,
    /// Where recorders let the session go, the latest one first.
    releases: Vec<u64>,
    kept: Kept,
    last_seq: u64,
}

impl<'a> Visitor<'a> {
    /// A visitor before the first event.
    pub fn new(
        types: &'a TypeNames,
        now: Timestamp,
        row: &SessionRow,
        (snapshots, declared, mut releases): (Snapshots, Declared, Vec<u64>),
    ) -> Self {
        releases.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            types,
            scanner: Scanner::default(),
            members: Vec::new(),
            state: State::default(),
            known: true,
            seqs: Seqs::new(declared),
            frames: Frames::default(),
            times: Times::new(row, now),
            energy: Energy::default(),
            snapshots,
            releases,
            kept: Kept::default(),
            last_seq: 0,
        }
    }

    /// How many snapshots there are.
    pub fn snapshots(&self) -> u64 {
        self.snapshots.count()
    }

    /// The next events; snapshots that stand among them are read through `reader`.
    pub fn events(&mut self, reader: &Reader, chunk: &EventChunk, sink: &mut Sink<'_>) {
        if self.last_seq == 0 && self.snapshots.is_due(0) {
            self.snapshots.check_due(reader, 0, Some(&self.state), sink);
        }
        for e in chunk.rows() {
            if !self.event(chunk, e, sink) {
                self.known = false;
                self.energy.interrupted();
            }
            self.last_seq = e.seq;
            self.release(e.seq);
            if self.snapshots.is_due(e.seq) {
                let state = Some(&self.state).filter(|_| self.known);
                self.snapshots.check_due(reader, e.seq, state, sink);
            }
        }
    }

    /// What a session's row took over here, if a recorder let it go here.
    fn release(&mut self, seq: u64) {
        while self.releases.last().is_some_and(|at| *at <= seq) {
            if self.releases.pop() == Some(seq) {
                self.kept.take(&self.state);
            }
        }
    }

    /// One event; false where the state after it is not known.
    fn event(&mut self, chunk: &EventChunk, e: &StoredEvent, sink: &mut Sink<'_>) -> bool {
        let follows = self.seqs.event(e.seq, sink);
        if follows == Follows::Hole {
            // The state goes on without the lost events; a producer's running totals do not.
            self.energy.interrupted();
        }
        self.times.event(e);
        let Some((name, spec)) = self.types.get(e.type_no) else {
            sink.report(&keys::TYPE, Some(e.seq), format!("type number {} has no name", e.type_no));
            return false;
        };
        if let Some(extra) = chunk.extra(e) {
            data::check_extra(&mut self.scanner, extra, e.seq, sink);
        }
        let payload = chunk.payload(e);
        let data = match Fields::scan(&mut self.scanner, payload.unwrap_or(b"{}"), &mut self.members) {
            Ok(data) => data,
            Err(error) => {
                data::damaged(name, &Fault::Data(error), e.seq, sink);
                return false;
            }
        };
        let spec = spec.filter(|_| payload.is_some());
        if let Some(spec) = spec {
            data::check_event(spec, &data, e.frame.is_some(), e.seq, sink);
        }
        let energy = e.energy.map(MicroEu);
        let view = EventView { seq: e.seq, at: e.at, name, spec, frame: e.frame, energy, data };
        if let Err(error) = self.state.apply(&view) {
            let rule = match error {
                FoldError::EnergyOverflow => &energy::OVERFLOW,
                FoldError::FrameWentBack { .. } => &gaps::FRAME_BACK,
            };
            sink.report(rule, Some(e.seq), format!("{name}: {error}"));
            return false;
        }
        if let Some(frame) = e.frame {
            self.frames.event(frame);
        }
        if payload.is_some() {
            self.energy.event(name, e, &data, &self.state, sink);
        }
        follows != Follows::Not
    }

    /// The end of the session.
    pub fn finish(
        mut self,
        reader: &Reader,
        row: &SessionRow,
        (live, lossy): (bool, bool),
        sink: &mut Sink<'_>,
    ) {
        if self.last_seq == 0 && self.snapshots.is_due(0) {
            self.snapshots.check_due(reader, 0, Some(&self.state), sink);
        }
        self.times.finish(row, sink);
        self.energy.finish(lossy, sink);
        self.frames.finish(sink);
        self.snapshots.finish(self.last_seq, live, sink);
        if self.known && !live {
            energy::check_row(row, self.last_seq, &self.state, &self.kept, sink);
        }
    }
}

/// What a session that is not read out of a database has to say meanwhile.
impl Visitor<'_> {
    /// Something that belongs here is not there, or could not be read.
    pub fn interrupted(&mut self) {
        self.known = false;
        self.energy.interrupted();
    }

    /// The journal says something at this place.
    pub fn declare(&mut self, entry: &JournalEntry) {
        self.seqs.declare(entry);
    }

    /// The state after the events so far; `None` where it is not known.
    pub fn state(&self) -> Option<&State> {
        Some(&self.state).filter(|_| self.known)
    }
}

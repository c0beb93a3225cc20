//! The rules that see each event with its data and with the state after it.

use super::energy::{self, Energy, Kept};
use super::findings::Sink;
use super::gaps::{self, Follows, Frames, Seqs};
use super::performance::Performance;
use super::privacy::{Privacy, Search};
use super::snapshots::Snapshots;
use super::time::Times;
use super::user_schemas::{self, UserSchemas};
use super::workflow::Workflow;
use super::{data, keys};
use crate::core::fold::{Fault, TypeNames};
use crate::core::holes::Declared;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::EventView;
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::state::{FoldError, State};
use crate::core::model::time::Timestamp;
use crate::core::store::{EventChunk, JournalEntry, Reader, SessionRow, StoredEvent};
use jsonschema::Validator;

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
    workflow: Workflow,
    performance: Performance,
    privacy: Privacy,
    /// `None` where another thread does it.
    search: Option<Search>,
    /// The user's own, if there are any.
    schemas: Option<&'a UserSchemas>,
    state_schema: Option<&'a Validator>,
    session_id: String,
    snapshots: Snapshots,
    /// Where recorders let the session go, the latest one first.
    releases: Vec<u64>,
    kept: Kept,
    /// The event that the walk began after.
    after: u64,
    last_seq: u64,
}

/// Where a visitor begins.
pub struct Begin {
    /// After this event; 0 is the beginning.
    pub after: u64,
    /// The state there, where it is known.
    pub state: Option<State>,
}

impl<'a> Visitor<'a> {
    /// A visitor before the first event of a stretch.
    pub fn new(
        types: &'a TypeNames,
        now: Timestamp,
        row: &SessionRow,
        (mut snapshots, declared, mut releases): (Snapshots, Declared, Vec<u64>),
        (privacy, schemas): (Privacy, &'a UserSchemas),
        begin: Begin,
    ) -> Self {
        let Begin { after, state } = begin;
        releases.sort_unstable_by(|a, b| b.cmp(a));
        releases.retain(|seq| *seq > after || after == 0);
        snapshots.skip_to(after);
        let energy = if after > 0 { Energy::mid_run() } else { Energy::default() };
        let mut workflow = Workflow::new();
        if after > 0 {
            // What the producer claimed before is not known.
            workflow.interrupted();
        }
        let known = state.is_some();
        let state = state.unwrap_or_default();
        Self {
            types,
            scanner: Scanner::default(),
            members: Vec::new(),
            frames: Frames::after(state.frame.frame_id),
            state,
            known,
            seqs: Seqs::new(after, declared),
            times: Times::new(row, now),
            energy,
            workflow,
            performance: Performance::default(),
            search: Some(privacy.search()),
            privacy,
            schemas: Some(schemas).filter(|s| !s.is_empty()),
            state_schema: schemas.state(),
            session_id: row.session_id.clone(),
            snapshots,
            releases,
            kept: Kept::default(),
            after,
            last_seq: after,
        }
    }

    /// How many snapshots stand in the stretch that ends with an event.
    pub fn snapshots(&self, upto: u64) -> u64 {
        self.snapshots.count(upto)
    }

    /// Hands over the search through the events' bytes.
    pub fn take_search(&mut self) -> Option<Search> {
        self.search.take()
    }

    /// The next events; snapshots that stand among them are read through `reader`.
    pub fn events(&mut self, reader: &Reader, chunk: &EventChunk, sink: &mut Sink<'_>) {
        if self.last_seq == 0 && self.snapshots.is_due(0) {
            self.snapshots.check_due(reader, 0, Some(&self.state), &mut self.privacy, sink);
        }
        if let Some(search) = self.search {
            search.chunk(chunk, sink);
        }
        // Once for all of them, not for each: a part that begins and ends at a character's bounds is text as well.
        let text = std::str::from_utf8(chunk.bytes()).ok();
        for e in chunk.rows() {
            if !self.event((chunk, text), e, sink) {
                self.interrupted();
            }
            self.last_seq = e.seq;
            self.release(e.seq);
            if self.snapshots.is_due(e.seq) {
                let state = Some(&self.state).filter(|_| self.known);
                self.snapshots.check_due(reader, e.seq, state, &mut self.privacy, sink);
            }
        }
    }

    /// What a producer counts is not what is counted here any more.
    fn counts_differ(&mut self) {
        self.energy.interrupted();
        self.workflow.interrupted();
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
    fn event(
        &mut self,
        (chunk, text): (&EventChunk, Option<&str>),
        e: &StoredEvent,
        sink: &mut Sink<'_>,
    ) -> bool {
        let follows = self.seqs.event(e.seq, sink);
        if follows == Follows::Hole {
            // The state goes on without the lost events.
            self.counts_differ();
        }
        self.times.event(e);
        let Some((name, spec)) = self.types.get(e.type_no) else {
            sink.report(&keys::TYPE, Some(e.seq), format!("type number {} has no name", e.type_no));
            return false;
        };
        if let Some(extra) = chunk.extra(e) {
            data::check_extra(&mut self.scanner, extra, e.seq, sink);
            self.privacy.extra(extra, e.seq, sink);
        }
        let payload = chunk.payload(e);
        let scanned = match text.and_then(|text| chunk.payload_in(text, e)) {
            Some(text) => Fields::scan_text(&mut self.scanner, text, &mut self.members),
            None => Fields::scan(&mut self.scanner, payload.unwrap_or(b"{}"), &mut self.members),
        };
        let data = match scanned {
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
        self.privacy.event(spec, &data, e.seq, sink);
        let now = match spec.filter(|s| s.up.is_some()).map(|s| data::upcast(s, &data, e, sink)) {
            Some(None) => return false,
            now => now.flatten(),
        };
        if let Some(schemas) = self.schemas {
            user_schemas::check(schemas.of_type(name), (&self.session_id, name), (chunk, e), sink);
        }
        // Everything from here on judges what the event says, in the words of today.
        let (name, spec, data) =
            now.as_ref().map_or((name, spec, data), |n| (n.spec.name, Some(n.spec), n.data()));
        let energy = e.energy.map(MicroEu);
        let view = EventView { seq: e.seq, at: e.at, name, spec, frame: e.frame, energy, data };
        if let Err(error) = self.state.apply(&view) {
            let rule = match error {
                FoldError::EnergyOverflow => &energy::OVERFLOW,
                FoldError::FrameWentBack { .. } => &gaps::FRAME_BACK,
                FoldError::Upcast(_) => &data::SCHEMA,
            };
            sink.report(rule, Some(e.seq), format!("{name}: {error}"));
            return false;
        }
        if let Some(frame) = e.frame {
            self.frames.event(frame);
        }
        if payload.is_some() {
            self.energy.event(name, e, &data, &self.state, sink);
            self.workflow.event(name, e.seq, &data, &self.state, sink);
            self.performance.event(name, e.seq, &data);
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
            self.snapshots.check_due(reader, 0, Some(&self.state), &mut self.privacy, sink);
        }
        self.times.finish(row, sink);
        self.energy.finish(lossy, sink);
        self.frames.finish(sink);
        self.performance.finish(sink);
        self.snapshots.finish(self.last_seq, live, sink);
        if self.known {
            data::check_state(&self.state, self.state_schema, sink);
        }
        if self.known && !live {
            let kept = Some(&self.kept).filter(|_| self.after == 0);
            energy::check_row(row, self.last_seq, &self.state, kept, sink);
        }
    }
}

/// What a stretch in the middle has to say at the session's end.
impl Visitor<'_> {
    /// Only what leans on no event before it.
    pub fn finish_part(mut self, live: bool, sink: &mut Sink<'_>) {
        self.snapshots.finish(self.last_seq, live, sink);
    }
}

/// What a session that is not read out of a database has to say meanwhile.
impl Visitor<'_> {
    /// Something that belongs here is not there, or could not be read.
    pub fn interrupted(&mut self) {
        self.known = false;
        self.counts_differ();
    }

    /// Events up to this one are somewhere else.
    pub fn skip_to(&mut self, seq: u64) {
        self.seqs = Seqs::new(seq, Declared::default());
        self.last_seq = seq;
    }

    /// Its words are not to be in it.
    pub fn forbid_content(&mut self, sink: &Sink<'_>) {
        self.privacy = Privacy::new(false, sink);
        self.search = Some(self.privacy.search());
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

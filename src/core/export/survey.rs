//! The first look at a session: what of it may leave, and what the file's own events come to. Heads stand before the
//! events, and say both.

use super::leak::Needles;
use super::policy::{Filter, public_state};
use super::{ExportError, Options, Slice};
use crate::core::fold::{BadEvent, Fault, FoldFailure, TypeNames, begin, each_chunk, expect_next};
use crate::core::holes::Declared;
use crate::core::model::chain::{Hash, Sealed};
use crate::core::model::energy::MicroEu;
use crate::core::model::event::EventView;
use crate::core::model::event::spec::TypeSpec;
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::record::filter::Filter as TypeFilter;
use crate::core::select::SelectError;
use crate::core::store::{Ask, EventChunk, JournalEntry, SessionRow, StoredEvent};

/// What a session comes to.
pub struct Survey {
    /// The first event that is wanted, and the last.
    pub from: u64,
    pub upto: u64,
    /// There are events before the first one.
    pub begins_late: bool,
    /// There are events after the last one.
    pub ends_early: bool,
    /// Events that are written.
    pub events: u64,
    /// Events of which something is taken out.
    pub filtered: u64,
    /// Where stretches begin whose key stays here.
    pub withheld: Vec<u64>,
    /// The state before the first event, where that is not the first of the session.
    pub baseline: Option<Standing>,
    /// The state after the last one; `None` where the session's own row says it.
    pub end: Option<State>,
    /// Snapshots whose state is that of the file's own events, by id; `None` for all.
    pub snapshots: Option<Vec<i64>>,
    /// What was taken out, to be looked for in what leaves.
    pub needles: Needles,
}

/// A state and where it stands.
#[derive(Clone)]
pub struct Standing {
    pub seq: u64,
    pub at: Timestamp,
    pub state: State,
}

/// What is the same for every event of a session.
pub struct Scene<'a, R> {
    pub reader: &'a R,
    pub row: &'a SessionRow,
    pub types: &'a TypeNames,
    pub options: &'a Options,
    pub only: &'a TypeFilter,
    pub observer: &'a dyn Observer,
}

impl<R: Ask> Scene<'_, R> {
    /// Looks at a session.
    pub fn survey(&self, stretches: &[u64], journal: &[JournalEntry]) -> Result<Survey, ExportError> {
        let last = self.reader.ask(|q| q.last_seq(self.row.no))?;
        let (start, same) = self.start()?;
        let (from, upto) = self.stretch(&self.options.slice, (start.seq, last))?;
        let whole = from <= start.seq + 1 && upto == last;
        let said =
            self.row.owner.is_none() && self.row.last_seq == Some(last) && self.row.state_hash.is_some();
        let partial = !self.options.types.is_empty();
        // A fold takes longer than a look, and mostly says what the row says already.
        let glance = partial || whole && said && same;
        let mut look = Look::new(self, (from, upto), &start, (stretches, journal), glance);
        match look.run() {
            Err(ExportError::Again) => {
                look = Look::new(self, (from, upto), &start, (stretches, journal), false);
                look.run()?;
            }
            other => other?,
        }
        let mut survey = look.survey;
        (survey.begins_late, survey.ends_early) = (from > start.seq + 1, upto < last);
        Ok(survey)
    }

    /// What the session begins with, as it may leave, and whether that is what is stored.
    fn start(&self) -> Result<(Standing, bool), ExportError> {
        let begin = begin(self.reader, self.row.no)?;
        let base = self.reader.ask(|q| q.baseline(self.row.no))?;
        let state = if self.options.content { begin.state.clone() } else { public_state(&begin.state) };
        let same = state == begin.state;
        let at = base.map_or(self.row.start, |b| b.at);
        Ok((Standing { seq: begin.seq, at, state }, same))
    }

    /// The first and the last event of a slice. What a baseline took the place of cannot be asked for.
    fn stretch(&self, slice: &Slice, (floor, last): (u64, u64)) -> Result<(u64, u64), ExportError> {
        let nothing = |point: String| SelectError::NoPoint { session: self.row.session_id.clone(), point };
        if slice.from_seq.is_some_and(|from| from <= floor) {
            return Err(nothing(format!("such events any more (those up to {floor} were compacted)")).into());
        }
        let upto_time = |t: Timestamp| self.reader.ask(|q| q.seq_at_time(self.row.no, t.plus_us(-1)));
        let after = match slice.since {
            Some(since) => upto_time(since)?.unwrap_or(0),
            None => 0,
        };
        let before = match slice.until {
            Some(until) => upto_time(until)?.unwrap_or(0),
            None => last,
        };
        let from = slice.from_seq.unwrap_or(1).max(after + 1).max(floor + 1);
        let upto = slice.to_seq.unwrap_or(last).min(before).min(last);
        let is_empty = (from, upto, last) == (floor + 1, floor, floor);
        if from > upto && !is_empty {
            return Err(nothing(format!("events in that stretch (it has {last})")).into());
        }
        Ok((from, upto))
    }

    /// An event as it leaves.
    pub fn leaving<'e>(
        &'e self,
        filter: &mut Filter,
        chunk: &'e EventChunk,
        event: &'e StoredEvent,
        removed: &mut dyn FnMut(&str),
    ) -> Result<Leaving<'e>, ExportError> {
        let Some((name, spec)) = self.types.get(event.type_no) else {
            return Err(bad(event, "", Fault::Type));
        };
        let mut leaving = Leaving {
            name,
            spec,
            erased: chunk.payload(event).is_none(),
            data: None,
            key: chunk.key(event),
            extra: chunk.extra(event),
            filtered: false,
        };
        if self.options.content {
            return Ok(leaving);
        }
        if let Some(key) = leaving.key.filter(|key| !Filter::key(key)) {
            removed(key);
            (leaving.key, leaving.filtered) = (None, true);
        }
        if let Some(extra) = leaving.extra.take() {
            removed(extra);
            leaving.filtered = true;
        }
        if let Some(payload) = chunk.payload(event) {
            let data = filter.data(spec, payload, removed);
            leaving.data = data.map_err(|e| bad(event, name, Fault::Data(e)))?;
            leaving.filtered |= leaving.data.is_some();
        }
        Ok(leaving)
    }
}

/// An event as it leaves: what was changed of it.
pub struct Leaving<'e> {
    pub name: &'e str,
    pub spec: Option<&'static TypeSpec>,
    pub erased: bool,
    /// Its data, where that is not what is stored.
    pub data: Option<String>,
    pub key: Option<&'e str>,
    pub extra: Option<&'e str>,
    pub filtered: bool,
}

impl Leaving<'_> {
    /// As it is written.
    pub fn sealed<'s>(&'s self, chunk: &'s EventChunk, event: &'s StoredEvent) -> Sealed<'s> {
        let payload = match &self.data {
            Some(data) => data.as_bytes(),
            None => chunk.payload(event).unwrap_or(b"{}"),
        };
        Sealed { payload, key: self.key, extra: self.extra, ..chunk.sealed(event, self.name) }
    }
}

/// One pass over the events.
struct Look<'a, R> {
    scene: &'a Scene<'a, R>,
    stretches: &'a [u64],
    declared: Declared,
    /// Only look; whoever finds that it has to fold begins again.
    glance: bool,
    state: State,
    last: (u64, Timestamp),
    expected: Vec<(i64, u64, Option<Hash>)>,
    next_snapshot: usize,
    survey: Survey,
}

impl<'a, R: Ask> Look<'a, R> {
    fn new(
        scene: &'a Scene<'a, R>,
        (from, upto): (u64, u64),
        start: &Standing,
        (stretches, journal): (&'a [u64], &[JournalEntry]),
        glance: bool,
    ) -> Self {
        let begins = start.seq > 0 && from == start.seq + 1 && scene.options.types.is_empty();
        Self {
            scene,
            stretches,
            declared: Declared::of(journal),
            glance,
            state: start.state.clone(),
            last: (start.seq, start.at),
            expected: Vec::new(),
            next_snapshot: 0,
            survey: Survey {
                from,
                upto,
                begins_late: false,
                ends_early: false,
                events: 0,
                filtered: 0,
                withheld: Vec::new(),
                baseline: begins.then(|| start.clone()),
                end: None,
                snapshots: (!glance).then(Vec::new),
                needles: Needles::default(),
            },
        }
    }

    fn run(&mut self) -> Result<(), ExportError> {
        let (reader, no) = (self.scene.reader, self.scene.row.no);
        let (from, upto) = (self.survey.from, self.survey.upto);
        self.expected = reader.ask(|q| q.snapshot_marks(no, upto))?;
        let after = if self.glance { from.saturating_sub(1) } else { self.last.0 };
        self.last.0 = after;
        let (mut filter, mut scanner, mut members) = (Filter::default(), Scanner::default(), Vec::new());
        let mut failed = None;
        let walked = each_chunk(reader, no, after, upto, &mut |chunk| {
            for event in chunk.rows() {
                let looked = self.event(chunk, event, &mut filter, (&mut scanner, &mut members));
                if let Err(e) = looked {
                    failed = Some(e);
                    return Err(super::stop(event.seq));
                }
            }
            self.scene.observer.progress("look", self.last.0, Some(upto));
            Ok(())
        });
        if let Some(e) = failed {
            return Err(e);
        }
        walked?;
        if !self.glance {
            self.stand_before(from);
            self.survey.end = Some(std::mem::take(&mut self.state));
        }
        Ok(())
    }

    /// Keeps the state that a slice goes on from.
    fn stand_before(&mut self, from: u64) {
        if from > 1 && self.survey.baseline.is_none() {
            let (seq, at) = self.last;
            self.survey.baseline = Some(Standing { seq, at, state: self.state.clone() });
        }
    }

    fn event(
        &mut self,
        chunk: &EventChunk,
        event: &StoredEvent,
        filter: &mut Filter,
        buffers: (&mut Scanner, &mut Vec<Member>),
    ) -> Result<(), ExportError> {
        if let Err(gap) = expect_next(self.last.0, event, self.scene.types)
            && !self.declared.between(self.last.0, event.seq)
        {
            return Err(FoldFailure::Event(gap).into());
        }
        let is_within = event.seq >= self.survey.from;
        if is_within && !self.glance {
            self.stand_before(self.survey.from);
        }
        let needles = &mut self.survey.needles;
        let leaving = self.scene.leaving(filter, chunk, event, &mut |raw| needles.add(raw))?;
        if let Some(payload) = chunk.payload(event).filter(|_| self.scene.options.content && self.glance) {
            filter.check(payload).map_err(|e| bad(event, leaving.name, Fault::Data(e)))?;
        }
        if leaving.filtered && self.glance && self.scene.options.types.is_empty() {
            return Err(ExportError::Again);
        }
        if is_within && self.scene.only.takes(leaving.name) {
            self.survey.events += 1;
            if leaving.filtered {
                self.survey.filtered += 1;
                self.withhold(event.seq);
            }
        }
        if !self.glance {
            self.fold(&leaving, chunk, event, buffers)?;
        }
        self.last = (event.seq, event.at);
        if !self.glance {
            self.compare_snapshots(event.seq);
        }
        Ok(())
    }

    /// The key of the stretch that an event stands in would make what was taken out guessable.
    fn withhold(&mut self, seq: u64) {
        let at = self.stretches.partition_point(|first| *first <= seq);
        if let Some(first) = at.checked_sub(1).and_then(|at| self.stretches.get(at))
            && self.survey.withheld.last() != Some(first)
        {
            self.survey.withheld.push(*first);
        }
    }

    fn fold(
        &mut self,
        leaving: &Leaving<'_>,
        chunk: &EventChunk,
        event: &StoredEvent,
        (scanner, members): (&mut Scanner, &mut Vec<Member>),
    ) -> Result<(), ExportError> {
        let sealed = leaving.sealed(chunk, event);
        let data = Fields::scan(scanner, sealed.payload, members)
            .map_err(|e| bad(event, leaving.name, Fault::Data(e)))?;
        let view = EventView {
            seq: event.seq,
            at: event.at,
            name: leaving.name,
            spec: leaving.spec.filter(|_| !leaving.erased),
            frame: event.frame,
            energy: event.energy.map(MicroEu),
            data,
        };
        self.state.apply(&view).map_err(|e| bad(event, leaving.name, Fault::Fold(e)))
    }

    /// A snapshot leaves where it is what the file's own events lead to.
    fn compare_snapshots(&mut self, seq: u64) {
        let mut hash = None;
        while let Some((id, at, stored)) = self.expected.get(self.next_snapshot).filter(|e| e.1 <= seq) {
            if *at == seq && seq >= self.survey.from {
                let found = *hash.get_or_insert_with(|| self.state.hash());
                if *stored == Some(found) {
                    self.survey.snapshots.get_or_insert_default().push(*id);
                }
            }
            self.next_snapshot += 1;
        }
    }
}

/// An event that stands in the way.
pub fn bad(event: &StoredEvent, name: &str, fault: Fault) -> ExportError {
    FoldFailure::Event(BadEvent { seq: event.seq, type_name: name.to_owned(), fault }).into()
}

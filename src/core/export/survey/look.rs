//! The look that folds: a slice, a session that is being recorded, or one of which something is taken out that a fold
//! reads comes to a state of its own.

use super::{Scene, Standing, Survey, stretch_of, withhold};
use crate::core::export::ExportError;
use crate::core::export::leaving::{Leaving, bad};
use crate::core::export::policy::Filter;
use crate::core::export::stop;
use crate::core::fold::{Fault, FoldFailure, each_chunk, expect_next};
use crate::core::holes::Declared;
use crate::core::model::chain::Hash;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::EventView;
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, EventChunk, StoredEvent};

/// One pass over the events.
pub struct Look<'a, R> {
    scene: &'a Scene<'a, R>,
    stretches: &'a [u64],
    declared: Declared,
    state: State,
    last: (u64, Timestamp),
    expected: Vec<(i64, u64, Option<Hash>)>,
    next_snapshot: usize,
    survey: Survey,
}

impl<'a, R: Ask> Look<'a, R> {
    pub fn new(
        scene: &'a Scene<'a, R>,
        range: (u64, u64),
        start: &Standing,
        (stretches, declared): (&'a [u64], Declared),
    ) -> Self {
        Self {
            scene,
            stretches,
            declared,
            state: start.state.clone(),
            last: (start.seq, start.at),
            expected: Vec::new(),
            next_snapshot: 0,
            survey: Survey { snapshots: Some(Vec::new()), ..Survey::of(scene, range, start) },
        }
    }

    pub fn run(mut self) -> Result<Survey, ExportError> {
        let (reader, no) = (self.scene.reader, self.scene.row.no);
        let (from, upto) = (self.survey.from, self.survey.upto);
        self.expected = reader.ask(|q| q.snapshot_marks(no, upto))?;
        let (mut filter, mut scanner, mut members) = (Filter::default(), Scanner::default(), Vec::new());
        let mut failed = None;
        let walked = each_chunk(reader, no, self.last.0, upto, &mut |chunk| {
            for event in chunk.rows() {
                let looked = self.event(chunk, event, &mut filter, (&mut scanner, &mut members));
                if let Err(e) = looked {
                    failed = Some(e);
                    return Err(stop(event.seq));
                }
            }
            self.scene.observer.progress("look", self.last.0, Some(upto));
            Ok(())
        });
        if let Some(e) = failed {
            return Err(e);
        }
        walked?;
        self.stand_before(from);
        self.survey.end = Some(self.state);
        Ok(self.survey)
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
        if let Err(gap) = expect_next(self.last.0, event, self.scene.terms.types)
            && !self.declared.between(self.last.0, event.seq)
        {
            return Err(FoldFailure::Event(gap).into());
        }
        let is_within = event.seq >= self.survey.from;
        if is_within {
            self.stand_before(self.survey.from);
        }
        let needles = &mut self.survey.needles;
        let leaving = self.scene.terms.leaving(filter, (chunk, event), &mut |raw| needles.add(raw))?;
        if is_within && self.scene.terms.only.takes(leaving.name) {
            self.survey.events += 1;
            if leaving.filtered {
                self.survey.filtered += 1;
                withhold(&mut self.survey.withheld, stretch_of(self.stretches, event.seq));
            }
        }
        self.fold(&leaving, chunk, event, buffers)?;
        self.last = (event.seq, event.at);
        self.compare_snapshots(event.seq);
        Ok(())
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

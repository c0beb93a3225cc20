//! The look that folds nothing: how many events there are, and what is taken out of them. Mostly the file's events come
//! to what the session's row says, though something is taken out: no fold reads it.

use super::{Scene, Survey, stretch_of, withhold};
use crate::core::export::ExportError;
use crate::core::export::crew::{Batch, Source};
use crate::core::export::leak::Needles;
use crate::core::export::leaving::{Terms, bad};
use crate::core::export::policy::Filter;
use crate::core::fold::{Fault, FoldFailure, expect_next};
use crate::core::holes::Declared;
use crate::core::store::Ask;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What was seen of some events.
#[derive(Default)]
struct Seen {
    events: u64,
    filtered: u64,
    withheld: Vec<u64>,
    needles: Needles,
    /// Something that a fold reads was taken out, or is gone.
    is_folded: bool,
    is_erased: bool,
}

/// Whoever looks.
struct Eye<'a> {
    terms: Terms<'a>,
    stretches: &'a [u64],
    declared: &'a Declared,
    filter: Filter,
    /// No more words can be kept.
    is_full: &'a AtomicBool,
}

impl<R: Ask> Scene<'_, R> {
    /// Looks at the events that are wanted. False where they have to be folded.
    pub(super) fn glance(
        &self,
        survey: &mut Survey,
        stretches: &[u64],
        declared: &Declared,
    ) -> Result<bool, ExportError> {
        let upto = survey.upto;
        let range = (survey.from.saturating_sub(1), upto);
        let (partial, is_full) = (self.is_partial(), AtomicBool::new(false));
        let (mut is_folded, mut is_erased) = (false, false);
        let terms = self.terms;
        let eye = || {
            let is_full = &is_full;
            let mut eye = Eye { terms, stretches, declared, filter: Filter::that_looks(), is_full };
            move |batch: &Batch| eye.look(batch)
        };
        let source = Source { reader: self.reader, session_no: self.row.no, range, came: false };
        let looked = source.each(&eye, &mut |seen: Seen, last| {
            survey.events += seen.events;
            survey.filtered += seen.filtered;
            seen.withheld.into_iter().for_each(|first| withhold(&mut survey.withheld, Some(first)));
            survey.needles.join(seen.needles);
            is_full.store(survey.needles.is_full(), Relaxed);
            is_folded |= seen.is_folded;
            is_erased |= seen.is_erased;
            self.observer.progress("look", last, Some(upto));
            // The row speaks of events as they were before anything of them was erased.
            let must_fold = is_folded || is_erased && survey.filtered > 0;
            if must_fold && !partial { Err(ExportError::Again) } else { Ok(()) }
        });
        match looked {
            Err(ExportError::Again) => Ok(false),
            other => other.map(|()| true),
        }
    }
}

impl Eye<'_> {
    fn look(&mut self, batch: &Batch) -> Result<Seen, ExportError> {
        let mut seen = Seen::default();
        let mut last = batch.after;
        for event in batch.chunk.rows() {
            if let Err(gap) = expect_next(last, event, self.terms.types)
                && !self.declared.between(last, event.seq)
            {
                return Err(FoldFailure::Event(gap).into());
            }
            last = event.seq;
            if let Some(payload) = batch.chunk.payload(event).filter(|_| self.terms.content) {
                self.filter
                    .check(self.terms.spec(event), payload)
                    .map_err(|e| bad(event, self.terms.name(event), Fault::Data(e)))?;
            }
            let (needles, is_full) = (&mut seen.needles, self.is_full);
            let leaving = self.terms.leaving(&mut self.filter, (&batch.chunk, event), &mut |raw| {
                if !is_full.load(Relaxed) {
                    needles.add(raw);
                }
            })?;
            seen.is_erased |= leaving.erased;
            if !self.terms.only.takes(leaving.name) {
                continue;
            }
            seen.events += 1;
            if leaving.filtered {
                seen.filtered += 1;
                withhold(&mut seen.withheld, stretch_of(self.stretches, event.seq));
            }
        }
        seen.is_folded = self.filter.was_folded;
        Ok(seen)
    }
}

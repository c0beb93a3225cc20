//! The fold of stored events, and what becomes of the broken ones.

use super::plan::Plan;
use crate::core::fold::{BadEvent, BadSnapshot, Fault, Folder, TypeNames, expect_next};
use crate::core::model::chain::Hash;
use crate::core::model::energy::MicroEu;
use crate::core::model::state::diff::diff;
use crate::core::replay::seals::SealChain;
use crate::core::replay::track::Track;
use crate::core::replay::{Divergence, MAX_TOLD, Options, ReplayError, Show, Shown, Skipped, Step};
use crate::core::store::{EventChunk, StoredEvent};
use std::cell::RefCell;

/// Events as they were read, with their leaves once somebody made them.
#[derive(Default)]
pub struct Packet {
    /// A cell, because a question may be asked twice.
    pub chunk: RefCell<EventChunk>,
    pub leaves: Vec<Option<Hash>>,
}

impl Packet {
    /// Makes the leaves.
    pub fn make_leaves(&mut self, plan: &Plan, types: &TypeNames) {
        let chunk = self.chunk.get_mut();
        self.leaves.clear();
        self.leaves.extend(chunk.rows().iter().map(|event| {
            let (name, _) = types.get(event.type_no)?;
            plan.leaves.leaf(&chunk.sealed(event, name))
        }));
    }
}

/// The fold and what it found.
pub struct Fold<'p> {
    plan: &'p Plan,
    types: &'p TypeNames,
    folder: Folder,
    pub track: Track,
    pub seals: SealChain,
    pub fault: Option<BadEvent>,
    pub missing: u64,
    pub skipped: u64,
    pub skipped_first: Vec<Skipped>,
    pub gaps: Vec<Divergence>,
    /// Stretches of events that are not in the fold and should be.
    pub left_out: Vec<(u64, u64)>,
    /// Snapshots whose bytes do not hold.
    pub damaged: Vec<BadSnapshot>,
    journal_next: usize,
}

impl<'p> Fold<'p> {
    /// At the plan's start.
    pub fn new(plan: &'p Plan, types: &'p TypeNames, options: &Options) -> Self {
        let track = Track::new(plan.start.state.clone(), plan.start.seq, options, plan.expected.clone());
        let earlier =
            |e: &&crate::core::store::JournalEntry| plan.start.seq > 0 && e.after_seq < plan.start.seq;
        Self {
            folder: Folder::default(),
            track,
            seals: SealChain::after(plan.sealed.0, plan.sealed.1),
            fault: None,
            missing: 0,
            skipped: 0,
            skipped_first: Vec::new(),
            gaps: Vec::new(),
            left_out: Vec::new(),
            damaged: Vec::new(),
            journal_next: plan.journal.iter().take_while(earlier).count(),
            plan,
            types,
        }
    }

    /// Takes a packet. Says whether there is reason to go on.
    pub fn take(
        &mut self,
        packet: &mut Packet,
        mut show: Option<&mut Show<'_>>,
    ) -> Result<bool, ReplayError> {
        if packet.leaves.is_empty() {
            packet.make_leaves(self.plan, self.types);
        }
        let chunk = packet.chunk.borrow();
        for (event, leaf) in chunk.rows().iter().zip(&packet.leaves) {
            if event.seq > self.plan.sealed.0 {
                self.seals.push(self.plan.leaves.hasher(), event.seq, *leaf, event.seal.as_ref());
            }
            if event.seq > self.plan.start.seq && event.seq <= self.plan.upto {
                self.fold(&chunk, event, &mut show)?;
                if self.fault.is_some() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn fold(
        &mut self,
        chunk: &EventChunk,
        event: &StoredEvent,
        show: &mut Option<&mut Show<'_>>,
    ) -> Result<(), ReplayError> {
        if let Err(gap) = expect_next(self.track.seq, event, self.types) {
            self.gap(gap);
            if self.fault.is_some() {
                return Ok(());
            }
        }
        if let Some(show) = show {
            return self.fold_shown(chunk, event, show);
        }
        self.track.before();
        match self.folder.apply(&mut self.track.state, chunk, event, self.types) {
            Ok(()) => self.track.after(event.seq, self.types.get(event.type_no).map_or("", |t| t.0)),
            Err(bad) => self.broken(bad, event.seq),
        }
        Ok(())
    }

    fn fold_shown(
        &mut self,
        chunk: &EventChunk,
        event: &StoredEvent,
        show: &mut Show<'_>,
    ) -> Result<(), ReplayError> {
        self.show_journal(event.seq, show)?;
        let before = self.track.state.clone();
        self.track.before();
        let name = self.types.get(event.type_no).map_or("", |t| t.0);
        if let Err(bad) = self.folder.apply(&mut self.track.state, chunk, event, self.types) {
            self.broken(bad, event.seq);
            return match self.skipped_first.last().filter(|_| self.fault.is_none()) {
                Some(skipped) => show(Shown::Skipped(skipped)).map_err(ReplayError::Output),
                None => Ok(()),
            };
        }
        self.track.after(event.seq, name);
        show(Shown::Event(Step {
            seq: event.seq,
            at: Some(event.at),
            name,
            frame: event.frame,
            energy: event.energy.map(MicroEu),
            key: chunk.key(event),
            changes: diff(&before, &self.track.state),
        }))
        .map_err(ReplayError::Output)
    }

    /// Shows the journal entries that stand before an event.
    pub fn show_journal(&mut self, seq: u64, show: &mut Show<'_>) -> Result<(), ReplayError> {
        while let Some(entry) = self.plan.journal.get(self.journal_next).filter(|e| e.after_seq < seq) {
            self.journal_next += 1;
            show(Shown::Journal(entry)).map_err(ReplayError::Output)?;
        }
        Ok(())
    }

    fn gap(&mut self, gap: BadEvent) {
        let Fault::Gap { missing } = gap.fault else { return };
        let announced = self.plan.declared.between(self.track.seq, gap.seq);
        if !announced && self.gaps.len() < MAX_TOLD {
            self.leave_out(self.track.seq + 1, gap.seq.saturating_sub(1));
            self.gaps.push(Divergence::gap(&gap, missing));
        }
        if announced || self.plan.keep_going {
            self.missing += missing;
        } else {
            self.fault = Some(gap);
        }
    }

    fn leave_out(&mut self, first: u64, last: u64) {
        let full = self.left_out.len() == MAX_TOLD;
        match self.left_out.last_mut() {
            Some(before) if before.1 + 1 == first || full => before.1 = last,
            _ => self.left_out.push((first, last)),
        }
    }

    fn broken(&mut self, bad: BadEvent, seq: u64) {
        if !self.plan.keep_going {
            self.fault = Some(bad);
            return;
        }
        self.skipped += 1;
        self.leave_out(seq, seq);
        if self.skipped_first.len() < MAX_TOLD {
            self.skipped_first.push(Skipped {
                seq: Some(seq),
                line: None,
                type_name: Some(bad.type_name.clone()),
                rule: bad.fault.rule(),
                message: bad.fault.to_string(),
            });
        }
        self.track.seq = seq;
    }
}

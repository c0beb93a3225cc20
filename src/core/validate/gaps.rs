//! WFG: seq and frames.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::holes::{Declared, GAP as GAP_ENTRY};
use crate::core::store::JournalEntry;

/// Events that are gone.
pub static GAP: Rule = Rule {
    id: "WFG001",
    severity: Severity::Error,
    title: "events are missing",
    why: "The seq of a session has no holes: the recorder gives it, one number for each event it stores. A hole means \
          that rows were deleted, or lost; one that the journal declares exactly is WFG003.",
    repair: "restore a backup; the totals and states after the hole cannot be computed",
    scope: Scope::Session,
};
/// Frames.
pub static FRAME_BACK: Rule = Rule {
    id: "WFG002",
    severity: Severity::Error,
    title: "a frame went back",
    why: "The recorder refuses an event whose frame is smaller than an earlier one, so this was changed afterwards or \
          written by something else.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// Losses that were declared.
pub static DECLARED: Rule = Rule {
    id: "WFG003",
    severity: Severity::Info,
    title: "a loss was declared",
    why: "The recorder could not store everything, or `wfstate recover` could not save everything of a damaged database, \
          and the journal says so; what is here is whole.",
    repair: "where the recorder was too slow, give it a faster disk or a larger queue; where a database was damaged, restore a \
             backup if there is one",
    scope: Scope::Session,
};
/// Frames without events.
pub static SKIPPED: Rule = Rule {
    id: "WFG004",
    severity: Severity::Info,
    title: "frames were skipped",
    why: "Frames may skip: the producer had nothing to say, or did not keep its rate.",
    repair: "nothing has to be done",
    scope: Scope::Session,
};

/// Watches the seq of one session.
#[derive(Debug, Default)]
pub struct Seqs {
    last: u64,
    declared: Declared,
}

/// How an event follows the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Directly.
    Directly,
    /// After a hole that the journal declares.
    Hole,
    /// After events that are missing without a word, or out of order.
    Not,
}

impl Seqs {
    /// A watch that knows the holes that are declared.
    pub fn new(declared: Declared) -> Self {
        Self { last: 0, declared }
    }

    /// One more entry of the journal.
    pub fn declare(&mut self, entry: &JournalEntry) {
        self.declared.add(entry);
    }

    /// The next event.
    pub fn event(&mut self, seq: u64, sink: &mut Sink<'_>) -> Follows {
        let last = self.last;
        let expected = last + 1;
        self.last = last.max(seq);
        if seq == expected {
            return Follows::Directly;
        }
        if self.declared.between(last, seq) {
            return Follows::Hole;
        }
        let message = match seq.checked_sub(expected) {
            Some(1) => format!("event {expected} is missing"),
            Some(missing) => format!("events {expected} to {} are missing ({missing})", seq - 1),
            None => "an event stands before the first one".to_owned(),
        };
        sink.report(&GAP, Some(seq), message);
        Follows::Not
    }
}

/// What the journal declares.
pub fn declared(journal: &[JournalEntry], sink: &mut Sink<'_>) {
    for entry in journal.iter().filter(|e| e.kind == GAP_ENTRY) {
        let seq = Some(entry.after_seq).filter(|seq| *seq > 0);
        sink.report(&DECLARED, seq, format!("after this event were lost {}", entry.facts));
    }
}

/// Stretches of missing frames that are listed one by one.
const LISTED: usize = 50;

/// Watches the frames of one session.
#[derive(Debug, Default)]
pub struct Frames {
    last: Option<u64>,
    missing: u64,
    stretches: u64,
    listed: Vec<String>,
}

impl Frames {
    /// The next event's frame.
    pub fn event(&mut self, frame: u64) {
        if let Some(last) = self.last.filter(|last| frame > last.saturating_add(1)) {
            let (from, to) = (last + 1, frame - 1);
            self.missing = self.missing.saturating_add(to - from + 1);
            self.stretches += 1;
            if self.listed.len() < LISTED {
                self.listed.push(if from == to { from.to_string() } else { format!("{from} to {to}") });
            }
        }
        self.last = self.last.max(Some(frame));
    }

    /// Once for the session: the frames that were passed over.
    pub fn finish(&self, sink: &mut Sink<'_>) {
        if self.missing == 0 {
            return;
        }
        let more = match self.stretches.saturating_sub(LISTED as u64) {
            0 => String::new(),
            n => format!(" and {n} more stretches"),
        };
        let listed = self.listed.join(", ");
        sink.report(&SKIPPED, None, format!("{} frames are missing: {listed}{more}", self.missing));
    }
}

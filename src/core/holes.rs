//! Holes in a session's numbers that its journal declares: events that were lost, and are known to be.
//!
//! A hole is declared by a `recorder.gap` entry that stands right before it and names it exactly. An entry that
//! says more, or less, or something else excuses nothing.

use crate::core::compact::Noted;
use crate::core::store::{Ask, EventChunk, JournalEntry, SessionRow, StoreError};
use serde::Serialize;
use std::cell::RefCell;

/// The kind of entry that declares a loss.
pub const GAP: &str = "recorder.gap";

/// A stretch of lost events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hole {
    /// The first of them.
    pub from: u64,
    /// The last of them.
    pub to: u64,
}

/// The holes that a journal declares.
#[derive(Debug, Clone, Default)]
pub struct Declared(Vec<Hole>);

impl Declared {
    /// Of a journal.
    pub fn of(journal: &[JournalEntry]) -> Self {
        Self(journal.iter().filter_map(hole).collect())
    }

    /// One more entry of the journal.
    pub fn add(&mut self, entry: &JournalEntry) {
        self.0.extend(hole(entry));
    }

    /// Whether it declares none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether exactly the events between two that stand side by side are declared to be lost.
    pub fn between(&self, last: u64, next: u64) -> bool {
        self.0.contains(&Hole { from: last.saturating_add(1), to: next.saturating_sub(1) })
    }
}

/// How many events of a session are stored: the number of the last one, without the holes before it that are
/// declared. (A tail that was lost is no hole any more once the session went on.)
pub fn stored(from: &impl Ask, row: &SessionRow, last_seq: u64) -> Result<u64, StoreError> {
    if row.lost == 0 {
        return Ok(last_seq);
    }
    let journal = from.ask(|q| q.journal(row.no))?;
    let floor = from.ask(|q| q.floor(row.no))?;
    // What a baseline took the place of was counted then.
    let before = if floor == 0 { 0 } else { Noted::newest(&journal).map_or(floor, |n| n.events) };
    let mut stored = before + last_seq.saturating_sub(floor);
    let since = |h: &Hole| h.from > floor && h.to < last_seq;
    for hole in journal.iter().filter_map(hole).filter(since) {
        let chunk = RefCell::new(EventChunk::default());
        from.ask(|q| q.events(row.no, hole.from, 1, &mut chunk.borrow_mut()))?;
        if chunk.into_inner().rows().first().is_some_and(|next| next.seq == hole.to + 1) {
            stored = stored.saturating_sub(hole.to - hole.from + 1);
        }
    }
    Ok(stored)
}

/// The hole that an entry declares.
pub fn hole(entry: &JournalEntry) -> Option<Hole> {
    if entry.kind != GAP {
        return None;
    }
    let facts: serde_json::Value = serde_json::from_str(&entry.facts).ok()?;
    let (from, to) = (facts.get("from")?.as_u64()?, facts.get("to")?.as_u64()?);
    (entry.after_seq.checked_add(1)? == from && to >= from).then_some(Hole { from, to })
}

/// How many events a gap's facts speak of: a count, or the sum over the classes. At least one, or it were none.
pub fn lost_in(facts: &str) -> u64 {
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap_or_default();
    let total = ["events", "lost", "count"].iter().find_map(|name| facts.get(name)?.as_u64());
    let classes = ["classes", "dropped"].iter().find_map(|name| facts.get(name)?.as_object());
    let sum = classes.map(|c| c.values().filter_map(serde_json::Value::as_u64).sum());
    total.or(sum).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::time::Timestamp;

    fn entry(after_seq: u64, kind: &str, facts: &str) -> JournalEntry {
        let (kind, facts) = (kind.to_owned(), facts.to_owned());
        JournalEntry { number: 1, after_seq, at: Timestamp(0), kind, facts, hash: vec![0; 32] }
    }

    #[test]
    fn only_the_exact_hole_at_its_place_is_declared() {
        let exact = r#"{"from":31,"to":33,"count":3}"#;
        let declares = |e: JournalEntry, last, next| Declared::of(&[e]).between(last, next);
        assert!(declares(entry(30, GAP, exact), 30, 34));
        for (last, next) in [(30, 33), (30, 35), (29, 34), (31, 34), (30, 31)] {
            assert!(!declares(entry(30, GAP, exact), last, next), "{last} {next}");
        }
        assert!(!declares(entry(29, GAP, exact), 30, 34), "it stands at another place");
        assert!(!declares(entry(30, "recorder.stats", exact), 30, 34));
        for facts in [r#"{"from":31}"#, r#"{"from":31,"to":null}"#, r#"{"events":3}"#, "", "[]"] {
            assert!(!declares(entry(30, GAP, facts), 30, 34), "{facts}");
        }
    }
}

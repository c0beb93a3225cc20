//! WFD and WFK, of sealed events: whether each block is what was packed, and alone in its place.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::store::{Ask, StoreError};

/// A block that does not give its events.
pub static BLOCK: Rule = Rule {
    id: "WFD010",
    severity: Severity::Error,
    title: "a block of sealed events is not what was packed",
    why: "Sealed events are unpacked from a block that has a digest and says which events it holds. Its bytes, what its \
          row says of it, or the dictionary that it was packed with were changed or are gone; the events from there on \
          were not looked at.",
    repair: "keep this file as it is; `wfstate recover BAD -o GOOD` saves the other blocks, a copy from before has it all",
    scope: Scope::Session,
};
/// Two things in one place.
pub static PLACE: Rule = Rule {
    id: "WFK006",
    severity: Severity::Error,
    title: "sealed events and others claim the same place",
    why: "An event is a row or stands in one block, never both. Where a block says that it covers other events, those are \
          not seen by anybody who reads.",
    repair: "restore a backup; something else than wfstate wrote into the file",
    scope: Scope::Database,
};

/// Checks the places of blocks.
pub fn check(from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    if !sink.wants(&PLACE) {
        return Ok(());
    }
    for (first, last, what) in from.ask(|q| q.segment_overlaps())? {
        sink.report(&PLACE, None, format!("the block of the events {first} to {last} {what}"));
    }
    Ok(())
}

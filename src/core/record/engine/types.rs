//! Event types by number, so that a batch need not carry their names.

use crate::core::decode::Incoming;
use crate::core::model::event::{TYPES, index_of};
use crate::core::record::batch::Batch;
use std::collections::HashMap;

/// Different types that are not in the table, in one recording.
pub const MAX_UNKNOWN_TYPES: usize = 10_000;

/// The recording's types, numbered in the order of their first appearance.
#[derive(Default)]
pub struct Types {
    known: [Option<u32>; TYPES.len()],
    others: HashMap<String, u32>,
    count: u32,
}

impl Types {
    /// Whether one more type fits: ever new names would fill the memory.
    pub fn fits(&self, event: &Incoming<'_>) -> bool {
        event.spec.is_some()
            || self.others.len() < MAX_UNKNOWN_TYPES
            || self.others.contains_key(event.name.as_ref())
    }

    /// The number of an event's type; a new one is announced in the batch.
    pub fn slot_of(&mut self, event: &Incoming<'_>, batch: &mut Batch) -> u32 {
        // A shape that came before, and one that is named with its version, has a number of its own: what is stored
        // is the name as it was sent.
        let known = event.spec.filter(|s| s.name.len() == event.name.len()).and_then(index_of);
        let found = match known {
            Some(at) => self.known[at],
            None => self.others.get(event.name.as_ref()).copied(),
        };
        if let Some(slot) = found {
            return slot;
        }
        let slot = self.count;
        self.count += 1;
        match known {
            Some(at) => self.known[at] = Some(slot),
            None => {
                self.others.insert(event.name.to_string(), slot);
            }
        }
        batch.new_types.push((slot, event.name.to_string()));
        slot
    }
}

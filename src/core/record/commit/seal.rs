//! Sealing: the leaves of a batch's events, and the seal of each run of them. Done once per batch, before it is
//! stored, so that storing it again stores the same.

use super::Known;
use crate::core::model::chain::{Committer, Hash, Merkle, Sealed, SessionHasher};
use crate::core::record::batch::{Batch, Note, Placed};
use crate::core::record::place::SessionStart;
use std::collections::VecDeque;

/// The seal chain of one session.
pub struct Sealer {
    hasher: SessionHasher,
    committer: Committer,
    next_keys: VecDeque<(u64, [u8; 32])>,
    tree: Merkle,
    first_unsealed: u64,
    seal: Hash,
}

impl Sealer {
    /// Goes on from where a session stands.
    pub fn new(start: &SessionStart) -> Self {
        Self {
            hasher: SessionHasher::new(&start.database, &start.session_id),
            committer: Committer::new(&start.key),
            next_keys: VecDeque::new(),
            tree: Merkle::default(),
            first_unsealed: start.last_seq + 1,
            seal: start.seal,
        }
    }

    /// Adds an event's leaf; gives the seal where its run ends.
    fn add(&mut self, event: &Placed, sealed: &Sealed<'_>) -> Option<Hash> {
        if let Some((from, key)) = self.next_keys.front()
            && *from <= event.seq
        {
            self.committer = Committer::new(key);
            self.next_keys.pop_front();
        }
        let commitment = self.committer.commit(sealed);
        self.tree.push(self.hasher.leaf(sealed, &commitment));
        if !event.ends_seal {
            return None;
        }
        let count = self.tree.count();
        let root = self.tree.take_root();
        self.seal = self.hasher.seal(&self.seal, self.first_unsealed, count, &root);
        self.first_unsealed = event.seq + 1;
        Some(self.seal)
    }
}

/// Takes in a batch that has just arrived: the names of its new types, its new keys, its seals.
pub fn events(batch: &mut Batch, sessions: &mut [Known], types: &mut Vec<String>) {
    for (slot, name) in &batch.new_types {
        let slot = *slot as usize;
        if types.len() <= slot {
            types.resize(slot + 1, String::new());
        }
        types[slot].clone_from(name);
    }
    for note in &batch.notes {
        if let Note::Key { track, first_seq, key } = note {
            sessions[*track as usize].sealer.next_keys.push_back((*first_seq, *key));
        }
    }
    let seals: Vec<(usize, Hash)> = batch
        .events
        .iter()
        .enumerate()
        .filter_map(|(at, event)| {
            let name = types[event.type_slot as usize].as_str();
            let sealer = &mut sessions[event.track as usize].sealer;
            sealer.add(event, &sealed(batch, event, name)).map(|seal| (at, seal))
        })
        .collect();
    for (at, seal) in seals {
        batch.events[at].seal = Some(seal);
    }
}

/// Notes that stand after an event are tied to the seal there: in this batch, or the last one before it.
pub fn notes(batch: &mut Batch, sessions: &[Known]) {
    let Batch { notes, events, .. } = batch;
    let seal_at = |track: u32, seq: u64| {
        let here = events.iter().rev().find(|e| e.track == track && e.seq == seq);
        here.and_then(|e| e.seal).unwrap_or(sessions[track as usize].sealer.seal)
    };
    for note in notes {
        match note {
            Note::Snapshot { track, snapshot, seal } => *seal = seal_at(*track, snapshot.last_seq),
            Note::Close { track, totals, seal, .. } => *seal = seal_at(*track, totals.last_seq),
            Note::Journal(entry) => entry.seal = seal_at(entry.track, entry.after_seq),
            Note::Key { .. } | Note::Quarantine(_) | Note::Retried { .. } => {}
        }
    }
}

fn sealed<'b>(batch: &'b Batch, event: &Placed, type_name: &'b str) -> Sealed<'b> {
    Sealed {
        seq: event.seq,
        at: event.at,
        type_name,
        flags: event.flags,
        frame: event.frame,
        energy: event.energy,
        key: event.key.as_ref().map(|span| batch.text_at(span)),
        extra: event.extra.as_ref().map(|span| batch.text_at(span)),
        payload: batch.bytes_at(&event.payload),
    }
}

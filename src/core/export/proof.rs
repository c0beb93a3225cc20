//! The seals that an export of ours came with: its events are those that were sealed, wherever that was. Where words
//! were taken out each event says its commitment, and the envelopes alone are proved.

use super::record::{BaselineRecord, EventLine, Integrity, KeyRecord, SealRecord};
use crate::core::erased::Left;
use crate::core::head::unhex;
use crate::core::model::chain::{Committer, GENESIS, Hash, Merkle, SessionHasher};
use crate::core::model::json::Scanner;
use serde_json::Value;
use std::collections::VecDeque;

/// The chain of one session of a file.
pub struct Proof {
    hasher: SessionHasher,
    keys: VecDeque<(u64, Option<Committer>)>,
    committer: Option<Committer>,
    seals: VecDeque<(u64, Hash)>,
    /// The seal before the next batch; `None` where the file does not begin at one.
    previous: Option<Hash>,
    begun: bool,
    first: u64,
    tree: Merkle,
    /// A commitment of this batch is not known: its data was erased.
    blind: bool,
    /// What is left of stretches in which content was erased.
    left: Left,
    scanner: Scanner,
    /// Seals that fit.
    pub good: u64,
    /// Seals that could not be checked.
    pub unknown: u64,
    /// Seals that do not fit.
    pub bad: u64,
}

impl Proof {
    /// Of a session's record; `None` where it brings none.
    pub fn of(session_id: &str, head: &Value) -> Option<Self> {
        let integrity: Integrity = serde_json::from_value(head.get("integrity")?.clone()).ok()?;
        let uuid: [u8; 16] = unhex(&integrity.database)?.try_into().ok()?;
        let key = |k: &KeyRecord| {
            let key: [u8; 32] = unhex(&k.key)?.try_into().ok()?;
            Some((k.first_seq, Some(Committer::new(&key))))
        };
        let mut keys = integrity.keys.iter().map(key).collect::<Option<Vec<_>>>()?;
        keys.extend(integrity.withheld.iter().map(|first| (*first, None)));
        keys.sort_by_key(|k| k.0);
        let seal = |s: &SealRecord| Some((s.last_seq, unhex(&s.seal)?.try_into().ok()?));
        Some(Self {
            hasher: SessionHasher::new(&uuid, session_id),
            keys: keys.into(),
            committer: None,
            seals: integrity.seals.iter().map(seal).collect::<Option<_>>()?,
            previous: Some(GENESIS),
            begun: false,
            first: 0,
            tree: Merkle::default(),
            blind: false,
            left: Left::of(integrity.erased),
            scanner: Scanner::default(),
            good: 0,
            unknown: 0,
            bad: 0,
        })
    }

    /// The events go on from here.
    pub fn go_on(&mut self, baseline: &BaselineRecord) {
        self.previous = baseline.seal.as_ref().and_then(|s| unhex(s)?.try_into().ok());
        self.begun = true;
    }

    /// The next event; gives the batch that ends with it where its seal does not fit, or the erased stretch before it that
    /// is not what was left.
    pub fn event(&mut self, line: &EventLine<'_>) -> Option<(u64, u64)> {
        let changed = self.left.ended(line.seq);
        self.sealed_with(line).or(changed)
    }

    fn sealed_with(&mut self, line: &EventLine<'_>) -> Option<(u64, u64)> {
        if !std::mem::replace(&mut self.begun, true) && line.seq != 1 {
            self.previous = None;
        }
        if self.tree.count() == 0 && !self.blind {
            self.first = line.seq;
        }
        while self.keys.front().is_some_and(|k| k.0 <= line.seq) {
            self.committer = self.keys.pop_front().and_then(|k| k.1);
        }
        let energy = line.energy(&mut self.scanner);
        let sealed = line.sealed(energy);
        let committed = || self.committer.as_ref().filter(|_| !line.erased).map(|c| c.commit(&sealed));
        let made = line.commitment.or_else(committed).map(|c| self.hasher.leaf(&sealed, &c));
        match (line.leaf, made) {
            (Some(leaf), Some(made)) if self.left.push(line.seq, made) => self.tree.push(leaf),
            (None, Some(made)) => self.tree.push(made),
            // A part of an erased stretch has nothing that what is left could be held against.
            _ => self.blind = true,
        }
        let (seq, seal) = self.seals.front().copied().filter(|s| s.0 <= line.seq)?;
        self.seals.pop_front();
        (!self.seal(seq, line.seq, seal)).then_some((self.first, seq))
    }

    fn seal(&mut self, seq: u64, at: u64, said: Hash) -> bool {
        let (count, root) = (self.tree.count(), self.tree.take_root());
        // The first batch of a slice has its beginning elsewhere.
        let previous = self.previous.filter(|_| !self.blind);
        let fits = previous.map(|p| seq == at && self.hasher.seal(&p, self.first, count, &root) == said);
        match fits {
            Some(true) => self.good += 1,
            Some(false) => self.bad += 1,
            None => self.unknown += 1,
        }
        self.previous = Some(said);
        self.blind = false;
        fits != Some(false)
    }

    /// At the end: an erased stretch that is not what was left.
    pub fn changed(&mut self) -> Option<(u64, u64)> {
        self.left.ended(u64::MAX)
    }

    /// At the end: a seal of an event that did not come.
    pub fn dangling(&self) -> Option<u64> {
        self.seals.front().map(|s| s.0)
    }
}

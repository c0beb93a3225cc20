//! Whether the events are those that were sealed: leaf by leaf, batch by batch, each seal on top of the one before.

use crate::core::erased::Erased;
use crate::core::model::chain::{Committer, Hash, Merkle, Sealed, SessionHasher};

/// Makes the leaves of one session. It can be shared: a leaf depends on nothing but its event.
pub struct LeafMaker {
    hasher: SessionHasher,
    committers: Vec<(u64, Committer)>,
    erased: Erased,
}

impl LeafMaker {
    /// From the session's place and its keys with the event that each is in force from, in order;
    /// `erased` are its stretches whose first key was destroyed.
    pub fn new(database: &[u8; 16], session_id: &str, keys: &[(u64, [u8; 32])], erased: Erased) -> Self {
        let committers = keys.iter().map(|(first, key)| (*first, Committer::new(key))).collect();
        Self { hasher: SessionHasher::new(database, session_id), committers, erased }
    }

    /// The leaf of an event; `None` where its key is gone.
    pub fn leaf(&self, sealed: &Sealed<'_>) -> Option<Hash> {
        let after = self.committers.partition_point(|(first, _)| *first <= sealed.seq);
        let (_, committer) = self.committers.get(after.checked_sub(1)?)?;
        let leaf = self.hasher.leaf(sealed, &committer.commit(sealed));
        Some(self.erased.leaf(sealed.seq, leaf))
    }

    /// The session's hasher.
    pub fn hasher(&self) -> &SessionHasher {
        &self.hasher
    }
}

/// The chain of a session's seals, followed event by event.
pub struct SealChain {
    previous: Hash,
    first: u64,
    tree: Merkle,
    keyless: bool,
    /// Seals that hold.
    pub good: u64,
    /// The batches whose seals do not, first and last event of each; at most a few.
    pub bad: Vec<(u64, u64)>,
    /// Batches that cannot be checked because a key is gone.
    pub unknown: u64,
    /// The last event that stands under a seal.
    pub sealed_to: u64,
}

/// More broken batches than this are not told one by one.
const MAX_BAD: usize = 20;

impl SealChain {
    /// A chain that goes on after the seal of event `after`.
    pub fn after(after: u64, seal: Hash) -> Self {
        Self {
            previous: seal,
            first: after.saturating_add(1),
            tree: Merkle::default(),
            keyless: false,
            good: 0,
            bad: Vec::new(),
            unknown: 0,
            sealed_to: after,
        }
    }

    /// One more event: its leaf, and the seal that it carries.
    pub fn push(&mut self, hasher: &SessionHasher, seq: u64, leaf: Option<Hash>, seal: Option<&Hash>) {
        // Events of a declared hole are in no batch: the one after it begins behind the hole.
        if self.tree.count() == 0 && !self.keyless {
            self.first = seq;
        }
        match leaf {
            Some(leaf) => self.tree.push(leaf),
            None => self.keyless = true,
        }
        let Some(seal) = seal else { return };
        let count = self.tree.count();
        let expected = hasher.seal(&self.previous, self.first, count, &self.tree.take_root());
        match (self.keyless, expected == *seal) {
            (true, _) => self.unknown += 1,
            (false, true) => self.good += 1,
            (false, false) if self.bad.len() < MAX_BAD => self.bad.push((self.first, seq)),
            (false, false) => {}
        }
        // The seal on record is what the next one stands on, so that one broken batch is one finding.
        self.previous = *seal;
        self.sealed_to = seq;
        self.keyless = false;
    }
}

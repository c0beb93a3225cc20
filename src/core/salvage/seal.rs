//! Sealing again: the same events, under new keys, in a new database.

use crate::core::ambient;
use crate::core::model::chain::{Committer, GENESIS, Hash, Merkle, Sealed, SessionHasher};
use crate::core::record::EVENTS_PER_KEY;
use crate::core::store::{StoreError, Transaction};

/// The seal chain of one session of the new database.
pub struct Sealer {
    session_no: i64,
    hasher: SessionHasher,
    committer: Committer,
    key_from: u64,
    tree: Merkle,
    first: u64,
    /// The last seal.
    pub seal: Hash,
}

impl Sealer {
    /// Before the first event, under the session's first key.
    pub fn new(database: &[u8; 16], session_no: i64, session_id: &str, key: &[u8; 32]) -> Self {
        Self {
            session_no,
            hasher: SessionHasher::new(database, session_id),
            committer: Committer::new(key),
            key_from: 1,
            tree: Merkle::default(),
            first: 1,
            seal: GENESIS,
        }
    }

    /// Goes on from a baseline's seal.
    #[must_use]
    pub fn after(self, seal: Hash) -> Self {
        Self { seal, ..self }
    }

    /// Whether an event needs a key of its own stretch; what comes before it is sealed first.
    pub fn needs_key(&self, seq: u64) -> bool {
        seq >= self.key_from + EVENTS_PER_KEY
    }

    /// Puts a key in force from an event on.
    pub fn next_key(&mut self, tx: &mut Transaction<'_>, seq: u64, key: &[u8; 32]) -> Result<(), StoreError> {
        tx.insert_key(self.session_no, seq, key)?;
        self.committer = Committer::new(key);
        self.key_from = seq;
        Ok(())
    }

    /// Adds an event; gives the seal where its batch ends.
    pub fn add(&mut self, event: &Sealed<'_>, ends: bool) -> Option<Hash> {
        if self.tree.count() == 0 {
            self.first = event.seq;
        }
        self.tree.push(self.hasher.leaf(event, &self.committer.commit(event)));
        if !ends {
            return None;
        }
        let (count, root) = (self.tree.count(), self.tree.take_root());
        self.seal = self.hasher.seal(&self.seal, self.first, count, &root);
        Some(self.seal)
    }
}

/// A new key.
pub fn new_key() -> std::io::Result<[u8; 32]> {
    ambient::random()
}

//! Which events of a session are what was recorded: those whose batch has a seal that fits.
//!
//! A batch leans on the seal that stands in the one before it, so that after a hole the chain is taken up again at
//! the next seal that is there. It may also lean on the seal that *should* stand there: then that seal was damaged
//! and not its events, and both batches are proved.

use super::Whole;
use crate::core::fold::{FoldFailure, TypeNames, each_chunk};
use crate::core::model::chain::{GENESIS, Hash, Merkle};
use crate::core::replay::LeafMaker;
use crate::core::store::Ask;
use crate::core::store::salvage::Scratch;
use std::collections::BTreeMap;

/// What was found out about a session's events.
#[derive(Debug, Default)]
pub struct Proof {
    /// Stretches of proved events, first and last, in order.
    pub proved: Vec<(u64, u64)>,
    /// How many those are.
    pub count: u64,
    /// Seals that stand at events that were asked for.
    pub seals: BTreeMap<u64, Hash>,
    /// The last proved event ends the last batch that anything is left of.
    pub ends_sealed: bool,
    /// The last event that can be read and does not stand alone.
    pub last_readable: u64,
    /// The last event of the baseline that the session begins with; 0 is none.
    pub floor: u64,
}

impl Proof {
    /// Whether an event is proved.
    pub fn holds(&self, seq: u64) -> bool {
        let at = self.proved.partition_point(|p| p.1 < seq);
        seq == self.floor || self.proved.get(at).is_some_and(|p| p.0 <= seq)
    }

    /// The last proved event.
    pub fn last(&self) -> u64 {
        self.proved.last().map_or(self.floor, |p| p.1)
    }

    fn add(&mut self, first: u64, last: u64) {
        self.count += last - first + 1;
        match self.proved.last_mut() {
            Some(before) if before.1 + 1 == first => before.1 = last,
            _ => self.proved.push((first, last)),
        }
    }
}

struct Walk<'w> {
    leaves: &'w LeafMaker,
    types: &'w TypeNames,
    whole: &'w Whole<'w>,
    proof: Proof,
    tree: Merkle,
    first: u64,
    /// A leaf of this batch could not be made.
    blind: bool,
    /// The seal that stands before this batch, and the one that should.
    before: [Option<Hash>; 2],
    /// The batch before, where its own seal does not fit.
    doubtful: Option<(u64, u64)>,
    last: u64,
    unsealed: bool,
}

/// Follows the seals of a session; seals at the events of `wanted` are kept.
pub fn prove(
    scratch: &Scratch,
    session_no: i64,
    leaves: &LeafMaker,
    types: &TypeNames,
    whole: &Whole<'_>,
    wanted: &[u64],
) -> Result<Proof, FoldFailure> {
    let (floor, seal) = scratch.ask(|q| q.floor_seal(session_no))?.unwrap_or((0, GENESIS));
    let mut walk = Walk {
        leaves,
        types,
        whole,
        proof: Proof { floor, last_readable: floor, seals: [(floor, seal)].into(), ..Proof::default() },
        tree: Merkle::default(),
        first: floor + 1,
        blind: false,
        before: [Some(seal), None],
        doubtful: None,
        last: floor,
        unsealed: false,
    };
    each_chunk(scratch, session_no, 0, u64::MAX >> 24, &mut |chunk| {
        for event in chunk.rows() {
            let leaf = walk
                .types
                .get(event.type_no)
                .filter(|_| chunk.payload(event).is_some())
                .and_then(|(name, _)| walk.leaves.leaf(&chunk.sealed(event, name)));
            walk.event(event.seq, leaf);
            if let Some(seal) = event.seal {
                if wanted.binary_search(&event.seq).is_ok() {
                    walk.proof.seals.insert(event.seq, seal);
                }
                walk.seal(event.seq, seal);
            }
        }
        walk.whole.step(chunk.rows().len() as u64);
        Ok(())
    })?;
    walk.proof.ends_sealed = !walk.unsealed;
    Ok(walk.proof)
}

impl Walk<'_> {
    fn event(&mut self, seq: u64, leaf: Option<Hash>) {
        if self.tree.count() == 0 && !self.blind {
            self.first = seq;
        }
        match leaf {
            Some(leaf) => self.tree.push(leaf),
            None => self.blind = true,
        }
        // An event alone beyond all others is more likely one whose number was damaged.
        if self.last + 1 == seq {
            self.proof.last_readable = seq;
            self.unsealed = true;
        }
        self.last = seq;
    }

    fn seal(&mut self, seq: u64, stored: Hash) {
        let (count, root) = (self.tree.count(), self.tree.take_root());
        let hasher = self.leaves.hasher();
        let made = self.before.map(|b| b.map(|before| hasher.seal(&before, self.first, count, &root)));
        let in_one = seq.checked_sub(self.first).is_some_and(|rest| rest + 1 == count);
        let fits = made.iter().position(|m| *m == Some(stored)).filter(|_| !self.blind && in_one);
        match fits {
            Some(which) => {
                if let Some((first, last)) = self.doubtful.take().filter(|_| which == 1) {
                    self.proof.add(first, last);
                    // What stands there is damaged; the journal leans on what should.
                    if let (Some(seal), Some(should)) = (self.proof.seals.get_mut(&last), self.before[1]) {
                        *seal = should;
                    }
                }
                self.proof.add(self.first, seq);
                self.proof.last_readable = self.proof.last_readable.max(seq);
                self.before = [Some(stored), None];
            }
            None => {
                let should = made[0].filter(|_| !self.blind && in_one);
                self.doubtful = should.map(|_| (self.first, seq));
                self.before = [Some(stored), should];
            }
        }
        self.blind = false;
        self.unsealed = false;
    }
}

//! Stretches of a session in which content was erased. Their key is gone, and with it the way to make the leaves that
//! the seals stand on; so these leaves are kept. What is left of the events has leaves under another key, and the
//! session's journal says their root: an event that was changed since is told from one that was erased.

use crate::core::head::unhex;
use crate::core::model::chain::{Hash, Merkle};
use crate::core::model::privacy::hex;
use crate::core::store::{Ask, JournalEntry, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;

/// The journal's word for it.
pub const ENTRY: &str = "content_erased";
/// Bytes of a leaf.
const LEAF: usize = 32;

/// One stretch in a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its first event.
    pub first: u64,
    /// Its last event.
    pub last: u64,
    /// Over the leaves of what is left.
    pub root: String,
}

/// What a journal entry says, as far as it is asked for here.
#[derive(Deserialize)]
struct Facts {
    stretches: Vec<Said>,
}

#[derive(Debug)]
struct Stretch {
    first: u64,
    last: u64,
    /// Those of the seals, then those of what is left.
    leaves: Vec<u8>,
    /// What is left is what the journal says was left.
    holds: bool,
    /// The root that the journal says.
    root: Option<String>,
}

/// The stretches of one session.
#[derive(Debug, Clone, Default)]
pub struct Erased(Arc<Vec<Stretch>>);

impl Erased {
    /// Reads them; a stretch that is not as the session's journal says gives leaves that fit no seal.
    pub fn read(from: &impl Ask, session_no: i64, journal: &[JournalEntry]) -> Result<Self, StoreError> {
        let rows = from.ask(|q| q.erased_stretches(session_no))?;
        if rows.is_empty() {
            return Ok(Self::default());
        }
        let told = roots(journal);
        let stretch = |(first, last, leaves): (u64, u64, Vec<u8>)| {
            let said = told.iter().rev().find(|r| (r.first, r.last) == (first, last));
            let count = last.checked_sub(first).and_then(|n| usize::try_from(n).ok()).map_or(0, |n| n + 1);
            let whole = leaves.len() == count.saturating_mul(2 * LEAF);
            let holds = whole && said.is_some_and(|r| r.root == hex(&root_of(&leaves[count * LEAF..])));
            Stretch { first, last, leaves, holds, root: said.map(|s| s.root.clone()) }
        };
        Ok(Self(Arc::new(rows.into_iter().map(stretch).collect())))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an event is in one.
    pub fn covers(&self, seq: u64) -> bool {
        self.at(seq).is_some()
    }

    /// The leaf of an event as the seals have it. `made` is its leaf under the key that is there: outside of these
    /// stretches that is the one; inside it has to be the one that was left, or the event was changed.
    pub fn leaf(&self, seq: u64, made: Hash) -> Hash {
        let Some(stretch) = self.at(seq).filter(|s| s.holds) else { return made };
        let at = usize::try_from(seq - stretch.first).unwrap_or(usize::MAX);
        let half = stretch.leaves.len() / 2;
        let leaf = |from: usize| stretch.leaves.get(from + at * LEAF..from + (at + 1) * LEAF);
        match (leaf(0).and_then(|l| l.try_into().ok()), leaf(half)) {
            (Some(sealed), Some(left)) if left == made => sealed,
            _ => made,
        }
    }

    /// The leaf of an event as the seals have it, where it is in one.
    pub fn sealed_leaf(&self, seq: u64) -> Option<Hash> {
        let stretch = self.at(seq)?;
        let at = usize::try_from(seq - stretch.first).ok()? * LEAF;
        stretch.leaves.get(at..at + LEAF)?.try_into().ok()
    }

    /// The stretches, each with the root that the journal says of it; one that it says nothing of has a root that
    /// fits nothing.
    pub fn said(&self) -> Vec<Said> {
        let nothing = || "0".repeat(2 * LEAF);
        let of =
            |s: &Stretch| Said { first: s.first, last: s.last, root: s.root.clone().unwrap_or_else(nothing) };
        self.0.iter().map(of).collect()
    }

    fn at(&self, seq: u64) -> Option<&Stretch> {
        let after = self.0.partition_point(|s| s.first <= seq);
        self.0.get(after.checked_sub(1)?).filter(|s| seq <= s.last)
    }
}

/// No stretch has more events: a key is good for some thousand.
const MOST: u64 = 1 << 20;

/// What is left of the events of erased stretches, followed event by event where the seals' leaves came with them.
#[derive(Debug, Default)]
pub struct Left {
    stretches: VecDeque<Said>,
    tree: Merkle,
}

impl Left {
    /// Of stretches in their order.
    pub fn of(stretches: Vec<Said>) -> Self {
        Self { stretches: stretches.into(), tree: Merkle::default() }
    }

    /// The next event's leaf under the key that is there now. False where it is in no stretch.
    pub fn push(&mut self, seq: u64, made: Hash) -> bool {
        let Some(first) = self.now(seq).map(|s| s.first) else { return false };
        // Events of a hole have leaves that are none.
        while self.tree.count() < seq - first {
            self.tree.push([0; LEAF]);
        }
        self.tree.push(made);
        true
    }

    /// After the events before `next`: a stretch that ended, and is not what was left of it.
    pub fn ended(&mut self, next: u64) -> Option<(u64, u64)> {
        self.stretches.front().filter(|s| s.last < next)?;
        let said = self.stretches.pop_front()?;
        let count = said.last.checked_sub(said.first).filter(|n| *n < MOST).map_or(0, |n| n + 1);
        while self.tree.count() < count {
            self.tree.push([0; LEAF]);
        }
        let fits = count > 0 && hex(&self.tree.take_root()) == said.root;
        (!fits).then_some((said.first, said.last))
    }

    fn now(&self, seq: u64) -> Option<&Said> {
        self.stretches.front().filter(|s| s.first <= seq && seq <= s.last && s.last - s.first < MOST)
    }
}

/// The root over leaves that stand one after the other.
pub fn root_of(leaves: &[u8]) -> Hash {
    let mut tree = Merkle::default();
    for leaf in leaves.chunks_exact(LEAF) {
        tree.push(leaf.try_into().unwrap_or_default());
    }
    tree.take_root()
}

/// What a journal says of stretches, in its order.
fn roots(journal: &[JournalEntry]) -> Vec<Said> {
    let entries = journal.iter().filter(|e| e.kind == ENTRY);
    let facts = entries.filter_map(|e| serde_json::from_str::<Facts>(&e.facts).ok());
    facts.flat_map(|f| f.stretches).filter(|r| unhex(&r.root).is_some_and(|b| b.len() == LEAF)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(first: u64, leaves: Vec<u8>, holds: bool) -> Erased {
        let last = first + (leaves.len() / (2 * LEAF)) as u64 - 1;
        Erased(Arc::new(vec![Stretch { first, last, leaves, holds, root: None }]))
    }

    #[test]
    fn the_sealed_leaf_is_given_for_what_was_left_and_for_nothing_else() {
        let leaves: Vec<u8> = (0..6u8).flat_map(|n| [n; LEAF]).collect();
        let erased = of(10, leaves.clone(), true);
        assert_eq!(erased.leaf(10, [3; LEAF]), [0; LEAF]);
        assert_eq!(erased.leaf(12, [5; LEAF]), [2; LEAF]);
        assert_eq!(erased.leaf(12, [9; LEAF]), [9; LEAF], "the event was changed");
        assert_eq!(erased.leaf(13, [5; LEAF]), [5; LEAF], "it is in no stretch");
        assert_eq!(of(10, leaves, false).leaf(10, [3; LEAF]), [3; LEAF], "nobody stands for what was left");
    }

    #[test]
    fn what_is_left_is_held_against_the_root_that_was_said_of_it() {
        let leaves = [[1; LEAF], [0; LEAF], [3; LEAF], [0; LEAF]];
        let root = hex(&root_of(&leaves.concat()));
        let left = || Left::of(vec![Said { first: 5, last: 8, root: root.clone() }]);
        // 6 and 8 are holes.
        let mut same = left();
        assert!(!same.push(4, [9; LEAF]) && same.push(5, [1; LEAF]) && same.push(7, [3; LEAF]));
        assert_eq!((same.ended(8), same.ended(9), same.ended(99)), (None, None, None));
        assert!(!same.push(9, [9; LEAF]));
        let mut changed = left();
        assert!(changed.push(5, [1; LEAF]) && changed.push(7, [4; LEAF]));
        assert_eq!(changed.ended(9), Some((5, 8)));
        let mut endless = Left::of(vec![Said { first: 1, last: u64::MAX, root }]);
        assert!(!endless.push(7, [1; LEAF]));
    }
}

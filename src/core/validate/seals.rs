//! WFH, per session: leaves, seals, the journal, and the heads that the ledger keeps of them.
//!
//! A broken link is named once: what follows may lean on what is stored or on what should be.

use super::extent::Stretch;
use super::findings::Sink;
use super::keys::KeySum;
use super::ledger::Anchor;
use super::rule::{Rule, Scope, Severity};
use crate::core::erased::Erased;
use crate::core::fold::TypeNames;
use crate::core::model::chain::{Committer, GENESIS, Hash, JournalFacts, Merkle, SessionHasher};
use crate::core::store::{EventChunk, JournalEntry, StoredEvent, key_hash};

/// Seals.
pub static SEAL: Rule = Rule {
    id: "WFH001",
    severity: Severity::Error,
    title: "a seal does not fit its events",
    why: "Each batch of events is sealed with the batches before it. A seal that does not fit means that an event of \
          the batch, its order, or the seal was changed after it was recorded.",
    repair: "restore a backup; compare with `wfstate head` lines that were kept elsewhere",
    scope: Scope::Session,
};
/// Events after the last seal.
pub static TAIL: Rule = Rule {
    id: "WFH002",
    severity: Severity::Error,
    title: "events are not sealed",
    why: "Events and their seal are committed together. Events without one were added by something else, or their seal \
          was taken away.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// The journal.
pub static JOURNAL: Rule = Rule {
    id: "WFH003",
    severity: Severity::Error,
    title: "a session's journal is broken",
    why: "What the recorder says of a session is chained and tied to the seals. An entry was changed, moved, added or \
          removed.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// Heads in the ledger.
pub static ANCHOR: Rule = Rule {
    id: "WFH006",
    severity: Severity::Error,
    title: "a session is not what the ledger says it was",
    why: "When a session ends, the ledger keeps one hash over its events and its journal. Events or entries were cut \
          off, added before that point, or replaced.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// Keys.
pub static KEY: Rule = Rule {
    id: "WFH008",
    severity: Severity::Error,
    title: "a commitment key is missing or is not the session's",
    why: "Without the key the seals cannot be checked. A purge destroys keys, and then the ledger says so.",
    repair: "restore a backup",
    scope: Scope::Session,
};

/// A session's key and the event from which on it is in force.
pub type KeyFrom = (u64, [u8; 32]);

/// Walks the chain of one session.
pub struct Chain {
    hasher: SessionHasher,
    keys: Vec<KeyFrom>,
    keys_used: usize,
    committer: Option<Committer>,
    /// Stretches whose first key was destroyed.
    erased: Erased,
    tree: Merkle,
    /// The sealed event that the walk begins after.
    after: u64,
    begun: bool,
    first: u64,
    last: u64,
    /// The previous seal, as stored and as it should be.
    seals: [Hash; 2],
    /// A leaf of this batch could not be computed; another finding says why.
    blind: bool,
    keyless: bool,
    journal: Journal,
    anchors: Vec<Anchor>,
    anchors_seen: usize,
    key_sum: KeySum,
}

impl Chain {
    /// The chain of a session, before the first event of a stretch. What stands before it is taken as it is.
    pub fn new(
        hasher: SessionHasher,
        (keys, erased): (Vec<KeyFrom>, Erased),
        journal: Vec<JournalEntry>,
        anchors: &[Anchor],
        from: &Stretch,
    ) -> Self {
        let mut anchors = anchors.to_vec();
        anchors.sort_by_key(|a| a.last_seq);
        let anchors_seen = anchors.partition_point(|a| a.last_seq < from.after);
        Self {
            hasher,
            keys,
            keys_used: 0,
            committer: None,
            erased,
            tree: Merkle::default(),
            after: from.after,
            begun: false,
            first: 0,
            last: from.after,
            seals: [from.seal; 2],
            blind: false,
            keyless: false,
            journal: Journal::new(journal, from.after),
            anchors,
            anchors_seen,
            key_sum: KeySum::default(),
        }
    }

    /// The next events.
    pub fn events(&mut self, chunk: &EventChunk, types: &TypeNames, sink: &mut Sink<'_>) {
        self.begin(sink);
        for e in chunk.rows() {
            self.leaf(chunk, e, types, sink);
            if let Some(seal) = e.seal {
                self.seal(e.seq, seal, sink);
            }
        }
    }

    fn begin(&mut self, sink: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.begun, true) {
            self.stand_at(self.after, sink);
        }
    }

    fn leaf(&mut self, chunk: &EventChunk, e: &StoredEvent, types: &TypeNames, sink: &mut Sink<'_>) {
        if self.tree.count() == 0 && !self.blind {
            self.first = e.seq;
        }
        self.last = e.seq;
        while let Some((_, key)) = self.keys.get(self.keys_used).filter(|k| k.0 <= e.seq) {
            self.committer = Some(Committer::new(key));
            self.keys_used += 1;
        }
        if let Some(key) = chunk.key(e) {
            self.key_sum.add(key_hash(key), e.seq);
        }
        match (types.get(e.type_no), &self.committer) {
            (Some((name, _)), Some(committer)) => {
                let sealed = chunk.sealed(e, name);
                let commitment = committer.commit(&sealed);
                let leaf = self.hasher.leaf(&sealed, &commitment);
                self.tree.push(self.erased.leaf(e.seq, leaf));
            }
            (_, None) => {
                if !self.keyless {
                    sink.report(&KEY, Some(e.seq), "there is no key for this event");
                }
                (self.keyless, self.blind) = (true, true);
            }
            (None, _) => self.blind = true,
        }
    }

    fn seal(&mut self, seq: u64, stored: Hash, sink: &mut Sink<'_>) {
        let count = self.tree.count();
        let root = self.tree.take_root();
        let made = self.seals.map(|previous| self.hasher.seal(&previous, self.first, count, &root));
        let fits = made.contains(&stored);
        if !fits && !self.blind {
            let message = format!("the seal of events {} to {seq} does not fit them", self.first);
            sink.report(&SEAL, Some(seq), message);
        }
        self.seals = [stored, if self.blind || fits { stored } else { made[0] }];
        self.blind = false;
        self.stand_at(seq, sink);
    }

    /// What stands right after a sealed event: journal entries, and heads in the ledger.
    fn stand_at(&mut self, seq: u64, sink: &mut Sink<'_>) {
        self.journal.stand_at(seq, &self.seals, &self.hasher, sink);
        while let Some(anchor) = self.anchors.get(self.anchors_seen).filter(|a| a.last_seq <= seq) {
            self.anchors_seen += 1;
            self.check_anchor(anchor, seq, sink);
        }
    }

    fn check_anchor(&self, anchor: &Anchor, seq: u64, sink: &mut Sink<'_>) {
        let entry = self.journal.hash_of(anchor.journal);
        let fits = anchor.last_seq == seq
            && entry.is_some_and(|entry| {
                let head = |seal| self.hasher.head(seq, seal, anchor.journal, &entry);
                self.seals.iter().any(|seal| head(seal) == anchor.head)
            });
        if !fits {
            let message = format!(
                "ledger entry {} says another head of the session at event {} with {} journal entries",
                anchor.entry_no, anchor.last_seq, anchor.journal
            );
            sink.report(&ANCHOR, Some(anchor.last_seq), message);
        }
    }

    /// The last event that was looked at.
    pub fn last_seq(&self) -> u64 {
        self.last
    }

    /// The end. While a session is recorded its journal and its ledger entries may be ahead of its events.
    pub fn finish(mut self, live: bool, sink: &mut Sink<'_>) -> KeySum {
        self.begin(sink);
        if self.tree.count() > 0 || self.blind && !self.keyless {
            let message = format!("events {} to {} have no seal", self.first, self.last);
            sink.report(&TAIL, Some(self.last), message);
        }
        if !live {
            self.journal.finish(self.last, sink);
        }
        for anchor in self.anchors[self.anchors_seen..].iter().filter(|a| !live || a.last_seq <= self.last) {
            let message = format!(
                "ledger entry {} says that there are {} events; the last one here is {}",
                anchor.entry_no, anchor.last_seq, self.last
            );
            sink.report(&ANCHOR, Some(self.last), message);
        }
        self.key_sum
    }
}

/// The journal of one session.
struct Journal {
    entries: Vec<JournalEntry>,
    next: usize,
    hashes: [Hash; 2],
}

impl Journal {
    fn new(entries: Vec<JournalEntry>, after: u64) -> Self {
        let next = entries.iter().position(|e| e.after_seq >= after).unwrap_or(entries.len());
        let hash = next.checked_sub(1).and_then(|at| entries[at].hash.as_slice().try_into().ok());
        Self { entries, next, hashes: [hash.unwrap_or(GENESIS); 2] }
    }

    fn stand_at(&mut self, seq: u64, seals: &[Hash; 2], hasher: &SessionHasher, sink: &mut Sink<'_>) {
        while let Some(entry) = self.entries.get(self.next).filter(|e| e.after_seq <= seq) {
            let number = self.next as u64 + 1;
            self.next += 1;
            let report = |sink: &mut Sink<'_>, why: &str| {
                let message = format!("entry {} ({}) {why}", entry.number, entry.kind);
                sink.report(&JOURNAL, Some(entry.after_seq).filter(|s| *s > 0), message);
            };
            let previous_number = self.next.checked_sub(2).map_or(0, |at| self.entries[at].number);
            if entry.number != previous_number + 1 {
                report(sink, &format!("is not number {number}: entries before it are missing"));
            }
            if entry.after_seq < seq {
                report(sink, "stands after an event that has no seal, or before entries of earlier events");
            }
            let stored: Hash = entry.hash.as_slice().try_into().unwrap_or_default();
            let facts = JournalFacts {
                number: entry.number,
                after_seq: entry.after_seq,
                at: entry.at,
                kind: &entry.kind,
                facts: &entry.facts,
            };
            let made = |previous: &Hash| seals.map(|seal| hasher.journal(previous, &facts, &seal));
            let fits = self.hashes.iter().any(|previous| made(previous).contains(&stored));
            let follows = entry.number == previous_number + 1 && entry.after_seq == seq;
            if !fits && follows {
                report(sink, "is not what was written");
            }
            self.hashes = [stored, if fits { stored } else { made(&self.hashes[0])[0] }];
        }
    }

    /// The hash of an entry, of those before here; entry 0 is the beginning.
    fn hash_of(&self, number: u64) -> Option<Hash> {
        let Some(at) = number.checked_sub(1) else { return Some(GENESIS) };
        let entry = self.entries.get(usize::try_from(at).ok()?)?;
        entry.hash.as_slice().try_into().ok()
    }

    fn finish(&self, last: u64, sink: &mut Sink<'_>) {
        for entry in &self.entries[self.next..] {
            let message = format!(
                "entry {} ({}) stands after event {}; the last sealed event is before it",
                entry.number, entry.kind, entry.after_seq
            );
            sink.report(&JOURNAL, Some(last).filter(|s| *s > 0), message);
        }
    }
}

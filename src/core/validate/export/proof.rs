//! The seals that an export of ours came with: its events are those that were sealed, wherever that was. Where words
//! were taken out each event says its commitment, and the envelopes alone are proved.

use crate::core::export::record::{BaselineRecord, EventLine, Integrity, KeyRecord, SealRecord};
use crate::core::head::unhex;
use crate::core::model::chain::{Committer, GENESIS, Hash, Merkle, SessionHasher};
use crate::core::model::json::Scanner;
use crate::core::validate::findings::Sink;
use crate::core::validate::seals::{SEAL, TAIL};
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
    scanner: Scanner,
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
            scanner: Scanner::default(),
        })
    }

    /// The events go on from here.
    pub fn go_on(&mut self, baseline: &BaselineRecord) {
        self.previous = baseline.seal.as_ref().and_then(|s| unhex(s)?.try_into().ok());
        self.begun = true;
    }

    /// The next event.
    pub fn event(&mut self, line: &EventLine<'_>, sink: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.begun, true) && line.seq != 1 {
            self.previous = None;
        }
        if self.tree.count() == 0 && !self.blind {
            self.first = line.seq;
        }
        while let Some((_, committer)) = self.keys.pop_front_if(|k| k.0 <= line.seq) {
            self.committer = committer;
        }
        let energy = line.energy(&mut self.scanner);
        let sealed = line.sealed(energy);
        let committed = || self.committer.as_ref().filter(|_| !line.erased).map(|c| c.commit(&sealed));
        match line.commitment.or_else(committed) {
            Some(commitment) => self.tree.push(self.hasher.leaf(&sealed, &commitment)),
            None => self.blind = true,
        }
        if let Some((seq, seal)) = self.seals.pop_front_if(|s| s.0 <= line.seq) {
            self.seal(seq, line.seq, seal, sink);
        }
    }

    fn seal(&mut self, seq: u64, at: u64, said: Hash, sink: &mut Sink<'_>) {
        let (count, root) = (self.tree.count(), self.tree.take_root());
        let fits = match &self.previous {
            _ if self.blind => true,
            // The first batch of a slice has its beginning elsewhere.
            None => true,
            Some(previous) => seq == at && self.hasher.seal(previous, self.first, count, &root) == said,
        };
        if !fits {
            let message = format!("the seal of events {} to {seq} does not fit them", self.first);
            sink.report(&SEAL, Some(seq), message);
        }
        self.previous = Some(said);
        self.blind = false;
    }

    /// The end. A slice may end within a batch.
    pub fn finish(&self, last: u64, sink: &mut Sink<'_>) {
        if let Some((seq, _)) = self.seals.front() {
            let message = format!("it has a seal at event {seq}, and no such event: the last one is {last}");
            sink.report(&TAIL, Some(last).filter(|l| *l > 0), message);
        }
    }
}

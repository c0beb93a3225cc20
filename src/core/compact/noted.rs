//! What a session's journal says of its baseline. The entry is chained like any other, so that the seals that come
//! after it cover what they cannot be computed from any more: the journal before it, and where the chain goes on.

use crate::core::model::chain::Hash;
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::store::{Baseline, JournalEntry};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The entry of a compaction.
pub const COMPACTED: &str = "recorder.compacted";

/// The facts of such an entry. Of a session that came with its baseline the ledger's word of the import has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The last event that is in the baseline.
    pub to_seq: u64,
    /// How many events are in it.
    pub events: u64,
    /// The hash of its state.
    pub state_hash: String,
    /// The seal at `to_seq`.
    pub seal: String,
    /// The time of the event there.
    pub time: String,
    /// The time of the first event.
    pub first_time: Option<String>,
    /// SHA-256 of the state as it is stored.
    pub digest: String,
    /// The journal up to there, whose entries lean on seals that are gone.
    pub journal: Option<Before>,
}

/// The entries of a journal that stand before a baseline's last event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// How many.
    pub entries: u64,
    /// SHA-256 over them.
    pub digest: String,
}

impl Noted {
    /// Of a new baseline.
    pub fn of(base: &Baseline, events: u64, first: Option<Timestamp>, journal: &[JournalEntry]) -> Self {
        Self {
            to_seq: base.last_seq,
            events,
            state_hash: hex(&base.state_hash),
            seal: hex(&base.seal),
            time: base.at.to_string(),
            first_time: first.map(|t| t.to_string()),
            digest: hex(&Sha256::digest(&base.packed)),
            journal: Some(Before::of(journal, base.last_seq)),
        }
    }

    /// What the newest entry of a journal says of a baseline, if one does.
    pub fn newest(journal: &[JournalEntry]) -> Option<Self> {
        let speaks = |e: &&JournalEntry| e.kind == COMPACTED;
        journal.iter().rev().filter(speaks).find_map(|e| serde_json::from_str(&e.facts).ok())
    }

    /// The seal that it says.
    pub fn seal(&self) -> Option<Hash> {
        crate::core::head::unhex(&self.seal)?.try_into().ok()
    }

    /// What a baseline has that is not what was written.
    pub fn differs(&self, base: &Baseline) -> Option<&'static str> {
        if self.to_seq != base.last_seq {
            return Some("its place is not what was written");
        }
        if self.state_hash != hex(&base.state_hash) || self.digest != hex(&Sha256::digest(&base.packed)) {
            return Some("its state is not what was written");
        }
        let same = self.seal == hex(&base.seal) && self.time == base.at.to_string();
        (!same).then_some("its seal or its time is not what was written")
    }
}

impl Before {
    /// Of the entries before an event.
    pub fn of(journal: &[JournalEntry], seq: u64) -> Self {
        let before = journal.iter().take_while(|e| e.after_seq < seq);
        let (mut entries, mut digest) = (0, Sha256::new());
        for e in before {
            entries += 1;
            for number in [e.number, e.after_seq, e.at.0.cast_unsigned()] {
                digest.update(number.to_be_bytes());
            }
            for text in [e.kind.as_bytes(), e.facts.as_bytes(), &e.hash] {
                digest.update((text.len() as u64).to_be_bytes());
                digest.update(text);
            }
        }
        Self { entries, digest: hex(&digest.finalize()) }
    }
}

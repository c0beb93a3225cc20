//! What the journal of a damaged session still says.

use super::identity::Subject;
use super::prove::Proof;
use crate::core::compact::{Before, Noted};
use crate::core::holes::{GAP, lost_in};
use crate::core::model::chain::{GENESIS, Hash, JournalFacts, SessionHasher};
use crate::core::model::time::Timestamp;
use crate::core::salvage::session::End;
use crate::core::store::JournalEntry;
use serde_json::Value;

/// What can be believed of a journal.
#[derive(Debug, Default)]
pub struct Told {
    /// The entries, without those that speak of snapshots: the states are computed again.
    pub entries: Vec<JournalEntry>,
    /// How many are gone or are not what was written.
    pub gone: u64,
    /// How many of the entries lean on what is lost, so that nobody can say that they are what was written.
    pub unproved: u64,
    /// The facts of the entry that opened the session.
    pub opened: Option<Value>,
    /// Its time.
    pub opened_at: Option<Timestamp>,
    /// A recorder went on with the session later.
    pub resumed: bool,
    /// The end that it tells of.
    pub end: Option<End>,
    /// The last event that an entry stands after.
    pub last_seq: Option<u64>,
    /// Events that it declares to be lost.
    pub lost: u64,
}

/// What is known of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Fits,
    Broken,
    /// The seal or the entry that it leans on is gone.
    Unknown,
}

/// Takes from a journal what is not known to be wrong.
pub fn believe(
    told: Vec<JournalEntry>,
    uuid: Option<&[u8; 16]>,
    session_id: &str,
    proof: &Proof,
    subject: Subject,
) -> Told {
    let standings = match uuid {
        Some(uuid) => standings(&told, &SessionHasher::new(uuid, session_id), proof),
        None => vec![Standing::Unknown; told.len()],
    };
    let all = told.len() as u64;
    let mut out = Told::default();
    let (mut kept, mut newest, mut after) = (0u64, 0, 0);
    for (mut entry, standing) in told.into_iter().zip(standings) {
        let is_object = serde_json::from_str::<Value>(&entry.facts).is_ok_and(|f| f.is_object());
        if standing == Standing::Broken || !is_object {
            continue;
        }
        out.unproved += u64::from(standing == Standing::Unknown);
        kept += 1;
        newest = entry.number;
        // Entries never stand before those that came earlier.
        entry.after_seq = entry.after_seq.max(after);
        after = entry.after_seq;
        out.take(entry);
    }
    let known = subject.head.filter(|_| subject.ended).map_or(0, |h| h.journal);
    out.gone = known.max(newest).max(all).saturating_sub(kept);
    out.last_seq = (kept > 0).then_some(after);
    out
}

impl Told {
    fn take(&mut self, entry: JournalEntry) {
        match entry.kind.as_str() {
            "state.snapshot_created" | "state.snapshot_pruned" => return,
            "recorder.opened" if self.opened.is_none() => {
                self.opened = serde_json::from_str(&entry.facts).ok();
                self.opened_at = Some(entry.at);
            }
            "recorder.resumed" => {
                self.resumed = true;
                self.end = None;
            }
            "recorder.closed" => self.end = Some(End { at: entry.at, clean: true }),
            "system.recovered" => self.end = Some(End { at: entry.at, clean: false }),
            GAP => self.lost = self.lost.saturating_add(lost_in(&entry.facts)),
            _ => {}
        }
        self.entries.push(entry);
    }
}

fn standings(entries: &[JournalEntry], hasher: &SessionHasher, proof: &Proof) -> Vec<Standing> {
    let mut all: Vec<Standing> = Vec::with_capacity(entries.len());
    // The number of the entry before, its hash as it stands there, and as it should.
    let mut before: Option<(u64, Hash, Option<Hash>)> = Some((0, GENESIS, None));
    for entry in entries {
        let stored: Hash = entry.hash.as_slice().try_into().unwrap_or_default();
        let seal = match entry.after_seq {
            0 => Some(GENESIS),
            seq => proof.seals.get(&seq).copied().filter(|_| proof.holds(seq)),
        };
        let facts = JournalFacts {
            number: entry.number,
            after_seq: entry.after_seq,
            at: entry.at,
            kind: &entry.kind,
            facts: &entry.facts,
        };
        let (standing, should) = match (before.filter(|b| b.0 + 1 == entry.number), seal) {
            (Some((_, previous, other)), Some(seal)) => {
                let own = hasher.journal(&previous, &facts, &seal);
                let leans_on_other = other.is_some_and(|o| hasher.journal(&o, &facts, &seal) == stored);
                if let Some(last) = all.last_mut().filter(|_| leans_on_other) {
                    *last = Standing::Fits;
                }
                let fits = own == stored || leans_on_other;
                (if fits { Standing::Fits } else { Standing::Broken }, Some(own).filter(|_| !fits))
            }
            _ => (Standing::Unknown, None),
        };
        all.push(standing);
        before = Some((entry.number, stored, should));
    }
    settle_compacted(entries, &mut all, proof.floor);
    settle_unknown(entries, &mut all);
    all
}

/// The seals of compacted events are gone; a compaction that holds has a digest of the entries that lean on them.
fn settle_compacted(entries: &[JournalEntry], all: &mut [Standing], floor: u64) {
    let compacts = |e: &JournalEntry| Noted::newest(std::slice::from_ref(e)).is_some();
    let Some(at) = entries.iter().rposition(compacts).filter(|at| all[*at] == Standing::Fits) else { return };
    let before = Noted::newest(&entries[at..=at]).and_then(|n| n.journal);
    if before.is_some_and(|b| b == Before::of(entries, floor)) {
        all.iter_mut()
            .zip(entries)
            .filter(|(_, e)| e.after_seq < floor)
            .for_each(|(s, _)| *s = Standing::Fits);
    }
}

/// An entry that cannot be checked is believed where its place among the others is possible: not where its number or
/// the event that it stands after was damaged.
fn settle_unknown(entries: &[JournalEntry], all: &mut [Standing]) {
    for at in 0..all.len() {
        if all[at] != Standing::Unknown {
            continue;
        }
        let entry = &entries[at];
        let later_is_before = entries[at + 1..]
            .iter()
            .zip(&all[at + 1..])
            .any(|(later, standing)| *standing == Standing::Fits && later.after_seq < entry.after_seq);
        let neighbour =
            |other: Option<&JournalEntry>| other.is_some_and(|o| o.number.abs_diff(entry.number) == 1);
        let alone =
            !neighbour(entries.get(at + 1)) && !neighbour(at.checked_sub(1).and_then(|b| entries.get(b)));
        if later_is_before || alone && entries.len() > 1 {
            all[at] = Standing::Broken;
        }
    }
}

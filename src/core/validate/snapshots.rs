//! WFN: each snapshot is the state at its place, and the journal knows it.

use super::findings::Sink;
use super::privacy::Privacy;
use super::rule::{Rule, Scope, Severity};
use crate::core::fold::{self, BaseCache, Position};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, JournalEntry, SnapshotRow, StoreError};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Compressed bytes.
pub static PACKED: Rule = Rule {
    id: "WFN001",
    severity: Severity::Error,
    title: "a snapshot cannot be unpacked",
    why: "Its bytes are damaged, or the full snapshot that it leans on is. Replay passes over it and takes longer.",
    repair: "nothing is lost: take it out with `wfstate snapshot prune`, the state can be computed from the events",
    scope: Scope::Session,
};
/// Its own hash.
pub static HASH: Rule = Rule {
    id: "WFN002",
    severity: Severity::Error,
    title: "a snapshot does not have the hash that it says",
    why: "Its state or its hash was changed. Replay passes over it and takes longer.",
    repair: "nothing is lost: take it out with `wfstate snapshot prune`, the state can be computed from the events",
    scope: Scope::Session,
};
/// The fold.
pub static FOLD: Rule = Rule {
    id: "WFN003",
    severity: Severity::Error,
    title: "a snapshot is not the state of its events",
    why: "The state that the events come to is another one: replaying from this snapshot would give a wrong answer.",
    repair: "take it out with `wfstate snapshot prune`; the state can be computed from the events",
    scope: Scope::Session,
};
/// The journal's entry.
pub static UNKNOWN: Rule = Rule {
    id: "WFN004",
    severity: Severity::Error,
    title: "a snapshot is not the one that the journal knows",
    why: "Each snapshot has an entry in its session's journal with its digest, and so is covered by the seals.",
    repair: "no event is lost, and its state is theirs; find out who wrote it. A copy of the file from before has no such \
             snapshot: `wfstate snapshot prune` only takes out those whose state is wrong",
    scope: Scope::Session,
};
/// Snapshots that are gone.
pub static GONE: Rule = Rule {
    id: "WFN005",
    severity: Severity::Error,
    title: "a snapshot is gone without having been pruned",
    why: "The journal says that it was taken and not that it was removed.",
    repair: "nothing is lost, the state can be computed from the events; find out who removed it",
    scope: Scope::Session,
};
/// Snapshots of events that are not there.
pub static BEYOND: Rule = Rule {
    id: "WFN006",
    severity: Severity::Error,
    title: "a snapshot is newer than the events",
    why: "It stands after an event that is not in the database: events were cut off.",
    repair: "restore a backup",
    scope: Scope::Session,
};

/// What the journal says of a snapshot.
#[derive(Debug, Deserialize)]
struct Noted {
    snapshot_id: i64,
    last_seq: u64,
    state_hash: String,
    digest: String,
    /// Entries of older versions have no kind, and neither reason nor base.
    kind: Option<String>,
    reason: Option<String>,
    base: Option<i64>,
    #[serde(skip)]
    at: Option<Timestamp>,
}

/// The snapshots of one session.
#[derive(Debug)]
pub struct Snapshots {
    /// Id and place, in the order of places.
    places: Vec<(i64, u64)>,
    next: usize,
    /// What stands at or before this event is not looked at.
    after: u64,
    bases: BaseCache,
    noted: BTreeMap<i64, Noted>,
    /// Of an id that the session had twice: where it comes from and here.
    displaced: Vec<Noted>,
    pruned: BTreeSet<i64>,
    /// The session came from elsewhere: entries from there name snapshots by the ids that they had there, and those
    /// that did not come along are not missed.
    imported: bool,
}

impl Snapshots {
    /// Those that are there and those that the journal knows.
    pub fn new(places: Vec<(i64, u64)>, journal: &[JournalEntry]) -> Self {
        let (mut noted, mut displaced) = (BTreeMap::new(), Vec::new());
        let mut pruned = BTreeSet::new();
        for entry in journal {
            match entry.kind.as_str() {
                "state.snapshot_created" => {
                    if let Ok(note) = serde_json::from_str::<Noted>(&entry.facts) {
                        displaced
                            .extend(noted.insert(note.snapshot_id, Noted { at: Some(entry.at), ..note }));
                    }
                }
                "state.snapshot_pruned" => {
                    let facts = serde_json::from_str::<serde_json::Value>(&entry.facts).ok();
                    pruned.extend(facts.and_then(|f| f.get("snapshot_id")?.as_i64()));
                }
                _ => {}
            }
        }
        Self {
            places,
            next: 0,
            after: 0,
            bases: BaseCache::default(),
            noted,
            displaced,
            pruned,
            imported: false,
        }
    }

    /// Says whether the session came from elsewhere.
    #[must_use]
    pub fn of_import(self, imported: bool) -> Self {
        Self { imported, ..self }
    }

    /// The state after an event, folded from the newest snapshot before it that holds and that the journal knows:
    /// one that was moved or replaced would accuse what comes after it. A state that cannot be had is a finding of a
    /// check of the whole.
    pub fn state_after(&self, from: &impl Ask, session_no: i64, seq: u64) -> Option<State> {
        if seq == 0 {
            return Some(State::default());
        }
        let mut start = None;
        for id in from.ask(|q| q.snapshot_ids_before(session_no, seq)).ok()? {
            let row = from.ask(|q| q.snapshot(id)).ok().flatten();
            if row.is_some_and(|row| self.unknown(&row).is_none()) {
                start = fold::load_snapshot(from, id).ok()?.ok();
            }
            if start.is_some() {
                break;
            }
        }
        let start = start.unwrap_or_else(Position::default);
        fold::fold_from(from, session_no, start, seq).ok().map(|end| end.state)
    }

    /// Passes over those that stand at or before an event; 0 is the beginning, and passes over none.
    pub fn skip_to(&mut self, after: u64) {
        self.after = after;
        while after > 0 && self.places.get(self.next).is_some_and(|p| p.1 <= after) {
            self.next += 1;
        }
    }

    /// How many stand in a stretch that ends with an event.
    pub fn count(&self, upto: u64) -> u64 {
        self.places[self.next..].iter().filter(|p| p.1 <= upto).count() as u64
    }

    /// Whether a snapshot stands at or before this event and was not looked at.
    pub fn is_due(&self, seq: u64) -> bool {
        self.places.get(self.next).is_some_and(|p| p.1 <= seq)
    }

    /// Looks at the snapshots at this event; `state` is the fold there, where it is known.
    pub fn check_due(
        &mut self,
        from: &impl Ask,
        seq: u64,
        state: Option<&State>,
        privacy: &mut Privacy,
        sink: &mut Sink<'_>,
    ) {
        while let Some((id, place)) = self.places.get(self.next).copied().filter(|p| p.1 <= seq) {
            self.next += 1;
            // A snapshot at an event that is missing has no fold to be compared with.
            self.check(from, id, state.filter(|_| place == seq), privacy, sink);
        }
    }

    fn check(
        &mut self,
        from: &impl Ask,
        id: i64,
        state: Option<&State>,
        privacy: &mut Privacy,
        sink: &mut Sink<'_>,
    ) {
        let row = match from.ask(|q| q.snapshot(id)) {
            Ok(Some(row)) => row,
            Ok(None) => return, // pruned meanwhile
            Err(e) => return packed(sink, None, id, &e.to_string()),
        };
        let at = Some(row.last_seq).filter(|seq| *seq > 0);
        let bytes = match self.bases.snapshot_bytes(from, &row) {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(why)) => return packed(sink, at, id, &why),
            Err(e) => return packed(sink, at, id, &e.to_string()),
        };
        privacy.state(id, at, &bytes, sink);
        if <[u8; 32]>::from(Sha256::digest(&bytes)) != row.state_hash {
            return sink.report(&HASH, at, format!("snapshot {id} says {}", hex(&row.state_hash)));
        }
        if let Some(why) = state.and_then(|state| differs(&row, &bytes, state)) {
            return sink.report(&FOLD, at, format!("snapshot {id}: {why}"));
        }
        if let Some(why) = self.unknown(&row) {
            sink.report(&UNKNOWN, at, format!("snapshot {id}: {why}"));
        }
    }

    fn unknown(&self, row: &SnapshotRow) -> Option<&'static str> {
        let same = |note: &Noted| {
            (note.last_seq, note.at) == (row.last_seq, Some(row.at))
                && note.state_hash == hex(&row.state_hash)
                && note.kind.as_ref().is_none_or(|kind| *kind == row.kind && note.reason == row.reason)
        };
        if self.imported && self.noted.values().chain(&self.displaced).any(same) {
            return None;
        }
        let Some(note) = self.noted.get(&row.id) else { return Some("the journal has no entry of it") };
        if note.digest != hex(&Sha256::digest(&row.packed)) {
            return Some("its bytes are not those that were written");
        }
        if note.last_seq != row.last_seq || note.at != Some(row.at) || note.state_hash != hex(&row.state_hash)
        {
            return Some("its place, time or hash is not what was written");
        }
        let other =
            |kind: &String| *kind != row.kind || note.reason != row.reason || note.base != row.base_id;
        if note.kind.as_ref().is_some_and(other) {
            return Some("its kind, reason or base is not what was written");
        }
        self.pruned.contains(&row.id).then_some("the journal says that it was removed")
    }

    /// The end of the session. `live` is a session that is being recorded: what came after the look at the events
    /// is for the next time.
    pub fn finish(&mut self, last_seq: u64, live: bool, sink: &mut Sink<'_>) {
        for (id, place) in self.places[self.next..].iter().filter(|_| !live) {
            let message = format!("snapshot {id} stands after event {place}; the last one is {last_seq}");
            sink.report(&BEYOND, Some(last_seq).filter(|s| *s > 0), message);
        }
        let there: BTreeSet<i64> = self.places.iter().map(|p| p.0).collect();
        let due = |note: &Noted| !live && (note.last_seq > self.after || self.after == 0);
        for (id, note) in self.noted.iter().filter(|n| due(n.1) && !self.imported) {
            if !there.contains(id) && !self.pruned.contains(id) {
                let message = format!("snapshot {id} after event {} is gone", note.last_seq);
                sink.report(&GONE, Some(note.last_seq).filter(|s| *s > 0), message);
            }
        }
    }
}

fn differs(row: &SnapshotRow, bytes: &[u8], state: &State) -> Option<String> {
    if state.to_json() != bytes {
        return Some(format!("the events come to {}", hex(&state.hash())));
    }
    if row.energy_micro != state.total_energy().0 || row.frame != state.frame.frame_id {
        return Some("its row says another energy or frame than its state".into());
    }
    None
}

fn packed(sink: &mut Sink<'_>, seq: Option<u64>, id: i64, why: &str) {
    sink.report(&PACKED, seq, format!("snapshot {id}: {why}"));
}

/// Where a session's snapshots stand.
pub fn places(from: &impl Ask, session_no: i64) -> Result<Vec<(i64, u64)>, StoreError> {
    from.ask(|q| q.snapshot_places(session_no))
}

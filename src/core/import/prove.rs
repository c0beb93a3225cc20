//! Whether a session is what was written: its seals, its totals, its snapshots. One pass over its events.

use super::error::ImportError;
use super::source::{Commitments, Proof, Proofs, Source};
use crate::core::erased::{Erased, Left};
use crate::core::fold::{BaseCache, Folder, load_baseline};
use crate::core::holes::Declared;
use crate::core::model::chain::{Committer, GENESIS, Hash, Merkle, SessionHasher};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::recover::totals_of;
use crate::core::store::{
    Ask, Baseline, CameWith, EventChunk, JournalEntry, SessionRow, SnapshotRow, StoredEvent, Totals,
};

/// What a session came to.
#[derive(Debug)]
pub struct Proved {
    /// Its events.
    pub events: u64,
    /// What they come to.
    pub totals: Totals,
    /// The snapshots that are the states of its events.
    pub snapshots: Vec<i64>,
    /// Where events are missing that nobody declared: the one before, and the one after.
    pub missing: Vec<(u64, u64)>,
    /// The first thing that does not agree: where and what.
    pub doubt: Option<(String, String)>,
    /// It has seals, and all of them fit.
    pub sealed: bool,
}

/// Proves a session of a source.
pub fn session(source: &Source, row: &SessionRow) -> Result<Proved, ImportError> {
    let journal = source.reader.ask(|q| q.journal(row.no))?;
    let baseline = source.reader.ask(|q| q.baseline(row.no))?;
    let mut pass = Pass::new(source, row, &journal, baseline.as_ref())?;
    source.each_chunk(row.no, pass.last_seq, &mut |chunk, commitments| {
        chunk.rows().iter().try_for_each(|event| pass.event(chunk, event, commitments))
    })?;
    pass.finish(row)
}

struct Pass<'s> {
    source: &'s Source,
    seals: Option<Seals>,
    declared: Declared,
    folder: Folder,
    state: State,
    snapshots: std::iter::Peekable<std::vec::IntoIter<SnapshotRow>>,
    bases: BaseCache,
    good: Vec<i64>,
    missing: Vec<(u64, u64)>,
    events: u64,
    last_seq: u64,
    doubt: Option<(String, String)>,
}

impl<'s> Pass<'s> {
    fn new(
        source: &'s Source,
        row: &SessionRow,
        journal: &[JournalEntry],
        baseline: Option<&Baseline>,
    ) -> Result<Self, ImportError> {
        let mut pass = Self {
            source,
            seals: Seals::of(source, row, (journal, baseline))?,
            declared: Declared::of(journal),
            folder: Folder::default(),
            state: State::default(),
            snapshots: source.reader.ask(|q| q.snapshots(row.no))?.into_iter().peekable(),
            bases: BaseCache::default(),
            good: Vec::new(),
            missing: Vec::new(),
            events: 0,
            last_seq: baseline.map_or(0, |b| b.last_seq),
            doubt: None,
        };
        if let Some(b) = baseline {
            match load_baseline(b) {
                // Bytes that come to the same state would not come back as they were.
                Ok(state) if b.state().is_ok_and(|bytes| bytes == state.to_json()) => pass.state = state,
                Ok(_) => pass.doubt("its baseline", "its state is not written as states are"),
                Err(why) => pass.doubt("its baseline", why),
            }
        }
        Ok(pass)
    }

    fn doubt(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.doubt.get_or_insert_with(|| (place.into(), why.into()));
    }

    fn event(
        &mut self,
        chunk: &EventChunk,
        event: &StoredEvent,
        commitments: &Commitments,
    ) -> Result<(), ImportError> {
        let place = || format!("event {}", event.seq);
        if event.seq != self.last_seq + 1 && !self.declared.between(self.last_seq, event.seq) {
            self.missing.push((self.last_seq, event.seq));
            self.doubt(place(), "events before it are missing");
        }
        let name = self.source.types.get(event.type_no).map(|t| t.0).unwrap_or_default();
        if let Some(seals) = &mut self.seals {
            let came_with = commitments.of(event.seq).filter(|_| self.source.proofs == Proofs::Said);
            if let Err(why) = seals.push(chunk, event, name, came_with) {
                self.doubt(place(), why);
            }
        }
        // The snapshots that stand before it are of the state without it.
        self.compare_snapshots(event.seq - 1)?;
        self.folder
            .apply(&mut self.state, chunk, event, &self.source.types)
            .map_err(|e| ImportError::Fold(e.into()))?;
        (self.events, self.last_seq) = (self.events + 1, event.seq);
        Ok(())
    }

    fn compare_snapshots(&mut self, upto: u64) -> Result<(), ImportError> {
        while let Some(row) = self.snapshots.next_if(|s| s.last_seq <= upto) {
            let bytes = self.bases.snapshot_bytes(&self.source.reader, &row)?;
            let fits = row.last_seq == self.last_seq
                && bytes.is_ok_and(|b| b == self.state.to_json())
                && row.state_hash == self.state.hash()
                && (row.energy_micro, row.frame) == (self.state.total_energy().0, self.state.frame.frame_id);
            if fits {
                self.good.push(row.id);
            } else {
                let place = format!("the snapshot after event {}", row.last_seq);
                self.doubt(place, "it is not the state that the events come to");
            }
        }
        Ok(())
    }

    fn finish(mut self, row: &SessionRow) -> Result<Proved, ImportError> {
        self.compare_snapshots(u64::MAX)?;
        let totals = totals_of(self.last_seq, &self.state);
        let end = || format!("the end of session {}", row.session_id);
        if row.last_seq.is_some_and(|said| said != self.last_seq) {
            self.doubt(end(), format!("its last event is {}, and another was said", self.last_seq));
        }
        if row.energy_micro.is_some_and(|said| said != totals.energy_micro) {
            self.doubt(end(), "its events do not come to the energy that was said");
        }
        if row.state_hash.is_some_and(|said| said != totals.state_hash) {
            self.doubt(
                end(),
                format!("its state has the hash {}, and another was said", hex(&totals.state_hash)),
            );
        }
        let mut sealed = false;
        if let Some(seals) = &mut self.seals {
            let left = seals.left.ended(u64::MAX).map(|(first, last)| {
                let why = "what is left of them is not what was left when content was erased";
                (format!("events {first} to {last}"), why)
            });
            sealed = seals.matched > 0 || self.events == 0;
            let dangling = seals.dangling();
            if let Some((place, why)) = left {
                self.doubt(place, why);
            }
            if let Some(seq) = dangling {
                self.doubt(end(), format!("there is a seal of event {seq}, which is not there"));
            }
        }
        Ok(Proved {
            events: self.events,
            totals,
            snapshots: self.good,
            missing: self.missing,
            sealed: sealed && self.doubt.is_none(),
            doubt: self.doubt,
        })
    }
}

/// The seal chain of a session, made again.
struct Seals {
    hasher: SessionHasher,
    keys: Vec<(u64, Option<Committer>)>,
    /// Erased stretches of the database that the session is in.
    erased: Erased,
    /// Erased stretches that a file speaks of.
    left: Left,
    tree: Merkle,
    first: u64,
    seal: Hash,
    /// The first seal has nothing to be compared with: its batch began before the first event.
    open: bool,
    /// The batch has an event whose data was erased: its leaf cannot be made again.
    blind: bool,
    matched: u64,
    said: Vec<u64>,
}

impl Seals {
    fn of(
        source: &Source,
        row: &SessionRow,
        (journal, baseline): (&[JournalEntry], Option<&Baseline>),
    ) -> Result<Option<Self>, ImportError> {
        let own = source.proofs == Proofs::Own;
        let erased = if own { Erased::read(&source.reader, row.no, journal)? } else { Erased::default() };
        let proof = match source.proofs {
            Proofs::None => return Ok(None),
            Proofs::Said => match source.integrity(row)? {
                Some(proof) => proof,
                None => return Ok(None),
            },
            Proofs::Own => Proof {
                database: *source.reader.uuid(),
                session_id: row.session_id.clone(),
                keys: source
                    .reader
                    .ask(|q| q.seal_keys(row.no))?
                    .into_iter()
                    .map(|(first, key)| (first, Some(key)))
                    .collect(),
                erased: Vec::new(),
                seals: Vec::new(),
            },
        };
        let seal = baseline.map_or(GENESIS, |b| b.seal);
        Ok(Some(Self {
            hasher: SessionHasher::new(&proof.database, &proof.session_id),
            keys: proof.keys.iter().map(|(from, key)| (*from, key.as_ref().map(Committer::new))).collect(),
            erased,
            left: Left::of(proof.erased),
            tree: Merkle::default(),
            first: 1,
            seal,
            open: baseline.is_some() && seal == GENESIS,
            blind: false,
            matched: 0,
            said: proof.seals.iter().map(|s| s.0).collect(),
        }))
    }

    fn push(
        &mut self,
        chunk: &EventChunk,
        event: &StoredEvent,
        name: &str,
        came_with: Option<&CameWith>,
    ) -> Result<(), &'static str> {
        let sealed = chunk.sealed(event, name);
        let at = self.keys.partition_point(|(from, _)| *from <= event.seq);
        let committer = at.checked_sub(1).and_then(|at| self.keys[at].1.as_ref());
        let said = came_with.and_then(|c| c.commitment);
        let Some(commitment) = said.or_else(|| committer.map(|c| c.commit(&sealed))) else {
            return Err("nothing proves it: neither a key nor a commitment");
        };
        if self.tree.count() == 0 {
            self.first = event.seq;
        }
        self.blind |= chunk.payload(event).is_none() && said.is_none();
        let made = self.erased.leaf(event.seq, self.hasher.leaf(&sealed, &commitment));
        let changed = self.left.ended(event.seq).is_some();
        let kept = came_with.and_then(|c| c.leaf);
        if let Some(leaf) = kept {
            // A part of an erased stretch has nothing that what is left could be held against.
            self.blind |= !self.left.push(event.seq, made);
            self.tree.push(leaf);
        } else {
            self.tree.push(made);
        }
        if changed {
            return Err("what is left of the events before it is not what was left when content was erased");
        }
        let Some(expected) = event.seal else { return Ok(()) };
        let (count, root) = (self.tree.count(), self.tree.take_root());
        let made = self.hasher.seal(&self.seal, self.first, count, &root);
        self.seal = expected;
        self.matched += 1;
        let unknowable = std::mem::take(&mut self.open) | std::mem::take(&mut self.blind);
        if made == expected || unknowable {
            return Ok(());
        }
        Err("it, or one of those before it in its batch, is not the one that was sealed")
    }

    /// The first seal that is of no event, where the file said which there are.
    fn dangling(&self) -> Option<u64> {
        let matched = usize::try_from(self.matched).unwrap_or(usize::MAX);
        self.said.get(matched).copied()
    }
}

//! One session on its way: sealed anew, under new keys, in the batches that it had.

use super::seal_before;
use crate::core::ambient;
use crate::core::erased::Erased;
use crate::core::holes::GAP;
use crate::core::import::error::ImportError;
use crate::core::import::plan::Planned;
use crate::core::import::source::{Commitments, Proofs, Source};
use crate::core::model::chain::{Committer, GENESIS, Hash, Merkle, SessionHasher};
use crate::core::record::EVENTS_PER_KEY;
use crate::core::store::{
    ArrivingEvent, Ask, EventChunk, JournalEntry, SessionRow, StoredEvent, Transaction,
};
use serde_json::json;
use std::iter::Peekable;
use std::vec::IntoIter;

/// Events of a batch that came without seals.
const BATCH: u64 = 1000;

/// A session on its way.
pub struct Carry<'s> {
    source: &'s Source,
    planned: &'s Planned,
    /// Its number where it goes.
    pub session_no: i64,
    hasher: SessionHasher,
    committer: Committer,
    key_from: u64,
    /// Keys that are not stored yet.
    pub keys: Vec<(u64, Hash)>,
    tree: Merkle,
    first: u64,
    /// The last seal.
    pub seal: Hash,
    /// Seals that it had where it comes from.
    pub came_with: Vec<(u64, Hash)>,
    /// The last event that is stored.
    pub last_seq: u64,
    /// The last event that was there before.
    pub began_after: u64,
    journal: Peekable<IntoIter<JournalEntry>>,
    /// Events that end a batch, since something stands behind them.
    ends: Peekable<IntoIter<u64>>,
    missing: Peekable<IntoIter<(u64, u64)>>,
    /// The seal at the last end of a batch that was stored.
    stored_seal: Hash,
    /// Erased stretches of the database that it is in.
    erased: Erased,
}

impl<'s> Carry<'s> {
    /// A session that is new there.
    pub fn new(
        database: &[u8; 16],
        session_no: i64,
        source: &'s Source,
        planned: &'s Planned,
    ) -> Result<Self, ImportError> {
        let baseline = source.reader.ask(|q| q.baseline(planned.row.no))?;
        let (last_seq, seal) = baseline.map_or((0, GENESIS), |b| (b.last_seq, b.seal));
        let key = ambient::random()?;
        let mut carry = Self::with(database, session_no, source, planned, &key)?;
        carry.keys.push((last_seq + 1, key));
        (carry.key_from, carry.last_seq, carry.began_after) = (last_seq + 1, last_seq, last_seq);
        (carry.seal, carry.stored_seal) = (seal, seal);
        Ok(carry)
    }

    /// One that goes on where the session that is there ends.
    pub fn onto(
        tx: &Transaction<'_>,
        old: &SessionRow,
        source: &'s Source,
        planned: &'s Planned,
    ) -> Result<Self, ImportError> {
        let keys = tx.ask(|q| q.seal_keys(old.no))?;
        let (from, key) = keys.last().copied().unwrap_or((1, GENESIS));
        let mut carry = Self::with(tx.uuid(), old.no, source, planned, &key)?;
        let (last_seq, seal) = seal_before(tx, old)?;
        (carry.key_from, carry.last_seq, carry.began_after) = (from, last_seq, last_seq);
        (carry.seal, carry.stored_seal) = (seal, seal);
        // Another program's file has no journal of its own; all of what was staged is news.
        let there = tx.ask(|q| q.journal(old.no))?.len();
        let known = if source.proofs == Proofs::None { 0 } else { there };
        carry.journal.by_ref().take(known).for_each(drop);
        Ok(carry)
    }

    fn with(
        database: &[u8; 16],
        session_no: i64,
        source: &'s Source,
        planned: &'s Planned,
        key: &Hash,
    ) -> Result<Self, ImportError> {
        let mut journal = source.reader.ask(|q| q.journal(planned.row.no))?;
        let origin = source.reader.ask(|q| q.origin(planned.row.no))?;
        let erased = match (source.proofs, origin) {
            (Proofs::Own, None) => Erased::read(&source.reader, planned.row.no, &journal)?,
            _ => Erased::default(),
        };
        if source.proofs == Proofs::None {
            // How it was staged is nobody's affair; that its row took over what the events come to is.
            let kept =
                |e: &JournalEntry| matches!(e.kind.as_str(), "state.snapshot_created" | "recorder.closed");
            journal.retain(kept);
        }
        let missing = planned.proved.missing.iter().map(|m| m.0);
        let mut ends: Vec<u64> = journal.iter().map(|e| e.after_seq).chain(missing).collect();
        ends.sort_unstable();
        Ok(Self {
            source,
            planned,
            session_no,
            hasher: SessionHasher::new(database, &planned.imported_as),
            committer: Committer::new(key),
            key_from: 1,
            keys: Vec::new(),
            tree: Merkle::default(),
            first: 1,
            seal: GENESIS,
            came_with: Vec::new(),
            last_seq: 0,
            began_after: 0,
            journal: journal.into_iter().peekable(),
            ends: ends.into_iter().peekable(),
            missing: planned.proved.missing.clone().into_iter().peekable(),
            stored_seal: GENESIS,
            erased,
        })
    }

    /// The key that its name in the ledger is made of.
    pub fn first_key(&self) -> Option<&Hash> {
        self.keys.first().map(|k| &k.1)
    }

    /// Seals the events of a chunk: what each of them is to carry. Done before the transaction is begun.
    pub fn seals(&mut self, chunk: &EventChunk) -> Result<Vec<Option<Hash>>, ImportError> {
        let mut seals = Vec::with_capacity(chunk.rows().len());
        for event in chunk.rows() {
            if event.seq >= self.key_from + EVENTS_PER_KEY {
                let key = ambient::random()?;
                self.keys.push((event.seq, key));
                (self.committer, self.key_from) = (Committer::new(&key), event.seq);
            }
            while self.ends.next_if(|end| *end < event.seq).is_some() {}
            let ends = self.ends.peek() == Some(&event.seq);
            seals.push(self.add(chunk, event, ends));
        }
        Ok(seals)
    }

    fn add(&mut self, chunk: &EventChunk, event: &StoredEvent, ends: bool) -> Option<Hash> {
        let name = self.source.types.get(event.type_no).map(|t| t.0).unwrap_or_default();
        let sealed = chunk.sealed(event, name);
        if self.tree.count() == 0 {
            self.first = event.seq;
        }
        self.tree.push(self.hasher.leaf(&sealed, &self.committer.commit(&sealed)));
        if let Some(seal) = event.seal {
            self.came_with.push((event.seq, seal));
        }
        let last = event.seq == self.planned.proved.totals.last_seq;
        if !ends && event.seal.is_none() && !last && self.tree.count() < BATCH {
            return None;
        }
        let (count, root) = (self.tree.count(), self.tree.take_root());
        self.seal = self.hasher.seal(&self.seal, self.first, count, &root);
        Some(self.seal)
    }

    /// Stores the events of a chunk, and the journal's entries in their places.
    pub fn store(
        &mut self,
        tx: &mut Transaction<'_>,
        chunk: &EventChunk,
        commitments: &Commitments,
        seals: &[Option<Hash>],
    ) -> Result<(), ImportError> {
        let text = |bytes: &'_ [u8]| String::from_utf8_lossy(bytes).into_owned();
        self.entries(tx, self.last_seq)?;
        for (event, seal) in chunk.rows().iter().zip(seals) {
            let name = self.source.types.get(event.type_no).map(|t| t.0).unwrap_or_default();
            let type_no = tx.type_no(name)?;
            let payload = chunk.payload(event).map(text);
            let came = commitments.of(event.seq);
            let leaf = came.and_then(|c| c.leaf).or_else(|| self.erased.sealed_leaf(event.seq));
            let proves = self.planned.keeps_proof();
            tx.insert_arriving(&ArrivingEvent {
                session_no: self.session_no,
                seq: event.seq,
                at: event.at,
                type_no,
                flags: event.flags,
                frame: event.frame,
                energy: event.energy,
                payload: payload.as_deref(),
                key: chunk.key(event),
                extra: chunk.extra(event),
                seal: seal.as_ref(),
                commitment: came.and_then(|c| c.commitment.as_ref()).filter(|_| proves).map(Hash::as_slice),
                leaf: leaf.as_ref().filter(|_| proves).map(Hash::as_slice),
            })?;
            self.last_seq = event.seq;
            if let Some(seal) = seal {
                self.stored_seal = *seal;
                self.entries(tx, event.seq)?;
                self.declare(tx)?;
            }
        }
        Ok(())
    }

    /// The entries that stand after an event or before it.
    fn entries(&mut self, tx: &mut Transaction<'_>, upto: u64) -> Result<(), ImportError> {
        while let Some(e) = self.journal.next_if(|e| e.after_seq <= upto) {
            let name = (self.session_no, self.planned.imported_as.as_str());
            tx.journal(name, (e.after_seq, &self.stored_seal), e.at, &e.kind, &e.facts)?;
        }
        Ok(())
    }

    /// Events that are missing in a file that is imported all the same are declared to be.
    fn declare(&mut self, tx: &mut Transaction<'_>) -> Result<(), ImportError> {
        if let Some((last, next)) = self.missing.next_if(|m| m.0 == self.last_seq) {
            let facts = json!({
                "from": last + 1,
                "to": next - 1,
                "count": next - last - 1,
                "reason": "missing in the file that was imported",
            });
            let name = (self.session_no, self.planned.imported_as.as_str());
            tx.journal(name, (last, &self.stored_seal), ambient::now(), GAP, &facts.to_string())?;
        }
        Ok(())
    }

    /// The entries after the last event.
    pub fn end(&mut self, tx: &mut Transaction<'_>) -> Result<(), ImportError> {
        self.entries(tx, u64::MAX)
    }
}

//! What proves a session's events: the database's own seals, or those that an imported session came with, as long as
//! it did not go on since.

use super::ExportError;
use super::record::{Integrity, KeyRecord, Origin, SealRecord, raw};
use super::survey::{Scene, Survey};
use crate::core::erased::{Erased, Said};
use crate::core::head::unhex;
use crate::core::model::chain::{Committer, GENESIS, Hash};
use crate::core::model::privacy::hex;
use crate::core::store::{Ask, CameWith, EventChunk, JournalEntry, StoredEvent};
use serde_json::value::RawValue;

/// The proof of a session.
pub struct Home {
    database: String,
    /// Where stretches begin, each with its key where that is here.
    stretches: Vec<(u64, Option<[u8; 32]>)>,
    erased: Erased,
    came: Option<(Origin, Integrity)>,
}

impl Home {
    /// Of a session.
    pub fn of<R: Ask>(
        scene: &Scene<'_, R>,
        database: &[u8; 16],
        journal: &[JournalEntry],
    ) -> Result<Self, ExportError> {
        let no = scene.row.no;
        let (keys, said, last) =
            scene.reader.ask(|q| Ok((q.seal_keys(no)?, q.origin(no)?, q.last_seq(no)?)))?;
        if let Some(home) = said.and_then(|said| Self::elsewhere(&said, last)) {
            return Ok(home);
        }
        Ok(Self {
            database: hex(database),
            stretches: keys.into_iter().map(|(first, key)| (first, Some(key))).collect(),
            erased: Erased::read(scene.reader, no, journal)?,
            came: None,
        })
    }

    fn elsewhere(said: &str, last: u64) -> Option<Self> {
        let (origin, integrity) = Origin::parse(said).ok().filter(|o| o.0.last_seq == last)?;
        let key = |k: &KeyRecord| Some((k.first_seq, Some(unhex(&k.key)?.try_into().ok()?)));
        let mut stretches = integrity.keys.iter().map(key).collect::<Option<Vec<_>>>()?;
        stretches.extend(integrity.withheld.iter().map(|first| (*first, None)));
        stretches.sort_by_key(|s| s.0);
        let database = integrity.database.clone();
        Some(Self { database, stretches, erased: Erased::default(), came: Some((origin, integrity)) })
    }

    /// Where stretches begin.
    pub fn stretches(&self) -> Vec<u64> {
        self.stretches.iter().map(|s| s.0).collect()
    }

    /// Events of which something had been taken out before they came here.
    pub fn filtered_before(&self) -> u64 {
        self.came.as_ref().map_or(0, |c| c.0.filtered_events)
    }

    /// Entries of the journal that stood before those that are here.
    pub fn journal_before(&self) -> u64 {
        self.came.as_ref().map_or(0, |c| c.0.journal_before)
    }

    /// The stretches of a file whose keys stay here, or never came: those of `filtered` events, and of events that were
    /// filtered before.
    pub fn withheld(&self, filtered: &[u64], (from, upto): (u64, u64)) -> Vec<u64> {
        let ends = self.stretches.iter().skip(1).map(|s| s.0).chain([u64::MAX]);
        let within = |first: u64, next: u64| first <= upto && next > from;
        let stretches = self.stretches.iter().zip(ends);
        let all = stretches.filter(|((first, key), next)| {
            within(*first, *next) && (key.is_none() || filtered.contains(first))
        });
        all.map(|(stretch, _)| stretch.0).collect()
    }

    /// The session's `integrity`.
    pub fn integrity<R: Ask>(
        &self,
        scene: &Scene<'_, R>,
        survey: &Survey,
    ) -> Result<Box<RawValue>, ExportError> {
        let range = (survey.from, survey.upto);
        // The key of a stretch that ended before the slice proves nothing in it.
        let start = self.stretches.iter().rposition(|s| s.0 <= survey.from).unwrap_or(0);
        let keys = self.stretches.iter().skip(start).filter(|s| s.0 <= survey.upto);
        let keys = keys.filter(|s| !survey.withheld.contains(&s.0));
        let record = |(first, key): &(u64, Option<[u8; 32]>)| {
            key.as_ref().map(|key| KeyRecord { first_seq: *first, key: hex(key) })
        };
        // What is left of a part of a stretch has no root.
        let is_whole = |s: &Said| s.first >= survey.from && s.last <= survey.upto;
        let erased = match &self.came {
            Some((_, came)) => came.erased.clone(),
            None => self.erased.said(),
        };
        let integrity = Integrity {
            database: self.database.clone(),
            keys: keys.filter_map(record).collect(),
            withheld: survey.withheld.clone(),
            erased: erased.into_iter().filter(is_whole).collect(),
            seals: self.seals(scene, range)?,
        };
        Ok(raw(serde_json::to_string(&integrity)?)?)
    }

    fn seals<R: Ask>(
        &self,
        scene: &Scene<'_, R>,
        (from, upto): (u64, u64),
    ) -> Result<Vec<SealRecord>, ExportError> {
        if let Some((_, came)) = &self.came {
            let within = |s: &&SealRecord| (from..=upto).contains(&s.last_seq);
            return Ok(came.seals.iter().filter(within).cloned().collect());
        }
        let seals = scene.reader.ask(|q| q.seals_within(scene.row.no, (from, upto)))?;
        Ok(seals.iter().map(|(seq, seal)| SealRecord { last_seq: *seq, seal: hex(seal) }).collect())
    }

    /// The seal at an event that ends a batch.
    pub fn seal_at<R: Ask>(&self, scene: &Scene<'_, R>, seq: u64) -> Result<Option<String>, ExportError> {
        let stored = || scene.reader.ask(|q| q.seal_at(scene.row.no, seq));
        let Some((origin, came)) = &self.came else { return Ok(stored()?.map(|s| hex(&s))) };
        if let Some(seal) = came.seals.iter().find(|s| s.last_seq == seq) {
            return Ok(Some(seal.seal.clone()));
        }
        // A baseline that came here has the seal that it had, or none where it stood within a batch.
        let seal = if seq == origin.floor { stored()? } else { None };
        Ok(seal.filter(|s| s.as_slice() != GENESIS.as_slice()).map(|s| hex(&s)))
    }

    /// What stands for each event of a file, besides its data.
    pub fn stand_ins(&self, withheld: &[u64]) -> StandIns {
        let committer = |(first, key): &(u64, Option<[u8; 32]>)| {
            let stays = withheld.contains(first);
            (*first, stays, key.as_ref().filter(|_| stays).map(Committer::new))
        };
        let (is_foreign, erased) = (self.came.is_some(), self.erased.clone());
        StandIns {
            is_idle: withheld.is_empty() && !is_foreign && erased.is_empty(),
            stretches: self.stretches.iter().map(committer).collect(),
            erased,
            is_foreign,
        }
    }
}

/// Commitments and leaves of a session's events.
pub struct StandIns {
    stretches: Vec<(u64, bool, Option<Committer>)>,
    erased: Erased,
    is_foreign: bool,
    /// Nothing stands for any event.
    is_idle: bool,
}

impl StandIns {
    /// Whether something came with the events.
    pub fn is_foreign(&self) -> bool {
        self.is_foreign
    }

    /// The commitment of an event whose key stays here, and the leaf of one in whose stretch something was erased. Both
    /// cover what was stored, not what leaves.
    pub fn of(
        &self,
        came: &[CameWith],
        (chunk, event): (&EventChunk, &StoredEvent),
        type_name: &str,
    ) -> (Option<Hash>, Option<Hash>) {
        if self.is_idle {
            return (None, None);
        }
        let came = came.binary_search_by_key(&event.seq, |c| c.seq).ok().map(|at| came[at]);
        let at = self.stretches.partition_point(|s| s.0 <= event.seq).checked_sub(1);
        let stretch = at.map(|at| &self.stretches[at]).filter(|s| s.1);
        let commitment = stretch.and_then(|(_, _, committer)| {
            let committer = committer.as_ref().filter(|_| chunk.payload(event).is_some());
            let made = || committer.map(|c| c.commit(&chunk.sealed(event, type_name)));
            came.and_then(|c| c.commitment).or_else(made)
        });
        let leaf = came.and_then(|c| c.leaf).or_else(|| self.erased.sealed_leaf(event.seq));
        (commitment, leaf)
    }
}

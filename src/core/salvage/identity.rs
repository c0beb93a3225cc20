//! Who the damaged database was, and what its ledger still says.

use crate::core::head::unhex;
use crate::core::model::chain::{GENESIS, Hash, LedgerFacts, ledger_hash};
use crate::core::model::time::Timestamp;
use crate::core::store::salvage::Scratch;
use crate::core::store::{Ask, LedgerEntry, StoreError};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The ledger of a damaged database, as far as it can be believed.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The database's name, without which no seal can be checked.
    pub uuid: Option<[u8; 16]>,
    /// Entries that hold, or that nothing is known against.
    pub entries: u64,
    /// Entries that are gone or are not what was written.
    pub lost: u64,
    /// The last one's number and hash.
    pub tip: Option<(u64, Vec<u8>)>,
    subjects: BTreeMap<Vec<u8>, Subject>,
}

/// What the ledger says of a session.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject {
    /// When it was opened.
    pub opened: Option<Timestamp>,
    /// Its last head.
    pub head: Option<Head>,
    /// It was removed on purpose.
    pub purged: bool,
    /// That head is its end.
    pub ended: bool,
}

/// A head of a session.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// Its last event then.
    pub last_seq: u64,
    /// Its journal entries then.
    pub journal: u64,
    /// When.
    pub at: Timestamp,
    /// A clean end.
    pub clean: bool,
}

#[derive(Deserialize)]
struct Facts {
    last_seq: u64,
    journal: u64,
}

/// Whether an entry is what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Fits,
    Broken,
    /// The entry before it is gone.
    Unknown,
}

impl Ledger {
    /// Reads it.
    pub fn read(scratch: &Scratch) -> Result<Self, StoreError> {
        let mut entries = scratch.ask(|q| q.ledger())?;
        entries.retain(|e| (1..1 << 40).contains(&e.number));
        let uuid = uuid_of(scratch, &entries)?;
        let standings = uuid.map(|uuid| standings(&entries, &uuid));
        let mut ledger = Self { uuid, ..Self::default() };
        for (at, entry) in entries.iter().enumerate() {
            let standing = standings.as_ref().map_or(Standing::Unknown, |s| s[at]);
            if standing == Standing::Broken {
                continue;
            }
            ledger.entries += 1;
            ledger.tip = Some((entry.number, entry.hash.clone()));
            if let Some(name) = &entry.subject {
                ledger.subjects.entry(name.clone()).or_default().note(entry);
            }
        }
        let newest = ledger.tip.as_ref().map_or(0, |t| t.0);
        ledger.lost = newest.max(entries.len() as u64).saturating_sub(ledger.entries);
        Ok(ledger)
    }

    /// How many sessions were opened, not purged, and have none of these names.
    pub fn missing(&self, names: &BTreeSet<Vec<u8>>) -> u64 {
        let gone =
            |(name, s): &(&Vec<u8>, &Subject)| s.opened.is_some() && !s.purged && !names.contains(*name);
        self.subjects.iter().filter(gone).count() as u64
    }

    /// What it says of a session, under any of its names.
    pub fn subject(&self, names: &[Vec<u8>]) -> Subject {
        names.iter().find_map(|n| self.subjects.get(n)).copied().unwrap_or_default()
    }
}

impl Subject {
    fn note(&mut self, entry: &LedgerEntry) {
        match entry.kind.as_str() {
            "opened" => self.opened = self.opened.or(Some(entry.at)),
            "resumed" => self.ended = false,
            "purged" | "purge_pending" => self.purged = true,
            "closed" | "interrupted" | "stepped" => {
                self.ended = true;
                let clean = entry.kind == "closed" || entry.facts.contains("\"clean\":true");
                self.head = facts_of(entry, clean).or(self.head);
            }
            // Restored to an earlier point, or left out of it.
            "restored" => match facts_of(entry, false) {
                Some(head) => (self.head, self.ended) = (Some(head), true),
                None => self.purged = true,
            },
            "snapshot_pruned" | "compacted" => {
                let end = self.head;
                // The session's end stays what it was; only its journal has grown.
                self.head = facts_of(entry, false).map(|h| Head {
                    at: end.map_or(h.at, |e| e.at),
                    clean: end.is_some_and(|e| e.clean),
                    ..h
                });
                self.head = self.head.or(end);
            }
            _ => {}
        }
    }
}

fn facts_of(entry: &LedgerEntry, clean: bool) -> Option<Head> {
    let facts: Facts = serde_json::from_str(&entry.facts).ok()?;
    Some(Head { last_seq: facts.last_seq, journal: facts.journal, at: entry.at, clean })
}

fn hash_of(entry: &LedgerEntry) -> Hash {
    entry.hash.as_slice().try_into().unwrap_or_default()
}

fn made(entry: &LedgerEntry, previous: &Hash, uuid: &[u8; 16]) -> Hash {
    let facts = LedgerFacts {
        number: entry.number,
        at: entry.at,
        kind: &entry.kind,
        subject: entry.subject.as_deref().unwrap_or_default(),
        facts: &entry.facts,
    };
    ledger_hash(previous, uuid, &facts)
}

/// An entry leans on the hash that stands in the one before it, or on the one that should stand there: then only
/// that hash was damaged, and the entry before it is what was written.
fn standings(entries: &[LedgerEntry], uuid: &[u8; 16]) -> Vec<Standing> {
    let mut all: Vec<Standing> = Vec::with_capacity(entries.len());
    let mut before: Option<(u64, Hash, Hash)> = Some((0, GENESIS, GENESIS));
    for entry in entries {
        let follows = before.filter(|b| b.0 + 1 == entry.number);
        let stored = hash_of(entry);
        let (standing, own) = match follows {
            None => (Standing::Unknown, stored),
            Some((_, previous, should)) if made(entry, &previous, uuid) == stored || previous == should => {
                let own = made(entry, &previous, uuid);
                (if own == stored { Standing::Fits } else { Standing::Broken }, own)
            }
            Some((_, _, should)) => {
                let own = made(entry, &should, uuid);
                if let Some(last) = all.last_mut().filter(|_| own == stored) {
                    *last = Standing::Fits;
                }
                (if own == stored { Standing::Fits } else { Standing::Broken }, own)
            }
        };
        all.push(standing);
        before = Some((entry.number, stored, if standing == Standing::Broken { own } else { stored }));
    }
    // An entry alone, which nothing leans on either, is more likely one whose number was damaged.
    for at in 0..all.len() {
        let leaned_on = entries.get(at + 1).is_some_and(|next| next.number == entries[at].number + 1)
            && all[at + 1] == Standing::Fits;
        if all[at] == Standing::Unknown && !leaned_on {
            all[at] = Standing::Broken;
        }
    }
    all
}

/// The database's name. One flipped bit in it would leave every seal without a proof, and the ledger can tell which
/// one it was.
fn uuid_of(scratch: &Scratch, entries: &[LedgerEntry]) -> Result<Option<[u8; 16]>, StoreError> {
    let rows = scratch.meta_rows()?;
    let named = rows.iter().find(|(key, _)| key == "database_uuid").or_else(|| {
        // Its key may be what was damaged.
        rows.iter().find(|(_, value)| value.len() == 36)
    });
    let Some((_, text)) = named else { return Ok(None) };
    let parse = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).ok().filter(|t| t.len() == 36)?;
        uuid::Uuid::parse_str(text).ok().map(uuid::Uuid::into_bytes)
    };
    let fits = |uuid: &[u8; 16]| {
        let pairs = entries.windows(2).filter(|w| w[0].number + 1 == w[1].number).take(3);
        entries.first().is_some_and(|e| e.number == 1 && made(e, &GENESIS, uuid) == hash_of(e))
            || pairs.into_iter().any(|w| made(&w[1], &hash_of(&w[0]), uuid) == hash_of(&w[1]))
    };
    let told = parse(text.as_bytes());
    if told.is_some_and(|u| fits(&u)) {
        return Ok(told);
    }
    let mut bytes = text.as_bytes().to_vec();
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Some(uuid) = parse(&bytes).filter(|u| fits(u)) {
            return Ok(Some(uuid));
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    Ok(told)
}

/// The id of the content key, where it is one.
pub fn content_key(scratch: &Scratch) -> Result<Option<String>, StoreError> {
    let id = scratch.meta_rows()?.into_iter().find(|(key, _)| key == crate::core::key::META);
    Ok(id.map(|(_, value)| value).filter(|v| unhex(v).is_some()))
}

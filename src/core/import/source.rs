//! What is imported, once it was read: a database, with sessions in it, whatever the file was. Text was staged in a
//! private one.

use super::error::ImportError;
use super::foreign::Notes;
use crate::core::erased::Said;
use crate::core::export::record::{Integrity, Origin};
use crate::core::fold::TypeNames;
use crate::core::head::unhex;
use crate::core::model::chain::Hash;
use crate::core::store::{Ask, CameWith, EventChunk, Reader, SessionRow};
use std::cell::RefCell;

/// Sessions read at a time.
const PAGE: usize = 500;

/// How the sessions of a source can be proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proofs {
    /// By the seals that stand in the database itself.
    Own,
    /// By what the file said; its seals stand at the events.
    Said,
    /// Not at all: another program wrote it.
    None,
}

/// One file, read.
#[derive(Debug)]
pub struct Source {
    /// Its name, for messages.
    pub name: String,
    /// Its file's absolute name, where it has one.
    pub path: Option<std::path::PathBuf>,
    /// The name of its format.
    pub format: &'static str,
    /// Its bytes, hashed; `None` of a database.
    pub sha256: Option<String>,
    /// The database that it was read into, or that it is.
    pub reader: Reader,
    /// The names of its types.
    pub types: TypeNames,
    /// How its sessions are proved.
    pub proofs: Proofs,
    /// What keeps it from being believed, where that was to be accepted.
    pub doubt: Option<String>,
    /// What there is to say of it, where another program wrote it.
    pub notes: Notes,
}

impl Source {
    /// Its sessions, in the order in which they began.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, ImportError> {
        let mut all = Vec::new();
        loop {
            let page = self.reader.ask(|q| q.sessions(all.len(), PAGE))?;
            let last = page.len() < PAGE;
            all.extend(page);
            if last {
                break;
            }
        }
        // The file's order, which is that of the numbers: an export lists them as it found them.
        all.sort_by_key(|s| s.no);
        Ok(all)
    }

    /// Hands a session's events after `after` to `each`, in chunks, with the commitments that came with them.
    pub fn each_chunk(
        &self,
        session_no: i64,
        after: u64,
        each: &mut dyn FnMut(&EventChunk, &Commitments) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let cell = RefCell::new(EventChunk::default());
        let mut next = after + 1;
        loop {
            self.reader.ask(|q| q.events(session_no, next, CHUNK, &mut cell.borrow_mut()))?;
            let chunk = cell.borrow();
            let (Some(first), Some(last)) = (chunk.rows().first(), chunk.rows().last()) else {
                return Ok(());
            };
            let limit = chunk.rows().len();
            let all = self.reader.ask(|q| q.origin_commitments(session_no, first.seq, limit))?;
            next = last.seq + 1;
            each(&chunk, &Commitments(all))?;
        }
    }

    /// What proves a session's events: what it came with, or what its own database has.
    pub fn integrity(&self, row: &SessionRow) -> Result<Option<Proof>, ImportError> {
        if let Some(said) = self.reader.ask(|q| q.origin(row.no))? {
            return Proof::parse(&said, &row.session_id).map(Some).map_err(|why| {
                ImportError::malformed(&self.name, format!("session {}", row.session_id), why)
            });
        }
        Ok(None)
    }
}

/// Events read at a time.
pub const CHUNK: usize = 2000;

/// What came with the events of a stretch, sorted by event.
pub struct Commitments(Vec<CameWith>);

impl Commitments {
    /// That of an event.
    pub fn of(&self, seq: u64) -> Option<&CameWith> {
        self.0.binary_search_by_key(&seq, |c| c.seq).ok().map(|at| &self.0[at])
    }
}

/// A session's `integrity`, read.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The database in which it was sealed.
    pub database: [u8; 16],
    /// The name under which it was sealed.
    pub session_id: String,
    /// Keys, and the event from which on each is in force; `None` where it stayed where it was.
    pub keys: Vec<(u64, Option<Hash>)>,
    /// Stretches in which content was erased.
    pub erased: Vec<Said>,
    /// Seals, each with its last event.
    pub seals: Vec<(u64, Hash)>,
}

impl Proof {
    /// Reads one that is kept.
    pub fn parse(text: &str, session_id: &str) -> Result<Self, String> {
        let origin: Origin = serde_json::from_str(text).map_err(|e| format!("its origin: {e}"))?;
        Self::of(&origin, session_id)
    }

    /// Reads what a session says of itself.
    pub fn of(origin: &Origin, session_id: &str) -> Result<Self, String> {
        let said: Integrity =
            serde_json::from_str(origin.integrity.get()).map_err(|e| format!("`integrity`: {e}"))?;
        let database = uuid::Uuid::parse_str(&said.database)
            .map_err(|_| "`integrity.database` is no uuid".to_owned())?;
        let hash = |text: &str| unhex(text).and_then(|b| Hash::try_from(b).ok());
        let keys = said.keys.iter().map(|k| Some((k.first_seq, Some(hash(&k.key)?))));
        let keys = keys.chain(said.withheld.iter().map(|first| Some((*first, None))));
        let seals = said.seals.iter().map(|s| Some((s.last_seq, hash(&s.seal)?)));
        let mut keys = keys.collect::<Option<Vec<_>>>().ok_or("`integrity.keys` are no keys")?;
        keys.sort_by_key(|k| k.0);
        if keys.windows(2).any(|w| w[0].0 == w[1].0) {
            return Err("`integrity.keys` are no keys".into());
        }
        let seals = seals
            .collect::<Option<Vec<_>>>()
            .filter(|s| s.windows(2).all(|w| w[0].0 < w[1].0))
            .ok_or("`integrity.seals` are no seals")?;
        let erased = said.erased;
        let is_range = |s: &Said| s.first <= s.last;
        if !erased.iter().all(is_range) || erased.windows(2).any(|w| w[1].first <= w[0].last) {
            return Err("`integrity.erased` are no stretches".into());
        }
        let (database, session_id) = (database.into_bytes(), session_id.to_owned());
        Ok(Self { database, session_id, keys, erased, seals })
    }

    /// Whether two are of one recording, of which this one has no more than the other.
    pub fn is_within(&self, other: &Self) -> bool {
        (self.database, &self.session_id) == (other.database, &other.session_id)
            && !self.seals.is_empty()
            && other.seals.starts_with(&self.seals)
    }
}

//! What was told already: agents copy the beginning of a session into the file of the next, and what is in two files
//! counts once. Only hashes of ids are kept, whatever the size of the files.

use super::error::ImportError;
use crate::core::store::{Ask, Reader, key_hash};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Keys asked for at a time.
const PAGE: usize = 10_000;
/// The file number of what is in the database.
const STORED: u32 = u32::MAX;
/// Ids are spread over so many maps: one alone would need half as much again whenever it grows.
const SHARDS: usize = 64;

/// Whether a thing was told before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is new, or another copy of its own session has it: comparing the two is for the plan.
    New,
    /// This file has it already.
    Again,
    /// Another session has it.
    Elsewhere,
}

/// The ids of one run, and of the sessions that came before it.
#[derive(Debug, Default)]
pub struct Seen<'r> {
    target: Option<&'r Reader>,
    is_ready: Cell<bool>,
    of: RefCell<Ids>,
}

#[derive(Debug)]
struct Ids {
    /// The session and the file that an id is of.
    owners: [HashMap<i64, (u32, u32)>; SHARDS],
    sessions: HashMap<String, u32>,
}

impl<'r> Seen<'r> {
    /// For a run into a database, where there is one.
    pub fn new(target: Option<&'r Reader>) -> Self {
        Self { target, ..Self::default() }
    }

    /// Knows the logs of agents that are in the database: what was imported file by file comes to the same as all at
    /// once.
    pub fn prepare(&self) -> Result<(), ImportError> {
        let Some(reader) = self.target.filter(|_| !self.is_ready.replace(true)) else { return Ok(()) };
        for row in reader.read(|q| q.sessions(0, usize::MAX))? {
            let metadata: Value = serde_json::from_str(&row.metadata).unwrap_or_default();
            if metadata["agent"]["log"].is_string() {
                self.load(reader, row.no, &row.session_id)?;
            }
        }
        Ok(())
    }

    fn load(&self, reader: &Reader, session_no: i64, name: &str) -> Result<(), ImportError> {
        let mut after = None;
        loop {
            let page = reader.ask(|q| q.event_keys(session_no, after, PAGE))?;
            let mut ids = self.of.borrow_mut();
            let session = ids.number(name);
            for (hash, _) in &page {
                ids.owner(*hash).or_insert((session, STORED));
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(*last),
                _ => return Ok(()),
            }
        }
    }

    /// Says whether an id was told before; from now on it was, by this file.
    pub fn claim(&self, file: u32, session: &str, id: &str) -> Known {
        let mut ids = self.of.borrow_mut();
        let this = (ids.number(session), file);
        match ids.owner(key_hash(id)) {
            Entry::Vacant(free) => {
                free.insert(this);
                Known::New
            }
            Entry::Occupied(mut there) => match *there.get() {
                owner if owner == this => Known::Again,
                (session, _) if session == this.0 => {
                    there.insert(this);
                    Known::New
                }
                _ => Known::Elsewhere,
            },
        }
    }
}

impl Default for Ids {
    fn default() -> Self {
        Self { owners: std::array::from_fn(|_| HashMap::new()), sessions: HashMap::new() }
    }
}

impl Ids {
    fn owner(&mut self, hash: i64) -> Entry<'_, i64, (u32, u32)> {
        let shard = usize::try_from(hash.unsigned_abs() % SHARDS as u64).unwrap_or(0);
        self.owners[shard].entry(hash)
    }

    fn number(&mut self, session: &str) -> u32 {
        let name = original(session);
        if let Some(number) = self.sessions.get(name) {
            return *number;
        }
        let number = u32::try_from(self.sessions.len()).unwrap_or(u32::MAX);
        self.sessions.insert(name.to_owned(), number);
        number
    }
}

/// The name before a conflict gave it a number: `s.2` came as `s`.
fn original(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((before, n)) if !before.is_empty() && n.len() < 10 && n.bytes().all(|b| b.is_ascii_digit()) => {
            before
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_belongs_to_the_first_session_that_told_it() {
        let seen = Seen::default();
        assert_eq!(seen.claim(0, "a", "x"), Known::New);
        assert_eq!(seen.claim(0, "a", "x"), Known::Again);
        assert_eq!(seen.claim(0, "b", "x"), Known::Elsewhere);
        assert_eq!(seen.claim(1, "a", "x"), Known::New, "another copy of the session tells it, too");
        assert_eq!(seen.claim(1, "a.2", "x"), Known::Again, "which may be known under another name");
        assert_eq!(seen.claim(1, "b", "y"), Known::New);
    }
}

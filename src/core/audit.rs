//! The audit trail: what was done with a database, for whoever has to answer for it. It is the ledger, which is a
//! chain of its own without content and without names; a path may name a session, so paths stand beside it and can be
//! forgotten.

use crate::core::ambient;
use crate::core::model::chain::{GENESIS, LedgerFacts, ledger_hash};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::store::{
    Ask, LedgerEntry, Opening, Place, Reader, SessionRow, StoreError, Transaction, Writer,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Something that was done.
#[derive(Debug, Clone)]
pub struct Deed {
    /// Its kind, one word or two: `exported`, `backup`, `restored`, `purged`, …
    pub kind: &'static str,
    /// The session that it is about, by its pseudonym; `None` where it is about several, or the database.
    pub subject: Option<Vec<u8>>,
    /// Facts without content, names of sessions and paths.
    pub facts: Value,
    /// Where a copy of sessions went.
    pub path: Option<PathBuf>,
}

impl Deed {
    /// One about some sessions of a database, or all of them.
    pub fn about(kind: &'static str, sessions: &[SessionRow], all: bool, facts: Value) -> Self {
        let mut facts = facts;
        if let (Some(object), false) = (facts.as_object_mut(), sessions.len() == 1 && !all) {
            let names = sessions.iter().map(|s| Value::from(hex(&s.pseudonym)));
            object.insert("sessions".into(), if all { json!("all") } else { Value::Array(names.collect()) });
        }
        let subject = (sessions.len() == 1 && !all).then(|| sessions[0].pseudonym.clone());
        Self { kind, subject, facts, path: None }
    }

    /// With the place where the copy is.
    #[must_use]
    pub fn at(self, path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path: Some(path), ..self }
    }
}

/// Notes a deed within a transaction; gives the entry's number.
pub fn note_in(tx: &mut Transaction<'_>, at: Timestamp, deed: &Deed) -> Result<u64, StoreError> {
    let entry = tx.ledger_entry(at, deed.kind, deed.subject.as_deref(), &deed.facts.to_string())?;
    if let Some(path) = &deed.path {
        tx.insert_copy(entry, &path.to_string_lossy())?;
    }
    Ok(entry)
}

/// Notes a deed, durably; others may be writing meanwhile.
pub fn note(database: &Path, lock_timeout: Duration, deed: &Deed) -> Result<u64, StoreError> {
    let opening = Opening { create: None, durable: true, lock_timeout, owner: ambient::process_name() };
    let mut writer = Writer::open(&Place::parse(database), &opening)?;
    let mut tx = writer.begin()?;
    let entry = note_in(&mut tx, ambient::now(), deed)?;
    tx.commit()?;
    writer.tidy()?;
    Ok(entry)
}

/// An entry of the trail.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its number in the ledger.
    pub number: u64,
    /// When, UTC.
    pub at: String,
    /// What.
    pub kind: String,
    /// The session that it is about, where that is still known.
    pub session_id: Option<String>,
    /// The pseudonym of the session, in hex.
    pub subject: Option<String>,
    /// More, without content.
    pub facts: Value,
    /// Where the copy went, as long as that is kept.
    pub path: Option<String>,
}

/// The trail and whether its chain holds.
#[derive(Debug, Serialize)]
pub struct Trail {
    /// `wfstate.audit/1`.
    pub schema: &'static str,
    /// Every entry follows from the one before it.
    pub verified: bool,
    /// The first entry that does not.
    pub broken_at: Option<u64>,
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
}

/// What recorders note of sessions in the course of things; everything else is a deed.
const ROUTINE: &[&str] =
    &["opened", "resumed", "stepped", "closed", "interrupted", "snapshot", "snapshot_pruned"];

impl Entry {
    /// Whether it is something that somebody has to answer for: an export, a purge, a backup, a session that stores
    /// words. Sessions that come and go are not.
    pub fn is_deed(&self) -> bool {
        !ROUTINE.contains(&self.kind.as_str()) || self.facts.get("content") == Some(&json!(true))
    }
}

/// The trail of a database, its chain checked.
pub fn trail(reader: &Reader) -> Result<Trail, StoreError> {
    let broken_at = broken_at(&reader.ask(|q| q.ledger())?, reader.uuid());
    let entries = entries(reader)?;
    Ok(Trail { schema: "wfstate.audit/1", verified: broken_at.is_none(), broken_at, entries })
}

/// The first entry of a ledger that does not follow from the one before it.
fn broken_at(entries: &[LedgerEntry], database: &[u8; 16]) -> Option<u64> {
    let mut previous = GENESIS;
    (1..).zip(entries).find_map(|(number, e)| {
        let subject = e.subject.as_deref().unwrap_or_default();
        let facts = LedgerFacts { number: e.number, at: e.at, kind: &e.kind, subject, facts: &e.facts };
        previous = ledger_hash(&previous, database, &facts);
        (e.number != number || e.hash != previous).then_some(number)
    })
}

/// The entries, oldest first.
pub fn entries(from: &impl Ask) -> Result<Vec<Entry>, StoreError> {
    let (ledger, copies) = from.ask(|q| Ok((q.ledger()?, q.copies()?)))?;
    let mut copies: HashMap<u64, String> = copies.into_iter().collect();
    let names = names(from)?;
    let entry = |e: LedgerEntry| Entry {
        session_id: e.subject.as_ref().and_then(|s| names.get(s).cloned()),
        subject: e.subject.as_deref().map(hex),
        facts: serde_json::from_str(&e.facts).unwrap_or_default(),
        path: copies.remove(&e.number),
        number: e.number,
        at: e.at.to_string(),
        kind: e.kind,
    };
    Ok(ledger.into_iter().map(entry).collect())
}

/// Copies that may still hold a session: exports, backups and archives that were noted since it was opened.
pub fn copies_of(from: &impl Ask, session: &SessionRow) -> Result<Vec<Entry>, StoreError> {
    let alias = hex(&session.pseudonym);
    let mut opened = false;
    let holds = |e: &Entry| {
        e.subject.as_ref() == Some(&alias)
            || match e.facts.get("sessions") {
                Some(Value::String(all)) => all == "all",
                Some(Value::Array(names)) => names.iter().any(|n| n.as_str() == Some(&alias)),
                _ => false,
            }
    };
    let trail = entries(from)?.into_iter().filter(|e| {
        opened |= e.subject.as_ref() == Some(&alias);
        opened && e.path.is_some() && holds(e)
    });
    Ok(trail.collect())
}

fn names(from: &impl Ask) -> Result<HashMap<Vec<u8>, String>, StoreError> {
    const PAGE: usize = 500;
    let mut names = HashMap::new();
    loop {
        let page = from.ask(|q| q.sessions(names.len(), PAGE))?;
        let last = page.len() < PAGE;
        names.extend(page.into_iter().map(|s| (s.pseudonym, s.session_id)));
        if last {
            return Ok(names);
        }
    }
}

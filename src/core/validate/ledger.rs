//! WFH, for the whole database: the ledger's chain, and whether it and the sessions agree.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use super::seals::KEY;
use crate::core::compact::Noted;
use crate::core::head::unhex;
use crate::core::model::chain::{GENESIS, Hash, LedgerFacts, ledger_hash, pseudonym};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, LedgerEntry, SessionRow, StoreError};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The ledger's own chain.
pub static CHAIN: Rule = Rule {
    id: "WFH004",
    severity: Severity::Error,
    title: "the ledger is broken",
    why: "The ledger is one chain from the making of the database on. An entry was changed, added or removed.",
    repair: "restore a backup; compare with `wfstate head` lines that were kept elsewhere",
    scope: Scope::Ledger,
};
/// Sessions from nowhere.
pub static UNOPENED: Rule = Rule {
    id: "WFH005",
    severity: Severity::Error,
    title: "a session was never opened",
    why: "Every session has an `opened` entry in the ledger. This one was put into the database by something else.",
    repair: "ask who wrote it; wfstate did not",
    scope: Scope::Ledger,
};
/// Sessions that are gone.
pub static GONE: Rule = Rule {
    id: "WFH007",
    severity: Severity::Error,
    title: "a session is gone without a purge",
    why: "The ledger knows when the session was opened, and no `purged` entry says that it was removed.",
    repair: "restore a backup",
    scope: Scope::Ledger,
};
/// Rows that say otherwise.
pub static ROW: Rule = Rule {
    id: "WFH009",
    severity: Severity::Error,
    title: "a session's row contradicts the ledger",
    why: "Beginning, end and kind of end of a session are written to its row and to the ledger in one transaction.",
    repair: "trust the ledger if it is whole; restore a backup",
    scope: Scope::Ledger,
};

/// A head of a session in the ledger.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// The entry.
    pub entry_no: u64,
    /// The session's last event then.
    pub last_seq: u64,
    /// Its journal entries then.
    pub journal: u64,
    /// The hash over all of it.
    pub head: Hash,
    /// When.
    pub at: Timestamp,
    /// A clean end, not an interruption.
    pub clean: bool,
    /// An end at all; a head can be noted without one.
    pub ends: bool,
    /// It came from elsewhere.
    is_import: bool,
    /// What the row says, of an imported session and after a step: its status and its end.
    said: Option<(String, Option<Timestamp>)>,
}

/// What the ledger says of one session.
#[derive(Debug, Default)]
pub struct Subject {
    opened: Option<(u64, Timestamp)>,
    /// The heads, oldest first.
    pub anchors: Vec<Anchor>,
    ended: bool,
    /// It was removed on purpose.
    pub purged: bool,
    /// The last compaction, or the import of a session that had a baseline.
    pub stood: Option<Stood>,
}

/// What a compaction or an import wrote.
#[derive(Debug, Clone)]
pub struct Stood {
    /// The entry.
    pub entry_no: u64,
    /// The last event that was compacted.
    pub to_seq: u64,
    /// The hash of the state that took its place.
    pub state_hash: String,
    /// The seal there.
    pub seal: String,
    /// All of it, where the session came with it: its journal says nothing, or what held where it came from.
    pub imported: Option<Noted>,
}

/// The ledger, by session.
#[derive(Debug, Default)]
pub struct Book {
    subjects: BTreeMap<Vec<u8>, Subject>,
    tip: (u64, Hash),
    first_tip: u64,
    seen: BTreeSet<Vec<u8>>,
}

#[derive(Deserialize)]
struct Facts {
    last_seq: u64,
    journal: u64,
    head: String,
    status: Option<String>,
    clean: Option<bool>,
    end: Option<String>,
}

impl Book {
    /// Reads the ledger and checks its chain.
    pub fn open(from: &impl Ask, database: &[u8; 16], sink: &mut Sink<'_>) -> Result<Self, StoreError> {
        let entries = from.ask(|q| q.ledger())?;
        check_chain(&entries, database, sink);
        let mut book = Self::default();
        book.fill(&entries);
        book.first_tip = book.tip.0;
        Ok(book)
    }

    /// Reads the ledger without checking it.
    pub fn read(from: &impl Ask) -> Result<Self, StoreError> {
        let mut book = Self::default();
        book.fill(&from.ask(|q| q.ledger())?);
        Ok(book)
    }

    /// The last entry's number and hash.
    pub fn tip(&self) -> (u64, Hash) {
        self.tip
    }

    /// The last event of a session that a head in the ledger covers; 0 is none.
    pub fn covered(&self, pseudonym: &[u8]) -> u64 {
        let anchors = self.subjects.get(pseudonym).map(|s| s.anchors.as_slice()).unwrap_or_default();
        anchors.iter().map(|a| a.last_seq).max().unwrap_or(0)
    }

    fn fill(&mut self, entries: &[LedgerEntry]) {
        self.subjects.clear();
        for entry in entries {
            let hash = entry.hash.as_slice().try_into().unwrap_or_default();
            self.tip = (entry.number, hash);
            if let Some(subject) = &entry.subject {
                self.subjects.entry(subject.clone()).or_default().note(entry);
            }
        }
    }

    /// Reads the ledger again if it has grown: a recorder may be at work.
    fn refresh(&mut self, from: &impl Ask) -> Result<bool, StoreError> {
        let grown = from.ask(|q| q.ledger_tip())? != self.tip;
        if grown {
            let entries = from.ask(|q| q.ledger())?;
            self.fill(&entries);
        }
        Ok(grown)
    }

    /// What the ledger says of a pseudonym.
    pub fn subject(&self, pseudonym: &[u8]) -> Option<&Subject> {
        self.subjects.get(pseudonym)
    }

    /// Finds a session in the ledger by its row's pseudonym or by the one that its first key makes; checks both.
    pub fn find(&mut self, row: &SessionRow, first_key: Option<&[u8; 32]>, sink: &mut Sink<'_>) -> Vec<u8> {
        let made = first_key.map(|key| pseudonym(key, &row.session_id).to_vec());
        if let Some(made) = made.as_ref().filter(|made| **made != row.pseudonym) {
            let message =
                format!("the row's pseudonym is {}, its key makes {}", hex(&row.pseudonym), hex(made));
            sink.report(&KEY, None, message);
        }
        let names = [Some(row.pseudonym.clone()), made];
        let known = names.into_iter().flatten().find(|name| self.subjects.contains_key(name));
        let name = known.unwrap_or_else(|| row.pseudonym.clone());
        self.seen.insert(name.clone());
        if self.subjects.get(&name).is_none_or(|s| s.opened.is_none()) {
            sink.report(&UNOPENED, None, "the ledger has no `opened` entry of it");
        }
        name
    }

    /// Compares a row that nobody is writing with the ledger; asks the ledger again before it says anything. Says
    /// whether the two agree.
    pub fn check_row(
        &mut self,
        from: &impl Ask,
        row: &SessionRow,
        name: &[u8],
        sink: &mut Sink<'_>,
    ) -> Result<bool, StoreError> {
        let mut contradiction = self.subjects.get(name).and_then(|s| s.contradiction(row));
        if contradiction.is_some() && self.refresh(from)? {
            contradiction = self.subjects.get(name).and_then(|s| s.contradiction(row));
        }
        // A recorder may have ended or begun since the row was read, and the ledger knows it already.
        let same = |now: SessionRow| (&now.owner, now.end) == (&row.owner, row.end);
        let agrees = contradiction.is_none();
        if let Some(message) = contradiction
            && from.ask(|q| q.session_at(row.no))?.is_some_and(same)
        {
            sink.report(&ROW, None, message);
        }
        Ok(agrees)
    }

    /// After the last session: those that the ledger knows and nobody saw.
    pub fn finish(&mut self, from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
        self.refresh(from)?;
        for (name, subject) in &self.subjects {
            let Some((entry_no, at)) = subject.opened.filter(|o| o.0 <= self.first_tip) else { continue };
            if !subject.purged && !self.seen.contains(name) {
                let message = format!("session {} was opened at {at} (ledger entry {entry_no})", hex(name));
                sink.report(&GONE, None, message);
            }
        }
        Ok(())
    }
}

impl Anchor {
    /// The session came from elsewhere.
    pub fn is_import(&self) -> bool {
        self.is_import
    }

    /// What a row that ended here says.
    fn status(&self) -> &str {
        match &self.said {
            Some((status, _)) => status,
            None if self.clean => "Completed",
            None => "Interrupted",
        }
    }

    /// When it ended; an import keeps the end that the session had, or that it has none, and a step is no end.
    fn end(&self) -> Option<Timestamp> {
        self.said.as_ref().map_or(Some(self.at), |i| i.1)
    }
}

impl Subject {
    fn note(&mut self, entry: &LedgerEntry) {
        match entry.kind.as_str() {
            "opened" => self.opened = self.opened.or(Some((entry.number, entry.at))),
            "resumed" => self.ended = false,
            // The rows and keys went with the first; what is left to do is no matter of the sessions.
            "purged" | "purge_pending" => self.purged = true,
            // A step whose session somebody holds is no end.
            "closed" | "interrupted" | "imported" | "stepped" => {
                self.ended = !entry.facts.contains("\"owned\":true");
                self.anchors.extend(anchor(entry));
                self.stood = came_with(entry).or(self.stood.take());
            }
            "restored" => self.restored(entry),
            // In a file of some sessions, of those that are not in it.
            "archived" if entry.facts.contains("\"left_out\":true") => self.purged = true,
            // A head like the others, but no end.
            "snapshot_pruned" | "content_erased" => self.anchors.extend(anchor(entry)),
            "compacted" => {
                self.anchors.extend(anchor(entry));
                self.stood = stood(entry);
            }
            _ => {}
        }
    }

    /// A session that was cut when a backup was restored to an earlier point has its end there, and the heads of later
    /// events mean nothing any more; one without a head was left out.
    fn restored(&mut self, entry: &LedgerEntry) {
        let Some(end) = anchor(entry) else {
            self.purged = true;
            return;
        };
        self.anchors.retain(|a| a.last_seq <= end.last_seq);
        self.anchors.push(end);
        self.ended = true;
    }

    /// What the row of an ended session says and the ledger does not.
    fn contradiction(&self, row: &SessionRow) -> Option<String> {
        if let Some((_, at)) = self.opened.filter(|o| o.1 != row.start) {
            return Some(format!("the row says that it began at {}, the ledger at {at}", row.start));
        }
        let anchor = self.anchors.iter().rev().find(|a| a.ends).filter(|_| self.ended);
        match (row.owner.is_some(), anchor) {
            (true, Some(_)) => Some("the row has a recorder, the ledger has its end".into()),
            (false, None) => Some("the row says that it ended, the ledger does not".into()),
            (false, Some(anchor)) if row.clean != anchor.clean => {
                let word = |clean| if clean { "a clean end" } else { "an interruption" };
                Some(format!("the row says {}, the ledger {}", word(row.clean), word(anchor.clean)))
            }
            (false, Some(anchor)) if row.end != anchor.end() => {
                let words = |end: Option<Timestamp>| end.map_or("never".to_owned(), |at| at.to_string());
                let (row, ledger) = (words(row.end), words(anchor.end()));
                Some(format!("the row says that it ended at {row}, the ledger at {ledger}"))
            }
            (false, Some(anchor)) if row.status != anchor.status() => {
                Some(format!("the row says {}, the ledger {}", row.status, anchor.status()))
            }
            (true, None) | (false, Some(_)) => None,
        }
    }
}

fn anchor(entry: &LedgerEntry) -> Option<Anchor> {
    let facts: Facts = serde_json::from_str(&entry.facts).ok()?;
    let head = unhex(&facts.head)?.try_into().ok()?;
    let end = facts.end.as_deref().map(Timestamp::parse).transpose().ok()?.map(|t| t.at);
    let is_import = entry.kind == "imported";
    let says = is_import || entry.kind == "stepped";
    let said = says.then(|| (facts.status.unwrap_or_default(), end));
    Some(Anchor {
        entry_no: entry.number,
        last_seq: facts.last_seq,
        journal: facts.journal,
        head,
        at: entry.at,
        clean: entry.kind == "closed" || (says && facts.clean == Some(true)),
        ends: matches!(entry.kind.as_str(), "closed" | "interrupted" | "imported" | "restored" | "stepped"),
        is_import,
        said,
    })
}

fn stood(entry: &LedgerEntry) -> Option<Stood> {
    let facts: serde_json::Value = serde_json::from_str(&entry.facts).ok()?;
    let text = |name: &str| facts.get(name)?.as_str().map(str::to_owned);
    Some(Stood {
        entry_no: entry.number,
        to_seq: facts.get("to_seq")?.as_u64()?,
        state_hash: text("state_hash")?,
        seal: text("seal")?,
        imported: None,
    })
}

/// The baseline that an imported session came with.
fn came_with(entry: &LedgerEntry) -> Option<Stood> {
    #[derive(Deserialize)]
    struct Facts {
        baseline: Noted,
    }
    let noted =
        serde_json::from_str::<Facts>(&entry.facts).ok().filter(|_| entry.kind == "imported")?.baseline;
    Some(Stood {
        entry_no: entry.number,
        to_seq: noted.to_seq,
        state_hash: noted.state_hash.clone(),
        seal: noted.seal.clone(),
        imported: Some(noted),
    })
}

fn check_chain(entries: &[LedgerEntry], database: &[u8; 16], sink: &mut Sink<'_>) {
    if entries.first().is_none_or(|e| e.kind != "created") {
        sink.report(&CHAIN, None, "it does not begin with the making of the database");
    }
    let mut hashes = [GENESIS; 2];
    for (number, e) in (1..).zip(entries) {
        let facts = LedgerFacts {
            number: e.number,
            at: e.at,
            kind: &e.kind,
            subject: e.subject.as_deref().unwrap_or_default(),
            facts: &e.facts,
        };
        let made = hashes.map(|previous| ledger_hash(&previous, database, &facts));
        let stored: Hash = e.hash.as_slice().try_into().unwrap_or_default();
        let fits = made.contains(&stored);
        if e.number != number {
            sink.report(&CHAIN, None, format!("entry {number} is missing"));
            // One word for all that follows: the numbers are not what they were.
            return;
        }
        if !fits {
            sink.report(&CHAIN, None, format!("entry {} ({}) is not what was written", e.number, e.kind));
        }
        hashes = [stored, if fits { stored } else { made[0] }];
    }
}

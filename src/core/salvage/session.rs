//! One session of a damaged database: what is proved of it, what its journal still says, and where it ended.

use super::Whole;
use super::identity::{Head, Ledger, Subject};
use super::journal::{self, Told};
use super::prove::{Proof, prove};
use crate::core::compact::Noted;
use crate::core::erased::Erased;
use crate::core::fold::{FoldFailure, TypeNames, load_baseline};
use crate::core::model::chain::pseudonym;
use crate::core::model::id::SessionId;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::replay::LeafMaker;
use crate::core::store::salvage::Scratch;
use crate::core::store::{Ask, Baseline, JournalEntry, SessionRow, StoreError};
use serde_json::Value;

/// What is known of a session.
#[derive(Debug)]
pub struct Salvaged {
    /// Its number in the damaged database.
    pub no: i64,
    /// Its name.
    pub session_id: String,
    /// The names that the ledger may know it by.
    pub aliases: Vec<Vec<u8>>,
    /// `stream` or `workflow`.
    pub kind: &'static str,
    /// What it is about.
    pub label: Option<String>,
    /// Whether it stores content.
    pub stores_content: bool,
    /// `disk` or `process`.
    pub durability: &'static str,
    /// When it began.
    pub start: Timestamp,
    /// How it ended; `None` where its recorder was still there.
    pub end: Option<End>,
    /// More about it.
    pub metadata: String,
    /// What its row says was lost before.
    pub lost_before: u64,
    /// Its events.
    pub proof: Proof,
    /// Its journal, without what speaks of snapshots.
    pub journal: Vec<JournalEntry>,
    /// Journal entries that are gone or are not what was written.
    pub journal_lost: u64,
    /// Journal entries that lean on what is lost.
    pub journal_unproved: u64,
    /// Where its events ended.
    pub last: Last,
    /// What it begins with, where its first events were compacted.
    pub base: Option<Base>,
}

/// A baseline that holds.
#[derive(Debug)]
pub struct Base {
    /// As it is stored.
    pub row: Baseline,
    /// Its state.
    pub state: State,
    /// What the journal says of it.
    pub noted: Noted,
}

/// How a session ended.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// When.
    pub at: Timestamp,
    /// As it should.
    pub clean: bool,
}

/// The last event that a session had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// It is known.
    Exactly(u64),
    /// There were at least so many, and nothing says that there were more.
    AtLeast(u64),
    /// There were more than so many.
    Beyond(u64),
}

/// Names that one session is tried under: its row's, an index's, and that of a type with the same number.
const MOST_NAMES: usize = 4;

/// Looks at one session. `None` where nothing gives it a name.
pub fn examine(
    scratch: &Scratch,
    no: i64,
    ledger: &Ledger,
    types: &TypeNames,
    whole: &Whole<'_>,
) -> Result<Option<Salvaged>, FoldFailure> {
    let row = scratch.ask(|q| q.session_by_no(no)).unwrap_or_default();
    let keys = scratch.ask(|q| q.seal_keys(no))?;
    let told = scratch.ask(|q| q.journal(no))?;
    let erased = Erased::read(scratch, no, &told)?;
    let base = baseline(scratch, no, &told)?;
    let mut wanted: Vec<u64> = told.iter().map(|e| e.after_seq).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let uuid = ledger.uuid.unwrap_or_default();
    let mut best: Option<(String, Proof)> = None;
    for name in names(scratch, no, row.as_ref())? {
        let leaves = LeafMaker::new(&uuid, &name, &keys, erased.clone());
        let proof = prove(scratch, no, &leaves, types, whole, &wanted)?;
        let better = best.as_ref().is_none_or(|b| proof.count > b.1.count);
        if better {
            best = Some((name, proof));
        }
        // Only a name under which nothing is proved is doubted.
        if best.as_ref().is_some_and(|b| b.1.count > 0) {
            break;
        }
    }
    let Some((session_id, proof)) = best else { return Ok(None) };
    let mut aliases: Vec<Vec<u8>> =
        keys.first().map(|k| pseudonym(&k.1, &session_id).to_vec()).into_iter().collect();
    aliases.extend(row.as_ref().map(|r| r.pseudonym.clone()));
    let subject = ledger.subject(&aliases);
    let told = journal::believe(told, ledger.uuid.as_ref(), &session_id, &proof, subject);
    let mut salvaged = assemble(scratch, no, (session_id, aliases), (row, subject), proof, told)?;
    if base.is_none() {
        // What they speak of is lost, and the new journal declares that.
        let speaks = |e: &JournalEntry| Noted::newest(std::slice::from_ref(e)).is_some();
        salvaged.journal.retain(|e| !speaks(e));
    }
    Ok(Some(Salvaged { base, ..salvaged }))
}

/// The state that the session begins with, if it holds and is the one that the journal speaks of. Nobody begins with
/// another one.
fn baseline(scratch: &Scratch, no: i64, told: &[JournalEntry]) -> Result<Option<Base>, StoreError> {
    let Ok(found) = scratch.ask(|q| q.baseline(no)) else {
        scratch.forget_baseline(no)?;
        return Ok(None);
    };
    let Some(row) = found else { return Ok(None) };
    let noted = Noted::newest(told).filter(|n| n.differs(&row).is_none());
    match (load_baseline(&row), noted) {
        (Ok(state), Some(noted)) => Ok(Some(Base { row, state, noted })),
        _ => {
            scratch.forget_baseline(no)?;
            Ok(None)
        }
    }
}

/// The names that a session may have: that of its row, then those that an index has for it.
fn names(scratch: &Scratch, no: i64, row: Option<&SessionRow>) -> Result<Vec<String>, StoreError> {
    let mut names: Vec<String> = row.map(|r| r.session_id.clone()).into_iter().collect();
    for copy in scratch.name_copies(no)? {
        if !names.contains(&copy) {
            names.push(copy);
        }
    }
    names.retain(|name| SessionId::check(name).is_ok() && !is_owner(name));
    names.truncate(MOST_NAMES);
    Ok(names)
}

/// The index of owners has texts under sessions' numbers, too: `pid:start:boot`.
fn is_owner(text: &str) -> bool {
    let mut parts = text.split(':');
    let mut number = || parts.next().is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    number() && number()
}

fn assemble(
    scratch: &Scratch,
    no: i64,
    (session_id, aliases): (String, Vec<Vec<u8>>),
    (row, subject): (Option<SessionRow>, Subject),
    proof: Proof,
    told: Told,
) -> Result<Salvaged, StoreError> {
    let row = row.as_ref();
    let opened = told.opened.as_ref();
    let text = |name: &str| opened.and_then(|f| f.get(name)?.as_str());
    let word = |name: &str, of_row: Option<&str>| text(name).or(of_row).unwrap_or_default().to_owned();
    let label = match (opened, row) {
        // Sealed with the first entry; a recorder that goes on may have given it another since.
        (Some(facts), _) if !told.resumed => facts.get("label").and_then(Value::as_str).map(str::to_owned),
        (_, Some(row)) => row.label.clone(),
        _ => text("label").map(str::to_owned),
    };
    let content = row.map(|r| r.stores_content);
    let start = [subject.opened, told.opened_at, row.map(|r| r.start), scratch.start_copy(no)?];
    let last = last(row, subject, &told, &proof);
    Ok(Salvaged {
        no,
        kind: if word("kind", row.map(|r| r.kind.as_str())) == "workflow" { "workflow" } else { "stream" },
        label,
        stores_content: content.or_else(|| opened.and_then(|f| f.get("content")?.as_bool())).unwrap_or(false),
        durability: if word("durability", row.map(|r| r.durability.as_str())) == "process" {
            "process"
        } else {
            "disk"
        },
        start: start.into_iter().flatten().next().unwrap_or(Timestamp(0)),
        end: end(row, subject, &told),
        metadata: row.map(|r| r.metadata.clone()).filter(|m| is_object(m)).unwrap_or_else(|| "{}".into()),
        lost_before: told.lost,
        session_id,
        aliases,
        proof,
        journal: told.entries,
        journal_lost: told.gone,
        journal_unproved: told.unproved,
        last,
        base: None,
    })
}

fn is_object(text: &str) -> bool {
    crate::core::model::json::Scanner::default().object(text.as_bytes(), &mut Vec::new()).is_ok()
}

/// The ledger first, which is chained; then what the journal and the row agree on.
fn end(row: Option<&SessionRow>, subject: Subject, told: &Told) -> Option<End> {
    let of_head = |h: Head| End { at: h.at, clean: h.clean };
    if subject.ended {
        return subject.head.map(of_head);
    }
    let of_row = row.filter(|r| r.owner.is_none()).and_then(|r| Some(End { at: r.end?, clean: r.clean }));
    match (of_row, told.end) {
        // The ledger has lost its end where these two agree that there was one.
        (Some(of_row), Some(_)) => Some(of_row),
        (of_row, of_journal) => of_row.or(of_journal).filter(|_| subject.opened.is_none()),
    }
}

fn last(row: Option<&SessionRow>, subject: Subject, told: &Told, proof: &Proof) -> Last {
    if let (true, Some(head)) = (subject.ended, subject.head) {
        return Last::Exactly(head.last_seq);
    }
    let of_row = row.filter(|r| r.owner.is_none()).and_then(|r| r.last_seq);
    let head = subject.head.map_or(0, |h| h.last_seq);
    let floor = proof.last_readable.max(proof.last()).max(head);
    match (of_row, told.last_seq) {
        // Two places that nothing ties together, and that say the same.
        (Some(row), Some(journal)) if row == journal => Last::Exactly(row),
        _ if !proof.ends_sealed && proof.last_readable > proof.last() => Last::Beyond(floor),
        (_, journal) => Last::AtLeast(floor.max(journal.unwrap_or(0))),
    }
}

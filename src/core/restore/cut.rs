//! A session that ends earlier than it did: what comes after is gone, its last batch is sealed anew under the keys
//! that it was sealed with, and the ledger says that it was cut.

use super::{Request, RestoreError};
use crate::core::fold::TypeNames;
use crate::core::model::chain::{Committer, GENESIS, Hash, Merkle, SessionHasher, pseudonym};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::recover::{seal_at_end, state_at_end, totals_of};
use crate::core::select::{self, Point};
use crate::core::store::salvage::PrivateDir;
use crate::core::store::{Ask, EventChunk, JournalEntry, SessionRow, StoreError, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Events that are asked for at a time.
const CHUNK: usize = 1000;
/// Sessions that are asked for at a time.
const PAGE: usize = 500;

/// A session that was cut.
#[derive(Debug, Clone, Serialize)]
pub struct Cut {
    /// The session.
    pub session_id: String,
    /// Its last event now.
    pub last_seq: u64,
    /// Its last event in the backup.
    pub was: u64,
}

/// What is done with which session.
pub struct Plan {
    /// These go.
    pub leave_out: Vec<SessionRow>,
    /// These end after an event.
    pub cut: Vec<(SessionRow, u64)>,
}

/// Which sessions go, and which end earlier.
pub fn plan(from: &impl Ask, request: &Request) -> Result<Plan, RestoreError> {
    let mut wanted = BTreeSet::new();
    for selector in &request.sessions {
        wanted.insert(select::session(from, selector)?.no);
    }
    let mut sessions = all(from)?;
    let is_wanted = |s: &SessionRow| request.sessions.is_empty() || wanted.contains(&s.no);
    let (kept, mut leave_out): (Vec<_>, Vec<_>) = sessions.drain(..).partition(is_wanted);
    if request.seq.is_some() && kept.len() != 1 {
        return Err(RestoreError::OneSession(kept.len()));
    }
    let mut cut = Vec::new();
    for session in kept {
        let last = from.ask(|q| q.last_seq(session.no))?;
        let seq = match (request.seq, request.at) {
            (Some(seq), _) => select::seq_of(from, &session, &Point::Seq(seq))?,
            (None, Some(at)) => select::seq_of(from, &session, &Point::At(at))?,
            (None, None) => last,
        };
        if seq == 0 && request.at.is_some_and(|at| session.start > at) {
            leave_out.push(session);
        } else if seq < last {
            cut.push((session, seq));
        }
    }
    Ok(Plan { leave_out, cut })
}

fn all(from: &impl Ask) -> Result<Vec<SessionRow>, StoreError> {
    let (mut rows, mut after) = (Vec::new(), i64::MIN);
    loop {
        let page = from.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = *last;
        for number in page {
            rows.extend(from.ask(|q| q.session_at(number))?);
        }
    }
}

/// Takes a session out; the ledger knows that it was left out.
pub fn leave_out(
    tx: &mut Transaction<'_>,
    private: &PrivateDir,
    session: &SessionRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let clearance = tx.clear_copy(private, session.no)?;
    tx.erase_session(&clearance, &session.session_id)?;
    tx.ledger(now, "restored", Some(&session.pseudonym), &json!({ "left_out": true }).to_string())
}

/// Lets a session end after an event.
pub fn cut(
    tx: &mut Transaction<'_>,
    private: &PrivateDir,
    (session, seq): (&SessionRow, u64),
    now: Timestamp,
) -> Result<Cut, RestoreError> {
    let no = session.no;
    let was = tx.ask(|q| q.last_seq(no))?;
    let sealed = tx.ask(|q| q.seal_up_to(no, seq))?.unwrap_or((0, GENESIS));
    let uncut =
        |why: &str| RestoreError::Uncut { session: session.session_id.clone(), seq, why: why.to_owned() };
    if let Some(why) = tx.ask(|q| q.why_not_cut(no, seq, sealed.0))? {
        return Err(uncut(why));
    }
    if sealed.0 < seq {
        let seal = seal_again(tx, session, sealed, seq)?;
        tx.set_seal(no, seq, &seal.ok_or_else(|| uncut("there is no key to seal its batch with"))?)?;
    }
    let clearance = tx.clear_copy(private, no)?;
    tx.cut_session(&clearance, seq)?;
    let name = (no, session.session_id.as_str());
    let seal = seal_at_end(tx, no)?;
    for id in tx.baseless_snapshots(no)? {
        tx.delete_snapshot(&clearance, id)?;
        let facts = json!({ "snapshot_id": id }).to_string();
        tx.journal(name, (seq, &seal), now, "state.snapshot_pruned", &facts)?;
    }
    let journal = tx.ask(|q| q.journal(no))?;
    let said = Said::by(session, &journal);
    tx.set_opened(no, said.label.as_deref(), said.content, said.lost)?;
    let state = state_at_end(tx, no, seq)?.state;
    let facts = json!({ "last_seq": seq, "was": was, "state": hex(&state.hash()) });
    tx.journal(name, (seq, &seal), now, "recorder.restored", &facts.to_string())?;
    tx.release(no, "Interrupted", false, now, Some(&totals_of(seq, &state)))?;
    note_cut(tx, session, (seq, &seal), was, now)?;
    Ok(Cut { session_id: session.session_id.clone(), last_seq: seq, was })
}

/// The head of the session as it is now, which takes the place of those that the ledger has of later events.
fn note_cut(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    (seq, seal): (u64, &Hash),
    was: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (entries, journal) = tx.ask(|q| q.journal_tip(session.no))?.unwrap_or((0, GENESIS));
    let head = SessionHasher::new(tx.uuid(), &session.session_id).head(seq, seal, entries, &journal);
    let facts = json!({ "last_seq": seq, "was": was, "journal": entries, "head": hex(&head) });
    tx.ledger(now, "restored", Some(&session.pseudonym), &facts.to_string())
}

/// The seal of the events from behind a sealed one to a new end; `None` where a key is missing.
fn seal_again(
    from: &Transaction<'_>,
    session: &SessionRow,
    (sealed_to, before): (u64, Hash),
    seq: u64,
) -> Result<Option<Hash>, StoreError> {
    let types = TypeNames::load(from)?;
    let keys = from.ask(|q| q.seal_keys(session.no))?;
    if keys.first().is_none_or(|(_, key)| pseudonym(key, &session.session_id).as_slice() != session.pseudonym)
    {
        return Ok(None);
    }
    let hasher = SessionHasher::new(from.uuid(), &session.session_id);
    let (mut tree, mut first, mut next) = (Merkle::default(), None, sealed_to + 1);
    let chunk = RefCell::new(EventChunk::default());
    while next <= seq {
        from.ask(|q| q.events_within(session.no, (next, seq), CHUNK, &mut chunk.borrow_mut()))?;
        let chunk = chunk.borrow();
        let Some(last) = chunk.rows().last() else { break };
        next = last.seq + 1;
        for event in chunk.rows() {
            first = first.or(Some(event.seq));
            let key = keys.iter().rev().find(|(from, _)| *from <= event.seq);
            let (Some((_, key)), Some((name, _))) = (key, types.get(event.type_no)) else { return Ok(None) };
            let sealed = chunk.sealed(event, name);
            tree.push(hasher.leaf(&sealed, &Committer::new(key).commit(&sealed)));
        }
    }
    let count = tree.count();
    Ok(first.map(|first| hasher.seal(&before, first, count, &tree.take_root())))
}

/// What the journal that is left says of how the session was opened and resumed.
struct Said {
    label: Option<String>,
    content: bool,
    lost: u64,
}

impl Said {
    fn by(session: &SessionRow, journal: &[JournalEntry]) -> Self {
        let mut said = Self { label: session.label.clone(), content: session.stores_content, lost: 0 };
        for entry in journal {
            let facts: Value = serde_json::from_str(&entry.facts).unwrap_or_default();
            let content = facts["content"].as_bool();
            match entry.kind.as_str() {
                "recorder.opened" => {
                    if let Some(label) = facts.get("label") {
                        said.label = label.as_str().map(str::to_owned);
                    }
                    said.content = content.unwrap_or(said.content);
                }
                "recorder.resumed" => {
                    said.label = facts["label"].as_str().map(str::to_owned).or(said.label);
                    said.content |= content.unwrap_or(false);
                }
                // Nobody knows how much more than one event a loss without an end is.
                crate::core::holes::GAP => said.lost += facts["count"].as_u64().unwrap_or(1),
                _ => {}
            }
        }
        said
    }
}

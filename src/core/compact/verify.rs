//! The proof that stands before a compaction: what is about to go is what was recorded, and comes to this state.

use super::CompactError;
use crate::core::model::chain::{GENESIS, Hash, JournalFacts, SessionHasher};
use crate::core::observer::Observer;
use crate::core::replay::{Options, Start, from_database};
use crate::core::select::Point;
use crate::core::store::{Ask, JournalEntry, SessionRow, StoreError};
use crate::core::validate::Book;

use super::Proved;

/// Follows the seals, the journal and the ledger's heads up to an event, and folds the events on the way.
pub fn prove(
    from: &impl Ask,
    database: &[u8; 16],
    session: &SessionRow,
    seq: u64,
    observer: &dyn Observer,
) -> Result<Proved, CompactError> {
    let unproved =
        |why: String| Err(CompactError::Unproved { session: session.session_id.clone(), seq, why });
    let seal: Option<Hash> = from.ask(|q| q.seal_at(session.no, seq))?.and_then(|s| s.try_into().ok());
    let Some(seal) = seal else { return unproved("no batch ends there".into()) };
    let options = Options { point: Point::Seq(seq), start: Start::Zero, ..Options::default() };
    let replay = from_database(from, database, session.clone(), &options, observer, None)?;
    if replay.verified == Some(false) || replay.last_seq != seq {
        let why = replay.divergences.first().map(|d| d.message.clone());
        return unproved(why.or_else(|| replay.doubts.first().cloned()).unwrap_or_default());
    }
    let hasher = SessionHasher::new(database, &session.session_id);
    let journal = from.ask(|q| q.journal(session.no))?;
    if let Some(why) = journal_fault(from, session, &hasher, &journal, seq)? {
        return unproved(why);
    }
    let book = Book::read(from)?;
    let floor = from.ask(|q| q.floor(session.no))?;
    for anchor in book.subject(&session.pseudonym).map(|s| s.anchors.as_slice()).unwrap_or_default() {
        if anchor.last_seq < floor || anchor.last_seq > seq {
            continue;
        }
        let entry = hash_of(&journal, anchor.journal);
        let head = |seal: &Hash| Some(hasher.head(anchor.last_seq, seal, anchor.journal, &entry?));
        if head(&seal_of(from, session, anchor.last_seq)?) != Some(anchor.head) {
            return unproved(format!("ledger entry {} says another head of it", anchor.entry_no));
        }
    }
    let events = replay.checked.events;
    Ok(Proved { state: replay.state, seal, events, journal })
}

fn journal_fault(
    from: &impl Ask,
    session: &SessionRow,
    hasher: &SessionHasher,
    journal: &[JournalEntry],
    seq: u64,
) -> Result<Option<String>, StoreError> {
    let floor = from.ask(|q| q.floor(session.no))?;
    let mut previous = GENESIS;
    for (number, entry) in (1..).zip(journal.iter().take_while(|e| e.after_seq <= seq)) {
        let stored: Hash = entry.hash.as_slice().try_into().unwrap_or_default();
        let facts = JournalFacts {
            number,
            after_seq: entry.after_seq,
            at: entry.at,
            kind: &entry.kind,
            facts: &entry.facts,
        };
        // Those before an earlier baseline were proved then.
        if entry.after_seq >= floor {
            let seal = seal_of(from, session, entry.after_seq)?;
            if hasher.journal(&previous, &facts, &seal) != stored {
                return Ok(Some(format!("journal entry {} is not what was written", entry.number)));
            }
        }
        previous = stored;
    }
    Ok(None)
}

fn seal_of(from: &impl Ask, session: &SessionRow, seq: u64) -> Result<Hash, StoreError> {
    if seq == 0 {
        return Ok(GENESIS);
    }
    Ok(from.ask(|q| q.seal_at(session.no, seq))?.and_then(|s| s.try_into().ok()).unwrap_or_default())
}

/// The hash of an entry; entry 0 is the beginning.
fn hash_of(journal: &[JournalEntry], number: u64) -> Option<Hash> {
    let Some(at) = number.checked_sub(1) else { return Some(GENESIS) };
    journal.get(usize::try_from(at).ok()?)?.hash.as_slice().try_into().ok()
}

//! Compaction: the first events of a session are replaced by the verified state after them. Totals, state hash, seq
//! and chain stay what they were; what goes is the single events, and every point before the last of them.
//!
//! ```text
//! events 1 … N ──> replayed, seals and journal followed ──> baseline {state, seal at N}
//!                    one transaction: baseline, journal, ledger, snapshots and keys below N, the first rows
//!                    short transactions: the other rows
//! ```
//!
//! Readers begin at the baseline whatever rows are left before it, so that a kill anywhere leaves a session that
//! reads right; the next compaction takes the rest away.

mod noted;
mod verify;

pub use noted::{Before, COMPACTED, Noted};

use crate::core::ambient;
use crate::core::audit::{Deed, note_in};
use crate::core::model::chain::{GENESIS, Hash, SessionHasher};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::replay::ReplayError;
use crate::core::store::{
    Ask, Baseline, EventChunk, JournalEntry, SessionRow, StoreError, Transaction, Writer,
};
use serde::Serialize;
use serde_json::json;
use std::cell::RefCell;
use std::time::Duration;

/// Rows that are deleted in one transaction: a recorder waits for no more than that.
const ROWS: u32 = 500;
/// Where nobody else writes.
const ROWS_ALONE: u32 = 2_000;

/// What is known of the events that are about to go.
#[derive(Debug)]
struct Proved {
    state: State,
    seal: Hash,
    /// Events that were folded.
    events: u64,
    journal: Vec<JournalEntry>,
}

/// What a compaction did.
#[derive(Debug, Clone, Serialize)]
pub struct Compacted {
    /// The session.
    pub session_id: String,
    /// The last event that is in the baseline.
    pub to_seq: u64,
    /// Events that went.
    pub events: u64,
    /// Snapshots that went.
    pub snapshots: u64,
    /// Keys that were destroyed.
    pub keys: u64,
    /// The hash of the baseline's state.
    pub state_hash: String,
}

/// Why nothing was compacted.
#[derive(Debug, thiserror::Error)]
pub enum CompactError {
    /// What would go cannot be proved.
    #[error("{session} is not compacted to event {seq}: {why}")]
    Unproved {
        /// The session.
        session: String,
        /// Where the baseline would have been.
        seq: u64,
        /// What does not hold.
        why: String,
    },
    /// Somebody changed it meanwhile.
    #[error("{session} was changed while it was looked at; try again")]
    Moved {
        /// The session.
        session: String,
    },
    /// The events cannot be folded.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The last event of a session that can go: it ends a batch, and nothing up to it is younger than `before`. `None`
/// where there is none that is not compacted already.
pub fn border(from: &impl Ask, session_no: i64, before: Timestamp) -> Result<Option<u64>, StoreError> {
    let floor = from.ask(|q| q.floor(session_no))?;
    let Some(seq) = from.ask(|q| q.seq_at_time(session_no, before))? else { return Ok(None) };
    let sealed = from.ask(|q| q.seal_up_to(session_no, seq))?.map_or(0, |s| s.0);
    Ok(Some(sealed).filter(|s| *s > floor))
}

/// When the first event of a compacted session came, as far as that is known.
pub fn first_time(from: &impl Ask, session_no: i64, otherwise: Timestamp) -> Result<Timestamp, StoreError> {
    let noted = Noted::newest(&from.ask(|q| q.journal(session_no))?);
    let first = noted.and_then(|n| Timestamp::parse(&n.first_time?).ok());
    Ok(first.map_or(otherwise, |t| t.at))
}

/// Compacts a session up to an event, which ends a batch.
pub fn compact(
    writer: &mut Writer,
    session: &SessionRow,
    to_seq: u64,
    now: Timestamp,
    observer: &dyn Observer,
) -> Result<Compacted, CompactError> {
    let floor = writer.ask(|q| q.floor(session.no))?;
    let proved = verify::prove(writer, &{ *writer.uuid() }, session, to_seq, observer)?;
    let made = make(writer, session, to_seq, &proved)?;
    let rows = if writer.is_first() { ROWS_ALONE } else { ROWS };
    let mut tx = writer.begin()?;
    let same = tx.ask(|q| Ok(q.floor(session.no)? == floor && q.seal_at(session.no, to_seq)?.is_some()))?;
    if !same {
        return Err(CompactError::Moved { session: session.session_id.clone() });
    }
    let mut done = replace(&mut tx, session, &made, now)?;
    let clearance = tx.clear(session.no)?;
    let mut gone = tx.delete_events_upto(&clearance, to_seq, rows)?;
    tx.commit()?;
    while gone > 0 {
        done.events += gone;
        observer.progress("compact", done.events, Some(proved.events));
        gone = sweep_some(writer, session.no, to_seq)?;
    }
    Ok(done)
}

/// Takes away what a compaction that was killed left. Says how many rows.
pub fn sweep(writer: &mut Writer) -> Result<u64, StoreError> {
    let mut gone = 0;
    for no in writer.ask(|q| q.sessions_with_baseline())? {
        let floor = writer.ask(|q| q.floor(no))?;
        while writer.ask(|q| q.left_below(no))? > 0 {
            gone += sweep_some(writer, no, floor)?;
        }
    }
    Ok(gone)
}

/// One short transaction of deletions, and as long a pause for whoever else writes.
fn sweep_some(writer: &mut Writer, session_no: i64, to_seq: u64) -> Result<u64, StoreError> {
    let alone = writer.is_first();
    let begun = ambient::instant();
    let mut tx = writer.begin()?;
    let clearance = tx.clear(session_no)?;
    let gone = tx.delete_events_upto(&clearance, to_seq, if alone { ROWS_ALONE } else { ROWS })?;
    tx.commit()?;
    writer.move_log();
    if !alone && gone > 0 {
        // SQLite's lock is not fair: whoever comes at once has it again.
        std::thread::sleep((begun.elapsed() * 2).max(Duration::from_millis(5)));
    }
    Ok(gone)
}

/// A baseline, and what the journal is going to say of it.
struct Made {
    base: Baseline,
    noted: Noted,
}

fn make(from: &impl Ask, session: &SessionRow, to_seq: u64, proved: &Proved) -> Result<Made, StoreError> {
    let state = proved.state.to_json();
    let earlier = from.ask(|q| q.baseline(session.no))?;
    let before = Noted::newest(&proved.journal).filter(|_| earlier.is_some());
    let first = match &earlier {
        Some(base) => Some(first_time(from, session.no, base.at)?),
        None => time_of(from, session.no, 1)?,
    };
    let base = Baseline {
        last_seq: to_seq,
        seal: proved.seal,
        at: time_of(from, session.no, to_seq)?.unwrap_or(session.start),
        frame: proved.state.frame.frame_id,
        energy_micro: proved.state.total_energy().0,
        size: state.len() as u64,
        packed: Baseline::pack(&state)?,
        state_hash: proved.state.hash(),
    };
    // A slice that came from elsewhere says nothing of the events before it: as many as their numbers.
    let known = || earlier.as_ref().map_or(0, |base| base.last_seq);
    let events = before.map_or_else(known, |b| b.events) + proved.events;
    let noted = Noted::of(&base, events, first, &proved.journal);
    Ok(Made { base, noted })
}

fn time_of(from: &impl Ask, session_no: i64, seq: u64) -> Result<Option<Timestamp>, StoreError> {
    let chunk = RefCell::new(EventChunk::default());
    from.ask(|q| q.events(session_no, seq, 1, &mut chunk.borrow_mut()))?;
    Ok(chunk.into_inner().rows().first().map(|e| e.at))
}

/// The baseline takes the place of what is in it, and journal and ledger say so.
fn replace(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    made: &Made,
    now: Timestamp,
) -> Result<Compacted, StoreError> {
    let (no, to_seq) = (session.no, made.base.last_seq);
    // Asked here: somebody may have begun to record it.
    let recorded = tx.ask(|q| q.session_by_no(no))?.is_some_and(|row| row.owner.is_some());
    let last_seq = tx.ask(|q| q.last_seq(no))?;
    let newest_base = if recorded { tx.ask(|q| q.newest_base(no))?.map(|b| b.0) } else { None };
    let (after, seal) = tx.ask(|q| q.last_seal(no))?.unwrap_or((0, GENESIS));
    tx.put_baseline(no, &made.base)?;
    let clearance = tx.clear(no)?;
    let events = tx.delete_segments_upto(&clearance, to_seq)?;
    let snapshots = tx.delete_snapshots_upto(&clearance, to_seq, newest_base)?;
    let keys = tx.destroy_keys_upto(&clearance, to_seq, !recorded && last_seq == to_seq)?;
    let name = (no, session.session_id.as_str());
    tx.journal(name, (after, &seal), now, COMPACTED, &json!(made.noted).to_string())?;
    let (entries, journal) = tx.ask(|q| q.journal_tip(no))?.unwrap_or((0, GENESIS));
    let head = SessionHasher::new(tx.uuid(), &session.session_id).head(after, &seal, entries, &journal);
    // A head like that of a session's end, so that the ledger covers the entry above.
    let facts = json!({
        "to_seq": to_seq,
        "events": made.noted.events,
        "state_hash": made.noted.state_hash,
        "seal": made.noted.seal,
        "last_seq": after,
        "journal": entries,
        "head": hex(&head),
    });
    note_in(tx, now, &Deed::about("compacted", std::slice::from_ref(session), false, facts))?;
    Ok(Compacted {
        session_id: session.session_id.clone(),
        to_seq,
        events,
        snapshots,
        keys,
        state_hash: made.noted.state_hash.clone(),
    })
}

/// Whether a session's recorder is at work.
pub fn is_recorded(row: &SessionRow) -> bool {
    row.owner.as_deref().is_some_and(ambient::is_alive)
}

//! What a writer does first: find every session that lost its recorder, and say so in its journal, once.

use crate::core::ambient;
use crate::core::fold::{FoldFailure, Position, fold_from, newest_snapshot};
use crate::core::import::leftover;
use crate::core::model::chain::{GENESIS, Hash, SessionHasher};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, Rest, SessionRow, StoreError, Totals, Transaction, Writer};
use serde_json::{Value, json};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A session that was found without its recorder.
#[derive(Debug, Clone)]
pub struct Recovered {
    /// The session.
    pub session_id: String,
    /// Its last event.
    pub last_seq: u64,
    /// Who had recorded it.
    pub owner: String,
}

/// Files of a database that was being made when its maker died are taken away: so long after the last write to
/// one nobody is making it any more.
const UNFINISHED_AFTER_S: i64 = 600;

/// Takes away what a process that died while it made this database left beside it. Says how many files.
pub fn sweep(database: &Path, now: Timestamp) -> u64 {
    leftover::sweep(database);
    let (Some(directory), Some(name)) = (database.parent(), database.file_name()) else { return 0 };
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let Ok(entries) = std::fs::read_dir(directory) else { return 0 };
    let mut gone = 0;
    for entry in entries.filter_map(Result::ok) {
        let unfinished = is_unfinished(name.as_encoded_bytes(), entry.file_name().as_encoded_bytes());
        let modified = entry.metadata().ok().filter(|m| m.is_file() && unfinished).map(|m| m.mtime());
        if modified.is_some_and(|at| now.0 / 1_000_000 - at > UNFINISHED_AFTER_S) {
            gone += u64::from(std::fs::remove_file(entry.path()).is_ok());
        }
    }
    gone
}

/// `<database>.new-0a1b2c3d`, and SQLite's files beside that.
fn is_unfinished(database: &[u8], name: &[u8]) -> bool {
    let Some(rest) = name.strip_prefix(database).and_then(|r| r.strip_prefix(b".new-")) else { return false };
    let (id, ending) = rest.split_at(rest.len().min(8));
    id.len() == 8
        && id.iter().all(u8::is_ascii_hexdigit)
        && matches!(ending, b"" | b"-wal" | b"-shm" | b"-journal")
}

/// Marks every session whose owner is dead as interrupted, and takes away what an import that died was bringing in.
pub fn recover_all(writer: &mut Writer, now: Timestamp) -> Result<Vec<Recovered>, StoreError> {
    leftover::turn_away_dead(writer)?;
    let lost = |s: &SessionRow| s.owner.as_deref().is_some_and(|owner| !ambient::is_alive(owner));
    if !writer.ask(|q| q.owned_sessions())?.iter().any(lost) {
        return Ok(Vec::new());
    }
    let mut tx = writer.begin()?;
    let mut recovered = Vec::new();
    // Looked up again inside: another writer may have been faster.
    for session in tx.ask(|q| q.owned_sessions())?.into_iter().filter(lost) {
        recovered.push(interrupt(&mut tx, &session, now)?);
    }
    tx.commit()?;
    Ok(recovered)
}

/// Ends a session that has an owner and is not recorded any more.
pub fn interrupt(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    now: Timestamp,
) -> Result<Recovered, StoreError> {
    let owner = session.owner.clone().unwrap_or_default();
    let last_seq = tx.ask(|q| q.last_seq(session.no))?;
    let state = match state_at_end(tx, session.no, last_seq) {
        Ok(position) => Some(position.state),
        Err(FoldFailure::Store(e)) => return Err(e),
        // Damage is for `validate` to name; the session is interrupted all the same.
        Err(FoldFailure::Event(_)) => None,
    };
    let facts =
        json!({ "last_seq": last_seq, "owner": owner, "state": state.as_ref().map(|s| hex(&s.hash())) });
    let name = (session.no, session.session_id.as_str());
    let seal = seal_at_end(tx, session.no)?;
    tx.journal(name, (last_seq, &seal), now, "system.recovered", &facts.to_string())?;
    let totals = state.map(|state| totals_of(last_seq, &state));
    tx.release(session.no, "Interrupted", false, now, totals.as_ref())?;
    anchor(tx, session, now, "interrupted", last_seq)?;
    Ok(Recovered { session_id: session.session_id.clone(), last_seq, owner })
}

/// The state after a session's last event, from the newest snapshot that holds.
pub fn state_at_end(from: &impl Ask, session_no: i64, last_seq: u64) -> Result<Position, FoldFailure> {
    let (snapshot, _) = newest_snapshot(from, session_no, last_seq)?;
    fold_from(from, session_no, snapshot.unwrap_or_default(), last_seq)
}

/// The seal at a session's last event. A tail without a seal is a finding of `validate`; its chain goes on from
/// the last seal there is.
pub fn seal_at_end(from: &impl Ask, session_no: i64) -> Result<Hash, StoreError> {
    Ok(from.ask(|q| q.last_seal(session_no))?.map_or(GENESIS, |(_, seal)| seal))
}

/// What a session's row keeps of a state.
pub fn totals_of(last_seq: u64, state: &State) -> Totals {
    let s = &state.session;
    let cost = state.workflow.as_ref().filter(|w| w.phases.iter().any(|p| p.cost_micro_usd.is_some()));
    Totals {
        last_seq,
        energy_micro: state.total_energy().0,
        cost_micro_usd: cost.and_then(|w| i64::try_from(w.cost_micro_usd).ok()),
        state_hash: state.hash(),
        user_id: s.user_id.clone(),
        mode: s.mode.clone(),
        model_id: s.model_id.clone(),
        hardware_tier: s.hardware_tier.clone(),
        level: s.level.and_then(|l| i64::try_from(l).ok()),
    }
}

/// Writes a session's head into the ledger.
pub fn anchor(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    now: Timestamp,
    kind: &str,
    last_seq: u64,
) -> Result<(), StoreError> {
    let facts = head_now(tx, session, last_seq)?;
    tx.ledger(now, kind, Some(&session.pseudonym), &facts.to_string())
}

/// The same after a step, with what the row says until the next.
pub fn note_rest(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    rest: &Rest<'_>,
    last_seq: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut facts = head_now(tx, session, last_seq)?;
    facts["status"] = rest.status.into();
    facts["clean"] = rest.end.is_some().into();
    facts["end"] = rest.end.map(|end| end.to_string()).into();
    facts["owned"] = rest.owner.is_some().into();
    tx.ledger(now, "stepped", Some(&session.pseudonym), &facts.to_string())
}

fn head_now(tx: &Transaction<'_>, session: &SessionRow, last_seq: u64) -> Result<Value, StoreError> {
    let seal = seal_at_end(tx, session.no)?;
    let (entries, journal) = tx.ask(|q| q.journal_tip(session.no))?.unwrap_or((0, GENESIS));
    let head = SessionHasher::new(tx.uuid(), &session.session_id).head(last_seq, &seal, entries, &journal);
    Ok(json!({ "last_seq": last_seq, "journal": entries, "head": hex(&head) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_files_that_a_dead_maker_left_are_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("x.db");
        let names =
            ["x.db", "x.db.new-0a1b2c3d", "x.db.new-0a1b2c3d-wal", "x.db.new-mine", "y.db.new-0a1b2c3d"];
        for name in names {
            std::fs::write(dir.path().join(name), "").unwrap();
        }
        let there = || names.map(|name| dir.path().join(name).exists());
        sweep(&database, ambient::now());
        assert_eq!(there(), [true; 5], "somebody may be making them");
        sweep(&database, ambient::now().plus_us(3_600_000_000));
        assert_eq!(there(), [true, false, false, true, true]);
    }
}

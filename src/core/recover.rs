//! What a writer does first: find every session that lost its recorder, and say so in its journal, once.

use crate::core::ambient;
use crate::core::fold::{FoldFailure, Position, fold_from, newest_snapshot};
use crate::core::model::chain::{GENESIS, Hash, SessionHasher};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, SessionRow, StoreError, Totals, Transaction, Writer};
use serde_json::json;

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

/// Marks every session whose owner is dead as interrupted.
pub fn recover_all(writer: &mut Writer, now: Timestamp) -> Result<Vec<Recovered>, StoreError> {
    let lost = |s: &SessionRow| s.owner.as_deref().is_some_and(|owner| !ambient::is_alive(owner));
    if !writer.ask(|q| q.owned_sessions())?.iter().any(lost) {
        return Ok(Vec::new());
    }
    let mut tx = writer.begin()?;
    let mut recovered = Vec::new();
    // Looked up again inside: another writer may have been faster.
    for session in tx.ask(|q| q.owned_sessions())?.into_iter().filter(lost) {
        recovered.push(recover(&mut tx, &session, now)?);
    }
    tx.commit()?;
    Ok(recovered)
}

fn recover(tx: &mut Transaction<'_>, session: &SessionRow, now: Timestamp) -> Result<Recovered, StoreError> {
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
    let seal = seal_at_end(tx, session.no)?;
    let (entries, journal) = tx.ask(|q| q.journal_tip(session.no))?.unwrap_or((0, GENESIS));
    let head = SessionHasher::new(tx.uuid(), &session.session_id).head(last_seq, &seal, entries, &journal);
    let facts = json!({ "last_seq": last_seq, "journal": entries, "head": hex(&head) });
    tx.ledger(now, kind, Some(&session.pseudonym), &facts.to_string())
}

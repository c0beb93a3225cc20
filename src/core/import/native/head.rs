//! The records that are no events, as rows.

use crate::core::export::record::{BaselineRecord, SessionRecord, SnapshotRecord};
use crate::core::head::unhex;
use crate::core::model::chain::{GENESIS, Hash};
use crate::core::model::id::SessionId;
use crate::core::model::time::Timestamp;
use crate::core::store::{Baseline, NewSnapshot, SEQ_BITS, SessionRow};

const KINDS: [&str; 2] = ["stream", "workflow"];
const STATUSES: [&str; 6] = ["Running", "Completed", "Failed", "Paused", "Interrupted", "Cancelled"];
const SNAPSHOTS: [&str; 4] = ["periodic", "session_end", "migration", "manual"];

/// A time of a record.
pub fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).map(|t| t.at).map_err(|e| format!("a time: {e}"))
}

/// A record belongs to the session that it stands in.
pub fn owned(said: &str, session: &str) -> Result<(), String> {
    if said == session {
        Ok(())
    } else {
        Err(format!("a record of another session within session {session}"))
    }
}

fn hash(text: &str) -> Result<Hash, String> {
    unhex(text).and_then(|b| b.try_into().ok()).ok_or_else(|| "a hash that is none".to_owned())
}

fn one_of(name: &str, said: &str, known: &[&'static str]) -> Result<&'static str, String> {
    known
        .iter()
        .find(|k| **k == said)
        .copied()
        .ok_or_else(|| format!("`{name}` is none of {}", known.join(", ")))
}

fn count(n: u64) -> Result<u64, String> {
    if n < 1 << SEQ_BITS { Ok(n) } else { Err("a number that no event can have".into()) }
}

/// The row of a session.
pub fn row(r: &SessionRecord, no: i64) -> Result<SessionRow, String> {
    SessionId::check(&r.session_id).map_err(|e| e.to_string())?;
    if r.partial {
        return Err("some types of its events were left out: it cannot become a session again".into());
    }
    if !r.metadata.get().starts_with('{') {
        return Err("`metadata` is no object".into());
    }
    Ok(SessionRow {
        no,
        session_id: r.session_id.clone(),
        kind: one_of("kind", &r.kind, &KINDS)?.to_owned(),
        label: r.label.clone(),
        user_id: r.user_id.clone(),
        mode: r.mode.clone(),
        status: one_of("status", &r.status, &STATUSES)?.to_owned(),
        stores_content: r.stores_content,
        durability: one_of("durability", &r.durability, &["disk", "process"])?.to_owned(),
        start: time(&r.start_time)?,
        end: r.end_time.as_deref().map(time).transpose()?,
        clean: r.clean_shutdown,
        owner: None,
        pseudonym: Vec::new(),
        last_seq: Some(count(r.last_seq)?),
        energy_micro: r.energy.map(|e| e.0),
        cost_micro_usd: r.cost_micro_usd,
        lost: i64::try_from(r.lost).map(i64::cast_unsigned).map_err(|_| "`lost` is out of range")?,
        state_hash: r.state_hash.as_deref().map(hash).transpose()?,
        model_id: r.model_id.clone(),
        hardware_tier: r.hardware_tier.clone(),
        level: r.level,
        error_message: r.error_message.clone(),
        metadata: r.metadata.get().to_owned(),
    })
}

/// A snapshot.
pub fn snapshot(r: &SnapshotRecord) -> Result<NewSnapshot, String> {
    Ok(NewSnapshot {
        last_seq: count(r.last_seq)?,
        frame: r.frame_id.filter(|f| i64::try_from(*f).is_ok()),
        at: time(&r.timestamp)?,
        kind: one_of("kind", &r.kind, &SNAPSHOTS)?,
        reason: r.reason.clone(),
        energy_micro: r.energy.0,
        state: r.state.get().as_bytes().to_vec(),
        state_hash: hash(&r.state_hash)?,
    })
}

/// A baseline.
pub fn baseline(r: &BaselineRecord) -> Result<Baseline, String> {
    let state = r.state.get().as_bytes();
    Ok(Baseline {
        last_seq: count(r.last_seq)?,
        // The seal of an event within a batch is not known: the first one after it is believed.
        seal: r.seal.as_deref().map(hash).transpose()?.unwrap_or(GENESIS),
        at: time(&r.timestamp)?,
        frame: r.frame_id.filter(|f| i64::try_from(*f).is_ok()),
        energy_micro: r.energy.0,
        size: state.len() as u64,
        packed: Baseline::pack(state).map_err(|e| e.to_string())?,
        state_hash: hash(&r.state_hash)?,
    })
}

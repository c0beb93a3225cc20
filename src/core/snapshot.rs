//! Snapshots made, checked, thinned out and shown by hand. (The recorder makes its own while it records.)
//!
//! A snapshot is a cache of the fold and never a source of state: every one can be made again from the events, and
//! [`verify`] says whether it would be the same.

mod prune;

pub use prune::{Prune, judge, plan as plan_prune, prune};

use crate::core::fold::{
    BadSnapshot, FoldFailure, Position, fold_from, load_snapshot, newest_snapshot, snapshot_bytes,
};
use crate::core::model::chain::{GENESIS, Hash};
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::replay::{self, Divergence, Options, ReplayError, Start};
use crate::core::store::{Ask, NewSnapshot, SessionRow, SnapshotRow, StoreError, Transaction, Writer};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One of this many snapshots stands alone; those after it are stored against it.
const FULL_EVERY: u64 = 16;

/// A snapshot that was made.
#[derive(Debug, Serialize)]
pub struct Created {
    /// `wfstate.snapshot/1`.
    pub schema: &'static str,
    /// Its id.
    pub snapshot_id: i64,
    /// Its session.
    pub session_id: String,
    /// The last event that is in it.
    pub last_seq: u64,
    /// The state's hash.
    pub state_hash: String,
    /// Bytes that it takes in the database.
    pub bytes: u64,
    /// The energy then, EU.
    pub energy: MicroEu,
    /// Snapshots that were passed over on the way because they do not hold.
    #[serde(skip)]
    pub damaged: Vec<BadSnapshot>,
}

/// Makes a snapshot of a session after event `seq`. The fold comes before the transaction, so that a recorder
/// next to it waits for one insert only.
pub fn create(
    writer: &mut Writer,
    session: &SessionRow,
    seq: u64,
    (kind, reason): (&'static str, Option<String>),
    now: Timestamp,
) -> Result<Created, FoldFailure> {
    let (start, damaged) = newest_snapshot(writer, session.no, seq)?;
    let position = fold_from(writer, session.no, start.unwrap_or_default(), seq)?;
    let new = of_position(&position, kind, reason, now);
    let mut tx = writer.begin()?;
    // Inside, so that nobody can prune the base away meanwhile.
    let base = base_for_next(&tx, session.no)?;
    let id =
        tx.insert_snapshot(session.no, &new, base.as_ref().map(|(id, state)| (*id, state.as_slice())))?;
    let bytes = note(&mut tx, session, id, &new)?;
    tx.commit()?;
    Ok(Created {
        schema: "wfstate.snapshot/1",
        snapshot_id: id,
        session_id: session.session_id.clone(),
        last_seq: seq,
        state_hash: hex(&new.state_hash),
        bytes,
        energy: MicroEu(new.energy_micro),
        damaged,
    })
}

fn of_position(
    position: &Position,
    kind: &'static str,
    reason: Option<String>,
    at: Timestamp,
) -> NewSnapshot {
    let state = position.state.to_json();
    NewSnapshot {
        last_seq: position.seq,
        frame: position.state.frame.frame_id,
        at,
        kind,
        reason,
        energy_micro: position.state.total_energy().0,
        state_hash: Sha256::digest(&state).into(),
        state,
    }
}

/// The journal entry of a new snapshot. Entries stand in the order in which they were made, after the last sealed
/// event; what the snapshot is of stands in the facts. Gives the bytes that the snapshot takes.
fn note(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    id: i64,
    new: &NewSnapshot,
) -> Result<u64, StoreError> {
    let (after, seal) = tx.ask(|q| q.last_seal(session.no))?.unwrap_or((0, GENESIS));
    let (facts, bytes) = facts_of(tx, id)?;
    let name = (session.no, session.session_id.as_str());
    tx.journal(name, (after, &seal), new.at, "state.snapshot_created", &facts.to_string())?;
    Ok(bytes)
}

/// What the journal says of a snapshot that was just stored, which seals its row; and the bytes that it takes.
pub fn facts_of(tx: &Transaction<'_>, id: i64) -> Result<(Value, u64), StoreError> {
    let Some(row) = tx.ask(|q| q.snapshot(id))? else { return Ok((Value::Null, 0)) };
    let facts = json!({
        "snapshot_id": id,
        "last_seq": row.last_seq,
        "state_hash": hex(&row.state_hash),
        "digest": hex(&Sha256::digest(&row.packed)),
        "kind": row.kind,
        "reason": row.reason,
        "base": row.base_id,
    });
    Ok((facts, row.packed.len() as u64))
}

/// What the next snapshot of a session is stored against: its newest full one with that one's state; `None` where
/// it is time for another full one, or where the last does not hold.
pub fn base_for_next(from: &impl Ask, session_no: i64) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let base = from.ask(|q| q.newest_base(session_no))?;
    let Some((id, _)) = base.filter(|(_, deltas)| *deltas + 1 < FULL_EVERY) else { return Ok(None) };
    let Some(row) = from.ask(|q| q.snapshot(id))? else { return Ok(None) };
    let state = snapshot_bytes(from, &row)?.ok();
    let holds = |bytes: &Vec<u8>| row.state_hash == <Hash>::from(Sha256::digest(bytes));
    Ok(state.filter(holds).map(|bytes| (id, bytes)))
}

/// A snapshot in a list.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/snapshot.json, which explains them")]
pub struct Listed {
    pub snapshot_id: i64,
    pub last_seq: u64,
    pub frame: Option<u64>,
    pub time: String,
    pub kind: String,
    pub reason: Option<String>,
    pub energy: MicroEu,
    pub state_hash: String,
    pub state_bytes: u64,
    pub bytes: u64,
    pub base_id: Option<i64>,
}

impl From<&SnapshotRow> for Listed {
    fn from(row: &SnapshotRow) -> Self {
        Self {
            snapshot_id: row.id,
            last_seq: row.last_seq,
            frame: row.frame,
            time: row.at.to_string(),
            kind: row.kind.clone(),
            reason: row.reason.clone(),
            energy: MicroEu(row.energy_micro),
            state_hash: hex(&row.state_hash),
            state_bytes: row.size,
            bytes: row.packed.len() as u64,
            base_id: row.base_id,
        }
    }
}

/// A session's snapshots, oldest first.
pub fn list(from: &impl Ask, session_no: i64) -> Result<Vec<Listed>, StoreError> {
    Ok(from.ask(|q| q.snapshots(session_no))?.iter().map(Listed::from).collect())
}

/// A snapshot on its way out: the published `energy.snapshot` schema.
#[derive(Debug, Serialize)]
pub struct Exported {
    /// Its id.
    pub id: i64,
    /// The frame then.
    pub frame_seq: Option<u64>,
    /// The last event that is in it.
    pub last_seq: u64,
    /// Its session.
    pub session_id: String,
    /// The state's hash.
    pub state_hash: String,
    /// The bytes that were hashed.
    pub state: Box<RawValue>,
}

/// One snapshot with its state. The inner error says why it does not hold.
pub fn export(
    from: &impl Ask,
    session: &SessionRow,
    row: &SnapshotRow,
) -> Result<Result<Exported, String>, StoreError> {
    if let Err(why) = load_snapshot(from, row.id)? {
        return Ok(Err(why));
    }
    let bytes = match snapshot_bytes(from, row)? {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Err(why)),
    };
    let state = String::from_utf8(bytes).map_err(|e| e.to_string());
    let state = state.and_then(|text| RawValue::from_string(text).map_err(|e| e.to_string()));
    Ok(state.map(|state| Exported {
        id: row.id,
        frame_seq: row.frame,
        last_seq: row.last_seq,
        session_id: session.session_id.clone(),
        state_hash: hex(&row.state_hash),
        state,
    }))
}

/// What became of a check of a session's snapshots.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/snapshot.json, which explains them")]
pub struct Verified {
    pub session_id: String,
    pub snapshots: u64,
    pub good: u64,
    pub different: Vec<Divergence>,
    pub damaged: Vec<Value>,
    /// The event that keeps the fold from going on.
    pub stopped: Option<String>,
}

impl Verified {
    /// Whether every snapshot agrees with the fold.
    pub fn is_good(&self) -> bool {
        self.good == self.snapshots && self.stopped.is_none()
    }
}

/// Folds a session from its first event and compares each of its snapshots.
pub fn verify(
    from: &impl Ask,
    database: &[u8; 16],
    session: SessionRow,
    observer: &dyn Observer,
) -> Result<Verified, ReplayError> {
    let snapshots = from.ask(|q| q.snapshot_ids_before(session.no, u64::MAX >> 24))?.len() as u64;
    let options = Options { start: Start::Zero, ..Options::default() };
    let replay = replay::from_database(from, database, session, &options, observer, None)?;
    let damaged = replay.damaged.iter().map(|d| json!({ "snapshot_id": d.id, "message": d.why }));
    Ok(Verified {
        session_id: replay.session_id.clone().unwrap_or_default(),
        snapshots,
        good: replay.checked.snapshots,
        damaged: damaged.collect(),
        stopped: replay.fault.as_ref().map(ToString::to_string),
        different: replay.divergences.into_iter().filter(|d| d.kind == "snapshot").collect(),
    })
}

//! The JSON of a replay: the contract of `replay --json`.

use super::{Checked, Divergence, Replay, Skipped};
use crate::core::fold::BadEvent;
use crate::core::list::status_now;
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// What `replay --json` says.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/replay.json, which explains them")]
pub struct Answer<'r> {
    pub schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_type: Option<&'static str>,
    pub session_id: Option<&'r str>,
    pub last_seq: u64,
    pub events: u64,
    pub energy: MicroEu,
    pub state_hash: String,
    pub verified: Option<bool>,
    pub divergence: Option<&'r Divergence>,
    pub divergences: usize,
    pub complete: bool,
    pub lost: Option<u64>,
    pub missing: u64,
    pub skipped: u64,
    pub skipped_first: &'r [Skipped],
    pub fault: Option<Fault<'r>>,
    pub from_snapshot: Option<i64>,
    pub damaged_snapshots: Vec<Value>,
    pub checked: &'r Checked,
    pub doubts: &'r [String],
    pub state: Box<RawValue>,
}

/// The event that ended the fold.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/replay.json, which explains them")]
pub struct Fault<'r> {
    pub seq: u64,
    #[serde(rename = "type")]
    pub type_name: &'r str,
    pub rule: &'static str,
    pub message: String,
}

impl<'r> From<&'r BadEvent> for Fault<'r> {
    fn from(e: &'r BadEvent) -> Self {
        Self { seq: e.seq, type_name: &e.type_name, rule: e.fault.rule(), message: e.fault.to_string() }
    }
}

impl<'r> Answer<'r> {
    /// Of a replay; `in_stream` marks it as the last object of a stream.
    pub fn of(replay: &'r Replay, in_stream: bool) -> Result<Self, serde_json::Error> {
        let damaged = replay.damaged.iter().map(|d| json!({ "snapshot_id": d.id, "message": d.why }));
        Ok(Self {
            schema: "wfstate.replay/1",
            message_type: in_stream.then_some("summary"),
            session_id: replay.session_id.as_deref(),
            last_seq: replay.last_seq,
            events: replay.state.performance.events,
            energy: replay.state.total_energy(),
            state_hash: hex(&replay.state.hash()),
            verified: replay.verified,
            divergence: replay.divergences.first(),
            divergences: replay.divergences.len(),
            complete: replay.complete(),
            lost: replay.lost,
            missing: replay.missing,
            skipped: replay.skipped,
            skipped_first: &replay.skipped_first,
            fault: replay.fault.as_ref().map(Fault::from),
            from_snapshot: replay.from.map(|f| f.0),
            damaged_snapshots: damaged.collect(),
            checked: &replay.checked,
            doubts: &replay.doubts,
            state: state_with(&replay.state, &recovery_context(replay))?,
        })
    }
}

/// How a session came to its end, as far as that is known; not part of the hashed state.
pub fn recovery_context(replay: &Replay) -> Value {
    let session = replay.session.as_ref();
    let clean = session.filter(|s| s.owner.is_none()).map(|s| s.clean);
    json!({
        "last_seq": replay.last_seq,
        "snapshot_id": replay.from.map(|f| f.0),
        "clean_shutdown": clean,
        "recovered": replay.recovered(),
        "status": session.map(status_now),
    })
}

/// The hashed bytes of a state with its recovery context as one more member.
pub fn state_with(state: &State, recovery: &Value) -> Result<Box<RawValue>, serde_json::Error> {
    let mut text = String::from_utf8(state.to_json()).unwrap_or_default();
    // The state is an object with members: its last byte is the bracket.
    text.pop();
    text.push_str(",\"recovery_context\":");
    text.push_str(&recovery.to_string());
    text.push('}');
    RawValue::from_string(text)
}

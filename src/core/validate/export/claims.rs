//! What the head of an export says of a session, against what its events come to.

use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::JournalEntry;
use crate::core::validate::claims::within;
use crate::core::validate::energy;
use crate::core::validate::findings::Sink;
use serde_json::Value;

/// The claims of a head; what it does not say is `None`.
#[derive(Debug, Default)]
pub struct Claims {
    state_hash: Option<String>,
    energy: Option<MicroEu>,
    events: Option<u64>,
    /// Whether its words are in it.
    pub stores_content: Option<bool>,
    /// When the session began.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
}

impl Claims {
    /// Of a head.
    pub fn of(head: &Value) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|n| head.get(n));
        let time = |names: &[&str]| {
            let text = first(names).and_then(Value::as_str)?;
            Timestamp::parse(text).ok().map(|t| t.at)
        };
        let number = first(&["energy", "total_energy"]).filter(|v| v.is_number());
        Self {
            state_hash: first(&["state_hash"]).and_then(Value::as_str).map(str::to_owned),
            energy: number.and_then(|n| MicroEu::from_literal(&n.to_string())),
            events: first(&["events", "event_count", "total_events"]).and_then(Value::as_u64),
            stores_content: first(&["content_included", "stores_content"]).and_then(Value::as_bool),
            start: time(&["start_time", "started_at"]),
            end: time(&["end_time", "ended_at"]),
        }
    }

    /// Compares.
    pub fn compare(&self, events: u64, state: &State, sink: &mut Sink<'_>) {
        let mut wrong = Vec::new();
        if let Some(said) = self.events.filter(|said| *said != events) {
            wrong.push(format!("events {said} instead of {events}"));
        }
        let total = state.total_energy();
        if let Some(said) = self.energy.filter(|said| !self.agrees(*said, total)) {
            wrong.push(format!("energy {said} EU instead of {total} EU"));
        }
        if !wrong.is_empty() {
            sink.report(&energy::TOTAL, None, format!("the head of the export says {}", wrong.join(", ")));
        }
        let found = hex(&state.hash());
        if let Some(said) = self.state_hash.as_ref().filter(|said| **said != found) {
            sink.report(&energy::STATE, None, format!("{said} instead of {found}"));
        }
    }

    /// A head with a state hash was written by wfstate, whose sums are exact; others sum floats.
    fn agrees(&self, said: MicroEu, total: MicroEu) -> bool {
        let off = i128::from(said.0) - i128::from(total.0);
        off == 0 || self.state_hash.is_none() && within(said.0, off, false)
    }
}

/// An entry of the journal, as exports write it.
pub fn entry(value: &Value) -> Option<JournalEntry> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    Some(JournalEntry {
        number: value.get("number").and_then(Value::as_u64).unwrap_or(0),
        after_seq: value.get("after_seq")?.as_u64()?,
        at: text("timestamp").and_then(|t| Timestamp::parse(t).ok()).map_or(Timestamp(0), |t| t.at),
        kind: text("kind")?.to_owned(),
        facts: value.get("facts").map(ToString::to_string).unwrap_or_default(),
        hash: Vec::new(),
    })
}

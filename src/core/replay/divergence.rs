//! Where two foldings of one session differ.

use crate::core::fold::BadEvent;
use crate::core::model::state::State;
use crate::core::model::state::diff::{Change, diff_json};
use serde::Serialize;
use serde_json::value::RawValue;

/// One disagreement.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Divergence {
    /// What disagrees with the fold: `seal`, `gap`, `snapshot`, `stored`, `golden`.
    pub kind: &'static str,
    /// The first diverging event; where only a stretch is known, its first.
    pub seq: u64,
    /// The last event of that stretch; the same number where the event is known.
    pub to_seq: u64,
    /// The type of the event, where it is known.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// What is wrong, in words.
    pub message: String,
    /// The snapshot that disagrees.
    pub snapshot_id: Option<i64>,
    /// The hash on record.
    pub expected: Option<String>,
    /// The hash of the fold.
    pub found: Option<String>,
    /// The event after which `fields` were compared.
    pub fields_at: Option<u64>,
    /// The fields that differ there.
    pub fields: Vec<Field>,
    /// What the event itself changed in this fold.
    pub event_changes: Vec<Field>,
}

/// A field that differs: as it is on record, and as the fold has it.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// Dotted path in the state.
    pub path: String,
    /// On record; null where it is not there.
    pub expected: Option<Box<RawValue>>,
    /// In the fold; null where it is not there.
    pub found: Option<Box<RawValue>>,
}

impl Divergence {
    /// A disagreement over a stretch of events.
    pub fn new(kind: &'static str, (seq, to_seq): (u64, u64), message: impl Into<String>) -> Self {
        Self { kind, seq, to_seq, message: message.into(), ..Self::default() }
    }

    /// A stretch of missing events that nothing announces.
    pub fn gap(event: &BadEvent, missing: u64) -> Self {
        let first = event.seq.saturating_sub(missing);
        let message = match missing {
            1 => format!("event {first} is missing, and no gap is on record there"),
            _ => format!("events {first} to {} are missing, and no gap is on record there", event.seq - 1),
        };
        Self::new("gap", (first, event.seq.saturating_sub(1)), message)
    }

    /// With the fields in which the state on record and that of the fold differ after event `at`.
    #[must_use]
    pub fn with_states(mut self, at: u64, on_record: &[u8], fold: &State) -> Self {
        self.fields_at = Some(at);
        self.fields = fields_of(&diff_json(on_record, &fold.to_json()));
        self
    }
}

/// Changes as fields: what was before is what is on record.
pub fn fields_of(changes: &[Change]) -> Vec<Field> {
    let raw = |json: &Option<String>| json.clone().and_then(|j| RawValue::from_string(j).ok());
    let field = |c: &Change| Field { path: c.path.clone(), expected: raw(&c.before), found: raw(&c.after) };
    changes.iter().map(field).collect()
}

//! The JSON Schemas, built in.
//!
//! **SCHEMA TABLE**: one file under `schemas/` and one row; a test compares the two.

pub mod diagram;
#[cfg(test)]
mod tests;

use crate::core::model::privacy::hex;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One JSON Schema.
#[derive(Debug)]
pub struct Schema {
    /// Its file under `schemas/`, without the ending.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Makes a row of a file's name, so that the two cannot part.
macro_rules! rows {
    ($($name:literal)*) => {
        &[$( Schema { name: $name, text: include_str!(concat!("../../schemas/", $name, ".json")) }, )*]
    };
}

/// Every schema, sorted by name within its folder.
pub static SCHEMAS: &[Schema] = rows! {
    "energy.event"
    "energy.snapshot"
    "energy-state"
    "export"
    "manifest"
    "protocol-message"
    "state-event"
    "event/ai.model_change"
    "event/ai.output"
    "event/ai.response_complete"
    "event/energy.field"
    "event/energy.peak"
    "event/energy.update"
    "event/ensemble.coordination"
    "event/error"
    "event/experience.celebration"
    "event/experience.level_unlock"
    "event/experience.reward"
    "event/health.heartbeat"
    "event/health.heartbeat@0"
    "event/health.performance"
    "event/pattern.interference"
    "event/pattern.resonance"
    "event/state.snapshot_created"
    "event/system.end"
    "event/system.rollback"
    "event/system.start"
    "event/user.action"
    "event/user.prompt"
    "event/workflow.context_saved"
    "event/workflow.output_saved"
    "event/workflow.phase_completed"
    "event/workflow.started"
    "event/workflow.status_changed"
    "output/ack"
    "output/archive"
    "output/audit"
    "output/backup"
    "output/config"
    "output/cost"
    "output/doctor"
    "output/emit"
    "output/exit_error"
    "output/fixture"
    "output/head"
    "output/hold"
    "output/import"
    "output/list"
    "output/maintain"
    "output/migrate"
    "output/migrate_events"
    "output/nack"
    "output/purge"
    "output/quarantine"
    "output/record"
    "output/recover"
    "output/replay"
    "output/restore"
    "output/retention"
    "output/rollback"
    "output/rules"
    "output/schema"
    "output/show"
    "output/snapshot"
    "output/stats"
    "output/status"
    "output/validate"
    "output/workflow"
};

/// The answer of `schema list`.
#[derive(Debug, Serialize)]
pub struct List {
    schema: &'static str,
    /// In the order of the table.
    pub list: Vec<Header>,
}

/// The answer of `schema show` without a name, as JSON.
#[derive(Debug, Serialize)]
pub struct All {
    schema: &'static str,
    /// Each whole, by name.
    pub schemas: BTreeMap<&'static str, Value>,
}

/// What `schema list` says of a schema.
#[derive(Debug, Serialize)]
pub struct Header {
    /// Its name.
    pub name: &'static str,
    /// Its `$id`.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// What it describes.
    pub description: Option<String>,
    /// SHA-256 of its text, so that a recording can say which one it followed.
    pub sha256: String,
}

/// A schema by name; the ending `.json` and the `$id` are understood too.
pub fn find(name: &str) -> Option<&'static Schema> {
    let bare = name.strip_suffix(".json").unwrap_or(name);
    let bare = bare.strip_prefix("schemas/").unwrap_or(bare);
    SCHEMAS.iter().find(|s| s.name == bare).or_else(|| SCHEMAS.iter().find(|s| s.id() == name))
}

/// All of them whole.
pub fn all() -> All {
    All { schema: "wfstate.schema/1", schemas: SCHEMAS.iter().map(|s| (s.name, s.value())).collect() }
}

/// A hash of all event schemas, 16 hex digits: a session's journal notes under which ones it was recorded.
pub fn digest() -> &'static str {
    static DIGEST: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    DIGEST.get_or_init(digest_of_events)
}

fn digest_of_events() -> String {
    let events = SCHEMAS.iter().filter(|s| s.name.starts_with("event/"));
    let digest = events
        .fold(Sha256::new(), |hash, s| hash.chain_update(s.name).chain_update([0]).chain_update(s.text));
    hex(&digest.finalize()[..8])
}

/// What `schema list` says.
pub fn list() -> List {
    let header = |s: &Schema| {
        let value = s.value();
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Header {
            name: s.name,
            id: text("$id").unwrap_or_default(),
            title: text("title"),
            description: text("description"),
            sha256: hex(&Sha256::digest(s.text.as_bytes())),
        }
    };
    List { schema: "wfstate.schema/1", list: SCHEMAS.iter().map(header).collect() }
}

impl Schema {
    /// As a value. (The tests parse every row.)
    pub fn value(&self) -> Value {
        serde_json::from_str(self.text).unwrap_or(Value::Null)
    }

    fn id(&self) -> String {
        self.value().get("$id").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

//! Databases made for a test, by hand and of any size: in the reference's own tables, but without its checks, so that
//! anything can stand there.

use crate::common::Lab;
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use std::path::PathBuf;

const WIRTHFORGE: &str = "
    CREATE TABLE user (user_id TEXT PRIMARY KEY, current_level INTEGER DEFAULT 1, total_sessions INTEGER DEFAULT 0,
      total_energy REAL DEFAULT 0, experience_points INTEGER DEFAULT 0, unlocked_paths TEXT DEFAULT '[]',
      preferences TEXT DEFAULT '{}', created_at TEXT, updated_at TEXT, schema_version INTEGER DEFAULT 1);
    CREATE TABLE session (session_id TEXT, user_id TEXT DEFAULT 'default', start_time, end_time,
      total_energy REAL DEFAULT 0, total_events INTEGER DEFAULT 0, model_id TEXT, hardware_tier TEXT,
      session_mode TEXT DEFAULT 'normal', clean_shutdown BOOLEAN DEFAULT FALSE, schema_version INTEGER DEFAULT 1,
      metadata TEXT DEFAULT '{}', created_at TEXT, updated_at TEXT);
    CREATE TABLE event (event_id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, timestamp, type TEXT, data,
      frame_id INTEGER, energy_delta REAL, processed BOOLEAN DEFAULT FALSE, schema_version INTEGER DEFAULT 1,
      created_at TEXT DEFAULT '2025-08-17 20:00:00');
    CREATE TABLE snapshot (snapshot_id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, timestamp TEXT,
      snapshot_type TEXT DEFAULT 'periodic', state, last_event_id INTEGER, energy_accumulator REAL DEFAULT 0,
      frame_count INTEGER DEFAULT 0, schema_version INTEGER DEFAULT 1, created_at TEXT);
    CREATE TABLE audit (audit_id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, operation TEXT, table_name TEXT);
    CREATE INDEX idx_event_session_id ON event(session_id);
    CREATE TRIGGER trigger_session_event_count AFTER INSERT ON event FOR EACH ROW BEGIN
      UPDATE session SET total_events = total_events + 1 WHERE session_id = NEW.session_id; END;
    CREATE TRIGGER trigger_session_energy_total AFTER INSERT ON event FOR EACH ROW WHEN NEW.energy_delta IS NOT NULL
      BEGIN UPDATE session SET total_energy = total_energy + NEW.energy_delta WHERE session_id = NEW.session_id; END;";

const STATEMANAGER: &str = "
    CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL);
    CREATE TABLE sessions (session_id TEXT, company TEXT, status TEXT, created_at, completed_at, duration_ms,
      cost_usd REAL DEFAULT 0.0, markdown_output TEXT, error_message TEXT);
    CREATE TABLE phase_completions (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, phase_id TEXT, completed_at,
      duration_ms, output TEXT, cost_usd);
    CREATE TABLE workflow_context (session_id TEXT, context_json TEXT, last_updated);";

/// A database of another program.
pub struct Made {
    pub path: PathBuf,
    pub db: Connection,
}

#[expect(clippy::disallowed_methods, reason = "a test that plays another program")]
fn made(lab: &Lab, name: &str, schema: &str) -> Made {
    let path = lab.path(name);
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA synchronous = OFF").unwrap();
    db.execute_batch(schema).unwrap();
    Made { path, db }
}

/// One of the reference state manager.
pub fn wirthforge(lab: &Lab) -> Made {
    made(lab, "w.db", WIRTHFORGE)
}

/// One of the seed `StateManager`.
pub fn statemanager(lab: &Lab) -> Made {
    made(lab, "s.db", STATEMANAGER)
}

impl Made {
    /// A session that began at 19:48:00, and ended at `end`.
    pub fn session(&self, id: &str, end: Option<&str>) {
        self.db
            .execute(
                "INSERT INTO session (session_id, start_time, end_time, clean_shutdown) VALUES (?1, ?2, ?3, ?4)",
                params![id, "2025-08-17T19:48:00+00:00", end, end.is_some()],
            )
            .unwrap();
    }

    /// An event, and its number.
    pub fn event(
        &self,
        session: &str,
        at: impl Into<Value>,
        name: &str,
        data: impl Into<Value>,
        energy: Option<f64>,
    ) -> i64 {
        self.db
            .prepare_cached(
                "INSERT INTO event (session_id, timestamp, type, data, energy_delta) VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .unwrap()
            .execute(params![session, at.into(), name, data.into(), energy])
            .unwrap();
        self.db.last_insert_rowid()
    }

    /// An action at this second, with as much energy.
    pub fn action(&self, session: &str, second: u32, energy: Option<f64>) -> i64 {
        let at = format!("2025-08-17T19:48:{second:02}Z");
        self.event(session, at, "user.action", "{\"action\": \"pause\"}".to_owned(), energy)
    }

    /// Any statement.
    pub fn sql(&self, sql: &str) {
        self.db.execute_batch(sql).unwrap();
    }
}

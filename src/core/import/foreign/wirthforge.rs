//! The database of the WIRTHFORGE reference state manager, schema 1.0.0: sessions, events, snapshots, users.
//!
//! Events come in the order of their rows: that is the order in which they were written, whatever their times say.
//! Totals are derived from the events; a stored one that differs is kept beside it, in the session's metadata.

mod events;
mod sessions;
mod snapshots;
mod users;

use super::{Telling, What, database};
use crate::core::import::Job;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::source::Source;
use crate::core::store::foreign::{Foreign, Only};
use sessions::Sessions;
use snapshots::Snapshots;

/// What notes and metadata say of where it is from.
pub const FORMAT: &str = "wirthforge";

/// Whether the tables are those of this program.
pub fn has_tables(db: &Foreign) -> bool {
    db.has("session", &["session_id", "start_time"])
        && db.has("event", &["session_id", "timestamp", "type", "data"])
}

/// Reads one.
pub fn read(input: &mut Input, job: &Job<'_>) -> Result<Source, ImportError> {
    let db = database::open(input, job.options.opening.lock_timeout)?;
    if !has_tables(&db) {
        let why = "it has no tables `session` and `event` of the WIRTHFORGE state manager";
        return Err(ImportError::malformed(&input.name, "its tables", why));
    }
    let mut telling = Telling::begin(input, job, FORMAT, "unnamed".into())?;
    if let Some(text) = db.log_notice() {
        telling.note(What::Degraded, "log", "the -wal beside it", text);
    }
    let mut versions = Vec::new();
    db.each::<ImportError>("schema_info", &["value"], Only::Text("key", "version"), &mut |row| {
        versions.extend(row.cell(0).text().map(str::to_owned));
        Ok(())
    })?;
    database::tell_version(&versions, "1.0.0", &mut telling);
    let mut sessions = Sessions::read(&db, &mut telling)?;
    let mut snapshots = Snapshots::read(&db, &mut sessions, &mut telling)?;
    events::read(&db, (&mut sessions, &mut snapshots), &mut telling, job.observer)?;
    snapshots.finish(&mut sessions, &mut telling);
    sessions.settle(&mut telling);
    users::compare(&db, &mut sessions, &mut telling)?;
    let audit = db.count("audit")?;
    if audit > 0 {
        let words = format!("{audit} rows of its own bookkeeping are of no session, and are not taken");
        telling.note(What::LeftOut, "audit_rows", "table audit", words);
    }
    database::tell_strangers(&db, KNOWN, &mut telling)?;
    sessions.tell(&mut telling);
    telling.finish()
}

/// The tables of schema 1.0.0. Of an event the columns that are not read are the program's own bookkeeping.
const KNOWN: &database::Known = &[
    ("user", &[]),
    (
        "session",
        &[
            "session_id",
            "user_id",
            "start_time",
            "end_time",
            "total_energy",
            "total_events",
            "model_id",
            "hardware_tier",
            "session_mode",
            "clean_shutdown",
            "schema_version",
            "metadata",
            "created_at",
            "updated_at",
        ],
    ),
    (
        "event",
        &[
            "event_id",
            "session_id",
            "timestamp",
            "type",
            "data",
            "frame_id",
            "energy_delta",
            "processed",
            "schema_version",
            "created_at",
        ],
    ),
    ("snapshot", &[]),
    ("audit", &[]),
    ("schema_info", &[]),
];

/// All rows.
const ALL: Only<'static> = Only::All;

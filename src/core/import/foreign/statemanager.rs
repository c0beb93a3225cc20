//! The database of the seed `StateManager`: workflow sessions, their phases, contexts and outputs, told as the events
//! that they must have been.
//!
//! What a session cost is the sum over its phases. A stored cost that differs is kept beside it: a phase that was
//! saved again replaced its first attempt, whose cost stayed in the session's sum. A cost of 0 is taken as it
//! stands: the program demands a cost with each phase, so that 0 is what it said; only NULL says that none is known.

mod phases;
mod session;

use super::{Telling, What, database};
use crate::core::import::Job;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::source::Source;
use crate::core::store::foreign::{Foreign, Only};
use phases::Steps;
use session::Session;
use std::collections::HashSet;

/// What notes and metadata say of where it is from.
const FORMAT: &str = "statemanager";

/// Whether the tables are those of this program.
pub fn has_tables(db: &Foreign) -> bool {
    db.has("sessions", &["session_id", "company", "status"])
        && db.has("phase_completions", &["session_id", "phase_id", "completed_at"])
}

/// Reads one.
pub fn read(input: &mut Input, job: &Job<'_>) -> Result<Source, ImportError> {
    let db = database::open(input, job.options.opening.lock_timeout)?;
    if !has_tables(&db) {
        let why = "it has no tables `sessions` and `phase_completions` of the StateManager";
        return Err(ImportError::malformed(&input.name, "its tables", why));
    }
    let mut telling = Telling::begin(input, job, FORMAT, "unnamed".into())?;
    if let Some(text) = db.log_notice() {
        telling.note(What::Degraded, "log", "the -wal beside it", text);
    }
    let mut versions = Vec::new();
    db.each::<ImportError>("schema_migrations", &["version"], Only::All, &mut |row| {
        versions.extend(row.cell(0).int().map(|v| v.to_string()));
        Ok(())
    })?;
    database::tell_version(&versions, "1", &mut telling);
    let mut steps = Steps::read(&db, input)?;
    let mut told = HashSet::new();
    let mut number = 0u64;
    db.each::<ImportError>("sessions", session::COLUMNS, Only::All, &mut |row| {
        number += 1;
        if number.is_multiple_of(1_000) {
            job.observer.progress("read", number, None);
        }
        let name = database::name_of(row.cell(0));
        if !told.insert(name.id.clone()) {
            let words = "a second row of the session, which has no place";
            telling.note(What::LeftOut, "session_twice", session::of(&name.id), words);
            return Ok(());
        }
        let own = steps.take(&name.id);
        Session::of(row, name, &mut telling).tell(&db, &own, &mut telling)
    })?;
    for (name, own) in steps.left() {
        let words =
            "no row of the table `sessions` has this name; the session is made of its phases and its context";
        telling.note(What::Repaired, "orphan_phases", session::of(&name.id), words);
        Session::orphan(name, &mut telling).tell(&db, &own, &mut telling)?;
    }
    database::tell_strangers(&db, KNOWN, &mut telling)?;
    telling.finish()
}

/// The tables of schema version 1.
const KNOWN: &database::Known = &[
    ("schema_migrations", &[]),
    ("sessions", session::COLUMNS),
    (
        "phase_completions",
        &["id", "session_id", "phase_id", "completed_at", "duration_ms", "output", "cost_usd"],
    ),
    ("workflow_context", &["session_id", "context_json", "last_updated"]),
];

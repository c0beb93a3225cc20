//! What is written into a copy of a database that nobody else knows of yet: without a log, and without becoming a
//! database that is written to.

use super::connect::{Purpose, open_file};
use super::error::StoreError;
use std::path::Path;
use std::time::Duration;

/// Sets a fact about the database in a copy of it.
pub fn note_in_copy(copy: &Path, key: &str, value: &str) -> Result<(), StoreError> {
    let link = open_file(copy, Purpose::ReadAlone, Duration::ZERO)?;
    link.conn
        .execute_batch("PRAGMA query_only = OFF; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")?;
    link.conn.execute(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        (key, value),
    )?;
    Ok(())
}

//! What an import that was killed left behind: events of sessions that never arrived, and its private directory.

use crate::core::ambient;
use crate::core::store::{Ask, StoreError, Writer};
use std::path::Path;

/// Rows of each table that are taken away in one transaction.
const ROWS: usize = 2000;
/// The private directory of an import: `<database>.import-0a1b2c3d`.
pub const SUFFIX: &str = ".import-";
/// Says within it whose it is.
pub const OWNER: &str = "owner";

/// Takes away what importers that are dead were bringing in.
pub fn turn_away_dead(writer: &mut Writer) -> Result<(), StoreError> {
    for (no, owner) in writer.ask(|q| q.arriving())? {
        if !ambient::is_alive(&owner) {
            turn_away(writer, no)?;
        }
    }
    Ok(())
}

/// Takes away what arrived under a number.
pub fn turn_away(writer: &mut Writer, session_no: i64) -> Result<(), StoreError> {
    loop {
        let mut tx = writer.begin()?;
        let more = tx.turn_away(session_no, ROWS)?;
        tx.commit()?;
        writer.move_log();
        if !more {
            return Ok(());
        }
    }
}

/// Takes away the private directories of dead importers beside a database.
pub fn sweep(database: &Path) {
    let (Some(directory), Some(name)) = (database.parent(), database.file_name()) else { return };
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.filter_map(Result::ok) {
        let own = entry.file_name();
        let rest = own.as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
        let tag = rest.and_then(|r| r.strip_prefix(SUFFIX.as_bytes()));
        let is_ours = tag.is_some_and(|t| t.len() == 8 && t.iter().all(u8::is_ascii_hexdigit));
        let is_directory = || entry.file_type().is_ok_and(|t| t.is_dir());
        // One that is so young that it has no owner yet is left alone; nothing is in it.
        let owner = || std::fs::read_to_string(entry.path().join(OWNER)).ok();
        if is_ours && is_directory() && owner().is_some_and(|o| !ambient::is_alive(&o)) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

//! What an import that was killed left behind: events of sessions that never arrived, and its private directory.

use crate::core::ambient;
use crate::core::store::{Ask, StoreError, Writer};
use std::path::Path;

/// Rows of each table that are taken away in one transaction.
const ROWS: usize = 2000;
/// The private directory of an import: `<database>.import-<process>:<tag>`. Its name says whose it is, so that it is
/// known to the last moment of its removal.
pub const SUFFIX: &str = ".import-";

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
        let rest = rest.and_then(|r| std::str::from_utf8(r.strip_prefix(SUFFIX.as_bytes())?).ok());
        let owner = rest.and_then(|r| r.rsplit_once(':')).map(|(owner, _)| owner);
        // Two colons are within the name of a process: nobody else names a directory so.
        let is_left = owner.is_some_and(|o| o.matches(':').count() == 2 && !ambient::is_alive(o));
        if is_left && entry.file_type().is_ok_and(|t| t.is_dir()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

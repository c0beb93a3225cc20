//! The place of a database that is restored: what stands there, and what becomes of that.

use super::Target;
use crate::core::model::time::Timestamp;
use crate::core::record::spill;
use crate::core::store::{Ask, Found, Reader, StoreError, is_held, look, read_lock, sibling, sync_directory};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// So long after the last change nobody is working in a private place any more.
const UNFINISHED_AFTER_S: i64 = 3600;

/// Looks at it; refuses one that somebody records into.
pub fn look_at(path: &Path, lock_timeout: Duration) -> Result<Target, StoreError> {
    if is_held(path) {
        let holder =
            read_lock(path).ok().and_then(|(owner, _)| Some(format!("process {}", owner.split(':').next()?)));
        return Err(StoreError::Locked { holder });
    }
    stands_at(path, lock_timeout)
}

/// What stands there. What is no database of wfstate is refused; one that is damaged is what restoring is for.
pub fn stands_at(path: &Path, lock_timeout: Duration) -> Result<Target, StoreError> {
    match look(path) {
        Ok(Found::Absent) => Ok(Target::Free { empty: false }),
        Ok(Found::Empty) => Ok(Target::Free { empty: true }),
        Ok(Found::Database(_)) => {
            let sessions = Reader::open(path, lock_timeout).and_then(|r| r.ask(|q| q.session_count()));
            Ok(Target::Database(sessions.ok()))
        }
        Err(StoreError::NotADatabase { .. } | StoreError::TooNew { .. }) => Ok(Target::Database(None)),
        Err(e) => Err(e),
    }
}

/// `<database>.pre-restore-20250817T194800Z`, with a number where there is one of this second.
pub fn free_name(database: &Path, at: Timestamp) -> PathBuf {
    let name = |n: u32| {
        let again = if n == 1 { String::new() } else { format!("-{n}") };
        sibling(database, &format!(".pre-restore-{}{again}", at.compact()))
    };
    let free = |path: &PathBuf| std::fs::symlink_metadata(path).is_err();
    (1..=u32::MAX).map(name).find(free).unwrap_or_else(|| name(1))
}

/// Events that wait for the old database go with it: they would not fit into the new one.
pub fn move_spills(database: &Path, aside: &Path) -> Result<(), StoreError> {
    let base = database.file_name().map(|n| n.as_encoded_bytes().len()).unwrap_or_default();
    for from in spill::found(database, None) {
        let name = from.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let to = sibling(aside, name.get(base..).unwrap_or(".spill"));
        std::fs::rename(&from, &to).map_err(|e| StoreError::io(&from, e))?;
        sync_directory(&to)?;
    }
    Ok(())
}

/// Takes away what a restore left beside the database that was killed.
pub fn sweep(database: &Path, now: Timestamp) {
    let (Some(name), folder) = (database.file_name(), database.parent().unwrap_or(Path::new(""))) else {
        return;
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let file = entry.file_name();
        let rest = file.as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
        let tag = rest.and_then(|r| r.strip_prefix(b".restoring-"));
        let ours = tag.is_some_and(|t| t.len() == 8 && t.iter().all(u8::is_ascii_hexdigit));
        let old = |m: std::fs::Metadata| m.is_dir() && now.0 / 1_000_000 - m.mtime() > UNFINISHED_AFTER_S;
        if ours && entry.metadata().is_ok_and(old) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

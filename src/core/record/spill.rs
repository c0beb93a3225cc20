//! The spill file: batches that the database does not take for now, on disk beside it (or where the
//! configuration says), in the order in which they belong into it.
//!
//! Nothing in it was acknowledged. It is drained in order and exactly once: each transaction that stores batches
//! of a spill also stores, under `spill:<id>` in `meta`, how many of its frames are in the database. Whoever finds
//! a spill file whose recorder is dead (see [`leftover`]) goes on behind that number.

pub mod codec;
pub mod file;
pub mod leftover;
#[cfg(test)]
mod tests;

pub use file::{Ending, Spill};

use crate::core::store::sibling;
use std::path::{Path, PathBuf};

/// Where the spill files of a database are: `<name>.spill-<id>`.
pub fn path_of(database: &Path, directory: Option<&Path>, id: &[u8; 16]) -> PathBuf {
    let short = crate::core::model::privacy::hex(&id[..4]);
    sibling(&base_of(database, directory), &format!(".spill-{short}"))
}

/// The spill files that stand there, by name.
pub fn found(database: &Path, directory: Option<&Path>) -> Vec<PathBuf> {
    let base = sibling(&base_of(database, directory), ".spill-");
    let (Some(folder), Some(prefix)) = (base.parent(), base.file_name()) else { return Vec::new() };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let ours = |name: &std::ffi::OsStr| {
        let suffix = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        suffix.is_some_and(|s| s.len() == 8 && s.iter().all(u8::is_ascii_hexdigit))
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|e| ours(&e.file_name()) && e.file_type().is_ok_and(|t| t.is_file()))
        .map(|e| e.path())
        .collect();
    paths.sort();
    paths
}

/// Those beside the database and those in the directory, each once however its path is spelled.
pub fn found_everywhere(database: &Path, directory: Option<&Path>) -> Vec<PathBuf> {
    let mut seen = std::collections::BTreeSet::new();
    let mut paths = found(database, None);
    paths.extend(directory.map(|d| found(database, Some(d))).unwrap_or_default());
    paths.retain(|path| seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    paths
}

/// Bytes of the spill files that stand there; `None` without one.
pub fn waiting_bytes(database: &Path, directory: Option<&Path>) -> Option<u64> {
    let paths = found_everywhere(database, directory);
    let bytes = paths.iter().filter_map(|p| std::fs::metadata(p).ok()).map(|m| m.len());
    (!paths.is_empty()).then(|| bytes.sum())
}

fn base_of(database: &Path, directory: Option<&Path>) -> PathBuf {
    match (directory, database.file_name()) {
        (Some(directory), Some(name)) => directory.join(name),
        _ => database.to_owned(),
    }
}

/// The key in `meta` under which the database says how much of a spill it holds.
pub fn marker(id: &[u8; 16]) -> String {
    format!("spill:{}", crate::core::model::privacy::hex(id))
}

//! The files beside a database that may hold bytes of it, and reading them outside of SQLite, to prove that
//! something is in none of them.

use super::error::StoreError;
use super::preflight::is_open_here;
use super::schema::sync_directory;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Endings of files of ours beside a database; `-wal.kept-3` and `.spill-0a1b2c3d.torn` begin with one of them.
const ENDINGS: &[&str] = &["-wal", "-shm", "-journal", ".spill-", ".new-", ".ballast", ".unsynced", ".lock"];
/// Bytes that are read at a time.
const PART: usize = 1 << 20;

/// The files of ours beside a database, by name; the database itself is not among them. Those in `directory` that
/// are named like them, too: spill files may be kept elsewhere.
pub fn beside(database: &Path, directory: Option<&Path>) -> Vec<PathBuf> {
    let mut all = named_like(database);
    let elsewhere = directory.and_then(|d| Some(d.join(database.file_name()?)));
    all.extend(elsewhere.iter().flat_map(|base| named_like(base)));
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|path| seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    all
}

fn named_like(database: &Path) -> Vec<PathBuf> {
    let Some(name) = database.file_name() else { return Vec::new() };
    let folder = database.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let ours = |other: &std::ffi::OsStr| {
        let rest = other.as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
        rest.is_some_and(|rest| ENDINGS.iter().any(|e| rest.starts_with(e.as_bytes())))
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|e| ours(&e.file_name()) && e.file_type().is_ok_and(|t| t.is_file()))
        .map(|e| folder.join(e.file_name()))
        .collect();
    found.sort();
    found
}

/// Whether a file beside a database is a copy that was kept for somebody to look at, and nobody writes.
pub fn is_kept_aside(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = path.extension().and_then(|e| e.to_str());
    name.contains("-wal.kept-") || matches!(ending, Some("torn" | "damaged"))
}

/// Reads a file in parts that overlap by `overlap` bytes; a file that is gone has none. Refused while this process
/// has the database open: closing any of its files would drop the locks that SQLite holds on it.
pub fn read_parts(
    database: &Path,
    path: &Path,
    overlap: usize,
    each: &mut dyn FnMut(&[u8]),
) -> Result<u64, StoreError> {
    if is_open_here(database) && !is_kept_aside(path) {
        return Err(StoreError::Locked { holder: Some("this process".into()) });
    }
    let io = |e| StoreError::io(path, e);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(e) => return Err(io(e)),
    };
    let mut bytes = vec![0; PART + overlap];
    let (mut kept, mut total) = (0, 0);
    loop {
        let count = file.read(&mut bytes[kept..]).map_err(io)?;
        if count == 0 {
            return Ok(total);
        }
        total += count as u64;
        let end = kept + count;
        each(&bytes[..end]);
        let from = end.saturating_sub(overlap);
        bytes.copy_within(from..end, 0);
        kept = end - from;
    }
}

/// Bytes that the file system of a database has left; `None` where it does not say.
pub fn free_bytes(database: &Path) -> Option<u64> {
    let folder = database.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    rustix::fs::statvfs(folder).ok().map(|fs| fs.f_bavail.saturating_mul(fs.f_frsize))
}

/// Takes a file away, durably.
pub fn remove_durably(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Ok(()) => sync_directory(path),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(StoreError::io(path, e)),
    }
}

//! The archives of a folder, by what they say of themselves. Their databases are not looked at: `validate` does that.

use crate::core::pack::{Kind, Limits, SessionEntry, ZIP_MAGIC, peek};
use crate::core::store::{StoreError, first_bytes};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// By name.
    pub archives: Vec<Archive>,
    /// Files that look like archives and are none, and why.
    pub refused: Vec<(PathBuf, String)>,
}

/// One archive.
#[derive(Debug, Clone, Serialize)]
pub struct Archive {
    /// Where it is.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// The uuid of the database that its sessions are from.
    pub database: String,
    /// Its sessions.
    pub sessions: Vec<SessionEntry>,
}

/// Looks at one file, or at all of a folder whose name ends in `.wfz`.
pub fn look(place: &Path) -> Result<Found, StoreError> {
    let io = |e| StoreError::io(place, e);
    let meta = std::fs::metadata(place).map_err(io)?;
    let mut files = Vec::new();
    if meta.is_dir() {
        for entry in std::fs::read_dir(place).map_err(io)? {
            let path = entry.map_err(io)?.path();
            if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("wfz")) && path.is_file() {
                files.push(path);
            }
        }
        files.sort();
    } else {
        files.push(place.to_owned());
    }
    let mut found = Found::default();
    for path in files {
        match archive(&path) {
            Ok(archive) => found.archives.push(archive),
            Err(why) => found.refused.push((path, why)),
        }
    }
    Ok(found)
}

fn archive(path: &Path) -> Result<Archive, String> {
    if first_bytes(path, ZIP_MAGIC.len()).as_deref() != Some(ZIP_MAGIC) {
        return Err("it is no archive".into());
    }
    let manifest = peek(path, &Limits::default()).map_err(|e| e.to_string())?;
    if manifest.kind != Kind::Archive {
        return Err("it is a backup, not an archive; see `wfstate backup list`".into());
    }
    let bytes = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    let (path, database) = (path.display().to_string(), manifest.database);
    Ok(Archive { path, bytes, database, sessions: manifest.sessions })
}

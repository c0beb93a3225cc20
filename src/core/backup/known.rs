//! Which files of a folder are backups, and of which database. What is in a file says so, never its name.

use super::crypt;
use super::open::{Keys, open};
use super::{Format, MARK, uuid_text};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::observer::Silent;
use crate::core::pack::{self, Kind, Limits, Manifest, ZIP_MAGIC, ZST_MAGIC};
use crate::core::store::{Ask, Reader, StoreError, first_bytes, sibling};
use serde::Serialize;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A backup.
#[derive(Debug, Clone, Serialize)]
pub struct Known {
    /// The file.
    pub path: PathBuf,
    /// How it is packed.
    pub format: Format,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// When the copying began; a pack that an older version or a program made may not say.
    #[serde(serialize_with = "as_text")]
    pub created: Option<Timestamp>,
    /// The uuid of the database.
    pub database: String,
    /// Its sessions.
    pub sessions: u64,
    /// Their events.
    pub events: u64,
    /// Length of the file.
    pub bytes: u64,
}

#[expect(clippy::ref_option, reason = "serde hands it over so")]
fn as_text<S: serde::Serializer>(at: &Option<Timestamp>, s: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => s.collect_str(at),
        None => s.serialize_none(),
    }
}

/// What a file is.
#[derive(Debug)]
pub enum Look {
    /// A backup.
    Backup(Known),
    /// Encrypted: it may be one.
    Locked {
        /// Its length.
        bytes: u64,
    },
    /// Anything else.
    Other,
}

/// The files of a folder, by name; links, and what is no file, are none.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let io = |e| StoreError::io(folder, e);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        if entry.file_type().map_err(io)?.is_file() {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// Looks at one file; what is damaged is none. With keys, also into one that is encrypted.
pub fn look(path: &Path, keys: Option<&Keys>) -> Look {
    let Some(first) = first_bytes(path, crypt::MAGIC.len()) else { return Look::Other };
    let bytes = std::fs::metadata(path).map_or(0, |m| m.len());
    if first == crypt::MAGIC {
        let opened = keys.filter(|k| !k.is_empty()).and_then(|keys| open(path, keys, &Silent).ok());
        let Some(opened) = opened else { return Look::Locked { bytes } };
        let known = match &opened.unpacked.manifest {
            Some(manifest) => of_manifest(path, bytes, manifest),
            None => of_database(path, bytes, opened.unpacked.database(), opened.format),
        };
        return known.map_or(Look::Other, |known| Look::Backup(Known { encrypted: true, ..known }));
    }
    let known = if first.starts_with(ZIP_MAGIC) {
        pack::peek(path, &Limits::default()).ok().and_then(|m| of_manifest(path, bytes, &m))
    } else if first.starts_with(ZST_MAGIC) {
        let unpacked = pack::open_zst(path, &Limits::default(), &Silent).ok();
        unpacked.and_then(|u| of_database(path, bytes, u.database(), Format::Zst))
    } else {
        of_database(path, bytes, path, Format::Sqlite)
    };
    known.map_or(Look::Other, Look::Backup)
}

fn of_manifest(path: &Path, bytes: u64, manifest: &Manifest) -> Option<Known> {
    let created = manifest.created.as_deref().and_then(|c| Timestamp::parse(c).ok()).map(|c| c.at);
    (manifest.kind == Kind::Backup).then(|| Known {
        path: path.to_owned(),
        format: Format::Zip,
        encrypted: false,
        created,
        database: manifest.database.clone(),
        sessions: manifest.sessions.len() as u64,
        events: manifest.sessions.iter().map(|s| s.events).sum(),
        bytes,
    })
}

/// A database that says of itself that it is a copy, and that nobody has written to since.
fn of_database(path: &Path, bytes: u64, database: &Path, format: Format) -> Option<Known> {
    let quiet = ["-wal", "-journal"]
        .iter()
        .all(|s| std::fs::metadata(sibling(database, s)).map_or(0, |m| m.len()) == 0);
    if !quiet || !first_bytes(database, 16)?.starts_with(b"SQLite format 3\0") {
        return None;
    }
    let reader = Reader::open(database, Duration::ZERO).ok()?;
    let created = made_at(&reader).ok()??;
    let manifest = Manifest::of(&reader, Kind::Backup).ok()?;
    Some(Known {
        path: path.to_owned(),
        format,
        encrypted: false,
        created: Some(created),
        database: uuid_text(reader.uuid()),
        sessions: manifest.sessions.len() as u64,
        events: manifest.sessions.iter().map(|s| s.events).sum(),
        bytes,
    })
}

/// When a database was copied; `None` of one that is no copy, or was written to since.
pub fn made_at(from: &impl Ask) -> Result<Option<Timestamp>, StoreError> {
    let Some(mark) = from.ask(|q| q.meta(MARK))? else { return Ok(None) };
    let tip = from.ask(|q| q.ledger_tip())?.1;
    let time = mark.split_once(' ').filter(|(_, then)| *then == hex(&tip)).map(|(time, _)| time);
    Ok(time.and_then(|t| Timestamp::parse(t).ok()).map(|t| t.at))
}

/// So long after the last change nobody is working in a private place any more.
const UNFINISHED_AFTER_S: i64 = 3600;

/// Takes away the private places of backups whose makers died: whole copies stand in them.
pub fn sweep(folder: &Path, now: Timestamp) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let ours = text.strip_prefix("wfstate-").and_then(|rest| rest.split_once(".packing-"));
        let ours = ours.is_some_and(|(_, pid)| !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()));
        let old =
            entry.metadata().is_ok_and(|m| m.is_dir() && now.0 / 1_000_000 - m.mtime() > UNFINISHED_AFTER_S);
        if ours && old {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

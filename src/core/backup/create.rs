//! Making a backup: copied by `VACUUM INTO` while others go on writing, packed beside its place, read back, noted in
//! the audit trail, and only then given its name.

use super::crypt::{self, Lock};
use super::known::{self, Look};
use super::{BackupError, Format, MARK, Report, digest_of, latest, uuid_text};
use crate::core::ambient;
use crate::core::audit::{self, Deed};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::pack::{self, Kind, Limits, Manifest, PackError};
use crate::core::store::salvage::put_in_place;
use crate::core::store::{Ask, Reader, StoreError, note_in_copy, sibling};
use serde_json::json;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is backed up, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    /// The database.
    pub database: PathBuf,
    /// A file, or a folder in which a name is made up.
    pub out: PathBuf,
    /// How it is packed.
    pub format: Format,
    /// Nothing is done where a backup is not older than this.
    pub older_than_ms: Option<i64>,
    /// What it is encrypted with.
    pub lock: Option<Lock>,
    /// Whether a file that is there is replaced.
    pub over: bool,
    /// Whether it is noted in the database.
    pub note: bool,
    /// How long to wait for a writer.
    pub lock_timeout: Duration,
}

/// What came of it.
#[derive(Debug)]
pub enum Made {
    /// A backup.
    Backup {
        /// What it is.
        report: Box<Report>,
        /// Why the audit trail of the database does not know of it.
        unnoted: Option<String>,
        /// It lies on the file system of the database.
        same_disk: bool,
        /// Why `latest` does not name it.
        no_latest: Option<String>,
    },
    /// There is one that is young enough.
    Fresh {
        /// Its path.
        path: PathBuf,
        /// When it was made.
        created: Timestamp,
    },
}

/// Makes a backup, unless there is one that is young enough.
pub fn create(request: &Request, observer: &dyn Observer) -> Result<Made, BackupError> {
    let started = ambient::now();
    let folder = std::fs::metadata(&request.out).is_ok_and(|m| m.is_dir()).then_some(request.out.as_path());
    if folder.is_none() && belongs_to(&request.database, &request.out) {
        return Err(BackupError::Itself { path: request.out.clone() });
    }
    if let Some(young) = request.older_than_ms {
        let reader = Reader::open(&request.database, request.lock_timeout)?;
        let newest =
            newest(&reader, &request.out, folder.is_some(), started.plus_us(-young.saturating_mul(1000)))?;
        if let Some((path, created)) = newest.filter(|n| n.1 <= started.plus_us(60_000_000)) {
            return Ok(Made::Fresh { path, created });
        }
    }
    let out = match folder {
        Some(folder) => free_name(folder, started, request),
        None => request.out.clone(),
    };
    if !request.over && std::fs::symlink_metadata(&out).is_ok() {
        return Err(PackError::Exists { path: out }.into());
    }
    if let Some(folder) = folder {
        known::sweep(folder, started);
    }
    let (report, unnoted) = make(request, &out, started, observer)?;
    let no_latest = folder.and_then(|_| latest::point_at(&out).err().map(|e| e.to_string()));
    let same_disk = device(&out).is_some() && device(&out) == device(&request.database);
    Ok(Made::Backup { report: Box::new(report), unnoted, same_disk, no_latest })
}

/// Copies, packs, reads back, notes, places.
fn make(
    request: &Request,
    out: &Path,
    started: Timestamp,
    observer: &dyn Observer,
) -> Result<(Report, Option<String>), BackupError> {
    observer.progress("copy", 0, None);
    let (private, copy) = pack::copy_of(&request.database, out, request.lock_timeout)?;
    // SQLite makes files as the umask says; nobody could look into the folder that this one is in.
    pack::for_owner_alone(&copy)?;
    let tip = Reader::open(&copy, Duration::ZERO)?.ask(|q| q.ledger_tip())?.1;
    note_in_copy(&copy, MARK, &format!("{started} {}", hex(&tip)))?;
    let mut manifest = Manifest::of(&Reader::open(&copy, Duration::ZERO)?, Kind::Backup)?;
    manifest.created = Some(started.to_string());
    let mut made = match request.format {
        Format::Sqlite => copy.clone(),
        Format::Zip | Format::Zst => private.path().join("pack"),
    };
    match request.format {
        Format::Zip => pack::zip_up(&copy, &made, &mut manifest, observer, &mut |_| {})?,
        Format::Zst => pack::squeeze_up(&copy, &made, observer)?,
        Format::Sqlite => {}
    }
    read_back(request.format, &made, &copy, out)?;
    if let Some(lock) = &request.lock {
        let locked = private.path().join("locked");
        crypt::lock(&made, &locked, lock, observer)?;
        made = locked;
    }
    let (sha256, bytes) = digest_of(&made)?;
    let report = Report {
        schema: "wfstate.backup/1",
        path: out.to_string_lossy().into_owned(),
        format: request.format,
        encrypted: request.lock.is_some(),
        created: manifest.created.clone(),
        database: Some(manifest.database.clone()),
        sha256,
        bytes,
        sessions: Some(manifest.sessions.len() as u64),
        events: Some(manifest.sessions.iter().map(|s| s.events).sum()),
        head: Some(manifest.ledger_head.clone()),
        verified: true,
        drilled: false,
        findings: Vec::new(),
    };
    // Before it has its name: a backup that the trail does not know of would be left out when somebody asks where a
    // session still is. One that it knows of and that never came to be does no harm.
    let unnoted = note(request, out, &report);
    if !put_in_place(&made, out, request.over)? {
        return Err(PackError::Exists { path: out.to_owned() }.into());
    }
    Ok((report, unnoted))
}

/// The bytes that were written, unpacked again, against the copy that they were made of.
fn read_back(format: Format, made: &Path, copy: &Path, out: &Path) -> Result<(), BackupError> {
    let found = match format {
        Format::Sqlite => return Ok(()),
        Format::Zip => pack::digest(made, &Limits::default()),
        Format::Zst => pack::digest_zst(made),
    };
    let found = found.map_err(|e| e.known_as(out))?;
    if found == digest_of(copy)?.0 { Ok(()) } else { Err(BackupError::NotRead { path: out.to_owned() }) }
}

/// Notes it in the audit trail; why it is not noted.
fn note(request: &Request, out: &Path, report: &Report) -> Option<String> {
    if !request.note {
        return Some("the database is not to be written".into());
    }
    let facts = json!({
        "format": report.format,
        "encrypted": report.encrypted,
        "created": report.created,
        "sha256": report.sha256,
        "bytes": report.bytes,
        "head": report.head,
    });
    let deed = Deed::about("backup", &[], true, facts).at(out);
    audit::note(&request.database, request.lock_timeout, &deed).err().map(|e| e.to_string())
}

/// The newest backup of this database, if it was made after a moment.
fn newest(
    reader: &Reader,
    out: &Path,
    is_folder: bool,
    after: Timestamp,
) -> Result<Option<(PathBuf, Timestamp)>, BackupError> {
    let uuid = uuid_text(reader.uuid());
    let paths = if is_folder { known::files(out)? } else { vec![out.to_owned()] };
    // Whatever a file is, it was written no earlier than the copying began.
    let young = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|m| m.mtime() >= after.0 / 1_000_000);
    let mut found: Vec<(PathBuf, Timestamp)> = Vec::new();
    for path in paths.into_iter().filter(young) {
        let created = match known::look(&path, None) {
            Look::Backup(known) if known.database == uuid => known.created,
            // Nobody can look into it without its key; what the trail says of it is enough for this.
            Look::Locked { bytes } => noted(reader, &path, bytes)?,
            _ => None,
        };
        found.extend(created.filter(|c| *c >= after).map(|c| (path, c)));
    }
    Ok(found.into_iter().max_by_key(|f| f.1))
}

/// When a backup was made that the audit trail knows at this place, with this length.
fn noted(reader: &Reader, path: &Path, bytes: u64) -> Result<Option<Timestamp>, StoreError> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let entry = audit::entries(reader)?.into_iter().rev().find(|e| {
        e.kind == "backup" && e.path.as_deref().map(Path::new) == Some(&path) && e.facts["bytes"] == bytes
    });
    let created = entry.and_then(|e| e.facts["created"].as_str().and_then(|c| Timestamp::parse(c).ok()));
    Ok(created.map(|c| c.at))
}

/// `wfstate-20250817T194800Z.zip`, with a number where there is one of this second.
fn free_name(folder: &Path, at: Timestamp, request: &Request) -> PathBuf {
    let age = if request.lock.is_some() { ".age" } else { "" };
    let name = |n: u32| {
        let again = if n == 1 { String::new() } else { format!("-{n}") };
        folder.join(format!("wfstate-{}{again}.{}{age}", at.compact(), request.format.ending()))
    };
    (1..=u32::MAX).map(name).find(|path| std::fs::symlink_metadata(path).is_err()).unwrap_or_else(|| name(1))
}

/// Whether a path is the database or what belongs to it.
fn belongs_to(database: &Path, path: &Path) -> bool {
    let own = ["", "-wal", "-shm", "-journal", ".lock", ".key", ".unsynced"].map(|s| sibling(database, s));
    own.iter().any(|own| whole(own) == whole(path) || same_file(own, path))
}

/// A path without detours, also of a file that is not there.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().and_then(|p| std::fs::canonicalize(p).ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// Whether two paths lead to one file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (std::fs::metadata(a), std::fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

fn device(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|m| m.dev())
}

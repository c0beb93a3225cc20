//! Checks of the database and of what stands beside it.

use super::{Check, Scene};
use crate::core::ambient;
use crate::core::key;
use crate::core::model::quantity::format_bytes;
use crate::core::record::spill;
use crate::core::store::{LogGrade, Reader, SCHEMA_VERSION, StoreError, read_lock, sibling};
use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Above this much the write-ahead log was not checkpointed for a long time.
const LARGE_WAL_BYTES: u64 = 64 << 20;
/// Below this much room the next commit, checkpoint or purge may fail.
const LEAST_ROOM_BYTES: u64 = 16 << 20;

/// All of them. Without a database there is little to look at, and nothing wrong with that.
pub fn examine(path: &Path, scene: &Scene<'_>, checks: &mut Vec<Check>) {
    let meta = std::fs::metadata(path).ok();
    match &meta {
        None => checks.push(Check::ok("database", format!("no database at {} yet", path.display()))),
        Some(meta) => {
            let reader = open(path, scene, checks);
            if meta.is_file() {
                checks.push(rights("rights", path, meta, "600"));
            }
            checks.push(wal(path, reader.as_ref()));
            checks.push(lock(path));
            checks.push(spill(path));
            if let Some(reader) = &reader {
                inside(reader, checks);
            }
            if let Some(file) = &scene.key_file {
                checks.push(key_file(file, reader.as_ref()));
            }
        }
    }
    let dir = directory_of(path);
    checks.push(directory(&dir));
    checks.push(room(&dir, meta.map_or(0, |m| m.len())));
}

fn open(path: &Path, scene: &Scene<'_>, checks: &mut Vec<Check>) -> Option<Reader> {
    match Reader::open(path, scene.lock_timeout) {
        Ok(reader) => {
            let size = reader.read(|q| q.size()).map_or_else(|e| e.to_string(), |s| format_bytes(s.0));
            checks.push(Check::ok("database", format!("{} opens ({size})", path.display())));
            Some(reader)
        }
        Err(e) => {
            let hint = match e {
                StoreError::MustMigrate { .. } => "run `wfstate migrate up`",
                StoreError::TooNew { .. } => "use a newer wfstate",
                StoreError::NotAFile { .. } => "--db takes a database file that wfstate made",
                _ => "`wfstate recover` makes a new database out of what still holds",
            };
            checks.push(Check::fail("database", e.to_string(), hint));
            None
        }
    }
}

/// What only the open database can tell.
fn inside(reader: &Reader, checks: &mut Vec<Check>) {
    checks.push(match reader.read(|q| q.schema_difference()) {
        Ok(None) => Check::ok("schema", format!("version {SCHEMA_VERSION}, as this wfstate makes it")),
        Ok(Some(difference)) => Check::fail(
            "schema",
            difference,
            "nothing is written to a file that differs; see `wfstate validate`",
        ),
        Err(e) => Check::fail("schema", e.to_string(), "see `wfstate validate`"),
    });
    checks.push(
        sessions(reader).unwrap_or_else(|e| Check::fail("sessions", e.to_string(), "see `wfstate validate`")),
    );
    checks.push(match reader.read(|q| q.quarantine_count(None)) {
        Ok(0) => Check::ok("quarantine", "empty"),
        Ok(n) => {
            Check::warn("quarantine", format!("refused lines held: {n}"), "see `wfstate quarantine list`")
        }
        Err(e) => Check::fail("quarantine", e.to_string(), "see `wfstate validate`"),
    });
}

fn sessions(reader: &Reader) -> Result<Check, StoreError> {
    let total = reader.read(|q| q.session_count())?;
    let owned = reader.read(|q| q.owned_sessions())?;
    let (live, dead): (Vec<_>, Vec<_>) =
        owned.iter().partition(|s| s.owner.as_deref().is_some_and(ambient::is_alive));
    let (live_count, dead_count) = (live.len(), dead.len());
    let message =
        format!("{total} in all, {live_count} being recorded, {dead_count} left by a recorder that died");
    Ok(match dead.first() {
        None => Check::ok("sessions", message),
        Some(first) => Check::warn(
            "sessions",
            format!("{message} ({})", first.session_id),
            "the next `wfstate record` marks them interrupted; `wfstate record --resume` goes on with the latest",
        ),
    })
}

/// Others should not read a recording; nobody else may write it.
fn rights(check: &'static str, path: &Path, meta: &Metadata, wanted: &str) -> Check {
    let mode = meta.permissions().mode() & 0o777;
    let message = format!("{} has mode {mode:03o}", path.display());
    let hint = format!("chmod {wanted} {}", path.display());
    if mode & 0o022 != 0 {
        Check::fail(check, format!("{message}: others may write it"), hint)
    } else if mode & 0o055 != 0 {
        Check::warn(check, format!("{message}: others may read it"), hint)
    } else {
        Check::ok(check, message)
    }
}

fn wal(path: &Path, reader: Option<&Reader>) -> Check {
    if let Some(found) = reader.and_then(Reader::log_finding) {
        let text = found.text.clone();
        return match found.grade {
            LogGrade::Torn => Check::ok("wal", text),
            LogGrade::Doubtful => {
                Check::warn("wal", text, "the next recorder keeps a copy of it and goes on")
            }
            LogGrade::Damaged => Check::fail("wal", text, "nothing is written to it; see `wfstate validate`"),
        };
    }
    let bytes = std::fs::metadata(sibling(path, "-wal")).map_or(0, |m| m.len());
    let message = format!("write-ahead log of {}", format_bytes(bytes));
    if bytes > LARGE_WAL_BYTES {
        let hint =
            "a reader that never ends holds it, or the last recorder died; the next recorder empties it";
        return Check::warn("wal", message, hint);
    }
    Check::ok("wal", if bytes == 0 { "no write-ahead log".to_owned() } else { message })
}

/// What an earlier recording could not store.
fn spill(path: &Path) -> Check {
    match spill::waiting_bytes(path, None) {
        None => Check::ok("spill", "nothing waits to be stored"),
        Some(bytes) => Check::warn(
            "spill",
            format!("{} of events wait beside the database", format_bytes(bytes)),
            "the recorder that made the file stores them when it can, or else the next `wfstate record`",
        ),
    }
}

/// The lock file keeps the name of its last holder; whether that one lives is what counts.
fn lock(path: &Path) -> Check {
    let file = sibling(path, ".lock");
    let (holder, outage) = match read_lock(path) {
        Ok(read) => read,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Check::ok("lock", "not locked"),
        Err(e) => {
            let hint = "a recorder must be able to read and write it";
            return Check::fail("lock", format!("{}: {e}", file.display()), hint);
        }
    };
    let pid = holder.split(':').next().unwrap_or_default();
    if holder.is_empty() {
        Check::ok("lock", "not locked")
    } else if let (true, Some(outage)) = (ambient::is_alive(&holder), outage) {
        let message = format!("held by process {pid}, which cannot write since {outage}");
        Check::warn("lock", message, "end what holds the database, or make room on the disk")
    } else if ambient::is_alive(&holder) {
        Check::ok("lock", format!("held by process {pid}, which is running"))
    } else {
        Check::ok("lock", format!("not locked (last holder: process {pid}, which has ended)"))
    }
}

fn key_file(path: &Path, reader: Option<&Reader>) -> Check {
    let known = reader.and_then(|r| r.read(|q| q.meta("content_key_id")).ok().flatten());
    let lost = "put it back or name it with --key-file; `wfstate record --new-key` goes on under a new one";
    match (key::read(path), known) {
        (Ok(None), None) => Check::ok("key", "no content key yet; `wfstate record` makes one"),
        (Ok(None), Some(id)) => Check::fail(
            "key",
            format!("{} is missing; content was committed under key {id}", path.display()),
            lost,
        ),
        (Ok(Some(key)), Some(id)) if key.id() != id => {
            let message = format!("{} holds key {}, the database needs {id}", path.display(), key.id());
            Check::fail("key", message, lost)
        }
        (Ok(Some(key)), _) => {
            let mode = std::fs::metadata(path).map_or(0, |m| m.permissions().mode() & 0o777);
            if mode & 0o700 == mode {
                return Check::ok("key", format!("{} holds key {}", path.display(), key.id()));
            }
            let message = format!("{} has mode {mode:03o}: others may use the key", path.display());
            Check::fail("key", message, format!("chmod 600 {}", path.display()))
        }
        (Err(e), _) => Check::fail("key", e.to_string(), lost),
    }
}

/// The folder of a database, as it can be opened.
fn directory_of(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

fn directory(dir: &Path) -> Check {
    let Ok(meta) = std::fs::metadata(dir) else {
        return Check::ok("directory", format!("{} is not there yet", dir.display()));
    };
    let (mode, sticky) = (meta.mode() & 0o777, meta.mode() & 0o1000 != 0);
    let message = format!("{} has mode {mode:03o}", dir.display());
    let hint = "keep recordings in a folder of your own, mode 700";
    match (mode & 0o002 != 0, sticky) {
        (false, _) => Check::ok("directory", message),
        (true, true) => Check::warn("directory", format!("{message}: everybody may make files in it"), hint),
        (true, false) => {
            Check::fail("directory", format!("{message}: everybody may replace files in it"), hint)
        }
    }
}

fn room(dir: &Path, database_bytes: u64) -> Check {
    let Some(existing) = dir.ancestors().find(|d| d.is_dir()) else {
        return Check::fail("disk", format!("{} does not exist", dir.display()), "make the folder, mode 700");
    };
    let stat = match rustix::fs::statvfs(existing) {
        Ok(stat) => stat,
        Err(e) => return Check::warn("disk", format!("free space is not known: {e}"), "check it with df"),
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let message = format!("{} free, the database has {}", format_bytes(free), format_bytes(database_bytes));
    if stat.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) {
        return Check::fail("disk", "the file system is read-only", "give --db on one that can be written");
    }
    if free < LEAST_ROOM_BYTES {
        Check::fail("disk", message, "make room: the next commit may fail")
    } else if free < database_bytes {
        Check::warn("disk", message, "a backup or a purge needs room for a second copy")
    } else {
        Check::ok("disk", message)
    }
}

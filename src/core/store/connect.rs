//! Connections: one function sets every pragma, and checks the answers.

use super::budget::Budget;
use super::error::StoreError;
use super::preflight::{OpenMark, wal_len};
use super::reader::Cold;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Reading next to whoever writes.
    Read,
    /// Reading a file that nobody writes, without leaving `-wal` and `-shm` files behind. The reader asks
    /// [`quiet`] afterwards whether that was true.
    ReadQuiet,
    /// Reading a file and its log where there is no room for the shared index of the log: the index is kept in
    /// memory, and whoever else wants the database has to wait meanwhile.
    ReadAlone,
    /// Being alone with a file that is going to be replaced, its log moved into it.
    Settle,
    /// Writing, every commit on disk before it returns.
    Write,
    /// Writing, commits survive the process but not the power.
    WriteProcess,
}

/// A connection and its entry in the list of open files.
#[derive(Debug)]
pub struct Link {
    /// The connection.
    pub conn: Connection,
    /// What was unpacked over it last.
    pub cold: Cold,
    budget: Option<Budget>,
    _mark: Option<OpenMark>,
}

/// Opens a file that was looked at before.
pub fn open_file(path: &Path, purpose: Purpose, lock_timeout: Duration) -> Result<Link, StoreError> {
    let base = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = match purpose {
        Purpose::Read => connect(path, base | OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        Purpose::ReadQuiet => connect(
            &immutable_uri(path),
            base | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        )?,
        // Only whoever could write can keep everybody else out; nothing is written.
        Purpose::ReadAlone | Purpose::Settle | Purpose::Write | Purpose::WriteProcess => {
            connect(path, base | OpenFlags::SQLITE_OPEN_READ_WRITE)?
        }
    };
    let mark = OpenMark::new(path);
    let budget = Some(Budget::of(&mut conn, path)?);
    prepare(&conn, purpose, lock_timeout)?;
    Ok(Link { conn, cold: Cold::default(), budget, _mark: mark })
}

impl Link {
    /// The next question begins: it may take as long as any.
    pub fn renew(&self) {
        if let Some(budget) = &self.budget {
            budget.renew();
        }
    }
}

/// Opens a database in memory.
pub fn open_memory() -> Result<Link, StoreError> {
    let conn =
        connect(Path::new(":memory:"), OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    harden(&conn, Duration::ZERO)?;
    Ok(Link { conn, cold: Cold::default(), budget: None, _mark: None })
}

#[expect(clippy::disallowed_methods, reason = "this is the place where databases are opened")]
fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    Ok(Connection::open_with_flags(path, flags)?)
}

/// `file:…?immutable=1`, every byte that is not plain percent-encoded.
fn immutable_uri(path: &Path) -> std::path::PathBuf {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri.into()
}

/// A database that nobody writes: its file as it was when there was no write-ahead log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// Another file may have been put in its place.
    inode: (u64, u64),
    modified: (i64, i64),
    changed: (i64, i64),
    len: u64,
}

/// What a quiet read is to find again afterwards; `None` where there is a write-ahead log. A short writer may come
/// and be gone during one question, log and all; then the file is another one.
pub fn quiet(path: &Path) -> Option<Quiet> {
    // The file before the log: what a writer does between the two looks is seen by one of the later ones.
    let now = std::fs::metadata(path).ok()?;
    let quiet = Quiet {
        inode: (now.dev(), now.ino()),
        modified: (now.mtime(), now.mtime_nsec()),
        changed: (now.ctime(), now.ctime_nsec()),
        len: now.len(),
    };
    (wal_len(path) == 0).then_some(quiet)
}

/// The settings of every connection.
fn harden(conn: &Connection, lock_timeout: Duration) -> Result<(), StoreError> {
    conn.busy_timeout(lock_timeout)?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
    ] {
        conn.set_db_config(setting, on)?;
    }
    // No row that wfstate writes comes near this; a hostile file's 900 MB blob is refused, not loaded.
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, 64 << 20)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute_batch(
        "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;",
    )?;
    Ok(())
}

fn prepare(conn: &Connection, purpose: Purpose, lock_timeout: Duration) -> Result<(), StoreError> {
    harden(conn, lock_timeout)?;
    match purpose {
        Purpose::Read | Purpose::ReadQuiet => return Ok(()),
        Purpose::ReadAlone => {
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON;")?;
            return Ok(());
        }
        Purpose::Settle => {
            conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE;")?;
            return Ok(());
        }
        Purpose::Write | Purpose::WriteProcess => {}
    }
    // One failed fsync leaves another journal mode in force without an error, hence the look at the answer.
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Damaged(format!("it cannot be brought into WAL mode (it stays in {mode})")));
    }
    let synchronous = if purpose == Purpose::Write { "FULL" } else { "NORMAL" };
    conn.execute_batch(&format!(
        "PRAGMA synchronous = {synchronous}; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000;"
    ))?;
    Ok(())
}

//! What is looked at before SQLite sees a file. SQLite opens nearly anything: `/dev/zero` is an empty database
//! to it, and another application's file would be recovered and checkpointed, that is changed, by opening it.

use super::error::StoreError;
use super::schema::SCHEMA_VERSION;
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// `WFST`
pub const APPLICATION_ID: u32 = 0x5746_5354;

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file. A relative path is given a `./`, so that SQLite cannot take it for anything but a path.
    File(PathBuf),
    /// Nowhere: gone with the process.
    Memory,
}

impl Place {
    /// The place that a user names; `:memory:` is SQLite's word for nowhere.
    pub fn parse(path: &Path) -> Self {
        if path == Path::new(":memory:") {
            return Self::Memory;
        }
        if path.is_absolute() { Self::File(path.to_owned()) } else { Self::File(Path::new(".").join(path)) }
    }

    /// The path, for messages.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Memory => Path::new(":memory:"),
        }
    }
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Absent,
    /// A file without a byte: made by somebody, not yet a database.
    Empty,
    /// A database of wfstate with this schema version.
    Database(i64),
}

/// Files that this process has open as databases. Opening such a file a second time and closing it again would
/// drop the POSIX locks that SQLite holds on it.
static OPEN: Mutex<BTreeMap<(u64, u64), Opened>> = Mutex::new(BTreeMap::new());

/// A file that is open as a database.
#[derive(Debug, Default)]
struct Opened {
    connections: usize,
    /// Beside SQLite's, and used no more: taken by the next who wants one, closed when nobody has the database open.
    done_with: Vec<File>,
}

/// Holds a file in the list of open databases.
#[derive(Debug)]
pub struct OpenMark((u64, u64));

impl OpenMark {
    pub fn new(path: &Path) -> Option<Self> {
        let id = file_id(path)?;
        let mut open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        open.entry(id).or_default().connections += 1;
        Some(Self(id))
    }
}

impl Drop for OpenMark {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(opened) = open.get_mut(&self.0) {
            opened.connections -= 1;
            if opened.connections == 0 {
                open.remove(&self.0);
            }
        }
    }
}

/// Whether this process has a file open as a database.
pub fn is_open_here(path: &Path) -> bool {
    let open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    file_id(path).is_some_and(|id| open.contains_key(&id))
}

/// A database's file, open beside SQLite for reading.
#[derive(Debug)]
pub struct RawFile(Option<File>);

impl RawFile {
    /// Opens it, or takes up one that was done with.
    pub fn open(path: &Path) -> Option<Self> {
        let mut open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let done_with = file_id(path).and_then(|id| open.get_mut(&id)?.done_with.pop());
        done_with.or_else(|| File::open(path).ok()).map(|file| Self(Some(file)))
    }

    /// Fills `to` with what stands at a place.
    pub fn read_exact_at(&self, to: &mut [u8], at: u64) -> std::io::Result<()> {
        self.file()?.read_exact_at(to, at)
    }

    /// What the file system says of it.
    pub fn metadata(&self) -> std::io::Result<Metadata> {
        self.file()?.metadata()
    }

    fn file(&self) -> std::io::Result<&File> {
        self.0.as_ref().ok_or_else(|| std::io::ErrorKind::NotConnected.into())
    }
}

impl Drop for RawFile {
    fn drop(&mut self) {
        let Some(file) = self.0.take() else { return };
        let mut open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Closed only while no connection can hold a lock: a new one is in the list before it takes its first.
        let opened = file.metadata().ok().and_then(|m| open.get_mut(&(m.dev(), m.ino())));
        match opened {
            Some(opened) => opened.done_with.push(file),
            None => drop(file),
        }
    }
}

fn file_id(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|m| (m.dev(), m.ino()))
}

/// Looks at a path without SQLite. Refuses what is no database of ours.
pub fn look(path: &Path) -> Result<Found, StoreError> {
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Absent),
        Err(e) => return Err(StoreError::io(path, e)),
    };
    if !meta.is_file() {
        return Err(StoreError::NotAFile { path: path.to_owned(), what: kind_of(&meta) });
    }
    if meta.len() == 0 {
        return Ok(Found::Empty);
    }
    let open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if open.contains_key(&(meta.dev(), meta.ino())) {
        return Ok(Found::Database(SCHEMA_VERSION)); // it passed when it was opened
    }
    read_header(path)
}

/// What something is that is no file.
pub fn kind_of(meta: &Metadata) -> &'static str {
    let kind = meta.file_type();
    if kind.is_dir() {
        "a directory"
    } else if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

/// Why a zip or a zstd stream is none: it may be one of ours all the same.
pub const PACKED: &str =
    "it is a packed file, such as a backup or an archive; those can be read and not written";

fn read_header(path: &Path) -> Result<Found, StoreError> {
    let mut header = Vec::with_capacity(100);
    let file = File::open(path).map_err(|e| StoreError::io(path, e))?;
    file.take(100).read_to_end(&mut header).map_err(|e| StoreError::io(path, e))?;
    let not = |why: &str| Err(StoreError::NotADatabase { path: path.to_owned(), why: why.to_owned() });
    if header.starts_with(b"PK\x03\x04") || header.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return not(PACKED);
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return not("its first bytes are not SQLite's");
    }
    let [application_id, version] = [68, 60]
        .map(|at| header.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes));
    if header.len() < 100 {
        return not("it is cut off within its header");
    }
    if application_id != APPLICATION_ID {
        return Err(StoreError::Foreign { path: path.to_owned(), application_id });
    }
    let version = i64::from(version);
    if version > SCHEMA_VERSION {
        // Refused for reading, too. A database does not say which versions may read it, and nothing else does: a
        // later schema may keep events where this version would not look, and it would take what it sees for all
        // there is. The views are the part that keeps its form, and any SQLite program can read them.
        return Err(StoreError::TooNew { path: path.to_owned(), found: version, known: SCHEMA_VERSION });
    }
    Ok(Found::Database(version))
}

/// How a file begins; `None` where it is no file, cannot be read, or is open as a database here.
pub fn first_bytes(path: &Path, most: usize) -> Option<Vec<u8>> {
    // What the kernel makes up has no length, and some of it keeps a reader waiting.
    let meta = std::fs::metadata(path).ok().filter(|m| m.is_file() && m.len() > 0)?;
    let open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if open.contains_key(&(meta.dev(), meta.ino())) {
        return None;
    }
    let mut bytes = Vec::with_capacity(most);
    File::open(path).ok()?.take(most as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether the file system of a file takes no writes.
pub fn is_read_only(path: &Path) -> bool {
    rustix::fs::statvfs(path).is_ok_and(|fs| fs.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

/// The length of the write-ahead log beside a database; 0 where there is none.
pub fn wal_len(path: &Path) -> u64 {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    std::fs::metadata(PathBuf::from(wal)).map_or(0, |m| m.len())
}

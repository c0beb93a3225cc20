//! Where the work is done, and how the result gets to its place.

use crate::core::store::error::StoreError;
use crate::core::store::preflight::kind_of;
use crate::core::store::schema::{sibling, sync_directory};
use rustix::fs::{CWD, FlockOperation, RenameFlags};
use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory that nobody else can look into, gone with this value.
#[derive(Debug)]
pub struct PrivateDir(PathBuf);

impl PrivateDir {
    /// Makes it beside a file, under its name and a suffix: on the same file system, so that the result only needs
    /// another name.
    pub fn beside(file: &Path, suffix: &str) -> Result<Self, StoreError> {
        let path = sibling(file, suffix);
        DirBuilder::new().mode(0o700).create(&path).map_err(|e| StoreError::io(&path, e))?;
        Ok(Self(path))
    }

    /// Makes it where temporary files go.
    pub fn temporary() -> Result<Self, StoreError> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        loop {
            let name = format!("wfstate-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                // Of a process that was killed and had the same number: in a container they all have.
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(StoreError::io(&path, e)),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for PrivateDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Looks at a database that is going to be read past SQLite, and keeps recorders from beginning meanwhile. Its lock
/// file is only taken where there is one: nothing is made or changed beside it.
pub fn hold_still(path: &Path) -> Result<Option<File>, StoreError> {
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        Err(e) => return Err(StoreError::io(path, e)),
    };
    if !meta.is_file() {
        return Err(StoreError::NotAFile { path: path.to_owned(), what: kind_of(&meta) });
    }
    let Ok(lock) = File::open(sibling(path, ".lock")) else { return Ok(None) };
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockShared) {
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let holder = std::io::read_to_string(&lock).unwrap_or_default();
            let pid = holder.split(':').next().map(str::trim).filter(|pid| !pid.is_empty());
            Err(StoreError::Locked { holder: pid.map(|pid| format!("process {pid}")) })
        }
        // A file system without locks has no recorder to wait for, either.
        Ok(()) | Err(_) => Ok(Some(lock)),
    }
}

/// Gives a whole database its name, durably; over another one only where that is wanted. False where there is one.
pub fn put_in_place(made: &Path, path: &Path, over: bool) -> Result<bool, StoreError> {
    let io = |e: rustix::io::Errno| StoreError::io(path, e.into());
    File::open(made).and_then(|f| f.sync_all()).map_err(|e| StoreError::io(made, e))?;
    if over {
        rustix::fs::rename(made, path).map_err(io)?;
    } else {
        match rustix::fs::renameat_with(CWD, made, CWD, path, RenameFlags::NOREPLACE) {
            Ok(()) => {}
            Err(rustix::io::Errno::EXIST) => return Ok(false),
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
                match std::fs::hard_link(made, path) {
                    Ok(()) => {}
                    Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return Ok(false),
                    Err(e) => return Err(StoreError::io(path, e)),
                }
            }
            Err(e) => return Err(io(e)),
        }
    }
    sync_directory(path)?;
    Ok(true)
}

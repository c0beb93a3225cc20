//! Where the work is done, and how the result gets to its place.

use crate::core::store::error::StoreError;
use crate::core::store::preflight::kind_of;
use crate::core::store::schema::{sibling, sync_directory};
use rustix::fs::{CWD, FlockOperation, RenameFlags};
use std::collections::BTreeSet;
use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A directory that nobody else can look into, gone with this value.
#[derive(Debug)]
pub struct PrivateDir(PathBuf);

impl PrivateDir {
    /// Makes it beside a file, under its name and a suffix: on the same file system, so that the result only needs
    /// another name.
    pub fn beside(file: &Path, suffix: &str) -> Result<Self, StoreError> {
        let path = sibling(file, suffix);
        DirBuilder::new().mode(0o700).create(&path).map_err(|e| StoreError::io(&path, e))?;
        Ok(Self::there(path))
    }

    /// Makes it where temporary files go.
    pub fn temporary() -> Result<Self, StoreError> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        loop {
            let name = format!("wfstate-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self::there(path)),
                // Of a process that was killed and had the same number: in a container they all have.
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(StoreError::io(&path, e)),
            }
        }
    }

    fn there(path: PathBuf) -> Self {
        made().insert(path.clone());
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for PrivateDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
        made().remove(&self.0);
    }
}

/// The private directories that are there now.
static MADE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn made() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes all private directories away, of a process that is about to end in the middle of its work. No other is made
/// as long as the answer is held.
pub fn clear_private() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    let all = made();
    for path in all.iter() {
        // Somebody may still be writing into it.
        let _ = (0..10).find(|_| std::fs::remove_dir_all(path).is_ok());
    }
    all
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

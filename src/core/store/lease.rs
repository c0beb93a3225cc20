//! The lock file beside a database: who the first writer is.
//!
//! A session's owner stands in its row; this lock only decides who checkpoints, and keeps verbs that need the
//! whole file away from a recorder. It goes with the process, however that ends.

use super::error::StoreError;
use super::schema::sibling;
use rustix::fs::FlockOperation;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The lock of a database file, held until it is dropped.
#[derive(Debug)]
pub struct FileLock {
    file: File,
    path: PathBuf,
    owner: String,
}

/// What the lock file of a database says: its last holder, and since when and why that one cannot write.
pub fn read(database: &Path) -> std::io::Result<(String, Option<String>)> {
    let text = std::fs::read_to_string(sibling(database, ".lock"))?;
    let mut lines = text.lines();
    let holder = lines.next().unwrap_or_default().trim().to_owned();
    Ok((holder, lines.next().map(str::to_owned)))
}

/// A reader that looks whether somebody holds the lock has it for an instant; see [`is_held`].
const TRIES: u32 = 5;

fn lock_exclusively(file: &File) -> rustix::io::Result<()> {
    for _ in 1..TRIES {
        match rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive) {
            Err(rustix::io::Errno::WOULDBLOCK) => std::thread::sleep(Duration::from_millis(2)),
            other => return other,
        }
    }
    rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive)
}

/// Whether a writer holds the lock of a database. Makes no file and changes none.
pub fn is_held(database: &Path) -> bool {
    let Ok(file) = File::open(sibling(database, ".lock")) else { return false };
    let free = rustix::fs::flock(&file, FlockOperation::NonBlockingLockShared);
    matches!(free, Err(rustix::io::Errno::WOULDBLOCK))
}

impl FileLock {
    /// Takes the lock, or says who has it. `owner` is written into the file for others to read.
    pub fn take(database: &Path, owner: &str) -> Result<Result<Self, String>, StoreError> {
        let mut taken = Self::take_unnamed(database)?;
        if let Ok(lock) = &mut taken {
            lock.sign(owner)?;
        }
        Ok(taken)
    }

    /// Takes the lock and leaves the file empty: whoever has it has not yet made sure that it can go on.
    pub fn take_unnamed(database: &Path) -> Result<Result<Self, String>, StoreError> {
        let path = sibling(database, ".lock");
        let io = |e| StoreError::io(&path, e);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(io)?;
        match lock_exclusively(&file) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(io)?;
                return Ok(Err(holder.lines().next().unwrap_or_default().trim().to_owned()));
            }
            Err(e) => return Err(io(e.into())),
        }
        file.set_len(0).map_err(io)?;
        Ok(Ok(Self { file, path, owner: String::new() }))
    }

    /// Writes the owner into the file.
    pub fn sign(&mut self, owner: &str) -> Result<(), StoreError> {
        let io = |e| StoreError::io(&self.path, e);
        self.file.seek(SeekFrom::Start(0)).map_err(io)?;
        writeln!(self.file, "{owner}").map_err(io)?;
        owner.clone_into(&mut self.owner);
        Ok(())
    }

    /// Says in the file that the database cannot be written, or can be again. Nothing depends on it.
    pub fn tell_outage(&mut self, outage: Option<&str>) {
        let line = format!(
            "{}\n{}",
            self.owner,
            outage.map(|o| format!("{}\n", o.replace('\n', " "))).unwrap_or_default()
        );
        let written = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(line.as_bytes()));
        let _ = written.and_then(|()| self.file.set_len(line.len() as u64));
    }
}

//! A file beside the database that does nothing but take room, so that there is some to give back: on a full disk
//! even a purge, a checkpoint and the end of a recording need a few pages.

use super::schema::sibling;
use std::fs::{File, OpenOptions};
use std::io::{Result, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where the ballast of a database is.
pub fn path_of(database: &Path) -> PathBuf {
    sibling(database, ".ballast")
}

/// Makes the ballast where it is missing or was only begun. Without room for it there is none; that is no error.
pub fn ensure(database: &Path, bytes: u64) -> Result<()> {
    let path = path_of(database);
    let there = std::fs::symlink_metadata(&path);
    if bytes == 0 || there.is_ok_and(|m| !m.is_file() || m.blocks() * 512 >= bytes) {
        return Ok(());
    }
    let made = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .and_then(|file| fill(&file, bytes));
    if made.is_err() {
        release(database);
    }
    made
}

/// Gives its room back; how much it was.
pub fn release(database: &Path) -> u64 {
    let path = path_of(database);
    let bytes = std::fs::symlink_metadata(&path).ok().filter(|m| m.is_file()).map_or(0, |m| m.blocks() * 512);
    match std::fs::remove_file(path) {
        Ok(()) => bytes,
        Err(_) => 0,
    }
}

fn fill(mut file: &File, bytes: u64) -> Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    if fallocate(file, FallocateFlags::empty(), 0, bytes).is_ok() {
        return Ok(());
    }
    // Not every file system can set blocks aside; all can be written to.
    let zeros = vec![0; 64 << 10];
    let mut left = usize::try_from(bytes).unwrap_or(0);
    while left > 0 {
        let part = left.min(zeros.len());
        file.write_all(&zeros[..part])?;
        left -= part;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballast_takes_room_once_and_gives_it_back() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("x.db");
        ensure(&database, 0).unwrap();
        assert!(!path_of(&database).exists());
        ensure(&database, 1 << 20).unwrap();
        ensure(&database, 1 << 20).unwrap();
        let meta = std::fs::metadata(path_of(&database)).unwrap();
        assert!(meta.blocks() * 512 >= 1 << 20 && meta.len() == 1 << 20, "{meta:?}");
        assert!(release(&database) >= 1 << 20);
        assert_eq!((release(&database), path_of(&database).exists()), (0, false));
    }

    #[test]
    fn what_stands_in_its_place_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("x.db");
        let other = dir.path().join("other");
        std::fs::write(&other, "mine").unwrap();
        std::os::unix::fs::symlink(&other, path_of(&database)).unwrap();
        ensure(&database, 1 << 20).unwrap();
        assert_eq!(std::fs::read(&other).unwrap(), b"mine");
    }
}

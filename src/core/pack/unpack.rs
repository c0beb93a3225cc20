//! Bytes of unknown origin into a private file, bounded on the way.

use super::{DATABASE, PackError};
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::store::StoreError;
use crate::core::store::salvage::PrivateDir;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// How much may come out of a file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Unpacked bytes for each packed one, of a pack.
    pub zip_ratio: u64,
    /// The same of a zstd stream.
    pub zst_ratio: u64,
    /// What may come out whatever the ratio: so little does no harm.
    pub harmless_bytes: u64,
    /// What has to stay free where it is unpacked to.
    pub leave_free_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            zip_ratio: 200,
            // zstd sees repetitions across megabytes where deflate sees 32 KiB: long texts that repeat pack to a
            // thousandth and less. What packs further still is packed otherwise when it is written.
            zst_ratio: 4000,
            harmless_bytes: 4 << 20,
            leave_free_bytes: 16 << 20,
        }
    }
}

impl Limits {
    /// Whether so many bytes may come out of so few.
    pub fn allows(&self, ratio: u64, packed: u64, unpacked: u64) -> bool {
        unpacked <= self.harmless_bytes || unpacked <= packed.saturating_mul(ratio)
    }
}

/// A file that is being unpacked.
pub struct Sink<'a> {
    from: &'a Path,
    dir: PrivateDir,
    path: PathBuf,
    file: File,
    hash: Sha256,
    /// Bytes so far.
    pub bytes: u64,
    free: u64,
}

impl<'a> Sink<'a> {
    /// Makes the file, if there is room for what is to come.
    pub fn new(from: &'a Path, expected: Option<u64>, limits: &Limits) -> Result<Self, PackError> {
        let dir = PrivateDir::temporary()?;
        let path = dir.path().join(DATABASE);
        let free = free_bytes(dir.path()).saturating_sub(limits.leave_free_bytes);
        if expected.is_some_and(|n| n > free) {
            return Err(room(from, dir.path(), expected));
        }
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = made.map_err(|e| failed(from, dir.path(), e))?;
        Ok(Self { from, dir, path, file, hash: Sha256::new(), bytes: 0, free })
    }

    /// Takes everything that `read` gives, up to `most` bytes; the inner error is that of reading.
    pub fn fill(
        &mut self,
        read: &mut dyn Read,
        most: u64,
        observer: &dyn Observer,
    ) -> Result<std::io::Result<Filled>, PackError> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = match read.read(&mut buffer) {
                Ok(0) => return Ok(Ok(Filled::Whole)),
                Ok(length) => length,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Ok(Err(e)),
            };
            if self.bytes + length as u64 > most {
                return Ok(Ok(Filled::TooMuch));
            }
            self.take(&buffer[..length])?;
            observer.progress("unpack", self.bytes, None);
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), PackError> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.free {
            return Err(room(self.from, self.dir.path(), None));
        }
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|e| failed(self.from, self.dir.path(), e))
    }

    /// The directory, the file in it, and the SHA-256 of what is in that.
    pub fn finish(self) -> (PrivateDir, PathBuf, String) {
        (self.dir, self.path, hex(&self.hash.finalize()))
    }
}

/// How a file was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// To the end of what there was.
    Whole,
    /// There was more than was allowed.
    TooMuch,
}

fn room(from: &Path, dir: &Path, bytes: Option<u64>) -> PackError {
    let dir = dir.parent().unwrap_or(dir).to_owned();
    PackError::Room { path: from.to_owned(), dir, bytes }
}

fn failed(from: &Path, dir: &Path, e: std::io::Error) -> PackError {
    match e.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => room(from, dir, None),
        _ => StoreError::io(dir, e).into(),
    }
}

/// Bytes that this user may still write there; plenty where nobody says.
fn free_bytes(dir: &Path) -> u64 {
    rustix::fs::statvfs(dir).map_or(u64::MAX, |fs| fs.f_bavail.saturating_mul(fs.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_counts_only_where_it_does_harm() {
        let limits = Limits::default();
        assert!(limits.allows(limits.zip_ratio, 10, 1 << 20));
        assert!(limits.allows(limits.zip_ratio, 1 << 20, 200 << 20));
        assert!(!limits.allows(limits.zip_ratio, 1 << 20, (200 << 20) + 1));
    }

    #[test]
    fn no_more_is_taken_than_there_is_room_for() {
        let from = Path::new("x.zip");
        let greedy = Limits { leave_free_bytes: u64::MAX, ..Limits::default() };
        assert!(matches!(Sink::new(from, Some(1), &greedy), Err(PackError::Room { bytes: Some(1), .. })));
        let mut sink = Sink::new(from, None, &greedy).unwrap();
        let filled = sink.fill(&mut b"x".as_slice(), 10, &crate::core::observer::Silent);
        assert!(matches!(filled, Err(PackError::Room { .. })));
        let mut sink = Sink::new(from, Some(3), &Limits::default()).unwrap();
        let filled = sink.fill(&mut b"four".as_slice(), 3, &crate::core::observer::Silent);
        assert!(matches!(filled, Ok(Ok(Filled::TooMuch))));
    }
}

//! Pages of a copied database file, with those of its write-ahead log on top.

use super::wal;
use crate::core::store::error::StoreError;
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// What wfstate's own databases have.
const OUR_SIZE: usize = 4096;
/// Pages that are looked at to find out whether the header tells the truth.
const SAMPLES: u64 = 400;

/// A file as pages. Page 1 is the first.
pub struct Pages {
    file: File,
    len: u64,
    log: Option<File>,
    /// Where in the log the newest image of a page is.
    newer: BTreeMap<u32, u64>,
    frames_unread: u64,
    size: usize,
    path: std::path::PathBuf,
}

impl Pages {
    /// Opens a file and its log, where it has one.
    pub fn open(path: &Path, log: Option<&Path>) -> Result<Self, StoreError> {
        let io = |e| StoreError::io(path, e);
        let file = File::open(path).map_err(io)?;
        let len = file.metadata().map_err(io)?.len();
        let size = page_size(&file, len).map_err(io)?;
        let log = log.map(File::open).transpose().map_err(io)?;
        let (newer, frames_unread) = match &log {
            Some(log) => wal::newest_pages(log, size).map_err(io)?,
            None => (BTreeMap::new(), 0),
        };
        Ok(Self { file, len, log, newer, frames_unread, size, path: path.to_owned() })
    }

    /// Frames of the log that do not verify.
    pub fn frames_unread(&self) -> u64 {
        self.frames_unread
    }

    /// Bytes of a page.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many pages there are; the last one may be cut off.
    pub fn count(&self) -> u32 {
        let own = self.len.div_ceil(self.size as u64);
        let newest = self.newer.keys().next_back().copied().unwrap_or(0);
        u32::try_from(own).unwrap_or(u32::MAX - 1).max(newest)
    }

    /// Reads a page into `to`; what the file does not have is zeros. False where there is no such page.
    pub fn read(&self, number: u32, to: &mut Vec<u8>) -> Result<bool, StoreError> {
        to.clear();
        to.resize(self.size, 0);
        let Some(before) = number.checked_sub(1) else { return Ok(false) };
        let (file, at) = match (&self.log, self.newer.get(&number)) {
            (Some(log), Some(at)) => (log, *at),
            _ => (&self.file, u64::from(before) * self.size as u64),
        };
        let mut filled = 0;
        while filled < to.len() {
            match file.read_at(&mut to[filled..], at + filled as u64) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(StoreError::io(&self.path, e)),
            }
        }
        Ok(filled > 0)
    }
}

/// The page size. The header says it, but one flipped bit there would hide every row, so that pages of the size
/// that wfstate makes are looked for first.
fn page_size(file: &File, len: u64) -> std::io::Result<usize> {
    let mut header = [0u8; 100];
    let mut filled = 0;
    while filled < header.len() {
        match file.read_at(&mut header[filled..], filled as u64)? {
            0 => break,
            n => filled += n,
        }
    }
    let told = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        n => usize::from(n),
    };
    let valid = told.is_power_of_two() && (512..=65_536).contains(&told);
    if !valid || told == OUR_SIZE || fits_our_size(file, len)? { Ok(OUR_SIZE) } else { Ok(told) }
}

fn fits_our_size(file: &File, len: u64) -> std::io::Result<bool> {
    let pages = len / OUR_SIZE as u64;
    let step = (pages / SAMPLES).max(1);
    let (mut used, mut fit) = (0u32, 0u32);
    let mut number = 1;
    while number < pages {
        let mut head = [0u8; 8];
        if file.read_at(&mut head, number * OUR_SIZE as u64)? == head.len() && head[0] != 0 {
            used += 1;
            let cells = usize::from(u16::from_be_bytes([head[3], head[4]]));
            let content = usize::from(u16::from_be_bytes([head[5], head[6]]));
            let plausible = content <= OUR_SIZE && content >= 8 + 2 * cells && head[7] <= 60;
            fit += u32::from(matches!(head[0], 2 | 5 | 10 | 13) && plausible);
        }
        number += step;
    }
    Ok(used > 0 && fit * 10 >= used * 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_in_the_page_size_changes_nothing_and_other_sizes_are_believed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p");
        let mut bytes = vec![0u8; 4096 * 6];
        for page in 1..6 {
            bytes[page * 4096..page * 4096 + 8].copy_from_slice(&[13, 0, 0, 0, 3, 8, 0, 0]);
        }
        for told in [4096u16, 8192, 512, 3, 0] {
            bytes[16..18].copy_from_slice(&told.to_be_bytes());
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(Pages::open(&path, None).unwrap().size(), 4096, "{told}");
        }
        // A file of 1 KiB pages has other bytes where pages of 4 KiB would begin.
        let mut small = vec![7u8; 1024 * 40];
        small[16..18].copy_from_slice(&1024u16.to_be_bytes());
        std::fs::write(&path, &small).unwrap();
        assert_eq!(Pages::open(&path, None).unwrap().size(), 1024);
    }
}

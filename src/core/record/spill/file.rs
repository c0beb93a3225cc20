//! The file: a header, then frames. Each frame's check covers the check before it, so that a frame that was
//! changed, moved or left out breaks the chain.
//!
//! ```text
//! header  magic "WFSPILL1" · database uuid (16) · id of this spill (16) · check (16)
//! frame   marker (the first 8 bytes of the id) · length (u32, little endian) · check (16) · payload
//! check   the first 16 bytes of SHA-256(check before · length as u64 · payload); the header's, of what precedes it
//! ```
//!
//! A frame is synced before the next one is written: of a file that a power cut ended, only the last frame can be
//! torn. A frame that does not check, with the marker of another one behind it, was changed afterwards. (The id is
//! random: nobody who sends events knows it.)

use crate::core::store::sync_directory;
use rustix::fs::FlockOperation;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"WFSPILL1";
const HEADER: usize = 8 + 16 + 16 + 16;
const MARKER: usize = 8;
const FRAME: usize = MARKER + 4 + 16;
/// Bytes that are searched at a time for the beginning of a frame.
const SEARCHED: usize = 64 << 10;
/// No batch comes near this.
const MOST_BYTES: u32 = 256 << 20;

type Check = [u8; 16];

/// Where reading stands: behind so many frames.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    frames: u64,
    at: u64,
    check: Check,
}

/// A spill file, written at its end and read from its beginning. It is locked for as long as it is open, which
/// tells others that its recorder lives.
#[derive(Debug)]
pub struct Spill {
    file: File,
    path: PathBuf,
    id: [u8; 16],
    database: [u8; 16],
    end: Cursor,
    read: Cursor,
    drained: Cursor,
}

/// How the frames of a file end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With the file.
    Clean,
    /// With a frame that was not written to its end: so many bytes.
    Torn(u64),
    /// With a frame that was changed: behind it stand others that are whole.
    Damaged(u64),
}

impl Spill {
    /// Makes a file. It and its name are on disk before this returns.
    pub fn create(path: &Path, database: [u8; 16], id: [u8; 16]) -> Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)?;
        let made = lock(&file).and_then(|()| {
            let head = [MAGIC.as_slice(), &database, &id].concat();
            let check = short(Sha256::digest(&head));
            file.write_all_at(&[head.as_slice(), &check].concat(), 0)?;
            file.sync_all()?;
            sync_directory(path).map_err(Error::other)?;
            Ok(Cursor { frames: 0, at: HEADER as u64, check })
        });
        match made {
            Ok(start) => {
                let path = path.to_owned();
                Ok(Self { file, path, id, database, end: start, read: start, drained: start })
            }
            Err(e) => {
                let _ = std::fs::remove_file(path);
                Err(e)
            }
        }
    }

    /// Opens a file that another recording left; `None` while that one lives. Its frames are looked at up to the
    /// first one that does not hold.
    pub fn open(path: &Path) -> Result<Option<(Self, Ending)>> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        if lock(&file).is_err_and(|e| e.kind() == ErrorKind::WouldBlock) {
            return Ok(None);
        }
        let mut head = [0; HEADER];
        file.read_exact_at(&mut head, 0).map_err(|_| bad("it ends within its header"))?;
        let check = short(Sha256::digest(&head[..40]));
        if !head.starts_with(MAGIC) || head[40..] != check {
            return Err(bad("its header is not that of a spill file"));
        }
        let (mut database, mut id) = ([0; 16], [0; 16]);
        database.copy_from_slice(&head[8..24]);
        id.copy_from_slice(&head[24..40]);
        let start = Cursor { frames: 0, at: HEADER as u64, check };
        let path = path.to_owned();
        let mut spill = Self { file, path, id, database, end: start, read: start, drained: start };
        let ending = spill.find_end()?;
        Ok(Some((spill, ending)))
    }

    fn find_end(&mut self) -> Result<Ending> {
        let length = self.file.metadata()?.len();
        self.end.at = length;
        let mut cursor = self.read;
        while let Some((_, next)) = self.frame(cursor)? {
            cursor = next;
        }
        self.end = cursor;
        let rest = length - cursor.at;
        Ok(match rest {
            0 => Ending::Clean,
            _ if self.begins_behind(cursor.at, length)? => Ending::Damaged(rest),
            _ => Ending::Torn(rest),
        })
    }

    /// Whether another frame begins behind the broken one.
    fn begins_behind(&self, broken: u64, length: u64) -> Result<bool> {
        let mut window = vec![0; SEARCHED];
        let mut at = broken + 1;
        while at < length {
            let count = self.file.read_at(&mut window, at)?;
            if memchr::memmem::find(&window[..count], &self.id[..MARKER]).is_some() {
                return Ok(true);
            }
            if count < MARKER {
                break;
            }
            at += (count - MARKER + 1) as u64; // a marker may lie across two windows
        }
        Ok(false)
    }

    /// Appends a frame; it is on disk when this returns. After an error the file is as it was.
    pub fn append(&mut self, payload: &[u8]) -> Result<()> {
        let size = u32::try_from(payload.len()).ok().filter(|n| *n <= MOST_BYTES);
        let size = size.ok_or_else(|| bad("a batch is too large for it"))?;
        let check = check_of(&self.end.check, payload);
        let head = [&self.id[..MARKER], &size.to_le_bytes(), &check].concat();
        let at = self.end.at;
        let written = self
            .file
            .write_all_at(&head, at)
            .and_then(|()| self.file.write_all_at(payload, at + FRAME as u64))
            .and_then(|()| self.file.sync_data());
        if let Err(e) = written {
            let _ = self.file.set_len(at);
            return Err(e);
        }
        self.end = Cursor { frames: self.end.frames + 1, at: at + (FRAME + payload.len()) as u64, check };
        Ok(())
    }

    /// The next frame's payload.
    pub fn next_frame(&mut self) -> Result<Option<Vec<u8>>> {
        match self.frame(self.read)? {
            Some((payload, next)) => {
                self.read = next;
                Ok(Some(payload))
            }
            None if self.read.at == self.end.at => Ok(None),
            None => Err(bad("a frame of it does not hold any more")),
        }
    }

    /// The frame at a place and where the next one begins; `None` where none holds.
    fn frame(&self, at: Cursor) -> Result<Option<(Vec<u8>, Cursor)>> {
        if at.at + FRAME as u64 > self.end.at {
            return Ok(None);
        }
        let mut head = [0; FRAME];
        self.file.read_exact_at(&mut head, at.at)?;
        let (marker, size, check) = split(&head);
        let end = at.at + FRAME as u64 + u64::from(size);
        if marker != &self.id[..MARKER] || size > MOST_BYTES || end > self.end.at {
            return Ok(None);
        }
        let mut payload = vec![0; size as usize];
        self.file.read_exact_at(&mut payload, at.at + FRAME as u64)?;
        let holds = check == check_of(&at.check, &payload);
        Ok(holds.then_some((payload, Cursor { frames: at.frames + 1, at: end, check })))
    }

    /// What was read is in the database.
    pub fn settle(&mut self) {
        self.drained = self.read;
    }

    /// What was read is not in the database after all.
    pub fn rewind(&mut self) {
        self.read = self.drained;
    }

    /// Passes over frames that are in the database already.
    pub fn skip(&mut self, frames: u64) -> Result<()> {
        while self.read.frames < frames && self.next_frame()?.is_some() {}
        self.settle();
        Ok(())
    }

    /// Frames that were read.
    pub fn frames_read(&self) -> u64 {
        self.read.frames
    }

    /// Whether all frames were read.
    pub fn is_read(&self) -> bool {
        self.read.at == self.end.at
    }

    /// Bytes that are not drained yet.
    pub fn waiting_bytes(&self) -> u64 {
        self.end.at - self.drained.at
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name for ever.
    pub fn id(&self) -> &[u8; 16] {
        &self.id
    }

    /// The database that it belongs to.
    pub fn database(&self) -> &[u8; 16] {
        &self.database
    }

    /// Takes the file away; that is durable when this returns.
    pub fn remove(self) -> Result<()> {
        std::fs::remove_file(&self.path)?;
        sync_directory(&self.path).map_err(Error::other)
    }

    /// Keeps the file under another name, for somebody to look at.
    pub fn keep_aside(self, why: &str) -> Result<PathBuf> {
        let mut kept = self.path.clone().into_os_string();
        kept.push(format!(".{why}"));
        let kept = PathBuf::from(kept);
        std::fs::rename(&self.path, &kept)?;
        sync_directory(&kept).map_err(Error::other)?;
        Ok(kept)
    }
}

fn lock(file: &File) -> Result<()> {
    Ok(rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive)?)
}

fn check_of(before: &Check, payload: &[u8]) -> Check {
    let size = (payload.len() as u64).to_le_bytes();
    short(Sha256::new().chain_update(before).chain_update(size).chain_update(payload).finalize())
}

fn short(digest: impl AsRef<[u8]>) -> Check {
    let mut check = [0; 16];
    check.copy_from_slice(&digest.as_ref()[..16]);
    check
}

fn split(head: &[u8; FRAME]) -> (&[u8], u32, Check) {
    let (mut size, mut check) = ([0; 4], [0; 16]);
    size.copy_from_slice(&head[MARKER..MARKER + 4]);
    check.copy_from_slice(&head[MARKER + 4..]);
    (&head[..MARKER], u32::from_le_bytes(size), check)
}

fn bad(why: &str) -> Error {
    Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random in real files, so that no payload holds it.
    const ID: [u8; 16] = *b"nowhere in bytes";

    fn filled(dir: &Path) -> (PathBuf, Vec<Vec<u8>>) {
        let path = dir.join("x.db.spill-00000000");
        let mut spill = Spill::create(&path, [1; 16], ID).unwrap();
        let payloads: Vec<Vec<u8>> = (0..5u8).map(|n| vec![n; 10 + usize::from(n) * 7]).collect();
        for payload in &payloads {
            spill.append(payload).unwrap();
        }
        (path, payloads)
    }

    fn all(spill: &mut Spill) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| spill.next_frame().unwrap()).collect()
    }

    #[test]
    fn what_was_put_in_comes_out_in_order_and_goes_on_where_it_was_settled() {
        let dir = tempfile::tempdir().unwrap();
        let (path, payloads) = filled(dir.path());
        let (mut spill, ending) = Spill::open(&path).unwrap().unwrap();
        assert_eq!((ending, *spill.database(), *spill.id()), (Ending::Clean, [1; 16], ID));
        assert!(Spill::open(&path).unwrap().is_none(), "it is locked while somebody has it");
        spill.next_frame().unwrap();
        spill.settle();
        spill.next_frame().unwrap();
        spill.rewind();
        assert_eq!((all(&mut spill), spill.frames_read()), (payloads[1..].to_vec(), 5));
        drop(spill);
        let (mut spill, _) = Spill::open(&path).unwrap().unwrap();
        spill.skip(3).unwrap();
        assert_eq!(all(&mut spill), payloads[3..]);
        spill.remove().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_is_cut_anywhere_gives_its_whole_frames() {
        let dir = tempfile::tempdir().unwrap();
        let (path, payloads) = filled(dir.path());
        let bytes = std::fs::read(&path).unwrap();
        let mut whole = 0;
        for length in (0..bytes.len()).rev() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            if length < HEADER {
                assert!(Spill::open(&path).is_err(), "{length}");
                continue;
            }
            let (mut spill, ending) = Spill::open(&path).unwrap().unwrap();
            let got = all(&mut spill);
            assert_eq!(got, payloads[..got.len()]);
            assert!(matches!(ending, Ending::Clean | Ending::Torn(_)), "{length}: {ending:?}");
            whole += usize::from(ending == Ending::Clean);
        }
        assert_eq!(whole, 5);
    }

    #[test]
    fn every_flipped_bit_is_seen_and_none_but_a_whole_prefix_comes_out() {
        let dir = tempfile::tempdir().unwrap();
        let (path, payloads) = filled(dir.path());
        let bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - (FRAME + payloads[4].len());
        for bit in 0..bytes.len() * 8 {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, &other).unwrap();
            let Ok(opened) = Spill::open(&path) else { continue };
            let (mut spill, ending) = opened.unwrap();
            // In the last frame a flip looks like a torn end.
            let damaged = matches!(ending, Ending::Damaged(_));
            assert!(ending != Ending::Clean && damaged == (bit / 8 < last), "bit {bit}: {ending:?}");
            let got = all(&mut spill);
            assert!(got.len() < payloads.len() && got == payloads[..got.len()], "bit {bit}");
        }
    }
}

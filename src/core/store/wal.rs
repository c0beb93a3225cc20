//! The frames of a write-ahead log, walked before SQLite sees them.
//!
//! SQLite takes a log up to the first frame that does not check and drops the rest without a word: that is right
//! after a power cut and wrong after a flipped bit. What tells the two apart is what stands *behind* that frame.
//! At synchronous FULL every transaction is on disk before the next one begins, so a power cut can only spoil the
//! last one: behind its first bad frame stands at most one commit frame, its own. A frame's checksum is seeded by
//! its predecessor's, so that later frames can be checked without what came before; only commit frames that check
//! in this way count, since a header across a sector boundary may be new in one half and old in the other.
//!
//! The layout is that of the SQLite file format document, "The Write-Ahead Log". The database file is not read.

mod forge;
mod frames;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tests;

pub use forge::forge;

use frames::{FRAME_HEAD, Frame, Frames, HEAD, Head, Salts, Sum};
use std::io::{Read, Result, Seek, SeekFrom};

/// What the power takes or leaves as a whole.
const SECTOR: u64 = 512;
/// Frames in which those that belong together must show themselves when the header is bad.
const PROBE: u64 = 8;

/// Where a log stops being one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The first bad frame (or, where all frames are good, the first of a transaction without its end), counted
    /// from 1; 0 is the log's header.
    pub frame: u64,
    /// Where it begins, in bytes.
    pub offset: u64,
    /// Commit frames behind it that check by themselves.
    pub commits_after: u64,
}

/// How a log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalEnd {
    /// After a commit; what follows is nothing, or was moved into the database before the log began anew.
    Clean,
    /// In a transaction that is not complete, as a crash leaves it.
    Torn(Fault),
    /// In a commit frame that is bad, with one more commit behind it.
    Doubtful(Fault),
    /// In a frame with commits behind it that no crash can explain.
    Damaged(Fault),
}

/// What a log consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalScan {
    /// Frames that check, those of a transaction without its end included.
    pub frames: u64,
    /// Commit frames among them.
    pub commits: u64,
    /// How it ends.
    pub end: WalEnd,
}

/// Walks a log. Memory: one page and a buffer.
pub fn scan(mut log: impl Read + Seek) -> Result<WalScan> {
    let mut bytes = Vec::with_capacity(HEAD);
    log.seek(SeekFrom::Start(0))?;
    log.by_ref().take(HEAD as u64).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(WalScan { frames: 0, commits: 0, end: WalEnd::Clean });
    }
    match Head::parse(&bytes) {
        Some(head) => walk(log, &head),
        None => beheaded(log, &bytes),
    }
}

/// The way of SQLite, up to the first frame that it would not take.
fn walk(log: impl Read, head: &Head) -> Result<WalScan> {
    let mut frames = Frames::new(log, head.page_size);
    let (mut sum, mut count, mut commits, mut unfinished) = (head.sum, 0, 0, 0);
    while let Some(frame) = frames.next()? {
        let good = frame.salts() == Some(head.salts) && frame.page() != 0;
        if !good || frame.sum_from(sum, head.big) != frame.stored() {
            let bad = Bad::of(&frame, head, sum, count + 1);
            let end = bad.judge(&mut frames, head, unfinished)?;
            return Ok(WalScan { frames: count, commits, end });
        }
        (sum, count) = (frame.stored(), count + 1);
        (commits, unfinished) = if frame.is_commit() { (commits + 1, 0) } else { (commits, unfinished + 1) };
    }
    let end = match unfinished {
        0 => WalEnd::Clean,
        _ => WalEnd::Torn(head.fault(count - unfinished + 1, 0)),
    };
    Ok(WalScan { frames: count, commits, end })
}

/// The first frame that SQLite would not take.
struct Bad {
    number: u64,
    /// It is, or may be, of this generation; otherwise it was there before the log began anew.
    ours: bool,
    /// It says for certain that it ends a transaction.
    ends: bool,
    /// What may seed the next frame: the checksum that stands there, and the one that should.
    seeds: [Sum; 2],
}

impl Bad {
    fn of(frame: &Frame<'_>, head: &Head, sum: Sum, number: u64) -> Self {
        let offset = head.offset(number);
        let (one, other) = frame.salts().map_or(([0; 4], [0; 4]), |s| (s.0, s.1));
        // The older generations have another first salt, and by chance another second one; a flipped bit leaves
        // one of the two as it was. Zeros are room that a file got before its bytes arrived.
        let related = one == head.salts.0 || other == head.salts.1;
        let whole_header = offset / SECTOR == (offset + FRAME_HEAD as u64 - 1) / SECTOR;
        Self {
            number,
            ours: related || frame.salts().is_none() || frame.is_blank(),
            ends: related && whole_header && frame.is_commit(),
            seeds: [frame.stored(), frame.sum_from(sum, head.big)],
        }
    }

    /// Looks at what stands behind it.
    fn judge(self, frames: &mut Frames<impl Read>, head: &Head, unfinished: u64) -> Result<WalEnd> {
        let behind = Behind::look(frames, Some(head.salts), head.big, self.seeds, u64::MAX)?;
        let fault = head.fault(self.number, behind.commits);
        Ok(match (behind.commits, self.ends) {
            (0, _) if self.ours || behind.ours || unfinished > 0 => WalEnd::Torn(fault),
            (0, _) => WalEnd::Clean,
            // The end of the transaction that the bad frame is in: its sectors may arrive in any order.
            (1, false) => WalEnd::Torn(fault),
            (1, true) => WalEnd::Doubtful(fault),
            _ => WalEnd::Damaged(fault),
        })
    }
}

/// What stands behind a bad frame.
#[derive(Default)]
struct Behind {
    /// Frames that continue their predecessor.
    linked: u64,
    /// Commit frames among them.
    commits: u64,
    /// Whether there is a frame of this generation at all.
    ours: bool,
}

impl Behind {
    /// Without salts a frame must have those of its predecessor.
    fn look(
        frames: &mut Frames<impl Read>,
        salts: Option<Salts>,
        big: bool,
        seeds: [Sum; 2],
        most: u64,
    ) -> Result<Self> {
        let (mut behind, mut seeds, mut previous, mut seen) = (Self::default(), seeds, None, 0);
        while seen < most
            && let Some(frame) = frames.next()?
        {
            seen += 1;
            let Some(own) = frame.salts() else { break };
            if own == salts.or(previous).unwrap_or(own) && frame.page() != 0 {
                behind.ours = true;
                if seeds.iter().any(|seed| frame.sum_from(*seed, big) == frame.stored()) {
                    behind.linked += 1;
                    behind.commits += u64::from(frame.is_commit());
                }
            }
            (seeds, previous) = ([frame.stored(); 2], Some(own));
        }
        Ok(behind)
    }
}

/// A log without a header that checks: SQLite takes it for an empty one. The header is synced before the first
/// frame is written, so no crash leaves frames behind a bad one.
fn beheaded(mut log: impl Read + Seek, bytes: &[u8]) -> Result<WalScan> {
    let mut end = WalEnd::Torn(Fault { frame: 0, offset: 0, commits_after: 0 });
    for (page_size, big) in Head::guesses() {
        let seeds = Head::seeds(bytes, big);
        let mut look = |most| {
            log.seek(SeekFrom::Start(HEAD as u64))?;
            Behind::look(&mut Frames::new(&mut log, page_size), None, big, seeds, most)
        };
        if look(PROBE)?.linked == 0 {
            continue;
        }
        let commits_after = look(u64::MAX)?.commits;
        if commits_after > 0 {
            end = WalEnd::Damaged(Fault { frame: 0, offset: 0, commits_after });
            break;
        }
    }
    Ok(WalScan { frames: 0, commits: 0, end })
}

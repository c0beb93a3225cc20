//! The parts of a write-ahead log: its header, its frames, their checksums.

use super::Fault;
use std::io::{BufReader, Read, Result};

/// Bytes of the log's header.
pub const HEAD: usize = 32;
/// Bytes of a frame's header.
pub const FRAME_HEAD: usize = 24;
/// The last bit tells the order of the bytes in checksums.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
const READ_AHEAD: usize = 256 << 10;

/// The two random numbers of a generation: the first grows by one with each, the second is new.
pub type Salts = ([u8; 4], [u8; 4]);

/// A running checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(u32, u32);

impl Sum {
    pub const START: Self = Self(0, 0);

    /// Goes on over bytes, eight at a time; `big` is their order.
    pub fn over(self, bytes: &[u8], big: bool) -> Self {
        let word = if big { u32::from_be_bytes } else { u32::from_le_bytes };
        let (mut a, mut b) = (self.0, self.1);
        for [b0, b1, b2, b3, b4, b5, b6, b7] in bytes.as_chunks::<8>().0 {
            a = a.wrapping_add(word([*b0, *b1, *b2, *b3])).wrapping_add(b);
            b = b.wrapping_add(word([*b4, *b5, *b6, *b7])).wrapping_add(a);
        }
        Self(a, b)
    }

    /// As it is written, whatever the order of the bytes that it is over.
    pub fn read(bytes: &[u8], at: usize) -> Self {
        Self(number(bytes, at), number(bytes, at + 4))
    }

    pub fn to_bytes(self) -> [u8; 8] {
        let mut bytes = [0; 8];
        bytes[..4].copy_from_slice(&self.0.to_be_bytes());
        bytes[4..].copy_from_slice(&self.1.to_be_bytes());
        bytes
    }
}

/// Four bytes; zeros where there are none.
fn four(bytes: &[u8], at: usize) -> [u8; 4] {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or_default()
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(four(bytes, at))
}

/// The log's header.
#[derive(Debug)]
pub struct Head {
    pub page_size: usize,
    pub big: bool,
    pub salts: Salts,
    pub sum: Sum,
}

impl Head {
    /// A header that SQLite would take.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (magic, big) = (number(bytes, 0), number(bytes, 0) & 1 == 1);
        let sum = Sum::read(bytes, 24);
        let known = magic & !1 == MAGIC && number(bytes, 4) == VERSION;
        if bytes.len() < HEAD || !known || Sum::START.over(&bytes[..24], big) != sum {
            return None;
        }
        let salts = (four(bytes, 16), four(bytes, 20));
        Some(Self { page_size: page_size(number(bytes, 8))?, big, salts, sum })
    }

    /// Where a frame begins.
    pub fn offset(&self, frame: u64) -> u64 {
        HEAD as u64 + (frame - 1) * (FRAME_HEAD + self.page_size) as u64
    }

    pub fn fault(&self, frame: u64, commits_after: u64) -> Fault {
        Fault { frame, offset: self.offset(frame), commits_after }
    }

    /// Page sizes and byte orders that frames behind a bad header may have.
    pub fn guesses() -> impl Iterator<Item = (usize, bool)> {
        (9..=16).flat_map(|n| [(1 << n, false), (1 << n, true)])
    }

    /// What may have seeded the first frame: the checksum that stands in a bad header, and the one that should.
    pub fn seeds(bytes: &[u8], big: bool) -> [Sum; 2] {
        [Sum::read(bytes, 24), Sum::START.over(bytes.get(..24).unwrap_or_default(), big)]
    }
}

fn page_size(stored: u32) -> Option<usize> {
    (stored.is_power_of_two() && (512..=65_536).contains(&stored)).then(|| usize::try_from(stored).ok())?
}

/// A frame; the last one of a log may be cut off.
#[derive(Debug)]
pub struct Frame<'a> {
    bytes: &'a [u8],
    whole: bool,
}

impl Frame<'_> {
    /// The page that it is of; no page has number 0.
    pub fn page(&self) -> u32 {
        if self.whole { number(self.bytes, 0) } else { 0 }
    }

    /// Whether it ends a transaction: it then tells the database's size.
    pub fn is_commit(&self) -> bool {
        number(self.bytes, 4) != 0
    }

    /// `None` where it is cut off before their end.
    pub fn salts(&self) -> Option<Salts> {
        (self.bytes.len() >= 16).then(|| (four(self.bytes, 8), four(self.bytes, 12)))
    }

    pub fn stored(&self) -> Sum {
        Sum::read(self.bytes, 16)
    }

    /// What its checksum should be after this one.
    pub fn sum_from(&self, seed: Sum, big: bool) -> Sum {
        let part = |range: std::ops::Range<usize>| self.bytes.get(range).unwrap_or_default();
        seed.over(part(0..8), big).over(part(FRAME_HEAD..self.bytes.len()), big)
    }

    /// Whether its header is nothing but zeros.
    pub fn is_blank(&self) -> bool {
        self.bytes.iter().take(FRAME_HEAD).all(|b| *b == 0)
    }
}

/// The frames of a log, one after the other.
#[derive(Debug)]
pub struct Frames<R> {
    from: BufReader<R>,
    frame: Vec<u8>,
    size: usize,
}

impl<R: Read> Frames<R> {
    pub fn new(from: R, page_size: usize) -> Self {
        let size = FRAME_HEAD + page_size;
        Self { from: BufReader::with_capacity(READ_AHEAD, from), frame: Vec::with_capacity(size), size }
    }

    pub fn next(&mut self) -> Result<Option<Frame<'_>>> {
        self.frame.clear();
        self.from.by_ref().take(self.size as u64).read_to_end(&mut self.frame)?;
        let whole = self.frame.len() == self.size;
        Ok((!self.frame.is_empty()).then_some(Frame { bytes: &self.frame, whole }))
    }
}

//! The write-ahead log of a damaged database: the frames that verify, one by one.
//!
//! A frame's checksum goes on from the checksum that stands in the frame before it. So a damaged frame spoils
//! itself and not those after it, as it does for SQLite, which gives up at the first one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

type Sum = (u32, u32);

/// Where the newest image of each page begins, among the frames up to the last commit that verifies; and how many
/// frames do not: damaged ones, and those of a last write that was cut off.
pub fn newest_pages(log: &File, page_size: usize) -> io::Result<(BTreeMap<u32, u64>, u64)> {
    let mut header = [0u8; HEADER];
    if read(log, &mut header, 0)? < HEADER {
        return Ok((BTreeMap::new(), 0));
    }
    let big_endian = word(&header, 0) & 1 == 1;
    let whole = checksum((0, 0), &header[..24], big_endian) == (word(&header, 24), word(&header, 28));
    let mut salts = (word(&header, 16), word(&header, 20));
    let mut before = (word(&header, 24), word(&header, 28));
    let mut frame = vec![0u8; FRAME_HEADER + page_size];
    let (mut pages, mut open) = (BTreeMap::new(), Vec::new());
    let (mut bad, mut since, mut torn) = (0, 0, 0);
    let mut at = HEADER as u64;
    loop {
        let got = read(log, &mut frame, at)?;
        if got < FRAME_HEADER {
            break;
        }
        if !whole && at == HEADER as u64 {
            // The header is damaged, and may no longer say which frames are of this log.
            salts = (word(&frame, 8), word(&frame, 12));
        }
        let stored = (word(&frame, 16), word(&frame, 20));
        let sum = checksum(before, &frame[..8], big_endian);
        let sum = checksum(sum, &frame[FRAME_HEADER..], big_endian);
        let of_this_log = (word(&frame, 8), word(&frame, 12)) == salts;
        if of_this_log && sum == stored && got == frame.len() {
            open.push((word(&frame, 0), at + FRAME_HEADER as u64));
            if word(&frame, 4) != 0 {
                pages.extend(open.drain(..));
                (bad, since, torn) = (bad + since, 0, 0);
            }
        } else {
            // Behind the last commit only frames of this log count: others are left from an earlier one.
            since += 1;
            torn += u64::from(of_this_log);
        }
        if got < frame.len() {
            break;
        }
        before = stored;
        at += frame.len() as u64;
    }
    pages.remove(&0);
    Ok((pages, bad + torn))
}

fn read(file: &File, to: &mut [u8], at: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < to.len() {
        match file.read_at(&mut to[filled..], at + filled as u64)? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// SQLite's checksum over words of 32 bits, in the order of bytes that the log's magic number names.
fn checksum(start: Sum, bytes: &[u8], big_endian: bool) -> Sum {
    let (mut a, mut b) = start;
    for pair in bytes.chunks_exact(8) {
        let word = |at: usize| {
            let four = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
            if big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        a = a.wrapping_add(word(0)).wrapping_add(b);
        b = b.wrapping_add(word(4)).wrapping_add(a);
    }
    (a, b)
}

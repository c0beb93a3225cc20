//! A block: the compressed streams of a sheet; and its digest, the first half of the SHA-256 over its bytes and those
//! of its dictionary, if it has one.
//!
//! ```text
//! version  1
//! flags    1: a dictionary is used
//! streams  their number; of each its length, and its length in the block (0: it stands there as it is)
//! bytes    the streams, the small things first
//! ```

use super::sheet::{Sheet, push_number, take_number};
use super::{Damage, Dictionary};
use sha2::{Digest as _, Sha256};
use zstd::bulk::{Compressor, Decompressor};

const VERSION: u8 = 1;
const WITH_DICTIONARY: u8 = 1;
/// Sealing is done once and in the background; reading takes the same time whatever the level.
pub const LEVEL: i32 = 9;
/// More than this no block unpacks to.
const MOST_BYTES: usize = 96 << 20;
const MOST_STREAMS: usize = 1 << 16;

/// What a block has to hash to.
pub type Digest = [u8; 16];

/// Compresses a sheet. Gives the block and its digest.
pub fn pack(sheet: &Sheet, dictionary: Option<&Dictionary>) -> Result<(Vec<u8>, Digest), Damage> {
    let failed = |_| Damage("it cannot be compressed");
    let mut plain = Compressor::new(LEVEL).map_err(failed)?;
    let mut learned = match dictionary {
        Some(d) => Some(Compressor::with_dictionary(LEVEL, d.bytes()).map_err(failed)?),
        None => None,
    };
    let (mut head, mut body) = (vec![VERSION, u8::from(dictionary.is_some()) * WITH_DICTIONARY], Vec::new());
    if sheet.len() > MOST_BYTES || sheet.long.len() >= MOST_STREAMS {
        return Err(Damage("it is too large"));
    }
    push_number(&mut head, sheet.long.len() as u64 + 1);
    for stream in std::iter::once(&sheet.small).chain(&sheet.long) {
        let compressor = learned.take().map_or_else(|| plain.compress(stream), |mut c| c.compress(stream));
        let packed = compressor.map_err(failed)?;
        push_number(&mut head, stream.len() as u64);
        if packed.len() < stream.len() {
            push_number(&mut head, packed.len() as u64);
            body.extend_from_slice(&packed);
        } else {
            push_number(&mut head, 0);
            body.extend_from_slice(stream);
        }
    }
    head.extend_from_slice(&body);
    let digest = digest(&head, dictionary);
    Ok((head, digest))
}

/// The small things and the long streams of a block, if it is as it was made.
pub fn unpack(
    (block, said): (&[u8], &Digest),
    dictionary: Option<&Dictionary>,
) -> Result<(Vec<u8>, Vec<Vec<u8>>), Damage> {
    let [VERSION, flags, ..] = block else { return Err(Damage("it is of an unknown version")) };
    let dictionary = match (flags & WITH_DICTIONARY, dictionary) {
        (0, _) => None,
        (_, Some(d)) => Some(d),
        (_, None) => return Err(Damage("the dictionary that it was compressed with is gone")),
    };
    if digest(block, dictionary) != *said {
        return Err(Damage("its digest is another one"));
    }
    let mut head = &block[2..];
    let lengths = lengths(&mut head)?;
    let mut plain = Decompressor::new().map_err(|_| Damage("it cannot be unpacked"))?;
    let mut learned = match dictionary {
        Some(d) => {
            Some(Decompressor::with_dictionary(d.bytes()).map_err(|_| Damage("it cannot be unpacked"))?)
        }
        None => None,
    };
    let mut streams = Vec::with_capacity(lengths.len());
    for (length, packed) in lengths {
        let stored = if packed == 0 { length } else { packed };
        let (bytes, rest) = head.split_at_checked(stored).ok_or(Damage("it ends too early"))?;
        head = rest;
        let unpacked = match (packed, learned.take()) {
            (0, _) => bytes.to_vec(),
            (_, Some(mut with)) => {
                with.decompress(bytes, length).map_err(|_| Damage("it cannot be unpacked"))?
            }
            (_, None) => plain.decompress(bytes, length).map_err(|_| Damage("it cannot be unpacked"))?,
        };
        if unpacked.len() != length {
            return Err(Damage("a stream has another length"));
        }
        streams.push(unpacked);
    }
    if !head.is_empty() {
        return Err(Damage("it has more in it than its events"));
    }
    let mut streams = streams.into_iter();
    let small = streams.next().ok_or(Damage("a stream is missing"))?;
    Ok((small, streams.collect()))
}

/// Of each stream its length and its length in the block; together no more than a block may have.
fn lengths(head: &mut &[u8]) -> Result<Vec<(usize, usize)>, Damage> {
    let number = |head: &mut &[u8]| {
        let n = take_number(head)?;
        usize::try_from(n).ok().filter(|n| *n <= MOST_BYTES).ok_or(Damage("a count is out of range"))
    };
    let streams = number(head)?;
    if streams > MOST_STREAMS || streams > head.len() {
        return Err(Damage("a count is out of range"));
    }
    let mut lengths = Vec::with_capacity(streams);
    let mut all = 0;
    for _ in 0..streams {
        let (length, packed) = (number(head)?, number(head)?);
        all += length;
        if all > MOST_BYTES {
            return Err(Damage("it unpacks to too much"));
        }
        lengths.push((length, packed));
    }
    Ok(lengths)
}

/// The digest of a block and its dictionary.
pub fn digest(bytes: &[u8], dictionary: Option<&Dictionary>) -> Digest {
    let mut hash = Sha256::new_with_prefix(bytes);
    if let Some(dictionary) = dictionary {
        hash.update(dictionary.digest());
    }
    let mut out = Digest::default();
    out.copy_from_slice(&hash.finalize()[..16]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_comes_back_and_every_flipped_bit_of_it_is_noticed() {
        let sheet = Sheet {
            small: b"small things small things small things".to_vec(),
            long: vec![vec![3; 500], (0..=255).collect()],
        };
        let (block, digest) = pack(&sheet, None).unwrap();
        assert!(block.len() < 400);
        assert_eq!(unpack((&block, &digest), None).unwrap(), (sheet.small, sheet.long));
        for at in 0..block.len() {
            let mut bad = block.clone();
            bad[at] ^= 1 << (at % 8);
            assert!(unpack((&bad, &digest), None).is_err(), "byte {at}");
            assert!(unpack((&block[..at], &digest), None).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_block_that_says_it_is_huge_is_refused_before_anything_is_unpacked() {
        let mut rest = vec![VERSION, 0, 1];
        push_number(&mut rest, 1 << 40);
        push_number(&mut rest, 5);
        let digest = digest(&rest, None);
        assert_eq!(unpack((&rest, &digest), None), Err(Damage("a count is out of range")));
    }
}

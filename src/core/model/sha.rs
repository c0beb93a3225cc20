//! SHA-256 of many short messages that begin alike: the beginning is hashed once.
//!
//! A seal costs four short hashes an event. Fed piece by piece through a general hasher, a third of their time goes
//! into its buffer; here a message is laid out with its padding (FIPS 180-4, 5.1.1) and goes through the library's
//! compression in one call.

use super::chain::Hash;
use sha2::block_api::compress256;

/// FIPS 180-4, 5.3.3.
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
const BLOCK: usize = 64;
/// Blocks that are laid out at a time: of short messages, of most, and of the others.
const FEW: usize = 2;
const SOME: usize = 4;
const MANY: usize = 8;

/// The beginning of messages, hashed as far as whole blocks go.
#[derive(Debug, Clone)]
pub struct Prefix {
    state: [u32; 8],
    tail: [u8; BLOCK],
    /// Bytes of the whole beginning.
    length: usize,
}

impl Default for Prefix {
    /// No beginning.
    fn default() -> Self {
        Self { state: START, tail: [0; BLOCK], length: 0 }
    }
}

impl Prefix {
    /// A beginning.
    pub fn new(bytes: &[u8]) -> Self {
        let mut prefix = Self { length: bytes.len(), ..Self::default() };
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        compress256(&mut prefix.state, blocks);
        prefix.tail[..rest.len()].copy_from_slice(rest);
        prefix
    }

    /// The hash of the beginning and what follows it.
    pub fn digest(&self, parts: &[&[u8]]) -> Hash {
        let rest = self.length % BLOCK + parts.iter().map(|p| p.len()).sum::<usize>();
        if rest < BLOCK - 8 {
            self.lay::<1>(&mut [[0; BLOCK]; 1], parts)
        } else if rest < FEW * BLOCK - 8 {
            self.lay::<FEW>(&mut [[0; BLOCK]; FEW], parts)
        } else if rest < SOME * BLOCK - 8 {
            self.lay::<SOME>(&mut [[0; BLOCK]; SOME], parts)
        } else {
            self.lay::<MANY>(&mut [[0; BLOCK]; MANY], parts)
        }
    }

    fn lay<const BLOCKS: usize>(&self, laid: &mut [[u8; BLOCK]; BLOCKS], parts: &[&[u8]]) -> Hash {
        let mut state = self.state;
        let laid = laid.as_flattened_mut();
        let mut used = self.length % BLOCK;
        laid[..used].copy_from_slice(&self.tail[..used]);
        let (mut length, mut fresh) = (self.length, true);
        for mut part in parts.iter().copied() {
            length += part.len();
            while part.len() > laid.len() - used {
                let (now, later) = part.split_at(laid.len() - used);
                laid[used..].copy_from_slice(now);
                compress256(&mut state, laid.as_chunks().0);
                (used, part, fresh) = (0, later, false);
            }
            laid[used..used + part.len()].copy_from_slice(part);
            used += part.len();
        }
        if !fresh {
            laid[used..].fill(0);
        }
        finish(state, laid, used, length)
    }
}

/// The hash of a byte and two hashes: a node of a tree.
pub fn node(domain: u8, left: &Hash, right: &Hash) -> Hash {
    let mut laid = [0; 2 * BLOCK];
    laid[0] = domain;
    laid[1..33].copy_from_slice(left);
    laid[33..65].copy_from_slice(right);
    finish(START, &mut laid, 65, 65)
}

/// The padding: a bit, zeros, the length in bits. Behind what is used stand zeros already.
fn finish(mut state: [u32; 8], laid: &mut [u8], used: usize, length: usize) -> Hash {
    let mut end = (used + 1 + 8).next_multiple_of(BLOCK);
    if used == laid.len() {
        compress256(&mut state, laid.as_chunks().0);
        laid[..BLOCK].fill(0);
        laid[0] = 0x80;
        end = BLOCK;
    } else {
        laid[used] = 0x80;
        if end > laid.len() {
            compress256(&mut state, laid.as_chunks().0);
            laid[..BLOCK].fill(0);
            end = BLOCK;
        }
    }
    laid[end - 8..end].copy_from_slice(&(length as u64 * 8).to_be_bytes());
    compress256(&mut state, laid[..end].as_chunks().0);
    let mut out = [0; 32];
    for (bytes, word) in out.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn it_is_the_library_s_own_digest_for_every_length_and_every_cut() {
        let bytes: Vec<u8> = (0..1700u32).map(|n| u8::try_from(n * 7 % 251).unwrap()).collect();
        for length in 0..bytes.len() {
            let message = &bytes[..length];
            let want: Hash = Sha256::digest(message).into();
            for cut in [0, 1, 23, 63, 64, 65, 128, 500, 511, 512, 513, length / 2, length] {
                let (begin, rest) = message.split_at(cut.min(length));
                assert_eq!(Prefix::new(begin).digest(&[rest]), want, "{cut} of {length}");
                let (a, b) = rest.split_at(rest.len() / 3);
                assert_eq!(Prefix::new(begin).digest(&[a, &[], b]), want, "{cut} of {length}, in parts");
            }
        }
    }
}

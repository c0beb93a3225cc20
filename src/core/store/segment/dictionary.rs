//! What the small things of a session's blocks have in common: names, templates, values that come again. It is made
//! of one session's own blocks and used for them alone, since it holds pieces of what it was made of.

use super::block::LEVEL;
use sha2::{Digest, Sha256};

/// Blocks that a dictionary is made of.
pub const SAMPLES: usize = 64;
/// Fewer have too little in common to learn from.
const FEWEST: usize = 8;
const MOST_BYTES: usize = 16 << 10;
/// No dictionary that wfstate made is larger; one that is, is not loaded.
pub const LARGEST: usize = 1 << 20;

/// A dictionary of a session.
#[derive(Debug, Clone)]
pub struct Dictionary {
    bytes: Vec<u8>,
    digest: [u8; 32],
}

impl Dictionary {
    /// One that was made before.
    pub fn new(bytes: Vec<u8>) -> Self {
        let digest = Sha256::digest(&bytes).into();
        Self { bytes, digest }
    }

    /// Learns from the small things of some blocks; `None` where there is too little.
    pub fn learn(samples: &[Vec<u8>]) -> Option<Self> {
        if samples.len() < FEWEST {
            return None;
        }
        zstd::dict::from_samples(samples, MOST_BYTES).ok().map(Self::new)
    }

    /// Learns from some of the samples and keeps what it learnt if it saves more on the others than it takes, in a
    /// session of so many blocks.
    pub fn worth_learning(samples: &[Vec<u8>], blocks: u64) -> Option<Self> {
        let half = |odd: usize| samples.iter().skip(odd).step_by(2);
        let tried = Self::learn(&half(0).cloned().collect::<Vec<_>>())?;
        let mut alone = zstd::bulk::Compressor::new(LEVEL).ok()?;
        let mut learned = zstd::bulk::Compressor::with_dictionary(LEVEL, &tried.bytes).ok()?;
        let (mut saved, mut looked_at) = (0i64, 0i64);
        for sample in half(1) {
            let sizes = (alone.compress(sample).ok()?.len(), learned.compress(sample).ok()?.len());
            saved += i64::try_from(sizes.0).ok()? - i64::try_from(sizes.1).ok()?;
            looked_at += 1;
        }
        let of_session = saved.checked_mul(i64::try_from(blocks).ok()?)? / looked_at.max(1);
        let all = Self::learn(samples)?;
        // Twice its price, or it is not worth having another thing that belongs to the session.
        (of_session > 2 * i64::try_from(all.bytes.len()).ok()?).then_some(all)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Their digest, which goes into that of each block that was made with it.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

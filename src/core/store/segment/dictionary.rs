//! What the small things of a session's blocks have in common: names, templates, values that come again. It is made
//! of one session's own blocks and used for them alone, since it holds pieces of what it was made of.

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

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Their digest, which goes into that of each block that was made with it.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

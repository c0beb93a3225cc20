//! Seals: what is hashed, byte by byte. These values can never change.
//!
//! | domain | what | over |
//! | --- | --- | --- |
//! | HMAC, key of the session | commitment C of an event | version 1, flags, frame, energy, key, extra members, payload |
//! | 0x00 | leaf | `E`, database uuid, session, seq, time, type, C |
//! | 0x01 | node of a Merkle tree | left, right (RFC 9162, 2.1.1) |
//! | 0x02 | seal of a batch | the session's previous seal, database uuid, session, first seq, count, Merkle root |
//! | 0x03 | ledger entry | previous entry, database uuid, number, time, kind, subject, facts |
//! | 0x04 | journal entry | the session's previous entry, database uuid, session, number, seq it stands after, seal at that seq, time, kind, facts |
//! | 0x05 | head of a session | database uuid, session, last seq, its seal, number of journal entries, last of them |
//!
//! Integers are big-endian, texts and byte strings carry their length (u32) in front. The payload is only
//! committed under the session's key: with the key destroyed, leaves that are left behind (in a backup's
//! manifest, in a ledger) cannot be guessed back.

use super::event::Flags;
use super::privacy::keyed;
use super::sha::{Prefix, node};
use super::time::Timestamp;
use hmac::Mac;
use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// What a chain starts from.
pub const GENESIS: Hash = [0; 32];

/// The parts of an event that its seal covers.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    /// Position in the session.
    pub seq: u64,
    /// Its time.
    pub at: Timestamp,
    /// Its type.
    pub type_name: &'a str,
    /// How it came in.
    pub flags: Flags,
    /// The frame.
    pub frame: Option<u64>,
    /// The energy, micro-EU.
    pub energy: Option<i64>,
    /// The producer's key.
    pub key: Option<&'a str>,
    /// Members of the envelope that wfstate does not know, as a JSON object.
    pub extra: Option<&'a str>,
    /// The data, as stored.
    pub payload: &'a [u8],
}

/// Hashes leaves, seals, journal entries and heads of one session of one database.
#[derive(Clone)]
pub struct SessionHasher {
    place: Vec<u8>,
    leaf: Prefix,
}

impl SessionHasher {
    /// A hasher for a session.
    pub fn new(database: &[u8; 16], session: &str) -> Self {
        let mut place = database.to_vec();
        push_bytes(&mut place, session.as_bytes());
        let leaf = Prefix::new(&[&[0x00, b'E'], place.as_slice()].concat());
        Self { place, leaf }
    }

    /// The leaf of an event, `commitment` being its C.
    pub fn leaf(&self, e: &Sealed<'_>, commitment: &Hash) -> Hash {
        let mut head = [0u8; 20];
        head[..8].copy_from_slice(&e.seq.to_be_bytes());
        head[8..16].copy_from_slice(&e.at.0.to_be_bytes());
        head[16..].copy_from_slice(&length(e.type_name.len()));
        self.leaf.digest(&[&head, e.type_name.as_bytes(), commitment])
    }

    /// The seal of a batch of `count` events from `first`.
    pub fn seal(&self, previous: &Hash, first: u64, count: u64, root: &Hash) -> Hash {
        self.start(0x02, previous)
            .chain_update(first.to_be_bytes())
            .chain_update(count.to_be_bytes())
            .chain_update(root)
            .finalize()
            .into()
    }

    /// The hash of a journal entry.
    pub fn journal(&self, previous: &Hash, entry: &JournalFacts<'_>, seal: &Hash) -> Hash {
        let mut rest = Vec::with_capacity(64 + entry.facts.len());
        rest.extend_from_slice(&entry.number.to_be_bytes());
        rest.extend_from_slice(&entry.after_seq.to_be_bytes());
        rest.extend_from_slice(seal);
        rest.extend_from_slice(&entry.at.0.to_be_bytes());
        push_bytes(&mut rest, entry.kind.as_bytes());
        push_bytes(&mut rest, entry.facts.as_bytes());
        self.start(0x04, previous).chain_update(rest).finalize().into()
    }

    /// The head of the session: one hash for all its events and journal entries.
    pub fn head(&self, last_seq: u64, seal: &Hash, entries: u64, journal: &Hash) -> Hash {
        Sha256::new()
            .chain_update([0x05])
            .chain_update(&self.place)
            .chain_update(last_seq.to_be_bytes())
            .chain_update(seal)
            .chain_update(entries.to_be_bytes())
            .chain_update(journal)
            .finalize()
            .into()
    }

    fn start(&self, domain: u8, previous: &Hash) -> Sha256 {
        Sha256::new().chain_update([domain]).chain_update(previous).chain_update(&self.place)
    }
}

/// What a journal entry says.
#[derive(Debug, Clone, Copy)]
pub struct JournalFacts<'a> {
    /// Its number within the session, from 1.
    pub number: u64,
    /// The event that it stands after; 0 is before the first.
    pub after_seq: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: &'a str,
    /// The facts, a JSON object.
    pub facts: &'a str,
}

/// Commits payloads under one key of a session.
#[derive(Clone)]
pub struct Committer {
    inner: Prefix,
    outer: Prefix,
}

impl Committer {
    /// A committer under a key.
    pub fn new(key: &[u8; 32]) -> Self {
        // HMAC (RFC 2104): a key shorter than a block is padded with zeros.
        let block = |pad: u8| {
            let mut block = [pad; 64];
            block.iter_mut().zip(key).for_each(|(b, k)| *b ^= k);
            Prefix::new(&block)
        };
        Self { inner: block(0x36), outer: block(0x5c) }
    }

    /// C of an event.
    pub fn commit(&self, e: &Sealed<'_>) -> Hash {
        let mut head = [0u8; 28];
        head[0] = 1;
        head[1] = e.flags.0;
        head[2] =
            u8::from(e.frame.is_some()) | u8::from(e.energy.is_some()) << 1 | u8::from(e.key.is_some()) << 2;
        head[3] = u8::from(e.extra.is_some());
        head[4..12].copy_from_slice(&e.frame.unwrap_or(0).to_be_bytes());
        head[12..20].copy_from_slice(&e.energy.unwrap_or(0).to_be_bytes());
        let (key, extra) = (e.key.unwrap_or_default(), e.extra.unwrap_or_default());
        head[20..24].copy_from_slice(&length(key.len()));
        head[24..].copy_from_slice(&length(extra.len()));
        let inner = self.inner.digest(&[&head, key.as_bytes(), extra.as_bytes(), e.payload]);
        self.outer.digest(&[&inner])
    }
}

/// The Merkle root of a batch, fed leaf by leaf (RFC 9162: an odd tail is a subtree of its own).
#[derive(Debug, Default, Clone)]
pub struct Merkle {
    stack: Vec<Hash>,
    count: u64,
}

impl Merkle {
    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.count += 1;
        self.stack.push(leaf);
        for _ in 0..self.count.trailing_zeros() {
            self.fold_top();
        }
    }

    /// Leaves so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The root, and an empty tree again. The root of no leaves is the hash of nothing.
    pub fn take_root(&mut self) -> Hash {
        while self.stack.len() > 1 {
            self.fold_top();
        }
        self.count = 0;
        self.stack.pop().unwrap_or_else(|| Sha256::digest([]).into())
    }

    fn fold_top(&mut self) {
        if let (Some(right), Some(left)) = (self.stack.pop(), self.stack.pop()) {
            self.stack.push(node(0x01, &left, &right));
        }
    }
}

/// A ledger entry's content.
#[derive(Debug, Clone, Copy)]
pub struct LedgerFacts<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: &'a str,
    /// The pseudonym of the session; empty for the database itself.
    pub subject: &'a [u8],
    /// The facts, a JSON object.
    pub facts: &'a str,
}

/// The hash of a ledger entry.
pub fn ledger_hash(previous: &Hash, database: &[u8; 16], entry: &LedgerFacts<'_>) -> Hash {
    let mut rest = Vec::with_capacity(64 + entry.facts.len());
    rest.extend_from_slice(&entry.number.to_be_bytes());
    rest.extend_from_slice(&entry.at.0.to_be_bytes());
    push_bytes(&mut rest, entry.kind.as_bytes());
    push_bytes(&mut rest, entry.subject);
    push_bytes(&mut rest, entry.facts.as_bytes());
    Sha256::new()
        .chain_update([0x03])
        .chain_update(previous)
        .chain_update(database)
        .chain_update(rest)
        .finalize()
        .into()
}

/// The name under which the ledger knows a session. Its first key goes in, so that with the keys destroyed the
/// name cannot be guessed back either.
pub fn pseudonym(first_key: &[u8; 32], session: &str) -> [u8; 16] {
    let mut mac = keyed(first_key);
    mac.update(b"wfstate.pseudonym/1\0");
    mac.update(session.as_bytes());
    let digest = mac.finalize().into_bytes();
    let mut out = [0; 16];
    out.copy_from_slice(&digest[..16]);
    out
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&length(bytes.len()));
    out.extend_from_slice(bytes);
}

/// Nothing that is hashed is longer than a line, and a line is shorter than `u32::MAX`.
fn length(len: usize) -> [u8; 4] {
    u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::privacy::hex;

    fn root(leaves: &[Hash]) -> Hash {
        // The definition of RFC 9162, 2.1.1, on leaves that are hashed already.
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            many => {
                let k = many.len().next_power_of_two() / 2;
                let (left, right) = (root(&many[..k]), root(&many[k..]));
                Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
            }
        }
    }

    #[test]
    fn the_incremental_root_is_that_of_the_rfc() {
        let leaves: Vec<Hash> = (0..67u8).map(|n| Sha256::digest([0, n]).into()).collect();
        let mut tree = Merkle::default();
        for n in 0..=leaves.len() {
            leaves[..n].iter().for_each(|l| tree.push(*l));
            assert_eq!(tree.count(), n as u64);
            assert_eq!(tree.take_root(), root(&leaves[..n]), "{n}");
        }
    }

    #[test]
    fn every_part_of_an_event_moves_its_leaf() {
        let base = Sealed {
            seq: 1,
            at: Timestamp(5),
            type_name: "energy.update",
            flags: Flags(0),
            frame: None,
            energy: None,
            key: None,
            extra: None,
            payload: b"{}",
        };
        let variants = [
            base,
            Sealed { seq: 2, ..base },
            Sealed { at: Timestamp(6), ..base },
            Sealed { type_name: "energy.peak", ..base },
            Sealed { flags: Flags(1), ..base },
            Sealed { frame: Some(0), ..base },
            Sealed { energy: Some(0), ..base },
            Sealed { key: Some(""), ..base },
            Sealed { extra: Some(""), ..base },
            Sealed { key: Some("{}"), payload: b"", ..base },
            Sealed { extra: Some("{}"), payload: b"", ..base },
            Sealed { payload: b"{} ", ..base },
        ];
        let leaf = |e: &Sealed<'_>, uuid: u8, session: &str, key: u8| {
            SessionHasher::new(&[uuid; 16], session).leaf(e, &Committer::new(&[key; 32]).commit(e))
        };
        let mut all: Vec<Hash> = variants.iter().map(|v| leaf(v, 0, "s", 0)).collect();
        all.extend([leaf(&base, 1, "s", 0), leaf(&base, 0, "t", 0), leaf(&base, 0, "s", 1)]);
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn the_bytes_that_are_hashed_never_change() {
        let e = Sealed {
            seq: 1,
            at: Timestamp(1_755_460_080_000_000),
            type_name: "energy.update",
            flags: Flags(Flags::ENERGY_FROM_DATA),
            frame: Some(221),
            energy: Some(15_500_000),
            key: Some("evt_001"),
            extra: None,
            payload: br#"{"energy":15.5}"#,
        };
        let hasher = SessionHasher::new(&[1; 16], "20250817T194800Z_001");
        let c = Committer::new(&[2; 32]).commit(&e);
        let leaf = hasher.leaf(&e, &c);
        let seal = hasher.seal(&GENESIS, 1, 1, &leaf);
        let entry = JournalFacts { number: 1, after_seq: 1, at: Timestamp(7), kind: "k", facts: "{}" };
        let journal = hasher.journal(&GENESIS, &entry, &seal);
        let head = hasher.head(1, &seal, 1, &journal);
        let ledger = LedgerFacts { number: 1, at: Timestamp(7), kind: "created", subject: b"", facts: "{}" };
        let all = [c, leaf, seal, journal, head, ledger_hash(&GENESIS, &[1; 16], &ledger)];
        let seen: Vec<String> = all.iter().map(|h| hex(&h[..8])).collect();
        assert_eq!(seen, GOLDEN, "the seal format is frozen");
    }

    // Computed a second time by a Python program of the module's table, not copied from the output above.
    const GOLDEN: [&str; 6] = [
        "9f4c299670e7d32a",
        "54b329f2087842d6",
        "3bcebb053520491d",
        "8707d5d655ca41a9",
        "2a6f5d2d819f247d",
        "79df332457cd0786",
    ];
}

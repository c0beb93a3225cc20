//! Needles: pieces of what is erased, to be looked for in the files afterwards.
//!
//! They live in memory only. There are at most [`MOST`] of them, at most [`LONGEST`] bytes each: of more the ones
//! with the smallest hashes stay, which is a fair sample of all. What names the session (its id, label, user, keys) is
//! always among them. The search looks at each place of a file once: six bytes decide whether anything can begin
//! there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Sampled needles that are kept.
pub const MOST: usize = 100_000;
/// Shorter pieces stand in files by chance.
pub const SHORTEST: usize = 6;
/// Bytes of a needle; of a longer piece its beginning and its end are two.
pub const LONGEST: usize = 32;

/// Needles that are being collected.
#[derive(Debug, Default)]
pub struct Needles {
    sampled: BTreeMap<u64, Box<[u8]>>,
    always: BTreeSet<Box<[u8]>>,
    /// Pieces that were seen, each time they were.
    pub seen: u64,
}

impl Needles {
    /// A piece that is looked for whatever else there is.
    pub fn name(&mut self, piece: &[u8]) {
        if piece.len() >= SHORTEST {
            self.seen += 1;
            self.always.insert(piece[..piece.len().min(LONGEST)].into());
        }
    }

    /// A piece among many.
    pub fn add(&mut self, piece: &[u8]) {
        if piece.len() < SHORTEST {
            return;
        }
        self.seen += 1;
        self.keep(&piece[..piece.len().min(LONGEST)]);
        if piece.len() > LONGEST {
            self.keep(&piece[piece.len() - LONGEST..]);
        }
    }

    /// The texts of a JSON document, as they are written in it, and its last bytes.
    pub fn json(&mut self, document: &[u8]) {
        let mut from = None;
        let mut escaped = false;
        for (at, byte) in document.iter().enumerate() {
            match (byte, from) {
                (b'\\', Some(_)) if !escaped => {
                    escaped = true;
                    continue;
                }
                (b'"', Some(start)) if !escaped => {
                    self.add(&document[start..at]);
                    from = None;
                }
                (b'"', None) => from = Some(at + 1),
                _ => {}
            }
            escaped = false;
        }
        if document.len() > LONGEST {
            self.add(&document[document.len() - LONGEST..]);
        }
    }

    /// Bytes that are no text: a piece of their middle.
    pub fn blob(&mut self, bytes: &[u8]) {
        let middle = bytes.len() / 2;
        self.add(&bytes[middle.saturating_sub(LONGEST / 2)..(middle + LONGEST / 2).min(bytes.len())]);
    }

    fn keep(&mut self, needle: &[u8]) {
        let mut hasher = DefaultHasher::new();
        needle.hash(&mut hasher);
        let hash = hasher.finish();
        if self.sampled.len() >= MOST && self.sampled.last_key_value().is_some_and(|(last, _)| hash >= *last)
        {
            return;
        }
        self.sampled.entry(hash).or_insert_with(|| needle.into());
        if self.sampled.len() > MOST {
            self.sampled.pop_last();
        }
    }

    /// Ready to be looked for.
    pub fn search(self) -> Search {
        let seen = self.seen;
        Search { seen, ..Search::new(self.always.into_iter().chain(self.sampled.into_values())) }
    }
}

/// Looks for needles.
#[derive(Debug, Default)]
pub struct Search {
    needles: HashSet<Box<[u8]>>,
    /// By the first six bytes: the lengths of the needles that begin so, as bits.
    heads: HashMap<u64, u64>,
    /// A bit for each hash that the first six bytes of some needle have.
    filter: Vec<u64>,
    /// Pieces that the needles were chosen from.
    pub seen: u64,
}

const FILTER_BITS: u32 = 22;

fn slot(head: u64) -> (usize, u64) {
    let hash = head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - FILTER_BITS);
    (usize::try_from(hash >> 6).unwrap_or(0), 1 << (hash & 63))
}

fn head_of(needle: &[u8]) -> u64 {
    needle[..SHORTEST].iter().fold(0, |head, byte| head << 8 | u64::from(*byte))
}

impl Search {
    /// A search for these needles.
    pub fn new(needles: impl IntoIterator<Item = Box<[u8]>>) -> Self {
        let mut search = Self { filter: vec![0; 1 << (FILTER_BITS - 6)], ..Self::default() };
        for needle in needles {
            let head = head_of(&needle);
            *search.heads.entry(head).or_insert(0) |= 1 << needle.len();
            let (word, bit) = slot(head);
            search.filter[word] |= bit;
            search.needles.insert(needle);
        }
        search
    }

    /// How many needles there are.
    pub fn len(&self) -> usize {
        self.needles.len()
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// Adds the needles that stand in these bytes to `found`.
    pub fn find(&self, bytes: &[u8], found: &mut HashSet<Box<[u8]>>) {
        const MASK: u64 = (1 << 48) - 1;
        if self.is_empty() {
            return;
        }
        let mut head = 0;
        for (at, byte) in bytes.iter().enumerate() {
            head = (head << 8 | u64::from(*byte)) & MASK;
            let (word, bit) = slot(head);
            if self.filter[word] & bit == 0 || at + 1 < SHORTEST {
                continue;
            }
            let Some(lengths) = self.heads.get(&head) else { continue };
            let start = at + 1 - SHORTEST;
            for length in (SHORTEST..=LONGEST).filter(|l| lengths & (1 << l) != 0) {
                let Some(piece) = bytes.get(start..start + length) else { break };
                if let Some(needle) = self.needles.get(piece).filter(|n| !found.contains(*n)) {
                    found.insert(needle.clone());
                }
            }
        }
    }

    /// Whether any needle stands in these bytes.
    pub fn finds(&self, bytes: &[u8]) -> bool {
        let mut found = HashSet::new();
        self.find(bytes, &mut found);
        !found.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(needles: Needles, bytes: &[u8]) -> Vec<String> {
        let mut found = HashSet::new();
        needles.search().find(bytes, &mut found);
        let mut found: Vec<String> = found.iter().map(|n| String::from_utf8_lossy(n).into_owned()).collect();
        found.sort();
        found
    }

    #[test]
    fn texts_of_a_document_are_found_as_they_are_written() {
        let mut needles = Needles::default();
        needles.json(br#"{"word":"secret one","q":"with \"quotes\" in","n":[1,"short"],"x":"\\"}"#);
        let seen = found(needles, br#"..secret one..with \"quotes\" in..short..word.."#);
        assert_eq!(seen, ["secret one", "with \\\"quotes\\\" in"]);
    }

    #[test]
    fn needles_of_one_beginning_and_of_any_length_are_told_apart() {
        let mut needles = Needles::default();
        for piece in ["prefix", "prefix-1", "prefix-12345678901234567890123", "other!"] {
            needles.add(piece.as_bytes());
        }
        assert_eq!(found(needles, b"xprefix-12"), ["prefix", "prefix-1"]);
    }

    #[test]
    fn of_a_long_piece_beginning_and_end_are_found_and_of_a_short_one_nothing() {
        let mut needles = Needles::default();
        let long: Vec<u8> = (0..200u8).collect();
        needles.add(&long);
        needles.add(b"abcde");
        let search = needles.search();
        assert!(search.finds(&long[..40]) && search.finds(&long[160..]) && !search.finds(&long[40..160]));
        assert!(!search.finds(b"abcde"));
    }

    #[test]
    fn there_are_never_more_than_was_said_and_names_stay() {
        let mut needles = Needles::default();
        needles.name(b"the name");
        (0..MOST + 5000).for_each(|n| needles.add(format!("needle {n}").as_bytes()));
        assert_eq!(needles.seen, MOST as u64 + 5001);
        let search = needles.search();
        assert_eq!(search.len(), MOST + 1);
        assert!(search.finds(b"in the name of"));
    }
}

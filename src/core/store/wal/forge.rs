//! Logs whose bytes are known beforehand: SQLite's own begin with random numbers, and a fixture must be the same
//! each time it is made.

use super::frames::Sum;

/// A log of `commits` transactions, each one frame that brings page 1 as it is already: it changes nothing.
pub fn forge(page: &[u8], pages: u32, salts: [u32; 2], commits: u32) -> Vec<u8> {
    let big = false;
    let size = u32::try_from(page.len()).unwrap_or(0);
    let mut log = Vec::with_capacity(32 + (24 + page.len()) * commits as usize);
    for n in [0x377f_0682, 3_007_000, size, 0, salts[0], salts[1]] {
        log.extend(u32::to_be_bytes(n));
    }
    let mut sum = Sum::START.over(&log, big);
    log.extend(sum.to_bytes());
    for _ in 0..commits {
        let begin = log.len();
        for n in [1, pages] {
            log.extend(u32::to_be_bytes(n));
        }
        sum = sum.over(&log[begin..], big).over(page, big);
        for n in salts {
            log.extend(n.to_be_bytes());
        }
        log.extend(sum.to_bytes());
        log.extend(page);
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::store::wal::{WalEnd, scan};
    use std::io::Cursor;

    #[test]
    fn a_forged_log_is_whole_and_the_same_each_time() {
        let page = [7; 4096];
        let log = forge(&page, 9, [1, 2], 4);
        let found = scan(Cursor::new(&log)).unwrap();
        assert_eq!((found.frames, found.commits, found.end), (4, 4, WalEnd::Clean));
        assert_eq!(log, forge(&page, 9, [1, 2], 4));
        assert_ne!(log, forge(&page, 9, [1, 3], 4));
    }
}

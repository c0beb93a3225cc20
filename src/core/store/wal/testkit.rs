//! Logs made by hand, after the file format document and not after the scanner's code.

use super::frames::Sum;

/// A log to be made.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    pub page_size: usize,
    /// The order of the bytes in checksums.
    pub big: bool,
    pub first_salt: u32,
    /// Frames of each transaction.
    pub transactions: &'a [usize],
}

/// The log's bytes and where each transaction ends.
pub fn make(plan: Plan<'_>) -> (Vec<u8>, Vec<usize>) {
    let mut log = Vec::new();
    let magic = 0x377f_0682u32 + u32::from(plan.big);
    let size = u32::try_from(plan.page_size).unwrap();
    let salts = [plan.first_salt, plan.first_salt.wrapping_mul(0x9E37_79B9)];
    for n in [magic, 3_007_000, size, 0, salts[0], salts[1]] {
        log.extend(n.to_be_bytes());
    }
    let mut sum = Sum::START.over(&log, plan.big);
    log.extend(sum.to_bytes());
    let mut ends = Vec::new();
    let mut noise = u64::from(plan.first_salt) | 1;
    for (at, frames) in plan.transactions.iter().enumerate() {
        for n in 1..=*frames {
            let begin = log.len();
            let size_after = if n == *frames { 40 + u32::try_from(at).unwrap() } else { 0 };
            for word in [u32::try_from(n).unwrap(), size_after] {
                log.extend(word.to_be_bytes());
            }
            let data: Vec<u8> = (0..plan.page_size).map(|_| noisy(&mut noise)).collect();
            sum = sum.over(&log[begin..], plan.big).over(&data, plan.big);
            log.extend(salts[0].to_be_bytes());
            log.extend(salts[1].to_be_bytes());
            log.extend(sum.to_bytes());
            log.extend(data);
        }
        ends.push(log.len());
    }
    (log, ends)
}

/// Sums a log anew in the other order of bytes.
pub fn turn(log: &[u8]) -> Vec<u8> {
    let mut turned = log.to_vec();
    turned[3] ^= 1;
    let big = turned[3] & 1 == 1;
    let page_size = usize::try_from(u32::from_be_bytes(log[8..12].try_into().unwrap())).unwrap();
    let mut sum = Sum::START.over(&turned[..24], big);
    turned[24..32].copy_from_slice(&sum.to_bytes());
    for frame in turned[32..].chunks_exact_mut(24 + page_size) {
        sum = sum.over(&frame[..8], big).over(&frame[24..], big);
        frame[16..24].copy_from_slice(&sum.to_bytes());
    }
    turned
}

fn noisy(noise: &mut u64) -> u8 {
    *noise ^= *noise << 13;
    *noise ^= *noise >> 7;
    *noise ^= *noise << 17;
    u8::try_from(*noise >> 56).unwrap()
}

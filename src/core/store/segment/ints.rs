//! A column of integers: what is left of each after a guess, one stream for each byte of it.
//!
//! The guess is the value before it, the value of another column in the same row, or both. What is left is counted
//! from the smallest or folded around zero. Bytes of the same weight stand together, since the low ones of a
//! measured value are noise and the high ones are not.

use super::Damage;
use super::sheet::{Reading, Sheet, bits, unzigzag, zigzag};

/// Values that the choice of a guess looks at.
const LOOKED_AT: usize = 768;
/// Columns that a guess may lean on.
pub const LEANS: usize = 6;
const FROM_BEFORE: u8 = 1;
const FOLDED: u8 = 2;

/// Writes a column; `others` are columns of the same rows that were written before it.
pub fn write(sheet: &mut Sheet, values: &[i64], others: &[&[i64]]) {
    let (before, lean) = choose(values, others);
    let mut left: Vec<i64> = residuals(values, before, lean.map(|at| others[at])).collect();
    let mut start = 0;
    if let (true, Some((first, rest))) = (before, left.split_first_mut()) {
        // The first has no other before it; it is given one, so that it is like the rest.
        let like = rest.iter().copied().min().unwrap_or(0);
        start = first.wrapping_sub(like);
        *first = like;
    }
    let least = left.iter().copied().min().unwrap_or(0);
    let counted = |v: &i64| v.wrapping_sub(least).cast_unsigned();
    let folded = least < 0 && cost(left.iter().map(|v| zigzag(*v))) < cost(left.iter().map(counted));
    let flags = bits(&[(before, FROM_BEFORE), (folded, FOLDED)]);
    sheet.byte(flags);
    sheet.count(lean.map_or(0, |at| at + 1));
    if before {
        sheet.signed(start);
    }
    if !folded {
        sheet.signed(least);
    }
    let plain: Vec<u64> = left.iter().map(|v| if folded { zigzag(*v) } else { counted(v) }).collect();
    let width = width(plain.iter().copied());
    sheet.count(width);
    for weight in 0..width {
        let stream: Vec<u8> = plain.iter().map(|v| v.to_le_bytes()[weight]).collect();
        sheet.stream(&stream);
    }
}

/// Reads a column of `count` values.
pub fn read(reading: &mut Reading<'_>, count: usize, others: &[&[i64]]) -> Result<Vec<i64>, Damage> {
    reading.expect(count)?;
    let flags = reading.byte()?;
    if flags > 3 {
        return Err(Damage("a column of integers has unknown flags"));
    }
    let lean = match reading.count(others.len())? {
        0 => None,
        at => Some(others[at - 1]),
    };
    let (from_before, folded) = (flags & FROM_BEFORE != 0, flags & FOLDED != 0);
    let start = if from_before { reading.signed()? } else { 0 };
    let least = if folded { 0 } else { reading.signed()? };
    let mut plain = vec![0u64; count];
    for weight in 0..reading.count(8)? {
        let stream = reading.stream_of(count)?;
        for (value, byte) in plain.iter_mut().zip(stream) {
            *value |= u64::from(*byte) << (8 * weight);
        }
    }
    let unfold = |v: u64| if folded { unzigzag(v) } else { v.cast_signed().wrapping_add(least) };
    let mut values: Vec<i64> = plain.into_iter().map(unfold).collect();
    if let Some(other) = lean {
        values.iter_mut().zip(other).for_each(|(v, o)| *v = v.wrapping_add(*o));
    }
    if from_before {
        let mut last = start;
        for value in &mut values {
            last = last.wrapping_add(*value);
            *value = last;
        }
    }
    Ok(values)
}

/// The guess that leaves least: whether from the value before, and which other column.
fn choose(values: &[i64], others: &[&[i64]]) -> (bool, Option<usize>) {
    let some = &values[..values.len().min(LOOKED_AT)];
    let leans = std::iter::once(None).chain((0..others.len()).map(Some));
    let guesses = leans.flat_map(|lean| [(false, lean), (true, lean)]);
    let left = |(before, lean): (bool, Option<usize>)| {
        let left: Vec<i64> = residuals(some, before, lean.map(|at| others[at])).collect();
        // The first value has no other before it, and would count as if all were like it.
        cost(left.iter().skip(1).map(|v| zigzag(*v)))
    };
    let mut best = ((false, None), u64::MAX);
    for guess in guesses {
        let cost = left(guess);
        if cost < best.1 {
            best = (guess, cost);
        }
        if cost == 0 {
            break;
        }
    }
    best.0
}

/// What a guess leaves of each value. All sums wrap, so that every integer comes back.
fn residuals<'v>(values: &'v [i64], before: bool, other: Option<&'v [i64]>) -> impl Iterator<Item = i64> {
    let mut last = 0i64;
    values.iter().enumerate().map(move |(at, value)| {
        let from = if before { last } else { 0 };
        last = *value;
        value.wrapping_sub(from).wrapping_sub(other.map_or(0, |o| o[at]))
    })
}

/// About how many bytes values take when the bytes of each weight are compressed for themselves, in 1/256.
fn cost(values: impl Iterator<Item = u64>) -> u64 {
    let mut seen = [[0u32; 256]; 8];
    let mut count = 0u32;
    for value in values {
        count += 1;
        for (of_weight, byte) in seen.iter_mut().zip(value.to_le_bytes()) {
            of_weight[usize::from(byte)] += 1;
        }
    }
    let entropy = |n: &u32| f64::from(*n) * (f64::from(count) / f64::from(*n)).log2();
    let all: f64 = seen.iter().flatten().filter(|n| **n > 0).map(entropy).sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate, and not negative"
    )]
    let all = (all * 32.0) as u64;
    all
}

/// Bytes that the largest needs.
fn width(values: impl Iterator<Item = u64>) -> usize {
    let bits = 64 - values.fold(0, |all, v| all | v).leading_zeros();
    bits.div_ceil(8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(values: &[i64], others: &[&[i64]]) -> usize {
        let mut sheet = Sheet::default();
        write(&mut sheet, values, others);
        let mut reading = Reading::new(&sheet.small, &sheet.long, values.len());
        assert_eq!(read(&mut reading, values.len(), others).unwrap(), values);
        reading.finish().unwrap();
        sheet.len()
    }

    #[test]
    fn every_column_of_integers_comes_back() {
        let odd = [i64::MIN, i64::MAX, 0, -1, i64::MIN, i64::MAX];
        back(&odd, &[]);
        back(&odd, &[&[1, i64::MIN, i64::MAX, 5, 5, -3]]);
        back(&[], &[]);
        back(&[-7], &[]);
        assert!(back(&vec![5; 4000], &[]) < 12, "one value");
        let clock: Vec<i64> = (0..4000).map(|n| 1_755_460_800_000_000 + 16_667 * n).collect();
        assert!(back(&clock, &[]) < 20, "a step, and the first value");
        let noise: Vec<i64> =
            (0..4000i64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()) >> 44).collect();
        let mut total = 0;
        let sums: Vec<i64> = noise
            .iter()
            .map(|n| {
                total += n;
                total
            })
            .collect();
        assert!(back(&sums, &[&noise]) < 20, "the sum of another column");
    }

    #[test]
    fn a_column_that_lies_is_refused() {
        for small in [[9, 0, 0, 0], [0, 2, 0, 0], [0, 0, 0, 9], [0, 0, 0, 1]] {
            let mut reading = Reading::new(&small, &[], 100);
            assert!(read(&mut reading, 3, &[]).is_err(), "{small:?}");
        }
    }
}

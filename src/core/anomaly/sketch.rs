//! A distribution of integers in bounded memory: exact up to 127, and to seven binary digits beyond. What it answers
//! depends on the numbers alone, not on their order.

use std::collections::BTreeMap;

/// Binary digits that tell two numbers apart.
const DIGITS: u32 = 7;

/// Counts per class of numbers, at most some 7,500 classes. A class is spoken for by the smallest number that was in
/// it: where all are the same the answer is exact.
#[derive(Debug, Default)]
pub struct Sketch {
    classes: BTreeMap<i64, (u64, i64)>,
    count: u64,
}

/// The middle of a distribution, and how far from it the others are in the middle (MAD).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Middle {
    /// The median; of two in the middle the smaller.
    pub median: i64,
    /// The median of the distances from it.
    pub mad: i64,
}

impl Sketch {
    /// Takes a number in.
    pub fn add(&mut self, number: i64) {
        let class = self.classes.entry(class(number)).or_insert((0, number));
        *class = (class.0 + 1, class.1.min(number));
        self.count += 1;
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Its middle.
    pub fn middle(&self) -> Option<Middle> {
        middle(self.classes.values().map(|(count, number)| (*number, *count)).collect())
    }
}

/// The middle of numbers and how often each was there.
pub fn middle(mut numbers: Vec<(i64, u64)>) -> Option<Middle> {
    let median = weighed(&mut numbers)?;
    let mut distances: Vec<(i64, u64)> =
        numbers.iter().map(|(n, count)| (n.saturating_sub(median).saturating_abs(), *count)).collect();
    Some(Middle { median, mad: weighed(&mut distances)? })
}

fn weighed(numbers: &mut [(i64, u64)]) -> Option<i64> {
    numbers.sort_unstable();
    let count: u64 = numbers.iter().map(|n| n.1).sum();
    let mut left = count.div_ceil(2);
    for (number, count) in numbers.iter() {
        left = left.saturating_sub(*count);
        if left == 0 {
            return (*count > 0).then_some(*number);
        }
    }
    None
}

/// Numbers of one class differ by less than a 64th; classes are in the order of their numbers.
fn class(number: i64) -> i64 {
    let size = number.unsigned_abs();
    let shift = (u64::BITS - size.leading_zeros()).saturating_sub(DIGITS);
    let class = (u64::from(shift) << DIGITS) + (size >> shift);
    class.cast_signed() * number.signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(numbers: impl IntoIterator<Item = i64>) -> Sketch {
        let mut sketch = Sketch::default();
        numbers.into_iter().for_each(|n| sketch.add(n));
        sketch
    }

    #[test]
    fn small_numbers_and_equal_ones_are_exact() {
        let middle = sketch([1, 2, 3, 4, 100]).middle().unwrap();
        assert_eq!(middle, Middle { median: 3, mad: 1 });
        assert_eq!(sketch([500_001; 9]).middle(), Some(Middle { median: 500_001, mad: 0 }));
        assert_eq!(sketch([-5, -1, 7]).middle(), Some(Middle { median: -1, mad: 4 }));
        assert_eq!(sketch([4, 8]).middle().unwrap().median, 4, "of two the smaller");
        assert_eq!(sketch([]).middle(), None);
    }

    #[test]
    fn large_numbers_are_near_and_the_order_does_not_matter() {
        let numbers: Vec<i64> = (0..10_001).map(|n| 1_000_000 + n * 7919 % 10_001 * 100).collect();
        let (a, b) = (sketch(numbers.clone()), sketch(numbers.into_iter().rev()));
        let median = a.middle().unwrap().median;
        assert!((1_500_000 - 1_500_000 / 64..=1_500_000).contains(&median), "{median}");
        assert_eq!(a.middle(), b.middle());
    }

    #[test]
    fn the_memory_is_bounded_and_classes_are_in_order() {
        let powers = (0..63)
            .flat_map(|bit| (0..200_i64).map(move |n| (1_i64 << bit).saturating_add(n << (bit.min(50) / 2))));
        let mut all: Vec<i64> = powers.flat_map(|n| [n, -n]).chain([0, i64::MAX, i64::MIN]).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|w| class(w[0]) <= class(w[1])));
        assert!(
            sketch((0..2_000_000).map(|n: i64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed())))
                .classes
                .len()
                < 7_600
        );
    }
}

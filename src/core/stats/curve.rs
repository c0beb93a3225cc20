//! Energy over time in one pass, before it is known how long the time is.

use crate::core::model::energy::MicroEu;
use crate::core::model::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// Buckets of the finished curve: ten events in each, or a screen's width of them.
const COLUMNS: std::ops::RangeInclusive<i64> = 10..=60;
const EVENTS_PER_BUCKET: i64 = 10;
/// Buckets kept while the span is unknown: fine enough that the finished curve's edges are sharp to 2 %.
const KEPT: usize = 4096;

/// Energy per bucket of equal width.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// Where the first bucket begins.
    pub start_time: String,
    /// Width of a bucket, microseconds.
    pub bucket_us: i64,
    /// Energy of each bucket, EU; their sum is that of the session.
    pub energy: Vec<MicroEu>,
}

/// Sums in buckets that double their width whenever there are too many of them. Times may come in any order.
#[derive(Debug)]
pub struct Sketch {
    width_us: i64,
    events: i64,
    sums: BTreeMap<i64, i64>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { width_us: 1000, events: 0, sums: BTreeMap::new() }
    }
}

impl Sketch {
    /// Adds energy at a time.
    pub fn add(&mut self, at: Timestamp, micro_eu: i64) {
        self.events += 1;
        let sum = self.sums.entry(at.0.div_euclid(self.width_us)).or_insert(0);
        *sum = sum.saturating_add(micro_eu);
        while self.sums.len() > KEPT {
            self.widen();
        }
    }

    fn widen(&mut self) {
        let Some(width_us) = self.width_us.checked_mul(2) else { return };
        self.width_us = width_us;
        let mut sums = BTreeMap::new();
        for (bucket, micro_eu) in std::mem::take(&mut self.sums) {
            let sum: &mut i64 = sums.entry(bucket.div_euclid(2)).or_insert(0);
            *sum = sum.saturating_add(micro_eu);
        }
        self.sums = sums;
    }

    /// The curve from the first to the last time; `None` where they are the same.
    pub fn curve(&self, low: Timestamp, high: Timestamp) -> Option<Curve> {
        let span_us = high.0.saturating_sub(low.0);
        if span_us <= 0 {
            return None;
        }
        let columns = (self.events / EVENTS_PER_BUCKET).clamp(*COLUMNS.start(), *COLUMNS.end());
        let bucket_us = span_us / columns + 1;
        let mut energy = vec![MicroEu::ZERO; usize::try_from(span_us / bucket_us + 1).ok()?];
        for (bucket, micro_eu) in &self.sums {
            let from_low_us = bucket.saturating_mul(self.width_us).max(low.0) - low.0;
            let column = usize::try_from(from_low_us / bucket_us).ok()?;
            if let Some(sum) = energy.get_mut(column) {
                sum.0 = sum.0.saturating_add(*micro_eu);
            }
        }
        Some(Curve { start_time: low.to_string(), bucket_us, energy })
    }
}

impl Curve {
    /// EU per second, bucket by bucket.
    #[expect(clippy::cast_precision_loss, reason = "for drawing")]
    pub fn rates(&self) -> Vec<f64> {
        self.energy.iter().map(|e| e.as_eu() * 1e6 / self.bucket_us as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_however_often_the_buckets_widen_and_in_whatever_order() {
        let mut sketch = Sketch::default();
        let (n, start) = (50_000_i64, 1_755_460_080_000_000_i64);
        for i in 0..n {
            let at = if i % 2 == 0 { i } else { n - i };
            sketch.add(Timestamp(start + at * 16_667), i);
        }
        let curve = sketch.curve(Timestamp(start), Timestamp(start + n * 16_667)).unwrap();
        assert_eq!(curve.energy.len(), 60);
        assert_eq!(curve.energy.iter().map(|e| e.0).sum::<i64>(), n * (n - 1) / 2);
        assert!(sketch.sums.len() <= KEPT);
    }

    #[test]
    fn a_burst_stands_where_it_was() {
        let mut sketch = Sketch::default();
        for second in 0..60 {
            sketch.add(Timestamp(second * 1_000_000), if second == 30 { 9 } else { 0 });
        }
        let curve = sketch.curve(Timestamp(0), Timestamp(59_000_000)).unwrap();
        let at = curve.energy.iter().position(|e| e.0 == 9).unwrap();
        assert_eq!((curve.energy.len(), at), (10, 5));
        assert_eq!(sketch.curve(Timestamp(5), Timestamp(5)), None);
    }
}

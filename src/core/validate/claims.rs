//! A producer's running totals against the sums of what it sent.
//!
//! A claim may be relative to an accumulator that began before the recording, may be of all models or of its own,
//! and may be taken before or after the event's energy is added. None of this is announced. So the *growth* since
//! the first claim is compared, under each of the four readings, and the reading that fits best counts.

use super::energy::ACCUMULATOR;
use super::findings::Sink;
use crate::core::model::energy::{MICRO_PER_EU, MicroEu};
use crate::core::model::json::Fields;
use crate::core::store::StoredEvent;
use std::collections::BTreeMap;

/// Watches the claims of one session.
#[derive(Debug, Default)]
pub struct Claims {
    seen: u64,
    readings: [Reading; 4],
    /// Of the session, under the reading "after": claim minus sum, at the first claim.
    offset: Option<i64>,
    models: BTreeMap<String, Model>,
}

/// Own sums and bases of one model.
#[derive(Debug, Default)]
struct Model {
    sum: i64,
    bases: [Option<i128>; 2],
}

/// One way of understanding the claims.
#[derive(Debug, Default, Clone, Copy)]
struct Reading {
    /// Claim minus sum where they last agreed.
    base: Option<i128>,
    strict: Misses,
    lossy: Misses,
}

#[derive(Debug, Default, Clone, Copy)]
struct Misses {
    count: u64,
    first: Option<(u64, i64, i128)>,
}

/// Models whose sums are kept apart; beyond that only the session's are.
const MOST_MODELS: usize = 1000;

impl Claims {
    /// An `energy.update`; `total` is the session's sum with it.
    pub fn update(&mut self, e: &StoredEvent, data: &Fields<'_>, total: MicroEu) {
        let Some(claim) = data.get("accumulator").and_then(|v| MicroEu::from_literal(v.literal())) else {
            return;
        };
        let added = e.energy.unwrap_or(0);
        self.seen += 1;
        self.offset.get_or_insert(claim.0.saturating_sub(total.0));
        let [after, before, model_after, model_before] = &mut self.readings;
        let off = |sum: i64| i128::from(claim.0) - i128::from(sum);
        after.see(e.seq, claim.0, off(total.0), None);
        before.see(e.seq, claim.0, off(total.0.saturating_sub(added)), None);
        let name = data.text("model_id").unwrap_or_default();
        if !self.models.contains_key(name.as_ref()) && self.models.len() < MOST_MODELS {
            self.models.insert(name.clone().into_owned(), Model::default());
        }
        let Some(model) = self.models.get_mut(name.as_ref()) else {
            model_after.miss(e.seq, claim.0, 0);
            model_before.miss(e.seq, claim.0, 0);
            return;
        };
        let sum = model.sum;
        model.sum = sum.saturating_add(added);
        model_after.see(e.seq, claim.0, off(model.sum), Some(&mut model.bases[0]));
        model_before.see(e.seq, claim.0, off(sum), Some(&mut model.bases[1]));
    }

    /// The producer began again, and its accumulator with it.
    pub fn restart(&mut self) {
        self.readings.iter_mut().for_each(|r| r.base = None);
        self.models.values_mut().for_each(|m| m.bases = [None; 2]);
        self.offset = None;
    }

    /// What the accumulator had before the recording, as far as a claim says so.
    pub fn offset(&self) -> i64 {
        self.offset.unwrap_or(0)
    }

    /// The end of the session: the best reading's misses, in one finding.
    pub fn finish(&self, lossy: bool, sink: &mut Sink<'_>) {
        let misses = self.readings.iter().map(|r| if lossy { r.lossy } else { r.strict });
        let Some(best) = misses.min_by_key(|m| m.count) else { return };
        let Some((seq, claim, jump)) = best.first else { return };
        let micro = i64::try_from(jump).unwrap_or(i64::MAX);
        let message = format!(
            "{} of {} claims do not follow; the first one says {} EU and is off by {} EU",
            best.count,
            self.seen,
            MicroEu(claim),
            MicroEu(micro)
        );
        sink.report(&ACCUMULATOR, Some(seq), message);
    }
}

impl Reading {
    /// One claim, `off` its distance from the own sum. After a miss the next claim is compared with this one, so
    /// that one lost event is one miss and a drift still adds up.
    fn see(&mut self, seq: u64, claim: i64, off: i128, own_base: Option<&mut Option<i128>>) {
        let base = own_base.unwrap_or(&mut self.base);
        let Some(expected) = *base else {
            *base = Some(off);
            return;
        };
        let jump = off - expected;
        if within(claim, jump, false) {
            return;
        }
        *base = Some(off);
        self.miss(seq, claim, jump);
    }

    fn miss(&mut self, seq: u64, claim: i64, jump: i128) {
        self.strict.add(seq, claim, jump);
        if !within(claim, jump, true) {
            self.lossy.add(seq, claim, jump);
        }
    }
}

impl Misses {
    fn add(&mut self, seq: u64, claim: i64, jump: i128) {
        self.count += 1;
        self.first.get_or_insert((seq, claim, jump));
    }
}

/// Whether a difference in micro-EU is within max(0.01 EU, 1e-9 of the claim), or 1 % of it after a loss.
pub fn within(claim: i64, difference: i128, lossy: bool) -> bool {
    let size = i128::from(claim.unsigned_abs());
    let relative = if lossy { size / 100 } else { size / 1_000_000_000 };
    difference.abs() <= relative.max(i128::from(MICRO_PER_EU) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misses(lossy: bool, rows: &[(i64, i64)]) -> u64 {
        let mut reading = Reading::default();
        let mut sum = 0;
        for (seq, (claim, added)) in (1..).zip(rows) {
            sum += added;
            reading.see(seq, *claim, i128::from(claim - sum), None);
        }
        if lossy { reading.lossy.count } else { reading.strict.count }
    }

    #[test]
    fn growth_counts_and_not_the_height() {
        let eu = 1_000_000;
        assert_eq!(misses(false, &[(1005 * eu, 5 * eu), (1010 * eu, 5 * eu)]), 0);
        assert_eq!(misses(false, &[(5 * eu, 5 * eu), (10 * eu, 4 * eu), (15 * eu, 5 * eu)]), 1);
        assert_eq!(misses(false, &[(5 * eu, 5 * eu), (10 * eu + 10_000, 5 * eu)]), 0);
        assert_eq!(misses(false, &[(5 * eu, 5 * eu), (10 * eu + 10_001, 5 * eu)]), 1);
        // A drift within the tolerance of each step is seen when it has added up.
        let drift: Vec<(i64, i64)> = (1..=10).map(|n| (n * eu + n * 3_000, eu)).collect();
        assert_eq!(misses(false, &drift), 2);
        assert_eq!(misses(true, &[(500 * eu, 500 * eu), (1004 * eu, 500 * eu)]), 0);
    }
}

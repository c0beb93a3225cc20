//! `rate_change`: events come far more often, or far less often, than in most of the session.

use super::sketch::{Middle, middle};
use super::{Found, Rule, Sight, Stretch, Watch};
use crate::core::model::quantity::format_duration_ms;
use crate::core::model::time::Timestamp;

pub const RULE: Rule = Rule {
    id: "rate_change",
    what: "3 or more intervals in a row with more events than median + max(5·MAD, median), or fewer than median − \
           max(5·MAD, median/2), over the intervals that have events, of which there are 10 or more; the session's time \
           is cut into at most 1,000 of whole seconds, the first and the last are not judged",
    begin: || Box::new(Rate::default()),
};

const MADS: i64 = 5;
const FEWEST: usize = 10;
const IN_A_ROW: usize = 3;
const INTERVALS: i64 = 1000;
const SECOND_US: i64 = 1_000_000;

#[derive(Debug, Default)]
struct Rate {
    span: Option<(Timestamp, Timestamp)>,
    intervals: Vec<Interval>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Interval {
    events: i64,
    first_seq: u64,
    last_seq: u64,
}

impl Rate {
    fn width_us(&self) -> i64 {
        let span_us = self.span.map_or(0, |(low, high)| high.0.saturating_sub(low.0));
        (span_us / INTERVALS / SECOND_US).saturating_add(1).saturating_mul(SECOND_US)
    }

    /// Those that are judged.
    fn inner(&self) -> std::ops::Range<usize> {
        1..self.intervals.len().saturating_sub(1).max(1)
    }
}

impl Watch for Rate {
    fn learn(&mut self, e: &Sight<'_>) {
        let (low, high) = self.span.unwrap_or((e.at, e.at));
        self.span = Some((low.min(e.at), high.max(e.at)));
    }

    fn judge(&mut self, e: &Sight<'_>, _: &mut Found) {
        let Some((low, _)) = self.span else { return };
        let at = usize::try_from(e.at.0.saturating_sub(low.0) / self.width_us()).unwrap_or(0);
        if self.intervals.len() <= at {
            self.intervals.resize(at + 1, Interval::default());
        }
        let interval = &mut self.intervals[at];
        interval.first_seq = if interval.events == 0 { e.seq } else { interval.first_seq.min(e.seq) };
        interval.last_seq = interval.last_seq.max(e.seq);
        interval.events += 1;
    }

    fn end(&mut self, found: &mut Found) {
        let judged = &self.intervals
            [self.inner().start.min(self.intervals.len())..self.inner().end.min(self.intervals.len())];
        let counts: Vec<(i64, u64)> = judged.iter().filter(|i| i.events > 0).map(|i| (i.events, 1)).collect();
        if counts.len() < FEWEST {
            return;
        }
        let Some(ordinary) = middle(counts) else { return };
        let Middle { median, mad } = ordinary;
        let spread = mad.saturating_mul(MADS);
        let (high, low) = (median + spread.max(median), median - spread.max(median / 2));
        self.rows(|events| events > high, (ordinary, high), found);
        self.rows(|events| events > 0 && events < low, (ordinary, low), found);
    }
}

impl Rate {
    /// Intervals in a row of which something holds.
    fn rows(&self, holds: impl Fn(i64) -> bool, ordinary: (Middle, i64), found: &mut Found) {
        let mut from = None;
        for at in self.inner().start..=self.inner().end {
            let is_one =
                self.inner().contains(&at) && self.intervals.get(at).is_some_and(|i| holds(i.events));
            match (is_one, from) {
                (true, None) => from = Some(at),
                (false, Some(first)) => {
                    if at - first >= IN_A_ROW {
                        self.tell((first, at), ordinary, found);
                    }
                    from = None;
                }
                _ => {}
            }
        }
    }

    fn tell(&self, (first, end): (usize, usize), (middle, threshold): (Middle, i64), found: &mut Found) {
        let (Some((low, _)), width_us) = (self.span, self.width_us()) else { return };
        let row = &self.intervals[first..end];
        let edge = |at: usize| low.plus_us(i64::try_from(at).unwrap_or(0).saturating_mul(width_us));
        let seqs = (row.iter().map(|i| i.first_seq).min(), row.iter().map(|i| i.last_seq).max());
        let stretch = Stretch {
            from: (seqs.0.unwrap_or(0), edge(first)),
            to: (seqs.1.unwrap_or(0), edge(end).plus_us(-1)),
        };
        let intervals = i64::try_from(row.len()).unwrap_or(i64::MAX);
        let events: i64 = row.iter().map(|i| i.events).sum();
        let each = events / intervals;
        let numbers = [
            ("median_events", middle.median),
            ("mad_events", middle.mad),
            ("intervals", intervals),
            ("interval_us", width_us),
            ("events", events),
        ];
        let what = format!(
            "{each} events each {} for {}, where the median is {}",
            format_duration_ms(width_us / 1000),
            format_duration_ms(width_us.saturating_mul(intervals) / 1000),
            middle.median
        );
        found.add(stretch.anomaly(RULE.id, (each, threshold, "events_an_interval"), &numbers, what));
    }
}

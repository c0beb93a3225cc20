//! How a session's energy went, in a few points, collected while it is folded: memory stays flat however long
//! the session is.

use crate::core::model::energy::MicroEu;

/// At most this many stretches; when they are full, two become one.
const STRETCHES: usize = 64;

/// Energy per stretch of events.
#[derive(Debug, Clone)]
pub struct Curve {
    events_each: u64,
    events: u64,
    begin: i64,
    /// The total at the end of each full stretch.
    totals: Vec<i64>,
    last: i64,
}

impl Curve {
    /// A curve that begins at a total.
    pub fn new(total: MicroEu) -> Self {
        Self {
            events_each: 1,
            events: 0,
            begin: total.0,
            totals: Vec::with_capacity(STRETCHES),
            last: total.0,
        }
    }

    /// The total after one more event.
    pub fn push(&mut self, total: MicroEu) {
        self.last = total.0;
        self.events += 1;
        if !self.events.is_multiple_of(self.events_each) {
            return;
        }
        if self.totals.len() == STRETCHES {
            let mut odd = false;
            self.totals.retain(|_| {
                odd = !odd;
                !odd
            });
            self.events_each *= 2;
            if !self.events.is_multiple_of(self.events_each) {
                return;
            }
        }
        self.totals.push(total.0);
    }

    /// Micro-EU added in each stretch, in order. A last stretch that is not full is left out, unless it is alone.
    pub fn steps(&self) -> Vec<i64> {
        let mut before = self.begin;
        let mut step = |total: i64| total.saturating_sub(std::mem::replace(&mut before, total));
        if self.totals.is_empty() && self.events > 0 {
            return vec![step(self.last)];
        }
        self.totals.iter().map(|t| step(*t)).collect()
    }

    /// Events in each stretch.
    pub fn events_each(&self) -> u64 {
        self.events_each
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_double_and_their_sum_stays() {
        for events in [0u64, 1, 63, 64, 65, 128, 129, 1000, 65_536] {
            let mut curve = Curve::new(MicroEu(5));
            let mut total = 5;
            for n in 0..events {
                total += i64::try_from(n % 7).unwrap();
                curve.push(MicroEu(total));
            }
            let steps = curve.steps();
            assert!(steps.len() <= STRETCHES);
            assert_eq!(steps.len() as u64, events / curve.events_each());
            if events.is_multiple_of(curve.events_each()) {
                assert_eq!(steps.iter().sum::<i64>(), total - 5, "{events}");
            }
        }
    }
}

//! `energy_spike`: updates of far more energy than this session's are.

use super::sketch::{Middle, Sketch};
use super::{Found, Rule, Sight, Stretch, Watch};
use crate::core::number::energy;

pub const RULE: Rule = Rule {
    id: "energy_spike",
    what: "energy.update events in a row whose energy is more than median + max(10·MAD, median) of all such events \
           of the session, of which there are 20 or more",
    begin: || Box::new(Spike::default()),
};

const MADS: i64 = 10;
const FEWEST: u64 = 20;

#[derive(Default)]
struct Spike {
    energies: Sketch,
    ordinary: Option<(Middle, i64)>,
    judging: bool,
    open: Option<(Stretch, i64, i64)>,
}

impl Spike {
    fn threshold(&self) -> Option<(Middle, i64)> {
        let middle = self.energies.middle().filter(|_| self.energies.count() >= FEWEST)?;
        let above = middle.mad.saturating_mul(MADS).max(middle.median.saturating_abs());
        // Where most are nothing there is no scale for the others.
        (above > 0).then(|| (middle, middle.median.saturating_add(above)))
    }
}

impl Watch for Spike {
    fn learn(&mut self, e: &Sight<'_>) {
        if let (Some(energy), "energy.update") = (e.energy, e.name) {
            self.energies.add(energy);
        }
    }

    fn judge(&mut self, e: &Sight<'_>, found: &mut Found) {
        let (Some(energy), "energy.update") = (e.energy, e.name) else { return };
        if !self.judging {
            (self.judging, self.ordinary) = (true, self.threshold());
        }
        let Some((_, threshold)) = self.ordinary else { return };
        if energy <= threshold {
            return self.end(found);
        }
        let (stretch, highest, updates) = self.open.get_or_insert((Stretch::of(e), energy, 0));
        stretch.to = (e.seq, e.at);
        *highest = energy.max(*highest);
        *updates += 1;
    }

    fn end(&mut self, found: &mut Found) {
        let (Some((stretch, highest, updates)), Some((middle, threshold))) =
            (self.open.take(), self.ordinary)
        else {
            return;
        };
        let numbers =
            [("median_micro_eu", middle.median), ("mad_micro_eu", middle.mad), ("updates_in_a_row", updates)];
        let what =
            format!("up to {} an update, where the median is {}", energy(highest), energy(middle.median));
        found.add(stretch.anomaly(RULE.id, (highest, threshold, "micro_eu"), &numbers, what));
    }
}

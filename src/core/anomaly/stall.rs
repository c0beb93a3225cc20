//! `stall`: nothing came for long, while the session ran.

use super::sketch::Sketch;
use super::{Found, Rule, Sight, Stretch, Watch};
use crate::core::model::quantity::format_duration_ms;

pub const RULE: Rule = Rule {
    id: "stall",
    what: "a pause between two events that is longer than 10 times the median pause and longer than 5 s, while the \
           session neither had ended nor was paused and one recording went on",
    begin: || Box::new(Stall::default()),
};

const TIMES: i64 = 10;
const SHORTEST_US: i64 = 5_000_000;

#[derive(Default)]
struct Stall {
    pauses: Sketch,
    ordinary: Option<(i64, i64)>,
}

impl Watch for Stall {
    fn learn(&mut self, e: &Sight<'_>) {
        if let Some(us) = e.pause_us {
            self.pauses.add(us);
        }
    }

    fn judge(&mut self, e: &Sight<'_>, found: &mut Found) {
        let Some(us) = e.pause_us else { return };
        let (median, threshold) = *self.ordinary.get_or_insert_with(|| {
            let median = self.pauses.middle().map_or(0, |m| m.median);
            (median, median.saturating_mul(TIMES).max(SHORTEST_US))
        });
        if us <= threshold {
            return;
        }
        let stretch = Stretch { from: (e.seq - 1, e.at.plus_us(-us)), to: (e.seq, e.at) };
        let what = format!(
            "no event for {}, where the median is {}",
            format_duration_ms(us / 1000),
            format_duration_ms(median / 1000)
        );
        found.add(stretch.anomaly(RULE.id, (us, threshold, "us"), &[("median_us", median)], what));
    }
}

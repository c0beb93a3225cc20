//! Patterns of one kind that follow one another.

use super::{Found, Sight, Stretch, Watch};
use crate::core::model::energy::MicroEu;
use crate::core::model::quantity::format_duration_ms;

/// Fewer are no run.
const FEWEST: i64 = 3;
/// After so long without one the next begins another run.
const BREAK_US: u64 = 5_000_000;

/// Runs of one type of events: no other pattern among them, and no long break.
#[derive(Debug)]
pub struct Runs {
    rule: &'static str,
    type_name: &'static str,
    /// The member that says how strong it was.
    strength: &'static str,
    open: Option<Run>,
}

#[derive(Debug)]
struct Run {
    stretch: Stretch,
    patterns: i64,
    /// In millionths.
    strongest: i64,
}

impl Runs {
    pub fn of(rule: &'static str, type_name: &'static str, strength: &'static str) -> Self {
        Self { rule, type_name, strength, open: None }
    }
}

impl Watch for Runs {
    fn judge(&mut self, e: &Sight<'_>, found: &mut Found) {
        if !e.name.starts_with("pattern.") {
            return;
        }
        let late = self.open.as_ref().is_some_and(|run| run.stretch.to.1.0.abs_diff(e.at.0) > BREAK_US);
        if late || e.name != self.type_name {
            self.end(found);
        }
        if e.name != self.type_name {
            return;
        }
        let strength = e.data.and_then(|d| MicroEu::from_literal(d.get(self.strength)?.literal()));
        let run = self.open.get_or_insert(Run { stretch: Stretch::of(e), patterns: 0, strongest: 0 });
        run.stretch.to = (e.seq, e.at);
        run.patterns += 1;
        run.strongest = run.strongest.max(strength.unwrap_or_default().0);
    }

    fn end(&mut self, found: &mut Found) {
        let Some(run) = self.open.take().filter(|run| run.patterns >= FEWEST) else { return };
        let length_us = run.stretch.length_us();
        let numbers = [("duration_us", length_us), ("strongest_millionths", run.strongest)];
        let what = format!(
            "{} {} events within {}, the strongest {}",
            run.patterns,
            self.type_name,
            format_duration_ms(length_us / 1000),
            MicroEu(run.strongest)
        );
        found.add(run.stretch.anomaly(self.rule, (run.patterns, FEWEST, "patterns"), &numbers, what));
    }
}

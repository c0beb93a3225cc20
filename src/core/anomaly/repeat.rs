//! `repeated_error`: the same error again and again.

use super::{Found, Rule, Sight, Stretch, Watch};
use crate::core::escape::inline;
use crate::core::model::quantity::format_duration_ms;
use crate::core::model::time::Timestamp;
use std::collections::BTreeMap;

pub const RULE: Rule = Rule {
    id: "repeated_error",
    what: "3 or more error events of one error_code, each of them at most 60 s after the second one before it",
    begin: || Box::new(Repeat::default()),
};

const OFTEN: i64 = 3;
const WITHIN_US: u64 = 60_000_000;
/// Codes that are followed at a time, and characters of one.
const CODES: usize = 1000;
const LONGEST: usize = 200;

#[derive(Debug, Default)]
struct Repeat(BTreeMap<String, Series>);

/// The errors of one code.
#[derive(Debug, Default)]
struct Series {
    /// The last one and the one before it.
    last: [Option<(u64, Timestamp)>; 2],
    open: Option<(Stretch, i64)>,
}

impl Watch for Repeat {
    fn judge(&mut self, e: &Sight<'_>, found: &mut Found) {
        let Some(code) = e.data.filter(|_| e.name == "error").and_then(|d| d.text("error_code")) else {
            return;
        };
        let code: String = code.chars().take(LONGEST).collect();
        if self.0.len() >= CODES && !self.0.contains_key(&code) {
            self.forget(e.at, found);
        }
        let series = self.0.entry(code.clone()).or_default();
        let here = (e.seq, e.at);
        match series.last[1].filter(|then| then.1.0.abs_diff(e.at.0) <= WITHIN_US) {
            Some(then) => {
                let first = (Stretch { from: then, to: here }, OFTEN - 1);
                let (stretch, errors) = series.open.get_or_insert(first);
                stretch.to = here;
                *errors += 1;
            }
            None => tell(&code, series.open.take(), found),
        }
        series.last = [Some(here), series.last[0]];
    }

    fn end(&mut self, found: &mut Found) {
        for (code, series) in std::mem::take(&mut self.0) {
            tell(&code, series.open, found);
        }
    }
}

impl Repeat {
    /// Room for another code: what was long ago cannot go on, and of what can the oldest has to go.
    fn forget(&mut self, now: Timestamp, found: &mut Found) {
        let age = |s: &Series| s.last[0].map_or(u64::MAX, |last| last.1.0.abs_diff(now.0));
        let oldest = self.0.values().map(age).max().unwrap_or(0).min(WITHIN_US);
        self.0.retain(|code, series| {
            let stays = age(series) < oldest;
            if !stays {
                tell(code, series.open.take(), found);
            }
            stays
        });
    }
}

fn tell(code: &str, open: Option<(Stretch, i64)>, found: &mut Found) {
    let Some((stretch, errors)) = open else { return };
    let length_us = stretch.length_us();
    let what = format!("error `{}` {errors} times in {}", inline(code), format_duration_ms(length_us / 1000));
    let numbers = [("duration_us", length_us)];
    found.add(stretch.anomaly(RULE.id, (errors, OFTEN, "errors"), &numbers, what));
}

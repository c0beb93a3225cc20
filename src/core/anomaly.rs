//! What is out of the ordinary in a session, by rules that compute with integers alone: the same events give the same
//! findings on every machine, whether they are rows or packed.
//!
//! **ANOMALY TABLE**: one file and one row a rule. Two passes over the events: the first learns what is ordinary (each
//! distribution in a sketch of bounded size), the second judges. What was compacted away is not seen by either: what
//! is ordinary is then that of the rest.

mod interference;
mod pace;
mod rate;
mod repeat;
mod resonance;
mod runs;
mod sketch;
mod spike;
mod stall;

use crate::core::fold::{FoldFailure, TypeNames, each_chunk};
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, EventChunk, SessionRow, StoredEvent};
use pace::Pace;
use serde::Serialize;
use std::collections::BTreeMap;

/// A rule.
pub struct Rule {
    /// Its name, for ever.
    pub id: &'static str,
    /// What it finds, and against what it compares.
    pub what: &'static str,
    begin: fn() -> Box<dyn Watch>,
}

/// Every rule.
pub static RULES: &[Rule] =
    &[spike::RULE, rate::RULE, stall::RULE, repeat::RULE, resonance::RULE, interference::RULE];

/// Findings of one rule that are told; the others are counted.
const SHOWN: u64 = 100;

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Anomaly {
    /// The rule.
    pub rule: &'static str,
    /// The first event of it.
    pub from_seq: u64,
    /// The last event of it.
    pub to_seq: u64,
    /// When it began.
    pub from_time: String,
    /// When it ended.
    pub to_time: String,
    /// In words.
    pub what: String,
    /// What was measured.
    pub measured: i64,
    /// What it was compared with.
    pub threshold: i64,
    /// In what both are.
    pub unit: &'static str,
    /// More integers, each named with its unit.
    pub numbers: BTreeMap<&'static str, i64>,
}

/// What a rule found.
#[derive(Debug, Clone, Serialize)]
pub struct RuleCount {
    /// The rule.
    pub rule: &'static str,
    /// What it finds, and against what it compares.
    pub what: &'static str,
    /// How often.
    pub findings: u64,
    /// How many of these are told.
    pub shown: u64,
}

/// All that was found.
#[derive(Debug, Clone, Serialize)]
pub struct Anomalies {
    /// In the order in which they begin.
    #[serde(rename = "anomalies")]
    pub findings: Vec<Anomaly>,
    /// One of each rule, in the order of the table.
    #[serde(rename = "anomaly_rules")]
    pub rules: Vec<RuleCount>,
    /// The last event that was compacted away and not looked at.
    pub compacted_to: Option<u64>,
}

/// An event as rules see it.
struct Sight<'s> {
    seq: u64,
    at: Timestamp,
    name: &'s str,
    energy: Option<i64>,
    /// The data of the types that a rule reads, unless it was erased.
    data: Option<Fields<'s>>,
    /// Time since the event before, where the session ran meanwhile.
    pause_us: Option<i64>,
}

/// A rule at work on one session.
trait Watch {
    /// The first pass.
    fn learn(&mut self, _: &Sight<'_>) {}
    /// The second.
    fn judge(&mut self, e: &Sight<'_>, found: &mut Found);
    /// After it.
    fn end(&mut self, _: &mut Found) {}
}

/// Where findings go.
#[derive(Default)]
struct Found {
    findings: Vec<Anomaly>,
    counts: BTreeMap<&'static str, u64>,
}

impl Found {
    fn add(&mut self, anomaly: Anomaly) {
        let count = self.counts.entry(anomaly.rule).or_insert(0);
        *count += 1;
        if *count <= SHOWN {
            self.findings.push(anomaly);
        }
    }
}

/// A stretch of events, from the first to the last.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: (u64, Timestamp),
    to: (u64, Timestamp),
}

impl Stretch {
    fn of(e: &Sight<'_>) -> Self {
        Self { from: (e.seq, e.at), to: (e.seq, e.at) }
    }

    /// How long it took; nothing where the clock ran back.
    fn length_us(&self) -> i64 {
        self.to.1.0.saturating_sub(self.from.1.0).max(0)
    }

    fn anomaly(
        &self,
        rule: &'static str,
        (measured, threshold, unit): (i64, i64, &'static str),
        numbers: &[(&'static str, i64)],
        what: String,
    ) -> Anomaly {
        Anomaly {
            rule,
            from_seq: self.from.0,
            to_seq: self.to.0,
            from_time: self.from.1.to_string(),
            to_time: self.to.1.to_string(),
            what,
            measured,
            threshold,
            unit,
            numbers: numbers.iter().copied().collect(),
        }
    }
}

/// Looks at a session.
pub fn look(from: &impl Ask, row: &SessionRow) -> Result<Anomalies, FoldFailure> {
    let (last_seq, floor) = from.ask(|q| Ok((q.last_seq(row.no)?, q.floor(row.no)?)))?;
    let journal = from.ask(|q| q.journal(row.no))?;
    let mut rules: Vec<Box<dyn Watch>> = RULES.iter().map(|rule| (rule.begin)()).collect();
    let mut found = Found::default();
    for learning in [true, false] {
        let mut pass = Pass::new(TypeNames::load(from)?, Pace::of(&journal));
        each_chunk(from, row.no, floor, last_seq, &mut |chunk| {
            for event in chunk.rows() {
                pass.event(chunk, event, &mut |sight| {
                    for rule in &mut rules {
                        if learning { rule.learn(sight) } else { rule.judge(sight, &mut found) }
                    }
                });
            }
            Ok(())
        })?;
    }
    for rule in &mut rules {
        rule.end(&mut found);
    }
    let count = |rule: &Rule| {
        let findings = found.counts.get(rule.id).copied().unwrap_or(0);
        RuleCount { rule: rule.id, what: rule.what, findings, shown: findings.min(SHOWN) }
    };
    let rules = RULES.iter().map(count).collect();
    let place = |rule: &str| RULES.iter().position(|r| r.id == rule);
    found.findings.sort_by_key(|f| (f.from_seq, place(f.rule)));
    Ok(Anomalies { findings: found.findings, rules, compacted_to: (floor > 0).then_some(floor) })
}

/// One pass over the events.
struct Pass {
    types: TypeNames,
    pace: Pace,
    scanner: Scanner,
    members: Vec<Member>,
}

/// The types whose data is read.
const READ: &[&str] = &["error", "pattern.interference", "pattern.resonance", "workflow.status_changed"];

impl Pass {
    fn new(types: TypeNames, pace: Pace) -> Self {
        Self { types, pace, scanner: Scanner::default(), members: Vec::new() }
    }

    fn event(&mut self, chunk: &EventChunk, event: &StoredEvent, see: &mut dyn FnMut(&Sight<'_>)) {
        let name = self.types.get(event.type_no).map_or("", |t| t.0);
        let data = chunk.payload(event).filter(|_| READ.contains(&name));
        // Damaged data is for `validate` to name.
        let data = data.and_then(|data| Fields::scan(&mut self.scanner, data, &mut self.members).ok());
        let pause_us = self.pace.pause_before(event.seq, event.at, name, data.as_ref());
        see(&Sight { seq: event.seq, at: event.at, name, energy: event.energy, data, pause_us });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rules_have_one_name_and_each_says_what_it_compares_with() {
        let names: std::collections::BTreeSet<&str> = RULES.iter().map(|r| r.id).collect();
        assert_eq!(names.len(), RULES.len());
        for rule in RULES {
            assert!(rule.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", rule.id);
            assert!(rule.what.chars().any(|c| c.is_ascii_digit()), "{} names no number", rule.id);
        }
    }

    #[test]
    fn what_is_not_told_is_counted() {
        let mut found = Found::default();
        let stretch = Stretch { from: (1, Timestamp(0)), to: (1, Timestamp(0)) };
        for _ in 0..SHOWN + 5 {
            found.add(stretch.anomaly("stall", (2, 1, "us"), &[], String::new()));
        }
        assert_eq!((found.findings.len() as u64, found.counts["stall"]), (SHOWN, SHOWN + 5));
    }
}

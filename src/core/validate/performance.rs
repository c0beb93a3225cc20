//! WFP: was the producer fast enough, and was the recorder? Never more than warnings: what is stored is whole.
//!
//! The thresholds are the defaults of `[alerts]` and the promises of the documents that wfstate implements: a
//! validation of the same file says the same wherever it runs, so no configuration is asked.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::config::Alerts;
use crate::core::model::json::Fields;
use crate::core::record::{ALERT, STATS};
use crate::core::store::JournalEntry;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Frames that took too long.
pub static BUDGET: Rule = Rule {
    id: "WFP001",
    severity: Severity::Warning,
    title: "frames went over their budget",
    why: "A stream runs at 60 Hz, so a frame has 16.67 ms. A frame now and then is jitter; more than one in a hundred \
          can be seen.",
    repair: "look at what the producer did in those frames; a smaller model or fewer effects a frame help",
    scope: Scope::Session,
};
/// Low frame rates.
pub static RATE: Rule = Rule {
    id: "WFP002",
    severity: Severity::Warning,
    title: "the frame rate was far below 60 Hz",
    why: "Below 30 frames a second half of what happens is never seen. One report in twenty is more than a beginning \
          or an end can explain.",
    repair: "look at the machine's load then; `wfstate stats` shows the course of a session",
    scope: Scope::Session,
};
/// Slow commits.
pub static LATENCY: Rule = Rule {
    id: "WFP003",
    severity: Severity::Warning,
    title: "events of a live stream became durable late",
    why: "The recorder's own figures say that one commit in a hundred took longer than 50 ms from hand-over to disk. \
          What is not durable yet is lost in a power cut. Bursts are not counted: they wait on purpose.",
    repair: "put the database on a faster disk, or look for what else writes to this one",
    scope: Scope::Session,
};
/// Alerts.
pub static ALERTED: Rule = Rule {
    id: "WFP004",
    severity: Severity::Info,
    title: "the recorder raised an alert",
    why: "A threshold of `[alerts]` was crossed while this session was recorded; each alert is an entry in its journal.",
    repair: "`wfstate replay --events` has the alert in its place; look at what the machine did then",
    scope: Scope::Session,
};

/// Frames of which one says nothing about the others.
const FEW_FRAMES: u64 = 100;
/// Reports of a rate: they come about once a second.
const FEW_REPORTS: u64 = 20;
/// Half of what a stream runs at.
const LOW_FPS: f64 = 30.0;
/// Commits of which a 99th percentile is not simply the longest: one slow moment is none.
const FEW_COMMITS: u64 = 100;
/// More events a second are a burst: the recorder groups as many as come, and each waits for its group. Sixty
/// frames with a dozen events each stay below it.
const LIVE_EVENTS_PER_S: f64 = 1000.0;

/// How many of how many were beyond a threshold.
#[derive(Debug, Default)]
struct Share {
    all: u64,
    beyond: u64,
    first: u64,
    worst: Option<f64>,
}

impl Share {
    fn see(&mut self, seq: u64, value: f64, beyond: bool, worse: fn(f64, f64) -> f64) {
        self.all += 1;
        if beyond {
            if self.beyond == 0 {
                self.first = seq;
            }
            self.beyond += 1;
            self.worst = Some(self.worst.map_or(value, |worst| worse(worst, value)));
        }
    }

    /// More than one in `of`, of enough of them.
    fn is_more_than(&self, of: u64, few: u64) -> bool {
        self.all >= few && self.beyond.saturating_mul(of) > self.all
    }

    fn percent(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a share for people")]
        let share = self.beyond as f64 / self.all as f64;
        share * 100.0
    }
}

/// Watches the frames of one session.
#[derive(Debug, Default)]
pub struct Performance {
    budget: Share,
    rate: Share,
}

impl Performance {
    /// The next event.
    pub fn event(&mut self, name: &str, seq: u64, data: &Fields<'_>) {
        match name {
            "energy.update" => {
                if let Some(ms) = data.number("frame_budget_used") {
                    self.budget.see(seq, ms, ms > Alerts::default().frame_processing_ms, f64::max);
                }
            }
            "health.heartbeat" => {}
            _ => return,
        }
        // A producer that is paused reports 0, and that is no rate.
        if let Some(fps) = data.number("fps").filter(|fps| *fps > 0.0) {
            self.rate.see(seq, fps, fps < LOW_FPS, f64::min);
        }
    }

    /// The end of the session.
    pub fn finish(&self, sink: &mut Sink<'_>) {
        let told = |share: &Share, what: &str, worst: &str, unit: &str| {
            let value = share.worst.unwrap_or_default();
            let (beyond, all, percent) = (share.beyond, share.all, share.percent());
            format!("{beyond} of {all} {what} ({percent:.1} %), {worst} {value:.2} {unit}")
        };
        if self.budget.is_more_than(100, FEW_FRAMES) {
            let message = told(&self.budget, "frames took longer than 16.67 ms", "the longest", "ms");
            sink.report(&BUDGET, Some(self.budget.first), message);
        }
        if self.rate.is_more_than(20, FEW_REPORTS) {
            let message = told(&self.rate, "reports say less than 30 Hz", "the lowest", "Hz");
            sink.report(&RATE, Some(self.rate.first), message);
        }
    }
}

/// What an entry with figures says, as far as it is looked at; entries of other versions may lack any of it.
#[derive(Debug, Deserialize)]
struct Figures {
    commits: u64,
    latency_us: Latency,
    events_per_s: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Latency {
    p99: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Alert {
    metric: String,
    value: f64,
    threshold: f64,
}

/// Looks at what the recorder said of itself.
pub fn journal(journal: &[JournalEntry], sink: &mut Sink<'_>) {
    latency(journal, sink);
    let mut alerts: BTreeMap<String, (u64, f64, f64)> = BTreeMap::new();
    for entry in journal.iter().filter(|e| e.kind == ALERT) {
        let Ok(alert) = serde_json::from_str::<Alert>(&entry.facts) else { continue };
        let (times, value, threshold) = alerts.entry(alert.metric).or_insert((0, f64::MIN, alert.threshold));
        *times += 1;
        if alert.value > *value {
            (*value, *threshold) = (alert.value, alert.threshold);
        }
    }
    for (metric, (times, value, threshold)) in alerts {
        let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
        let message = format!("{metric}: {times}, up to {value} where {threshold} is the threshold");
        sink.report(&ALERTED, None, message);
    }
}

fn latency(journal: &[JournalEntry], sink: &mut Sink<'_>) {
    let limit_us = Alerts::default().write_latency_ms * 1000.0;
    let mut slow = Share::default();
    for entry in journal.iter().filter(|e| e.kind == STATS) {
        let Ok(figures) = serde_json::from_str::<Figures>(&entry.facts) else { continue };
        let live = figures.events_per_s.is_some_and(|rate| rate <= LIVE_EVENTS_PER_S);
        if let Some(p99) = figures.latency_us.p99.filter(|_| live && figures.commits >= FEW_COMMITS) {
            #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
            let p99 = p99 as f64;
            slow.see(entry.after_seq, p99 / 1000.0, p99 > limit_us, f64::max);
        }
    }
    if slow.beyond > 0 {
        let (beyond, all, worst) = (slow.beyond, slow.all, slow.worst.unwrap_or_default());
        let message = format!(
            "in {beyond} of {all} intervals the 99th percentile was above 50 ms, the longest {worst:.1} ms"
        );
        sink.report(&LATENCY, Some(slow.first).filter(|seq| *seq > 0), message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_counts_from_enough_frames_on_and_only_above_its_part() {
        let share = |all, beyond| Share { all, beyond, ..Share::default() };
        assert!(share(100, 2).is_more_than(100, 100));
        assert!(!share(100, 1).is_more_than(100, 100), "one in a hundred is jitter");
        assert!(!share(99, 99).is_more_than(100, 100), "too few to judge");
    }
}

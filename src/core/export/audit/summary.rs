//! What the events of an audit document come to: counts, what proves them, how fast it went, what was kept private.

use crate::core::export::proof::Proof;
use crate::core::export::record::{BaselineRecord, EndRecord, EventLine, JournalRecord, SessionRecord};
use crate::core::holes::GAP;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::Flags;
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A frame of 60 Hz has this much time.
const FRAME_BUDGET_MS: f64 = 16.67;
/// Types that are counted one by one.
const MOST_TYPES: usize = 1000;

/// Sums on their way.
#[derive(Default)]
pub struct Summary {
    pub snapshots: u64,
    events: u64,
    families: BTreeMap<String, u64>,
    types: BTreeMap<String, u64>,
    energy: BTreeMap<String, i64>,
    last_seq: u64,
    missing: u64,
    repeated: u64,
    keyed: u64,
    gaps: u64,
    time: Option<(Timestamp, Timestamp)>,
    overruns: u64,
    latency: Span,
    fps: Span,
    redacted: u64,
    erased: u64,
    stores_content: bool,
    content_included: bool,
    filtered: u64,
    lost: u64,
    proof: Option<Proof>,
    scanner: Scanner,
    members: Vec<Member>,
}

/// The least, the most and the mean of a figure.
#[derive(Default)]
struct Span {
    count: u64,
    sum: f64,
    least: f64,
    most: f64,
}

impl Span {
    fn add(&mut self, value: f64) {
        self.least = if self.count == 0 { value } else { self.least.min(value) };
        self.most = if self.count == 0 { value } else { self.most.max(value) };
        self.count += 1;
        self.sum += value;
    }

    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    fn told(&self) -> Value {
        match self.count {
            0 => Value::Null,
            n => json!({ "count": n, "min": self.least, "mean": self.sum / n as f64, "max": self.most }),
        }
    }
}

impl Summary {
    /// Of the session's head.
    pub fn session(&mut self, record: &SessionRecord, head: &Value) {
        self.stores_content = record.stores_content;
        self.content_included = record.content_included;
        self.filtered = record.filtered_events;
        self.lost = record.lost;
        self.proof = Proof::of(&record.session_id, head);
    }

    /// The events go on from a state.
    pub fn go_on(&mut self, record: &BaselineRecord) {
        self.last_seq = record.last_seq;
        if let Some(proof) = &mut self.proof {
            proof.go_on(record);
        }
    }

    /// The recorder declared a loss.
    pub fn journal(&mut self, line: &str) {
        let entry = serde_json::from_str::<JournalRecord>(line);
        self.gaps += u64::from(entry.is_ok_and(|e| e.kind == GAP));
    }

    /// The next event.
    pub fn event(&mut self, line: &EventLine<'_>) {
        self.events += 1;
        let family = line.type_name.split('.').next().unwrap_or_default();
        count(&mut self.families, family);
        count(&mut self.types, &line.type_name);
        if line.seq <= self.last_seq {
            self.repeated += 1;
        } else {
            self.missing += line.seq - self.last_seq - 1;
        }
        self.last_seq = self.last_seq.max(line.seq);
        let (low, high) = self.time.unwrap_or((line.at, line.at));
        self.time = Some((low.min(line.at), high.max(line.at)));
        self.keyed += u64::from(line.key.is_some());
        self.redacted += u64::from(line.flags.has(Flags::REDACTED));
        self.erased += u64::from(line.erased);
        if let Some(energy) = line.energy(&mut self.scanner) {
            let sum = self.energy.entry(family.to_owned()).or_default();
            *sum = sum.saturating_add(energy.0);
        }
        if let Some(proof) = &mut self.proof {
            proof.event(line);
        }
        if let Ok(data) = Fields::scan(&mut self.scanner, line.data.as_bytes(), &mut self.members) {
            let used = data.number("frame_budget_used");
            self.overruns += u64::from(used.is_some_and(|ms| ms > FRAME_BUDGET_MS));
            data.number("generation_time_ms").into_iter().for_each(|ms| self.latency.add(ms));
            data.number("fps").into_iter().for_each(|fps| self.fps.add(fps));
        }
    }

    /// What it came to.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    pub fn finish(&self, end: &EndRecord) -> Value {
        let seconds = self.time.map_or(0.0, |(low, high)| high.0.saturating_sub(low.0) as f64 / 1e6);
        let energy: BTreeMap<&str, MicroEu> =
            self.energy.iter().map(|(f, e)| (f.as_str(), MicroEu(*e))).collect();
        let (good, bad, unknown) = self.proof.as_ref().map_or((0, 0, 0), |p| (p.good, p.bad, p.unknown));
        json!({
            "total_events": self.events,
            "total_snapshots": self.snapshots,
            "events_by_family": self.families,
            "events_by_type": self.types,
            "energy_by_family": energy,
            "data_integrity": {
                "seals_verified": good,
                "seals_broken": bad,
                "seals_not_checked": unknown,
                "missing_events": self.missing,
                "declared_gaps": self.gaps,
                "lost_events": self.lost,
                "duplicates": self.repeated,
                "events_with_keys": self.keyed,
                "records_digest": end.digest,
            },
            "performance": {
                "duration_seconds": seconds,
                "events_per_second": if seconds > 0.0 { json!(self.events as f64 / seconds) } else { Value::Null },
                "generation_time_ms": self.latency.told(),
                "fps": self.fps.told(),
                "frame_overruns": self.overruns,
            },
            "privacy": {
                "content_stored": self.stores_content,
                "content_included": self.content_included,
                "redacted_events": self.redacted,
                "filtered_events": self.filtered,
                "erased_events": self.erased,
            },
        })
    }
}

fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
    let name = if counts.contains_key(name) || counts.len() < MOST_TYPES { name } else { "(other)" };
    *counts.entry(name.to_owned()).or_default() += 1;
}

//! What was measured since the last look.

use hdrhistogram::Histogram;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The longest latency that is told apart: ten minutes, in microseconds.
const LONGEST_US: u64 = 600_000_000;
/// Digits of a latency that are kept.
const DIGITS: u8 = 3;
/// The percentiles that are told.
const PERCENTILES: [(&str, f64); 3] = [("p50", 50.0), ("p90", 90.0), ("p99", 99.0)];

/// Latencies from hand-over to COMMIT, in microseconds.
#[derive(Debug)]
pub struct Latency {
    /// `None` only where the bounds were wrong, and they are constants.
    histogram: Option<Histogram<u64>>,
    /// The largest one, exact.
    max_us: u64,
}

impl Default for Latency {
    fn default() -> Self {
        Self { histogram: Histogram::new_with_bounds(1, LONGEST_US, DIGITS).ok(), max_us: 0 }
    }
}

impl Latency {
    /// One batch became durable.
    pub fn add(&mut self, latency: Duration) {
        let us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        self.max_us = self.max_us.max(us);
        if let Some(histogram) = &mut self.histogram {
            histogram.saturating_record(us);
        }
    }

    /// A percentile in microseconds; `None` before the first commit.
    pub fn percentile(&self, percent: f64) -> Option<u64> {
        let histogram = self.histogram.as_ref().filter(|h| !h.is_empty())?;
        Some(histogram.value_at_percentile(percent).min(self.max_us))
    }

    /// How many were added.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, Histogram::len)
    }

    /// Forgets them all, keeping the memory.
    fn clear(&mut self) {
        self.max_us = 0;
        if let Some(histogram) = &mut self.histogram {
            histogram.clear();
        }
    }

    /// Percentiles and the maximum; null where nothing was added.
    pub fn facts(&self) -> Value {
        let mut facts: serde_json::Map<String, Value> =
            PERCENTILES.iter().map(|(name, p)| ((*name).to_owned(), json!(self.percentile(*p)))).collect();
        facts.insert("max".into(), json!((self.count() > 0).then_some(self.max_us)));
        Value::Object(facts)
    }
}

/// What is beside the figures that the meter gathers itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sizes {
    /// Memory of the process.
    pub memory: Option<u64>,
    /// Bytes of the database file.
    pub database: Option<u64>,
    /// Bytes of its write-ahead log.
    pub wal: Option<u64>,
}

/// The recorder's figures since the last look.
#[derive(Debug)]
pub struct Window {
    /// When it began.
    pub began: Instant,
    /// Latencies.
    pub latency: Latency,
    /// Commits.
    pub commits: u64,
    /// Batches that were stored again.
    pub retries: u64,
    /// The most events that waited.
    pub queue_max: u64,
}

impl Window {
    /// An empty one.
    pub fn new(began: Instant) -> Self {
        Self { began, latency: Latency::default(), commits: 0, retries: 0, queue_max: 0 }
    }

    /// The figures as facts of a journal entry.
    pub fn facts(&self, queue_now: u64, sizes: Sizes) -> Value {
        json!({
            "commits": self.commits,
            "retries": self.retries,
            "latency_us": self.latency.facts(),
            "queue": { "now": queue_now, "max": self.queue_max.max(queue_now) },
            "memory_bytes": sizes.memory,
            "database_bytes": sizes.database,
            "wal_bytes": sizes.wal,
        })
    }

    /// Begins anew.
    pub fn restart(&mut self, now: Instant) {
        self.began = now;
        self.latency.clear();
        (self.commits, self.retries, self.queue_max) = (0, 0, 0);
    }
}

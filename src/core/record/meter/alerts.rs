//! Thresholds: what is worth a warning, and how often.

use crate::core::config::Alerts;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The least time between two alerts of one metric.
const QUIET: Duration = Duration::from_secs(60);
/// A metric must have been below this part of its threshold before it can alert again.
const CALM: f64 = 0.8;

/// What is watched. The names are those of `health.performance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Events wait.
    QueueBacklog,
    /// A commit takes long, and it is not the disk.
    HighLatency,
    /// The disk takes long over a commit.
    DiskSlow,
    /// A frame came late.
    FrameDrop,
    /// The recorder has grown.
    MemoryPressure,
}

/// Every metric, in the order of the enum.
pub const METRICS: [Metric; 5] =
    [Metric::QueueBacklog, Metric::HighLatency, Metric::DiskSlow, Metric::FrameDrop, Metric::MemoryPressure];

impl Metric {
    /// As the event type `health.performance` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::QueueBacklog => "queue_backlog",
            Self::HighLatency => "high_latency",
            Self::DiskSlow => "disk_slow",
            Self::FrameDrop => "frame_drop",
            Self::MemoryPressure => "memory_pressure",
        }
    }

    /// As seed 003 has it.
    pub fn severity(self) -> &'static str {
        if self == Self::FrameDrop { "critical" } else { "warning" }
    }

    fn threshold(self, alerts: &Alerts) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "thresholds are small numbers")]
        match self {
            Self::QueueBacklog => alerts.event_queue_depth as f64,
            Self::HighLatency | Self::DiskSlow => alerts.write_latency_ms,
            Self::FrameDrop => alerts.frame_processing_ms,
            Self::MemoryPressure => alerts.memory_usage_mb as f64,
        }
    }

    fn sentence(self, value: f64, threshold: f64) -> String {
        match self {
            Self::QueueBacklog => {
                format!("{value} events wait to be written, for more than a second (threshold {threshold})")
            }
            Self::HighLatency => format!("a commit took {value} ms (threshold {threshold} ms)"),
            Self::DiskSlow => {
                format!("a commit took {value} ms, most of it on the disk (threshold {threshold} ms)")
            }
            Self::FrameDrop => format!("a frame came after {value} ms (threshold {threshold} ms)"),
            Self::MemoryPressure => {
                format!("the recorder has {value} MiB in memory (threshold {threshold} MiB)")
            }
        }
    }
}

/// A crossing.
#[derive(Debug, Clone)]
pub struct Alert {
    /// Of what.
    pub metric: Metric,
    /// The value that crossed.
    pub value: f64,
    /// What it crossed.
    pub threshold: f64,
}

impl Alert {
    /// The facts of its entry, which follow the schema of `health.performance`.
    pub fn facts(&self) -> Value {
        json!({
            "metric": self.metric.name(),
            "value": self.value,
            "threshold": self.threshold,
            "severity": self.metric.severity(),
        })
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let sentence = self.metric.sentence(self.value, self.threshold);
        format!("{} ({}): {sentence}", self.metric.name(), self.metric.severity())
    }
}

/// When a metric alerted last, and whether it has been calm since.
#[derive(Debug, Clone, Copy, Default)]
struct Fired {
    at: Option<Instant>,
    calm: bool,
    count: u64,
}

/// Compares values with their thresholds.
#[derive(Debug)]
pub struct Watch {
    alerts: Alerts,
    fired: [Fired; METRICS.len()],
}

impl Watch {
    /// Of these thresholds.
    pub fn new(alerts: Alerts) -> Self {
        Self { alerts, fired: Default::default() }
    }

    /// The thresholds.
    pub fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// A value was measured. Alerts at its first crossing, and then at a crossing after it was calm, at least a
    /// minute after the alert before.
    pub fn see(&mut self, metric: Metric, value: f64, now: Instant) -> Option<Alert> {
        let threshold = metric.threshold(&self.alerts);
        let fired = &mut self.fired[metric as usize];
        if value < threshold * CALM {
            fired.calm = true;
        }
        let may = fired.at.is_none_or(|at| fired.calm && now.saturating_duration_since(at) >= QUIET);
        if value <= threshold || !may {
            return None;
        }
        *fired = Fired { at: Some(now), calm: false, count: fired.count + 1 };
        Some(Alert { metric, value: (value * 100.0).round() / 100.0, threshold })
    }

    /// Alerts so far.
    pub fn counts(&self) -> [u64; METRICS.len()] {
        self.fired.map(|f| f.count)
    }
}

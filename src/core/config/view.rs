//! The configuration by section, with types.

use std::path::PathBuf;

use super::Config;
use super::rules::{self, About, Keep};
use super::value::Value;

/// `[database]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// The database file; `None` is the user's state folder.
    pub path: Option<PathBuf>,
    /// How old the newest backup may be, in milliseconds.
    pub backup_interval_ms: Option<i64>,
    /// How often free pages are given back, in milliseconds.
    pub vacuum_interval_ms: Option<i64>,
    /// Room that is kept beside the database, in bytes.
    pub ballast_bytes: u64,
}

/// `[performance]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performance {
    /// Events that complete a batch.
    pub event_batch_size: usize,
    /// The longest wait of an event for its batch, in milliseconds.
    pub event_batch_timeout_ms: i64,
    /// Events that may wait in memory.
    pub max_queue_size: usize,
    /// Events between two snapshots.
    pub snapshot_interval_events: u64,
    /// Time between two snapshots, in milliseconds.
    pub snapshot_interval_ms: i64,
}

/// `[privacy]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Privacy {
    /// Store content as it came.
    pub store_raw_content: bool,
    /// Record sessions as audit.
    pub audit_mode: bool,
    /// Put stored content into exports.
    pub export_includes_content: bool,
}

/// `[retention]`; everything is off by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Compact events of sessions that ended so many days ago.
    pub cleanup_old_events_days: Option<u64>,
    /// Purge sessions that ended so many days ago.
    pub auto_purge_sessions_days: Option<u64>,
    /// The size to which retention cuts down, in bytes.
    pub max_bytes: Option<u64>,
    /// What is kept of single kinds, labels and modes.
    pub rules: Vec<(About, String, Keep)>,
}

/// `[alerts]`: a warning is due above each of these.
#[derive(Debug, Clone, PartialEq)]
pub struct Alerts {
    /// Waiting events.
    pub event_queue_depth: u64,
    /// Time of a commit in milliseconds.
    pub write_latency_ms: f64,
    /// Time of a frame in milliseconds.
    pub frame_processing_ms: f64,
    /// Memory in MiB.
    pub memory_usage_mb: u64,
}

impl Default for Alerts {
    /// As in the table.
    fn default() -> Self {
        Self {
            event_queue_depth: 500,
            write_latency_ms: 50.0,
            frame_processing_ms: 16.67,
            memory_usage_mb: 256,
        }
    }
}

/// `[validate]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validate {
    /// Rules to run, by id or prefix; empty is all.
    pub select: Vec<String>,
    /// Rules to leave out.
    pub ignore: Vec<String>,
    /// `error`, `warning`, `info` or `never`.
    pub fail_on: String,
}

/// `[record]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Event types to record, as globs; empty is all.
    pub include: Vec<String>,
    /// Event types to leave out.
    pub exclude: Vec<String>,
    /// `accept`, `quarantine` or `reject`.
    pub unknown: String,
    /// Where events wait while the database cannot be written; `None` is beside it.
    pub spill_directory: Option<PathBuf>,
    /// How many bytes may wait there.
    pub spill_max_bytes: u64,
    /// Types that are dropped when no room is left, the first of them first.
    pub drop: Vec<String>,
    /// Time between two `recorder.stats` entries, in milliseconds.
    pub stats_interval_ms: i64,
}

impl Config {
    /// `[database]`.
    pub fn database(&self) -> Database {
        Database {
            path: self.path("database", "path"),
            backup_interval_ms: self.uint("database", "backup_interval").map(seconds_to_ms),
            vacuum_interval_ms: self.uint("database", "vacuum_interval").map(seconds_to_ms),
            ballast_bytes: self.uint("database", "ballast_bytes").unwrap_or_default(),
        }
    }

    /// `[performance]`.
    pub fn performance(&self) -> Performance {
        let number = |key| self.uint("performance", key).unwrap_or_default();
        let count = |key| usize::try_from(number(key)).unwrap_or(usize::MAX);
        Performance {
            event_batch_size: count("event_batch_size"),
            event_batch_timeout_ms: i64::try_from(number("event_batch_timeout_ms")).unwrap_or(i64::MAX),
            max_queue_size: count("max_queue_size"),
            snapshot_interval_events: number("snapshot_interval_events"),
            snapshot_interval_ms: seconds_to_ms(number("snapshot_interval_seconds")),
        }
    }

    /// `[privacy]`.
    pub fn privacy(&self) -> Privacy {
        let is = |key| matches!(self.value("privacy", key), Value::Bool(true));
        Privacy {
            store_raw_content: is("store_raw_content"),
            audit_mode: is("audit_mode"),
            export_includes_content: is("export_includes_content"),
        }
    }

    /// `[retention]`.
    pub fn retention(&self) -> Retention {
        Retention {
            cleanup_old_events_days: self.uint("retention", "cleanup_old_events_days"),
            auto_purge_sessions_days: self.uint("retention", "auto_purge_sessions_days"),
            max_bytes: self.uint("retention", "max_bytes"),
            rules: rules::collect(&self.rules),
        }
    }

    /// `[alerts]`.
    pub fn alerts(&self) -> Alerts {
        let number = |key| match self.value("alerts", key) {
            Value::Float(value) => *value,
            _ => f64::INFINITY,
        };
        Alerts {
            event_queue_depth: self.uint("alerts", "event_queue_depth").unwrap_or(u64::MAX),
            write_latency_ms: number("write_latency_ms"),
            frame_processing_ms: number("frame_processing_ms"),
            memory_usage_mb: self.uint("alerts", "memory_usage_mb").unwrap_or(u64::MAX),
        }
    }

    /// `[validate]`.
    pub fn validate(&self) -> Validate {
        Validate {
            select: self.list("validate", "select"),
            ignore: self.list("validate", "ignore"),
            fail_on: self.text("validate", "fail_on"),
        }
    }

    /// `[record]`.
    pub fn record(&self) -> Record {
        Record {
            include: self.list("record", "include"),
            exclude: self.list("record", "exclude"),
            unknown: self.text("record", "unknown"),
            spill_directory: self.path("record", "spill_directory"),
            spill_max_bytes: self.uint("record", "spill_max_bytes").unwrap_or_default(),
            drop: self.list("record", "drop"),
            stats_interval_ms: seconds_to_ms(
                self.uint("record", "stats_interval_seconds").unwrap_or_default(),
            ),
        }
    }

    fn path(&self, section: &str, key: &str) -> Option<PathBuf> {
        match self.value(section, key) {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        }
    }

    fn uint(&self, section: &str, key: &str) -> Option<u64> {
        match self.value(section, key) {
            Value::Int(value) => Some(*value),
            _ => None,
        }
    }

    fn text(&self, section: &str, key: &str) -> String {
        match self.value(section, key) {
            Value::Text(text) => text.clone(),
            _ => String::new(),
        }
    }

    fn list(&self, section: &str, key: &str) -> Vec<String> {
        match self.value(section, key) {
            Value::List(items) => items.clone(),
            _ => Vec::new(),
        }
    }
}

fn seconds_to_ms(seconds: u64) -> i64 {
    i64::try_from(seconds.saturating_mul(1_000)).unwrap_or(i64::MAX)
}

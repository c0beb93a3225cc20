//! SETTINGS TABLE: one row per key of the configuration. A new key is one new row here; reading, checking,
//! `config show`, the environment twins and the documentation follow from it.
//!
//! Sections and keys keep seed 003's spelling.

pub use super::kind::{Kind, Preset, Unit};

/// One key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The TOML section.
    pub section: &'static str,
    /// The key in that section. A unit, where there is one, is the key's last word.
    pub key: &'static str,
    /// What values are taken.
    pub kind: Kind,
    /// The value when nothing sets the key.
    pub default: Preset,
    /// May the key be set to `"off"`?
    pub may_be_off: bool,
    /// What the key does, in one line.
    pub doc: &'static str,
    /// The section in which seed 003 has the key, when another; files may keep it there.
    pub seed_section: Option<&'static str>,
}

/// Every key, in the order of `config show`.
pub static TABLE: &[Row] = &[
    row("database", "path", Kind::Path, Preset::Off, "The database file; unset: in the user's state folder")
        .off(),
    row(
        "database",
        "type",
        Kind::Choice(&["sqlite", "mariadb"]),
        Preset::Text("sqlite"),
        "The storage engine",
    ),
    row("database", "backup_interval", seconds(), Preset::Int(3_600), "How old the newest backup may be")
        .off(),
    row("database", "vacuum_interval", seconds(), Preset::Int(86_400), "How often free pages are given back")
        .off(),
    row(
        "database",
        "ballast_bytes",
        Kind::Bytes { min: 0 },
        Preset::Int(8 << 20),
        "Room that is kept beside the database, to be given back when the disk is full",
    ),
    row("database", "host", Kind::Text, Preset::Off, "MariaDB only: loopback address or socket path").off(),
    row("database", "port", int(1, 65_535), Preset::Off, "MariaDB only: TCP port").off(),
    row("database", "socket", Kind::Text, Preset::Off, "MariaDB only: path of the local socket").off(),
    row("database", "database", Kind::Text, Preset::Off, "MariaDB only: name of the database").off(),
    row("database", "user", Kind::Text, Preset::Off, "MariaDB only: name of the user").off(),
    row("database", "password", Kind::Secret, Preset::Off, "MariaDB only: never kept, never shown").off(),
    row("performance", "event_batch_size", int(1, 10_000), Preset::Int(15), "Events that complete a batch"),
    row(
        "performance",
        "event_batch_timeout_ms",
        Kind::Duration { unit: Unit::Milliseconds, min: 1, max: 60_000 },
        Preset::Int(200),
        "The longest that an event waits for its batch to be written",
    ),
    row(
        "performance",
        "max_queue_size",
        int(1, 1_000_000),
        Preset::Int(1_000),
        "Events that may wait in memory",
    ),
    row(
        "performance",
        "snapshot_interval_events",
        int(1, 1_000_000_000),
        Preset::Int(1_000),
        "Events between two snapshots of a session",
    ),
    row(
        "performance",
        "snapshot_interval_seconds",
        seconds(),
        Preset::Int(60),
        "Time between two snapshots of a session",
    ),
    row(
        "privacy",
        "store_raw_content",
        Kind::Bool,
        Preset::Bool(false),
        "Store prompts and outputs as they came",
    ),
    row(
        "privacy",
        "audit_mode",
        Kind::Bool,
        Preset::Bool(false),
        "Record sessions as audit: full content, marked",
    ),
    row(
        "privacy",
        "export_includes_content",
        Kind::Bool,
        Preset::Bool(false),
        "Put stored content into exports",
    ),
    row(
        "retention",
        "cleanup_old_events_days",
        days(),
        Preset::Off,
        "Compact events of sessions that ended so long ago",
    )
    .off()
    .seed("performance"),
    row(
        "retention",
        "auto_purge_sessions_days",
        days(),
        Preset::Off,
        "Purge sessions that ended so long ago",
    )
    .off()
    .seed("privacy"),
    row(
        "retention",
        "max_bytes",
        Kind::Bytes { min: 1 << 20 },
        Preset::Off,
        "The size to which retention cuts down",
    )
    .off(),
    row(
        "alerts",
        "event_queue_depth",
        int(1, 1_000_000),
        Preset::Int(500),
        "Warn above so many waiting events",
    ),
    row("alerts", "write_latency_ms", number(), Preset::Float(50.0), "Warn when a commit takes longer"),
    row("alerts", "frame_processing_ms", number(), Preset::Float(16.67), "Warn when a frame comes later"),
    row(
        "alerts",
        "memory_usage_mb",
        int(1, 1_048_576),
        Preset::Int(256),
        "Warn above so much memory, in MiB",
    ),
    row("validate", "select", Kind::List, Preset::Empty, "Rules to run, by id or prefix; empty: all"),
    row("validate", "ignore", Kind::List, Preset::Empty, "Rules to leave out, by id or prefix"),
    row(
        "validate",
        "fail_on",
        Kind::Choice(&["error", "warning", "info", "never"]),
        Preset::Text("error"),
        "The mildest finding that makes the answer a no",
    ),
    row("record", "include", Kind::List, Preset::Empty, "Event types to record, as globs; empty: all"),
    row("record", "exclude", Kind::List, Preset::Empty, "Event types to leave out, as globs"),
    row(
        "record",
        "unknown",
        Kind::Choice(&["accept", "quarantine", "reject"]),
        Preset::Text("accept"),
        "What becomes of event types that nobody knows",
    ),
    row(
        "record",
        "spill_directory",
        Kind::Path,
        Preset::Off,
        "Where events wait while the database cannot be written; unset: beside it",
    )
    .off(),
    row(
        "record",
        "spill_max_bytes",
        Kind::Bytes { min: 0 },
        Preset::Int(128 << 20),
        "How much may wait there; 0: nothing",
    ),
    row(
        "record",
        "drop",
        Kind::List,
        Preset::Empty,
        "Types that are dropped, the first one first, when no room is left; empty: health.heartbeat, ai.output",
    ),
    row(
        "record",
        "stats_interval_seconds",
        seconds(),
        Preset::Int(10),
        "Time between two recorder.stats entries of a session with new events",
    ),
];

/// The index of a key in [`TABLE`].
pub fn find(section: &str, key: &str) -> Option<usize> {
    TABLE.iter().position(|row| row.section == section && row.key == key)
}

/// As [`find`], and also where seed 003 has the key.
pub fn find_in_file(section: &str, key: &str) -> Option<usize> {
    let seed = |row: &Row| row.seed_section == Some(section) && row.key == key;
    find(section, key).or_else(|| TABLE.iter().position(seed))
}

/// The sections, each once, in the order of the table.
pub fn sections() -> Vec<&'static str> {
    let mut names: Vec<_> = TABLE.iter().map(|row| row.section).collect();
    names.dedup();
    names
}

/// The keys of one section, in the order of the table.
pub fn keys(section: &str) -> impl Iterator<Item = &'static str> {
    TABLE.iter().filter(move |row| row.section == section).map(|row| row.key)
}

impl Row {
    /// The environment variable that sets the key.
    pub fn environment_name(&self) -> String {
        format!("WFSTATE_{}_{}", self.section, self.key).to_ascii_uppercase()
    }

    const fn off(self) -> Self {
        Self { may_be_off: true, ..self }
    }

    const fn seed(self, section: &'static str) -> Self {
        Self { seed_section: Some(section), ..self }
    }
}

const fn row(
    section: &'static str,
    key: &'static str,
    kind: Kind,
    default: Preset,
    doc: &'static str,
) -> Row {
    Row { section, key, kind, default, may_be_off: false, doc, seed_section: None }
}

const fn int(min: u64, max: u64) -> Kind {
    Kind::Int { min, max }
}

const fn number() -> Kind {
    Kind::Float { min: 0.001, max: 3_600_000.0 }
}

const fn seconds() -> Kind {
    Kind::Duration { unit: Unit::Seconds, min: 1, max: 315_360_000 }
}

const fn days() -> Kind {
    Kind::Duration { unit: Unit::Days, min: 1, max: 36_500 }
}

//! Retention: what of the past is kept, by age, count and bytes. A plan is made, which is all that `retention plan`
//! does; `retention apply` carries it out: compaction first, which keeps every total, then purge, which does not. A
//! size budget begins with packing, which keeps everything.
//!
//! Nothing is configured by default, and then nothing is done.

mod apply;
mod ended;
mod forget;
mod plan;

pub use apply::{Applied, Done, Failed, Forget, apply};
pub use ended::{Age, age};
pub use forget::forget;
pub use plan::plan;

use crate::core::compact::CompactError;
use crate::core::config::{Keep, Retention};
use crate::core::model::time::Timestamp;
use crate::core::purge::PurgeError;
use crate::core::store::{Ask, Reader, StoreError, sibling};
use serde::Serialize;

pub use crate::core::config::About;

/// The answer's schema.
pub const SCHEMA: &str = "wfstate.retention/1";
const DAY_US: i64 = 86_400_000_000;

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The rules, the general one first.
    pub rules: Vec<Rule>,
    /// The size of file and log that is to be reached.
    pub max_bytes: Option<u64>,
    /// Only sessions of this kind.
    pub kind: Option<String>,
    /// Only sessions with this label.
    pub label: Option<String>,
}

/// What is kept of some sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// Whose name it has in answers.
    pub name: String,
    /// Of which sessions; `None` is all.
    pub about: Option<(About, String)>,
    /// Compact events of sessions that ended so long ago, µs.
    pub compact_us: Option<i64>,
    /// Purge sessions that ended so long ago, µs.
    pub purge_us: Option<i64>,
    /// Purge all but the newest so many.
    pub max_count: Option<u64>,
    /// Purge the oldest until the others take no more.
    pub max_bytes: Option<u64>,
}

impl Policy {
    /// Of the configuration.
    pub fn of(config: &Retention) -> Self {
        let days = |d: Option<u64>| d.map(|d| i64::try_from(d).unwrap_or(0).saturating_mul(DAY_US));
        let general = Rule {
            name: "retention".into(),
            compact_us: days(config.cleanup_old_events_days),
            purge_us: days(config.auto_purge_sessions_days),
            ..Rule::default()
        };
        let own = config.rules.iter().map(|(about, name, keep): &(About, String, Keep)| Rule {
            name: format!("{} {name}", about.name()),
            about: Some((*about, name.clone())),
            compact_us: days(keep.compact_days),
            purge_us: days(keep.max_age_days),
            max_count: keep.max_count,
            max_bytes: keep.max_bytes,
        });
        Self {
            rules: [general].into_iter().chain(own).filter(Rule::says_something).collect(),
            max_bytes: config.max_bytes,
            ..Self::default()
        }
    }

    /// Whether there is anything to do.
    pub fn is_off(&self) -> bool {
        self.rules.is_empty() && self.max_bytes.is_none()
    }
}

impl Rule {
    /// Whether it limits anything.
    pub fn says_something(&self) -> bool {
        self.compact_us.is_some()
            || self.purge_us.is_some()
            || self.max_count.is_some()
            || self.max_bytes.is_some()
    }
}

/// What becomes of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Its events are packed; nothing goes.
    Seal,
    /// Its first events become one state.
    Compact,
    /// It goes.
    Purge,
}

/// One step of a plan.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// What.
    pub action: Action,
    /// The session.
    pub session_id: String,
    /// Its number.
    #[serde(skip)]
    pub no: i64,
    /// Its status.
    pub status: String,
    /// When it ended, or, where nobody ended it, when its last event came.
    pub ended: String,
    /// It did not end as it should: it is judged by its last event.
    pub by_last_event: bool,
    /// The last event that goes; of a purge the last one.
    pub to_seq: u64,
    /// Events that go.
    pub events: u64,
    /// Which rule says so.
    pub rule: String,
    /// Why, in words.
    pub why: String,
    /// A hold forbids it.
    pub held: bool,
}

/// A session that a rule would take and that stays.
#[derive(Debug, Clone, Serialize)]
pub struct Spared {
    /// The session.
    pub session_id: String,
    /// What it was spared.
    pub action: Action,
    /// Why.
    pub why: String,
}

/// What is to be done.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// Whether anything is configured or asked for.
    pub configured: bool,
    /// Bytes of file and log now.
    pub bytes: u64,
    /// The size that is to be reached.
    pub max_bytes: Option<u64>,
    /// In the order in which it is done.
    pub steps: Vec<Step>,
    /// What stays although a rule would take it.
    pub spared: Vec<Spared>,
    /// What a size budget would take next, the oldest first; it is measured while it is done.
    pub reserve: Vec<Step>,
    /// When it was made.
    #[serde(skip)]
    pub now: Timestamp,
}

/// What a database takes on the disk, to whoever only reads it.
pub fn bytes_of(reader: &Reader) -> Result<u64, StoreError> {
    let (file, _) = reader.ask(|q| q.size())?;
    Ok(file + std::fs::metadata(sibling(reader.path(), "-wal")).map_or(0, |m| m.len()))
}

/// What keeps retention from being done.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A compaction.
    #[error(transparent)]
    Compact(#[from] CompactError),
    /// A purge.
    #[error(transparent)]
    Purge(#[from] PurgeError),
}

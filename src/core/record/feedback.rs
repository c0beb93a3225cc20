//! What a recording tells its caller.

use crate::core::model::energy::MicroEu;
use crate::core::store::LogFinding;
use serde::Serialize;

/// Events of one session became durable.
#[derive(Debug, Clone, Serialize)]
pub struct Ack {
    /// The session.
    pub session_id: String,
    /// Its last event that is durable.
    pub last_seq: u64,
    /// Input lines dealt with so far.
    pub lines: u64,
}

/// A line was refused.
#[derive(Debug, Clone, Serialize)]
pub struct Nack {
    /// Its number, from 1.
    pub line: u64,
    /// Why, as a stable name.
    pub code: &'static str,
    /// Why, in words.
    pub message: String,
}

/// Is told what happened, on the writer's thread and after the commit that it speaks of.
pub trait Feedback: Send {
    /// Events are durable.
    fn ack(&mut self, _ack: &Ack) {}
    /// A line was refused (and kept in quarantine).
    fn nack(&mut self, _nack: &Nack) {}
    /// Something that does not stop the recording. May come from either thread.
    fn warn(&mut self, _message: &str) {}
    /// A line that was accepted, once it is durable.
    fn accepted_line(&mut self, _line: &[u8]) {}
    /// End of a group of the above: what is buffered should go out.
    fn flush(&mut self) {}
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFeedback;

impl Feedback for NoFeedback {}

/// What one session came to.
#[derive(Debug, Clone, Serialize)]
pub struct SessionSummary {
    /// The session.
    pub session_id: String,
    /// Its last event.
    pub last_seq: u64,
    /// Its events.
    pub events: u64,
    /// Its energy, EU.
    pub energy: MicroEu,
    /// Its state's hash, hex.
    pub state_hash: String,
    /// Whether it ended cleanly.
    pub clean: bool,
}

/// What a recording came to. `lines` = accepted + duplicate + rejected + dropped + blank.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summary {
    /// Per session, in the order of first appearance.
    pub sessions: Vec<SessionSummary>,
    /// Input lines.
    pub lines: u64,
    /// Lines whose events were stored.
    pub accepted: u64,
    /// Lines that were stored before, under the same key.
    pub duplicate: u64,
    /// Lines that were refused.
    pub rejected: u64,
    /// Lines left out: by `--include` and `--exclude`, or because there was no room for them.
    pub dropped: u64,
    /// Of the dropped ones, events that there was no room for.
    pub lost: u64,
    /// Lines with nothing on them.
    pub blank: u64,
    /// Of the rejected ones, those of sessions that existed before.
    pub refused_sessions: Vec<String>,
    /// Types that wfstate does not know, and how many events each had.
    pub unknown_types: std::collections::BTreeMap<String, u64>,
    /// The input began with a byte order mark, which was left out.
    pub bom: bool,
    /// Whether acknowledged means on disk.
    pub durable: bool,
    /// What was wrong with the write-ahead log that was found, and what became of it.
    #[serde(skip)]
    pub log: Option<LogFinding>,
}

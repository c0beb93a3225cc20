//! WFT: clocks. Replay never depends on them; people do.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use crate::core::store::{SessionRow, StoredEvent};
use std::time::Duration;

/// The order of times.
pub static BACKWARDS: Rule = Rule {
    id: "WFT001",
    severity: Severity::Warning,
    title: "time runs backwards",
    why: "Events are ordered by their seq, so nothing is lost; but selecting by time may surprise, and durations that \
          were computed from these times are wrong.",
    repair: "look at the producer's clock; several producers on one session have one clock each",
    scope: Scope::Session,
};
/// Times that have not come yet.
pub static FUTURE: Rule = Rule {
    id: "WFT002",
    severity: Severity::Warning,
    title: "an event lies in the future",
    why: "The producer's clock is ahead of this machine's, or its unit of time was misread.",
    repair: "compare the clocks; a producer's integers are taken as s, ms, µs or ns by their size",
    scope: Scope::Session,
};
/// The session's beginning.
pub static BEFORE_START: Rule = Rule {
    id: "WFT003",
    severity: Severity::Warning,
    title: "the recorder's clock stood before the session's start",
    why: "The recorder stamped an event with its own clock, and that time is before the one at which it had opened \
          the session: the clock was set back.",
    repair: "nothing has to be done; durations of this session may be wrong",
    scope: Scope::Session,
};
/// The session's end.
pub static ENDED_BEFORE_START: Rule = Rule {
    id: "WFT004",
    severity: Severity::Warning,
    title: "a session ended before it began",
    why: "The clock of the recorder was set back while it ran.",
    repair: "nothing has to be done; the duration of this session is wrong",
    scope: Scope::Session,
};

const DAY: Duration = Duration::from_secs(86_400);
/// Clocks of two machines differ by less than this.
const SKEW_US: i64 = 5 * 60 * 1_000_000;
/// The first event of a session is stamped a moment before the session is opened for it.
const OPENING_US: i64 = 1_000_000;

/// Watches the times of one session.
#[derive(Debug)]
pub struct Times {
    start: Timestamp,
    latest_allowed: Timestamp,
    last: Option<Timestamp>,
    backwards: Count,
    future: Count,
    before_start: Count,
}

/// How often, where first, and how far at most.
#[derive(Debug, Default)]
struct Count {
    times: u64,
    first: u64,
    most_us: i64,
}

impl Count {
    fn see(&mut self, seq: u64, by_us: i64) {
        if self.times == 0 {
            self.first = seq;
        }
        self.times += 1;
        self.most_us = self.most_us.max(by_us);
    }

    fn report(&self, rule: &'static Rule, what: &str, sink: &mut Sink<'_>) {
        let by = length(self.most_us.unsigned_abs());
        match self.times {
            0 => {}
            1 => sink.report(rule, Some(self.first), format!("1 event {what}, by {by}")),
            times => sink.report(rule, Some(self.first), format!("{times} events {what}, by up to {by}")),
        }
    }
}

/// A length of time for people.
fn length(us: u64) -> String {
    match Duration::from_micros(us) {
        long if long >= DAY * 2 => format!("{} days", long.as_secs() / DAY.as_secs()),
        short => format!("{short:?}"),
    }
}

impl Times {
    /// A watch on a session.
    pub fn new(row: &SessionRow, now: Timestamp) -> Self {
        Self {
            start: row.start,
            latest_allowed: now.plus_us(SKEW_US),
            last: None,
            backwards: Count::default(),
            future: Count::default(),
            before_start: Count::default(),
        }
    }

    /// The next event.
    pub fn event(&mut self, e: &StoredEvent) {
        if let Some(last) = self.last.filter(|last| e.at < *last) {
            self.backwards.see(e.seq, last.0.saturating_sub(e.at.0));
        }
        self.last = Some(e.at);
        if e.at > self.latest_allowed {
            self.future.see(e.seq, e.at.0.saturating_sub(self.latest_allowed.0).saturating_add(SKEW_US));
        }
        if e.flags.has(Flags::CLOCK) && e.at.plus_us(OPENING_US) < self.start {
            self.before_start.see(e.seq, self.start.0.saturating_sub(e.at.0));
        }
    }

    /// The end of the session: each kind once, with its count.
    pub fn finish(&self, row: &SessionRow, sink: &mut Sink<'_>) {
        self.backwards.report(&BACKWARDS, "older than the one before", sink);
        self.future.report(&FUTURE, "later than this machine's clock", sink);
        self.before_start.report(&BEFORE_START, "stamped before the session's start", sink);
        if let Some(end) = row.end.filter(|end| *end < row.start) {
            sink.report(&ENDED_BEFORE_START, None, format!("it began at {} and ended at {end}", row.start));
        }
    }
}

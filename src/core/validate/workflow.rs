//! WFC: phases, what they cost, and the way of a workflow from one status to the next.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::ambient;
use crate::core::model::event::workflow::{STATUSES, may_follow};
use crate::core::model::json::Fields;
use crate::core::model::state::State;
use crate::core::store::SessionRow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The row's cost.
pub static COST: Rule = Rule {
    id: "WFC001",
    severity: Severity::Error,
    title: "a session's stored cost is not that of its phases",
    why: "The row keeps the sum over all attempts whose price is known, so that lists are quick: the money was spent, \
          also by an attempt that was repeated. When it differs, the row or the events were changed.",
    repair: "trust the events if no seal is broken; `wfstate replay` computes the cost from them",
    scope: Scope::Session,
};
/// The row's status while a recorder has the session.
pub static STATUS: Rule = Rule {
    id: "WFC002",
    severity: Severity::Error,
    title: "a session that is being recorded does not say that it runs",
    why: "While a recorder has a session, the row says Running, has no end and no clean end; all of it is written in \
          one transaction. The row was changed by something else.",
    repair: "the next recorder that opens the database settles it; find out who wrote to the database",
    scope: Scope::Session,
};
/// Statuses that do not follow each other.
pub static TRANSITION: Rule = Rule {
    id: "WFC003",
    severity: Severity::Warning,
    title: "a workflow changed its status in a way that is not allowed",
    why: "Running leads anywhere; Paused to Running, Cancelled or Failed; Failed and Interrupted to Running; Completed \
          and Cancelled are final. What went another way was resumed or ended by two programs, or a change was lost.",
    repair: "look at who sends the changes of this session; begin a new session after a final status",
    scope: Scope::Session,
};
/// Numbers that a producer claims.
pub static CLAIM: Rule = Rule {
    id: "WFC004",
    severity: Severity::Warning,
    title: "a workflow's claim is not what its events come to",
    why: "`attempt` and `previous_status` say what the producer believes; attempts are counted and statuses are folded \
          from the events. Where the two differ, events did not arrive, or the producer counts otherwise.",
    repair: "compare with what the producer sent; totals and attempts of wfstate never come from these fields",
    scope: Scope::Session,
};
/// Keys that came twice.
pub static KEY_AGAIN: Rule = Rule {
    id: "WFC005",
    severity: Severity::Warning,
    title: "an idempotency key was used twice",
    why: "The same key means the same step. Stored twice, its attempt and its cost count twice; with other data, two \
          different steps claim to be the same one.",
    repair: "send the key as `event_id` too, so that the recorder takes an exact retry for what it is",
    scope: Scope::Session,
};
/// Recorders that are gone.
pub static ORPHAN: Rule = Rule {
    id: "WFC006",
    severity: Severity::Info,
    title: "a session runs and its recorder is gone",
    why: "The recorder ended without closing it, or runs on another machine. Nothing is lost: the next recorder that \
          opens the database marks the session as interrupted.",
    repair: "nothing has to be done; `wfstate record --resume` goes on with it",
    scope: Scope::Session,
};
/// Prices that are not known.
pub static UNPRICED: Rule = Rule {
    id: "WFC007",
    severity: Severity::Info,
    title: "phases have no price",
    why: "An unknown price is not 0: the session's cost is at least what is known of it.",
    repair: "send `cost_micro_usd` with each completed phase, 0 where it was free",
    scope: Scope::Session,
};

/// Keys of one session that are remembered: beyond them nobody looks for a second use, so that memory has a bound.
const MOST_KEYS: usize = 1 << 16;

/// Watches the workflow of one session.
#[derive(Debug, Default)]
pub struct Workflow {
    /// The status after the last event; `None` is not known.
    status: Option<&'static str>,
    /// How often it was started; `None` is not known.
    starts: Option<u64>,
    /// Events are missing: what was counted is not what the producer counted.
    broken: bool,
    /// By the hash of type and key: where it was used first, and the hash of the data.
    keys: HashMap<u64, (u64, u64)>,
}

impl Workflow {
    /// A watch before the first event.
    pub fn new() -> Self {
        Self { starts: Some(0), ..Self::default() }
    }

    /// Events are missing or could not be folded.
    pub fn interrupted(&mut self) {
        *self = Self { broken: true, keys: std::mem::take(&mut self.keys), ..Self::default() };
    }

    /// The next event, already in `state`.
    pub fn event(&mut self, name: &str, seq: u64, data: &Fields<'_>, state: &State, sink: &mut Sink<'_>) {
        match name {
            "system.rollback" => self.starts = None,
            "workflow.started" => self.started(seq, data, sink),
            "workflow.phase_completed" => self.phase(seq, data, state, sink),
            "workflow.status_changed" => self.changed(seq, data, sink),
            "workflow.context_saved" | "workflow.output_saved" => {}
            _ => return,
        }
        self.key(name, seq, data, sink);
        let now = state.workflow.as_ref().and_then(|w| w.status.as_deref());
        self.status = now.and_then(|now| STATUSES.iter().copied().find(|s| *s == now));
    }

    fn started(&mut self, seq: u64, data: &Fields<'_>, sink: &mut Sink<'_>) {
        self.starts = self.starts.map(|n| n + 1);
        claimed_attempt("the workflow", data, self.starts, seq, sink);
        self.goes_to("Running", seq, sink);
    }

    fn phase(&self, seq: u64, data: &Fields<'_>, state: &State, sink: &mut Sink<'_>) {
        let (Some(id), Some(w)) = (data.text("phase_id"), &state.workflow) else { return };
        let attempts = w.phases.iter().find(|p| p.phase_id == id).map(|p| p.attempts);
        claimed_attempt("the phase", data, attempts.filter(|_| !self.broken), seq, sink);
    }

    fn changed(&self, seq: u64, data: &Fields<'_>, sink: &mut Sink<'_>) {
        claimed_attempt("the workflow", data, self.starts.filter(|n| *n > 0), seq, sink);
        if let (Some(claimed), Some(status)) = (data.text("previous_status"), self.status)
            && claimed != status
        {
            let message = format!("it claims to come from {}, the status is {status}", known(&claimed));
            sink.report(&CLAIM, Some(seq), message);
        }
        if let Some(to) = data.text("status") {
            self.goes_to(&to, seq, sink);
        }
    }

    fn goes_to(&self, to: &str, seq: u64, sink: &mut Sink<'_>) {
        if let Some(from) = self.status.filter(|from| !may_follow(from, to)) {
            sink.report(&TRANSITION, Some(seq), format!("from {from} to {}", known(to)));
        }
    }

    fn key(&mut self, name: &str, seq: u64, data: &Fields<'_>, sink: &mut Sink<'_>) {
        let Some(key) = data.text("idempotency_key") else { return };
        let (key, digest) = (hash_of(&(name, key.as_ref())), hash_of(data.object()));
        if let Some((first, before)) = self.keys.get(&key) {
            let data = if *before == digest { "the same data" } else { "other data" };
            sink.report(&KEY_AGAIN, Some(seq), format!("event {first} has the same key and {data}"));
        } else if self.keys.len() < MOST_KEYS {
            self.keys.insert(key, (seq, digest));
        }
    }
}

/// The same on every machine, and nobody's secret: it only tells keys of one session apart.
fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A status of the list, as data that was changed may have something else.
fn known(status: &str) -> &str {
    STATUSES.iter().find(|s| **s == status).copied().unwrap_or("an unknown status")
}

fn claimed_attempt(what: &str, data: &Fields<'_>, counted: Option<u64>, seq: u64, sink: &mut Sink<'_>) {
    if let (Some(claimed), Some(counted)) = (data.count("attempt"), counted)
        && claimed != counted
    {
        let message = format!("it claims attempt {claimed} of {what}, its events come to {counted}");
        sink.report(&CLAIM, Some(seq), message);
    }
}

/// Compares the row's cost with the events, and tells of phases without a price.
pub fn check_cost(row: &SessionRow, of_events: Option<i64>, state: &State, sink: &mut Sink<'_>) {
    if row.cost_micro_usd != of_events {
        let usd = |n: Option<i64>| n.map_or("unpriced".to_owned(), |n| format!("{n} micro-USD"));
        sink.report(&COST, None, format!("{} instead of {}", usd(row.cost_micro_usd), usd(of_events)));
    }
    if let Some(w) = state.workflow.as_ref().filter(|w| w.unpriced > 0) {
        let attempts: u64 = w.phases.iter().map(|p| p.attempts).sum();
        sink.report(&UNPRICED, None, format!("{} of {attempts} attempts have no price", w.unpriced));
    }
}

/// A row with a recorder, which the ledger does not contradict.
pub fn check_owned(row: &SessionRow, sink: &mut Sink<'_>) {
    let Some(owner) = &row.owner else { return };
    let mut wrong = Vec::new();
    if row.status != "Running" {
        wrong.push(format!("status {}", row.status));
    }
    wrong.extend(row.end.map(|at| format!("an end at {at}")));
    if row.clean {
        wrong.push("a clean end".to_owned());
    }
    if !wrong.is_empty() {
        return sink.report(&STATUS, None, format!("it has a recorder and {}", wrong.join(", ")));
    }
    if !ambient::is_alive(owner) {
        sink.report(&ORPHAN, None, "its recorder is not running on this machine");
    }
}

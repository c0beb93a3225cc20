//! WFE: no energy appears and none is lost. Sums of what is stored are exact; a producer's own totals are floats
//! and claims, so they have a tolerance.

use super::claims::Claims;
use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use super::workflow;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::Flags;
use crate::core::model::json::{Fields, Kind};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::recover::totals_of;
use crate::core::store::{SessionRow, StoredEvent, Totals};

/// The session's total.
pub static TOTAL: Rule = Rule {
    id: "WFE001",
    severity: Severity::Error,
    title: "a session's stored totals are not those of its events",
    why: "The row keeps what the events come to, so that lists are quick. When it differs, the row or the events were \
          changed.",
    repair: "trust the events if no seal is broken; `wfstate replay` computes the totals from them",
    scope: Scope::Session,
};
/// Sums beyond i64.
pub static OVERFLOW: Rule = Rule {
    id: "WFE002",
    severity: Severity::Error,
    title: "the session's energy leaves the range",
    why: "Energy is summed in millionths in 64 bits; the recorder refuses what does not fit, so this was changed \
          afterwards or written by something else.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// The session's state.
pub static STATE: Rule = Rule {
    id: "WFE003",
    severity: Severity::Error,
    title: "a session's stored state hash is not that of its events",
    why: "The same events give the same state hash, for ever. When the stored one differs, the row or the events were \
          changed, or the fold was.",
    repair: "trust the events if no seal is broken; `wfstate replay` computes the hash from them",
    scope: Scope::Session,
};
/// Running totals of the producer.
pub static ACCUMULATOR: Rule = Rule {
    id: "WFE004",
    severity: Severity::Warning,
    title: "the producer's accumulator does not follow its energies",
    why: "`accumulator` is the producer's claim of its running total. Between two claims it should grow by what the \
          events add; the tolerance is 0.01 EU or 1e-9 of the claim, 1 % where a loss was declared.",
    repair: "look at how the producer sums; totals of wfstate never come from this field",
    scope: Scope::Session,
};
/// Totals at the end.
pub static END: Rule = Rule {
    id: "WFE005",
    severity: Severity::Warning,
    title: "the producer's totals at its end are not those of its events",
    why: "`system.end` claims how much energy and how many events there were. Another count means that events did not \
          arrive, or that the producer counts otherwise.",
    repair: "compare with what the producer sent; look into the quarantine for refused events",
    scope: Scope::Session,
};
/// The two places of one number.
pub static COLUMN: Rule = Rule {
    id: "WFE006",
    severity: Severity::Error,
    title: "an event's energy is not that of its data",
    why: "Where the envelope had no `energy_delta`, the energy that is added was taken from the data; the two must stay \
          the same number.",
    repair: "restore a backup",
    scope: Scope::Session,
};

/// Watches the energy of one session.
#[derive(Debug, Default)]
pub struct Energy {
    claims: Claims,
    ends: Vec<(u64, String)>,
    broken: bool,
    /// The producer's run began before the first event that is looked at: a claim of it says nothing, and would put
    /// the blame on the wrong event.
    mid_run: bool,
    /// Where the producer's present run began: events and energy before it.
    run: (u64, i64),
}

/// Ends whose claims are wrong, kept until the session is known; a producer ends a session a few times at most.
const MOST_ENDS: usize = 20;

impl Energy {
    /// A watch that begins within a producer's run.
    pub fn mid_run() -> Self {
        Self { broken: true, mid_run: true, ..Self::default() }
    }

    /// The next event, already in `state`.
    pub fn event(
        &mut self,
        name: &str,
        e: &StoredEvent,
        data: &Fields<'_>,
        state: &State,
        sink: &mut Sink<'_>,
    ) {
        if e.flags.has(Flags::ENERGY_FROM_DATA) {
            check_column(e, data, sink);
        }
        match name {
            "energy.update" if !self.mid_run => self.claims.update(e, data, state.total_energy()),
            "system.start" => {
                let before = state.total_energy().0.saturating_sub(e.energy.unwrap_or(0));
                self.run = (e.seq.saturating_sub(1), before);
                self.mid_run = false;
                self.claims.restart();
            }
            "system.rollback" => self.claims.restart(),
            "system.end" => self.end(e.seq, data, state.total_energy()),
            _ => {}
        }
    }

    /// Events are missing or could not be folded: claims before and after cannot be compared.
    pub fn interrupted(&mut self) {
        self.broken = true;
        self.claims.restart();
    }

    fn end(&mut self, seq: u64, data: &Fields<'_>, total: MicroEu) {
        if self.ends.len() >= MOST_ENDS {
            return;
        }
        let (events_before, energy_before) = self.run;
        if let Some(claimed) = data.get("total_energy").and_then(|v| MicroEu::from_literal(v.literal())) {
            // Since the beginning of the session, of the run, or of the accumulator.
            let sums = [
                total.0,
                total.0.saturating_sub(energy_before),
                total.0.saturating_add(self.claims.offset()),
            ];
            if !sums.iter().any(|sum| near(claimed.0, *sum)) {
                self.ends.push((seq, format!("it claims {claimed} EU, its events come to {total} EU")));
            }
        }
        if let Some(claimed) = data.count("total_events") {
            let counts = [0, 1, events_before, events_before + 1].map(|less| seq.saturating_sub(less));
            if !counts.contains(&claimed) {
                self.ends.push((seq, format!("it claims {claimed} events, there are {seq} up to here")));
            }
        }
    }

    /// The end of the session. `lossy` is a session whose recorder declared a loss.
    pub fn finish(&self, lossy: bool, sink: &mut Sink<'_>) {
        self.claims.finish(lossy, sink);
        for (seq, message) in self.ends.iter().filter(|_| !lossy && !self.broken) {
            sink.report(&END, Some(*seq), message.clone());
        }
    }
}

/// Within max(0.01 EU, 1e-9 of the claim).
fn near(claimed: i64, sum: i64) -> bool {
    super::claims::within(claimed, i128::from(claimed) - i128::from(sum), false)
}

fn check_column(e: &StoredEvent, data: &Fields<'_>, sink: &mut Sink<'_>) {
    let value = data.get("energy").filter(|v| matches!(v.kind, Kind::Integer | Kind::Float));
    let of_data = value.and_then(|v| MicroEu::from_literal(v.literal())).map(|m| m.0);
    if of_data != e.energy {
        let show = |n: Option<i64>| n.map_or("none".to_owned(), |n| format!("{} EU", MicroEu(n)));
        let message = format!("{} is added, the data says {}", show(e.energy), show(of_data));
        sink.report(&COLUMN, Some(e.seq), message);
    }
}

/// The words that a session's row keeps of its events. Each end of a recording writes those that the fold has
/// then; what it does not have (after a rollback, say) stays as it was.
#[derive(Debug, Default)]
pub struct Kept(Totals);

impl Kept {
    /// The end of a recording.
    pub fn take(&mut self, state: &State) {
        let now = totals_of(0, state);
        self.0.user_id = now.user_id.or(self.0.user_id.take());
        self.0.mode = now.mode.or(self.0.mode.take());
        self.0.model_id = now.model_id.or(self.0.model_id.take());
        self.0.hardware_tier = now.hardware_tier.or(self.0.hardware_tier.take());
        self.0.level = now.level.or(self.0.level);
    }
}

/// Compares what a session's row says with the fold over its events. What it keeps of recordings that ended is not
/// known where the check began later.
pub fn check_row(row: &SessionRow, last_seq: u64, state: &State, kept: Option<&Kept>, sink: &mut Sink<'_>) {
    let want = totals_of(last_seq, state);
    let mut wrong = Vec::new();
    let mut compare = |name: &str, stored: &dyn std::fmt::Display, of_events: &dyn std::fmt::Display| {
        let (stored, of_events) = (stored.to_string(), of_events.to_string());
        if stored != of_events {
            wrong.push(format!("{name} {stored} instead of {of_events}"));
        }
    };
    let number = |n: Option<i64>| n.map_or("null".to_owned(), |n| n.to_string());
    let eu = |n: i64| format!("{} EU", MicroEu(n));
    compare("last seq", &number(row.last_seq.map(u64::cast_signed)), &want.last_seq);
    compare("energy", &row.energy_micro.map_or("null".to_owned(), eu), &eu(want.energy_micro));
    if let Some(Kept(kept)) = kept {
        let own_mode = if row.stores_content { Some("debug") } else { kept.mode.as_deref() };
        let texts = [
            ("user", Some(&row.user_id), kept.user_id.as_deref().or(Some("default"))),
            ("mode", Some(&row.mode), own_mode.or(Some("normal"))),
            ("model", row.model_id.as_ref(), kept.model_id.as_deref()),
            ("hardware tier", row.hardware_tier.as_ref(), kept.hardware_tier.as_deref()),
        ];
        for (name, stored, want) in texts {
            compare(name, &stored.map_or("null", String::as_str), &want.unwrap_or("null"));
        }
        compare("level", &number(row.level), &number(kept.level));
    }
    if !wrong.is_empty() {
        sink.report(&TOTAL, None, wrong.join(", "));
    }
    workflow::check_cost(row, want.cost_micro_usd, state, sink);
    if row.state_hash != Some(want.state_hash) {
        let stored = row.state_hash.map_or("none".to_owned(), |h| hex(&h));
        sink.report(&STATE, None, format!("{stored} instead of {}", hex(&want.state_hash)));
    }
}

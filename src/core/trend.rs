//! Day by day: sessions, events, errors, energy, cost; and whether they grow.
//!
//! The sums are integers, computed from the events each time that they are asked for. The slopes are the only floats,
//! and each is one division of two integers at the end.

mod slope;

pub use slope::{Slope, slope};

use crate::core::cost::{Amount, Pricer};
use crate::core::model::day::Day;
use crate::core::model::energy::MicroEu;
use crate::core::model::state::State;
use crate::core::passing::{Begun, Compacted, Scope, Window};
use crate::core::stats::LeftOut;
use crate::core::store::{Ask, Glance, Passing, Reader, StoreError};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

/// The answer of `stats --trend`. The names are those of the JSON; its schema explains them.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names of the JSON; its schema explains them")]
pub struct Trend {
    schema: &'static str,
    scope: &'static str,
    pub since: Option<String>,
    pub until: Option<String>,
    pub days: Vec<DayRow>,
    pub total: Figures,
    pub slopes: Slopes,
    pub compacted: Vec<Compacted>,
    pub left_out: Vec<LeftOut>,
}

/// One day.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names of the JSON; its schema explains them")]
pub struct DayRow {
    pub day: Day,
    #[serde(flatten)]
    pub figures: Figures,
}

/// What happened on a day, or on all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the JSON; its schema explains them")]
pub struct Figures {
    /// Sessions that had an event.
    pub sessions: u64,
    pub events: u64,
    pub errors: u64,
    pub energy: MicroEu,
    #[serde(rename = "cost")]
    pub amount: Amount,
}

/// How much each figure grows from day to day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slopes {
    /// Events a day, per day.
    pub events: Slope,
    /// EU a day, per day.
    pub energy: Slope,
    /// Micro-USD a day, per day; over the days of which a price is known.
    pub cost_micro_usd: Slope,
    /// Errors among a million events, per day; over the days that had events.
    pub errors_per_million: Slope,
}

/// Computes it.
pub fn trend(reader: &Reader, scope: &Scope, window: &Window) -> Result<Trend, StoreError> {
    let (mut sums, other) = scope.halves(reader, |reader, runs| Sums::look(reader, runs, window))?;
    if let Some(other) = other {
        sums.add(other);
    }
    let (mut compacted, mut left_out) = (Vec::new(), Vec::new());
    for begun in scope.begun(reader, window)? {
        sums.begun(&begun, window, &mut left_out);
        compacted.push(begun.compacted);
    }
    let total = sums.total();
    let days = sums.rows(window);
    Ok(Trend {
        schema: "wfstate.stats/1",
        scope: "trend",
        since: window.since.map(|t| t.to_string()),
        until: window.until.map(|t| t.to_string()),
        slopes: Slopes::of(&days),
        days,
        total,
        compacted,
        left_out,
    })
}

#[derive(Default)]
struct Sums {
    days: BTreeMap<Day, Figures>,
    /// Which session was seen on which day; most events are of the one that was seen last.
    seen: HashSet<(Day, i64)>,
    sessions: HashSet<i64>,
    last: Option<(Day, i64)>,
}

impl Sums {
    /// Of some sessions.
    fn look(reader: &Reader, sessions: &[(i64, i64)], window: &Window) -> Result<Self, StoreError> {
        let pricer = RefCell::new(Pricer::load(reader)?);
        let names = reader.ask(|q| q.type_names())?;
        let error = names.iter().position(|n| n.as_deref() == Some("error"));
        let error = error.and_then(|at| i64::try_from(at).ok());
        let types = pricer.borrow().types();
        let (since, until) = (window.first(), window.end());
        let ask = Passing { sessions, since, until, only: None, data_of: &types };
        reader.ask(|q| {
            // The question may be asked twice.
            let mut sums = Self::default();
            let pricer = &mut *pricer.borrow_mut();
            q.each_glance(&ask, &mut |e| sums.event(&e, error == Some(e.type_no), pricer))?;
            Ok(sums)
        })
    }

    /// What other sessions did.
    fn add(&mut self, other: Self) {
        for (day, figures) in &other.days {
            let sum = self.days.entry(*day).or_default();
            sum.sessions += figures.sessions;
            sum.add(figures);
        }
        self.seen.extend(other.seen);
        self.sessions.extend(other.sessions);
    }

    fn event(&mut self, e: &Glance<'_>, is_error: bool, pricer: &mut Pricer) {
        let figures = self.day(Day::of(e.at), e.session_no);
        figures.events += 1;
        figures.errors += u64::from(is_error);
        figures.energy = MicroEu(figures.energy.0.saturating_add(e.energy.unwrap_or(0)));
        if let Some(priced) = pricer.price(e.type_no, e.data) {
            figures.amount.add(&Amount::of(priced.micro_usd));
        }
    }

    fn day(&mut self, day: Day, session_no: i64) -> &mut Figures {
        let is_new = self.last != Some((day, session_no)) && self.seen.insert((day, session_no));
        if is_new {
            self.sessions.insert(session_no);
        }
        self.last = Some((day, session_no));
        let figures = self.days.entry(day).or_default();
        figures.sessions += u64::from(is_new);
        figures
    }

    /// What a session began with counts where the last event was that is in it.
    fn begun(&mut self, begun: &Begun, window: &Window, left_out: &mut Vec<LeftOut>) {
        let state: &State = match &begun.state {
            Ok(state) if window.has(begun.at) => state,
            Ok(_) => return,
            Err(why) => {
                let session_id = begun.compacted.session_id.clone();
                return left_out.push(LeftOut { session_id, why: why.clone() });
            }
        };
        let errors = state.performance.by_type.sorted().get("error").copied().unwrap_or(0);
        let figures = self.day(Day::of(begun.at), begun.session_no);
        figures.events += state.performance.events;
        figures.errors += errors;
        figures.energy = MicroEu(figures.energy.0.saturating_add(state.total_energy().0));
        if let Some(w) = &state.workflow {
            figures.amount.add(&Amount::of_workflow(w));
        }
    }

    /// A session that went on after midnight is one session of them all.
    fn total(&self) -> Figures {
        let empty = Figures { sessions: self.sessions.len() as u64, ..Figures::default() };
        self.days.values().fold(empty, |mut total, day| {
            total.add(day);
            total
        })
    }

    fn rows(mut self, window: &Window) -> Vec<DayRow> {
        let seen = self.days.first_key_value().zip(self.days.last_key_value()).map(|(a, b)| (*a.0, *b.0));
        for day in window.all_days(seen).into_iter().flatten() {
            self.days.entry(day).or_default();
        }
        self.days.into_iter().map(|(day, figures)| DayRow { day, figures }).collect()
    }
}

impl Figures {
    /// Adds what happened, but for the sessions: one may be in both.
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.errors += other.errors;
        self.energy = MicroEu(self.energy.0.saturating_add(other.energy.0));
        self.amount.add(&other.amount);
    }

    /// Errors among a million events, rounded down.
    pub fn errors_per_million(&self) -> Option<i64> {
        let part = (u128::from(self.errors) * 1_000_000).checked_div(u128::from(self.events))?;
        i64::try_from(part).ok()
    }
}

impl Slopes {
    fn of(days: &[DayRow]) -> Self {
        let of = |figure: &dyn Fn(&Figures) -> Option<i64>| {
            let points: Vec<(i64, i64)> =
                days.iter().filter_map(|d| Some((d.day.0, figure(&d.figures)?))).collect();
            slope(&points)
        };
        let micro_eu = of(&|f| Some(f.energy.0));
        Self {
            events: of(&|f| i64::try_from(f.events).ok()),
            energy: Slope { per_day: micro_eu.per_day.map(|micro| micro / 1e6), n: micro_eu.n },
            cost_micro_usd: of(&|f| f.amount.micro_usd()),
            errors_per_million: of(&|f| f.errors_per_million()),
        }
    }
}

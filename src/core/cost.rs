//! What was spent: by day, by model, by label. Money is an integer of micro-USD, and what is unknown is counted, not
//! guessed.
//!
//! Each attempt of a phase costs (also one that was done again, or that a rollback took back: the money was spent), and
//! each `ai.response_complete` that speaks of its cost, at the time of the event. Who records both the responses and
//! the phases that are made of them has both counted.

mod price;

pub use price::Pricer;

use crate::core::model::day::Day;
use crate::core::model::state::per_type::change_bounded;
use crate::core::model::state::{State, WorkflowState};
use crate::core::model::time::Timestamp;
use crate::core::passing::{Begun, Compacted, Scope, Window};
use crate::core::stats::LeftOut;
use crate::core::store::{Ask, Passing, Reader, StoreError};
use serde::{Serialize, Serializer};
use std::cell::RefCell;
use std::collections::BTreeMap;

const SCHEMA: &str = "wfstate.cost/1";

/// What the sums are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The day of UTC on which it was spent.
    Day,
    /// The model that the event names.
    Model,
    /// The label of the session.
    Label,
}

/// A sum of money of which not every part has to be known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// What is known of it, micro-USD.
    pub known: i64,
    /// How many attempts and responses.
    pub count: u64,
    /// Those among them whose price is unknown.
    pub unpriced: u64,
}

/// A line of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The day, the model, the label; `None` where the source names none.
    pub key: Option<String>,
    /// What it came to.
    #[serde(flatten)]
    pub amount: Amount,
}

/// The answer of `cost`. The names are those of the JSON; its schema explains them.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names of the JSON; its schema explains them")]
pub struct Cost {
    schema: &'static str,
    answer: &'static str,
    pub by: By,
    pub since: Option<String>,
    pub until: Option<String>,
    pub rows: Vec<Row>,
    pub total: Amount,
    pub compacted: Vec<Compacted>,
    pub left_out: Vec<LeftOut>,
}

/// The answer of `cost check`.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names of the JSON; its schema explains them")]
pub struct Checked {
    schema: &'static str,
    answer: &'static str,
    pub since: Option<String>,
    pub until: Option<String>,
    pub max_micro_usd: i64,
    pub total: Amount,
    /// What is known is more than that.
    pub over: bool,
    pub compacted: Vec<Compacted>,
    pub left_out: Vec<LeftOut>,
}

/// Sums up what was spent in a stretch of time by some sessions.
pub fn cost(reader: &Reader, scope: &Scope, window: &Window, by: By) -> Result<Cost, StoreError> {
    let look = |reader: &Reader, runs: &[(i64, i64)]| Tally::look(reader, (scope, runs), window, by);
    let mut tally = match by {
        By::Day => {
            let (mut tally, other) = scope.halves(reader, look)?;
            if let Some(other) = other {
                tally.add_days(&other);
            }
            tally
        }
        // Names are bounded, and which ones are kept depends on their order.
        By::Model | By::Label => look(reader, &scope.runs)?,
    };
    let (mut compacted, mut left_out) = (Vec::new(), Vec::new());
    for begun in scope.begun(reader, window)? {
        tally.begun(&begun, scope, window, &mut left_out);
        compacted.push(begun.compacted);
    }
    let total = tally.total;
    Ok(Cost {
        schema: SCHEMA,
        answer: "sums",
        by,
        since: window.since.map(|t| t.to_string()),
        until: window.until.map(|t| t.to_string()),
        rows: tally.rows(window),
        total,
        compacted,
        left_out,
    })
}

/// Whether what is known to be spent is more than `max_micro_usd`.
pub fn check(
    reader: &Reader,
    scope: &Scope,
    window: &Window,
    max_micro_usd: i64,
) -> Result<Checked, StoreError> {
    let Cost { schema, since, until, total, compacted, left_out, .. } = cost(reader, scope, window, By::Day)?;
    let over = total.known > max_micro_usd;
    Ok(Checked { schema, answer: "check", since, until, max_micro_usd, total, over, compacted, left_out })
}

impl Amount {
    /// One attempt or response.
    pub fn of(micro_usd: Option<i64>) -> Self {
        Self { known: micro_usd.unwrap_or(0), count: 1, unpriced: u64::from(micro_usd.is_none()) }
    }

    /// What the state of a workflow says of all its attempts.
    pub fn of_workflow(w: &WorkflowState) -> Self {
        let attempts = w.phases.iter().map(|p| p.attempts).sum();
        let known = i64::try_from(w.cost_micro_usd).unwrap_or(i64::MAX);
        Self { known, count: attempts, unpriced: w.unpriced }
    }

    /// Adds another. What is added is never negative, so that the order does not matter also where it saturates.
    pub fn add(&mut self, other: &Self) {
        self.known = self.known.saturating_add(other.known);
        self.count += other.count;
        self.unpriced += other.unpriced;
    }

    /// The sum, micro-USD: 0 where nothing was bought, `None` where no price is known.
    pub fn micro_usd(&self) -> Option<i64> {
        (self.count == 0 || self.count > self.unpriced).then_some(self.known)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View {
            cost_micro_usd: Option<i64>,
            count: u64,
            unpriced: u64,
        }
        let (count, unpriced) = (self.count, self.unpriced);
        View { cost_micro_usd: self.micro_usd(), count, unpriced }.serialize(serializer)
    }
}

/// What has been added up so far.
struct Tally {
    by: By,
    total: Amount,
    days: BTreeMap<Day, Amount>,
    /// Models or labels; bounded, as those in the state are.
    names: BTreeMap<String, Amount>,
    nameless: Amount,
}

impl Tally {
    fn new(by: By) -> Self {
        let (days, names) = (BTreeMap::new(), BTreeMap::new());
        Self { by, total: Amount::default(), days, names, nameless: Amount::default() }
    }

    /// Of sessions of a scope.
    fn look(
        reader: &Reader,
        (scope, sessions): (&Scope, &[(i64, i64)]),
        window: &Window,
        by: By,
    ) -> Result<Self, StoreError> {
        let pricer = RefCell::new(Pricer::load(reader)?);
        let types = pricer.borrow().types();
        let (since, until) = (window.first(), window.end());
        let ask = Passing { sessions, since, until, only: Some(&types), data_of: &types };
        reader.ask(|q| {
            // The question may be asked twice.
            let mut tally = Self::new(by);
            let pricer = &mut *pricer.borrow_mut();
            q.each_glance(&ask, &mut |e| {
                let Some(priced) = pricer.price(e.type_no, e.data) else { return };
                let label = || scope.label(e.session_no);
                tally.add(e.at, priced.model.as_deref(), label, &Amount::of(priced.micro_usd));
            })?;
            Ok(tally)
        })
    }

    /// What other sessions spent by day.
    fn add_days(&mut self, other: &Self) {
        self.total.add(&other.total);
        for (day, amount) in &other.days {
            self.days.entry(*day).or_default().add(amount);
        }
    }

    fn add<'l>(
        &mut self,
        at: Timestamp,
        model: Option<&str>,
        label: impl FnOnce() -> Option<&'l str>,
        amount: &Amount,
    ) {
        self.total.add(amount);
        match self.by {
            By::Day => self.days.entry(Day::of(at)).or_default().add(amount),
            By::Model => self.name(model, amount),
            By::Label => self.name(label(), amount),
        }
    }

    fn name(&mut self, name: Option<&str>, amount: &Amount) {
        match name {
            Some(name) => change_bounded(&mut self.names, name, |sum| sum.add(amount)),
            None => self.nameless.add(amount),
        }
    }

    /// What a session began with counts where the last event was that is in it.
    fn begun(&mut self, begun: &Begun, scope: &Scope, window: &Window, left_out: &mut Vec<LeftOut>) {
        match &begun.state {
            Ok(State { workflow: Some(w), .. }) if window.has(begun.at) => {
                self.add(begun.at, None, || scope.label(begun.session_no), &Amount::of_workflow(w));
            }
            Ok(_) => {}
            Err(why) => {
                let session_id = begun.compacted.session_id.clone();
                left_out.push(LeftOut { session_id, why: why.clone() });
            }
        }
    }

    /// Days in their order and without holes; models and labels by what they cost, those without a name last.
    fn rows(self, window: &Window) -> Vec<Row> {
        if self.by == By::Day {
            let mut days = self.days;
            let seen = days.first_key_value().zip(days.last_key_value()).map(|(a, b)| (*a.0, *b.0));
            for day in window.all_days(seen).into_iter().flatten() {
                days.entry(day).or_default();
            }
            return days
                .into_iter()
                .map(|(day, amount)| Row { key: Some(day.to_string()), amount })
                .collect();
        }
        let mut rows: Vec<Row> =
            self.names.into_iter().map(|(name, amount)| Row { key: Some(name), amount }).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.amount.known, row.amount.count)));
        rows.extend((self.nameless.count > 0).then_some(Row { key: None, amount: self.nameless }));
        rows
    }
}

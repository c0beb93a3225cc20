//! Phases and contexts: which session has which, in which order, and each as an event. Only where they stand is
//! kept in memory; what is in them is read when its turn comes.

use super::session::{Line, of};
use crate::core::import::error::ImportError;
use crate::core::import::foreign::database::{Name, literal, name_of, whole};
use crate::core::import::foreign::{What, times};
use crate::core::import::input::Input;
use crate::core::model::json::{Member, Scanner, text};
use crate::core::model::money::MicroUsd;
use crate::core::model::time::Timestamp;
use crate::core::store::foreign::{Cell, Foreign, Only, Row};
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::BTreeMap;

const PHASES: &str = "phase_completions";
const CONTEXTS: &str = "workflow_context";
const PHASE: &[&str] = &["phase_id", "completed_at", "duration_ms", "output", "cost_usd", "id"];
const CONTEXT: &[&str] = &["context_json", "last_updated"];

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Phase,
    Context,
}

/// One step: when it was, what it is, and the number of its row. In this order they come.
pub type Step = (Option<Timestamp>, StepKind, i64);

/// What a step is, for those who only keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepKind(Kind);

/// The steps of all sessions.
#[derive(Debug, Default)]
pub struct Steps {
    by_session: BTreeMap<String, (Name, Vec<Step>)>,
}

impl Steps {
    /// Looks where they stand.
    pub fn read(db: &Foreign, input: &Input) -> Result<Self, ImportError> {
        let mut all = Self::default();
        for (table, kind, time) in
            [(PHASES, Kind::Phase, "completed_at"), (CONTEXTS, Kind::Context, "last_updated")]
        {
            let mut last = None;
            db.each::<ImportError>(table, &["session_id", time], Only::All, &mut |row| {
                let name = name_of(row.cell(0));
                let at = times::read(row.cell(1)).map(|told| told.at);
                let own = all.by_session.entry(name.id.clone()).or_insert_with(|| (name, Vec::new()));
                // A phase whose time cannot be read stands where its row does.
                last = at.or(last);
                let number = row.number().ok_or_else(|| {
                    ImportError::malformed(&input.name, format!("table {table}"), "its rows have no numbers")
                })?;
                own.1.push((last, StepKind(kind), number));
                Ok(())
            })?;
        }
        for (_, steps) in all.by_session.values_mut() {
            steps.sort_unstable();
        }
        Ok(all)
    }

    /// Those of a session.
    pub fn take(&mut self, id: &str) -> Vec<Step> {
        self.by_session.remove(id).map(|(_, steps)| steps).unwrap_or_default()
    }

    /// Those of sessions that have no row.
    pub fn left(self) -> impl Iterator<Item = (Name, Vec<Step>)> {
        self.by_session.into_values()
    }
}

/// Tells one step. Gives what it cost, where it was taken and that is known.
pub fn tell(db: &Foreign, step: Step, telling: &mut Line<'_, '_>) -> Result<Option<MicroUsd>, ImportError> {
    let (table, columns) = match step.1.0 {
        Kind::Phase => (PHASES, PHASE),
        Kind::Context => (CONTEXTS, CONTEXT),
    };
    let mut cost = None;
    db.each::<ImportError>(table, columns, Only::Number(step.2), &mut |row| {
        match step.1.0 {
            Kind::Phase => cost = phase(row, step.0, telling)?,
            Kind::Context => context(row, step.0, telling)?,
        }
        Ok(())
    })?;
    Ok(cost)
}

fn phase(
    row: &Row<'_>,
    at: Option<Timestamp>,
    telling: &mut Line<'_, '_>,
) -> Result<Option<MicroUsd>, ImportError> {
    let id = row.cell(0).text().unwrap_or_default();
    let number = whole(row.cell(5)).or(row.number()).unwrap_or_default();
    let place = format!("{}, phase row {number}", of(&telling.id));
    telling.check_time(row.cell(1), &place);
    let cost = amount(row.cell(4), "cost", &place, telling, |text| {
        MicroUsd::from_literal(text).filter(|c| c.0 >= 0)
    });
    let duration = amount(row.cell(2), "duration", &place, telling, |text| {
        text.strip_suffix(".0").unwrap_or(text).parse::<u64>().ok()
    });
    let mut data = String::from("{\"phase_id\":");
    text::push_string(&mut data, id);
    data.push_str(",\"output\":");
    match output(row.cell(3)) {
        (json, true) => data.push_str(&json),
        (words, false) => {
            let why = "its output is no JSON; it is kept as the text that it is";
            telling.note(What::Repaired, "output_not_json", &place, why);
            text::push_string(&mut data, &words);
        }
    }
    let number = |n: Option<String>| n.unwrap_or_else(|| "null".to_owned());
    data.push_str(",\"duration_ms\":");
    data.push_str(&number(duration.map(|d| d.to_string())));
    data.push_str(",\"cost_micro_usd\":");
    data.push_str(&number(cost.map(|c| c.0.to_string())));
    data.push('}');
    let taken = telling.event(&place, "workflow.phase_completed", at, &data)?;
    Ok(cost.filter(|_| taken))
}

/// A number that may be missing. One that is there and cannot be read is not known, and that is said.
fn amount<T>(
    cell: Cell<'_>,
    what: &str,
    place: &str,
    telling: &mut Line<'_, '_>,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let amount = literal(cell).and_then(|text| read(&text));
    if amount.is_none() && !cell.is_null() {
        let words = format!("its {what} cannot be read; it is taken as not known");
        telling.note(What::Repaired, "number_unreadable", place, &words);
    }
    amount
}

/// The output, and whether it is JSON that can stand as it is.
fn output(cell: Cell<'_>) -> (Cow<'_, str>, bool) {
    match cell {
        Cell::Null => (Cow::Borrowed("null"), true),
        Cell::Text(bytes) | Cell::Blob(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            let single = serde_json::from_str::<IgnoredAny>(&text).is_ok();
            let mut members: Vec<Member> = Vec::new();
            // Also what the decoder demands of JSON: no key twice, numbers that stay what they are.
            let wrapped = format!("{{\"data\":{{\"output\":{text}}}}}");
            let clean = single && Scanner::default().object(wrapped.as_bytes(), &mut members).is_ok();
            (text, clean)
        }
        Cell::TooLong(length) => (Cow::Owned(format!("({length} bytes, too long to be read)")), false),
        Cell::Int(_) | Cell::Real(_) => match literal(cell) {
            Some(number) => (Cow::Owned(number), true),
            None => (Cow::Borrowed("null"), true),
        },
    }
}

fn context(row: &Row<'_>, at: Option<Timestamp>, telling: &mut Line<'_, '_>) -> Result<(), ImportError> {
    let place = format!("{}, context", of(&telling.id));
    telling.check_time(row.cell(1), &place);
    let bytes = row.cell(0).bytes().unwrap_or(b"null");
    let mut members: Vec<Member> = Vec::new();
    match Scanner::default().object(bytes, &mut members) {
        Ok(json) => {
            let data = format!("{{\"context\":{json}}}");
            telling.event(&place, "workflow.context_saved", at, &data)?;
        }
        Err(e) => {
            let refusal = crate::core::decode::Refusal::from(e);
            let words = format!("the context: {}", refusal.message);
            telling.note(What::LeftOut, refusal.code.as_str(), &place, &words);
        }
    }
    Ok(())
}

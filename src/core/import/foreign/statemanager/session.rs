//! One workflow: its row, its steps, its end.

use super::phases::{self, Step};
use crate::core::import::error::ImportError;
use crate::core::import::foreign::database::{Name, literal, whole};
use crate::core::import::foreign::{Head, Telling, What, times};
use crate::core::model::json::text;
use crate::core::model::money::MicroUsd;
use crate::core::model::time::Timestamp;
use crate::core::store::foreign::{Cell, Foreign, Row};
use serde_json::{Map, json};
use std::fmt::Write;

/// What is read of a row.
pub const COLUMNS: &[&str] = &[
    "session_id",
    "company",
    "status",
    "created_at",
    "completed_at",
    "duration_ms",
    "cost_usd",
    "markdown_output",
    "error_message",
];

/// A session.
pub struct Session {
    head: Head,
    /// What its row says that it cost.
    stored_cost: Option<MicroUsd>,
    duration_ms: Option<i64>,
    markdown: Option<String>,
    /// It has a row, and so it began.
    has_row: bool,
}

/// Where a session stands, in words.
pub fn of(id: &str) -> String {
    format!("session {id}")
}

impl Session {
    /// A row.
    pub fn of(row: &Row<'_>, name: Name, telling: &mut Telling<'_>) -> Self {
        let mut head = head_of(name, telling);
        let place = of(&head.session_id);
        head.label = Some(row.cell(1).text().unwrap_or_default().to_owned());
        let mut time = |column: usize, what: &str| {
            let told = times::read(row.cell(column));
            if told.is_none() && !row.cell(column).is_null() {
                let words = format!("its {what} cannot be read; that of its steps is used");
                telling.note(What::Repaired, "time_unreadable", place.clone(), words);
            } else if told.is_some_and(|t| !t.plain) {
                let words =
                    format!("its {what} is not in milliseconds; it was read, as UTC where it does not say");
                telling.note(What::Repaired, "time_form", place.clone(), words);
            }
            told.map(|t| t.at)
        };
        (head.start, head.end) = (time(3, "beginning"), time(4, "end"));
        head.error_message = row.cell(8).text().map(str::to_owned);
        head.status = Some(status(row.cell(2), &mut head.metadata, (&place, telling)));
        head.clean = Some(head.status != Some("Interrupted"));
        let stored_cost = literal(row.cell(6)).and_then(|text| MicroUsd::from_literal(&text));
        let markdown = match row.cell(7) {
            Cell::Null => None,
            Cell::TooLong(_) => {
                let words = "its output is longer than 16 MiB";
                telling.note(What::LeftOut, "line_too_long", place.clone(), words);
                None
            }
            cell => cell.bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        };
        Self { head, stored_cost, duration_ms: whole(row.cell(5)), markdown, has_row: true }
    }

    /// One that only its steps tell of.
    pub fn orphan(name: Name, telling: &mut Telling<'_>) -> Self {
        let mut head = head_of(name, telling);
        (head.status, head.clean) = (Some("Interrupted"), Some(false));
        Self { head, stored_cost: None, duration_ms: None, markdown: None, has_row: false }
    }

    /// Tells it, step by step.
    pub fn tell(
        mut self,
        db: &Foreign,
        steps: &[Step],
        telling: &mut Telling<'_>,
    ) -> Result<(), ImportError> {
        telling.session(self.head.clone())?;
        let first = self.head.start.or_else(|| steps.iter().find_map(|s| s.0)).or(self.head.end);
        let id = self.head.session_id.clone();
        let mut own = Line { id, last: first, telling };
        if self.has_row {
            let mut data = String::from("{\"label\":");
            text::push_string(&mut data, self.head.label.as_deref().unwrap_or_default());
            data.push('}');
            own.event(&of(&own.id.clone()), "workflow.started", first, &data)?;
        }
        let mut cost = None;
        for step in steps {
            if let Some(one) = phases::tell(db, *step, &mut own)? {
                cost = cost.unwrap_or(MicroUsd(0)).checked_add(one);
            }
        }
        self.end(&mut own)?;
        self.compare(cost, &mut own);
        telling.says(self.head);
        Ok(())
    }

    fn end(&self, own: &mut Line<'_, '_>) -> Result<(), ImportError> {
        let place = of(&own.id);
        let at = self.head.end.or(own.last);
        if let Some(markdown) = &self.markdown {
            let mut data = String::from("{\"markdown\":");
            text::push_string(&mut data, markdown);
            data.push('}');
            own.event(&format!("{place}, output"), "workflow.output_saved", at, &data)?;
        }
        let Some(status @ ("Completed" | "Failed" | "Paused")) = self.head.status else { return Ok(()) };
        if self.head.end.is_none() {
            let words =
                format!("when it came to be {status} is not stored; the time of its last step is used");
            own.note(What::Degraded, "time_unknown", &place, &words);
        }
        let mut data = format!("{{\"status\":\"{status}\"");
        if let Some(message) = &self.head.error_message {
            data.push_str(",\"error_message\":");
            text::push_string(&mut data, message);
        }
        if let Some(duration) = self.duration_ms.filter(|d| *d >= 0) {
            data.push_str(",\"duration_ms\":");
            data.push_str(&duration.to_string());
        }
        data.push('}');
        own.event(&format!("{place}, status"), "workflow.status_changed", at, &data).map(drop)
    }

    /// The stored cost. A row without phases that says 0 says nothing else than no phases do.
    fn compare(&mut self, cost: Option<MicroUsd>, own: &mut Line<'_, '_>) {
        let Some(stored) = self.stored_cost else { return };
        if stored != cost.unwrap_or(MicroUsd(0)) {
            let derived = cost.map_or("unpriced".to_owned(), |c| c.to_string());
            let words = format!(
                "its row says {stored}, its phases come to {derived}; both are kept. A phase that was saved again lost \
                 the row of its first attempt"
            );
            own.note(What::Repaired, "cost_differs", &of(&own.id.clone()), &words);
            self.head.metadata.insert("stored_cost_micro_usd".into(), json!(stored.0));
        }
    }
}

fn head_of(name: Name, telling: &mut Telling<'_>) -> Head {
    let mut metadata = Map::new();
    if let Some(was) = name.was {
        let words = "sessions cannot be called so here; its own name is kept in its metadata";
        telling.note(What::Repaired, "session_renamed", of(&name.id), words);
        metadata.insert("original_session_id".into(), was.into());
    }
    Head { session_id: name.id, kind: "workflow", metadata, ..Head::default() }
}

/// The status as it is here. Nobody runs what is in a file that is imported.
fn status(
    cell: Cell<'_>,
    metadata: &mut Map<String, serde_json::Value>,
    (place, telling): (&str, &mut Telling<'_>),
) -> &'static str {
    match cell.text() {
        Some("Completed") => "Completed",
        Some("Failed") => "Failed",
        Some("Paused") => "Paused",
        Some("Running") => {
            let words = "it was running and nobody runs it any more; it is marked interrupted";
            telling.note(What::Repaired, "interrupted", place, words);
            "Interrupted"
        }
        other => {
            let words = "its status is not one that is known; it is marked interrupted";
            telling.note(What::Repaired, "status_unknown", place, words);
            metadata.extend(other.map(|text| ("stored_status".to_owned(), json!(text))));
            "Interrupted"
        }
    }
}

/// The telling of one session: its events follow each other.
pub struct Line<'s, 't> {
    /// The session.
    pub id: String,
    /// The last time that is known.
    pub last: Option<Timestamp>,
    telling: &'s mut Telling<'t>,
}

impl Line<'_, '_> {
    /// An event. Without a time of its own it happened when the one before it did.
    pub fn event(
        &mut self,
        place: &str,
        type_name: &str,
        at: Option<Timestamp>,
        data: &str,
    ) -> Result<bool, ImportError> {
        self.last = at.or(self.last);
        let mut line = String::from("{\"session_id\":");
        text::push_string(&mut line, &self.id);
        let at = self.last.unwrap_or(Timestamp(0));
        // A String takes all that is written.
        let _ = write!(line, ",\"timestamp\":\"{at}\",\"type\":\"{type_name}\",\"data\":{data}}}");
        self.telling.event(&|| place.to_owned(), line.as_bytes())
    }

    /// Something is to be said.
    pub fn note(&mut self, what: What, code: &'static str, place: &str, words: &str) {
        self.telling.note(what, code, place, words);
    }

    /// Says where a time is not as it should be.
    pub fn check_time(&mut self, cell: Cell<'_>, place: &str) {
        match times::read(cell) {
            None => self.note(
                What::Repaired,
                "time_unreadable",
                place,
                "its time cannot be read; that of the row before it is used",
            ),
            Some(told) if !told.plain => self.note(
                What::Repaired,
                "time_form",
                place,
                "its time is not in milliseconds; it was read, as UTC where it does not say",
            ),
            Some(_) => {}
        }
    }
}

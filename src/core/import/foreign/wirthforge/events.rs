//! The rows of events, as the envelopes that `record` takes.

use super::ALL;
use super::sessions::{Session, Sessions};
use super::snapshots::Snapshots;
use crate::core::decode::Refusal;
use crate::core::import::error::ImportError;
use crate::core::import::foreign::database::{literal, whole};
use crate::core::import::foreign::{Telling, What, times, unpack};
use crate::core::model::energy::MicroEu;
use crate::core::model::json::{Fields, Member, Scanner, text};
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::foreign::{Cell, Foreign, Row};
use std::borrow::Cow;

const COLUMNS: &[&str] =
    &["event_id", "session_id", "timestamp", "type", "data", "frame_id", "energy_delta", "created_at"];

/// Tells all events, in the order in which they were written.
pub fn read(
    db: &Foreign,
    (sessions, snapshots): (&mut Sessions, &mut Snapshots),
    telling: &mut Telling<'_>,
    observer: &dyn Observer,
) -> Result<(), ImportError> {
    let mut desk = Desk::default();
    let mut number = 0u64;
    db.each::<ImportError>("event", COLUMNS, ALL, &mut |row| {
        number += 1;
        if number.is_multiple_of(20_000) {
            observer.progress("read", number, None);
        }
        let own = whole(row.cell(0)).or(row.number()).unwrap_or_default();
        snapshots.pass(own, sessions, telling);
        let at = sessions.of(row.cell(1), telling)?;
        let session = sessions.get(at);
        session.rows += 1;
        if session.private {
            return Ok(());
        }
        desk.event((own, row.number()), row, session, telling)
    })
}

/// What one event after another is put together on.
#[derive(Default)]
struct Desk {
    scanner: Scanner,
    members: Vec<Member>,
    line: String,
}

impl Desk {
    fn event(
        &mut self,
        (own, number): (i64, Option<i64>),
        row: &Row<'_>,
        session: &mut Session,
        telling: &mut Telling<'_>,
    ) -> Result<(), ImportError> {
        let place = |session: &Session| format!("session {}, event {own}", session.head.session_id);
        let data = match self.data(row.cell(4)) {
            Ok((data, dressed)) => {
                note_first(&mut session.dressed, dressed, own);
                data
            }
            Err(why) => {
                let words = format!("its data: {}", why.message);
                telling.note(What::LeftOut, why.code.as_str(), place(session), words);
                return Ok(());
            }
        };
        let Some(at) = time(row, own, session, telling) else {
            telling.note(What::LeftOut, "bad_time", place(session), "it has no time that can be read");
            return Ok(());
        };
        self.line.clear();
        let line = &mut self.line;
        line.push_str("{\"session_id\":");
        text::push_string(line, &session.head.session_id);
        line.push_str(",\"timestamp\":\"");
        line.push_str(&at.to_string());
        line.push_str("\",\"type\":");
        text::push_string(line, row.cell(3).text().unwrap_or_default());
        push_number(line, "frame_id", row.cell(5), |c| whole(c).map(|n| n.to_string()));
        push_number(line, "energy_delta", row.cell(6), literal);
        // A number that the file gave is as good as a producer's own id; without one nothing tells two rows apart.
        if number == Some(own) {
            line.push_str(",\"event_id\":");
            line.push_str(&own.to_string());
        }
        line.push_str(",\"data\":");
        line.push_str(&data);
        line.push('}');
        let energy = self.energy(row, &data);
        if telling.event(&|| place(session), self.line.as_bytes())? {
            session.taken += 1;
            session.energy = energy.and_then(|e| session.energy.checked_add(e)).unwrap_or(session.energy);
        }
        Ok(())
    }

    /// The data as JSON text, and whether it had to be undressed.
    fn data<'d>(&mut self, cell: Cell<'d>) -> Result<(Cow<'d, str>, bool), Refusal> {
        let bytes = match cell {
            Cell::Text(bytes) | Cell::Blob(bytes) => bytes,
            Cell::TooLong(_) => {
                let code = crate::core::decode::Code::LineTooLong;
                return Err(Refusal::whole(code, "it is longer than 16 MiB"));
            }
            Cell::Null | Cell::Int(_) | Cell::Real(_) => b"null",
        };
        let first = match self.scanner.object(bytes, &mut self.members) {
            Ok(text) => return Ok((Cow::Borrowed(text), matches!(cell, Cell::Blob(_)))),
            Err(e) => e,
        };
        let inner = unpack::unpack(bytes).or_else(|| {
            // JSON within a JSON string: written twice by somebody who did not know that it was written once.
            bytes
                .starts_with(b"\"")
                .then(|| serde_json::from_slice::<String>(bytes).ok())?
                .map(String::into_bytes)
        });
        match inner {
            Some(inner) if self.scanner.object(&inner, &mut self.members).is_ok() => {
                let text = String::from_utf8(inner).map_err(|_| Refusal::from(first))?;
                Ok((Cow::Owned(text), true))
            }
            _ => Err(first.into()),
        }
    }

    /// What the event adds, as the decoder will have it.
    fn energy(&self, row: &Row<'_>, data: &str) -> Option<MicroEu> {
        if let Some(delta) = literal(row.cell(6)) {
            return MicroEu::from_literal(&delta);
        }
        if row.cell(3).text() != Some("energy.update") {
            return None;
        }
        let own: Vec<Member> = self.members.iter().filter(|m| m.depth == 1).cloned().collect();
        let value = Fields::new(data, &own, 1).get("energy").filter(|v| v.is_number())?;
        MicroEu::from_literal(value.literal())
    }
}

/// When the event happened. One whose time cannot be read happened when the one before it did.
fn time(row: &Row<'_>, own: i64, session: &mut Session, telling: &mut Telling<'_>) -> Option<Timestamp> {
    let at = if let Some(told) = times::read(row.cell(2)) {
        session.reformed += u64::from(!told.plain);
        told.at
    } else {
        let neighbour = session.last.or(session.head.start);
        let at = neighbour.or_else(|| times::read(row.cell(7)).map(|t| t.at))?;
        let place = format!("session {}, event {own}", session.head.session_id);
        let words = "its time cannot be read; that of the event before it is used";
        telling.note(What::Repaired, "time_unreadable", place, words);
        at
    };
    note_first(&mut session.back, session.last.is_some_and(|last| at < last), own);
    note_first(&mut session.late, session.head.end.is_some_and(|end| at > end), own);
    session.last = Some(at);
    Some(at)
}

fn note_first(count: &mut (u64, i64), one_more: bool, own: i64) {
    if one_more {
        *count = (count.0 + 1, if count.0 == 0 { own } else { count.1 });
    }
}

/// A member of the envelope. What is no number there is none here either: the decoder refuses it by name.
fn push_number(line: &mut String, name: &str, cell: Cell<'_>, read: impl Fn(Cell<'_>) -> Option<String>) {
    if cell.is_null() {
        return;
    }
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":");
    match read(cell) {
        Some(number) => line.push_str(&number),
        None => line.push_str("\"no number\""),
    }
}

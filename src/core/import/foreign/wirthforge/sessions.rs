//! The rows of sessions, and what their events come to.

use super::ALL;
use crate::core::import::error::ImportError;
use crate::core::import::foreign::database::{Name, literal, name_of, whole};
use crate::core::import::foreign::{Head, Telling, What, times};
use crate::core::model::energy::MicroEu;
use crate::core::model::time::Timestamp;
use crate::core::store::foreign::{Cell, Foreign, Row};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const COLUMNS: &[&str] = &[
    "session_id",
    "user_id",
    "start_time",
    "end_time",
    "total_energy",
    "total_events",
    "model_id",
    "hardware_tier",
    "session_mode",
    "clean_shutdown",
    "metadata",
];

/// One session.
#[derive(Debug, Default)]
pub struct Session {
    /// What is said of it.
    pub head: Head,
    /// It is not to be stored anywhere.
    pub private: bool,
    /// What its row says.
    pub stored: (Option<MicroEu>, Option<i64>),
    /// Its row has an end.
    pub ended: bool,
    /// It has no row.
    pub orphan: bool,
    /// Rows of events.
    pub rows: u64,
    /// Events that came in.
    pub taken: u64,
    /// What they add up to.
    pub energy: MicroEu,
    /// The last time that could be read.
    pub last: Option<Timestamp>,
    /// Times that were read with an assumption.
    pub reformed: u64,
    /// Events whose time is before that of the event before them, and the first of them.
    pub back: (u64, i64),
    /// Events after the end, and the first of them.
    pub late: (u64, i64),
    /// Values that were unpacked, or were bytes instead of text, and the first of them.
    pub dressed: (u64, i64),
}

/// All of them.
#[derive(Debug, Default)]
pub struct Sessions {
    list: Vec<Session>,
    by_name: HashMap<String, usize>,
}

impl Sessions {
    /// Reads the rows, and has each session begin.
    pub fn read(db: &Foreign, telling: &mut Telling<'_>) -> Result<Self, ImportError> {
        let mut all = Self::default();
        db.each::<ImportError>("session", COLUMNS, ALL, &mut |row| {
            let name = name_of(row.cell(0));
            if all.by_name.contains_key(&name.id) {
                let words = "a second row of the session, which has no place";
                telling.note(What::LeftOut, "session_twice", of(&name.id), words);
                return Ok(());
            }
            let session = Session::of(row, name, telling);
            if !session.private {
                telling.session(session.head.clone())?;
            }
            all.add(session);
            Ok(())
        })?;
        Ok(all)
    }

    fn add(&mut self, session: Session) -> usize {
        self.by_name.insert(session.head.session_id.clone(), self.list.len());
        self.list.push(session);
        self.list.len() - 1
    }

    /// The session that a row names, where it has a row of its own.
    pub fn find(&self, cell: Cell<'_>) -> Option<usize> {
        self.by_name.get(&name_of(cell).id).copied()
    }

    /// The session that a row names; one that has no row of its own is made.
    pub fn of(&mut self, cell: Cell<'_>, telling: &mut Telling<'_>) -> Result<usize, ImportError> {
        // Nearly always the name is one of ours, and known.
        if let Some(at) = cell.text().and_then(|t| self.by_name.get(t)) {
            return Ok(*at);
        }
        let name = name_of(cell);
        if let Some(at) = self.by_name.get(&name.id) {
            return Ok(*at);
        }
        let words = "no row of the table `session` has this name; the session is made of its events";
        telling.note(What::Repaired, "orphan_events", of(&name.id), words);
        let mut head = head_of(name, telling);
        head.clean = Some(false);
        telling.session(head.clone())?;
        Ok(self.add(Session { head, orphan: true, ..Session::default() }))
    }

    /// One of them.
    pub fn get(&mut self, at: usize) -> &mut Session {
        &mut self.list[at]
    }

    /// All of them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Session> {
        self.list.iter_mut()
    }

    /// Compares what was stored with what there is.
    pub fn settle(&mut self, telling: &mut Telling<'_>) {
        for session in &mut self.list {
            session.settle(telling);
        }
    }

    /// Says the last word on each.
    pub fn tell(self, telling: &mut Telling<'_>) {
        for session in self.list.into_iter().filter(|s| !s.private) {
            telling.says(session.head);
        }
    }
}

/// Where a session stands, in words.
pub fn of(id: &str) -> String {
    format!("session {id}")
}

fn head_of(name: Name, telling: &mut Telling<'_>) -> Head {
    let mut metadata = Map::new();
    if let Some(was) = name.was {
        let words = "sessions cannot be called so here; its own name is kept in its metadata";
        telling.note(What::Repaired, "session_renamed", of(&name.id), words);
        metadata.insert("original_session_id".into(), was.into());
    }
    Head { session_id: name.id, kind: "stream", metadata, ..Head::default() }
}

impl Session {
    fn of(row: &Row<'_>, name: Name, telling: &mut Telling<'_>) -> Self {
        let mode = row.cell(8).text().unwrap_or("normal").to_owned();
        let private = mode == "private";
        let mut head = if private {
            Head { session_id: name.id, kind: "stream", ..Head::default() }
        } else {
            head_of(name, telling)
        };
        let mut reformed = 0;
        let mut time = |column: usize, what: &str| match times::read(row.cell(column)) {
            Some(told) => {
                reformed += u64::from(!told.plain);
                Some(told.at)
            }
            None if row.cell(column).is_null() => None,
            None => {
                let words = format!("its {what} cannot be read; that of its events is used");
                telling.note(What::Repaired, "time_unreadable", of(&head.session_id), words);
                None
            }
        };
        (head.start, head.end) = (time(2, "start"), time(3, "end"));
        head.user_id = row.cell(1).text().map(str::to_owned);
        let ended = !row.cell(3).is_null();
        head.clean = Some(ended && whole(row.cell(9)).is_none_or(|n| n != 0));
        for (column, key) in [(6, "model_id"), (7, "hardware_tier")] {
            head.said.extend(row.cell(column).text().map(|text| (key, text.to_owned())));
        }
        if mode != "normal" {
            head.said.push(("mode", mode));
        }
        let own = row.cell(10);
        match own.text().map(serde_json::from_str::<Map<String, Value>>) {
            Some(Ok(_)) | None if private || own.is_null() => {}
            Some(Ok(mut map)) => {
                telling.without_words(&mut map, &of(&head.session_id));
                head.metadata.extend(map);
            }
            _ if private => {}
            _ => {
                let words = "its metadata is no JSON object";
                telling.note(What::LeftOut, "metadata", of(&head.session_id), words);
            }
        }
        let energy = literal(row.cell(4)).and_then(|text| MicroEu::from_literal(&text));
        let stored = (energy, whole(row.cell(5)));
        Self { head, private, stored, ended, reformed, ..Self::default() }
    }

    fn settle(&mut self, telling: &mut Telling<'_>) {
        let place = of(&self.head.session_id);
        if self.private {
            let words = format!("it was private, and its {} events are stored nowhere", self.rows);
            return telling.note(What::LeftOut, "private_session", place, words);
        }
        if !self.ended && !self.orphan {
            let words = "it was never ended; it is marked interrupted";
            telling.note(What::Repaired, "interrupted", place.clone(), words);
        }
        for (count, code, words) in [
            ((self.reformed, 0), "time_form", "times are not RFC 3339 with an offset; read as UTC"),
            (self.dressed, "data_packed", "events had their data packed or as bytes; it was read"),
        ] {
            if count.0 > 0 {
                telling.note(What::Repaired, code, place.clone(), counted(count, words));
            }
        }
        for (count, code, words) in [
            (
                self.back,
                "clock_back",
                "events have a time before that of the event before them; their order is that of their rows",
            ),
            (self.late, "after_end", "events stand after the end that its row says; they are kept"),
        ] {
            if count.0 > 0 {
                telling.note(What::Degraded, code, place.clone(), counted(count, words));
            }
        }
        self.compare(&place, telling);
    }

    /// The stored totals. The one of events counts rows, also those that could not be taken.
    fn compare(&mut self, place: &str, telling: &mut Telling<'_>) {
        let (energy, events) = self.stored;
        if let Some(stored) = energy.filter(|stored| !near(*stored, self.energy)) {
            let words =
                format!("its row says {stored} EU, its events come to {} EU; both are kept", self.energy);
            telling.note(What::Repaired, "energy_differs", place, words);
            self.head.metadata.insert("stored_total_energy".into(), json!(stored.as_eu()));
        }
        if let Some(stored) = events.filter(|n| u64::try_from(*n) != Ok(self.rows)) {
            let words = format!("its row says {stored} events, there are {}; both are kept", self.rows);
            telling.note(What::Repaired, "events_differ", place, words);
            self.head.metadata.insert("stored_total_events".into(), json!(stored));
        }
    }
}

/// `3 events …, the first is event 17`
fn counted((count, first): (u64, i64), words: &str) -> String {
    match first {
        0 => format!("{count} {words}"),
        first => format!("{count} {words}; the first is event {first}"),
    }
}

/// Sums of floats differ in their last digits: max(0.01 EU, 1e-9 of it).
pub fn near(stored: MicroEu, sum: MicroEu) -> bool {
    let apart = i128::from(stored.0) - i128::from(sum.0);
    apart.unsigned_abs() <= 10_000.max(u128::from(stored.0.unsigned_abs()) / 1_000_000_000)
}

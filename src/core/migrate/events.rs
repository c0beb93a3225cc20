//! A dry run of what readers do with events of earlier shapes, over the whole history: which types and versions there
//! are, and what could not be brought into the shape of today. Nothing is ever rewritten.

use crate::core::fold::{FoldFailure, TypeNames, each_chunk};
use crate::core::model::event::TYPES;
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::model::upcast::{Upcast, is_known_in_another_version, parse};
use crate::core::observer::Observer;
use crate::core::store::{Ask, EventChunk, Reader, StoreError, StoredEvent};
use serde::Serialize;
use std::collections::BTreeMap;

/// Events that are listed one by one; all are counted.
pub const MOST: usize = 1000;
/// Sessions that are asked for at a time.
const PAGE: usize = 500;

/// What a walk over a history found.
#[derive(Debug, Serialize)]
pub struct Survey {
    /// `wfstate.migrate_events/1`.
    pub schema: &'static str,
    /// Sessions that were looked at.
    pub sessions: u64,
    /// Their events.
    pub events: u64,
    /// Events that are only in a baseline any more: nobody has to read them again.
    pub compacted: u64,
    /// Every type and version that occurs.
    pub types: Vec<TypeReport>,
    /// Events that cannot be brought into the shape of today.
    pub failures: u64,
    /// The first of them.
    pub failed: Vec<Failed>,
}

/// The events of one type and version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypeReport {
    /// The type's name without a version.
    #[serde(rename = "type")]
    pub name: String,
    /// The version of its shape.
    pub version: u32,
    /// The version of today; `None` where wfstate does not know the type.
    pub current: Option<u32>,
    /// How many there are.
    pub events: u64,
    /// How many of them are brought into the shape of today when they are read.
    pub upcast: u64,
    /// How many of them cannot be.
    pub failed: u64,
}

/// An event that cannot be brought into the shape of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// The session.
    pub session_id: String,
    /// The event; `None` where the rest of the session cannot be read.
    pub seq: Option<u64>,
    /// Its type as it is stored.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// Why.
    pub reason: String,
}

/// Walks over all events of all sessions, those in sealed blocks among them.
pub fn survey(reader: &Reader, observer: &dyn Observer) -> Result<Survey, StoreError> {
    let mut walk = Walk::new(TypeNames::load(reader)?);
    let total = reader.ask(|q| q.session_count())?;
    let mut after = i64::MIN;
    loop {
        let page = reader.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(walk.finish()) };
        after = *last;
        for number in page {
            let Some(row) = reader.ask(|q| q.session_at(number))? else { continue };
            walk.session(reader, number, &row.session_id)?;
            observer.progress("events", walk.survey.sessions, Some(total));
        }
    }
}

struct Walk {
    survey: Survey,
    types: TypeNames,
    /// By the number of the type.
    found: BTreeMap<i64, TypeReport>,
    scanner: Scanner,
    members: Vec<Member>,
}

impl Walk {
    fn new(types: TypeNames) -> Self {
        let survey = Survey {
            schema: "wfstate.migrate_events/1",
            sessions: 0,
            events: 0,
            compacted: 0,
            types: Vec::new(),
            failures: 0,
            failed: Vec::new(),
        };
        Self { survey, types, found: BTreeMap::new(), scanner: Scanner::default(), members: Vec::new() }
    }

    fn session(&mut self, reader: &Reader, number: i64, session_id: &str) -> Result<(), StoreError> {
        let (floor, last) = reader.ask(|q| Ok((q.floor(number)?, q.last_seq(number)?)))?;
        self.survey.sessions += 1;
        self.survey.compacted += floor;
        let walked = each_chunk(reader, number, floor, last, &mut |chunk| {
            chunk.rows().iter().for_each(|event| self.event(chunk, event, session_id));
            Ok(())
        });
        match walked {
            Ok(()) => {}
            Err(FoldFailure::Store(e)) if !e.is_of_block() => return Err(e),
            Err(e) => {
                let (session_id, reason) = (session_id.to_owned(), e.to_string());
                self.fail(Failed { session_id, seq: None, name: None, reason });
            }
        }
        Ok(())
    }

    fn event(&mut self, chunk: &EventChunk, event: &StoredEvent, session_id: &str) {
        self.survey.events += 1;
        let outcome = self.upcast(chunk, event);
        let stored = self.types.get(event.type_no).map(|t| t.0);
        let report = self.found.entry(event.type_no).or_insert_with(|| of_type(stored));
        report.events += 1;
        match outcome {
            Ok(was_upcast) => report.upcast += u64::from(was_upcast),
            Err(reason) => {
                report.failed += 1;
                let (session_id, name) = (session_id.to_owned(), stored.map(str::to_owned));
                self.fail(Failed { session_id, seq: Some(event.seq), name, reason });
            }
        }
    }

    /// Whether an event is brought into the shape of today when it is read, or why it cannot be.
    fn upcast(&mut self, chunk: &EventChunk, event: &StoredEvent) -> Result<bool, String> {
        let Some((name, spec)) = self.types.get(event.type_no) else {
            return Err("its type is unknown to the database".into());
        };
        let Some(shape) = spec else {
            return if is_known_in_another_version(name) { Err(no_such_version(name)) } else { Ok(false) };
        };
        // What was erased counts with what its row still says.
        let Some(payload) = chunk.payload(event).filter(|_| shape.up.is_some()) else { return Ok(false) };
        let data = Fields::scan(&mut self.scanner, payload, &mut self.members)
            .map_err(|e| format!("its data is damaged ({e})"))?;
        let now = Upcast::of(shape, &data).map_err(|e| e.to_string())?;
        now.check(event.frame.is_some()).map_err(|e| format!("in the shape of today: {e}"))?;
        Ok(true)
    }

    fn fail(&mut self, failed: Failed) {
        self.survey.failures += 1;
        if self.survey.failed.len() < MOST {
            self.survey.failed.push(failed);
        }
    }

    fn finish(self) -> Survey {
        let mut types: Vec<TypeReport> = self.found.into_values().collect();
        types.sort_by(|a, b| (&a.name, a.version).cmp(&(&b.name, b.version)));
        Survey { types, ..self.survey }
    }
}

fn of_type(stored: Option<&str>) -> TypeReport {
    let (name, version) = stored.map_or(("(no name)", None), parse);
    let (name, version, current) = (name.to_owned(), version.unwrap_or(1), current_version(name));
    TypeReport { name, version, current, events: 0, upcast: 0, failed: 0 }
}

fn current_version(name: &str) -> Option<u32> {
    TYPES.iter().find(|t| t.name == name).map(|t| t.version)
}

fn no_such_version(stored: &str) -> String {
    let (name, version) = parse(stored);
    let (version, current) = (version.unwrap_or(1), current_version(name).unwrap_or(1));
    if version > current {
        format!("version {version} of {name} is newer than {current}, the newest that this wfstate knows")
    } else {
        format!("this wfstate has no way from version {version} of {name} to {current}")
    }
}

//! Findings, and the place where they are collected: only rules that were asked for, and never more than a
//! bounded number, however damaged a database is.

use super::baseline::Known;
use super::rule::{Rule, Selection, Severity};
use serde::Serialize;

/// One breach of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The session, where it is about one.
    pub session_id: Option<String>,
    /// The event, where it is about one (or stands right after one).
    pub seq: Option<u64>,
    /// What was found.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

/// How many findings there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Infos.
    pub infos: u64,
    /// Those that a baseline knows; they are in no other count.
    pub baselined: u64,
}

impl Tally {
    /// The worst severity among them.
    pub fn worst(&self) -> Option<Severity> {
        let kinds = [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
            (self.infos, Severity::Info),
        ];
        kinds.into_iter().find(|(count, _)| *count > 0).map(|(_, severity)| severity)
    }

    fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }
}

/// Findings above those that are kept which wait for the next look at their order.
const SLACK: usize = 64;

/// Collects findings.
#[derive(Debug)]
pub struct Sink<'a> {
    selection: &'a Selection,
    most: usize,
    known: Option<&'a Known>,
    session_id: Option<String>,
    place: Option<Place>,
    list: Vec<Finding>,
    tally: Tally,
    /// What is kept are the first ones by event and rule, not those that a thread met first.
    ordered: bool,
}

/// A place of a text file.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// This line.
    Line(u64),
    /// The lines are lost: the event with this number.
    Event(u64),
}

impl Place {
    fn before(self, message: &str) -> String {
        match self {
            Self::Line(line) => format!("line {line}: {message}"),
            Self::Event(number) => format!("event {number} of the file: {message}"),
        }
    }
}

impl<'a> Sink<'a> {
    /// A sink that keeps at most `most` findings, counts the others, and passes over those that are known.
    pub fn new(selection: &'a Selection, most: usize, known: Option<&'a Known>) -> Self {
        Self {
            selection,
            most,
            known,
            session_id: None,
            place: None,
            list: Vec::new(),
            tally: Tally::default(),
            ordered: false,
        }
    }

    /// A sink of the same kind for one session.
    pub fn for_session(&self, session_id: &str) -> Self {
        Self { session_id: Some(session_id.to_owned()), ..Self::new(self.selection, self.most, self.known) }
    }

    /// Another sink of the same session, for another thread.
    pub fn twin(&self) -> Self {
        Self {
            session_id: self.session_id.clone(),
            ordered: self.ordered,
            ..Self::new(self.selection, self.most, self.known)
        }
    }

    /// The same, and of more findings than are kept it keeps the first ones by event and rule. Threads then come
    /// to the same findings, whoever of them was faster.
    pub fn ordered(self) -> Self {
        Self { ordered: true, ..self }
    }

    /// The same, and every message says that it is about this place.
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// Whether a rule was asked for.
    pub fn wants(&self, rule: &Rule) -> bool {
        self.selection.wants(rule)
    }

    /// Whether a further finding would be kept.
    pub fn has_room(&self) -> bool {
        self.list.len() < self.most
    }

    /// Adds a finding, if its rule was asked for.
    pub fn report(&mut self, rule: &'static Rule, seq: Option<u64>, message: impl Into<String>) {
        if !self.selection.wants(rule) {
            return;
        }
        let message = match (self.place, message.into()) {
            (Some(place), message) => place.before(&message),
            (None, message) => message,
        };
        let finding = Finding {
            rule: rule.id,
            severity: rule.severity,
            session_id: self.session_id.clone(),
            seq,
            message,
            hint: rule.repair,
        };
        if self.known.is_some_and(|known| known.take(&finding)) {
            self.tally.baselined += 1;
            return;
        }
        self.tally.count(rule.severity);
        if self.ordered {
            self.list.push(finding);
            // Now and then, so that keeping order costs next to nothing.
            if self.list.len() > self.most.saturating_mul(2).saturating_add(SLACK) {
                self.sort();
            }
        } else if self.has_room() {
            self.list.push(finding);
        }
    }

    /// Takes over what another sink has.
    pub fn absorb(&mut self, other: Sink<'_>) {
        self.tally.errors += other.tally.errors;
        self.tally.warnings += other.tally.warnings;
        self.tally.infos += other.tally.infos;
        self.tally.baselined += other.tally.baselined;
        let room = if self.ordered { usize::MAX } else { self.most.saturating_sub(self.list.len()) };
        self.list.extend(other.list.into_iter().take(room));
    }

    /// Puts the findings into one order, whichever thread was faster: by event, then by rule. Keeps the first ones.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|f| (f.seq.unwrap_or(u64::MAX), f.rule));
        self.list.truncate(self.most);
    }

    /// The findings and how many there were.
    pub fn into_parts(self) -> (Vec<Finding>, Tally) {
        (self.list, self.tally)
    }
}

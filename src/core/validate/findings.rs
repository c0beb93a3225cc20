//! Findings, and the place where they are collected: only rules that were asked for, and never more than a
//! bounded number, however damaged a database is.

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

/// Collects findings.
#[derive(Debug)]
pub struct Sink<'a> {
    selection: &'a Selection,
    most: usize,
    session_id: Option<String>,
    list: Vec<Finding>,
    tally: Tally,
}

impl<'a> Sink<'a> {
    /// A sink that keeps at most `most` findings and counts the others.
    pub fn new(selection: &'a Selection, most: usize) -> Self {
        Self { selection, most, session_id: None, list: Vec::new(), tally: Tally::default() }
    }

    /// A sink of the same kind for one session.
    pub fn for_session(&self, session_id: &str) -> Self {
        Self { session_id: Some(session_id.to_owned()), ..Self::new(self.selection, self.most) }
    }

    /// Another sink of the same session, for another thread.
    pub fn twin(&self) -> Self {
        Self { session_id: self.session_id.clone(), ..Self::new(self.selection, self.most) }
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
        self.tally.count(rule.severity);
        if self.has_room() {
            self.list.push(Finding {
                rule: rule.id,
                severity: rule.severity,
                session_id: self.session_id.clone(),
                seq,
                message: message.into(),
                hint: rule.repair,
            });
        }
    }

    /// Takes over what another sink has.
    pub fn absorb(&mut self, other: Sink<'_>) {
        self.tally.errors += other.tally.errors;
        self.tally.warnings += other.tally.warnings;
        self.tally.infos += other.tally.infos;
        let room = self.most.saturating_sub(self.list.len());
        self.list.extend(other.list.into_iter().take(room));
    }

    /// Takes over what was found at a place of a text file, and says where that is.
    pub fn absorb_at(&mut self, place: &str, mut other: Sink<'_>) {
        for finding in &mut other.list {
            finding.message = format!("{place}: {}", finding.message);
        }
        self.absorb(other);
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.tally == Tally::default()
    }

    /// Puts the findings into one order, whichever thread was faster: by event, then by rule.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|f| (f.seq.unwrap_or(u64::MAX), f.rule));
    }

    /// The findings and how many there were.
    pub fn into_parts(self) -> (Vec<Finding>, Tally) {
        (self.list, self.tally)
    }
}

//! Runs for the tests of reports: one of each kind of outcome, full of what may stand in stored strings.

use super::{Root, Run};
use crate::core::validate::{
    Checked, Coverage, DatabaseReport, Finding, Form, RULES, Selection, Severity, Tally, Unopened, rule,
};
use std::path::Path;

/// What a producer, a path or a label may hold.
pub const HOSTILE: &str = "\u{1b}[31m\0\u{7}\u{202e}evil\r\n::error::injected\n##[error]x ]]> --> </script><script>\
                           alert(1)</script> %0A %25 a,b:c | `x` **y** @someone #1 www.example.com \
                           https://example.com [a](b) <img src=x> &amp; \"'\u{fffe}\u{ffff}\u{2028}\u{200b}";

pub struct Bench {
    pub targets: Vec<Checked>,
    selection: Selection,
    root: Root,
}

impl Bench {
    pub fn new(targets: Vec<Checked>) -> Self {
        let root = Root::new(Path::new("/home/x/repo"), Path::new("/home/x/repo"));
        Self { targets, selection: Selection::default(), root }
    }

    /// A clean database, one with findings, one with hostile strings, one that could not be opened.
    pub fn of_each_kind() -> Self {
        let hostile = |id: &'static str, seq| Finding {
            session_id: Some(HOSTILE.to_owned()),
            ..finding(id, seq, HOSTILE)
        };
        Self::new(vec![
            database("clean.db", Vec::new(), 0),
            database(
                "fixtures/found.db",
                vec![finding("WFE001", None, "it differs"), finding("WFE004", Some(7), "")],
                0,
            ),
            database(
                HOSTILE,
                vec![hostile("WFG001", Some(1)), hostile("WFG001", Some(1)), hostile("WFJ002", None)],
                0,
            ),
            Checked {
                path: format!("gone{HOSTILE}.db"),
                result: Err(Unopened {
                    code: 10,
                    kind: "no_database".to_owned(),
                    message: HOSTILE.to_owned(),
                    hint: Some(HOSTILE.to_owned()),
                }),
                elapsed_ms: 1,
            },
        ])
    }

    pub fn select(mut self, names: &[&str]) -> Self {
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        self.selection = Selection::new(RULES, &names, &[]).unwrap();
        self
    }

    pub fn run(&self, fail_on: Option<Severity>) -> Run<'_> {
        Run {
            targets: &self.targets,
            rules: RULES,
            selection: &self.selection,
            fail_on,
            root: &self.root,
            version: "1.2.3",
        }
    }
}

pub fn finding(id: &str, seq: Option<u64>, message: &str) -> Finding {
    let rule = rule(id).unwrap();
    Finding {
        rule: rule.id,
        severity: rule.severity,
        session_id: Some("s-a".to_owned()),
        seq,
        message: message.to_owned(),
        hint: rule.repair,
    }
}

/// A database with these findings, and so many errors more that were counted and not kept.
pub fn database(path: &str, findings: Vec<Finding>, hidden_errors: u64) -> Checked {
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count() as u64;
    let tally = Tally {
        errors: count(Severity::Error) + hidden_errors,
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
        ..Tally::default()
    };
    let report = DatabaseReport {
        path: path.to_owned(),
        form: Form::Database,
        sessions: Some(1),
        events: Some(1200),
        events_total: Some(1200),
        snapshots: Some(0),
        coverage: Coverage::Full,
        importer: None,
        anchored: false,
        findings,
        not_shown: hidden_errors,
        baselined: 0,
        baseline_left: 0,
        tally,
    };
    Checked { path: path.to_owned(), result: Ok(report), elapsed_ms: 1234 }
}

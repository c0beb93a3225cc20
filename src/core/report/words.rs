//! Sentences that several reports say.

use super::{Run, Verdict};
use crate::core::number::{count, counted};
use crate::core::validate::{Coverage, DatabaseReport, Finding, Form, Severity, Tally};

/// `session s-a, event 7`; nothing where a finding is about the database.
pub fn place(finding: &Finding) -> Option<String> {
    let session = finding.session_id.as_ref().map(|s| format!("session {s}"));
    let event = finding.seq.map(|s| format!("event {s}"));
    match (session, event) {
        (Some(session), Some(event)) => Some(format!("{session}, {event}")),
        (session, event) => session.or(event),
    }
}

/// `session s-a, event 7: the words of the finding`.
pub fn placed(finding: &Finding) -> String {
    match place(finding) {
        Some(place) => format!("{place}: {}", finding.message),
        None => finding.message.clone(),
    }
}

/// `3 sessions, 2,170 events, 12 snapshots`.
pub fn looked_at(report: &DatabaseReport) -> String {
    let events = match (report.events, report.events_total) {
        (Some(n), Some(all)) if n != all => Some(format!("{} of {}", count(n), counted(all, "event"))),
        (n, _) => n.map(|n| counted(n, "event")),
    };
    let parts = [
        report.sessions.map(|n| counted(n, "session")),
        events,
        report.snapshots.map(|n| counted(n, "snapshot")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "the file and its schema".to_owned() } else { parts.join(", ") }
}

/// What a target is.
pub fn form(report: &DatabaseReport) -> &'static str {
    match report.form {
        Form::Database => "database",
        Form::Backup => "backup",
        Form::Archive => "archive",
        Form::Export => "export",
        Form::Foreign => "database of another program",
    }
}

/// How much was looked at, in one word and in a sentence.
pub fn coverage(coverage: Coverage) -> (&'static str, &'static str) {
    match coverage {
        Coverage::Full => ("full", "All that the selected rules ask for was looked at."),
        Coverage::Since => ("since", "Only what is new was looked at; what is older was taken as it is."),
        Coverage::Sampled => ("sampled", "Only a sample was looked at."),
        Coverage::Foreign => (
            "foreign",
            "Another program wrote it: what an import would bring in was looked at, and how it stands there.",
        ),
        Coverage::Partial => ("partial", "Not all of it could be read; a finding says what."),
        Coverage::None => ("none", "It could not be opened, so nothing is known of it."),
    }
}

/// `2 errors, 1 warning`, and infos where there are some.
pub fn tally(tally: Tally) -> String {
    let infos = if tally.infos > 0 { format!(", {}", counted(tally.infos, "info")) } else { String::new() };
    format!("{}, {}{infos}", counted(tally.errors, "error"), counted(tally.warnings, "warning"))
}

/// How it came out, in one word.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Unopened => "not opened",
    }
}

/// What makes the run fail.
pub fn threshold(run: &Run<'_>) -> &'static str {
    match run.fail_on {
        Some(Severity::Error) => "errors make it fail",
        Some(Severity::Warning) => "errors and warnings make it fail",
        Some(Severity::Info) => "every finding makes it fail",
        None => "no finding makes it fail",
    }
}

/// How much of all targets was looked at.
pub fn extent(run: &Run<'_>) -> &'static str {
    let is_whole = run
        .targets
        .iter()
        .all(|t| t.result.as_ref().is_ok_and(|r| matches!(r.coverage, Coverage::Full | Coverage::Foreign)));
    if is_whole {
        "All that they ask for was looked at."
    } else {
        "Not everything was looked at: each target says how much."
    }
}

/// What remains to be said of a target, besides its findings.
pub fn remarks(report: &DatabaseReport) -> Vec<String> {
    let mut remarks = Vec::new();
    if report.coverage != Coverage::Full {
        remarks.push(coverage(report.coverage).1.to_owned());
    }
    if report.not_shown > 0 {
        let more = counted(report.not_shown, "more finding");
        remarks.push(format!("{more} not listed here; --max-findings sets how many are."));
    }
    if report.baselined > 0 {
        remarks.push(format!("{} that the baseline knows.", counted(report.baselined, "finding")));
    }
    remarks
}

/// What a clean result does not say.
pub const UNANCHORED: &str = "A result without a kept head says that a database is internally consistent: whoever can \
                              write the file could have rewritten it. `wfstate head` prints a line to keep elsewhere.";

/// Words of this program, not of a recording, in which backticks mark what can be typed: each piece, and whether it
/// is that.
pub fn pieces(words: &str) -> impl Iterator<Item = (bool, &str)> {
    words
        .split('`')
        .enumerate()
        .map(|(at, piece)| (at % 2 == 1, piece))
        .filter(|(_, piece)| !piece.is_empty())
}

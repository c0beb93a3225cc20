//! `junit`: a suite per target, a test per rule that ran. Rules that were not selected are left out; the suite's
//! properties say how much was looked at.

use super::{Run, SEVERITIES, hidden, words};
use crate::core::escape::inline;
use crate::core::number::counted;
use crate::core::validate::{Checked, DatabaseReport, Finding, Rule, Severity, Unopened};
use std::fmt::Write as _; // to a string, which cannot fail

struct Suite {
    name: String,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
    elapsed_ms: u64,
}

struct Case {
    class: String,
    name: String,
    outcome: Outcome,
    /// What the test says beside its outcome.
    out: Vec<String>,
}

#[derive(PartialEq)]
enum Outcome {
    Passed,
    Failure { kind: String, message: String, body: Vec<String> },
    Error { kind: String, message: String, body: Vec<String> },
    Skipped { message: String },
}

/// The whole document.
pub fn render(run: &Run<'_>) -> String {
    let suites: Vec<Suite> = run.targets.iter().map(|t| suite(run, t)).collect();
    let cases = || suites.iter().flat_map(|s| &s.cases);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"wfstate validate\"{}>",
        counts(cases(), suites.iter().map(|s| s.elapsed_ms).sum())
    );
    for suite in &suites {
        write_suite(suite, &mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(run: &Run<'_>, target: &Checked) -> Suite {
    let mut suite = Suite {
        name: run.path(target),
        properties: vec![("wfstate", run.version.to_owned())],
        cases: Vec::new(),
        elapsed_ms: target.elapsed_ms,
    };
    match &target.result {
        Err(unopened) => suite.cases.push(open(not_opened(unopened))),
        Ok(report) => {
            suite.properties.extend(properties(report));
            suite.cases.push(open(Outcome::Passed));
            suite.cases.extend(run.ran().map(|rule| case(run, rule, report)));
            suite.cases.extend(beyond(run, report));
        }
    }
    suite
}

fn properties(report: &DatabaseReport) -> Vec<(&'static str, String)> {
    vec![
        ("form", words::form(report).to_owned()),
        ("looked_at", words::looked_at(report)),
        ("coverage", words::coverage(report.coverage).0.to_owned()),
        ("anchored", report.anchored.to_string()),
        ("findings", words::tally(report.tally)),
        ("not_shown", report.not_shown.to_string()),
        ("baselined", report.baselined.to_string()),
    ]
}

/// Whether it could be opened is a test of its own, so that the same target always has it.
fn open(outcome: Outcome) -> Case {
    Case { class: "wfstate.open".to_owned(), name: "open".to_owned(), outcome, out: Vec::new() }
}

fn not_opened(unopened: &Unopened) -> Outcome {
    let body = std::iter::once(&unopened.message).chain(&unopened.hint).map(|l| inline(l).into_owned());
    Outcome::Error { kind: unopened.kind.clone(), message: unopened.message.clone(), body: body.collect() }
}

fn case(run: &Run<'_>, rule: &Rule, report: &DatabaseReport) -> Case {
    let found: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == rule.id).collect();
    let mut lines: Vec<String> = found.iter().map(|f| inline(&words::placed(f)).into_owned()).collect();
    let class = format!("wfstate.{}", &rule.id[..rule.id.len().min(3)]);
    let name = format!("{} {}", rule.id, rule.title);
    let (outcome, out) = match found.first() {
        // Its findings may be among those that were not kept.
        None if hidden(report, rule.severity) > 0 => {
            let message = "not known: not all findings were kept (--max-findings)".to_owned();
            (Outcome::Skipped { message }, Vec::new())
        }
        None => (Outcome::Passed, Vec::new()),
        Some(first) if run.counts(rule.severity) => {
            let more = match found.len() - 1 {
                0 => String::new(),
                n => format!(" (and {n} more)"),
            };
            let message = format!("{}{more}", words::placed(first));
            lines.extend([String::new(), format!("Why: {}", rule.why), format!("Repair: {}", rule.repair)]);
            (Outcome::Failure { kind: rule.severity.name().to_owned(), message, body: lines }, Vec::new())
        }
        Some(_) => {
            lines.insert(0, format!("{}: below the threshold of --fail-on", rule.severity.name()));
            (Outcome::Passed, lines)
        }
    };
    Case { class, name, outcome, out }
}

/// Findings that were counted and not kept: a test that fails where they would.
fn beyond(run: &Run<'_>, report: &DatabaseReport) -> Option<Case> {
    let worst: Severity = SEVERITIES.into_iter().find(|s| hidden(report, *s) > 0)?;
    let message = format!("{} (--max-findings)", counted(report.not_shown, "more finding"));
    let (outcome, out) = if run.counts(worst) {
        (Outcome::Failure { kind: worst.name().to_owned(), message, body: Vec::new() }, Vec::new())
    } else {
        (Outcome::Passed, vec![message])
    };
    Some(Case { class: "wfstate.findings".to_owned(), name: "findings not shown".to_owned(), outcome, out })
}

fn write_suite(suite: &Suite, out: &mut String) {
    let counts = counts(suite.cases.iter(), suite.elapsed_ms);
    let skipped = suite.cases.iter().filter(|c| matches!(c.outcome, Outcome::Skipped { .. })).count();
    let _ = write!(
        out,
        "  <testsuite name=\"{}\"{counts} skipped=\"{skipped}\">\n    <properties>\n",
        attribute(&suite.name)
    );
    for (name, value) in &suite.properties {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", attribute(value));
    }
    out.push_str("    </properties>\n");
    for case in &suite.cases {
        write_case(case, out);
    }
    out.push_str("  </testsuite>\n");
}

fn write_case(case: &Case, out: &mut String) {
    let head =
        format!("    <testcase classname=\"{}\" name=\"{}\"", attribute(&case.class), attribute(&case.name));
    out.push_str(&head);
    if case.outcome == Outcome::Passed && case.out.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    let mut with_body = |element: &str, kind: &str, message: &str, body: &[String]| {
        let (kind, message, body) = (attribute(kind), attribute(message), lines(body));
        let _ = writeln!(out, "      <{element} type=\"{kind}\" message=\"{message}\">{body}</{element}>");
    };
    match &case.outcome {
        Outcome::Passed => {}
        Outcome::Failure { kind, message, body } => with_body("failure", kind, message, body),
        Outcome::Error { kind, message, body } => with_body("error", kind, message, body),
        Outcome::Skipped { message } => {
            let _ = writeln!(out, "      <skipped message=\"{}\"/>", attribute(message));
        }
    }
    if !case.out.is_empty() {
        let _ = writeln!(out, "      <system-out>{}</system-out>", lines(&case.out));
    }
    out.push_str("    </testcase>\n");
}

fn counts<'a>(cases: impl Iterator<Item = &'a Case>, elapsed_ms: u64) -> String {
    let (mut tests, mut failures, mut errors) = (0, 0, 0);
    for case in cases {
        tests += 1;
        failures += u32::from(matches!(case.outcome, Outcome::Failure { .. }));
        errors += u32::from(matches!(case.outcome, Outcome::Error { .. }));
    }
    let time = format!("{}.{:03}", elapsed_ms / 1000, elapsed_ms % 1000);
    format!(" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{time}\"")
}

fn attribute(text: &str) -> String {
    xml(&inline(text))
}

/// The lines are visible already; what joins them is the only line feed.
fn lines(lines: &[String]) -> String {
    xml(&lines.join("\n"))
}

/// XML 1.0 forbids most control characters even as references: what [`inline`] lets through is made visible here.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

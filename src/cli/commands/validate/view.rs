//! What `wfstate validate` prints for people, and what it tells about rules.

use super::unknown_rule;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::count;
use crate::cli::render::table::Table;
use crate::core::validate::{
    self, Checked, Coverage, DatabaseReport, Finding, Form, RULES, Rule, Severity, Unopened,
};
use serde_json::{Value, json};
use std::io;

/// What became of one target.
pub fn show(checked: &Checked, cx: &mut Context) -> io::Result<()> {
    if cx.ui.format().is_json() {
        return Ok(());
    }
    match &checked.result {
        Ok(report) => show_report(report, cx),
        Err(unopened) => show_unopened(&checked.path, unopened, cx),
    }
}

fn show_unopened(path: &str, unopened: &Unopened, cx: &mut Context) -> io::Result<()> {
    let paint = cx.ui.paint();
    cx.ui.line(&format!("{} {}: {}", paint.bad("FAILED"), inline(path), inline(&unopened.message)))?;
    match &unopened.hint {
        Some(hint) => cx.ui.line(&paint.dim(&format!("        {}", inline(hint)))),
        None => Ok(()),
    }
}

/// The findings of one database and a line about all of them.
fn show_report(report: &DatabaseReport, cx: &mut Context) -> io::Result<()> {
    for finding in &report.findings {
        show_finding(finding, cx)?;
    }
    if report.not_shown > 0 {
        cx.ui.line(&format!("… and {} more findings (--max-findings)", count(report.not_shown)))?;
    }
    cx.ui.line(&summary(report))?;
    if !report.anchored && !cx.ui.options().quiet {
        let words = match report.form {
            Form::Export => {
                "  An export has no seals: its events were checked, and what its head says of them, but whoever wrote \
                 this file could have written anything."
            }
            _ => {
                "  This says only that the database is internally consistent: whoever can write this file could have \
                 rewritten it. `wfstate head` prints a line to keep elsewhere."
            }
        };
        cx.ui.line(&cx.ui.paint().dim(words))?;
    }
    Ok(())
}

fn show_finding(finding: &Finding, cx: &mut Context) -> io::Result<()> {
    let paint = cx.ui.paint();
    let word = finding.severity.name().to_ascii_uppercase();
    let word = match finding.severity {
        Severity::Error => paint.bad(&word),
        Severity::Warning => paint.warn(&word),
        Severity::Info => paint.dim(&word),
    };
    let session = finding.session_id.as_deref().map(|s| format!(" {}", inline(s))).unwrap_or_default();
    let seq = finding.seq.map(|s| format!(" {s}")).unwrap_or_default();
    let rule = paint.name(finding.rule);
    cx.ui.line(&format!("{word} {rule}{session}{seq}: {}", inline(&finding.message)))?;
    cx.ui.line(&paint.dim(&format!("        {}", finding.hint)))
}

/// `demo.db: 3 sessions, 2,170 events, 12 snapshots: full scan, 0 errors, 1 warning`
fn summary(report: &DatabaseReport) -> String {
    let many = |n: u64, word: &str| format!("{} {word}{}", count(n), if n == 1 { "" } else { "s" });
    let looked_at = [(report.sessions, "session"), (report.events, "event"), (report.snapshots, "snapshot")];
    let looked_at: Vec<String> =
        looked_at.into_iter().filter_map(|(n, word)| n.map(|n| many(n, word))).collect();
    let looked_at =
        if looked_at.is_empty() { "the file and its schema".to_owned() } else { looked_at.join(", ") };
    let coverage = match report.coverage {
        Coverage::Full => "full scan",
        Coverage::Since => "what is new",
        Coverage::Sampled => "a SAMPLE",
        Coverage::Partial => "NOT ALL OF IT could be read",
        Coverage::None => "not opened",
    };
    let (errors, warnings) = (many(report.tally.errors, "error"), many(report.tally.warnings, "warning"));
    format!("{}: {looked_at}: {coverage}, {errors}, {warnings}", inline(&report.path))
}

/// `--explain`.
pub fn explain(id: &str, cx: &mut Context) -> Result<Exit, Failure> {
    let rule = validate::rule(id).ok_or_else(|| unknown_rule(id))?;
    if cx.ui.format().is_json() {
        cx.ui.json(&as_json(rule))?;
        return Ok(Exit::Done);
    }
    let paint = cx.ui.paint();
    cx.ui.line(&format!("{} ({}): {}", paint.bold(rule.id), rule.severity.name(), rule.title))?;
    cx.ui.text(format!("\nWhy: {}\nRepair: {}", rule.why, rule.repair))?;
    Ok(Exit::Done)
}

/// `--list-rules`.
pub fn list_rules(cx: &mut Context) -> Result<Exit, Failure> {
    if cx.ui.format().is_json() {
        let rules: Vec<Value> = RULES.iter().map(|r| as_json(r)).collect();
        cx.ui.json(&json!({ "schema": "wfstate.rules/1", "rules": rules }))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["rule", "severity", "finds"]);
    for rule in RULES {
        table.row([rule.id, rule.severity.name(), rule.title]);
    }
    cx.ui.table(&table)?;
    Ok(Exit::Done)
}

fn as_json(rule: &Rule) -> Value {
    json!({
        "rule": rule.id, "severity": rule.severity, "title": rule.title, "why": rule.why, "repair": rule.repair,
    })
}

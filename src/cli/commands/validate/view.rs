//! What `wfstate validate` prints for people, and what it tells about rules.

use super::unknown_rule;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::cli::render::table::Table;
use crate::core::validate::{
    self, Checked, Coverage, DatabaseReport, Finding, Form, RULES, Rule, Severity, Unopened,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;

/// What became of one target. Where there are several, each finding names its own.
pub fn show(checked: &Checked, several: bool, cx: &mut Context) -> io::Result<()> {
    if cx.ui.format().is_json() {
        return Ok(());
    }
    match &checked.result {
        Ok(report) => {
            show_report(report, several, cx)?;
            if cx.ui.options().verbose > 0 {
                cx.ui.line(&cx.ui.paint().dim(&detail(report, checked.elapsed_ms)))?;
            }
            Ok(())
        }
        Err(unopened) => show_unopened(&checked.path, unopened, cx),
    }
}

fn show_unopened(path: &str, unopened: &Unopened, cx: &mut Context) -> io::Result<()> {
    let paint = cx.ui.paint();
    let (path, message) = (inline(path), inline(&unopened.message));
    // Most messages name it, some with a `./` in front.
    let named = if message.contains(path.as_ref()) { String::new() } else { format!("{path}: ") };
    cx.ui.line(&format!("{} {named}{message}", paint.bad("FAILED")))?;
    match &unopened.hint {
        Some(hint) => cx.ui.advice(&inline(hint), 8),
        None => Ok(()),
    }
}

/// The findings of one database and a line about all of them.
fn show_report(report: &DatabaseReport, several: bool, cx: &mut Context) -> io::Result<()> {
    let target = if several { format!(" {}", inline(&report.path)) } else { String::new() };
    for finding in &report.findings {
        show_finding(&target, finding, cx)?;
    }
    if report.not_shown > 0 {
        cx.ui.line(&format!("… and {} more findings (--max-findings)", count(report.not_shown)))?;
    }
    cx.ui.line(&summary(report))?;
    if let Some(importer) = report.importer.filter(|_| !cx.ui.options().quiet) {
        let words = format!(
            "It is a database of another program; `wfstate import --from {importer}` takes it, and leaves the file as it \
             is. Events are counted here as an import counts them."
        );
        cx.ui.advice(&words, 2)?;
    }
    Ok(())
}

/// `  0.86 s, 1.2 million events a second; WFE 2, WFT 1` of `-v`.
fn detail(report: &DatabaseReport, elapsed_ms: u64) -> String {
    let mut families: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &report.findings {
        *families.entry(&finding.rule[..3]).or_default() += 1;
    }
    let families: Vec<String> = families.iter().map(|(family, n)| format!("{family} {n}")).collect();
    let found = if families.is_empty() { "no finding".to_owned() } else { families.join(", ") };
    let speed = report.events.filter(|n| *n > 0).map_or(String::new(), |events| {
        format!(" ({} events a second)", count(events.saturating_mul(1000) / elapsed_ms.max(1)))
    });
    format!("  {}.{:03} s{speed}; {found}", elapsed_ms / 1000, elapsed_ms % 1000)
}

/// What follows after the last target: one line about all, where there are several, and what was not shown.
pub fn sum(checked: &[Checked], cx: &mut Context) -> io::Result<()> {
    let reports: Vec<&DatabaseReport> = checked.iter().flat_map(|c| &c.result).collect();
    if checked.len() > 1 {
        let unopened = checked.len() - reports.len();
        cx.ui.line(&cx.ui.paint().bold(&total(&reports, unopened)))?;
    }
    let left = reports.iter().fold(0, |left: u64, r| left.saturating_add(r.baseline_left));
    if left > 0 {
        cx.ui.note(&format!(
            "{} of the baseline {} gone: --write-baseline writes it anew",
            counted(left, "finding"),
            if left == 1 { "is" } else { "are" }
        ));
    }
    if cx.ui.options().quiet {
        return Ok(());
    }
    if reports.iter().any(|r| r.form == Form::Export) {
        let words = "An export proves itself as far as its own digest and seals go, and a file of another program has \
                     none: whoever wrote it could have written anything.";
        cx.ui.advice(words, 2)?;
    }
    if reports.iter().any(|r| !r.anchored && !matches!(r.form, Form::Export | Form::Foreign)) {
        let words = "This says only that a database is internally consistent: whoever can write this file could have \
                     rewritten it. `wfstate head` prints a line to keep elsewhere.";
        cx.ui.advice(words, 2)?;
    }
    Ok(())
}

/// `4 databases, 12 sessions, 48,170 events: full scan, 1 error, 0 warnings, 1 not opened`
fn total(reports: &[&DatabaseReport], unopened: usize) -> String {
    let sum = |of: &dyn Fn(&DatabaseReport) -> u64| reports.iter().map(|r| of(r)).sum::<u64>();
    let (infos, known) = (infos(sum(&|r| r.tally.infos)), known(sum(&|r| r.baselined)));
    let not_opened = if unopened > 0 { format!(", {unopened} not opened") } else { String::new() };
    format!(
        "{}, {}, {}: {}, {}, {}{infos}{known}{not_opened}",
        counted((reports.len() + unopened) as u64, "database"),
        counted(sum(&|r| r.sessions.unwrap_or(0)), "session"),
        counted(sum(&|r| r.events.unwrap_or(0)), "event"),
        reports.iter().map(|r| r.coverage).max_by_key(|c| *c as u8).map_or("nothing", coverage_word),
        counted(sum(&|r| r.tally.errors), "error"),
        counted(sum(&|r| r.tally.warnings), "warning"),
    )
}

fn coverage_word(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Full => "full scan",
        Coverage::Since => "only what is new",
        Coverage::Sampled => "a SAMPLE",
        Coverage::Foreign => "foreign, all of it",
        Coverage::Partial => "NOT ALL OF IT could be read",
        Coverage::None => "not opened",
    }
}

fn show_finding(target: &str, finding: &Finding, cx: &mut Context) -> io::Result<()> {
    let paint = cx.ui.paint();
    let word = finding.severity.name().to_ascii_uppercase();
    let word = match finding.severity {
        Severity::Error => paint.bad(&word),
        Severity::Warning => paint.warn(&word),
        Severity::Info => paint.dim(&word),
    };
    let session = finding.session_id.as_deref().map(|s| format!(" {}", inline(s))).unwrap_or_default();
    let seq = finding.seq.map(|s| format!(" event {s}")).unwrap_or_default();
    let rule = paint.name(finding.rule);
    cx.ui.line(&format!("{word} {rule}{target}{session}{seq}: {}", inline(&finding.message)))?;
    cx.ui.advice(finding.hint, 8)
}

/// `demo.db: 3 sessions, 2,170 events, 12 snapshots: full scan, 0 errors, 1 warning`
fn summary(report: &DatabaseReport) -> String {
    let looked_at = [(report.sessions, "session"), (report.events, "event"), (report.snapshots, "snapshot")];
    let looked_at: Vec<String> =
        looked_at.into_iter().filter_map(|(n, word)| n.map(|n| counted(n, word))).collect();
    let looked_at =
        if looked_at.is_empty() { "the file and its schema".to_owned() } else { looked_at.join(", ") };
    let mut coverage = coverage_word(report.coverage).to_owned();
    if let (Coverage::Since | Coverage::Sampled, Some(seen), Some(total)) =
        (report.coverage, report.events, report.events_total)
    {
        let permille = u128::from(seen) * 1000 / u128::from(total.max(1));
        let share = format!(" ({}.{} % of {})", permille / 10, permille % 10, counted(total, "event"));
        coverage.push_str(&share);
    }
    let (errors, warnings) =
        (counted(report.tally.errors, "error"), counted(report.tally.warnings, "warning"));
    let (infos, known) = (infos(report.tally.infos), known(report.baselined));
    format!("{}: {looked_at}: {coverage}, {errors}, {warnings}{infos}{known}", inline(&report.path))
}

/// They are rarely there, and seldom asked for.
fn infos(findings: u64) -> String {
    if findings == 0 { String::new() } else { format!(", {}", counted(findings, "info")) }
}

/// The findings that a baseline passed over.
fn known(findings: u64) -> String {
    if findings == 0 { String::new() } else { format!(", {} known", count(findings)) }
}

/// What the repairs mean by a backup.
const BACKUP: &str = "A backup is any copy from before: of a file that a repository keeps, the version there \
                      (`git checkout -- FILE`); of a fixture, one that `wfstate fixture make` makes again. Without one, \
                      `wfstate recover BAD -o GOOD` copies what can be proved.";

/// `--explain`.
pub fn explain(id: &str, cx: &mut Context) -> Result<Exit, Failure> {
    let rule = validate::rule(id).ok_or_else(|| no_single_rule(id))?;
    if cx.ui.format().is_json() {
        cx.ui.json(&as_json(&[rule]))?;
        return Ok(Exit::Done);
    }
    let paint = cx.ui.paint();
    cx.ui.line(&format!("{} ({}): {}", paint.bold(rule.id), rule.severity.name(), rule.title))?;
    cx.ui.text(format!("\nWhy: {}\nRepair: {}", rule.why, rule.repair))?;
    if rule.repair.contains("backup") {
        cx.ui.text(BACKUP)?;
    }
    Ok(Exit::Done)
}

fn no_single_rule(id: &str) -> Failure {
    let family = RULES.iter().find(|r| r.id[..3].eq_ignore_ascii_case(id));
    match family {
        Some(first) => Failure::usage(format!("{} is a family of rules", &first.id[..3]))
            .hint(format!("--explain takes one of them, such as {}; --list-rules names them", first.id)),
        None => unknown_rule(id),
    }
}

/// `--list-rules`.
pub fn list_rules(cx: &mut Context) -> Result<Exit, Failure> {
    if cx.ui.format().is_json() {
        cx.ui.json(&as_json(RULES))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["rule", "severity", "finds"]);
    for rule in RULES {
        table.row([rule.id, rule.severity.name(), rule.title]);
    }
    cx.ui.table(&table)?;
    Ok(Exit::Done)
}

fn as_json(rules: &[&Rule]) -> Value {
    let each = |r: &&Rule| json!({ "rule": r.id, "severity": r.severity, "title": r.title, "why": r.why, "repair": r.repair });
    json!({ "schema": "wfstate.rules/1", "rules": rules.iter().map(each).collect::<Vec<_>>() })
}

//! `wfstate validate`: from file bytes to meaning.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::count;
use crate::cli::render::table::Table;
use crate::cli::render::ui::Format;
use crate::core::head;
use crate::core::validate::{self, Coverage, DatabaseReport, Finding, Options, RULES, Rule, Selection, Severity};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Databases [default: the one of --db]
    #[arg(value_name = "DATABASE")]
    databases: Vec<PathBuf>,
    /// Run only these rules, by id or family (WFE004, WFH)
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The mildest finding that gives exit code 4 [default: the configuration's, else error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Findings of a database that are shown; the others are counted
    #[arg(short = 'n', long, visible_alias = "limit", value_name = "N", default_value_t = 1000)]
    max_findings: usize,
    /// Demand that the database still extends the heads in this file, which `wfstate head` printed earlier
    #[arg(long, value_name = "FILE")]
    head: Option<PathBuf>,
    /// Explain a rule
    #[arg(long, value_name = "RULE", conflicts_with_all = ["list_rules", "databases"])]
    explain: Option<String>,
    /// List the rules
    #[arg(long, conflicts_with = "databases")]
    list_rules: bool,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson])?;
    if let Some(id) = &args.explain {
        return explain(id, cx);
    }
    if args.list_rules {
        return list_rules(cx);
    }
    let options = options(&args, cx)?;
    let fail_on = args.fail_on.or_else(|| FailOn::from_str(&cx.config.validate().fail_on, true).ok());
    let databases = if args.databases.is_empty() { vec![cx.database()?] } else { args.databases };
    let mut exit = Exit::Done;
    let mut answers = Vec::new();
    let (mut errors, mut warnings) = (0, 0);
    for path in &databases {
        match validate::check(path, &options, &cx.progress) {
            Ok(report) => {
                errors += report.tally.errors;
                warnings += report.tally.warnings;
                exit = exit.worst(if fails(&report, fail_on) { Exit::No } else { Exit::Done });
                show_report(&report, cx)?;
                answers.push(json!(report));
            }
            Err(error) => {
                let failure = Failure::from(error);
                exit = exit.worst(failure.exit);
                show_failure(path, &failure, cx)?;
                answers.push(failed(path, &failure));
            }
        }
    }
    if cx.ui.format().is_json() {
        cx.ui.json(&json!({
            "schema": "wfstate.validate/1", "databases": answers, "errors": errors, "warnings": warnings,
        }))?;
    }
    Ok(exit)
}

fn options(args: &Args, cx: &Context) -> Result<Options, Failure> {
    let config = cx.config.validate();
    let select = if args.select.is_empty() { &config.select } else { &args.select };
    let ignore = if args.ignore.is_empty() { &config.ignore } else { &args.ignore };
    let selection = Selection::new(RULES, select, ignore).map_err(|name| unknown_rule(&name))?;
    let heads = match &args.head {
        None => Vec::new(),
        Some(path) => {
            let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failed, format!("{}: {e}", path.display()));
            let text = std::fs::read_to_string(path).map_err(|e| failed(&e))?;
            head::parse_all(&text).map_err(|e| failed(&e).hint("--head takes a file that `wfstate head` wrote"))?
        }
    };
    Ok(Options { selection, max_findings: args.max_findings, heads, lock_timeout: cx.lock_timeout()? })
}

fn fails(report: &DatabaseReport, fail_on: Option<FailOn>) -> bool {
    let mildest = match fail_on.unwrap_or(FailOn::Error) {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
        FailOn::Never => return false,
    };
    report.tally.worst().is_some_and(|worst| worst >= mildest)
}

fn unknown_rule(name: &str) -> Failure {
    Failure::usage(format!("there is no rule or family `{}`", inline(name)))
        .hint("`wfstate validate --list-rules` names them")
}

/// A database that could not be opened, in the form of the others.
fn failed(path: &Path, failure: &Failure) -> Value {
    json!({
        "path": path.to_string_lossy(), "sessions": null, "events": null, "snapshots": null,
        "coverage": Coverage::None, "anchored": false, "findings": [], "not_shown": 0,
        "error": {
            "code": failure.exit.code(), "kind": failure.exit.kind(), "message": failure.message, "hint": failure.hint,
        },
    })
}

fn show_failure(path: &Path, failure: &Failure, cx: &mut Context) -> io::Result<()> {
    if cx.ui.format().is_json() {
        return Ok(());
    }
    let paint = cx.ui.paint();
    let path = path.to_string_lossy();
    cx.ui.line(&format!("{} {}: {}", paint.bad("FAILED"), inline(&path), inline(&failure.message)))?;
    match &failure.hint {
        Some(hint) => cx.ui.line(&paint.dim(&format!("        {}", inline(hint)))),
        None => Ok(()),
    }
}

fn show_report(report: &DatabaseReport, cx: &mut Context) -> io::Result<()> {
    if cx.ui.format().is_json() {
        return Ok(());
    }
    for finding in &report.findings {
        show_finding(finding, cx)?;
    }
    if report.not_shown > 0 {
        cx.ui.line(&format!("… and {} more findings (--max-findings)", count(report.not_shown)))?;
    }
    cx.ui.line(&summary(report))?;
    if !report.anchored && !cx.ui.options().quiet {
        let words = "  This says only that the database is internally consistent: whoever can write this file could \
                     have rewritten it. `wfstate head` prints a line to keep elsewhere.";
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
    let looked_at: Vec<String> = looked_at.into_iter().filter_map(|(n, word)| n.map(|n| many(n, word))).collect();
    let looked_at = if looked_at.is_empty() { "the file and its schema".to_owned() } else { looked_at.join(", ") };
    let coverage = match report.coverage {
        Coverage::Full => "full scan",
        Coverage::Partial => "NOT ALL OF IT could be read",
        Coverage::None => "not opened",
    };
    let (errors, warnings) = (many(report.tally.errors, "error"), many(report.tally.warnings, "warning"));
    format!("{}: {looked_at}: {coverage}, {errors}, {warnings}", inline(&report.path))
}

fn explain(id: &str, cx: &mut Context) -> Result<Exit, Failure> {
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

fn list_rules(cx: &mut Context) -> Result<Exit, Failure> {
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

//! `wfstate validate`: from file bytes to meaning.

mod view;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::ui::Format;
use crate::core::ambient;
use crate::core::head;
use crate::core::validate::{
    self, Checked, DatabaseReport, Options, RULES, Selection, Severity, Tally, Unopened,
};
use clap::ValueEnum;
use serde_json::json;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Databases, backups (zip, zst), archives (wfz) and exports (JSON, YAML, NDJSON; `-` for standard input)
    /// [default: the database of --db]
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
        return view::explain(id, cx);
    }
    if args.list_rules {
        return view::list_rules(cx);
    }
    let options = options(&args, cx)?;
    let fail_on = args.fail_on.or_else(|| FailOn::from_str(&cx.config.validate().fail_on, true).ok());
    let databases = if args.databases.is_empty() { vec![cx.database()?] } else { args.databases };
    let checked = check_all(&databases, &options, cx);
    for one in &checked {
        view::show(one, cx)?;
    }
    if cx.ui.format().is_json() {
        let count =
            |of: fn(&Tally) -> u64| checked.iter().flat_map(|c| &c.result).map(|r| of(&r.tally)).sum::<u64>();
        cx.ui.json(&json!({
            "schema": "wfstate.validate/1", "databases": checked,
            "errors": count(|t| t.errors), "warnings": count(|t| t.warnings),
        }))?;
    }
    Ok(exit_of(&checked, fail_on))
}

fn check_all(databases: &[PathBuf], options: &Options, cx: &Context) -> Vec<Checked> {
    let mut checked = Vec::new();
    for path in databases {
        let began = ambient::instant();
        let result =
            validate::check_target(path, options, &cx.progress).map_err(|e| unopened(Failure::from(e)));
        let path = path.to_string_lossy().into_owned();
        let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        checked.push(Checked { path, result, elapsed_ms });
    }
    checked
}

fn unopened(failure: Failure) -> Unopened {
    Unopened {
        code: failure.exit.code(),
        kind: failure.exit.kind().to_owned(),
        message: failure.message,
        hint: failure.hint,
    }
}

/// The worst of all targets.
fn exit_of(checked: &[Checked], fail_on: Option<FailOn>) -> Exit {
    let of = |one: &Checked| match &one.result {
        Ok(report) if fails(report, fail_on) => Exit::No,
        Ok(_) => Exit::Done,
        Err(unopened) => Exit::from_code(unopened.code),
    };
    checked.iter().map(of).fold(Exit::Done, Exit::worst)
}

fn options(args: &Args, cx: &Context) -> Result<Options, Failure> {
    let config = cx.config.validate();
    let select = if args.select.is_empty() { &config.select } else { &args.select };
    let ignore = if args.ignore.is_empty() { &config.ignore } else { &args.ignore };
    let selection = Selection::new(RULES, select, ignore).map_err(|name| unknown_rule(&name))?;
    let heads = match &args.head {
        None => Vec::new(),
        Some(path) => {
            let failed =
                |e: &dyn std::fmt::Display| Failure::new(Exit::Failed, format!("{}: {e}", path.display()));
            let text = std::fs::read_to_string(path).map_err(|e| failed(&e))?;
            head::parse_all(&text)
                .map_err(|e| failed(&e).hint("--head takes a file that `wfstate head` wrote"))?
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

//! `wfstate validate`: from file bytes to meaning.

mod baseline;
mod reports;
mod view;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::ui::Format;
use crate::cli::signals;
use crate::core::config::suggest;
use crate::core::head;
use crate::core::observer::Observer;
use crate::core::report::{self, Run};
use crate::core::store::StoreError;
use crate::core::validate::{
    self, Checked, DatabaseReport, Extent, Options, RULES, Selection, Severity, TargetError, Unopened,
    UserSchemas,
};
use clap::ValueEnum;
use reports::Reports;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code 0: nothing that --fail-on counts; 4: there is; 1, 10 or another: a database could not be \
                  opened.\n\nA report without PATH (or with `-`) is the answer. Report files of an earlier run are replaced; a \
                  database, its log, an archive, a directory and every file that is read never is. In GitHub Actions \
                  the annotations (github) and the job summary (markdown) are made unasked, unless they are named \
                  with --report or `--report none` is."
)]
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
    /// A directory of your own event schemas: `<type>.json`, `event/<type>.json`, or one document for all types
    #[arg(long, value_name = "DIR")]
    schema_path: Vec<PathBuf>,
    /// Look only at what stands after this event of each session; what is before it is taken as it is
    #[arg(long, value_name = "N", conflicts_with = "sample")]
    since_seq: Option<u64>,
    /// Look only at a part of each session: N events or more, in whole sealed batches, evenly spread
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Pass over the findings in this file, which --write-baseline wrote and which stays where it is
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, so that later runs with --baseline name only new ones; exit code 0
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Write a report: github, gitlab, html, json, junit, markdown or sarif; repeatable
    #[arg(long = "report", value_name = "KIND[=PATH]", conflicts_with_all = ["explain", "list_rules"])]
    reports: Vec<OsString>,
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
    let fail_on = match args.write_baseline {
        Some(_) => Some(FailOn::Never),
        None => args.fail_on.or_else(|| FailOn::from_str(&cx.config.validate().fail_on, true).ok()),
    };
    let is_named = !args.databases.is_empty();
    let databases = if is_named { args.databases } else { vec![cx.database()?] };
    if databases.iter().filter(|path| *path == Path::new("-")).count() > 1 {
        return Err(Failure::usage("`-` is given twice, and standard input can be read once"));
    }
    let beside = [&args.head, &args.baseline, &args.write_baseline].into_iter().flatten();
    let inputs: Vec<PathBuf> = databases.iter().chain(beside).cloned().collect();
    let reports = Reports::plan(&args.reports, &inputs, cx)?;
    let read: Vec<PathBuf> = databases.iter().chain(&args.head).cloned().collect();
    let known = args.write_baseline.as_deref().map(|path| baseline::place(path, &read)).transpose()?;
    // A pack that is being checked was unpacked: it can be somebody's whole recording.
    signals::tidy_up()?;
    let check = |path: &Path, options: &Options, observer: &dyn Observer| {
        validate::check_target(path, options, observer).map_err(|e| unopened(e, is_named))
    };
    let checked = validate::each(&databases, &options, &cx.progress, &check);
    cx.progress.finish();
    baseline::say_if_it_names_none(options.baseline.as_deref(), &checked, cx);
    let run = Run {
        targets: &checked,
        rules: RULES,
        selection: &options.selection,
        fail_on: threshold(fail_on),
        root: reports.root(),
        version: env!("CARGO_PKG_VERSION"),
    };
    if cx.ui.format().is_json() {
        cx.ui.json(&report::json::answer(&run))?;
    } else if reports.leave_room_for_text() {
        reports.text(cx, |cx| {
            checked.iter().try_for_each(|one| view::show(one, checked.len() > 1, cx))?;
            view::sum(&checked, cx)
        })?;
    }
    let written = reports.write(&run, cx)?;
    let exit = match (&known, &args.write_baseline) {
        (Some(place), Some(path)) => baseline::write((place, path), &checked, cx)?,
        _ => exit_of(&checked, fail_on),
    };
    Ok(exit.worst(written))
}

/// What to do next differs for a target that was named as an argument: `--db` would not help.
fn unopened(e: TargetError, is_named: bool) -> Unopened {
    let advice = match &e {
        TargetError::Store(StoreError::Missing { .. }) if is_named => {
            Some("check the name; a pattern that matches no file comes as it was written")
        }
        TargetError::Store(StoreError::NotAFile { .. }) if is_named => {
            Some("name files: databases, backups (zip, zst), archives (wfz) or exports")
        }
        _ => None,
    };
    let failure = Failure::from(e);
    Unopened {
        code: failure.exit.code(),
        kind: failure.exit.kind().to_owned(),
        message: failure.message,
        hint: advice.map(str::to_owned).or(failure.hint),
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
            let advice = "--head takes a file that `wfstate head` wrote";
            let text = std::fs::read_to_string(path).map_err(|e| failed(&e).hint(advice))?;
            head::parse_all(&text).map_err(|e| failed(&e).hint(advice))?
        }
    };
    let extent = match (args.since_seq, args.sample) {
        (Some(seq), _) => Extent::Since(seq),
        (None, Some(events)) => Extent::Sample(events),
        (None, None) => Extent::All,
    };
    // A baseline is only whole when it has all findings.
    let max_findings = if args.write_baseline.is_some() { baseline::MOST } else { args.max_findings };
    let baseline = args.baseline.as_deref().map(|path| baseline::read(path, cx)).transpose()?;
    let lock_timeout = cx.lock_timeout()?;
    let schemas = UserSchemas::load(&args.schema_path).map_err(|e| {
        Failure::usage(e.to_string())
            .hint("--schema-path takes a directory of JSON Schemas that refer to nothing outside of it")
    })?;
    Ok(Options {
        selection,
        extent,
        max_findings,
        baseline,
        heads,
        lock_timeout,
        schemas,
        ..Options::default()
    })
}

fn fails(report: &DatabaseReport, fail_on: Option<FailOn>) -> bool {
    let Some(mildest) = threshold(fail_on) else { return false };
    report.tally.worst().is_some_and(|worst| worst >= mildest)
}

/// The mildest finding that counts; `None` where none does.
fn threshold(fail_on: Option<FailOn>) -> Option<Severity> {
    match fail_on.unwrap_or(FailOn::Error) {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    }
}

/// A rule that nobody knows.
pub fn unknown_rule(name: &str) -> Failure {
    let named = "`wfstate validate --list-rules` names them";
    let near = suggest::closest(&name.to_ascii_uppercase(), RULES.iter().map(|r| r.id));
    Failure::usage(format!("there is no rule or family `{}`", inline(name)))
        .hint(near.map_or(named.to_owned(), |near| format!("did you mean `{near}`? {named}")))
}

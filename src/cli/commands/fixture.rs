//! `wfstate fixture`: databases to test with.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::counted;
use crate::cli::render::table::Table;
use crate::cli::render::ui::Format;
use crate::cli::signals;
use crate::core::config::suggest;
use crate::core::fixture::{self, FixtureError, Kind, Options, Report};
use crate::core::model::quantity::format_bytes;
use crate::core::store::StoreError;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Make a database: whole, or broken in exactly one way
    Make(MakeArgs),
    /// List the rules that a database can be made to break, and how
    List,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The same arguments give the same bytes. `wfstate validate` finds nothing in a whole one, and exactly \
                  the one rule in a broken one:\n\n  \
                  wfstate fixture make good.db --events 100000 && wfstate validate good.db\n  \
                  wfstate fixture make bad.db --broken WFH001; wfstate validate bad.db   # exit 4\n\n\
                  A rule whose severity is warning or info gives exit 4 with `--fail-on info`. Three fixtures (WFH010, \
                  WFJ004, WFJ005) are found with --head or --schema-path; the answer says how."
)]
struct MakeArgs {
    /// Where it is made. A name in .ndjson gives the events as a producer sends them, for `record`; in .zip a backup,
    /// in .wfz an archive, in .zst a packed database; any other a database
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Events in all [default: 1000; with --broken as many as it takes]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=1_000_000_000))]
    events: Option<u64>,
    /// Sessions that they are shared out to [default: 3; with --broken 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    sessions: Option<u64>,
    /// Another seed gives other names, times, keys and events
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Streams of a model at work, workflows of phases, or both
    #[arg(long, value_enum, value_name = "KIND", default_value = "mixed")]
    kind: KindArg,
    /// Store prompts and outputs as they are, not as commitments
    #[arg(long)]
    content: bool,
    /// Break exactly this rule; `fixture list` names them
    #[arg(long, value_name = "RULE")]
    broken: Option<String>,
}

/// `--kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    Stream,
    Workflow,
    Mixed,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Stream => Self::Stream,
            KindArg::Workflow => Self::Workflow,
            KindArg::Mixed => Self::Mixed,
        }
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    match args.verb {
        Verb::Make(args) => make(args, cx),
        Verb::List => list(cx),
    }
}

fn make(args: MakeArgs, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    if args.out == Path::new("-") {
        return Err(
            Failure::usage("a fixture is a file, and `-` is none").hint("name a file, such as good.db")
        );
    }
    signals::tidy_up()?;
    let options = Options {
        out: args.out,
        events: args.events,
        sessions: args.sessions,
        seed: args.seed,
        kind: args.kind.into(),
        content: args.content,
        broken: args.broken,
        force: cx.global.force,
    };
    let made = fixture::make(&options, &cx.progress);
    cx.progress.finish();
    let report = made?;
    if !cx.ui.value(&report)? {
        text(&report, cx)?;
    }
    Ok(Exit::Done)
}

fn text(report: &Report, cx: &mut Context) -> Result<(), Failure> {
    let line = format!(
        "{}: {} of {}, {}, seed {}",
        inline(&report.path),
        counted(report.events, "event"),
        counted(report.sessions, "session"),
        format_bytes(report.bytes),
        report.seed,
    );
    cx.ui.line(&line)?;
    if let (Some(rule), Some(how)) = (report.broken, report.how) {
        cx.ui.line(&format!("breaks {rule}: {how}"))?;
    }
    if let Some(beside) = &report.beside {
        cx.ui.line(&format!("beside it: {}", inline(beside)))?;
        if let Some(option) = option_for(beside) {
            let (beside, path) = (inline(beside), inline(&report.path));
            cx.ui.line(&format!("to find it: wfstate validate {option} {beside} {path}"))?;
        }
    }
    Ok(())
}

/// The option of `validate` that is given what stands beside a fixture; a log needs none.
fn option_for(beside: &str) -> Option<&'static str> {
    let options = [(".head", "--head"), (".schemas", "--schema-path")];
    options.into_iter().find(|(ending, _)| beside.ends_with(ending)).map(|(_, option)| option)
}

fn list(cx: &mut Context) -> Result<Exit, Failure> {
    let list = fixture::list();
    if cx.ui.value(&list)? {
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["rule", "severity", "the fixture"]);
    for row in &list.rules {
        table.row([row.rule, row.severity.name(), row.how]);
    }
    cx.ui.table(&table)?;
    Ok(Exit::Done)
}

impl From<FixtureError> for Failure {
    fn from(e: FixtureError) -> Self {
        let message = inline(&e.to_string()).into_owned();
        match e {
            FixtureError::Store(e) => e.into(),
            FixtureError::System(e) if e.kind() == std::io::ErrorKind::StorageFull => StoreError::Full.into(),
            FixtureError::System(e) => e.into(),
            FixtureError::Pack(e) => e.into(),
            FixtureError::Exists { .. } => Self::new(Exit::Failed, message)
                .hint("name another file; --force writes over a database and what belongs to it"),
            FixtureError::NoRule(rule) => {
                let near = suggest::closest(&rule, fixture::BREAKAGES.iter().map(|b| b.rule));
                Self::usage(message).hint(
                    near.map_or("`wfstate fixture list` names them".to_owned(), |near| {
                        format!("did you mean `{near}`? `wfstate fixture list` names them")
                    }),
                )
            }
            FixtureError::TooFew { .. } => Self::usage(message)
                .hint("a session has a beginning and an end: give more --events or fewer --sessions"),
            FixtureError::OnlyPacked { .. } => Self::usage(message).hint("name a pack, such as broken.zip"),
            FixtureError::OnlyDatabase { .. } | FixtureError::OnlyUnpacked { .. } => {
                Self::usage(message).hint("name a database, such as broken.db")
            }
        }
    }
}

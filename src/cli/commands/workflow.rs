//! `wfstate workflow`: sessions of phases that survive a crash and are never paid twice.

mod context;
mod output;
mod phase;
mod resume;
mod status;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::stream::Warnings;
use crate::cli::render::ui::Format;
use crate::core::ambient;
use crate::core::record::{Options, RecordError};
use crate::core::select;
use crate::core::store::{Place, Reader, SessionRow, StoreError};
use crate::core::workflow::{Saved, WorkflowError, Workflows};
use serde_json::json;
use std::io::Read;
use std::path::Path;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each step is one transaction: whatever happens to the process, a phase is saved with its cost or it is \
                  not. A phase that is saved again is another attempt, and its money was spent, too; with \
                  --idempotency-key the same phase sent again is known and saved once.\n\n\
                  A script has a workflow for itself with --hold $$ (or WFSTATE_HOLD): as long as it lives, others are \
                  refused with exit code 11; when it dies, the workflow is interrupted and can be resumed.\n\n\
                  Example:\n  id=$(wfstate workflow start --label TechCorp)\n  \
                  wfstate workflow phase save $id outline --output outline.json --duration 5s --cost-usd 0.02\n  \
                  wfstate workflow complete $id"
)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Begin a workflow; prints its name
    Start(StartArgs),
    /// Save, list and ask after phases
    Phase(phase::Args),
    /// Save and print the context that a resume starts from
    Context(context::Args),
    /// Go on with a workflow: prints what is done, what it cost, and the context
    Resume(resume::Args),
    /// Stop for a while
    Pause(status::ReasonArgs),
    /// End with success
    Complete(status::SessionArgs),
    /// End with an error; `resume --retry` can go on
    Fail(status::FailArgs),
    /// Give up
    Cancel(status::ReasonArgs),
    /// Save the text that it comes to, or print it
    Output(output::Args),
}

#[derive(Debug, clap::Args)]
struct StartArgs {
    /// What it is about
    #[arg(long, alias = "company", value_name = "LABEL")]
    label: String,
    #[command(flatten)]
    hold: HoldArgs,
}

/// Who has the workflow for itself.
#[derive(Debug, clap::Args)]
struct HoldArgs {
    /// Nobody but this process, and what it starts, goes on with the workflow as long as it lives
    #[arg(long, value_name = "PID", env = "WFSTATE_HOLD", hide_env = true)]
    hold: Option<u32>,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    match args.verb {
        Verb::Start(args) => start(&args, cx),
        Verb::Phase(args) => phase::run(args, cx),
        Verb::Context(args) => context::run(args, cx),
        Verb::Resume(args) => resume::run(&args, cx),
        Verb::Pause(args) => status::pause(&args, cx),
        Verb::Complete(args) => status::complete(&args, cx),
        Verb::Fail(args) => status::fail(&args, cx),
        Verb::Cancel(args) => status::cancel(&args, cx),
        Verb::Output(args) => output::run(&args, cx),
    }
}

impl Args {
    /// Whether `--output` is a file that the verb reads, not one for its answer.
    pub fn reads_output(&self) -> bool {
        matches!(&self.verb, Verb::Phase(args) if args.saves())
    }
}

fn start(args: &StartArgs, cx: &mut Context) -> Result<Exit, Failure> {
    cx.make_default_directory()?;
    let mut workflows = open(cx, true, &args.hold)?;
    let saved = workflows.start(&args.label)?;
    let answer = json!({ "schema": SCHEMA, "session_id": saved.session_id, "label": args.label, "status": saved.status });
    if !cx.ui.value(&answer)? {
        cx.ui.line(&saved.session_id)?;
    }
    Ok(Exit::Done)
}

/// The `schema` of every answer.
const SCHEMA: &str = "wfstate.workflow/1";

/// Opens the database for steps.
fn open(cx: &mut Context, create: bool, hold: &HoldArgs) -> Result<Workflows, Failure> {
    let place = Place::parse(&cx.database()?);
    let options = Options {
        key_file: Some(cx.key_file()?),
        content: cx.config.privacy().store_raw_content,
        source: "workflow".into(),
        ..cx.recording(place, cx.opening(create)?)
    };
    let holder = hold.hold.map(holder).transpose()?;
    let mut workflows = Workflows::open(options, &mut Warnings)?;
    workflows.hold_for(holder);
    Ok(workflows)
}

fn holder(pid: u32) -> Result<String, Failure> {
    ambient::name_of_process(pid).ok_or_else(|| {
        Failure::usage(format!("--hold {pid}: there is no such process")).hint("in a shell script: --hold $$")
    })
}

/// Opens the database for steps of a session that is there, and finds that session. A session that is held stays
/// held by the same process.
fn open_for(cx: &mut Context, selector: &str) -> Result<(Workflows, SessionRow), Failure> {
    let reader = cx.reader()?;
    let row = cx.session(&reader, selector)?;
    drop(reader);
    let mut workflows = open(cx, false, &HoldArgs { hold: None })?;
    let row = select::session(workflows.stepper().writer(), &row.session_id)?;
    Ok((workflows, row))
}

/// Opens the database for a look at a workflow.
fn look(cx: &mut Context, selector: &str) -> Result<(Reader, SessionRow), Failure> {
    let selector = cx.turn_to(selector);
    let reader = cx.reader()?;
    let row = cx.session(&reader, &selector)?;
    Ok((reader, row))
}

/// The text of a file, or of standard input.
fn text_of(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text)).map(drop)
    };
    read.map_err(|e| {
        Failure::new(Exit::Failed, format!("{}: {e}", path.display())).hint("nothing was saved")
    })?;
    Ok(text)
}

/// Tells of a step.
fn tell(saved: &Saved, words: &str, cx: &mut Context) -> Result<Exit, Failure> {
    let mut answer = serde_json::to_value(saved).unwrap_or_default();
    answer["schema"] = SCHEMA.into();
    if !cx.ui.value(&answer)? {
        let again = if saved.duplicate { " (it was so before)" } else { "" };
        cx.ui.line(&format!("{words}{again}"))?;
    }
    Ok(Exit::Done)
}

impl From<WorkflowError> for Failure {
    fn from(e: WorkflowError) -> Self {
        let message = e.to_string();
        match e {
            WorkflowError::Record(RecordError::Store(StoreError::Owned { session, owner })) => {
                let message = format!("session {session} is held by process {owner}");
                Self::new(Exit::Locked, message)
                    .hint("nothing was saved; when that process ends, `wfstate workflow resume` goes on")
            }
            WorkflowError::Record(e) => e.into(),
            WorkflowError::Select(e) => e.into(),
            WorkflowError::Fold(e) => e.into(),
            WorkflowError::NotOne { .. } => {
                Self::usage(message).hint("`wfstate list --kind workflow` lists the workflows")
            }
            WorkflowError::Status { .. } => Self::new(Exit::No, message).hint("nothing was saved"),
            WorkflowError::Json(_) => Self::usage(message).hint("nothing was saved"),
        }
    }
}

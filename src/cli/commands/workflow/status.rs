//! `wfstate workflow pause|complete|fail|cancel`.

use super::{open_for, tell};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};

/// A workflow.
#[derive(Debug, clap::Args)]
pub struct SessionArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
}

/// A workflow, and why.
#[derive(Debug, clap::Args)]
pub struct ReasonArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// A workflow, and what it failed of.
#[derive(Debug, clap::Args)]
pub struct FailArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
    /// What it failed of
    #[arg(long, value_name = "TEXT")]
    error: Option<String>,
}

/// Stops for a while.
pub fn pause(args: &ReasonArgs, cx: &mut Context) -> Result<Exit, Failure> {
    change(cx, &args.session, "Paused", args.reason.as_deref())
}

/// Ends with success.
pub fn complete(args: &SessionArgs, cx: &mut Context) -> Result<Exit, Failure> {
    change(cx, &args.session, "Completed", None)
}

/// Ends with an error.
pub fn fail(args: &FailArgs, cx: &mut Context) -> Result<Exit, Failure> {
    change(cx, &args.session, "Failed", args.error.as_deref())
}

/// Gives up.
pub fn cancel(args: &ReasonArgs, cx: &mut Context) -> Result<Exit, Failure> {
    change(cx, &args.session, "Cancelled", args.reason.as_deref())
}

fn change(cx: &mut Context, session: &str, to: &'static str, words: Option<&str>) -> Result<Exit, Failure> {
    let (mut workflows, row) = open_for(cx, session)?;
    let saved = workflows.change(&row.session_id, to, words)?;
    tell(&saved, &format!("{} is {}", saved.session_id, saved.status.to_lowercase()), cx)
}

//! `wfstate workflow resume`: what is done, what it cost, and what to start from.

use super::phase::price;
use super::{HoldArgs, open_for};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --json: status, context, the phases that are done, cost, attempt and lease. A workflow that was \
                  completed or cancelled does not go on (exit code 4); one that a living process holds is refused (11)."
)]
pub struct Args {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
    /// Also when it failed
    #[arg(long)]
    retry: bool,
    #[command(flatten)]
    hold: HoldArgs,
}

/// Runs.
pub fn run(args: &Args, cx: &mut Context) -> Result<Exit, Failure> {
    let (mut workflows, row) = open_for(cx, &args.session)?;
    if let Some(pid) = args.hold.hold {
        workflows.hold_for(Some(super::holder(pid)?));
    }
    let resumed = workflows.resume(&row.session_id, args.retry)?;
    if cx.ui.value(&resumed)? {
        return Ok(Exit::Done);
    }
    let done: Vec<&str> = resumed.phases.iter().map(|p| p.phase_id.as_str()).collect();
    let done =
        if done.is_empty() { "no phase is done".to_owned() } else { format!("done: {}", done.join(", ")) };
    cx.ui.line(&format!(
        "{} goes on, attempt {}; {}; {} so far",
        resumed.session_id,
        resumed.attempt,
        inline(&done),
        price(resumed.cost_micro_usd)
    ))?;
    let context = if resumed.context.is_some() {
        "`wfstate workflow context get` prints its context"
    } else {
        "it has no context"
    };
    cx.ui.note(context);
    Ok(Exit::Done)
}

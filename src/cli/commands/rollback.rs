//! `wfstate rollback`: an earlier state comes back, as a new event.

use crate::cli::context::{Context, PointArgs, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number;
use crate::cli::render::stream::Warnings;
use crate::cli::render::ui::Format;
use crate::core::record::Options;
use crate::core::rollback::{self, Plan, RollbackError};
use crate::core::select::{self, Point};
use crate::core::store::Place;
use serde_json::json;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing is deleted: the log gets one event, system.rollback, that carries the state of the \
    point. Its energy is the difference, so that the total stays the sum of all events."
)]
pub struct Args {
    /// The session: its id or four letters of it, latest, latest~2, label:NAME
    #[arg(value_name = "SESSION")]
    session: String,
    #[command(flatten)]
    point: PointArgs,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Only say what would be appended
    #[arg(long)]
    dry_run: bool,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let point = args.point.point()?;
    if point == Point::End {
        return Err(Failure::usage(
            "name the point to go back to: --seq, --at, --frame, --event or --snapshot",
        ));
    }
    let plan = plan(&args, &point, cx)?;
    if args.dry_run {
        return dry_run(&plan, cx);
    }
    let options = Options {
        key_file: Some(cx.key_file()?),
        snapshot_every: 0,
        ..cx.recording(Place::parse(&cx.database()?), cx.opening(false)?)
    };
    let done = rollback::apply(options, &plan, Box::new(Warnings))?;
    if cx.ui.value(&done)? {
        return Ok(Exit::Done);
    }
    let line = format!(
        "{}: event {} brings back the state after event {} ({}{}, now {})",
        inline(&done.session_id),
        number::count(done.seq),
        number::count(done.to_seq),
        if done.energy_delta.0 < 0 { "" } else { "+" },
        number::energy(done.energy_delta.0),
        number::energy(done.energy.0),
    );
    cx.ui.line(&line)?;
    Ok(Exit::Done)
}

fn plan(args: &Args, point: &Point, cx: &Context) -> Result<Plan, Failure> {
    let reader = cx.reader()?;
    let session = cx.session(&reader, &args.session)?;
    let to_seq = select::seq_of(&reader, &session, point)?;
    Ok(rollback::plan(&reader, &session, to_seq, args.reason.as_deref())?)
}

fn dry_run(plan: &Plan, cx: &mut Context) -> Result<Exit, Failure> {
    let answer = json!({
        "schema": "wfstate.rollback/1",
        "session_id": plan.session_id,
        "dry_run": true,
        "to_seq": plan.to_seq,
        "seq": plan.last_seq + 1,
        "energy_delta": plan.energy,
        "restored_hash": plan.state_hash,
    });
    if !cx.ui.value(&answer)? {
        let line = format!(
            "would append event {} with {} and the state after event {}",
            plan.last_seq + 1,
            number::energy(plan.energy.0),
            plan.to_seq
        );
        cx.ui.line(&line)?;
    }
    Ok(Exit::Done)
}

impl From<RollbackError> for Failure {
    fn from(e: RollbackError) -> Self {
        match e {
            RollbackError::Fold(e) => e.into(),
            RollbackError::Record(e) => e.into(),
            RollbackError::Energy { .. } => Self::new(Exit::Failed, e.to_string()),
        }
    }
}

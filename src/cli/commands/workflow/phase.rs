//! `wfstate workflow phase`: what is done.

use super::{SCHEMA, look, open_for, tell, text_of};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::count;
use crate::cli::render::table::Table;
use crate::core::model::money::MicroUsd;
use crate::core::model::quantity::parse_duration_ms;
use crate::core::workflow::log::Log;
use crate::core::workflow::{PhaseLine, PhaseSave};
use serde_json::json;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Save what a phase came to (`--output FILE` is read; `-` is standard input)
    Save(SaveArgs),
    /// List the phases that are done, in the order of their first completion
    List(SessionArgs),
    /// Ask whether a phase is done: exit code 0, or 4
    Done(DoneArgs),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The output is saved as the JSON that the file holds; a file that is no JSON is saved as text. A price \
                  that is left out is unknown, which is not 0."
)]
struct SaveArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
    /// The phase's name
    #[arg(value_name = "PHASE")]
    phase: String,
    /// How long it took
    #[arg(long, value_name = "TIME")]
    duration: Option<String>,
    /// What it cost, in dollars
    #[arg(long, value_name = "USD")]
    cost_usd: Option<String>,
    /// Your name for this completion: saved again under the same name it is known, and saved once
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

#[derive(Debug, clap::Args)]
struct SessionArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
}

#[derive(Debug, clap::Args)]
struct DoneArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
    /// The phase's name
    #[arg(value_name = "PHASE")]
    phase: String,
}

impl Args {
    /// Whether a phase is saved.
    pub fn saves(&self) -> bool {
        matches!(self.verb, Verb::Save(_))
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    match args.verb {
        Verb::Save(args) => save(&args, cx),
        Verb::List(args) => list(&args, cx),
        Verb::Done(args) => done(&args, cx),
    }
}

fn save(args: &SaveArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let duration_ms = args.duration.as_deref().map(duration).transpose()?;
    let cost_micro_usd = args.cost_usd.as_deref().map(dollars).transpose()?;
    // What is no JSON is a text.
    let output = cx.global.output.clone().map(|path| text_of(&path)).transpose()?.map(|text| {
        let is_json = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
        if is_json { text } else { serde_json::Value::String(text).to_string() }
    });
    let (mut workflows, row) = open_for(cx, &args.session)?;
    let phase = PhaseSave {
        phase_id: &args.phase,
        output: output.as_deref(),
        duration_ms,
        cost_micro_usd,
        idempotency_key: args.idempotency_key.as_deref(),
    };
    let saved = workflows.save_phase(&row.session_id, &phase)?;
    let attempt = match saved.attempts {
        Some(n) if n > 1 && !saved.duplicate => format!(", attempt {n}"),
        _ => String::new(),
    };
    let cost = price(saved.cost_micro_usd);
    tell(&saved, &format!("{} is done{attempt}; {cost} so far", inline(&args.phase)), cx)
}

fn duration(text: &str) -> Result<u64, Failure> {
    let ms = parse_duration_ms(text).map_err(|e| Failure::usage(format!("--duration: {e}")))?;
    Ok(ms.unsigned_abs())
}

fn dollars(text: &str) -> Result<u64, Failure> {
    let bad = || Failure::usage(format!("--cost-usd {text}: it is no amount of dollars, such as 0.02"));
    MicroUsd::from_literal(text).and_then(|m| u64::try_from(m.0).ok()).ok_or_else(bad)
}

/// An amount for people.
pub fn price(micro_usd: Option<u64>) -> String {
    let amount = micro_usd.and_then(|m| i64::try_from(m).ok());
    amount.map_or_else(|| "unpriced".to_owned(), |m| MicroUsd(m).to_string())
}

fn list(args: &SessionArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let (reader, row) = look(cx, &args.session)?;
    let log = Log::read(&reader, &row)?;
    let lines: Vec<PhaseLine> = log.phases.iter().map(PhaseLine::from).collect();
    if cx.ui.value(&json!({ "schema": SCHEMA, "session_id": row.session_id, "phases": lines }))? {
        return Ok(Exit::Done);
    }
    if lines.is_empty() {
        cx.ui.note("no phase is done");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["phase", "attempts", "completed", "duration", "cost"]);
    table.right(&[1, 3, 4]);
    for p in &lines {
        let took = p.duration_ms.map_or_else(|| "-".to_owned(), |ms| format!("{} ms", count(ms)));
        let at = p.completed_at.clone().unwrap_or_default();
        table.row([
            inline(&p.phase_id).into_owned(),
            p.attempts.to_string(),
            at,
            took,
            price(p.cost_micro_usd),
        ]);
    }
    cx.ui.table(&table)?;
    Ok(Exit::Done)
}

fn done(args: &DoneArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let (reader, row) = look(cx, &args.session)?;
    let log = Log::read(&reader, &row)?;
    let done = log.phases.iter().any(|p| p.phase_id == args.phase);
    let answer =
        json!({ "schema": SCHEMA, "session_id": row.session_id, "phase_id": args.phase, "done": done });
    if !cx.ui.value(&answer)? {
        cx.ui.line(if done { "done" } else { "not done" })?;
    }
    Ok(if done { Exit::Done } else { Exit::No })
}

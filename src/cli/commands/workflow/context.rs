//! `wfstate workflow context`: what a resume starts from.

use super::{SCHEMA, look, open_for, tell, text_of};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::core::workflow::log::Log;
use serde_json::json;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Print the newest context
    Get(GetArgs),
    /// Save a context: a JSON object
    Set(SetArgs),
}

#[derive(Debug, clap::Args)]
struct GetArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
}

#[derive(Debug, clap::Args)]
struct SetArgs {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
    /// The file that holds it; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    match args.verb {
        Verb::Get(args) => get(&args, cx),
        Verb::Set(args) => set(&args, cx),
    }
}

fn set(args: &SetArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let context = text_of(&args.file)?;
    let (mut workflows, row) = open_for(cx, &args.session)?;
    let saved = workflows.save_context(&row.session_id, &context)?;
    tell(&saved, "the context is saved", cx)
}

/// The context is the answer, as it was saved: what a script pipes on.
fn get(args: &GetArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let (reader, row) = look(cx, &args.session)?;
    let Some((at, context)) = Log::read(&reader, &row)?.context else {
        let failure = Failure::new(Exit::NoMatch, format!("session {} has no context", row.session_id));
        return Err(failure.hint("`wfstate workflow resume` works from the phases alone"));
    };
    let saved = json!({ "schema": SCHEMA, "session_id": row.session_id, "saved_at": at.to_string(), "context": context });
    if !cx.ui.value(&saved)? {
        cx.ui.text(context.get())?;
    }
    Ok(Exit::Done)
}

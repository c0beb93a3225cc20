//! `wfstate workflow output`: the text that a workflow comes to.

use super::{SCHEMA, look, open_for, tell, text_of};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::core::workflow::log::Log;
use serde_json::json;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workflow: an id, a prefix, latest, label:X
    #[arg(value_name = "SESSION")]
    session: String,
    /// Save the text of this file; `-` is standard input [default: print the newest text]
    #[arg(long, value_name = "FILE")]
    set: Option<PathBuf>,
}

/// Runs.
pub fn run(args: &Args, cx: &mut Context) -> Result<Exit, Failure> {
    if let Some(file) = &args.set {
        let markdown = text_of(file)?;
        let (mut workflows, row) = open_for(cx, &args.session)?;
        let saved = workflows.save_output(&row.session_id, &markdown)?;
        return tell(&saved, "the text is saved", cx);
    }
    let (reader, row) = look(cx, &args.session)?;
    let Some(markdown) = Log::read(&reader, &row)?.output else {
        let failure = Failure::new(Exit::NoMatch, format!("session {} has no output", row.session_id));
        return Err(failure.hint("`wfstate workflow output SESSION --set FILE` saves one"));
    };
    if !cx.ui.value(&json!({ "schema": SCHEMA, "session_id": row.session_id, "markdown": markdown }))? {
        cx.ui.text(&markdown)?;
    }
    Ok(Exit::Done)
}

//! `wfstate show`: everything about one session.

pub mod figures;
mod text;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::Format;
use crate::core::show::show;
use text::text;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session: its id or four letters of it, latest, latest~2, label:NAME; or an archive
    #[arg(value_name = "SESSION", default_value = "latest")]
    session: String,
}

/// Runs.
pub fn run(Args { session: selector }: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let selector = cx.turn_to(&selector);
    let reader = cx.reader()?;
    let session = show(&reader, &cx.session(&reader, &selector)?)?;
    if !cx.ui.value(&session)? {
        text(&session, cx)?;
    }
    let Some(fault) = &session.summary.fault else { return Ok(Exit::Done) };
    cx.ui.warn(&format!("energy, models and state are not known: {fault}"));
    Ok(Exit::Incomplete)
}

//! Placeholder.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs.
pub fn run(_args: Args, _cx: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Failed, "not written yet"))
}

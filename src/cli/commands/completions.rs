//! `wfstate completions`: for bash, zsh, fish, elvish and `PowerShell`.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::Format;
use clap_complete::Shell;
use std::io::Write;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Runs.
pub fn run(Args { shell }: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text])?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::cli::command(), "wfstate", &mut script);
    cx.ui.write_all(&script)?;
    Ok(Exit::Done)
}

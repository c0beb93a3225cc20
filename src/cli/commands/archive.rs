//! `wfstate archive`: cold sessions packed where they are, or in a file to be kept elsewhere.

mod create;
mod list;
mod restore;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::ui::Format;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without -o sessions stay in the database and are packed there: every verb reads them as before, \
                  and their seals verify. With -o FILE.wfz the file holds those sessions alone, and every verb reads \
                  it: `wfstate list FILE.wfz`, `show FILE.wfz`, `replay FILE.wfz`, `validate FILE.wfz`, or --db \
                  FILE.wfz. Nothing is deleted; `wfstate purge` does that."
)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Pack sessions where they are, or into a file
    Create(create::CreateArgs),
    /// List the archives in a folder, or the sessions of one
    List(list::ListArgs),
    /// Bring the sessions of an archive back into the database
    Restore(restore::RestoreArgs),
}

impl Args {
    /// Whether `--output` is a file that the verb makes itself.
    pub fn makes_output(&self) -> bool {
        matches!(self.verb, Verb::Create(_))
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    match args.verb {
        Verb::Create(args) => create::run(args, cx),
        Verb::List(args) => list::run(args, cx),
        Verb::Restore(args) => restore::run(args, cx),
    }
}

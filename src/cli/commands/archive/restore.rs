//! `wfstate archive restore`: an import of what an archive holds.

use crate::cli::commands::import;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::core::archive::folder;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The archive
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only this session; may be given more than once
    #[arg(long, value_name = "ID")]
    session: Vec<String>,
    /// Only say what would be brought back
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: RestoreArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let found = folder::look(&args.file)?;
    if args.file.is_dir() {
        return Err(Failure::usage(format!("{} is a folder", args.file.display())).hint("name one archive"));
    }
    if let Some((path, why)) = found.refused.first() {
        return Err(Failure::new(Exit::Failed, format!("{}: {why}", path.display())));
    }
    import::run(import::Args::of_archive(args.file, args.session, args.dry_run), cx)
}

//! `wfstate backup verify`: is it whole, and does it come to the same states?

use super::{KeyArgs, line};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::counted;
use crate::cli::signals;
use crate::core::backup::{self, Report};
use crate::core::model::quantity::format_bytes;
use std::path::PathBuf;

#[derive(Debug, Clone, clap::Args)]
pub struct VerifyArgs {
    /// The backup; a link to it, such as `latest`, will do
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Also restore it to a private place, replay every session from its first event, and compare where it ends
    #[arg(long)]
    drill: bool,
    #[command(flatten)]
    keys: KeyArgs,
}

pub fn run(args: VerifyArgs, cx: &mut Context) -> Result<Exit, Failure> {
    signals::tidy_up()?;
    let verified = backup::verify(&args.file, &args.keys.into(), args.drill, &cx.progress);
    cx.progress.finish();
    let report = verified.map_err(not_there)?;
    if !cx.ui.value(&report)? && (!report.verified || !cx.global.quiet) {
        text(&report, cx)?;
    }
    Ok(if report.verified { Exit::Done } else { Exit::No })
}

/// What is missing is a backup, not a database.
pub fn not_there(e: backup::BackupError) -> Failure {
    use crate::core::store::StoreError;
    match e {
        backup::BackupError::Store(StoreError::Missing { path })
        | backup::BackupError::Pack(crate::core::pack::PackError::Store(StoreError::Missing { path })) => {
            Failure::new(Exit::Failed, format!("no backup at {}", inline(&path.to_string_lossy())))
                .hint("`wfstate backup list DIR` shows what is there")
        }
        e => e.into(),
    }
}

fn text(report: &Report, cx: &mut Context) -> Result<(), Failure> {
    for trouble in &report.findings {
        cx.ui.line(&line(trouble))?;
    }
    let known = |n: Option<u64>, what: &str| n.map_or(format!("unknown {what}s"), |n| counted(n, what));
    let verdict = match (report.verified, report.drilled) {
        (true, true) => {
            cx.ui.paint().good("whole; restored in a drill, and every session comes to its state")
        }
        (true, false) => cx.ui.paint().good("whole"),
        (false, _) => cx.ui.paint().warn("not whole: do not rely on it"),
    };
    Ok(cx.ui.line(&format!(
        "{}: {}, {} of {}, {}",
        inline(&report.path),
        verdict,
        known(report.events, "event"),
        known(report.sessions, "session"),
        format_bytes(report.bytes),
    ))?)
}

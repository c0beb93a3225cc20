//! `wfstate migrate`: databases of earlier versions.

mod foreign;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::ui::Format;
use crate::cli::render::{Table, number};
use crate::cli::signals;
use crate::core::ambient;
use crate::core::migrate::{self, MigrateError, Migrated, Status};
use crate::core::store::StoreError;
use std::path::Path;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "`wfstate migrate` is `wfstate migrate status`. No other verb migrates: on a database of an \
    earlier version they end with exit code 13."
)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    status: StatusArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Which version the database has, and what lies between it and this wfstate
    Status(StatusArgs),
    /// Bring the database to this version: copy it aside, migrate it, compare every session's state
    Up(UpArgs),
    /// Migrate a private copy and compare; of a database of this version, check it
    Verify,
}

#[derive(Debug, Default, clap::Args)]
struct StatusArgs {
    /// End with exit code 4 when a migration is pending
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, clap::Args)]
struct UpArgs {
    /// Only on a private copy; prints the statements and how long they take
    #[arg(long)]
    dry_run: bool,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let path = cx.database()?;
    let status = match migrate::status(&path) {
        Err(StoreError::Foreign { .. }) if Failure::foreign(&path).is_some() => {
            return foreign::offer(&path, matches!(args.verb, Some(Verb::Up(_))), cx);
        }
        status => status?,
    };
    match args.verb.unwrap_or(Verb::Status(args.status)) {
        Verb::Status(args) => tell_status(&status, args.exit_code, cx),
        // A database that needs nothing is no error: `up` may stand in every start script.
        Verb::Up(_) | Verb::Verify if status.pending.is_empty() => {
            if !cx.ui.value(&status)? {
                cx.ui.line(&format!("version {}: nothing to do", status.current))?;
            }
            Ok(Exit::Done)
        }
        Verb::Up(args) if args.dry_run => try_it(&path, true, cx),
        Verb::Verify => try_it(&path, false, cx),
        Verb::Up(_) => up(&path, cx),
    }
}

fn tell_status(status: &Status, exit_code: bool, cx: &mut Context) -> Result<Exit, Failure> {
    if !cx.ui.value(status)? {
        cx.ui.line(&format!(
            "the database has version {}, this wfstate writes {}",
            status.current, status.target
        ))?;
        if status.pending.is_empty() {
            cx.ui.line("nothing is pending")?;
        } else {
            let mut table = Table::new(["pending", "name", "checksum"]);
            for step in &status.pending {
                table.row([step.version.to_string(), step.name.to_owned(), step.checksum.clone()]);
            }
            cx.ui.table(&table)?;
            cx.ui.note("`wfstate migrate up --dry-run` tries it on a copy, `wfstate migrate up` does it");
        }
    }
    Ok(if exit_code && !status.pending.is_empty() { Exit::No } else { Exit::Done })
}

fn try_it(path: &Path, statements: bool, cx: &mut Context) -> Result<Exit, Failure> {
    signals::tidy_up()?;
    let done = migrate::dry_run(path, cx.lock_timeout()?, ambient::now(), &cx.progress)?;
    cx.progress.finish();
    if cx.ui.value(&done)? {
        return Ok(Exit::Done);
    }
    for step in &done.applied {
        if let (true, Some(sql)) = (statements, step.sql) {
            cx.ui.text(sql.trim_end())?;
        }
        cx.ui.line(&format!("-- {} {}: {} ms", step.version, step.name, step.elapsed_ms.unwrap_or(0.0)))?;
    }
    cx.ui.line(&format!(
        "it would go from version {} to {}; {} came to the same state on a copy",
        done.from,
        done.target,
        sessions(&done)
    ))?;
    Ok(Exit::Done)
}

fn up(path: &Path, cx: &mut Context) -> Result<Exit, Failure> {
    cx.opening(false)?;
    signals::tidy_up()?;
    let done = migrate::up(path, cx.lock_timeout()?, ambient::now(), &cx.progress)?;
    cx.progress.finish();
    if cx.ui.value(&done)? {
        return Ok(Exit::Done);
    }
    cx.ui.line(&format!(
        "version {} → {}: {} come to the same state as before",
        done.from,
        done.current,
        sessions(&done)
    ))?;
    if let Some(backup) = &done.backup {
        cx.ui.line(&format!("as it was: {}", inline(&backup.to_string_lossy())))?;
    }
    Ok(Exit::Done)
}

fn sessions(done: &Migrated) -> String {
    let s = if done.sessions == 1 { "" } else { "s" };
    format!("{} session{s}", number::count(done.sessions))
}

impl From<MigrateError> for Failure {
    fn from(e: MigrateError) -> Self {
        match e {
            MigrateError::Store(e) => e.into(),
            MigrateError::Before { .. } => Self::new(Exit::Failed, e.to_string())
                .hint("nothing was changed; `wfstate recover` makes a new database of what a damaged one still proves"),
            MigrateError::After { .. } => {
                Self::new(Exit::Failed, e.to_string()).hint("nothing was changed; the database is as it was")
            }
        }
    }
}

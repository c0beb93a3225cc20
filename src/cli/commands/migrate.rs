//! `wfstate migrate`: databases of earlier versions, and events of earlier shapes.

mod foreign;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::ui::Format;
use crate::cli::render::{Table, number};
use crate::cli::signals;
use crate::core::ambient;
use crate::core::migrate::{self, MigrateError, Migrated, Status, events};
use crate::core::store::{Reader, StoreError};
use std::path::Path;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "`wfstate migrate` is `wfstate migrate status`. No other verb migrates: on a database of an \
    earlier version they end with exit code 13. `migrate up` keeps a copy of the database as it was and prints the \
    command that goes back to it. Tables of your own, named x_…, are left alone."
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
    /// Migrate a private copy and compare; of a database of this version, say whether its schema is the one of this version
    Verify,
    /// Bring every event of an earlier shape into the shape of today, and say which ones cannot be; nothing is stored
    Events(EventsArgs),
}

#[derive(Debug, clap::Args)]
struct EventsArgs {
    /// What it does in any case: events are never rewritten
    #[arg(long)]
    dry_run: bool,
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
    let timeout = cx.lock_timeout()?;
    if matches!(migrate::is_current(&path), Err(StoreError::Foreign { .. }))
        && Failure::foreign(&path).is_some()
    {
        return foreign::offer(&path, matches!(args.verb, Some(Verb::Up(_))), cx);
    }
    match args.verb.unwrap_or(Verb::Status(args.status)) {
        Verb::Status(args) => tell_status(&migrate::status(&path, timeout)?, args.exit_code, cx),
        Verb::Events(EventsArgs { dry_run: _ }) => tell_events(&path, cx),
        Verb::Verify if migrate::is_current(&path)? => {
            let status = migrate::status(&path, timeout)?;
            let strange = status.difference.is_some() || status.drift.iter().any(|d| d.known.is_none());
            tell_nothing_to_do(&status, cx)?;
            Ok(if strange { Exit::No } else { Exit::Done })
        }
        // A database that needs nothing is no error: `up` may stand in every start script.
        Verb::Up(_) if migrate::is_current(&path)? => {
            tell_nothing_to_do(&migrate::status(&path, timeout)?, cx)?;
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
        if !status.extensions.is_empty() {
            let names: Vec<_> = status.extensions.iter().map(|n| inline(n)).collect();
            cx.ui.line(&format!("yours, and left alone: {}", names.join(", ")))?;
        }
        tell_made(status, cx);
    }
    Ok(if exit_code && !status.pending.is_empty() { Exit::No } else { Exit::Done })
}

fn tell_nothing_to_do(status: &Status, cx: &mut Context) -> Result<(), Failure> {
    if !cx.ui.value(status)? {
        cx.ui.line(&format!("version {}: nothing to do", status.current))?;
        tell_made(status, cx);
    }
    Ok(())
}

/// What is odd about how the database came about, and what to do.
fn tell_made(status: &Status, cx: &Context) {
    for drift in &status.drift {
        let what = format!("migration {} ({})", drift.version, inline(&drift.name));
        let recorded = inline(&drift.recorded);
        cx.ui.warn(&match (&drift.known, &status.difference) {
            (None, _) => format!(
                "{what} is none that this wfstate knows: another program made this database; use that one, or go back \
                 to a backup"
            ),
            (Some(known), None) => format!(
                "{what} was applied from another text (checksum {recorded}, here {known}), and made the same schema: \
                 nothing has to be done"
            ),
            (Some(known), Some(_)) => format!(
                "{what} was applied from another text (checksum {recorded}, here {known}), and the schema is not the \
                 same: use the wfstate that made it, or go back to a backup"
            ),
        });
    }
    if let Some(difference) = &status.difference {
        cx.ui.warn(&format!(
            "the schema is not the one of version {}: {}; `wfstate validate` says more",
            status.current,
            inline(difference)
        ));
    }
}

fn tell_events(path: &Path, cx: &mut Context) -> Result<Exit, Failure> {
    let reader = Reader::open(path, cx.lock_timeout()?)?;
    let survey = events::survey(&reader, &cx.progress);
    cx.progress.finish();
    let survey = survey?;
    let exit = if survey.failures > 0 { Exit::No } else { Exit::Done };
    if cx.ui.value(&survey)? {
        return Ok(exit);
    }
    let mut table = Table::new(["type", "version", "today", "events", "brought up", "cannot be"]);
    for t in &survey.types {
        let today = t.current.map_or("unknown".to_owned(), |v| v.to_string());
        let [events, upcast, failed] = [t.events, t.upcast, t.failed].map(number::count);
        table.row([inline(&t.name).into_owned(), t.version.to_string(), today, events, upcast, failed]);
    }
    cx.ui.table(&table)?;
    for f in &survey.failed {
        let seq = f.seq.map_or(String::new(), |seq| format!(" event {}", number::count(seq)));
        cx.ui.line(&format!("{}{seq}: {}", inline(&f.session_id), inline(&f.reason)))?;
    }
    let untold = survey.failures - survey.failed.len() as u64;
    if untold > 0 {
        cx.ui.note(&format!("and {} more", number::count(untold)));
    }
    let events = number::counted(survey.events, "event");
    cx.ui.line(&match survey.failures {
        0 => format!("{events}: all of them can be read in the shape of today"),
        n => format!("{events}: {} cannot be read in the shape of today", number::count(n)),
    })?;
    Ok(exit)
}

fn try_it(path: &Path, statements: bool, cx: &mut Context) -> Result<Exit, Failure> {
    signals::tidy_up()?;
    let done = migrate::dry_run(path, cx.lock_timeout()?, ambient::now(), &cx.progress)?;
    cx.progress.finish();
    let exit = exit_of(&done);
    if cx.ui.value(&done)? {
        return Ok(exit);
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
    tell_validated(&done, cx)?;
    Ok(exit)
}

/// What `validate` finds is a no, whether it was there before or not.
fn exit_of(done: &Migrated) -> Exit {
    if done.validated.is_some_and(|v| v.errors > 0) { Exit::No } else { Exit::Done }
}

fn tell_validated(done: &Migrated, cx: &mut Context) -> Result<(), Failure> {
    let Some(found) = done.validated else { return Ok(()) };
    let [errors, warnings] =
        [(found.errors, "error"), (found.warnings, "warning")].map(|(n, what)| number::counted(n, what));
    cx.ui.line(&format!("validate: {errors}, {warnings}"))?;
    if found.errors > 0 {
        cx.ui.warn("`wfstate validate` says which, and whether the events are concerned; a migration does not touch them");
    }
    Ok(())
}

fn up(path: &Path, cx: &mut Context) -> Result<Exit, Failure> {
    cx.opening(false)?;
    signals::tidy_up()?;
    let done = migrate::up(path, cx.lock_timeout()?, ambient::now(), &cx.progress)?;
    cx.progress.finish();
    let exit = exit_of(&done);
    if cx.ui.value(&done)? {
        return Ok(exit);
    }
    if done.applied.is_empty() {
        let was = "a migration that was killed had committed; its log is in the file now";
        cx.ui.line(&format!("version {}: {was}", done.current))?;
    } else {
        cx.ui.line(&format!(
            "version {} → {}: {} come to the same state as before",
            done.from,
            done.current,
            sessions(&done)
        ))?;
    }
    if let Some(backup) = &done.backup {
        cx.ui.line(&format!("as it was: {}", inline(&backup.to_string_lossy())))?;
    }
    if let Some(way_back) = &done.way_back {
        cx.ui.line(&format!("the way back: {}", inline(way_back)))?;
    }
    tell_validated(&done, cx)?;
    Ok(exit)
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
            MigrateError::Statement { .. } | MigrateError::After { .. } => {
                Self::new(Exit::Failed, e.to_string()).hint("nothing was changed; the database is as it was")
            }
        }
    }
}

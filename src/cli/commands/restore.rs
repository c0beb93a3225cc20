//! `wfstate restore`: a database out of a backup.

use super::backup::{KeyArgs, line};
use crate::cli::context::{Context, only, parse_time};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::cli::render::ui::Format;
use crate::cli::signals;
use crate::core::backup::BackupError;
use crate::core::restore::{self, Ready, Report, Request, RestoreError, Target};
use crate::core::store::{SCHEMA_VERSION, StoreError};
use serde_json::json;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The backup is verified, and every session of it replayed, before anything is touched. The old database is \
                  kept beside the new one, with .pre-restore and the time in its name; to go back, restore that file. Sessions \
                  that end earlier than in the backup are sealed anew and marked as interrupted. A backup of an earlier \
                  version is put back as it was: that is the way back from `wfstate migrate up`.\n\n  \
                  wfstate restore /mnt/backups/latest --yes\n  \
                  wfstate restore b.zip --db other.db --at 2025-08-17T20:00:00Z"
)]
pub struct Args {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Do nothing where the database exists
    #[arg(long)]
    if_not_exists: bool,
    /// Leave out events after this time: RFC 3339, a date, or -2h before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, conflicts_with = "seq")]
    at: Option<String>,
    /// Leave out events after this one, of the one session that is restored
    #[arg(long, value_name = "N")]
    seq: Option<u64>,
    /// Restore this session alone; may be given again
    #[arg(long, value_name = "SESSION")]
    session: Vec<String>,
    #[command(flatten)]
    keys: KeyArgs,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    if cx.global.read_only {
        return Err(Failure::usage("this verb writes, and --read-only forbids it"));
    }
    let at = args.at.as_deref().map(parse_time).transpose()?;
    let database = cx.database()?;
    if args.if_not_exists && restore::is_there(&database) {
        let path = database.to_string_lossy().into_owned();
        if !cx.ui.value(&json!({ "schema": "wfstate.restore/1", "restored": false, "path": path }))? {
            cx.ui.note(&format!("{} exists, nothing was done", inline(&path)));
        }
        return Ok(Exit::Done);
    }
    cx.make_default_directory()?;
    signals::tidy_up()?;
    let request = Request {
        backup: args.file,
        key_file: cx.key_file()?,
        database,
        keys: args.keys.into(),
        at,
        seq: args.seq,
        sessions: args.session,
        force: cx.global.force,
        lock_timeout: cx.lock_timeout()?,
    };
    let ready = restore::prepare(&request, &cx.progress);
    cx.progress.finish();
    let ready = ready.map_err(|e| tell_unsound(e, cx))?;
    if args.if_not_exists
        && ready.target != (Target::Free { empty: false })
        && ready.target != (Target::Free { empty: true })
    {
        return Err(Failure::new(Exit::Locked, "somebody else made the database meanwhile"));
    }
    confirm(&ready, &request, cx)?;
    let unsound = ready.unsound.clone();
    let report = ready.put_in_place()?;
    if !cx.ui.value(&report)? && !cx.global.quiet {
        text(&report, cx)?;
    }
    key_note(&report, cx);
    let Some(unsound) = unsound else { return Ok(Exit::Done) };
    for trouble in &unsound.findings {
        cx.ui.warn(&line(trouble));
    }
    Ok(Exit::Incomplete)
}

fn confirm(ready: &Ready, request: &Request, cx: &Context) -> Result<(), Failure> {
    let Target::Database(sessions) = &ready.target else { return Ok(()) };
    let path = request.database.to_string_lossy();
    let what =
        sessions.map_or("which cannot be read".to_owned(), |n| format!("with {}", counted(n, "session")));
    let from = request.backup.to_string_lossy();
    cx.asking().confirm(&format!(
        "Replace {} ({what}) by {}? The old one is kept under another name.",
        inline(&path),
        inline(&from)
    ))
}

/// What is wrong is told before the error is.
fn tell_unsound(e: RestoreError, cx: &Context) -> Failure {
    if let RestoreError::Unsound(report) = &e {
        for trouble in &report.findings {
            cx.ui.warn(&line(trouble));
        }
    }
    e.into()
}

fn text(report: &Report, cx: &mut Context) -> Result<(), Failure> {
    cx.ui.line(&format!(
        "{}: {} of {}, from {}",
        inline(&report.path),
        counted(report.events, "event"),
        counted(report.sessions, "session"),
        inline(&report.from),
    ))?;
    for cut in &report.cut {
        let id = inline(&cut.session_id);
        cx.ui.line(&format!("{id} ends after event {} of {}", count(cut.last_seq), count(cut.was)))?;
    }
    if report.left_out > 0 {
        cx.ui.line(&format!("left out: {}", counted(report.left_out, "session")))?;
    }
    if report.interrupted > 0 {
        let n = counted(report.interrupted, "session");
        cx.ui.line(&format!("{n} being recorded when the backup was made: interrupted now"))?;
    }
    if report.version < SCHEMA_VERSION {
        cx.ui.line(&format!(
            "it has version {}, as it was; this wfstate reads version {SCHEMA_VERSION}: `wfstate migrate up` brings it forward again",
            report.version
        ))?;
    }
    if let Some(kept) = &report.kept {
        cx.ui.line(&format!("the old database is kept as {}", inline(kept)))?;
    }
    Ok(())
}

fn key_note(report: &Report, cx: &Context) {
    let (Some(state @ ("missing" | "wrong")), Some(id)) = (report.content_key, &report.content_key_id) else {
        return;
    };
    let what = if state == "missing" { "is not here" } else { "is another one here" };
    cx.ui.warn(&format!(
        "content was committed under key {id}, which is in no backup and {what}: put its file at {}.key, or name it with \
         --key-file, before recording goes on",
        inline(&report.path)
    ));
}

impl From<RestoreError> for Failure {
    fn from(e: RestoreError) -> Self {
        let message = inline(&e.to_string()).into_owned();
        match e {
            RestoreError::Backup(BackupError::Store(e @ StoreError::Locked { .. })) => Self {
                hint: Some("end who records into the database or reads it, then restore".into()),
                ..e.into()
            },
            RestoreError::Backup(BackupError::Itself { .. }) => {
                Self::usage(message).hint("name another database with --db")
            }
            RestoreError::Backup(e) => super::backup::not_there(e),
            RestoreError::Select(e) => e.into(),
            RestoreError::Fold(e) => e.into(),
            RestoreError::Unsound(_) => Self::new(Exit::No, message)
                .hint("use another backup; --force restores what is there of this one"),
            RestoreError::Whole { .. } => Self::usage(message)
                .hint("restore all of it to another database, `wfstate migrate up` that one, and cut a backup of it"),
            RestoreError::Uncut { .. } => {
                Self::new(Exit::Failed, message).hint("choose another point, or restore all of it")
            }
            RestoreError::OneSession(_) => {
                Self::usage(message).hint("name one with --session, or give a time with --at")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_whole_is_a_no_and_what_is_not_there_a_failure() {
        let missing = RestoreError::from(StoreError::Missing { path: "x.zip".into() });
        assert_eq!(Failure::from(missing).exit, Exit::Failed);
        let locked = RestoreError::from(StoreError::Locked { holder: None });
        assert_eq!(Failure::from(locked).exit, Exit::Locked);
        assert_eq!(Failure::from(RestoreError::OneSession(2)).exit, Exit::Usage);
    }
}

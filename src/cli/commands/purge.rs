//! `wfstate purge`: sessions are deleted for ever, and it is proved.

mod content;
mod text;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::ui::Format;
use crate::cli::selection::SelectionArgs;
use crate::cli::signals;
use crate::core::ambient;
use crate::core::purge::{self, Plan, PurgeError, Receipt};
use crate::core::record::drain_leftovers;
use crate::core::recover::recover_all;
use crate::core::report::destination::Destination;
use crate::core::selection::{Selection, resolve};
use crate::core::store::{Ask, Writer};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is deleted cannot be brought back. The rows and keys go, the file is written anew, the log \
                        is emptied, and the bytes of every file of the database are searched for pieces of the \
                        sessions. Backups, archives and exports that the audit trail knows of are named; they keep what \
                        they hold. A purge that is interrupted is finished by the next writer or by `wfstate purge \
                        --resume`. The reason stands in the ledger for ever: it must not say what is to be forgotten."
)]
pub struct Args {
    #[command(flatten)]
    which: SelectionArgs,
    /// The same as SESSION
    #[arg(long = "session", value_name = "ID", hide = true, conflicts_with = "all")]
    session: Vec<String>,
    /// Erase only the words of its events, and keep the events
    #[arg(long, conflicts_with_all = ["all", "user", "label", "older_than", "kind", "status", "resume", "dry_run"])]
    content: bool,
    /// With --content: of these events only
    #[arg(long, value_name = "A..B", requires = "content")]
    seq: Option<String>,
    /// Only say what would be deleted
    #[arg(long)]
    dry_run: bool,
    /// Finish purges that were interrupted
    #[arg(long, conflicts_with_all = ["sessions", "session", "all", "user", "label", "older_than", "reason"])]
    resume: bool,
    /// Why; it is kept in the ledger for ever
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Write the receipt to a file as well, as JSON
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
}

impl Args {
    fn selection(&self) -> Result<Selection, Failure> {
        let mut which = self.which.clone();
        which.sessions.extend_from_slice(&self.session);
        let narrowed = which.kind.is_some() || which.status.is_some();
        // What is deleted for ever has to be chosen, not left over.
        if narrowed && !which.chooses() {
            let message = "--kind and --status narrow down what is chosen, and nothing is";
            return Err(Failure::usage(message)
                .hint("name sessions, or give --user, --label, --older-than 90d or --all"));
        }
        which.selection()
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    if args.resume {
        return resume(&args, cx);
    }
    let selection = args.selection()?;
    if args.content {
        return content::run(&args, cx);
    }
    if args.dry_run {
        let reader = cx.reader()?;
        let plan = make_plan(&reader, cx, &selection)?;
        return dry_run(&plan, cx);
    }
    check_receipt(&args, cx)?;
    let mut writer = cx.writer()?;
    settle(&mut writer, cx)?;
    let plan = make_plan(&writer, cx, &selection)?;
    if let Some(refusal) = plan.refusal() {
        text::plan(&plan, cx)?;
        return Err(refusal.into());
    }
    confirm(&plan, cx)?;
    signals::tidy_up()?;
    let purged = purge::apply(writer, &cx.opening(false)?, plan, args.reason.as_deref(), &cx.progress);
    cx.progress.finish();
    let (_writer, receipt) = purged?;
    write_receipt(&args, &receipt)?;
    if !cx.ui.value(&receipt)? {
        text::receipt(&receipt, cx)?;
    }
    Ok(Exit::Done)
}

/// What waits in spill files belongs to the sessions, and one whose recorder died is not being recorded.
fn settle(writer: &mut Writer, cx: &Context) -> Result<(), Failure> {
    let now = ambient::now();
    let directory = cx.config.record().spill_directory;
    for notice in drain_leftovers(writer, &cx.database()?, directory.as_deref(), now)? {
        cx.ui.warn(&notice);
    }
    recover_all(writer, now)?;
    Ok(())
}

fn make_plan(from: &impl Ask, cx: &Context, selection: &Selection) -> Result<Plan, Failure> {
    let sessions = resolve(from, selection)?;
    let directory = cx.config.record().spill_directory;
    let plan = purge::plan(from, (&cx.database()?, directory.as_deref()), sessions, &cx.progress);
    cx.progress.finish();
    Ok(plan?)
}

fn dry_run(plan: &Plan, cx: &mut Context) -> Result<Exit, Failure> {
    let mut answer = serde_json::to_value(plan).unwrap_or_default();
    if let Value::Object(members) = &mut answer {
        members.insert("schema".into(), "wfstate.purge/1".into());
        members.insert("dry_run".into(), true.into());
    }
    if !cx.ui.value(&answer)? {
        text::plan(plan, cx)?;
    }
    match plan.refusal() {
        Some(refusal) => Err(refusal.into()),
        None => Ok(Exit::Done),
    }
}

fn confirm(plan: &Plan, cx: &mut Context) -> Result<(), Failure> {
    if cx.global.yes {
        return Ok(());
    }
    text::plan(plan, cx)?;
    let (question, word) = match plan.sessions.as_slice() {
        [one] => (format!("Delete {} for ever?", one.session_id), one.session_id.clone()),
        many => {
            let count = many.len();
            (format!("Delete {count} sessions for ever?"), format!("purge {count} sessions"))
        }
    };
    cx.asking().confirm_typed(&question, &word)
}

fn resume(args: &Args, cx: &mut Context) -> Result<Exit, Failure> {
    check_receipt(args, cx)?;
    let writer = cx.writer_as_it_is()?;
    let done = purge::resume(writer, &cx.opening(false)?, &cx.progress);
    cx.progress.finish();
    let (_writer, receipts) = done?;
    let answer = json!({ "schema": "wfstate.purge/1", "receipts": &receipts });
    for receipt in receipts.iter().take(1) {
        write_receipt(args, receipt)?;
    }
    if cx.ui.value(&answer)? {
        return Ok(Exit::Done);
    }
    if receipts.is_empty() {
        cx.ui.note("no purge is pending");
    }
    for receipt in &receipts {
        text::receipt(receipt, cx)?;
    }
    Ok(Exit::Done)
}

/// Where the receipt is to go is looked at before anything is deleted.
fn check_receipt(args: &Args, cx: &Context) -> Result<(), Failure> {
    let Some(path) = &args.receipt else { return Ok(()) };
    if path.exists() && !cx.global.force {
        let message = format!("--receipt: {} is there already", path.display());
        return Err(Failure::new(Exit::Failed, message).hint("--force writes over it"));
    }
    let checked = Destination::check(path, &[cx.database()?]);
    let refused = |e| Failure::new(Exit::Failed, format!("--receipt: {e}")).hint("name another file");
    checked.map(|_| ()).map_err(refused)
}

fn write_receipt(args: &Args, receipt: &Receipt) -> Result<(), Failure> {
    let Some(path) = &args.receipt else { return Ok(()) };
    let text = serde_json::to_string_pretty(receipt).unwrap_or_default() + "\n";
    purge::write_receipt(path, &text).map_err(|e| {
        let message =
            format!("the sessions are purged, but the receipt cannot be written to {}: {e}", path.display());
        Failure::new(Exit::Failed, message).hint(format!("receipt {} is in the ledger", receipt.receipt_id))
    })
}

impl From<PurgeError> for Failure {
    fn from(e: PurgeError) -> Self {
        let message = e.to_string();
        match e {
            PurgeError::Store(e) => e.into(),
            PurgeError::Fold(e) => e.into(),
            PurgeError::Key(e) => e.into(),
            PurgeError::Range { .. } => Self::new(Exit::NoMatch, message).hint("write --seq 5..12"),
            PurgeError::State { .. } => Self::new(Exit::Failed, message)
                .hint("purge the session as a whole, and see `wfstate validate`"),
            PurgeError::Held { .. } => Self::new(Exit::No, message)
                .hint("`wfstate hold list` says why; `wfstate hold remove N` ends a hold"),
            PurgeError::Live { .. } => Self::new(Exit::Locked, message).hint("end that recorder first"),
            PurgeError::Changed { .. } => Self::new(Exit::Locked, message).hint("run the same command again"),
            PurgeError::Reason { .. } => Self::usage(message).hint("give a reason that names nobody"),
            PurgeError::Room { pending: true, .. } => Self::new(Exit::Storage, message).hint(
                "make room on the disk, then run `wfstate purge --resume`; recording goes on meanwhile",
            ),
            PurgeError::Room { .. } => {
                Self::new(Exit::Storage, message).hint("make room on the disk, then run it again")
            }
            PurgeError::Pinned => Self::new(Exit::Locked, message)
                .hint("end what reads the database, then run `wfstate purge --resume`"),
            PurgeError::Found { .. } => {
                Self::new(Exit::No, message).hint("run `wfstate purge --resume`, and see `wfstate doctor`")
            }
        }
    }
}

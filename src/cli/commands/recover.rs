//! `wfstate recover`: a new database of what a damaged one still proves.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted, energy};
use crate::cli::render::table::Table;
use crate::cli::render::ui::Format;
use crate::cli::signals;
use crate::core::model::quantity::format_bytes;
use crate::core::salvage::{self, Lost, Options, Report, SalvageError, SessionReport};
use std::path::{Path, PathBuf};

/// Stretches of lost events that one row of the table names.
const SHOWN: usize = 8;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "`wfstate recover BAD -o GOOD` only reads BAD, and makes GOOD. An event is kept when the seal of \
                  its batch fits; numbers do not change, and what is lost is declared in the journal. GOOD gets its \
                  name after it was opened again, validated and replayed."
)]
pub struct Args {
    /// The damaged database; it is only read
    #[arg(value_name = "BAD")]
    bad: PathBuf,
    /// Keep events that can be read, too, where the seal of their batch does not fit any more
    #[arg(long)]
    keep_unproved: bool,
    /// Only say what would come out
    #[arg(long)]
    dry_run: bool,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let good = cx.global.output.clone().filter(|o| o != Path::new("-"));
    let good = good.ok_or_else(|| {
        Failure::usage("the new database needs a name")
            .hint("wfstate recover BAD -o GOOD; also for --dry-run, whose work is done beside it")
    })?;
    let options = Options {
        bad: args.bad,
        good,
        force: cx.global.force,
        keep_unproved: args.keep_unproved,
        dry_run: args.dry_run,
        key_file: cx.global.key_file.clone(),
    };
    if let Some(missing) = options.key_file.as_ref().filter(|k| !k.is_file()) {
        let message = format!("--key-file: there is no key at {}", missing.display());
        return Err(Failure::new(Exit::Key, message).hint("leave it out where the key is gone"));
    }
    signals::tidy_up()?;
    let salvaged = salvage::run(&options, &cx.progress);
    cx.progress.finish();
    let report = salvaged?;
    if !cx.ui.value(&report)? {
        text(&report, cx)?;
    }
    if !report.dry_run {
        key_note(&report, &options, cx);
    }
    Ok(if report.lossy() { Exit::Incomplete } else { Exit::Done })
}

fn text(report: &Report, cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(["session", "status", "events", "energy", "lost", "unproved", "state"]);
    table.right(&[2, 3, 5]);
    for s in &report.sessions {
        table.row([
            s.session_id.clone(),
            s.status.to_owned(),
            count(s.events),
            s.energy.map(|e| energy(e.0)).unwrap_or_default(),
            lost(s),
            count(s.unproved),
            s.state_hash.as_ref().map(|h| format!("{}…", &h[..12])).unwrap_or_default(),
        ]);
    }
    if !table.is_empty() {
        cx.ui.table(&table)?;
        cx.ui.line("")?;
    }
    let verb = if report.dry_run { "would hold" } else { "holds" };
    let line = format!(
        "{} {verb} {} of {}",
        inline(&report.path),
        counted(report.events, "event"),
        counted(report.sessions.len() as u64, "session"),
    );
    cx.ui.line(&line)?;
    for line in losses(report) {
        let line = cx.ui.paint().warn(&line);
        cx.ui.line(&line)?;
    }
    let uuid = report.old_uuid.as_deref().unwrap_or("unknown");
    let tip = report.old_ledger.as_ref().map_or("its ledger is lost".to_owned(), |t| {
        format!("its ledger ended with entry {} {}", t.entry, t.hash)
    });
    cx.ui.line(&format!("salvaged from {uuid}; {tip}"))?;
    let good = cx.ui.paint().good("validated and replayed");
    Ok(cx.ui.line(&good)?)
}

fn lost(session: &SessionReport) -> String {
    if session.lost.is_empty() {
        return "nothing".to_owned();
    }
    let mut shown: Vec<String> = session.lost.iter().take(SHOWN).map(stretch).collect();
    let more = session.lost.len().saturating_sub(SHOWN);
    if more > 0 {
        shown.push(format!("{more} more stretches"));
    }
    shown.join(", ")
}

fn stretch(lost: &Lost) -> String {
    match lost.to {
        None => format!("{} and on", count(lost.from)),
        Some(to) if to == lost.from => count(to),
        Some(to) => format!("{} to {}", count(lost.from), count(to)),
    }
}

/// What is gone, sentence by sentence.
fn losses(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let stretches = report.sessions.iter().any(|s| !s.lost.is_empty());
    match report.lost {
        Some(0) | None if !stretches => {}
        Some(lost) => lines.push(format!("lost: {}", counted(lost, "event"))),
        None => lines.push("lost: nobody knows how many events".to_owned()),
    }
    match (report.unproved, report.kept_unproved) {
        (0, _) => {}
        (n, true) => lines.push(format!("{} kept although no seal fits", counted(n, "event"))),
        (n, false) => {
            lines.push(format!(
                "of these, {} can be read and not proved; --keep-unproved keeps them",
                counted(n, "event")
            ));
        }
    }
    if report.spilled_bytes > 0 {
        lines.push(format!(
            "not looked at: {} of events that wait beside it in a spill file; `wfstate record` stores them only \
             in the damaged database, if that can still be written",
            format_bytes(report.spilled_bytes)
        ));
    }
    if report.strays > 0 {
        lines.push(format!("{} of sessions whose name is lost", counted(report.strays, "event")));
    }
    let beside = &report.beside;
    for (n, what, plural) in [
        (beside.sessions.lost, "session that the ledger knows", "sessions that the ledger knows"),
        (beside.journal.lost, "journal entry", "journal entries"),
        (beside.quarantine.lost, "line in quarantine", "lines in quarantine"),
        (beside.ledger.lost, "ledger entry", "ledger entries"),
    ] {
        match n {
            0 => {}
            1 => lines.push(format!("lost: 1 {what}")),
            n => lines.push(format!("lost: {} {plural}", count(n))),
        }
    }
    let unread = &beside.unread;
    if unread.any() {
        let end = if unread.open_end { "; a session that was still recorded may have lost more" } else { "" };
        lines.push(format!(
            "not readable: {}, {}, {} of the log{end}",
            counted(unread.pages, "page"),
            counted(unread.rows, "row"),
            counted(unread.log_frames, "frame"),
        ));
    }
    lines
}

/// Commitments of content can only be checked under the key that they were made under.
fn key_note(report: &Report, options: &Options, cx: &Context) {
    let good = options.good.display();
    match (report.key_copied, &report.key_id) {
        (Some(true), _) => cx.ui.note(&format!("copied the content key to {good}.key")),
        (Some(false), _) => cx.ui.warn(&format!("{good}.key is there already and was left as it is")),
        (None, Some(id)) => {
            cx.ui.note(&format!(
                "the content key {id} goes with it: copy its file to {good}.key, or use --key-file"
            ));
        }
        (None, None) => {}
    }
}

impl From<SalvageError> for Failure {
    fn from(e: SalvageError) -> Self {
        let message = e.to_string();
        match e {
            SalvageError::OntoItself { .. } => Self::usage(message).hint("give --output another name"),
            SalvageError::Exists { .. } => {
                Self::new(Exit::Failed, message).hint("--force writes over a file")
            }
            SalvageError::StrayLog { .. } => {
                Self::new(Exit::Failed, message).hint("remove it, or give --output another name")
            }
            SalvageError::Nothing { unproved: 0, .. } => {
                Self::new(Exit::NoMatch, message).hint("restore a backup; the file was left as it is")
            }
            SalvageError::Nothing { unproved, .. } => Self::new(Exit::NoMatch, message)
                .hint(format!("--keep-unproved keeps the {} that can be read", counted(unproved, "event"))),
            SalvageError::Unsound(_) => {
                Self::new(Exit::Failed, message).hint("the damaged file was left as it is; restore a backup")
            }
            SalvageError::Fold(e) => e.into(),
            SalvageError::System(e) => e.into(),
        }
    }
}

//! `wfstate import`: sessions from elsewhere.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::cli::render::table::Table;
use crate::cli::render::ui::Format;
use crate::cli::signals;
use crate::core::import::{
    self, FileReport, IMPORTERS, ImportError, Importer, OnConflict, Options, Outcome, Report, What,
};
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "All files of a run are imported, or nothing. What is there already is not imported again; a longer \
                  export of a session adds what it has more. Exports of wfstate come back exactly as they were, and \
                  are refused (exit 4) where their digest or their seals say that they are not. Of other programs' \
                  events the content is replaced by commitments, as `record` does it."
)]
pub struct Args {
    /// Exports (NDJSON, JSON, YAML, CSV, SQL), databases, packs, or files of events; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What the files are [default: guessed]
    #[arg(long, value_name = "FORMAT", value_parser = importer)]
    from: Option<&'static Importer>,
    /// Import only this session; may be given more than once
    #[arg(long, value_name = "ID")]
    session: Vec<String>,
    /// What happens to a session whose name another session has
    #[arg(long, value_enum, value_name = "HOW", default_value = "fail")]
    on_conflict: Conflict,
    /// Import also what cannot be proved to be as it was written, and mark it
    #[arg(long)]
    accept_unverified: bool,
    /// Store the content of other programs' events instead of commitments
    #[arg(long)]
    content: bool,
    /// Only say what would be imported
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    /// The sessions of an archive.
    pub fn of_archive(file: PathBuf, session: Vec<String>, dry_run: bool) -> Self {
        let from = IMPORTERS.iter().find(|i| i.name == "native");
        let on_conflict = Conflict::Fail;
        Self {
            files: vec![file],
            from,
            session,
            on_conflict,
            accept_unverified: false,
            content: false,
            dry_run,
        }
    }

    /// Another program's database, whole.
    pub fn of_foreign(file: PathBuf) -> Self {
        Self { from: None, ..Self::of_archive(file, Vec::new(), false) }
    }
}

/// What happens to a session whose name is taken.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Conflict {
    /// Nothing is imported
    Fail,
    /// It is left out
    Skip,
    /// It gets another name: ID.2
    Rename,
}

fn importer(name: &str) -> Result<&'static Importer, String> {
    let names = || IMPORTERS.iter().map(|i| i.name).collect::<Vec<_>>().join(", ");
    IMPORTERS.iter().find(|i| i.name == name).ok_or_else(|| format!("it is one of {}", names()))
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    cx.make_default_directory()?;
    let options = Options {
        files: args.files,
        database: cx.database()?,
        opening: cx.opening(true)?,
        from: args.from,
        sessions: args.session,
        on_conflict: match args.on_conflict {
            Conflict::Fail => OnConflict::Fail,
            Conflict::Skip => OnConflict::Skip,
            Conflict::Rename => OnConflict::Rename,
        },
        accept_unverified: args.accept_unverified,
        content: args.content,
        key_file: cx.key_file()?,
        dry_run: args.dry_run,
    };
    signals::tidy_up()?;
    let imported = import::run(&options, &cx.progress);
    cx.progress.finish();
    let report = imported?;
    let found = report.counts.sessions > 0;
    if !found && !options.sessions.is_empty() {
        let message = format!("no file has a session {}", options.sessions.join(", "));
        return Err(Failure::new(Exit::NoMatch, message).hint("leave --session out to import them all"));
    }
    if !cx.ui.value(&report)? {
        text(&report, cx)?;
    }
    Ok(if report.counts.skipped + report.counts.left_out > 0 { Exit::Incomplete } else { Exit::Done })
}

fn text(report: &Report, cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(["session", "events", "outcome", "verified", "file"]);
    table.right(&[1]);
    for file in &report.files {
        for s in &file.sessions {
            let name = match &s.imported_as {
                Some(other) if *other != s.session_id => format!("{} as {other}", s.session_id),
                _ => s.session_id.clone(),
            };
            let outcome = match (&s.why, s.outcome) {
                (Some(why), Outcome::Skipped) => format!("skipped: {why}"),
                (_, outcome) => word(outcome).to_owned(),
            };
            let verified = if s.verified { "yes" } else { "no" };
            table.row([name, count(s.events), outcome, verified.to_owned(), file.path.clone()]);
        }
    }
    if !table.is_empty() {
        cx.ui.table(&table)?;
        cx.ui.line("")?;
    }
    report.files.iter().for_each(|file| tell_notes(file, cx));
    let verb = if report.dry_run { "would be imported" } else { "imported" };
    let c = &report.counts;
    let mut line = format!(
        "{verb} into {}: {} of {}",
        inline(&report.database),
        counted(c.imported + c.renamed + c.completed, "session"),
        count(c.sessions),
    );
    for (n, what) in [(c.already_there, "already there"), (c.skipped, "skipped"), (c.renamed, "renamed")] {
        if n > 0 {
            line = format!("{line}, {} {what}", count(n));
        }
    }
    for (n, what) in [(c.repaired, "repaired"), (c.degraded, "degraded"), (c.left_out, "left out")] {
        if n > 0 {
            line = format!("{line}, {} {what}", counted(n, "thing"));
        }
    }
    Ok(cx.ui.line(&line)?)
}

/// Notes of a kind that are shown one by one.
const SHOWN: usize = 10;

/// Each kind of thing that was left out, repaired or is degraded, and the first of them.
fn tell_notes(file: &FileReport, cx: &Context) {
    if file.sessions.is_empty() && file.notes.iter().all(|n| n.what != What::LeftOut) {
        let path = inline(&file.path);
        cx.ui.warn(&format!(
            "{path}: nothing came in; it was read as {}, --from says what else it is",
            file.format
        ));
    }
    for kind in &file.kinds {
        let what = match kind.what {
            What::LeftOut => "left out",
            What::Repaired => "repaired",
            What::Degraded => "degraded",
        };
        let of_kind = file.notes.iter().filter(|n| (n.what, n.code) == (kind.what, kind.code));
        for note in of_kind.take(SHOWN) {
            let (path, place) = (inline(&file.path), inline(&note.place));
            cx.ui.warn(&format!("{what}: {path}, {place}: {} ({})", inline(&note.message), note.code));
        }
        let more = kind.count.saturating_sub(SHOWN as u64);
        if more > 0 {
            cx.ui.warn(&format!("{what}: {} more ({}); --json lists them", count(more), kind.code));
        }
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Imported => "imported",
        Outcome::AlreadyThere => "already there",
        Outcome::Completed => "completed",
        Outcome::Skipped => "skipped",
        Outcome::Renamed => "renamed",
    }
}

impl From<ImportError> for Failure {
    fn from(e: ImportError) -> Self {
        let message = e.to_string();
        match e {
            ImportError::Store(e) => e.into(),
            ImportError::Record(e) => e.into(),
            ImportError::Key(e) => e.into(),
            ImportError::Pack(e) => e.into(),
            ImportError::Fold(e) => e.into(),
            ImportError::Read { .. } => {
                Self::new(Exit::Failed, message).hint("check the name and who owns the file; nothing was imported")
            }
            ImportError::Malformed { .. } => {
                Self::new(Exit::Failed, message).hint("take another copy of it; nothing was imported")
            }
            ImportError::Unverified { .. } => Self::new(Exit::No, message).hint(
                "take another copy of it; --accept-unverified imports it all the same, marked. Nothing was imported",
            ),
            ImportError::Conflict { .. } => Self::new(Exit::No, message)
                .hint("--on-conflict skip leaves it out, rename gives it another name; nothing was imported"),
            ImportError::System(e) => e.into(),
        }
    }
}

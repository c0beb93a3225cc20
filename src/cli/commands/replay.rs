//! `wfstate replay`: the state at any point again, and whether everything on record agrees with it.

mod events;
mod text;

pub(super) use text::diverged;

use crate::cli::context::{Context, PointArgs, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::progress::Progress;
use crate::cli::render::ui::Format;
use crate::core::fold::Fault;
use crate::core::observer::Observer;
use crate::core::replay::{
    Answer, FileInput, Golden, GoldenError, Options, Replay, ReplayError, Show, Start, from_database,
    from_file,
};
use crate::core::select::{Point, SelectError, Selector};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session, or a file of events (NDJSON, JSON, YAML), or `-` for standard input [default: latest]
    #[arg(value_name = "SESSION|FILE")]
    target: Option<String>,
    /// The session to take, of a file that has several
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    #[command(flatten)]
    point: PointArgs,
    /// Print each event with what it changed
    #[arg(long)]
    events: bool,
    /// Compare with a golden file; exit 4 and the first diverging event if it differs
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// Write the golden file instead of comparing with it
    #[arg(long, requires = "check")]
    update: bool,
    /// Begin from a snapshot instead of the first event; points within a session begin from the newest
    #[arg(long, value_name = "ID|newest|none", value_parser = parse_start)]
    from_snapshot: Option<Start>,
    /// Pass over events that cannot be folded, and list them
    #[arg(long)]
    keep_going: bool,
    /// The same as --db
    #[arg(long, value_name = "PATH", hide = true)]
    database: Option<PathBuf>,
}

fn parse_start(text: &str) -> Result<Start, String> {
    match text {
        "none" => Ok(Start::Zero),
        "newest" => Ok(Start::Newest),
        id => id.parse().map(Start::Snapshot).map_err(|_| "a snapshot's id, `newest` or `none`".to_owned()),
    }
}

/// Runs.
pub fn run(mut args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    if let Some(database) = &args.database {
        cx.global.db = Some(database.clone());
    }
    if let Some(target) = args.target.take() {
        let turned = cx.turn_to(&target);
        // Of a file with several sessions `--session` names one.
        let named = args.session.clone().filter(|_| turned != target);
        args.target = Some(named.unwrap_or(turned));
    }
    let options = options(&args)?;
    let replay = replay(&args, &options, cx);
    cx.progress.finish();
    let replay = replay?;
    if args.update && is_sound(&replay) {
        write_golden(&replay, args.check.as_deref().unwrap_or(Path::new("-")), cx)?;
    }
    print(&replay, &args, &options.point, cx)?;
    verdict(&replay)
}

fn options(args: &Args) -> Result<Options, Failure> {
    let start = args.from_snapshot.unwrap_or_default();
    if args.check.is_some() && !matches!(start, Start::Automatic | Start::Zero) {
        return Err(Failure::usage(
            "a golden file is compared from the first event on; leave --from-snapshot out",
        ));
    }
    let golden = match args.check.as_deref().filter(|_| !args.update) {
        Some(path) => Some(Arc::new(read_golden(path)?)),
        None => None,
    };
    Ok(Options { point: args.point.point()?, start, keep_going: args.keep_going, golden, trace: args.update })
}

fn replay(args: &Args, options: &Options, cx: &mut Context) -> Result<Replay, Failure> {
    let target = args.target.clone().or_else(|| args.session.clone()).unwrap_or_else(|| "latest".to_owned());
    let stream_format = cx.ui.format();
    let bar = Bar(&cx.progress);
    let source = match Selector::parse(&target) {
        Selector::Stdin => Some(PathBuf::from("-")),
        Selector::File(path) if path.exists() => Some(path),
        _ => None,
    };
    let reader = if source.is_some() { None } else { Some(cx.reader()?) };
    let ui = &mut cx.ui;
    let mut show = |shown: crate::core::replay::Shown<'_>| events::print(ui, stream_format, &shown);
    let show: Option<&mut Show<'_>> = if args.events { Some(&mut show) } else { None };
    match (source, reader) {
        (Some(path), _) => Ok(from_file(open(&path, args.session.clone())?, options, show)?),
        (None, Some(reader)) => {
            let session =
                crate::core::select::session(&reader, &target).map_err(|e| not_there(e, &target))?;
            Ok(from_database(&reader, reader.uuid(), session, options, &bar, show)?)
        }
        (None, None) => Err(Failure::usage("nothing to replay")),
    }
}

/// A name that could be that of a file, and no file has.
fn not_there(e: SelectError, target: &str) -> Failure {
    match e {
        SelectError::IsFile { .. } => {
            Failure::new(Exit::NoMatch, format!("{target}: no such file, and no session of that name"))
        }
        other => other.into(),
    }
}

fn open(path: &Path, session: Option<String>) -> Result<FileInput<'static>, Failure> {
    let name = path.display().to_string();
    if path == Path::new("-") {
        return Ok(FileInput { name, read: Box::new(BufReader::new(std::io::stdin())), session });
    }
    let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
    match ending.as_str() {
        "db" | "wfz" | "zip" | "zst" => {
            let hint =
                format!("name the database with --db and the session as argument: replay latest --db {name}");
            return Err(Failure::usage(format!("{name} is a database")).hint(hint));
        }
        _ => {}
    }
    let file = std::fs::File::open(path).map_err(|e| Failure::new(Exit::Failed, format!("{name}: {e}")))?;
    Ok(FileInput { name, read: Box::new(BufReader::with_capacity(256 * 1024, file)), session })
}

fn read_golden(path: &Path) -> Result<Golden, Failure> {
    let fail = |why: String| Failure::new(Exit::Failed, format!("{}: {why}", path.display()));
    let text = std::fs::read(path).map_err(|e| fail(e.to_string()).hint("--update writes it"))?;
    Golden::parse(&text).map_err(|e| fail(e.to_string()))
}

/// Beside its place first, so that a golden file is the old one or the new one, whatever happens.
fn write_golden(replay: &Replay, path: &Path, cx: &mut Context) -> Result<(), Failure> {
    let text = Golden::of(replay)
        .and_then(|g| g.to_text())
        .map_err(|e: GoldenError| Failure::new(Exit::Failed, format!("{}: {e}", path.display())))?;
    if path == Path::new("-") {
        return Ok(cx.ui.write_all(text.as_bytes())?);
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(".new");
    let fail = |e: std::io::Error| Failure::new(Exit::Failed, format!("{}: {e}", path.display()));
    std::fs::write(&aside, text).and_then(|()| std::fs::rename(&aside, path)).map_err(fail)?;
    cx.ui.note(&format!("wrote {}", path.display()));
    Ok(())
}

/// Whether a fold may become what later ones are compared with.
fn is_sound(replay: &Replay) -> bool {
    replay.fault.is_none() && replay.divergences.is_empty() && replay.skipped == 0
}

fn print(replay: &Replay, args: &Args, point: &Point, cx: &mut Context) -> Result<(), Failure> {
    for damaged in &replay.damaged {
        cx.ui.warn(&format!("snapshot {} is passed over: {}", damaged.id, damaged.why));
    }
    let in_stream = args.events && cx.ui.format().is_json();
    let answer = Answer::of(replay, in_stream).map_err(|e| Failure::new(Exit::Failed, e.to_string()))?;
    match cx.ui.format() {
        Format::Json | Format::Ndjson => cx.ui.json(&answer)?,
        Format::Yaml => {
            let value =
                serde_json::to_value(&answer).map_err(|e| Failure::new(Exit::Failed, e.to_string()))?;
            cx.ui.yaml(&value)?;
        }
        _ => text::print(replay, &answer, point, &mut cx.ui)?,
    }
    Ok(())
}

fn verdict(replay: &Replay) -> Result<Exit, Failure> {
    match &replay.fault {
        Some(fault) if !matches!(fault.fault, Fault::Gap { .. }) => {
            let message = format!("{fault} [{}]; the state shown is the one before it", fault.fault.rule());
            Err(Failure::new(Exit::Failed, message).hint("--keep-going passes over such events"))
        }
        _ if !replay.divergences.is_empty() => Ok(Exit::No),
        _ if !replay.complete() => Ok(Exit::Incomplete),
        _ => Ok(Exit::Done),
    }
}

impl From<ReplayError> for Failure {
    fn from(e: ReplayError) -> Self {
        match e {
            ReplayError::Select(e) => e.into(),
            ReplayError::Store(e) => e.into(),
            ReplayError::Output(e) => e.into(),
            ReplayError::Session { .. } => {
                Self::new(Exit::NoMatch, e.to_string()).hint("choose with --session ID")
            }
            ReplayError::Line { .. } => {
                Self::new(Exit::Failed, e.to_string()).hint("--keep-going passes over such lines")
            }
            ReplayError::Snapshot { .. } => Self::new(Exit::Failed, e.to_string())
                .hint("--from-snapshot newest takes the newest that holds"),
            ReplayError::Read { .. } | ReplayError::Document { .. } => Self::new(Exit::Failed, e.to_string()),
        }
    }
}

/// Progress, without the outputs: those are in use while events are printed.
pub(super) struct Bar<'c>(pub &'c Progress);

impl Observer for Bar<'_> {
    fn progress(&self, phase: &str, done: u64, total: Option<u64>) {
        self.0.update(phase, done, total);
    }

    fn warn(&self, _message: &str) {}
}

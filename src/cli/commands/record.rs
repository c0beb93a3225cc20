//! `wfstate record`: the real-time writer on a stream of lines.

mod keeper;
mod patrol;

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::{escape, number, stream::Stream, table::Table};
use crate::cli::signals;
use crate::core::model::id::SessionId;
use crate::core::model::quantity::parse_bytes;
use crate::core::record::{self, Engine, Input, Options, RecordError, Summary, Unknown, pressure};
use crate::core::select::Selector;
use crate::core::store::Place;
use crate::core::validate::Watched;
use keeper::Keeper;
use patrol::{Orders, Patrol};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Arguments of `record`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Events come one JSON object a line: state events (WF-TECH-004), protocol messages \
    (WF-TECH-003) and frame events, mixed as they like.\n\nExamples:\n  my-agent | wfstate record --label nightly \
    --ack commit\n  wfstate record --db demo.db < session.ndjson")]
pub struct Args {
    /// A file or FIFO; `-` or nothing is standard input
    input: Option<PathBuf>,
    /// The session of events that name none [default: a new one, named after the time]
    #[arg(long, value_name = "ID", env = "WFSTATE_SESSION", hide_env = true)]
    session: Option<String>,
    /// What the sessions of this recording are about
    #[arg(long, alias = "company", value_name = "LABEL")]
    label: Option<String>,
    /// Go on with the sessions that the stream names, or with the latest interrupted one
    #[arg(long)]
    resume: bool,
    /// Store the words of prompts and answers, and mark the session
    #[arg(long)]
    content: bool,
    /// Leave nothing on disk, not even a row
    #[arg(long, conflicts_with = "resume")]
    private: bool,
    /// Say when events are durable: JSON lines on standard output
    #[arg(long, value_enum, value_name = "WHEN", default_value = "none")]
    ack: AckMode,
    /// What durable means: on the disk, or safe from a crash of this process only
    #[arg(long, value_enum, value_name = "HOW", default_value = "disk")]
    durability: Durability,
    /// Events of types that wfstate does not know
    #[arg(long, value_enum, value_name = "WHAT")]
    unknown: Option<UnknownArg>,
    /// Lines that are refused
    #[arg(long, value_enum, value_name = "WHAT", default_value = "quarantine")]
    on_invalid: OnInvalid,
    /// Record only types that match; may be repeated
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out types that match; may be repeated
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Longer lines are refused
    #[arg(long, value_name = "SIZE", default_value = "1M")]
    max_line: String,
    /// Pass accepted lines on to standard output; the summary goes to standard error
    #[arg(long, conflicts_with = "ack")]
    tee: bool,
    /// Events between snapshots; 0 takes none
    #[arg(long, value_name = "N")]
    snapshot_every: Option<u64>,
    /// Go on under a new content key where the old one is lost
    #[arg(long)]
    new_key: bool,
    /// Write a line to this file descriptor when the recording is ready
    #[arg(long, value_name = "FD")]
    ready_fd: Option<u32>,
    /// Keep live figures in this file, in the Prometheus text format
    #[arg(long, value_name = "PATH")]
    metrics_file: Option<PathBuf>,
    /// Check what was recorded since the last look, that often: `60s`. A finding is said at once, and an error gives
    /// exit code 4 at the end
    #[arg(long, value_name = "DURATION", conflicts_with = "private")]
    validate_every: Option<String>,
    /// Make a backup in this folder whenever the newest one there is older than `[database] backup_interval`
    #[arg(long, value_name = "DIR", conflicts_with = "private")]
    backup_to: Option<PathBuf>,
    /// Have the shell run this at each alert, with `WFSTATE_ALERT_METRIC`, `_VALUE`, `_THRESHOLD`, `_SEVERITY` and
    /// `_MESSAGE`
    #[arg(long, value_name = "COMMAND")]
    on_alert: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum AckMode {
    /// After each commit
    Commit,
    /// Never
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Durability {
    /// An acknowledged event survives a power cut
    Disk,
    /// An acknowledged event survives a crash of the recorder
    Process,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum UnknownArg {
    /// Kept, counted, and said at the end
    Accept,
    /// Put into quarantine
    Quarantine,
    /// Refused like an invalid line
    Reject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OnInvalid {
    /// Kept aside with the reason; the stream goes on
    Quarantine,
    /// The recording ends at the first one
    Abort,
}

/// Sessions that the text shows one by one.
const SHOWN: usize = 20;

/// `wfstate.record/1`.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    message_type: &'static str,
    #[serde(flatten)]
    summary: &'a Summary,
    elapsed_ms: u64,
    /// Only with --validate-every.
    #[serde(skip_serializing_if = "Option::is_none")]
    validated: Option<Watched>,
}

/// Runs the verb.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    let began = crate::core::ambient::instant();
    let mut options = options(&args, cx)?;
    let max_line = bytes_of("--max-line", &args.max_line)?;
    if let Some(fd) = args.ready_fd.filter(|fd| !Path::new(&format!("/dev/fd/{fd}")).exists()) {
        return Err(Failure::usage(format!("--ready-fd: file descriptor {fd} is not open")));
    }
    if let Some(path) = &args.metrics_file {
        check_metrics_file(path, &options)?;
    }
    let patrol = args.validate_every.as_deref().map(|every| Orders::new(every, cx)).transpose()?;
    let keeper = args.backup_to.as_deref().map(|folder| keeper::Orders::new(folder, cx)).transpose()?;
    let mut input = open_input(args.input.as_deref(), max_line)?;
    options.live = input.is_live() && options.place != Place::Memory;
    let stop = signals::install()?;
    let stores_content = options.content;
    let stream = Stream::new(cx.answer()?, args.ack == AckMode::Commit, options.opening.durable);
    let failure = stream.failure();
    let mut engine = Engine::start(options, Box::new(stream))?;
    cx.tell_log(engine.summary().log.as_ref());
    for r in engine.recovered() {
        cx.ui.note(&format!("session {} was left without its recorder; marked interrupted", r.session_id));
    }
    if args.session.is_some() {
        engine.open_own()?;
    }
    if stores_content {
        cx.ui.note("the words of prompts and answers are stored, and the sessions are marked (mode debug)");
    }
    if let Err(e) = signals::ready(args.ready_fd) {
        cx.ui.warn(&format!(
            "nobody could be told that the recording is ready (--ready-fd, NOTIFY_SOCKET): {e}"
        ));
    }
    let patrol = patrol.map(Patrol::start).transpose()?;
    let keeper = keeper.map(Keeper::start).transpose()?;
    let fed = record::run(&mut input, &stop, &mut engine, &cx.progress);
    cx.progress.finish();
    let summary = match fed {
        Ok(()) => engine.finish()?,
        Err(e) => {
            // What was taken before is kept, and its sessions end as they should, where the store still lets them.
            if let Err(unstored @ RecordError::Unstored { .. }) = engine.finish() {
                cx.ui.warn(&unstored.to_string());
                return Err(Failure::from(e).hint("not all that came before is recorded either"));
            }
            return Err(e.into());
        }
    };
    let recorded = || summary.sessions.iter().map(|s| s.session_id.clone()).collect();
    let validated = patrol.map(|patrol| patrol.finish(recorded()));
    let kept = keeper.is_none_or(Keeper::finish);
    let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tell(&args, cx, (&summary, validated), elapsed_ms)?;
    if let Some(e) = failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
        return Err(e.into());
    }
    let sound = validated.is_none_or(|v| v.errors == 0 && v.failed == 0);
    let kept = if kept { Exit::Done } else { Exit::Incomplete };
    Ok(exit_of(&summary).worst(kept).worst(if sound { Exit::Done } else { Exit::No }))
}

fn exit_of(summary: &Summary) -> Exit {
    if !summary.refused_sessions.is_empty() {
        return Exit::No;
    }
    if summary.rejected > 0 || summary.lost > 0 { Exit::Incomplete } else { Exit::Done }
}

fn options(args: &Args, cx: &Context) -> Result<Options, Failure> {
    if let Some(id) = &args.session {
        SessionId::parse(id).map_err(|e| Failure::usage(format!("--session: {e}")))?;
        if !matches!(Selector::parse(id), Selector::Id(_)) {
            let message = format!("--session: `{id}` means something else wherever a session is named");
            return Err(Failure::usage(message).hint("give it another name; --resume goes on with a session"));
        }
    }
    let mut opening = cx.opening(true)?;
    opening.durable = args.durability == Durability::Disk;
    let place = if args.private {
        Place::Memory
    } else {
        cx.make_default_directory()?;
        Place::parse(&cx.database()?)
    };
    let (config, performance) = (cx.config.record(), cx.config.performance());
    if let Some(missing) = config.spill_directory.as_ref().filter(|d| !d.is_dir()) {
        let message = format!("[record] spill_directory: there is no folder {}", missing.display());
        return Err(Failure::usage(message).hint("make it, or leave the key out"));
    }
    let unknown = match args.unknown {
        Some(UnknownArg::Accept) => Unknown::Accept,
        Some(UnknownArg::Quarantine) => Unknown::Quarantine,
        Some(UnknownArg::Reject) => Unknown::Reject,
        None => unknown_of(&config.unknown),
    };
    let millis = |ms: i64| Duration::from_millis(u64::try_from(ms).unwrap_or(0));
    let in_memory = place == Place::Memory;
    Ok(Options {
        key_file: if in_memory { None } else { Some(cx.key_file()?) },
        new_key: args.new_key,
        session: args.session.clone(),
        label: args.label.clone(),
        resume: args.resume,
        content: args.content || cx.config.privacy().store_raw_content || cx.config.privacy().audit_mode,
        unknown,
        abort_on_invalid: args.on_invalid == OnInvalid::Abort,
        include: if args.include.is_empty() { config.include } else { args.include.clone() },
        exclude: if args.exclude.is_empty() { config.exclude } else { args.exclude.clone() },
        queue: performance.max_queue_size.clamp(1, 100_000),
        batch_size: performance.event_batch_size.max(1),
        batch_timeout: millis(performance.event_batch_timeout_ms),
        snapshot_every: args.snapshot_every.unwrap_or(performance.snapshot_interval_events),
        snapshot_interval: millis(performance.snapshot_interval_ms),
        source: args.input.as_deref().unwrap_or(Path::new("-")).display().to_string(),
        state_bytes: bytes_of("--memory-limit", &cx.global.memory_limit)? / 8,
        tee: args.tee,
        spill_directory: config.spill_directory,
        spill_bytes: config.spill_max_bytes,
        hold_bytes: bytes_of("--memory-limit", &cx.global.memory_limit)? / 8,
        droppable: droppable(config.drop)?,
        ballast_bytes: cx.config.database().ballast_bytes,
        stats_interval: millis(config.stats_interval_ms),
        alerts: cx.config.alerts(),
        metrics_file: args.metrics_file.clone(),
        on_alert: args.on_alert.clone(),
        ..Options::new(place, opening)
    })
}

fn droppable(named: Vec<String>) -> Result<Vec<String>, Failure> {
    if let Some(never) = named.iter().find(|t| !pressure::may_be_dropped(t)) {
        let message = format!("[record] drop: events of type {never} are never dropped");
        return Err(Failure::usage(message).hint("energy, system, user and workflow events and errors stay"));
    }
    let default = || pressure::DROPPABLE.iter().map(|t| (*t).to_owned()).collect();
    Ok(if named.is_empty() { default() } else { named })
}

/// A path at which something else is, or is about to be, is refused before anything is written.
fn check_metrics_file(path: &Path, options: &Options) -> Result<(), Failure> {
    let failure = |why: &dyn std::fmt::Display| {
        Failure::usage(format!("--metrics-file {}: {why}", path.display()))
            .hint("give it a path of its own, in a folder that exists")
    };
    let absolute = |path: &Path| std::path::absolute(path).ok();
    let key_file = options.key_file.as_deref().and_then(absolute);
    let database = match &options.place {
        Place::File(database) => absolute(database),
        Place::Memory => None,
    };
    if [database, key_file].into_iter().flatten().any(|taken| Some(taken) == absolute(path)) {
        return Err(failure(&"that is a file of the database"));
    }
    record::check_metrics_file(path).map_err(|e| failure(&e))
}

fn bytes_of(flag: &str, size: &str) -> Result<usize, Failure> {
    let bytes = parse_bytes(size).map_err(|e| Failure::usage(format!("{flag}: {e}")))?;
    usize::try_from(bytes).map_err(|_| Failure::usage(format!("{flag} is too large")))
}

fn unknown_of(text: &str) -> Unknown {
    match text {
        "reject" => Unknown::Reject,
        "quarantine" => Unknown::Quarantine,
        _ => Unknown::Accept,
    }
}

fn open_input(path: Option<&Path>, max_line: usize) -> Result<Input, Failure> {
    match path.filter(|p| *p != Path::new("-")) {
        None => Ok(Input::stdin(max_line)?),
        Some(path) => Input::open(path, max_line)
            .map_err(|e| Failure::new(Exit::Failed, format!("cannot read {}: {e}", path.display()))),
    }
}

fn tell(
    args: &Args,
    cx: &mut Context,
    (summary, validated): (&Summary, Option<Watched>),
    elapsed_ms: u64,
) -> Result<(), Failure> {
    for (name, count) in &summary.unknown_types {
        let name = escape::inline(name);
        let events = number::counted(*count, "event");
        cx.ui.note(&format!("unknown event type {name}: {events} kept as received"));
    }
    if summary.bom {
        cx.ui.note("the input began with a byte order mark, which was left out");
    }
    for session in &summary.refused_sessions {
        cx.ui.warn(&format!(
            "session {session} exists and has events; its lines were refused (--resume goes on)"
        ));
    }
    if summary.rejected > 0 && summary.refused_sessions.is_empty() {
        let lines = number::counted(summary.rejected, "line");
        cx.ui.warn(&format!("{lines} refused; see `wfstate quarantine list`"));
    }
    if summary.lost > 0 {
        let events = number::counted(summary.lost, "event");
        cx.ui.warn(&format!(
            "{events} were dropped while the database could not be written; the journal says so"
        ));
    }
    if let Some(seen) = validated {
        cx.ui.note(&patrol::in_words(seen));
    }
    let answer =
        Answer { schema: "wfstate.record/1", message_type: "summary", summary, elapsed_ms, validated };
    match (cx.ui.format().is_json(), args.tee) {
        (true, true) => cx.ui.json_to_stderr(&answer),
        (true, false) => cx.ui.json(&answer)?,
        (false, true) => cx.ui.note(&human(cx, summary, elapsed_ms)),
        (false, false) if args.ack == AckMode::Commit => cx.ui.note(&human(cx, summary, elapsed_ms)),
        (false, false) => {
            let text = human(cx, summary, elapsed_ms);
            cx.ui.text(text)?;
        }
    }
    Ok(())
}

fn human(cx: &Context, s: &Summary, elapsed_ms: u64) -> String {
    let mut table = Table::new(["session", "events", "energy", "state hash"]);
    table.right(&[1, 2]);
    for session in s.sessions.iter().take(SHOWN) {
        table.row([
            session.session_id.clone(),
            number::count(session.events),
            number::energy(session.energy.0),
            session.state_hash[..16].to_owned(),
        ]);
    }
    let mut sessions = match s.sessions.len() {
        0 => "no events were recorded".to_owned(),
        _ => table.render(cx.ui.options().color, cx.ui.options().width).trim_end().to_owned(),
    };
    if s.sessions.len() > SHOWN {
        let more = number::count((s.sessions.len() - SHOWN) as u64);
        let _ = write!(sessions, "\nand {more} more sessions; `wfstate list` shows them");
    }
    format!(
        "{sessions}\n{} lines in {:.1} s: {} accepted, {} duplicate, {} rejected, {} dropped, {} blank",
        number::count(s.lines),
        Duration::from_millis(elapsed_ms).as_secs_f64(),
        number::count(s.accepted),
        number::count(s.duplicate),
        number::count(s.rejected),
        number::count(s.dropped),
        number::count(s.blank),
    )
}

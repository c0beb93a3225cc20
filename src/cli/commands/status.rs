//! `wfstate status`: what is being recorded now, and how well.

use super::list::{loss, minute};
use super::show::figures::{brief, milliseconds};
use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::{Format, number};
use crate::cli::signals;
use crate::core::ambient;
use crate::core::model::quantity::{format_bytes, format_duration_ms};
use crate::core::record::ALERT;
use crate::core::status::{Live, Status, look};
use std::io::Write as _;
use std::time::Duration;

/// Moves the cursor to the top left corner and clears what is below it.
const REDRAW: &str = "\x1b[H\x1b[J";
/// The same for the first time: the terminal's last lines scroll away instead of being lost.
const CLEAR: &str = "\x1b[2J";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "With --watch and --json each look is one line. SIGINT is the normal end of --watch.")]
pub struct Args {
    /// The session: its id or four letters of it, latest, label:NAME; without one, all that are being recorded
    #[arg(value_name = "SESSION")]
    session: Option<String>,
    /// Look again and again, each so many seconds
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "2", value_parser = seconds)]
    watch: Option<Duration>,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let Some(pause) = args.watch else {
        let status = status(&args, cx)?;
        print(&status, cx)?;
        return Ok(Exit::Done);
    };
    let stop = signals::install()?;
    let terminal = cx.ui.options().width.is_some() && cx.ui.format() == Format::Text;
    if terminal {
        cx.ui.write_all(CLEAR.as_bytes())?;
    }
    loop {
        // Asked before anything is drawn: a failure must not leave an empty screen.
        let status = status(&args, cx)?;
        if terminal {
            cx.ui.write_all(REDRAW.as_bytes())?;
        }
        print(&status, cx)?;
        if !terminal && cx.ui.format() == Format::Text {
            cx.ui.line("")?;
        }
        cx.ui.flush()?;
        if cx.ui.closed() || signals::stopped_within(&stop, pause)? {
            return Ok(Exit::Done);
        }
    }
}

/// The database is opened for each look: nothing of it is held in between.
fn status(args: &Args, cx: &Context) -> Result<Status, Failure> {
    let reader = cx.reader()?;
    let row = args.session.as_ref().map(|selector| cx.session(&reader, selector)).transpose()?;
    Ok(look(&reader, row.as_ref(), cx.config.record().spill_directory.as_deref(), ambient::now())?)
}

fn print(status: &Status, cx: &mut Context) -> Result<(), Failure> {
    if !cx.ui.value(status)? {
        text(status, cx)?;
    }
    Ok(())
}

fn text(s: &Status, cx: &mut Context) -> Result<(), Failure> {
    let mut facts = vec![
        ("database", s.path.clone()),
        ("size", format!("{} and {} of log", format_bytes(s.bytes), format_bytes(s.wal_bytes))),
        ("recorder", recorder(s)),
    ];
    facts.extend(
        s.spill_bytes.map(|bytes| {
            ("spilled", format!("{} wait until the database can be written", format_bytes(bytes)))
        }),
    );
    if let Some(outage) = s.writer.as_ref().and_then(|w| w.outage.as_ref()) {
        facts.push(("OUTAGE", format!("the database cannot be written since {outage}")));
    }
    if s.interrupted > 0 {
        facts.push(("left", format!("{} interrupted", number::counted(s.interrupted, "session"))));
    }
    for (name, value) in facts {
        let name = cx.ui.paint().bold(&format!("{name:<10}"));
        cx.ui.line(&format!("{name} {}", inline(&value)))?;
    }
    if !s.sessions.is_empty() {
        cx.ui.line("")?;
    }
    for session in &s.sessions {
        let name = cx.ui.paint().bold(&inline(&session.session_id));
        cx.ui.line(&name)?;
        for line in session_lines(session) {
            cx.ui.line(&format!("  {}", inline(&line)))?;
        }
    }
    for session in &s.sessions {
        let Some(alert) = &session.last_alert else { continue };
        let what = brief(ALERT, &alert.facts).unwrap_or_default();
        let line = format!("{}, {} ago: {what}", session.session_id, format_duration_ms(alert.age_ms));
        let line = cx.ui.paint().warn(&inline(&line));
        cx.ui.line(&line)?;
    }
    Ok(())
}

fn recorder(s: &Status) -> String {
    let live = s.sessions.iter().filter(|l| l.recording).count() as u64;
    match (&s.writer, live) {
        (Some(w), 0) => format!("process {} holds the database; it records no session", w.process),
        (Some(w), n) => {
            format!("process {} writes, {} being recorded", w.process, number::counted(n, "session"))
        }
        (None, 0) => "no recorder runs".to_owned(),
        (None, n) => format!("{} being recorded", number::counted(n, "session")),
    }
}

/// Two lines a session, which a narrow terminal shows as well as a wide one.
fn session_lines(s: &Live) -> [String; 2] {
    let process = s.process.as_ref().map_or_else(|| s.status.clone(), |p| format!("process {p}"));
    let since = s.recording_since.as_deref().map(|at| format!(" since {}", minute(at))).unwrap_or_default();
    let label = s.label.as_ref().map(|l| format!(", label {l}")).unwrap_or_default();
    let events = number::counted(s.events, "event");
    let first = format!("{process}{since}{label}: {events}, loss {}", loss(s.loss, s.events));
    let Some(stats) = &s.stats else { return [first, "not measured yet".to_owned()] };
    let f = &stats.facts;
    let count = |value: &serde_json::Value| value.as_u64().map_or("?".to_owned(), number::count);
    let second = format!(
        "{} events a second, commit p50 {} p99 {}, queue {}, late frames {}, memory {}, alerts {} ({} ago)",
        f["events_per_s"].as_f64().unwrap_or_default(),
        milliseconds(&f["latency_us"]["p50"]),
        milliseconds(&f["latency_us"]["p99"]),
        count(&f["queue"]["max"]),
        count(&f["frame_overruns"]),
        f["memory_bytes"].as_u64().map_or("?".to_owned(), format_bytes),
        number::count(s.alerts),
        format_duration_ms(stats.age_ms),
    );
    [first, second]
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "give a number of seconds, such as 2 or 0.5".to_owned())?;
    if !(0.1..=86_400.0).contains(&seconds) {
        return Err("give 0.1 to 86400 seconds".into());
    }
    Ok(Duration::from_secs_f64(seconds))
}
